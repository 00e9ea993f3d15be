"""A run from its last checkpoint to its end: some side by side, as long as they are of one rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from tombolo.automation import errand, log
from tombolo.automation.bench import Bench
from tombolo.automation.chain import Chain
from tombolo.automation.due import moment_of
from tombolo.automation.errand import Desk, Errand
from tombolo.automation.log import Effect
from tombolo.automation.persons import acting
from tombolo.automation.read import rule_of
from tombolo.automation.rule import APART, MOST, VERBS, Call, Robot, Rule, Wait
from tombolo.automation.steps import Doing, Stopped, first, label_of
from tombolo.automation.together import within
from tombolo.automation.trigger import DueOn
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records import asked
from tombolo.records.asked import At
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

    Of one rule, chain and person; what any of them raises undoes the step for all of them. An errand
    is carried out between two transactions.
    """
    over = False
    while not over:
        async with bench.pool.write() as tx:
            found = await _step(bench, tx, runs)
        over = await _carried_out(bench, runs[0], found) if isinstance(found, _Out) else found


@dataclass(frozen=True, slots=True)
class _Out:
    """An errand of a step, and for whom; None where the step does nothing this time."""

    rule: Rule
    number: int
    at: At
    errand: Errand


async def _carried_out(bench: Bench, one: Claimed, out: _Out) -> bool:
    """The errand, and its checkpoint; whether that was the last step."""
    step = out.errand.step
    came = await errand.go(bench, out.errand, out.at, out.rule.trigger.form)
    async with bench.pool.write() as tx:
        held = await tx.rows(_SQL["hold"], [one.id], bench.name, LEASE)
        if not held or await _next(tx, [one.id]) != out.number:
            raise Lost
        output = {step.name: came.output} if isinstance(step, Call) else None
        await log.step(tx, [one], out.number, VERBS[type(step)], [came.effect], output)
        last = out.number + 1 == len(out.rule.do)
        return await _end(bench, tx, one.rule, [one.id]) if last else False


async def _step(bench: Bench, tx: WriteTx, runs: Sequence[Claimed]) -> "bool | _Out":
    """The next step of these runs; whether that was the last, or the errand it is."""
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
    rows = await _rows(tx, rule, runs)
    if isinstance(rule.do[number], APART):
        if len(runs) > 1:
            raise Apart
        return await _apart(bench, inner, rule, lead, number, rows[0])
    return await _inside(bench, inner, rule, runs, number, rows, chain)


async def _inside(
    bench: Bench,
    work: Work[WriteTx],
    rule: Rule,
    runs: Sequence[Claimed],
    number: int,
    rows: Sequence[At],
    chain: Chain,
) -> bool:
    """A step of the database, done with this transaction."""
    tx, lead, ours = work.tx, runs[0], [one.id for one in runs]
    written = await log.written(tx, lead.id) if len(runs) == 1 else 0
    doing = Doing(work, rule, allowed=(MOST - written) * len(runs), chain=chain)
    stop: Stopped | None = None
    try:
        await doing.step(rule.do[number], rule.stand, rows)
    except Stopped as stopped:
        if len(runs) > 1:
            raise  # what it means for one is not known for the others
        stop = stopped
    await log.step(tx, runs, number, VERBS[type(rule.do[number])], doing.effects)
    if stop is not None or number + 1 == len(rule.do):
        return await _end(bench, tx, lead.rule, ours, stop)
    return False


async def _apart(
    bench: Bench, work: Work[WriteTx], rule: Rule, one: Claimed, number: int, at: At
) -> "bool | _Out":
    """A step that takes a while."""
    step = rule.do[number]
    if isinstance(step, Wait):
        return await _sleep(bench, work, rule, one, number, at)
    assert isinstance(step, Call | Robot)
    key = f"{one.id}:{number}"
    desk = Desk(bench.vault, bench.base_url)
    found = await errand.prepared(desk, work, step, rule.stand, at, key)
    if found is not None:
        return _Out(rule, number, at, found)
    await log.step(work.tx, [one], number, VERBS[type(step)], [])
    last = number + 1 == len(rule.do)
    return await _end(bench, work.tx, one.rule, [one.id]) if last else False


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


async def _rows(tx: WriteTx, rule: Rule, runs: Sequence[Claimed]) -> list[At]:
    """The records, with what came with the event and what was answered to earlier steps."""
    answers = any(isinstance(one, Call) for one in rule.do)
    given = [
        {**one.event.get("given", {}), **(await log.outputs(tx, one.id) if answers else {})}
        for one in runs
    ]
    return first([one.record for one in runs], given)


async def _sleep(
    bench: Bench, work: Work[WriteTx], rule: Rule, one: Claimed, number: int, at: At
) -> bool:
    """The run sleeps in its table; it goes on at once where the moment has passed."""
    step = rule.do[number]
    assert isinstance(step, Wait)
    now: datetime = await work.tx.value(_SQL["later"], timedelta())
    until = await wakes(work, rule, step, at, now)
    told = Effect("wait", rule.trigger.form, one.record, {"until": until.isoformat()}, one.record)
    await log.step(work.tx, [one], number, "wait", [told])
    if number + 1 == len(rule.do):
        return await _end(bench, work.tx, one.rule, [one.id])
    if until <= now:
        return False
    await work.tx.run(_SQL["sleep"], one.id, until)
    return True


async def wakes(work: Work[WriteTx], rule: Rule, step: Wait, at: At, now: datetime) -> datetime:
    """When what waits goes on."""
    if step.until is None:
        return now + timedelta(seconds=step.seconds)
    (found,) = await asked.values(work, rule.stand, [at], {"at": step.until})
    return moment_of(DueOn(step.until), found["at"], ZoneInfo(work.zone)) or now


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
