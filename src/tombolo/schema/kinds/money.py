"""money 金额."""

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
class Money(Kind):
    """An amount of `currency` (ISO 4217), exact, with up to `scale` decimals."""

    scale: int = 2
    currency: str = "CNY"
    min: str | int = ""
    max: str | int = ""

    name: ClassVar[str] = "money"
    words: ClassVar[Label] = Label("金额", "Money")
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
        return {
            "scale": self.scale,
            "currency": self.currency,
            "min": str(self.min),
            "max": str(self.max),
        }
