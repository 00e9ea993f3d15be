"""Steps of approvals and ends of imports to the rules that they set off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tombolo.automation.rule import Rule
from tombolo.automation.steps import first
from tombolo.automation.trigger import AT_NODES
from tombolo.base import ids
from tombolo.records import asked
from tombolo.records.given import Values
from tombolo.records.work import IMPORTED, Happening, Work


@dataclass(frozen=True, slots=True)
class Meant:
    """One happening that sets a rule off, and the record it runs for, or a number in place of one."""

    on: str
    what: str
    record: str
    given: Values
    once: str

    def event(self) -> dict[str, object]:
        """As it is kept with the run."""
        return {"on": self.on, "what": self.what, "given": self.given}


async def meant(work: Work[Any], rule: Rule, happenings: Sequence[Happening]) -> list[Meant]:
    """Those of the happenings that set the rule off, in their order."""
    some = [_meant(rule, one) for one in happenings if _fits(rule, one)]
    when = rule.trigger.when
    if when is None or not some:
        return some
    rows = first([one.record for one in some], [one.given for one in some])
    held = await asked.truths(work, rule.trigger.stand, rows, [when])
    return [one for one, (holds,) in zip(some, held, strict=True) if holds]


def _fits(rule: Rule, one: Happening) -> bool:
    if rule.trigger.imported:
        return one.what == IMPORTED and one.about == rule.trigger.imported
    flow = rule.trigger.flow
    if flow is None or one.about != flow.flow or one.what not in flow.events:
        return False
    return not flow.nodes or one.what not in AT_NODES or one.told.get("node") in flow.nodes


def _meant(rule: Rule, one: Happening) -> Meant:
    (beside,) = rule.trigger.given
    told: Mapping[str, Any] = {**one.told, "name": one.what}
    given = {beside.name: {name: told.get(name) for name, _ in beside.fields}}
    return Meant(rule.trigger.on, one.what, one.record or str(ids.uuid7()), given, one.once)
