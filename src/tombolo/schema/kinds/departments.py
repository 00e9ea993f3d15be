"""departments 部门多选."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.formula.types import DEPARTMENT, Type, list_of
from tombolo.schema.kinds import ids
from tombolo.schema.kinds.shape import LISTED, AggregateName, Kind, OperatorName, Plain
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Departments(Kind):
    """Several departments."""

    name: ClassVar[str] = "departments"
    words: ClassVar[Label] = Label("部门多选", "Departments")
    column: ClassVar[str | None] = "uuid[]"
    many: ClassVar[bool] = True
    sortable: ClassVar[bool] = False
    groupable: ClassVar[bool] = False
    operators: ClassVar[tuple[OperatorName, ...]] = LISTED
    aggregates: ClassVar[tuple[AggregateName, ...]] = ("count_empty",)

    def type(self) -> Type:
        return list_of(DEPARTMENT)

    def points_to(self) -> str:
        return "sys.department"

    def parse(self, raw: object) -> Plain:
        return ids.several(raw)
