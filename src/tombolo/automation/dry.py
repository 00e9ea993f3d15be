"""A dry run: what a rule would do for a record, in a transaction of which nothing stays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tombolo.automation.bench import Bench
from tombolo.automation.chain import Chain
from tombolo.automation.log import Effect
from tombolo.automation.persons import acting
from tombolo.automation.rule import VERBS, Rule
from tombolo.automation.steps import Doing, Stopped, first, label_of
from tombolo.automation.together import refusal, within
from tombolo.base.errors import Denied, Fault, Missing
from tombolo.records import asked, outbox


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
    """What the rule would do for the record in the member's name. It sets no other rule off and counts
    nowhere. Raises Missing for a record out of sight, Denied where nobody is there to run it.
    """
    async with bench.pool.trial() as tx:
        work = replace(await bench.work(tx, member), reactions=())
        form = rule.trigger.form
        if not await outbox.visible(work, form, [record]):
            raise Missing("record.missing", values={"form": form})
        stand, rows = rule.trigger.stand, first([record])
        holds = True
        if rule.trigger.when is not None:
            ((holds,),) = await asked.truths(work, stand, rows, [rule.trigger.when])
        inner = await acting(within(work, Chain()), rule)
        if inner is None:
            raise Denied("rule.nobody", values={"rule": label_of(rule)})
        doing, told = Doing(inner, rule), list[WouldDo]()
        for step in rule.do:
            before = len(doing.effects)
            fault: Fault | None = None
            try:
                await doing.step(step, stand, rows)
            except Stopped as stop:
                fault = refusal(rule, stop, {})
            except Fault as refused:
                fault = refused
            told.append(WouldDo(VERBS[type(step)], tuple(doing.effects[before:]), fault))
            if fault is not None:
                break
    return Dry(holds, tuple(told))
