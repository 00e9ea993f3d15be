"""The wire of one process: facts from the outbox to the browsers that may see them.

A commit here rings at once; commits of other processes are noticed by asking twice a second. NOTIFY
inside a writing transaction would halve the commits a second. How far a listener is, is a position
of the outbox, so no commit is passed over however long its transaction was open; where there is too
much to tell, `refresh` says so.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tombolo.automation.notices import centre
from tombolo.base import codec
from tombolo.base.errors import Fault
from tombolo.pg.pool import ReadTx
from tombolo.records import outbox
from tombolo.records.outbox import Fact
from tombolo.records.work import Work
from tombolo.web.house import House

LOOK = 0.5  # seconds between two looks
GATHER = 0.03  # seconds in which commits are gathered into one look
PING = 20.0
MOST_TOLD = 2000  # facts of one look that are told one by one
MOST_WAITING = 1000  # events that wait for a slow browser
REFRESH = b"event: refresh\ndata: {}\n\n"
_ID = re.compile(r"([0-9]{1,20}:[0-9]{1,20}:[0-9,]{0,4000})/([0-9]{1,9})")
_log = logging.getLogger("tombolo.wire")
Who = tuple[UUID, frozenset[str] | None]  # a member, and the scopes of a key


@dataclass(eq=False, slots=True)
class _Listener:
    member: UUID
    scopes: frozenset[str] | None = None  # of an API key
    late: bool = False  # came while a look was under way, of which it hears only a part
    queue: "asyncio.Queue[bytes]" = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))

    @property
    def who(self) -> Who:
        return self.member, self.scopes

    def put(self, line: bytes) -> None:
        """An event; for who has fallen far behind, one word in place of all that waits."""
        try:
            self.queue.put_nowait(line)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(REFRESH)


@dataclass(slots=True)
class Wire:
    """Listeners of this process, and how far the outbox was read."""

    house: House
    listeners: set[_Listener] = field(default_factory=set[_Listener])
    position: str = ""
    catalog: int = 0
    looking: bool = False
    task: "asyncio.Task[None] | None" = None

    async def start(self) -> None:
        """Begin where the outbox is now."""
        async with self.house.pool.read() as tx:
            self.position = await outbox.position(tx)
            self.catalog, _ = await outbox.versions(tx)
        self.task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Let every listener go."""
        if self.task:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
        for one in self.listeners:
            if one.queue.full():
                one.queue.get_nowait()
            one.queue.put_nowait(b"")

    async def listen(
        self, member: UUID, since: str = "", scopes: frozenset[str] | None = None
    ) -> AsyncIterator[bytes]:
        """The events of one browser, until it goes or the house closes. `since` is its last id."""
        me = _Listener(member, scopes, late=self.looking)
        self.listeners.add(me)
        try:
            yield self._here() + b": welcome\n\n"
            if since and await self._missed(since):
                yield REFRESH
            while True:
                try:
                    async with asyncio.timeout(PING):
                        event = await me.queue.get()
                except TimeoutError:
                    # What waits has not been heard yet, so the position is not reached.
                    event = (self._here() if me.queue.empty() else b"") + b": ping\n\n"
                if not event:
                    return
                yield event
        finally:
            self.listeners.discard(me)

    def _here(self) -> bytes:
        return f"id: {self.position}/{self.catalog}\n".encode()

    async def _missed(self, since: str) -> bool:
        found = _ID.fullmatch(since)
        if found is None or int(found[2]) != self.catalog:
            return True
        async with self.house.pool.glance() as tx:
            return await outbox.missed(tx, found[1])

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self.house.written.wait()
            await asyncio.sleep(GATHER)
            self.house.written.clear()
            try:
                await self.look()
            except Fault as fault:
                _log.warning("wire is waiting", extra={"code": fault.code})
                await asyncio.sleep(1)
            except Exception:  # noqa: BLE001 - one odd fact must not end the wire of everybody
                _log.exception("wire is broken")
                await asyncio.sleep(5)

    async def look(self) -> None:
        """Everything that came behind the position, told; then the position is behind it."""
        self.looking = True
        try:
            async with self.house.pool.read() as tx:
                catalog, people = await outbox.versions(tx)
                facts, position = await outbox.news(tx, self.position, MOST_TOLD + 1)
                everybody = set(self.listeners)
                if catalog != self.catalog:
                    self._send(everybody, "catalog", {"version": catalog})
                if len(facts) > MOST_TOLD:
                    for one in everybody:
                        one.put(REFRESH)
                elif facts:
                    knowledge = await self.house.know(tx, catalog, people)
                    for who in {one.who for one in everybody}:
                        actor = await self.house.actor(tx, knowledge, who[0])
                        if actor is not None:
                            work = self.house.work(knowledge, actor.narrowed(who[1]), tx)
                            await self._tell(work, {o for o in everybody if o.who == who}, facts)
                told = await self._tell_notices(tx, everybody, position)
            moved = bool(facts) or told or catalog != self.catalog
            self.position, self.catalog = position, catalog
        finally:
            self.looking = False
        for one in self.listeners:
            if moved:
                one.put(REFRESH if one.late else self._here() + b"\n")
            one.late = False

    async def _tell_notices(self, tx: ReadTx, to: set[_Listener], position: str) -> bool:
        """Whose notices moved is told how many are unread now."""
        if not to or position == self.position:
            return False
        people = list({one.member for one in to})
        moved = await centre.news(tx, people, self.position, position)
        for person, unread in moved.items():
            mine = {one for one in to if one.member == person}
            self._send(mine, "notices", {"unread": unread})
        return bool(moved)

    async def _tell(self, work: Work[Any], to: set[_Listener], facts: list[Fact]) -> None:
        by_form: dict[str, list[Fact]] = {}
        for one in facts:
            by_form.setdefault(one.form, []).append(one)
        for name in work.grants.sums():
            # Also to who may not read the ledger: that the balance may have moved, and nothing more.
            if any(one.form in by_form for one in work.catalog.balances[name].sources):
                self._send(to, "balance", {"balance": name})
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
                    self._send(to, "record", data)

    def _send(self, to: set[_Listener], event: str, data: dict[str, object]) -> None:
        line = f"event: {event}\ndata: {codec.text(data)}\n\n".encode()
        for one in to:
            one.put(line)
