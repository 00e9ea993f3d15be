"""What an operator means in SQL, by the type of the column it stands on."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.pg.tree import And, AnyOf, Call, Expr, Infix, IsNull, Lit, Not, Or, Param
from tombolo.records.read.ask import Ask, Cmp
from tombolo.records.read.slots import WHO, AnyWork, slot, start_of
from tombolo.records.read.spans import SPANS
from tombolo.schema.condition import column_type
from tombolo.schema.kinds.shape import Bad, Kind, Plain, blank
from tombolo.schema.paths import Spot


@dataclass(frozen=True, slots=True)
class _Side:
    """The column, and how the typed value becomes a parameter."""

    expr: Expr
    spot: Spot
    cmp: Cmp

    @property
    def item(self) -> str:
        return column_type(self.spot.type).removesuffix("[]")

    def value(self) -> Param:
        kind, place, number = self.spot.kind, self.cmp.place, self.cmp.slot
        return slot(lambda ask, _: one(kind, ask.values[number], place), self.item)

    def listed(self) -> Param:
        kind, place, number = self.spot.kind, self.cmp.place, self.cmp.slot
        return slot(lambda ask, _: several(kind, ask.values[number], place), self.item + "[]")

    def like(self, make: Callable[[str], str]) -> Param:
        place, number = self.cmp.place, self.cmp.slot
        return slot(lambda ask, _: make(escaped(text(ask.values[number], place))), "text")


def comparison(expr: Expr, spot: Spot, cmp: Cmp) -> Expr:
    """`expr op value` as SQL. Raises Invalid for an operator the kind does not have."""
    if cmp.op not in spot.kind.operators:
        raise Invalid(
            "ask.invalid",
            problems=[
                Problem("ask.no_operator", cmp.place, {"name": cmp.op, "field": spot.label.zh})
            ],
        )
    side = _Side(expr, spot, cmp)
    if spot.kind.many:
        return _MANY[cmp.op](side)
    if cmp.op in _RANGES and spot.type.name in {"date", "moment"}:
        return _on_days(side)
    return _SINGLE[cmp.op](side)


_LONGEST_OPTION = 200
_RANGES = frozenset({"is", "lt", "le", "gt", "ge", "between", "within"})


def _same(side: _Side) -> Expr:
    if side.spot.type.name == "boolean":
        # An untouched switch is off.
        return Infix("=", Call("coalesce", (side.expr, Lit(False))), side.value())
    return Infix("is not distinct from", side.expr, side.value())


def _empty(side: _Side) -> Expr:
    if side.spot.kind.rows:
        return Infix("=", side.expr, Lit(0))
    if side.spot.kind.many:
        return Or((IsNull(side.expr), Infix("=", Call("cardinality", (side.expr,)), Lit(0))))
    return IsNull(side.expr)


def _between(side: _Side) -> Expr:
    kind, place, number = side.spot.kind, side.cmp.place, side.cmp.slot

    def end(which: int) -> Param:
        return slot(
            lambda ask, _: one(kind, _pair(ask.values[number], place)[which], place), side.item
        )

    return And((Infix(">=", side.expr, end(0)), Infix("<=", side.expr, end(1))))


_SINGLE: dict[str, Callable[[_Side], Expr]] = {
    "is": _same,
    "is_not": lambda s: Not(_same(s)),
    "in": lambda s: AnyOf(s.expr, s.listed()),
    "not_in": lambda s: Or((IsNull(s.expr), Not(AnyOf(s.expr, s.listed())))),
    "contains": lambda s: Infix("ilike", s.expr, s.like(lambda t: f"%{t}%")),
    "not_contains": lambda s: Or(
        (IsNull(s.expr), Infix("not ilike", s.expr, s.like(lambda t: f"%{t}%")))
    ),
    "starts_with": lambda s: Infix("ilike", s.expr, s.like(lambda t: f"{t}%")),
    "lt": lambda s: Infix("<", s.expr, s.value()),
    "le": lambda s: Infix("<=", s.expr, s.value()),
    "gt": lambda s: Infix(">", s.expr, s.value()),
    "ge": lambda s: Infix(">=", s.expr, s.value()),
    "between": _between,
    "empty": _empty,
    "not_empty": lambda s: Not(_empty(s)),
    "is_me": lambda s: Infix("=", s.expr, WHO.me),
    "not_me": lambda s: Infix("is distinct from", s.expr, WHO.me),
    "in_my_departments": lambda s: AnyOf(s.expr, WHO.departments),
    "under": lambda s: AnyOf(s.expr, Call("departments_under", (s.listed(),))),
}
_MANY: dict[str, Callable[[_Side], Expr]] = {
    "any_of": lambda s: Infix("&&", s.expr, s.listed()),
    "all_of": lambda s: Infix("@>", s.expr, s.listed()),
    "none_of": lambda s: Or((IsNull(s.expr), Not(Infix("&&", s.expr, s.listed())))),
    "empty": _empty,
    "not_empty": lambda s: Not(_empty(s)),
    "is_me": lambda s: AnyOf(WHO.me, s.expr),
}


def _on_days(side: _Side) -> Expr:
    """Dates and moments: a value is a stretch [first, next), so that a day means all of it."""
    type_, cmp, kind = side.item, side.cmp, side.spot.kind

    def end(which: int) -> Param:
        return slot(lambda ask, work: _stretch(kind, cmp, ask, work, type_)[which], type_)

    first, following = end(0), end(1)
    match cmp.op:
        case "lt":
            return Infix("<", side.expr, first)
        case "ge":
            return Infix(">=", side.expr, first)
        case "le":
            return Infix("<", side.expr, following)
        case "gt":
            return Infix(">=", side.expr, following)
        case _:
            since = Or((IsNull(first), Infix(">=", side.expr, first)))
            return And((since, Infix("<", side.expr, following)))


def _stretch(kind: Kind, cmp: Cmp, ask: Ask, work: AnyWork, type_: str) -> tuple[object, object]:
    raw = ask.values[cmp.slot]
    if cmp.op == "within":
        span = SPANS.get(str(raw))
        if span is None:
            raise _wrong("value.not_span", cmp.place, value=str(raw)[:40])
        low, high = span(work.today)
        return _edge(low, type_, work), _edge(high, type_, work)
    if cmp.op == "between":
        first, last = _pair(raw, cmp.place)
        return (
            _one_stretch(kind, first, cmp.place, type_, work)[0],
            _one_stretch(kind, last, cmp.place, type_, work)[1],
        )
    return _one_stretch(kind, raw, cmp.place, type_, work)


def _one_stretch(
    kind: Kind, raw: object, place: str, type_: str, work: AnyWork
) -> tuple[object, object]:
    if type_ == "date" or (isinstance(raw, str) and len(raw.strip()) <= 10):
        plain = parsed(kind, raw, place)
        if not isinstance(plain, str):
            raise _wrong("ask.no_value", place)
        if type_ == "date":
            day = dt.date.fromisoformat(plain[:10])
        else:
            day = dt.date.fromisoformat(cast("str", raw).strip()[:10])
        following = day + dt.timedelta(days=1) if day < dt.date.max else day
        return _edge(day, type_, work), _edge(following, type_, work)
    moment = cast("dt.datetime | None", one(kind, raw, place))
    if moment is None:
        raise _wrong("ask.no_value", place)
    tick = dt.timedelta(microseconds=1)
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    return moment, moment + tick if moment < last else last


def _edge(day: dt.date | None, type_: str, work: AnyWork) -> object:
    return day if day is None or type_ == "date" else start_of(day, work.zone)


def _pair(raw: object, place: str) -> tuple[object, object]:
    items = cast("list[object]", raw) if isinstance(raw, list) else []
    if len(items) != 2:
        raise _wrong("ask.not_pair", place)
    return items[0], items[1]


def _wrong(code: str, place: str, **values: object) -> Invalid:
    return Invalid("ask.invalid", problems=[Problem(code, place, values)])


def parsed(kind: Kind, raw: object, place: str) -> Plain:
    """A raw value by its kind. Raises Invalid at `place`."""
    try:
        return kind.parse(raw)
    except Bad as bad:
        if bad.code == "value.not_option" and (gone := _gone_option(kind, raw)):
            return gone
        raise Invalid("ask.invalid", problems=[Problem(bad.code, place, bad.values)]) from None


def _gone_option(kind: Kind, raw: object) -> Plain:
    """The key of an option that is no more. Records may still have it, so it can be asked for."""
    item = cast("list[object]", raw)[0] if isinstance(raw, list) else raw
    if not isinstance(item, str) or not item.isprintable() or len(item) > _LONGEST_OPTION:
        return None
    return [item.strip()] if kind.many else item.strip()


def one(kind: Kind, raw: object, place: str) -> object:
    """A raw value as the driver wants it."""
    plain = parsed(kind, raw, place)
    return driven(plain, column_type(kind.type()))


def several(kind: Kind, raw: object, place: str) -> list[object]:
    """A raw list (or one value) as the driver wants it."""
    items = cast("list[object]", raw) if isinstance(raw, list) else [raw]
    if len(items) > 1000:
        raise _wrong("ask.too_many", place, most=1000)
    if kind.many:
        found = [parsed(kind, [item], place) for item in items if not blank(item)]
        return [each for plain in found for each in cast("list[object]", plain or [])]
    return [one(kind, item, place) for item in items if not blank(item)]


def driven(plain: Plain, type_: str) -> object:
    """A plain value as the driver wants it for a parameter of `type_`."""
    if not isinstance(plain, str):
        return plain
    match type_:
        case "date":
            return dt.date.fromisoformat(plain)
        case "timestamptz":
            return dt.datetime.fromisoformat(plain)
        case "time":
            return dt.time.fromisoformat(plain)
        case _:
            return plain


def text(raw: object, place: str) -> str:
    """A raw value as the text of a pattern."""
    if not isinstance(raw, str | int) or isinstance(raw, bool):
        raise _wrong("value.not_text", place)
    if "\0" in str(raw) or len(str(raw)) > 1000:
        raise _wrong("value.bad_characters", place)
    return str(raw)


def escaped(text_: str) -> str:
    """A text as a LIKE pattern that means itself."""
    return text_.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
