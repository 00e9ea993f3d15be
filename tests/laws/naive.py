"""What every value of a drawn world must be, by plain dictionaries and loops. Shares no code with the product."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from tests.laws.worlds import LINES, Agg, Call, Drawn, Expr, Get, Lit, Place

EXACT = Context(prec=400)
ZERO = Decimal(0)
HUGE = Decimal("1E+60")


@dataclass
class Row:
    """A record, or a row of its lines."""

    place: Place
    id: str
    values: dict[str, Any]
    gone: bool = False
    record: "Row | None" = None
    lines: "list[Row]" = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)


@dataclass
class Naive:
    """All rows of a world; values are worked out when asked for."""

    world: Drawn
    rows: dict[str, dict[str, Row]]

    # -- where things are ----------------------------------------------------------------------

    def at(self, row: Row, key: str) -> Any:
        """A field of the row."""
        made = row.place.made.get(key)
        if made is None:
            return row.values.get(key)
        if key not in row.known:
            row.known[key] = self.value(made.expr, row, None)
        return row.known[key]

    def through(self, row: Row | None, key: str) -> Row | None:
        if row is None:
            return None
        if key == "record":
            return row.record
        return self.rows[row.place.links[key].to].get(row.values.get(key) or "")

    def get(self, row: Row | None, path: tuple[str, ...]) -> Any:
        for step in path[:-1]:
            row = self.through(row, step)
        return None if row is None else self.at(row, path[-1])

    def behind(self, row: Row, path: tuple[str, ...]) -> list[Row]:
        """Rows in their order: the outer ones first."""
        found: list[Row] = [row]
        for step in path:
            found = [one for each in found for one in self._behind(each, step)]
        return found

    def _behind(self, row: Row, step: str) -> Iterable[Row]:
        if step == LINES:
            return row.lines
        inverse = self.world.inverses[row.place.form].get(step)
        if inverse is None:
            there = self.through(row, step)
            return [] if there is None else [there]
        form, link, lines = inverse
        every = sorted(self.rows[form].values(), key=lambda one: one.id)
        there = [one for one in every if not one.gone]
        rows = [line for one in there for line in one.lines] if lines else there
        return [one for one in rows if one.values.get(link) == row.id]

    # -- values --------------------------------------------------------------------------------

    def value(self, expr: Expr, this: Row, row: Row | None) -> Any:
        match expr:
            case Lit(value, "number"):
                return Decimal(value)
            case Lit(value, _):
                return value or None
            case Get(path, of):
                return self.get(row if of == "row" else this, path)
            case Agg(name, path, value, when):
                return self.gather(name, self.behind(this, path), value, when, this)
            case Call("IF", (yes, then, otherwise)):
                return self.value(then if self.value(yes, this, row) else otherwise, this, row)
            case Call(name, args):
                return PLAIN[name](*(self.value(one, this, row) for one in args))

    def gather(
        self, name: str, rows: list[Row], value: Get | None, when: Expr | None, this: Row
    ) -> Any:
        chosen = [one for one in rows if when is None or self.value(when, this, one)]
        if name == "COUNT":
            return Decimal(len(chosen))
        if name == "EXISTS":
            return bool(chosen)
        assert value is not None
        every = [self.get(one, value.path) for one in chosen]
        if name in {"FIRST", "LAST"}:
            return every[0 if name == "FIRST" else -1] if every else None
        there = [one for one in every if one is not None and one != ""]
        match name:
            case "SUM":
                return total(there)
            case "TEXTJOIN":
                return "/".join(there) or None
            case "AVERAGE":
                return EXACT.divide(total(there), Decimal(len(there))) if there else None
            case "MAX":
                return max(there, default=None)
            case _:
                return min(there, default=None)

    def title(self, row: Row) -> str:
        if "" not in row.known:
            parts: list[str] = []
            for key in self.world.forms[row.place.form].title:
                if key in row.place.links:
                    there = self.through(row, key)
                    parts.append(self.title(there) if there else "")
                else:
                    parts.append(shown(self.at(row, key)))
            made = "-".join(parts)
            row.known[""] = re.sub(" +", " ", made).strip(" ") if len(parts) > 1 else made
        return row.known[""]

    def sums(self, number: int) -> dict[tuple[Any, ...], list[Decimal]]:
        """A balance: by key its measures, without those that are all zero."""
        balance = self.world.sums[number]
        names = list(balance.sources[0].adds)
        found: dict[tuple[Any, ...], list[Decimal]] = {}
        for ledger in balance.sources:
            for record in self.rows[ledger.place.form].values():
                for row in record.lines if ledger.place.lines else [record]:
                    if record.gone or (ledger.where and not self.value(ledger.where, row, None)):
                        continue
                    key = tuple(self.get(row, ledger.keys[one]) or None for one in balance.keys)
                    amounts = found.setdefault(key, [ZERO] * len(names))
                    for n, name in enumerate(names):
                        more = self.value(ledger.adds[name], row, None)
                        amounts[n] = EXACT.add(amounts[n], more or ZERO)
        return {key: amounts for key, amounts in found.items() if any(amounts)}


def total(values: Iterable[Decimal]) -> Decimal:
    made = ZERO
    for one in values:
        made = EXACT.add(made, one)
    return made


def shown(value: Any) -> str:
    """Numbers without needless zeros behind the point."""
    if not isinstance(value, Decimal):
        return value or ""
    made = format(value, "f") if value else "0"
    return made.rstrip("0").rstrip(".") if "." in made else made


def rounded(value: Decimal | None, places: Decimal) -> Decimal:
    step = Decimal(1).scaleb(-int(places))
    made = EXACT.divide(value or ZERO, step).quantize(Decimal(1), ROUND_HALF_UP, EXACT)
    return EXACT.multiply(made, step)


def within(value: Decimal) -> Decimal | None:
    return value if abs(value) < HUGE else None


def later(day: str | None, days: Decimal) -> str | None:
    return (date.fromisoformat(day) + timedelta(int(days))).isoformat() if day else None


def over(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    return EXACT.divide(left or ZERO, right) if right else None


def ordered(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Blank numbers are 0; a blank date is neither before nor after anything."""

    def compared(left: Any, right: Any) -> bool:
        if isinstance(left, str) or isinstance(right, str):
            return left is not None and right is not None and test(left, right)
        return test(left or ZERO, right or ZERO)

    return compared


def same(left: Any, right: Any) -> bool:
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return (left or ZERO) == (right or ZERO)
    return (left or "") == (right or "")


PLAIN: dict[str, Callable[..., Any]] = {
    "+": lambda left, right: within(EXACT.add(left or ZERO, right or ZERO)),
    "later by": later,
    "-": lambda left, right: within(EXACT.subtract(left or ZERO, right or ZERO)),
    "*": lambda left, right: within(EXACT.multiply(left or ZERO, right or ZERO)),
    "/": over,
    "&": lambda *parts: "".join(shown(one) for one in parts) or None,
    "ROUND": rounded,
    "COALESCE": lambda left, right: right if left is None else left,
    "EMPTY": lambda value: value is None or value == "",
    ">": ordered(lambda left, right: left > right),
    "<": ordered(lambda left, right: left < right),
    ">=": ordered(lambda left, right: left >= right),
    "=": same,
    "AND": lambda *parts: all(parts),
    "OR": lambda *parts: any(parts),
}
