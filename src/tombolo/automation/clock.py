"""Rules that come by the clock: timers are rows, the clock is the database's, whichever worker is first.

The timers follow the definitions: a rule has one, however often it is edited, and a rule that is gone
has none. What rings is queued with the timer's next time, in one transaction.
"""

from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID

from tombolo.automation import due
from tombolo.automation.after import give_up
from tombolo.automation.bench import Bench
from tombolo.automation.chain import Chain
from tombolo.automation.log import Due, queue
from tombolo.automation.persons import acting
from tombolo.automation.rule import Rule, digest_of
from tombolo.automation.steps import label_of
from tombolo.automation.together import rules_in
from tombolo.automation.trigger import Schedule
from tombolo.base import codec, ids
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records import asked, outbox
from tombolo.records.work import Work
from tombolo.schema.holidays import holidays

_SQL = named.beside(__file__)
LATE = timedelta(minutes=5)  # what is no later than this was not missed
MOST_MISSED = 24
PIECE = 5000
MOST = 20_000  # records that one time of a timetable chooses
_WEEKEND = 5


@dataclass(slots=True)
class Clock:
    """One worker's hand at the timers. `known` is the state of the definitions they were set for."""

    bench: Bench
    known: int = -1

    async def turn(self) -> int:
        """Set what is new, ring what is due. How many timers rang, and records with them."""
        await self._set()
        return await self._timer() + await self._dates()

    async def _set(self) -> None:
        async with self.bench.pool.glance() as tx:
            version, _ = await outbox.versions(tx)
        if version == self.known:
            return
        async with self.bench.pool.write() as tx:
            work = await self._work(tx)
            if work is not None:
                await settle(work)
                self.known = work.catalog.version

    async def _work(self, tx: WriteTx) -> Work[WriteTx] | None:
        """In the name of the first administrator: for what nobody causes the house itself acts."""
        keeper: UUID | None = await tx.value(_SQL["keeper"])
        return None if keeper is None else await self.bench.work(tx, keeper)

    async def _timer(self) -> int:
        async with self.bench.pool.write() as tx:
            row = await tx.row(_SQL["ringing"])
            work = await self._work(tx) if row is not None else None
            if row is None or work is None:
                return 0
            rule = _rule(work, row["rule"])
            if rule is None or rule.trigger.schedule is None:
                self.known = -1  # the definitions moved on; so will the timers
                return 0
            inner = await self._acting(work, rule)
            if inner is None:
                return 0
            now: datetime = await tx.value(_SQL["now"])
            works = await _works(tx, now)
            moments = _moments(rule.trigger.schedule, row["next_run_at"], now, work.zone, works)
            for one in moments:
                await queue(inner, await _chosen(inner, rule, one), Chain())
            times = rule.trigger.schedule.times
            await tx.run(_SQL["rung"], rule.name, times.next(now, work.zone, works))
            return 1

    async def _dates(self) -> int:
        async with self.bench.pool.write() as tx:
            name, records = await due.ringing(tx)
            work = await self._work(tx) if name else None
            if work is None:
                return 0
            rule = _rule(work, name)
            if rule is None or rule.trigger.due is None:
                self.known = -1
                return 0
            inner = await self._acting(work, rule)
            if inner is None:
                return 0
            await due.ring(work, rule, inner, records)
            return len(records)

    async def _acting(self, work: Work[WriteTx], rule: Rule) -> Work[WriteTx] | None:
        """In the name the rule runs as; a rule whose owner has left waits for somebody to look."""
        inner = await acting(work, rule)
        if inner is None:
            why = Problem("rule.nobody", values={"rule": label_of(rule)})
            await give_up(work.tx, rule.name, rule.digest, why)
        return inner


async def settle(work: Work[WriteTx]) -> None:
    """The timers become those of the rules in force."""
    rules = [one for one in rules_in(work) if one.trigger.schedule or one.trigger.due]
    await work.tx.run(_SQL["unset"], [one.name for one in rules])
    now: datetime = await work.tx.value(_SQL["now"])
    works = await _works(work.tx, now)
    rows = [
        {
            "rule": one.name,
            "digest": _digest(one, work.zone),
            "next": _next(one, now, work.zone, works),
        }
        for one in rules
    ]
    fresh = {row["rule"] for row in await work.tx.rows(_SQL["set"], codec.text(rows))}
    for one in rules:
        if one.name in fresh and one.trigger.due is not None:
            await due.begin(work, one)


def _rule(work: Work[WriteTx], name: str) -> Rule | None:
    return next((one for one in rules_in(work) if one.name == name), None)


def _digest(rule: Rule, zone: str) -> str:
    trigger = rule.trigger
    when = {"when": rule.body.get("when"), "zone": zone} if trigger.due else {"zone": zone}
    times = repr(trigger.schedule.times) if trigger.schedule else ""
    return digest_of({**when, "times": times})


def _next(rule: Rule, now: datetime, zone: str, works: Any) -> datetime | None:
    schedule = rule.trigger.schedule
    return schedule.times.next(now, zone, works) if schedule else None


async def _works(tx: WriteTx, now: datetime) -> Any:
    """Whether one works on a day, by the workspace's calendar of this year and the next."""
    special = {
        one.day: one.works for year in (now.year, now.year + 1) for one in await holidays(tx, year)
    }

    def works(day: date) -> bool:
        return special.get(day, day.weekday() < _WEEKEND)

    return works


def _moments(
    schedule: Schedule, first: datetime, now: datetime, zone: str, works: Any
) -> list[datetime]:
    """The times to run for: the one that is due, and of those that were missed what the rule wants."""
    if schedule.missed == "once":
        return [first]
    begin = first if schedule.missed == "all" else max(first, now - LATE)
    later = schedule.times.after(begin - timedelta(microseconds=1), zone, works)
    found = deque(takewhile(lambda one: one <= now, later), MOST_MISSED)
    return list(found) if schedule.missed == "all" else list(found)[-1:]


async def _chosen(work: Work[WriteTx], rule: Rule, at: datetime) -> list[Due]:
    """A run for the time, or one for each record that is chosen by it."""
    event: dict[str, object] = {"on": "schedule", "at": at.isoformat()}
    if not rule.trigger.form:
        return [Due(rule, str(ids.uuid7()), event, f"at:{at.isoformat()}")]
    made: list[Due] = []
    while len(made) < MOST:
        some = await asked.chosen(
            work, rule.trigger.form, rule.trigger.when,
            behind=made[-1].record if made else "", most=PIECE,
        )  # fmt: skip
        made += [
            Due(rule, one, {**event, "version": version}, f"at:{at.isoformat()}:{one}")
            for one, version in some
        ]
        if len(some) < PIECE:
            break
    return made
