"""switch 开关."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.formula.types import BOOLEAN, Type
from tombolo.schema.kinds.shape import (
    AggregateName,
    Bad,
    Kind,
    OperatorName,
    Plain,
    blank,
)
from tombolo.schema.label import Label

_YES = frozenset({"true", "1", "是", "yes", "y", "√", "✓", "on", "1.0"})
_NO = frozenset({"false", "0", "否", "no", "n", "×", "off", "0.0"})


@dataclass(frozen=True, slots=True)
class Switch(Kind):
    """Yes or no."""

    name: ClassVar[str] = "switch"
    words: ClassVar[Label] = Label("开关", "Switch")
    column: ClassVar[str | None] = "boolean"
    operators: ClassVar[tuple[OperatorName, ...]] = ("is", "is_not")
    aggregates: ClassVar[tuple[AggregateName, ...]] = ("count_empty",)

    def type(self) -> Type:
        return BOOLEAN

    def parse(self, raw: object) -> Plain:
        if isinstance(raw, bool):
            return raw
        if blank(raw):
            return None
        word = str(raw).strip().lower()
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise Bad("value.not_switch")

    def show(self, value: Plain, language: str) -> str:
        if value is None:
            return ""
        return ("Yes" if value else "No") if language == "en" else ("是" if value else "否")
