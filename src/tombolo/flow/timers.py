"""Deadlines: rows that are due, carried out late but once, by whichever worker comes first.

A timer is a row. Who takes it holds the root of its instance, so that a click of the same moment and
the clock never both decide, and a worker that was away for two days does in order what was due.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tombolo.base.errors import Conflict
from tombolo.flow import store
from tombolo.flow.acts import Tick
from tombolo.flow.command import Done, perform
from tombolo.pg import named
from tombolo.pg.pool import ReadTx
from tombolo.records.work import Writing

_SQL = named.beside(__file__)
MOST = 50


@dataclass(frozen=True, slots=True)
class Due:
    """A root instance with a deadline that is over, and in whose name the flow acts."""

    root: UUID
    initiator: UUID


async def due(tx: ReadTx, beside: Sequence[UUID] = ()) -> list[Due]:
    """The instances with deadlines that are over by the database's clock, the oldest first; not those
    of `beside`, which failed lately.
    """
    rows = await tx.rows(_SQL["due"], list(beside), MOST)
    return [Due(row["root"], row["initiator"]) for row in rows]


async def fire(work: Writing, one: Due) -> Done:
    """What is due in an instance by the database's clock is carried out. Nothing of it is due any more
    when somebody was faster: then Conflict is raised, and nothing is written.
    """
    root = await store.hold(work.tx, instance=one.root)
    now = await work.tx.value("select clock_timestamp()")
    if root is None or not await work.tx.value(_SQL["still"], root, now):
        raise Conflict("flow.state", values={"status": ""})
    return await perform(replace(work, now=now), Tick(by=None, instance=root))
