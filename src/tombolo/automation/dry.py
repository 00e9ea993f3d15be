"""A dry run: what a rule would do for a record, in a transaction of which nothing stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tombolo.automation import errand
from tombolo.automation.bench import Bench
from tombolo.automation.chain import Chain
from tombolo.automation.errand import Desk
from tombolo.automation.log import Effect
from tombolo.automation.persons import acting
from tombolo.automation.rule import VERBS, Call, Robot, Rule, Step, Wait
from tombolo.automation.run import wakes
from tombolo.automation.steps import Doing, Stopped, first, label_of
from tombolo.automation.taken import taken
from tombolo.automation.together import refusal, within
from tombolo.base.errors import Denied, Fault, Missing
from tombolo.pg.pool import WriteTx
from tombolo.records import asked, outbox
from tombolo.records.asked import At
from tombolo.records.given import Values
from tombolo.records.work import Work
from tombolo.schema.kinds.shape import Plain


@dataclass(frozen=True, slots=True)
class WouldDo:
    """One step and what it would write; `fault` is what it would be refused with, and the end."""

    verb: str
    effects: Sequence[Effect]
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Dry:
    """`holds`: whether its condition holds for the record as it is; the steps are told either way."""

    holds: bool
    steps: tuple[WouldDo, ...]


async def dry(bench: Bench, rule: Rule, record: str, member: UUID) -> Dry:
    """What the rule would do for the record in the member's name, in a transaction of its own."""
    async with bench.pool.trial() as tx:
        work = await bench.work(tx, member)
        return await tried(work, rule, record, bench.base_url)


async def tried(
    work: Work[WriteTx],
    rule: Rule,
    record: str,
    base_url: str,
    brought: Mapping[str, object] | None = None,
) -> Dry:
    """The same in a transaction that the caller gives up; `brought` is what a call would bring. It sets no other rule off and counts nowhere;
    nothing leaves the house, nothing is waited for, and what would be answered is not known.

    Raises Missing for a record out of sight, Denied where nobody is there to run it.
    """
    work = replace(work, reactions=())
    form = rule.trigger.form
    if form and not await outbox.visible(work, form, [record]):
        raise Missing("record.missing", values={"form": form})
    rows = first([record], [{**_unanswered(rule), **_brought(work, rule, brought)}])
    holds = True
    if rule.trigger.when is not None:
        ((holds,),) = await asked.truths(work, rule.trigger.stand, rows, [rule.trigger.when])
    inner = await acting(within(work, Chain()), rule)
    if inner is None:
        raise Denied("rule.nobody", values={"rule": label_of(rule)})
    doing, told = Doing(inner, rule), list[WouldDo]()
    for step in rule.do:
        before = len(doing.effects)
        fault: Fault | None = None
        try:
            await _step(doing, step, rows, base_url)
        except Stopped as stop:
            fault = refusal(rule, stop, {})
        except Fault as refused:
            fault = refused
        told.append(WouldDo(VERBS[type(step)], tuple(doing.effects[before:]), fault))
        if fault is not None:
            break
    return Dry(holds, tuple(told))


async def _step(doing: Doing, step: Step, rows: Sequence[At], base_url: str) -> None:
    """A step of the database is done; of others it is told what they would do."""
    work, rule, (at, *_) = doing.work, doing.rule, rows
    told: Mapping[str, object] | None = None
    match step:
        case Call() | Robot():
            found = await errand.prepared(Desk(None, base_url), work, step, rule.stand, at, "dry")
            told = found.shown if found else None
        case Wait():
            told = {"until": (await wakes(work, rule, step, at, work.now)).isoformat()}
        case _:
            await doing.step(step, rule.stand, rows)
    if told is not None:
        doing.effects.append(
            Effect(VERBS[type(step)], rule.trigger.form, at.trigger, told, at.trigger)
        )


def _brought(work: Work[WriteTx], rule: Rule, raw: Mapping[str, object] | None) -> Values:
    """What the rule takes out of it. Raises Invalid where it is not as it must be."""
    takes = rule.trigger.takes
    if raw is None or not takes:
        return {}
    return {one.name: taken(takes, raw, work.zone, one.name) for one in rule.trigger.given}


def _unanswered(rule: Rule) -> Values:
    """Beside the record there is nothing yet: every name, and no value."""
    nothing: dict[str, dict[str, Plain]] = {
        one.name: {name: None for name, _ in one.fields} for one in rule.stand.given
    }
    return nothing
