"""The wire of one process: facts from the outbox to the browsers that may see them.

A commit here rings at once; commits of other processes are noticed by asking twice a second while
somebody listens. NOTIFY inside a writing transaction would halve the commits a second.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tombolo.base import codec
from tombolo.base.errors import Fault
from tombolo.records import outbox
from tombolo.records.outbox import Fact
from tombolo.records.work import Work
from tombolo.web.house import House

LOOK = 0.5  # seconds between two looks while somebody listens
GATHER = 0.03  # seconds in which commits are gathered into one look
PING = 20.0
OVERLAP = 200  # numbers looked at again: a transaction with a lower one may commit later
_log = logging.getLogger("tombolo.wire")
Who = tuple[UUID, frozenset[str] | None]  # a member, and the scopes of a key


@dataclass(eq=False, slots=True)
class _Listener:
    member: UUID
    scopes: frozenset[str] | None = None  # of an API key
    queue: "asyncio.Queue[bytes]" = field(default_factory=lambda: asyncio.Queue(1000))

    @property
    def who(self) -> Who:
        return self.member, self.scopes


@dataclass(slots=True)
class Wire:
    """Listeners of this process, and how far the outbox was read."""

    house: House
    listeners: set[_Listener] = field(default_factory=set[_Listener])
    last: int = 0
    began: int = 0
    seen: "deque[int]" = field(default_factory=lambda: deque(maxlen=4 * OVERLAP))
    catalog: int = 0
    task: "asyncio.Task[None] | None" = None

    async def start(self) -> None:
        """Begin where the outbox is now."""
        async with self.house.pool.read() as tx:
            self.last = self.began = await outbox.newest(tx)
            self.catalog, _ = await outbox.versions(tx)
        self.task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Let every listener go."""
        if self.task:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.task
        for one in self.listeners:
            if one.queue.full():
                one.queue.get_nowait()
            one.queue.put_nowait(b"")

    async def listen(
        self, member: UUID, since: int | None, scopes: frozenset[str] | None = None
    ) -> AsyncIterator[bytes]:
        """The events of one browser, until it goes or the house closes."""
        me = _Listener(member, scopes)
        self.listeners.add(me)
        try:
            yield b": welcome\n\n"
            if since is not None and since < self.last:
                yield b"event: refresh\ndata: {}\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(me.queue.get(), PING)
                except TimeoutError:
                    event = b": ping\n\n"
                if not event:
                    return
                yield event
        finally:
            self.listeners.discard(me)

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.house.written.wait(), LOOK)
            await asyncio.sleep(GATHER)
            self.house.written.clear()
            try:
                await self._look()
            except Fault as fault:
                _log.warning("wire is waiting", extra={"code": fault.code})
                await asyncio.sleep(1)
            except Exception:  # noqa: BLE001 - one odd fact must not end the wire of everybody
                _log.exception("wire is broken")
                await asyncio.sleep(5)

    async def _look(self) -> None:
        async with self.house.pool.read() as tx:
            if not self.listeners:
                self.last = self.began = await outbox.newest(tx)
                return
            catalog, people = await outbox.versions(tx)
            known = set(self.seen)
            found = await outbox.after(tx, max(self.last - OVERLAP, self.began))
            fresh = [one for one in found if one.id not in known]
            self.seen.extend(one.id for one in fresh)
            if fresh:
                self.last = max(self.last, *(one.id for one in fresh))
            if catalog != self.catalog:
                self.catalog = catalog
                self._send_all("catalog", {"version": catalog})
            knowledge = await self.house.know(tx, catalog, people)
            for who in {one.who for one in self.listeners} if fresh else ():
                actor = await self.house.actor(tx, knowledge, who[0])
                if actor is not None:
                    work = self.house.work(knowledge, actor.narrowed(who[1]), tx)
                    await self._tell(work, who, fresh)

    async def _tell(self, work: Work[Any], who: Who, facts: list[Fact]) -> None:
        by_form: dict[str, list[Fact]] = {}
        for one in facts:
            by_form.setdefault(one.form, []).append(one)
        for form, found in by_form.items():
            if form not in work.catalog.cards or not work.grants.of(form).may("read"):
                continue
            seen = await outbox.visible(work, form, [one.record for one in found])
            for one in found:
                if one.record in seen:
                    data: dict[str, object] = {
                        "form": form,
                        "id": one.record,
                        "act": one.act,
                        "by": one.by,
                        "at": one.at,
                    }
                    self._send(who, "record", data, one.id)

    def _send_all(self, event: str, data: dict[str, object]) -> None:
        for who in {one.who for one in self.listeners}:
            self._send(who, event, data, self.last)

    def _send(self, who: Who, event: str, data: dict[str, object], number: int) -> None:
        line = f"id: {number}\nevent: {event}\ndata: {codec.text(data)}\n\n".encode()
        for one in self.listeners:
            if one.who == who:
                with contextlib.suppress(asyncio.QueueFull):
                    one.queue.put_nowait(line)
