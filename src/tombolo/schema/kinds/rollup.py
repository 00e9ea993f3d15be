"""rollup 汇总: one number, date or text made of related records or lines, said without a formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds.shape import Kind
from tombolo.schema.label import Label

# calc: the function of all rows, and that of those for which a condition holds.
_CALCS: Mapping[str, tuple[str, str]] = {
    "sum": ("SUM", "SUMIFS"),
    "count": ("COUNT", "COUNTIFS"),
    "average": ("AVERAGE", "AVERAGEIFS"),
    "max": ("MAX", "MAXIFS"),
    "min": ("MIN", "MINIFS"),
    "first": ("FIRST", "FIRST"),
    "last": ("LAST", "LAST"),
    "exists": ("EXISTS", "EXISTS"),
}


@dataclass(frozen=True, slots=True)
class Rollup(Kind):
    """`of` is what is gathered (`orders.net`; for count and exists the rows themselves, `orders`),
    `calc` how, `where` an expression that chooses the rows (`orders.state = "approved"`).
    """

    of: str = ""
    calc: str = "sum"
    where: str = ""
    scale: int | None = None
    format: str = ""  # "", "money" or "percent"
    currency: str = "CNY"

    name: ClassVar[str] = "rollup"
    words: ClassVar[Label] = Label("汇总", "Roll-up")
    column: ClassVar[str | None] = None
    leaf: ClassVar[str] = "of"
    computed: ClassVar[bool] = True

    def computes(self) -> str:
        plain, chosen = _CALCS.get(self.calc, _CALCS["sum"])
        if not self.of.strip():
            return ""
        return f"{chosen}({self.of}, {self.where})" if self.where.strip() else f"{plain}({self.of})"

    def said_in(self) -> Mapping[str, str]:
        return {"calc": self.calc, "of": self.of, "where": self.where}

    def shown_as(self) -> str:
        return self.format

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {
            "text": self.computes(),
            "calc": self.calc,
            "scale": self.scale,
            "format": self.format,
            "currency": self.currency,
        }

    def problems(self) -> tuple[tuple[str, dict[str, object]], ...]:
        if not self.of.strip():
            return (("setting.missing", {"name": "of"}),)
        if self.calc not in _CALCS:
            return (("setting.choice", {"name": "calc", "choices": ", ".join(_CALCS)}),)
        return ()
