"""member 成员."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.formula.types import PERSON, Type
from tombolo.schema.kinds import ids
from tombolo.schema.kinds.shape import CHOSEN, Kind, OperatorName, Plain
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Member(Kind):
    """A person of the workspace."""

    name: ClassVar[str] = "member"
    words: ClassVar[Label] = Label("成员", "Member")
    column: ClassVar[str | None] = "uuid"
    operators: ClassVar[tuple[OperatorName, ...]] = (*CHOSEN, "is_me", "not_me")

    def type(self) -> Type:
        return PERSON

    def points_to(self) -> str:
        return "sys.member"

    def parse(self, raw: object) -> Plain:
        return ids.one(raw)
