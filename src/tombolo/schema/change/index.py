"""Indexes made while everybody goes on writing; what a broken try left behind is made anew."""

import asyncio
from contextlib import suppress
from uuid import UUID

from tombolo.pg import introspect
from tombolo.pg.pool import Pool
from tombolo.schema import ddl_shadow
from tombolo.schema.change import kept
from tombolo.schema.change.batches import Stopped, Told
from tombolo.schema.change.kept import Piece

LOOK = 0.5  # seconds between two looks at how far the server is


async def build(
    pool: Pool, change: UUID, piece: Piece, name: str, statement: str, told: Told
) -> None:
    """The index is there and valid. Conflict when a unique one cannot be; Stopped."""
    async with pool.read() as tx:
        state = await introspect.index_state(tx, name)
    if state is False:
        await pool.patiently(lambda tx: tx.run(ddl_shadow.drop_index(name)))
    if not state:
        await _watched(pool, change, piece, statement, told)
    async with pool.write() as tx:
        await kept.piece_done(tx, change, piece)
    await told()


async def _watched(pool: Pool, change: UUID, piece: Piece, statement: str, told: Told) -> None:
    """The server works; we tell how far it is, and break it off when somebody asks for it."""
    work = asyncio.create_task(pool.unhurried(statement))
    try:
        while not (await asyncio.wait({work}, timeout=LOOK))[0]:
            async with pool.write() as tx:
                if await kept.is_stopped(tx, change):
                    raise Stopped("change.stopped")
                far = await introspect.index_progress(tx)
                if far is not None:
                    # Blocks, told as rows: what people see is the share.
                    done = piece.total * far[0] // max(far[1], 1)
                    await kept.tell(tx, change, piece, min(done, piece.total), piece.total)
            await told()
        work.result()
    finally:
        if not work.done():
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work
