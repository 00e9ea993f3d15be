"""Behind a number: the rows of every ledger that counted for one key of a balance, newest first.

Rows are in the order of the days they count from. Only records that the person may read are named.
All others are one sum, on which the running balance of the readable ones stands, so that the newest
line says what the balance says.
"""

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from tombolo.access.policy import Verb
from tombolo.base import codec
from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.pg import printer
from tombolo.pg.tree import (
    TRUE,
    And,
    Call,
    Cast,
    Col,
    Expr,
    Infix,
    IsNull,
    Join,
    Lit,
    Not,
    Order,
    Out,
    Param,
    Select,
    Star,
    Sub,
    Table,
    Union,
)
from tombolo.records.balances.period import Period, day_of, demanded
from tombolo.records.balances.sight import Standing, standing
from tombolo.records.balances.told import dated, readable, tellable
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.guard import allowed, row_condition
from tombolo.records.read.operators import driven
from tombolo.records.read.slots import WHO, bound, slot
from tombolo.records.work import Work
from tombolo.schema.catalog import BalanceCard, Counted
from tombolo.schema.field import Field
from tombolo.schema.frame import Joins, TableFrame
from tombolo.schema.keyed import kept, same, type_of
from tombolo.schema.kinds import numeric

MOST = 200
_ORDER = ("day", "at", "record", "row")
_MARKS = ("date", "timestamptz", "uuid", "uuid")
_FIRST = slot(lambda ask, _: cast("Period", ask.values[-1]).first, "date")
_LAST = slot(lambda ask, _: cast("Period", ask.values[-1]).last, "date")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a ledger: by measure what it added, and what there was after it. `on` is the day
    from which it counts, `at` when it was posted.
    """

    form: str
    record: str
    title: str
    on: dt.date
    at: dt.datetime
    amounts: Mapping[str, str]
    running: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Others:
    """What the person may not read, as one sum."""

    count: int
    amounts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """`measures` are those of which each row may be shown; `opening` is what there was before the
    rows: nothing, or what stood when the period began.
    """

    standing: Standing
    measures: tuple[str, ...]
    lines: tuple[Line, ...]
    count: int
    others: Others
    opening: Mapping[str, str]
    next: str


@dataclass(frozen=True, slots=True)
class Wish:
    """How many rows, behind which cursor, of which period; `verb` is the right that names a record."""

    limit: int
    after: str = ""
    period: Period | None = None
    verb: Verb = "read"


async def ledger(work: Work[Any], name: str, id_: str, wish: Wish) -> Ledger:
    """The rows behind one row of a balance. Raises Missing, Denied for a period that may not be told,
    Invalid for a cursor that is not ours.
    """
    card = work.catalog.balance(name)
    here = await standing(work, card, id_)
    limit, period = wish.limit, wish.period
    by_day = demanded(work, card) if period else ()
    told = tuple(
        one for one in here.measures if tellable(work, card, one) and (one in by_day or not period)
    )
    keys = (_given(one, here.key[one.key]) for one in card.balance.keys)
    values = (*keys, *_marks(wish.after), *((period,) if period else ()))
    ask = Ask(Shape(name, limit=limit, after=bool(wish.after)), values=values)
    make = _Making(work, card, told, ask, wish)
    (sums,) = await make.run("sums")
    rows = await make.run("page")
    running = {one: sums[f"p_{one}"] + sums[f"o_{one}"] + sums[f"s_{one}"] for one in told}
    lines: list[Line] = []
    for row in rows[:limit]:
        amounts = {one: cast("Decimal", row[one]) for one in told}
        source = card.sources[cast("int", row["source"])]
        lines.append(
            Line(
                source.form, str(row["record"]), row["title"] or "", row["day"], row["at"],
                _plain(amounts), _plain(running),
            )
        )  # fmt: skip
        running = {one: value - amounts[one] for one, value in running.items()}
    others = Others(sums["n"], _plain({one: sums[f"o_{one}"] for one in told}))
    following = _cursor(rows[limit - 1]) if len(rows) > limit else ""
    opening = _plain({one: sums[f"p_{one}"] for one in told})
    return Ledger(here, told, tuple(lines), sums["count"], others, opening, following)


def _plain(amounts: Mapping[str, Decimal]) -> dict[str, str]:
    return {key: numeric.plain(value) for key, value in amounts.items()}


def _given(one: Field, cell: Any) -> object:
    """The value of a key, as the read line said it, for a parameter."""
    plain = cast("dict[str, Any]", cell)["id"] if isinstance(cell, dict) else cell
    return plain if plain is None else driven(str(plain), type_of(one))


# -- SQL ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Making:
    """The statements of one ledger."""

    work: Work[Any]
    card: BalanceCard
    told: tuple[str, ...]
    ask: Ask
    wish: Wish

    async def run(self, what: str) -> list[Any]:
        work, ask, wish = self.work, self.ask, self.wish
        shelf = (
            work.catalog.version, work.grants.fingerprint, "ledger", what, self.card.balance.name,
            self.told, ask.shape, wish.period is None, wish.verb,
        )  # fmt: skip
        found = work.shelf.get(shelf)
        if found is None:
            parts = tuple(self._part(n, one) for n, one in enumerate(self.card.sources))
            make = _sums if what == "sums" else _page
            behind = _behind(self.card) if ask.shape.after else TRUE
            inside = self._inside()
            select = make(Sub(Union(parts), "u"), self.told, behind, inside, ask.shape.limit)
            found = printer.text(select)
            work.shelf.put(shelf, found)
        sql, values = cast("tuple[str, list[object]]", found)
        return list(await work.tx.rows(sql, *bound(values, ask, work)))

    def _inside(self) -> Expr:
        """Whether a row counts from a day of the period."""
        if self.wish.period is None:
            return TRUE
        day = Col("u", "day")
        return And((Infix(">=", day, _FIRST), Infix("<=", day, _LAST)))

    def _part(self, number: int, source: Counted) -> Select:
        """The rows of one source under the key, and whether their records may be named."""
        work, card = self.work, self.card
        form = work.catalog.form(source.form)
        table, row = (form.lines_table(source.lines), "t") if source.lines else (form.table, "r")
        joins = Joins()
        seen: Expr = Lit(False)
        if readable(work, card, source) and work.grants.of(source.form).may(self.wish.verb):
            frame = TableFrame(work.catalog, source.form, "r", joins, WHO)
            limits = (*allowed(work.grants, source.form, frame), *self._more(source.form, frame))
            seen = And((TRUE, *limits))
        keys = card.balance.keys
        mine = tuple(kept(one, Col(row, source.keys[one.key])) for one in keys)
        given = tuple(
            slot(lambda ask, _, n=n: ask.values[n], type_of(one)) for n, one in enumerate(keys)
        )
        where: list[Expr] = [IsNull(Col("r", "deleted_at")), same(keys, mine, given)]
        if source.where:
            where.append(Col(row, source.where))
        record = Join(
            "join", Table(form.table, "r"), Infix("=", Col("r", "id"), Col("t", "record"))
        )
        # A day that may not be told is not told by the order of the rows either.
        day = day_of(source if dated(work, source) else replace(source, on=""), row, WHO.zone)
        return Select(
            (
                Out(Cast(Lit(number), "integer"), "source"),
                Out(Call("coalesce", (seen, Lit(False))), "seen"),
                Out(day, "day"),
                Out(Col("r", "created_at"), "at"),
                Out(Col("r", "id"), "record"),
                Out(Col(row, "id"), "row"),
                Out(Col("r", "record_title"), "title"),
                *(Out(_amount(source.adds.get(one), row), one) for one in self.told),
            ),
            Table(table, row),
            joins=(*((record,) if source.lines else ()), *joins.made),
            where=And(tuple(where)),
        )

    def _more(self, form: str, frame: TableFrame) -> tuple[Expr, ...]:
        """The rows of another right than reading."""
        verb = self.wish.verb
        rows = self.work.grants.of(form).rows
        return () if verb == "read" else row_condition(rows[verb], frame)


def _amount(column: str | None, row: str) -> Expr:
    value: Expr = Col(row, column) if column else Lit(0)
    return Cast(Call("coalesce", (value, Lit(0))), "numeric")


def _sums(union: Sub, told: Sequence[str], behind: Expr, inside: Expr, limit: int) -> Select:
    """What was before the period, what of it may not be read, and of the rest what this page and
    those behind it add up to.
    """
    del limit
    seen, unseen = And((Col("u", "seen"), inside)), And((Not(Col("u", "seen")), inside))
    before = Lit(False) if inside is TRUE else Infix("<", Col("u", "day"), _FIRST)
    return Select(
        (
            Out(Call("count", (Star(),), where=unseen), "n"),
            Out(Call("count", (Star(),), where=seen), "count"),
            *(Out(_sum(one, before), f"p_{one}") for one in told),
            *(Out(_sum(one, unseen), f"o_{one}") for one in told),
            *(Out(_sum(one, And((seen, behind))), f"s_{one}") for one in told),
        ),
        union,
    )


def _sum(measure: str, where: Expr) -> Expr:
    return Call("coalesce", (Call("sum", (Col("u", measure),), where=where), Lit(0)))


def _page(union: Sub, told: Sequence[str], behind: Expr, inside: Expr, limit: int) -> Select:
    names = ("source", *_ORDER, "title", *told)
    return Select(
        tuple(Out(Col("u", one), one) for one in names),
        union,
        where=And((Col("u", "seen"), inside, behind)),
        order=tuple(Order(Col("u", one), descending=True) for one in _ORDER),
        limit=Param(limit + 1, "bigint"),
    )


def _behind(card: BalanceCard) -> Expr:
    """Older than the row of the cursor."""
    first = len(card.balance.keys)
    marks = tuple(
        slot(lambda ask, _, n=first + n: ask.values[n], type_) for n, type_ in enumerate(_MARKS)
    )
    return Infix(
        "<", Call("row", tuple(Col("u", one) for one in _ORDER)), Call("row", marks)
    )  # fmt: skip


def _cursor(row: Any) -> str:
    marks = [row["day"].isoformat(), row["at"].isoformat(), str(row["record"]), str(row["row"])]
    return base64.urlsafe_b64encode(codec.encode(marks)).decode()


def _marks(after: str) -> tuple[object, ...]:
    if not after:
        return ()
    try:
        marks = cast("list[str]", codec.decode(base64.urlsafe_b64decode(after.encode())))
        day, at, record, row = marks
        moment = dt.datetime.fromisoformat(at).astimezone(dt.UTC)
        return dt.date.fromisoformat(day), moment, UUID(record), UUID(row)
    except (ValueError, TypeError, AttributeError, OverflowError, Invalid):
        raise Invalid("ask.invalid", problems=[Problem("ask.bad_cursor", "after")]) from None
