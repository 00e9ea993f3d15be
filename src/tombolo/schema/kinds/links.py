"""links 关联多条: any number of records of another form."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.formula.types import Type, list_of, reference
from tombolo.schema.kinds import ids
from tombolo.schema.kinds.shape import LISTED, AggregateName, Kind, OperatorName, Plain
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Links(Kind):
    """Records of the form `to`, kept as an array of ids (decision 0001). `candidates` must
    hold for each: an expression of the record in which this field stands for the one that is chosen.
    """

    to: str = ""
    create: bool = True
    candidates: str = ""

    name: ClassVar[str] = "links"
    words: ClassVar[Label] = Label("关联多条", "Links")
    column: ClassVar[str | None] = "uuid[]"
    many: ClassVar[bool] = True
    sortable: ClassVar[bool] = False
    groupable: ClassVar[bool] = False
    operators: ClassVar[tuple[OperatorName, ...]] = LISTED
    aggregates: ClassVar[tuple[AggregateName, ...]] = ("count_empty",)

    def type(self) -> Type:
        return list_of(reference(self.to))

    def points_to(self) -> str:
        return self.to

    def offered(self) -> str:
        return self.candidates

    def parse(self, raw: object) -> Plain:
        return ids.several(raw)

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {"to": self.to, "create": self.create, "where": bool(self.candidates)}

    def problems(self) -> tuple[tuple[str, dict[str, object]], ...]:
        return () if self.to else (("setting.missing", {"name": "to"}),)
