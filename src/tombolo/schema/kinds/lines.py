"""lines 子表单: rows that live and die with their record, in a child table."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.formula.types import NUMBER, Type, list_of
from tombolo.schema.kinds.shape import AggregateName, Kind, OperatorName
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Lines(Kind):
    """Rows with fields of their own; between `least` and `most` of them."""

    least: int = 0
    most: int = 2000

    name: ClassVar[str] = "lines"
    words: ClassVar[Label] = Label("子表单", "Lines")
    column: ClassVar[str | None] = None
    rows: ClassVar[bool] = True
    sortable: ClassVar[bool] = False
    groupable: ClassVar[bool] = False
    operators: ClassVar[tuple[OperatorName, ...]] = ("empty", "not_empty")
    aggregates: ClassVar[tuple[AggregateName, ...]] = ()

    def type(self) -> Type:
        return list_of(NUMBER)

    def row_range(self) -> tuple[int, int]:
        return self.least, self.most

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {"least": self.least, "most": self.most}
