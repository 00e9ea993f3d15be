"""department 部门."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.formula.types import DEPARTMENT, Type
from tombolo.schema.kinds import ids
from tombolo.schema.kinds.shape import CHOSEN, Kind, OperatorName, Plain
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Department(Kind):
    """A department of the workspace."""

    name: ClassVar[str] = "department"
    words: ClassVar[Label] = Label("部门", "Department")
    column: ClassVar[str | None] = "uuid"
    operators: ClassVar[tuple[OperatorName, ...]] = (*CHOSEN, "under", "in_my_departments")

    def type(self) -> Type:
        return DEPARTMENT

    def points_to(self) -> str:
        return "sys.department"

    def parse(self, raw: object) -> Plain:
        return ids.one(raw)
