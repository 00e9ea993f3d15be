"""members 成员多选."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.formula.types import PERSON, Type, list_of
from tombolo.schema.kinds import ids
from tombolo.schema.kinds.shape import LISTED, AggregateName, Kind, OperatorName, Plain
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Members(Kind):
    """Several people."""

    name: ClassVar[str] = "members"
    words: ClassVar[Label] = Label("成员多选", "Members")
    column: ClassVar[str | None] = "uuid[]"
    many: ClassVar[bool] = True
    sortable: ClassVar[bool] = False
    groupable: ClassVar[bool] = False
    operators: ClassVar[tuple[OperatorName, ...]] = (*LISTED, "is_me")
    aggregates: ClassVar[tuple[AggregateName, ...]] = ("count_empty",)

    def type(self) -> Type:
        return list_of(PERSON)

    def points_to(self) -> str:
        return "sys.member"

    def parse(self, raw: object) -> Plain:
        return ids.several(raw)
