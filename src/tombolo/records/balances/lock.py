"""The rows of a balance, there and locked, always in the same order.

Nobody waits for anybody in a circle: keys that are missing are made first, in key order, while no
row of this balance is held; then all are locked in key order; balances follow by name.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from tombolo.base import codec
from tombolo.base.errors import Busy
from tombolo.pg import printer
from tombolo.pg.pool import Row, WriteTx
from tombolo.pg.tree import (
    Call,
    Col,
    Exists,
    Expr,
    Infix,
    Insert,
    Join,
    Lit,
    Not,
    Order,
    Out,
    Rowset,
    Scalar,
    Select,
    Star,
    Statement,
    Table,
    Update,
)
from tombolo.records.balances.counted import Key
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.slots import bound, slot
from tombolo.records.work import Work
from tombolo.schema import sums
from tombolo.schema.catalog import BalanceCard, Catalog
from tombolo.schema.keyed import kept, same, type_of

Amounts = Mapping[str, Decimal]
NUMBER = "_n"
_ROWS = slot(lambda ask, _: ask.values[0], "json")
_COUNT = slot(lambda ask, _: ask.values[1], "bigint")
_TRIES = 3


async def locked(
    work: Work[WriteTx], card: BalanceCard, rows: Sequence[tuple[Key, Amounts]]
) -> list[Row]:
    """The rows of these keys, locked, in the order of `rows`: `id`, the measures as they are, and
    whether each guard (`g0`, `g1`, …) would hold with the amounts added.
    """
    data = codec.text([_json(card, number, key, add) for number, (key, add) in enumerate(rows)])
    for _ in range(_TRIES):
        found = await _run(work, card, _lock, data, len(rows))
        if len(found) == len(rows):
            return sorted(found, key=lambda row: cast("int", row[NUMBER]))
        # None was locked. A record that a key links to may be purged in between: then once more.
        await _run(work, card, _make, data, len(rows))
    raise Busy("busy.serialization")


async def hold(work: Work[WriteTx], wanted: Mapping[str, set[Key]]) -> None:
    """Lock these keys of these balances, so that what they say stays until the commit."""
    for name in sorted(wanted):
        nothing: Amounts = {}
        rows = [(key, nothing) for key in sorted(wanted[name], key=_blank_last)]
        if rows:
            await locked(work, work.catalog.balances[name], rows)


async def add(work: Work[WriteTx], card: BalanceCard, rows: Sequence[tuple[str, Amounts]]) -> None:
    """Add the amounts to the rows of these ids, which are locked."""
    data = [{"id": id_, **_texts(more)} for id_, more in rows]
    await _run(work, card, _add, codec.text(data), len(rows))


async def judged(
    work: Work[WriteTx], card: BalanceCard, rows: Sequence[tuple[str, Amounts]]
) -> list[Row]:
    """Whether each guard (`g0`, `g1`, …) would hold with these amounts added to rows that are locked."""
    data = [{NUMBER: number, "id": id_, **_texts(more)} for number, (id_, more) in enumerate(rows)]
    return await _run(work, card, _judge, codec.text(data), len(rows))


def _texts(amounts: Amounts) -> dict[str, str]:
    return {name: format(value, "f") for name, value in amounts.items()}


def _blank_last(key: Key) -> tuple[tuple[bool, str], ...]:
    return tuple((part is None, part or "") for part in key)


def _json(card: BalanceCard, number: int, key: Key, more: Amounts) -> dict[str, object]:
    parts = {one.key: part for one, part in zip(card.balance.keys, key, strict=True)}
    return {NUMBER: number, **parts, **_texts(more)}


async def _run(
    work: Work[WriteTx],
    card: BalanceCard,
    make: Callable[[Catalog, BalanceCard], Statement],
    data: str,
    count: int,
) -> list[Row]:
    shelf = ("balance", work.catalog.version, card.balance.name, make.__name__)
    known = work.shelf.get(shelf)
    if known is None:
        known = printer.text(make(work.catalog, card))
        work.shelf.put(shelf, known)
    sql, values = cast("tuple[str, list[object]]", known)
    args: list[Any] = bound(values, Ask(Shape(""), values=(data, count)), work)
    return await work.tx.rows(sql, *args)


def _given(card: BalanceCard, alias: str) -> Rowset:
    """Keys and amounts as they were handed over."""
    balance = card.balance
    keys = tuple((one.key, type_of(one)) for one in balance.keys)
    measures = tuple((one.key, "numeric") for one in balance.measures)
    return Rowset(_ROWS, alias, ((NUMBER, "integer"), *keys, *measures))


def _meets(card: BalanceCard, table: str, given: str) -> Expr:
    keys = card.balance.keys
    theirs = tuple(Col(given, one.key) for one in keys)
    return same(keys, tuple(Col(table, one.key) for one in keys), theirs)


def _more(card: BalanceCard, alias: str) -> dict[str, Expr]:
    return {
        one.key: Call("coalesce", (Col(alias, one.key), Lit(0))) for one in card.balance.measures
    }


def _lock(catalog: Catalog, card: BalanceCard) -> Select:
    """All of the keys or, while one is missing, none: locks are never held while keys are made."""
    table = card.balance.table
    there = Select(
        (Out(Call("count", (Star(),)), "n"),),
        _given(card, "x"),
        joins=(Join("join", Table(table, "y"), _meets(card, "y", "x")),),
    )
    return Select(
        (
            Out(Col("b", "id"), "id"),
            Out(Col("r", NUMBER), NUMBER),
            *(Out(Col("b", one.key), one.key) for one in card.balance.measures),
            *_verdicts(catalog, card),
        ),
        _given(card, "r"),
        joins=(Join("join", Table(table, "b"), _meets(card, "b", "r")),),
        where=Infix("=", Scalar(there), _COUNT),
        order=tuple(Order(Col("b", one.key)) for one in card.balance.keys),
        lock="for no key update",
        lock_of=("b",),
    )


def _verdicts(catalog: Catalog, card: BalanceCard) -> list[Out]:
    """Each guard over what is there and what is added."""
    values = sums.columns_of(card, "b")
    for name, value in _more(card, "r").items():
        values[name] = Infix("+", values[name], value)
    frame = sums.guard_frame(catalog, values)
    return [
        Out(guard.condition.lower(frame), f"g{number}") for number, guard in enumerate(card.guards)
    ]


def _judge(catalog: Catalog, card: BalanceCard) -> Select:
    balance = card.balance
    measures = tuple((one.key, "numeric") for one in balance.measures)
    here = Infix("=", Col("b", "id"), Col("r", "id"))
    return Select(
        tuple(_verdicts(catalog, card)),
        Rowset(_ROWS, "r", ((NUMBER, "integer"), ("id", "uuid"), *measures)),
        joins=(Join("join", Table(balance.table, "b"), here),),
        order=(Order(Col("r", NUMBER)),),
    )


def _make(catalog: Catalog, card: BalanceCard) -> Insert:
    """The missing keys at zero. Never the amounts themselves: a constraint looks at what is proposed
    before it is known whether the key is there already.
    """
    del catalog
    balance = card.balance
    known = Select((Out(Lit(1), "one"),), Table(balance.table, "b"), where=_meets(card, "b", "r"))
    select = Select(
        tuple(Out(kept(one, Col("r", one.key)), one.key) for one in balance.keys),
        _given(card, "r"),
        where=Not(Exists(known)),
        order=tuple(Order(Col("r", one.key)) for one in balance.keys),
    )
    return Insert(balance.table, tuple(one.key for one in balance.keys), select, skip_clash=True)


def _add(catalog: Catalog, card: BalanceCard) -> Update:
    del catalog
    balance = card.balance
    columns = (("id", "uuid"), *((one.key, "numeric") for one in balance.measures))
    more = _more(card, "r")
    return Update(
        balance.table,
        "b",
        tuple((name, Infix("+", Col("b", name), value)) for name, value in more.items()),
        source=Rowset(_ROWS, "r", columns),
        where=Infix("=", Col("b", "id"), Col("r", "id")),
    )
