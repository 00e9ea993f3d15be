"""Facts to whoever listens: read in order after they were committed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tombolo.base.errors import Invalid
from tombolo.pg import named, printer
from tombolo.pg.pool import Pool, ReadTx
from tombolo.pg.tree import And, AnyOf, Col, Out, Param, Select, Table
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.guard import allowed
from tombolo.records.read.slots import WHO, bound
from tombolo.records.work import Work
from tombolo.schema.frame import Joins, TableFrame

_SQL = named.beside(__file__)
PIECE = 5000


@dataclass(frozen=True, slots=True)
class Fact:
    """One record was written."""

    id: int
    form: str
    record: str
    act: str
    by: str | None
    at: datetime


async def position(tx: ReadTx) -> str:
    """Where the outbox is now: which transactions have been seen, as an opaque text."""
    return str(await tx.value(_SQL["position"]))


async def versions(tx: ReadTx) -> tuple[int, int]:
    """The catalog and the people in force."""
    row = await tx.row(_SQL["versions"])
    assert row is not None
    return int(row["catalog"]), int(row["people"])


async def news(tx: ReadTx, since: str, most: int) -> tuple[list[Fact], str]:
    """At most `most` facts that were not yet to be seen at `since`, and the position after them.

    A transaction that was open then and has committed now is found, whatever came in between.
    """
    rows = await tx.rows(_SQL["news"], since, most)
    facts = [
        Fact(
            int(row["id"]),
            row["form"],
            str(row["record"]),
            row["act"],
            str(row["by_member"]) if row["by_member"] else None,
            row["happened"],
        )
        for row in rows
        if row["id"] is not None
    ]
    return facts, str(rows[0]["at"])


async def missed(tx: ReadTx, since: str) -> bool:
    """Whether anything was written behind a position; also when it is none of this database."""
    try:
        return bool(await tx.value(_SQL["missed"], since))
    except Invalid:
        return True


async def sweep(pool: Pool, before: datetime) -> int:
    """Facts from before go, piece by piece; who was away for longer is told to begin anew."""
    gone = 0
    while True:
        async with pool.write() as tx:
            piece = int(await tx.value(_SQL["sweep"], before, PIECE))
        gone += piece
        if piece < PIECE:
            return gone


async def visible(work: Work[Any], form: str, ids: Sequence[str]) -> set[str]:
    """Which of these records the person may read, in the list or in the bin."""
    if form not in work.catalog.cards:
        return set()
    joins = Joins()
    frame = TableFrame(work.catalog, form, "t", joins, WHO)
    limits = allowed(work.grants, form, frame)
    select = Select(
        (Out(Col("t", "id"), "id"),),
        Table(work.catalog.form(form).table, "t"),
        joins=tuple(joins.made),
        where=And((AnyOf(Col("t", "id"), Param(list(ids), "uuid[]")), *limits)),
    )
    sql, values = printer.text(select)
    rows = await work.tx.rows(sql, *bound(values, Ask(Shape(form)), work))
    return {str(row["id"]) for row in rows}
