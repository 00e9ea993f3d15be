"""Many rows in short transactions, each of which first locks what it writes in the order of ids.

Why nothing of anybody's is lost: `FOR NO KEY UPDATE` in the order of ids, as all writers lock, makes
the batch wait for who writes a record (or its lines: they lock the record first) and makes later
writers wait for the batch. What is computed comes from a *new* statement, whose snapshot under READ
COMMITTED is younger than every lock the batch got, so it sees all that was saved before; writers behind
it read the row under their own lock and compute with the same definitions. Done twice, it is as once.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from tombolo.base.errors import Busy, Fault
from tombolo.pg.pool import Pool, WriteTx, step_aside
from tombolo.schema import ddl_shadow
from tombolo.schema.change import kept
from tombolo.schema.change.kept import Piece

Work = Callable[[WriteTx, list[UUID]], Awaitable[None]]
Told = Callable[[], Awaitable[None]]
WAITS = "set local lock_timeout = '200ms'"
AGAIN = frozenset({"busy.locked", "busy.deadlock", "busy.serialization"})


class Stopped(Fault):
    """Somebody asked to leave off."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Rows of a batch: as many as take about `seconds`, in which others wait for their rows."""

    first: int = 200
    least: int = 50
    most: int = 3000
    seconds: float = 0.1
    misses: int = 1000  # batches in a row that find a row locked before we give up for now

    def after(self, size: int, took: float) -> int:
        """The next size, after one that took so many seconds: soon smaller, slowly larger."""
        fit = int(size * self.seconds / max(took, 0.001))
        return max(self.least, min(self.most, fit, size * 3 // 2))


async def run(
    pool: Pool, change: UUID, piece: Piece, anchor: str, work: Work, pace: Pace, told: Told
) -> None:
    """`work` for every row of `anchor` behind the piece's last one. Raises Stopped, Busy."""
    last, size, misses = piece.last, pace.first, 0
    while True:
        began = time.monotonic()
        try:
            ids = await _batch(pool, change, piece, anchor, work, last, size)
        except Busy as busy:
            misses += 1
            if busy.code not in AGAIN or misses > pace.misses:
                raise
            size = max(pace.least, size // 2)
            await step_aside(0.2)
            continue
        took = time.monotonic() - began
        await told()
        if not ids:
            return
        misses, last = 0, ids[-1]
        size = pace.after(size, took)


async def _batch(
    pool: Pool, change: UUID, piece: Piece, anchor: str, work: Work, last: UUID | None, size: int
) -> list[UUID]:
    async with pool.owner() as tx:
        await tx.run(WAITS)
        if await kept.is_stopped(tx, change):
            raise Stopped("change.stopped")
        ids: list[UUID] = [
            row["id"] for row in await tx.rows(ddl_shadow.anchors(anchor), last, size)
        ]
        if ids:
            await work(tx, ids)
            await kept.advance(tx, change, piece, len(ids), ids[-1])
        else:
            await kept.piece_done(tx, change, piece)
    return ids
