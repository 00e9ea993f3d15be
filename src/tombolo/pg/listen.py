"""LISTEN on a connection of its own, come back after every loss; NOTIFY after commit.

NOTIFY inside a writing transaction makes commits wait for one another, so it is sent afterwards.
A notice is a hint and may be lost: the table it speaks of is what counts.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

import asyncpg

from tombolo.pg import faults
from tombolo.pg.pool import Place, Pool

LONGEST_NOTICE = 7_999  # bytes PostgreSQL carries
PAUSE = 0.5

Heard = Callable[[str, str], None]


async def notify(pool: Pool, channel: str, notice: str = "") -> None:
    """Wake whoever listens. ValueError when the notice is too long: send ids, not rows."""
    if len(notice.encode()) > LONGEST_NOTICE:
        raise ValueError("a notice holds ids, never rows")
    async with pool.read() as tx:
        await tx.value("select pg_notify($1, $2)", _channel(pool.place, channel), notice)


async def listen(place: Place, channels: Sequence[str], heard: Heard) -> None:
    """Call `heard(channel, notice)` until cancelled; `heard("", "")` after each connecting.

    After a loss anything may have happened, so on the empty call the listener reads its table.
    """
    while True:
        with suppress(*faults.DRIVER):  # the server restarts; we come back
            await _hear(place, channels, heard)
        await asyncio.sleep(PAUSE)


async def _hear(place: Place, channels: Sequence[str], heard: Heard) -> None:
    user = place.app if place.roles == "login" else None
    connection = await asyncpg.connect(place.dsn, timeout=10, user=user)
    try:
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _connection: lost.set())
        for channel in channels:

            def hear(
                _c: object, _pid: int, _name: str, notice: object, name: str = channel
            ) -> None:
                heard(name, str(notice))

            await connection.add_listener(_channel(place, channel), hear)
        heard("", "")
        await lost.wait()
    finally:
        connection.terminate()


def _channel(place: Place, channel: str) -> str:
    return f"{place.schema}.{channel}"
