"""Runs after the save: claimed under a lease, a step and its checkpoint in one transaction, tried again.

A step of the database is done exactly once: its checkpoint commits with what it wrote, and while it
runs its rows are locked, so nobody takes a run that is only slow. Whoever dies gives it back.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tombolo.automation import log, run
from tombolo.automation.bench import Bench
from tombolo.automation.notices.topics import RULE_PAUSED
from tombolo.automation.run import LEASE, Apart, Claimed, Halted, Lost
from tombolo.automation.steps import Stopped
from tombolo.base import codec, ids
from tombolo.base.errors import Busy, Conflict, Fault
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import ReadTx, WriteTx

_SQL = named.beside(__file__)
_log = logging.getLogger("tombolo.rules")
TRIES = 5
PIECE = 200  # runs of one rule and chain that are done side by side
BESIDE = 20  # runs done one after another between two words that the rest is not lost
RATE = 120  # chains a minute that one rule may be set off by
FAILURES = 10  # in a row, then it is paused
_WAITS = (10, 60, 300, 1800)  # seconds before the next try


async def turn(bench: Bench) -> int:
    """What may run now, as far as one worker takes it at once. How many runs that were."""
    async with bench.pool.write() as tx:
        await tx.run(_SQL["reap"], TRIES)
        await tx.run(_SQL["wake"])
        rows = await tx.rows(_SQL["claim"], bench.name, LEASE, PIECE)
        runs = sorted((_claimed(row) for row in rows), key=lambda one: one.id)
        if runs and await _too_often(tx, bench, runs):
            return 0
    if runs:
        try:
            await _all(bench, runs)
        except asyncio.CancelledError:
            async with bench.pool.write() as tx:
                await tx.run(_SQL["release"], [one.id for one in runs], bench.name)
            raise
    return len(runs)


def _claimed(row: Any) -> Claimed:
    return Claimed(
        id=row["id"],
        rule=row["rule"],
        digest=row["digest"],
        record=str(row["record"]),
        chain=row["chain"],
        depth=row["depth"],
        member=row["by_member"],
        attempts=row["attempts"],
        event=codec.decode(row["event"]),
    )


async def _too_often(tx: WriteTx, bench: Bench, runs: Sequence[Claimed]) -> bool:
    """The circuit breaker: by chains, so that an import of thousands counts as the one save it is."""
    rule, digest = runs[0].rule, runs[0].digest
    if int(await tx.value(_SQL["rate"], rule)) <= RATE:
        return False
    await give_up(tx, rule, digest, Problem("rule.rate", values={"most": RATE}))
    await tx.run(_SQL["release"], [one.id for one in runs], bench.name)
    return True


async def _all(bench: Bench, runs: Sequence[Claimed]) -> None:
    """Side by side; where that fails each alone, so that one record's fault is not the others'."""
    try:
        await run.perform(bench, runs)
    except (Apart, Fault, Halted, Stopped) as error:
        if len(runs) > 1:
            await _each(bench, runs)
        elif isinstance(error, Fault):
            await _failed(bench, runs[0], log.reason_of(error), again=isinstance(error, Busy))
        elif isinstance(error, Halted):
            await _failed(bench, runs[0], log.reason_of(error.why), again=False)
    except Lost:
        _log.warning("lost", extra={"run": runs[0].id, "rule": runs[0].rule})


async def _each(bench: Bench, runs: Sequence[Claimed]) -> None:
    """One after another, the others kept from being taken for lost."""
    for n, one in enumerate(runs):
        if n % BESIDE == 0:
            async with bench.pool.write() as tx:
                await tx.run(_SQL["stay"], [each.id for each in runs[n:]], bench.name, LEASE)
        await _all(bench, [one])


async def broken(bench: Bench, error: Exception) -> None:
    """After an error of ours: what this worker holds is tried again, each run alone."""
    detail = f"{type(error).__name__}: {error}"[:500]
    why = log.reason_of(Problem("rule.broken", values={"detail": detail}))
    async with bench.pool.read() as tx:
        runs = [_claimed(row) for row in await tx.rows(_SQL["mine"], bench.name)]
    for one in runs:
        await _failed(bench, one, why, again=True)


async def _failed(bench: Bench, one: Claimed, why: str, *, again: bool) -> None:
    """Noted with the run, and tried `again` where time may mend it."""
    wait = _WAITS[min(one.attempts, len(_WAITS)) - 1]
    pause = timedelta(seconds=wait * (1 + int(ids.token(1), 16) / 1024))
    async with bench.pool.write() as tx:
        state = await tx.value(_SQL["fail"], one.id, bench.name, again, TRIES, pause, why)
        if state == "failed" and int(await tx.value(_SQL["failed"], one.rule)) >= FAILURES:
            why_paused = Problem("rule.errors", values={"most": FAILURES})
            await give_up(tx, one.rule, one.digest, why_paused)


async def give_up(tx: WriteTx, rule: str, digest: str, why: Problem) -> None:
    """The rule pauses itself. Who looks after it is told, once until somebody lets it go on."""
    if await pause(tx, rule, why):
        _log.warning("paused", extra={"rule": rule, "code": why.code})
        await tx.run(_SQL["tell_paused"], rule, RULE_PAUSED, log.reason_of(why), digest)


# -- what a person does with runs ------------------------------------------------------------------


async def again(tx: WriteTx, run_id: int, *, whole: bool = False) -> None:
    """A failed run once more: from the step that failed, or the whole of it. Raises Conflict."""
    if await tx.value(_SQL["again"], run_id) is None:
        raise Conflict("rule.no_run")
    if whole:
        await tx.run(_SQL["forget_steps"], run_id)


async def cancel(tx: WriteTx, run_id: int) -> bool:
    """Take back a run that waits."""
    return await tx.run(_SQL["cancel"], run_id) == 1


async def pause(tx: WriteTx, rule: str, why: Problem) -> bool:
    """Its runs are queued and wait. False where they do already, for the reason there was first."""
    return await tx.value(_SQL["pause"], rule, log.reason_of(why)) is not None


async def resume(tx: WriteTx, rule: str) -> None:
    """What waited runs now."""
    await tx.run(_SQL["resume"], rule)


@dataclass(frozen=True, slots=True)
class Paused:
    """A rule that waits for somebody to look."""

    rule: str
    at: datetime
    reason: Mapping[str, Any]


async def paused(tx: ReadTx) -> list[Paused]:
    """The rules that wait, by name."""
    return [
        Paused(row["rule"], row["paused_at"], codec.decode(row["reason"]))
        for row in await tx.rows(_SQL["paused"])
    ]
