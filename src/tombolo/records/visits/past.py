"""The way that records went before they came here, told afterwards: their stays and tasks as they were.

Nobody is asked whether the moves were allowed: they happened. The stage itself is written with the
record; the last stay must be of it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from tombolo.base import codec
from tombolo.pg import named, quote
from tombolo.pg.pool import WriteTx
from tombolo.pg.tree import AnyOf, Col, Param
from tombolo.records.rebuild import stored
from tombolo.records.work import Work
from tombolo.schema.backfill import anew
from tombolo.schema.stage_fields import entered
from tombolo.schema.ways import Rows

_SQL = named.beside(__file__)


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay; the last one of a record is not left."""

    record: str
    visit: int
    stage: str
    outcome: bool
    entered_at: datetime
    left_at: datetime | None
    by_member: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """A task of a stay, and what came of it."""

    id: str
    record: str
    visit: int
    stage: str
    key: str
    position: int
    mandatory: bool
    who: str | None
    role: str
    due_on: date | None
    state: str = "todo"
    result: str = ""
    done_at: datetime | None = None
    done_by: str | None = None


async def tell(
    work: Work[WriteTx], form: str, field: str, stays: Sequence[Stay], deeds: Sequence[Deed]
) -> None:
    """These stays and tasks instead of those that the records of `stays` have."""
    ids = sorted({one.record for one in stays})
    if not ids:
        return
    table = work.catalog.form(form).table
    since = _SQL["since"].format(table=quote.name(table), since=quote.name(entered(field)))
    await work.tx.run(_SQL["clear"], form, field, ids)
    await work.tx.run(_SQL["stays"], form, field, codec.text([asdict(one) for one in stays]))
    await work.tx.run(_SQL["deeds"], form, field, codec.text([asdict(one) for one in deeds]))
    await work.tx.run(since, form, field, ids)
    among = AnyOf(Col("t", "id"), Param(ids, "uuid[]"))
    for _, rows, keys in stored(work.catalog):
        if rows == Rows(form):
            await work.tx.run(anew(work.catalog, rows, keys, work.zone, among))
