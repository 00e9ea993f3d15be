"""percent 百分比: 13 % is stored as 0.13."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from tombolo.formula.types import NUMBER, Type
from tombolo.pg.tree import Call, Cast, Expr
from tombolo.schema.kinds import numeric
from tombolo.schema.kinds.shape import (
    NUMERIC,
    AggregateName,
    Kind,
    OperatorName,
    Plain,
)
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Percent(Kind):
    """A share. `scale` decimals are those of the fraction: 4 keeps 12.34 %."""

    scale: int = 4
    min: str | int = ""
    max: str | int = ""

    name: ClassVar[str] = "percent"
    words: ClassVar[Label] = Label("百分比", "Percent")
    column: ClassVar[str | None] = "numeric"
    operators: ClassVar[tuple[OperatorName, ...]] = NUMERIC
    aggregates: ClassVar[tuple[AggregateName, ...]] = (
        "avg",
        "min",
        "max",
        "count_empty",
        "count_distinct",
    )

    def type(self) -> Type:
        return NUMBER

    def parse(self, raw: object) -> Plain:
        if isinstance(raw, str) and raw.strip().endswith(("%", "％")):
            whole = numeric.exact(raw.strip()[:-1], self.scale, "", "")
            raw = None if whole is None else Decimal(whole) / 100
        return numeric.exact(raw, self.scale, str(self.min), str(self.max))

    def show(self, value: Plain, language: str) -> str:
        del language
        return "" if value is None else numeric.plain(Decimal(str(value)) * 100) + "%"

    def out(self, expr: Expr) -> Expr:
        return Cast(Call("trim_scale", (expr,)), "text")

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {"scale": self.scale, "min": str(self.min), "max": str(self.max)}
