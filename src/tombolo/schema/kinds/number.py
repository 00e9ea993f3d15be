"""number 数字."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.formula.types import NUMBER, Type
from tombolo.pg.tree import Call, Cast, Expr
from tombolo.schema.kinds import numeric
from tombolo.schema.kinds.shape import (
    NUMERIC,
    SUMMED,
    AggregateName,
    Kind,
    OperatorName,
    Plain,
)
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Number(Kind):
    """An exact decimal with up to `scale` decimals, in `unit`, between `min` and `max`."""

    scale: int = 6
    unit: str = ""
    min: str | int = ""
    max: str | int = ""

    name: ClassVar[str] = "number"
    words: ClassVar[Label] = Label("数字", "Number")
    column: ClassVar[str | None] = "numeric"
    operators: ClassVar[tuple[OperatorName, ...]] = NUMERIC
    aggregates: ClassVar[tuple[AggregateName, ...]] = SUMMED

    def type(self) -> Type:
        return NUMBER

    def parse(self, raw: object) -> Plain:
        return numeric.exact(raw, self.scale, str(self.min), str(self.max))

    def show(self, value: Plain, language: str) -> str:
        del language
        return numeric.in_words(value, self.scale)

    def out(self, expr: Expr) -> Expr:
        return Cast(Call("trim_scale", (expr,)), "text")

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {"scale": self.scale, "unit": self.unit, "min": str(self.min), "max": str(self.max)}

    def problems(self) -> tuple[tuple[str, dict[str, object]], ...]:
        if not 0 <= self.scale <= 12:
            return (("setting.range", {"name": "scale", "least": 0, "most": 12}),)
        return ()
