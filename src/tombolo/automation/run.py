"""A run from its last checkpoint to its end: some side by side, as long as they are of one rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from tombolo.automation import log
from tombolo.automation.bench import Bench
from tombolo.automation.chain import Chain
from tombolo.automation.persons import acting
from tombolo.automation.read import rule_of
from tombolo.automation.rule import MOST, VERBS, Rule
from tombolo.automation.steps import Doing, Stopped, first, label_of
from tombolo.automation.together import within
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records import asked
from tombolo.records.work import Work

_SQL = named.beside(__file__)
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A run that a worker holds. `attempts` counts this try too."""

    id: int
    rule: str
    digest: str
    record: str
    chain: UUID
    depth: int
    member: UUID | None
    attempts: int
    event: Mapping[str, Any] = field(default_factory=dict[str, Any])


class Lost(Exception):
    """The run is somebody else's by now."""


class Apart(Exception):
    """These runs are not done side by side: each has a transaction of its own."""


class Halted(Exception):
    """The run cannot go on, now or later."""

    def __init__(self, why: Problem) -> None:
        super().__init__(why.code)
        self.why = why


async def perform(bench: Bench, runs: Sequence[Claimed]) -> None:
    """Every step that is still to do, each in a transaction with its checkpoint.

    Of one rule, chain and person; what any of them raises undoes the step for all of them.
    """
    over = False
    while not over:
        async with bench.pool.write() as tx:
            over = await _step(bench, tx, runs)


async def _step(bench: Bench, tx: WriteTx, runs: Sequence[Claimed]) -> bool:
    """The next step of these runs; whether that was the last."""
    lead, ours = runs[0], [one.id for one in runs]
    held = await tx.rows(_SQL["hold"], ours, bench.name, LEASE)
    if len(held) != len(runs):
        raise Lost
    if lead.member is None:
        raise Halted(Problem("rule.nobody", values={"rule": lead.rule}))
    work = await bench.work(tx, lead.member)
    rule = await _rule(work, lead)
    number = await _next(tx, ours)
    if number == 0 and "version" in lead.event:
        if len(runs) > 1:
            raise Apart
        if await _moved(work, rule, lead):
            await tx.run(_SQL["skip"], lead.id, log.reason_of(Problem("rule.moved")))
            return True
    if number >= len(rule.do):
        return await _end(bench, tx, lead.rule, ours)
    chain = Chain(lead.chain, lead.depth, lead.id, await log.ran(tx, lead.chain))
    inner = await acting(within(work, chain), rule)
    if inner is None:
        raise Halted(Problem("rule.nobody", values={"rule": label_of(rule)}))
    written = await log.written(tx, lead.id) if len(runs) == 1 else 0
    doing = Doing(inner, rule, allowed=(MOST - written) * len(runs))
    stop: Stopped | None = None
    try:
        await doing.step(rule.do[number], rule.trigger.stand, first([one.record for one in runs]))
    except Stopped as stopped:
        if len(runs) > 1:
            raise  # what it means for one is not known for the others
        stop = stopped
    await log.step(tx, runs, number, VERBS[type(rule.do[number])], doing.effects)
    if stop is not None or number + 1 == len(rule.do):
        return await _end(bench, tx, lead.rule, ours, stop)
    return False


async def _rule(work: Work[WriteTx], lead: Claimed) -> Rule:
    """The version that the run began with, read against the definitions of now."""
    key = ("rule", work.catalog.version, lead.rule, lead.digest)
    known = work.shelf.get(key)
    if known is None:
        body = await log.body(work.tx, lead.rule, lead.digest)
        app, _, name = lead.rule.partition(".")
        known, _ = rule_of(work.catalog, app, name, body) if body is not None else (None, ())
        if known is None:
            raise Halted(Problem("rule.gone", values={"rule": lead.rule}))
        work.shelf.put(key, known)
    return cast("Rule", known)


async def _moved(work: Work[WriteTx], rule: Rule, one: Claimed) -> bool:
    """Whether the record, locked from here on, is not any more as the timetable chose it."""
    version = int(one.event["version"])
    if not await asked.still(work, rule.trigger.form, one.record, version):
        return True
    if rule.trigger.when is None:
        return False
    rows = first([one.record])
    ((holds,),) = await asked.truths(work, rule.trigger.stand, rows, [rule.trigger.when])
    return not holds


async def _next(tx: WriteTx, runs: Sequence[int]) -> int:
    """The first step without a checkpoint. Runs that are done side by side are equally far."""
    far = {row["run"]: int(row["step"]) + 1 for row in await tx.rows(_SQL["far"], list(runs))}
    steps = {far.get(one, 0) for one in runs}
    if len(steps) > 1:
        raise Halted(Problem("rule.lost"))
    return steps.pop()


async def _end(
    bench: Bench, tx: WriteTx, rule: str, runs: Sequence[int], stop: Stopped | None = None
) -> bool:
    why = Problem("rule.stopped", values={"rule": rule}, say=stop.say) if stop else None
    await tx.run(_SQL["done"], list(runs), bench.name, log.reason_of(why) if why else None)
    await tx.run(_SQL["healthy"], rule)
    return True
