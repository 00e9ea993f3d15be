"""A rule that a person sets off on a record: once for each press, however often it is sent."""

from collections.abc import Sequence
from typing import Any

from tombolo.automation import log
from tombolo.automation.chain import Chain
from tombolo.automation.log import Due
from tombolo.automation.rule import Rule
from tombolo.automation.steps import first, label_of
from tombolo.automation.together import run_now
from tombolo.base.errors import Conflict, Invalid, Missing
from tombolo.pg.pool import WriteTx
from tombolo.records import asked, outbox
from tombolo.records.work import Work
from tombolo.records.write.load import load


async def press(work: Work[WriteTx], rule: Rule, record: str, once: str) -> bool:
    """Run the rule, or queue its run where it comes after. `once` names this very press; False when
    it was there before. Raises Missing for a record out of sight, Conflict where the condition does
    not hold.
    """
    values = {"rule": label_of(rule)}
    if rule.trigger.on != "button":
        raise Invalid("rule.no_button", values=values)
    form = rule.trigger.form
    if not await outbox.visible(work, form, [record]):
        raise Missing("record.missing", values={"form": form})
    # Of two who press at once the second sees what the first left: the record is ours from here.
    await load(work, work.catalog.card(form), [record], "read")
    if rule.trigger.when is not None:
        ((holds,),) = await asked.truths(
            work, rule.trigger.stand, first([record]), [rule.trigger.when]
        )
        if not holds:
            raise Conflict("rule.not_now", values=values)
    # Of each person her own: nobody's press can be taken for another's.
    named = f"{work.actor.id}:{once}"
    if rule.timing == "together":
        return await run_now(work, rule, [record], Chain(), {}, named) is not None
    due = Due(rule, record, {"on": "button"}, named)
    return await log.queue(work, [due], Chain()) > 0


async def offered(work: Work[Any], rules: Sequence[Rule], form: str, record: str) -> list[Rule]:
    """The rules that the person could set off on this record now. Raises Missing when it is out of
    sight.
    """
    if not await outbox.visible(work, form, [record]):
        raise Missing("record.missing", values={"form": form})
    buttons = [one for one in rules if one.trigger.on == "button" and one.trigger.form == form]
    asking = [one.trigger.when for one in buttons if one.trigger.when is not None]
    if not asking:
        return buttons
    (truths,) = await asked.truths(work, buttons[0].trigger.stand, first([record]), asking)
    holds = iter(truths)
    return [one for one in buttons if one.trigger.when is None or next(holds)]
