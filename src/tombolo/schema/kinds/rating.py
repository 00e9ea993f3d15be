"""rating 评分."""

from dataclasses import dataclass
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
class Rating(Kind):
    """Stars, 1 to `top`."""

    top: int = 5

    name: ClassVar[str] = "rating"
    words: ClassVar[Label] = Label("评分", "Rating")
    column: ClassVar[str | None] = "numeric"
    operators: ClassVar[tuple[OperatorName, ...]] = NUMERIC
    aggregates: ClassVar[tuple[AggregateName, ...]] = ("avg", "min", "max", "count_empty")

    def type(self) -> Type:
        return NUMBER

    def parse(self, raw: object) -> Plain:
        if isinstance(raw, str) and "★" in raw:
            raw = raw.count("★")
        return numeric.exact(raw, 0, "0", str(self.top))

    def show(self, value: Plain, language: str) -> str:
        del language
        return "" if value is None else "★" * int(str(value))

    def out(self, expr: Expr) -> Expr:
        return Cast(Call("trim_scale", (expr,)), "text")

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {"top": self.top}

    def problems(self) -> tuple[tuple[str, dict[str, object]], ...]:
        if not 2 <= self.top <= 10:
            return (("setting.range", {"name": "top", "least": 2, "most": 10}),)
        return ()
