"""A balance by period: what there was before it, what came and went, what there was after it.

What stands now is kept; from it the rows behind the period are taken away again. So only rows from
its first day on are read, and a period that ends today ends with what stands.
"""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from tombolo.access.grant import Grants
from tombolo.base.errors import Denied, Invalid
from tombolo.base.problems import Problem
from tombolo.pg.tree import (
    And,
    Call,
    Cast,
    Col,
    Expr,
    Infix,
    IsNull,
    Join,
    Lit,
    Neg,
    Or,
    Out,
    Select,
    Sub,
    Table,
    Union,
)
from tombolo.records.balances.told import by_period
from tombolo.records.read.ask import Ask
from tombolo.records.read.slots import slot
from tombolo.records.work import Work
from tombolo.schema.catalog import BalanceCard, Computed, Counted
from tombolo.schema.condition import NUMBER, Condition, Frame, condition
from tombolo.schema.field import Field
from tombolo.schema.frame import TableFrame
from tombolo.schema.keyed import kept, same, type_of
from tombolo.schema.label import Label

Part = Literal["opening", "increase", "decrease", "closing"]
LABELS: Mapping[Part, Label] = {
    "opening": Label("期初", "Opening"),
    "increase": Label("收入", "In"),
    "decrease": Label("发出", "Out"),
    "closing": Label("期末", "Closing"),
}
_FROM = slot(lambda ask, _: ask.values[-2], "date")
_TO = slot(lambda ask, _: ask.values[-1], "date")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both counted."""

    first: dt.date
    last: dt.date


def period_of(raw: object, today: dt.date) -> Period:
    """`{from, to}` of docs/api.md; what is not said is this month. Raises Invalid."""
    said = cast("Mapping[str, object]", raw) if isinstance(raw, Mapping) else {"from": raw}
    ends = calendar.monthrange(today.year, today.month)[1]
    found = Period(
        _day(said.get("from"), today.replace(day=1)), _day(said.get("to"), today.replace(day=ends))
    )
    if found.first > found.last:
        raise _wrong()
    return found


def _day(raw: object, usual: dt.date) -> dt.date:
    if raw is None:
        return usual
    try:
        found = dt.date.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        found = None
    if found is None:
        raise _wrong()
    return found


def _wrong() -> Invalid:
    return Invalid("ask.invalid", problems=[Problem("balance.period", "period")])


def demanded(work: Work[Any], card: BalanceCard) -> tuple[str, ...]:
    """The measures that this person may see by period. Raises Denied where there are none."""
    found = by_period(work, card)
    if not found:
        name = card.balance.name
        raise Denied("grant.denied", values={"verb": "read", "form": name}, because=(name,))
    return found


def fields(card: BalanceCard, measure: str) -> tuple[Field, ...]:
    """Opening, in, out and closing of a measure, as fields of the balance."""
    known = card.card.form.every[measure]
    return tuple(
        replace(known, key=f"_{part}_{measure}", label=label) for part, label in LABELS.items()
    )


def during(work: Work[Any], name: str) -> Work[Any]:
    """The work of sight.py's looking(), in which the balance has those fields of every measure that
    may be told. Raises Denied.
    """
    card = work.catalog.balance(name)
    told = demanded(work, card)
    more = {one.key: one for measure in told for one in fields(card, measure)}
    form = card.card.form
    computed = {
        f"_{part}_{measure}": Computed(_moved(card, measure, part), NUMBER, stored=False, level=0)
        for measure in told
        for part in LABELS
    }
    shown = replace(
        card.card,
        form=replace(form, fields=(*form.fields, *more.values()), every={**form.every, **more}),
        own=replace(card.card.own, computed=computed),
    )
    catalog = replace(work.catalog, cards={**work.catalog.cards, name: shown})
    grant = work.grants.of(name)
    seen = {key: grant.seen[key.split("_", 2)[2]] for key in more}
    grants = Grants(
        catalog, work.grants.policies, work.grants.is_admin,
        f"{work.grants.fingerprint} by period",  # kept statements are told apart by it
        {**work.grants.made, name: replace(grant, seen={**grant.seen, **seen})},
    )  # fmt: skip
    return replace(work, catalog=catalog, grants=grants)


def asked(ask: Ask, period: Period) -> Ask:
    """The ask with its period."""
    return replace(ask, values=(*ask.values, period.first, period.last))


# -- SQL ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Moved(Condition):
    """A measure of the row, moved back to a day of the period."""

    card: BalanceCard | None = None
    part: Part = "opening"

    def lower(self, frame: Frame) -> Expr:
        assert self.card is not None
        here = cast("TableFrame", frame)
        rows = _joined(here, self.card, self.text)
        if self.part in {"increase", "decrease"}:
            return _or_nothing(Col(rows, self.part))
        return Infix("-", here.column(self.text), _or_nothing(Col(rows, self.part)))


def _moved(card: BalanceCard, measure: str, part: Part) -> _Moved:
    plain = condition(measure, card.card.scope)
    return _Moved(measure, plain.compiled, card, part)


def _or_nothing(value: Expr) -> Expr:
    return Call("coalesce", (value, Lit(0)))


def _joined(frame: TableFrame, card: BalanceCard, measure: str) -> str:
    """The alias of what the ledgers moved from the first day on, by key; joined once."""
    place = (frame.alias, ("_period", measure))
    known = frame.joins.aliases.get(place)
    if known is None:
        known = frame.joins.aliases[place] = frame.joins.alias()
        keys = card.balance.keys
        mine = tuple(frame.column(one.key) for one in keys)
        theirs = tuple(Col(known, one.key) for one in keys)
        on = same(keys, mine, theirs)
        frame.joins.made.append(Join("left join", Sub(_rows(frame, card, measure), known), on))
    return known


def _rows(frame: TableFrame, card: BalanceCard, measure: str) -> Select:
    """By key: all that was added from the first day on (`opening` is before it), what came and what
    went in the period, all that was added after it (`closing`).
    """
    sources = [one for one in card.sources if measure in one.adds]
    union = Union(tuple(_part(frame, card, one, measure) for one in sources))
    keys = tuple(Col("u", one.key) for one in card.balance.keys)
    value, day = Col("u", "v"), Col("u", "day")
    within = Infix("<=", day, _TO)
    return Select(
        (
            *(Out(key, key.name) for key in keys),
            Out(Call("sum", (value,)), "opening"),
            Out(Call("sum", (value,), where=And((within, Infix(">", value, Lit(0))))), "increase"),
            Out(
                Neg(Call("sum", (value,), where=And((within, Infix("<", value, Lit(0)))))),
                "decrease",
            ),
            Out(Call("sum", (value,), where=Infix(">", day, _TO)), "closing"),
        ),
        Sub(union, "u"),
        group=keys,
    )


def _part(frame: TableFrame, card: BalanceCard, source: Counted, measure: str) -> Select:
    form = frame.catalog.form(source.form)
    table, row = (form.lines_table(source.lines), "t") if source.lines else (form.table, "r")
    record = Join("join", Table(form.table, "r"), Infix("=", Col("r", "id"), Col("t", "record")))
    where: list[Expr] = [IsNull(Col("r", "deleted_at")), since(source, row, _FROM, frame.zone())]
    if source.where:
        where.append(Col(row, source.where))
    keys = (
        Out(Cast(kept(one, Col(row, source.keys[one.key])), type_of(one)), one.key)
        for one in card.balance.keys
    )
    value = Cast(_or_nothing(Col(row, source.adds[measure])), "numeric")
    return Select(
        (*keys, Out(value, "v"), Out(day_of(source, row, frame.zone()), "day")),
        Table(table, row),
        joins=(record,) if source.lines else (),
        where=And(tuple(where)),
    )


def day_of(source: Counted, row: str, zone: Expr) -> Expr:
    """The day from which a row counts; `r` is its record."""
    posted = Cast(Infix("at time zone", Col("r", "created_at"), zone), "date")
    return Call("coalesce", (Col(row, source.on), posted)) if source.on else posted


def since(source: Counted, row: str, first: Expr, zone: Expr) -> Expr:
    """Whether a row counts from `first` on or later, so that an index serves it."""
    start = Infix("at time zone", Cast(first, "timestamp"), zone)
    posted = Infix(">=", Col("r", "created_at"), start)
    if not source.on:
        return posted
    day = Col(row, source.on)
    return Or((Infix(">=", day, first), And((IsNull(day), posted))))
