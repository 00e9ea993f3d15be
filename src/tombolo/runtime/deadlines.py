"""The clock of approvals in a worker: what is over is carried out, an instance at a time."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from tombolo.base.errors import Conflict, Fault
from tombolo.flow import timers
from tombolo.flow.timers import Due
from tombolo.pg.pool import WriteTx
from tombolo.records.work import Work
from tombolo.web.house import House

LOOK = 5.0  # seconds between two looks when nothing is due
ASIDE = 600.0  # seconds for which an instance is left alone whose deadline could not be carried out
_log = logging.getLogger("tombolo.worker")


@dataclass(slots=True)
class Deadlines:
    """`named` makes a unit of work in somebody's name."""

    house: House
    named: Callable[[WriteTx, UUID], Awaitable[Work[WriteTx]]]
    aside: dict[UUID, float] = field(default_factory=dict[UUID, float])

    async def run(self, over: asyncio.Event) -> None:
        """Until `over`."""
        while not over.is_set():
            with suppress(Fault):  # the database is away; it comes back
                if await self.turn():
                    continue
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await over.wait()

    async def turn(self) -> int:
        """How many instances had something due that is carried out now."""
        now = time.monotonic()
        self.aside = {root: until for root, until in self.aside.items() if until > now}
        async with self.house.pool.glance() as tx:
            found = await timers.due(tx, list(self.aside))
        done = 0
        for one in found:
            done += await self._one(one)
        return done

    async def _one(self, one: Due) -> bool:
        """One that fails is left alone for a while, and keeps no other waiting."""
        try:
            async with self.house.pool.write() as tx:
                await timers.fire(await self.named(tx, one.initiator), one)
        except Conflict:
            return False  # somebody was faster
        except Exception as error:  # noqa: BLE001 - the worker outlives any approval
            _log.warning("deadline", extra={"root": str(one.root), "error": repr(error)})
            self.aside[one.root] = time.monotonic() + ASIDE
            return False
        self.house.written.set()
        return True
