"""Behind a number: the rows of every ledger that counted for one key of a balance, newest first.

Only records that the person may read are named. All others are one sum, on which the running balance
of the readable ones stands, so that the newest line says what the balance says.
"""

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

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
from tombolo.records.balances.sight import Standing, standing
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.guard import allowed, unseen
from tombolo.records.read.operators import driven
from tombolo.records.read.slots import WHO, bound, slot
from tombolo.records.work import Work
from tombolo.schema.catalog import BalanceCard, Counted
from tombolo.schema.field import Field
from tombolo.schema.frame import Joins, TableFrame
from tombolo.schema.keyed import kept, same, type_of
from tombolo.schema.kinds import numeric
from tombolo.schema.paths import resolve
from tombolo.schema.system import PEOPLE

MOST = 200
_ORDER = ("at", "record", "row")
_MARKS = ("timestamptz", "uuid", "uuid")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a ledger: by measure what it added, and what there was after it."""

    form: str
    record: str
    title: str
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
    """`measures` are those of which each row may be shown."""

    standing: Standing
    measures: tuple[str, ...]
    lines: tuple[Line, ...]
    count: int
    others: Others
    next: str


async def ledger(work: Work[Any], name: str, id_: str, limit: int, after: str = "") -> Ledger:
    """The rows behind one row of a balance. Raises Missing, Invalid for a cursor that is not ours."""
    card = work.catalog.balance(name)
    here = await standing(work, card, id_)
    told = tuple(one for one in here.measures if _tellable(work, card, one))
    values = (*(_given(one, here.key[one.key]) for one in card.balance.keys), *_marks(after))
    ask = Ask(Shape(name, limit=limit, after=bool(after)), values=values)
    (sums,) = await _run(work, card, told, ask, "sums")
    rows = await _run(work, card, told, ask, "page")
    running = {one: sums[f"o_{one}"] + sums[f"s_{one}"] for one in told}
    lines: list[Line] = []
    for row in rows[:limit]:
        amounts = {one: cast("Decimal", row[one]) for one in told}
        source = card.sources[cast("int", row["source"])]
        lines.append(
            Line(
                source.form, str(row["record"]), row["title"] or "", row["at"],
                _plain(amounts), _plain(running),
            )
        )  # fmt: skip
        running = {one: value - amounts[one] for one, value in running.items()}
    others = Others(sums["n"], _plain({one: sums[f"o_{one}"] for one in told}))
    following = _cursor(rows[limit - 1]) if len(rows) > limit else ""
    return Ledger(here, told, tuple(lines), sums["count"], others, following)


def _plain(amounts: Mapping[str, Decimal]) -> dict[str, str]:
    return {key: numeric.plain(value) for key, value in amounts.items()}


def _given(one: Field, cell: Any) -> object:
    """The value of a key, as the read line said it, for a parameter."""
    plain = cast("dict[str, Any]", cell)["id"] if isinstance(cell, dict) else cell
    return plain if plain is None else driven(str(plain), type_of(one))


# -- what may be told --------------------------------------------------------------------------


def _readable(work: Work[Any], card: BalanceCard, source: Counted) -> bool:
    """Whether this person may know which records of a source count, and under which key."""
    columns = [source.where] if source.where else []
    columns += [source.keys[one.key] for one in card.balance.keys]
    return work.grants.of(source.form).may("read") and all(
        _known(work, source, one) for one in columns
    )


def _tellable(work: Work[Any], card: BalanceCard, measure: str) -> bool:
    """Whether what single records add may be told: their own grants may hide what it follows from."""
    return all(
        measure not in source.adds or _known(work, source, source.adds[measure])
        for source in card.sources
        if _readable(work, card, source)
    )


def _known(work: Work[Any], source: Counted, column: str) -> bool:
    """Whether all that a column follows from is seen, in every record."""
    condition = source.reads[column]
    if unseen(condition, source.form, work.catalog, work.grants, source.lines):
        return False
    return all(_whole(work, source, path) for path in condition.reads)


def _whole(work: Work[Any], source: Counted, path: Sequence[str]) -> bool:
    """Whether nothing on the way is masked in some rows."""
    if source.lines:
        return work.grants.of(source.form).masked(f"{source.lines}.{path[0]}") is None
    spot = resolve(work.catalog, source.form, ".".join(path))
    if spot is None:
        return work.grants.of(source.form).masked(path[0]) is None
    return all(
        form in PEOPLE or work.grants.of(form).masked(name) is None for form, name in spot.passes
    )


# -- SQL ---------------------------------------------------------------------------------------


async def _run(
    work: Work[Any], card: BalanceCard, told: tuple[str, ...], ask: Ask, what: str
) -> list[Any]:
    shelf = (
        work.catalog.version, work.grants.fingerprint, "ledger", what, card.balance.name, told,
        ask.shape,
    )  # fmt: skip
    found = work.shelf.get(shelf)
    if found is None:
        parts = tuple(_part(work, card, told, n, one) for n, one in enumerate(card.sources))
        make = _sums if what == "sums" else _page
        behind = _behind(card) if ask.shape.after else TRUE
        found = printer.text(make(Sub(Union(parts), "u"), told, behind, ask.shape.limit))
        work.shelf.put(shelf, found)
    sql, values = cast("tuple[str, list[object]]", found)
    return list(await work.tx.rows(sql, *bound(values, ask, work)))


def _part(
    work: Work[Any], card: BalanceCard, told: Sequence[str], number: int, source: Counted
) -> Select:
    """The rows of one source under the key, and whether their records may be read."""
    form = work.catalog.form(source.form)
    table, row = (form.lines_table(source.lines), "t") if source.lines else (form.table, "r")
    joins = Joins()
    seen: Expr = Lit(False)
    if _readable(work, card, source):
        frame = TableFrame(work.catalog, source.form, "r", joins, WHO)
        seen = And((TRUE, *allowed(work.grants, source.form, frame)))
    keys = card.balance.keys
    mine = tuple(kept(one, Col(row, source.keys[one.key])) for one in keys)
    given = tuple(
        slot(lambda ask, _, n=n: ask.values[n], type_of(one)) for n, one in enumerate(keys)
    )
    where: list[Expr] = [IsNull(Col("r", "deleted_at")), same(keys, mine, given)]
    if source.where:
        where.append(Col(row, source.where))
    record = Join("join", Table(form.table, "r"), Infix("=", Col("r", "id"), Col("t", "record")))
    return Select(
        (
            Out(Cast(Lit(number), "integer"), "source"),
            Out(Call("coalesce", (seen, Lit(False))), "seen"),
            Out(Col("r", "created_at"), "at"),
            Out(Col("r", "id"), "record"),
            Out(Col(row, "id"), "row"),
            Out(Col("r", "record_title"), "title"),
            *(Out(_amount(source.adds.get(one), row), one) for one in told),
        ),
        Table(table, row),
        joins=(*((record,) if source.lines else ()), *joins.made),
        where=And(tuple(where)),
    )


def _amount(column: str | None, row: str) -> Expr:
    value: Expr = Col(row, column) if column else Lit(0)
    return Cast(Call("coalesce", (value, Lit(0))), "numeric")


def _sums(union: Sub, told: Sequence[str], behind: Expr, limit: int) -> Select:
    """What may not be read, and of the rest what this page and those behind it add up to."""
    del limit
    seen = Col("u", "seen")
    return Select(
        (
            Out(Call("count", (Star(),), where=Not(seen)), "n"),
            Out(Call("count", (Star(),), where=seen), "count"),
            *(Out(_sum(one, Not(seen)), f"o_{one}") for one in told),
            *(Out(_sum(one, And((seen, behind))), f"s_{one}") for one in told),
        ),
        union,
    )


def _sum(measure: str, where: Expr) -> Expr:
    return Call("coalesce", (Call("sum", (Col("u", measure),), where=where), Lit(0)))


def _page(union: Sub, told: Sequence[str], behind: Expr, limit: int) -> Select:
    names = ("source", *_ORDER, "title", *told)
    return Select(
        tuple(Out(Col("u", one), one) for one in names),
        union,
        where=And((Col("u", "seen"), behind)),
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
    marks = [row["at"].isoformat(), str(row["record"]), str(row["row"])]
    return base64.urlsafe_b64encode(codec.encode(marks)).decode()


def _marks(after: str) -> tuple[object, ...]:
    if not after:
        return ()
    try:
        at, record, row = cast("list[str]", codec.decode(base64.urlsafe_b64decode(after.encode())))
        return dt.datetime.fromisoformat(at).astimezone(dt.UTC), UUID(record), UUID(row)
    except (ValueError, TypeError, AttributeError, OverflowError, Invalid):
        raise Invalid("ask.invalid", problems=[Problem("ask.bad_cursor", "after")]) from None
