"""Rules in the transaction of the change: what they refuse is not saved, what they write is saved with it.

Rules that come after are only queued here, in the same transaction: a run is there exactly once if
the change is kept, and never if it is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tombolo.automation import due, events, log
from tombolo.automation.chain import DEEPEST, Chain
from tombolo.automation.events import Meant
from tombolo.automation.log import Due
from tombolo.automation.match import Fold, book_of, folded, may_set_off, sets_off
from tombolo.automation.persons import acting
from tombolo.automation.rule import MOST, Rule
from tombolo.automation.steps import Doing, Stopped, first, label_of
from tombolo.automation.trigger import SAVED
from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.pg.pool import WriteTx
from tombolo.records import asked
from tombolo.records.given import Values
from tombolo.records.moves import Move
from tombolo.records.work import Happening, Reaction, Work
from tombolo.schema.condition import Condition


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a catalog as a reaction; `chain` is what it is part of.

    `book` has those that a save may set off, `dated` those whose dates are kept with it.
    """

    book: Mapping[str, tuple[Rule, ...]]
    dated: Mapping[str, tuple[Rule, ...]]
    every: tuple[Rule, ...]
    chain: Chain | None = None

    # Those that an approval, or the end of an import, may set off.
    told: tuple[Rule, ...] = ()

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> "Rules":
        """The reaction of these rules."""
        saved = [one for one in rules if one.trigger.on in SAVED]
        dated = [one for one in rules if one.trigger.due]
        told = [one for one in rules if one.trigger.flow or one.trigger.imported]
        return cls(book_of(saved), book_of(dated), tuple(rules), told=tuple(told))

    async def react(
        self, work: Work[WriteTx], moves: Sequence[Move], places: Mapping[str, str]
    ) -> None:
        """Every rule that these moves set off: one query for each form asks which."""
        by_form = folded(moves, {**self.book, **self.dated}) if self.book or self.dated else {}
        chain = self.chain or Chain()
        dues: list[Due] = []
        for form, folds in by_form.items():
            if form in self.dated:
                await due.keep(work, self.dated[form], folds)
            for rule, hit in await _hits(work, self.book.get(form, ()), folds):
                if rule.timing == "together":
                    await self._together(work, rule, hit, chain, places)
                else:
                    dues.extend(Due(rule, one.record, _event(one)) for one in hit)
        await log.queue(work, dues, chain)

    async def heard(self, work: Work[WriteTx], happenings: Sequence[Happening]) -> None:
        """Every rule that these steps of approvals, or the end of an import, set off."""
        chain = self.chain or Chain()
        dues: list[Due] = []
        for rule in self.told:
            some = await events.meant(work, rule, happenings)
            if not some:
                continue
            if rule.timing == "together":
                await self._told(work, rule, some, chain)
            else:
                dues.extend(Due(rule, one.record, one.event(), one.once) for one in some)
        await log.queue(work, dues, chain)

    async def _told(
        self, work: Work[WriteTx], rule: Rule, some: Sequence[Meant], chain: Chain
    ) -> None:
        if chain.depth >= DEEPEST:
            deep = Problem("rule.depth", values={"most": DEEPEST})
            await log.together(work, rule, [one.record for one in some], chain, deep)
            return
        for one in some:
            if chain.fresh(rule.name, [one.record], max(rule.again, len(some))):
                await run_now(work, rule, [one.record], chain, {}, given=[one.given])

    async def _together(
        self,
        work: Work[WriteTx],
        rule: Rule,
        hit: Sequence[Fold],
        chain: Chain,
        places: Mapping[str, str],
    ) -> None:
        records = [one.record for one in hit]
        fresh = chain.fresh(rule.name, records, rule.again)
        kept = set(fresh)
        known = [one for one in records if one not in kept]
        if known:
            await log.together(work, rule, known, chain, Problem("rule.once"))
        if fresh and chain.depth >= DEEPEST:
            deep = Problem("rule.depth", values={"most": DEEPEST})
            await log.together(work, rule, fresh, chain, deep)
        elif fresh:
            await run_now(work, rule, fresh, chain, places)


def rules_in(work: Work[Any]) -> tuple[Rule, ...]:
    """The rules in force."""
    return next((one.every for one in work.reactions if isinstance(one, Rules)), ())


async def run_now(
    work: Work[WriteTx],
    rule: Rule,
    records: Sequence[str],
    chain: Chain,
    places: Mapping[str, str],
    once: str | None = None,
    given: Sequence[Values] = (),
) -> int | None:
    """All steps for these records, in this transaction, with what is `given` beside each. The run; None if it was done before, `once`."""
    inner = await acting(within(work, chain.deeper()), rule)
    if inner is None:
        nobody = Problem("rule.nobody", values={"rule": label_of(rule)})
        return await log.together(work, rule, records, chain, nobody, once)
    run = await log.together(work, rule, records, chain, once=once)
    if run is None:
        return None
    chain.note(rule.name, records)
    doing = Doing(inner, rule, allowed=MOST * len(records), chain=chain)
    try:
        await doing.all(rule.do, rule.trigger.stand, first(records, given))
    except Stopped as stop:
        raise refusal(rule, stop, places) from stop
    await log.whole(work.tx, run, doing.effects)
    return run


def within(work: Work[WriteTx], chain: Chain) -> Work[WriteTx]:
    """The same work as a part of a chain: what it writes sets rules off as its next link."""
    reactions: tuple[Reaction, ...] = tuple(
        replace(one, chain=chain) if isinstance(one, Rules) else one for one in work.reactions
    )
    # What a node of a flow opens is open for who stands at it, in its own record.
    return replace(work, reactions=reactions, opened=frozenset())


def refusal(rule: Rule, stop: Stopped, places: Mapping[str, str]) -> Invalid:
    """The words of a `stop`, at the records it was reached for."""
    values = {"rule": label_of(rule)}
    problems = [
        Problem("rule.stopped", places.get(one, ""), values, stop.say or None)
        for one in stop.records
    ]
    return Invalid("record.invalid", problems=problems)


async def _hits(
    work: Work[WriteTx], rules: Sequence[Rule], folds: Sequence[Fold]
) -> list[tuple[Rule, list[Fold]]]:
    """Which rules are set off by which records, in the order of the rules."""
    maybe = [(rule, [one for one in folds if may_set_off(rule, one)]) for rule in rules]
    maybe = [(rule, some) for rule, some in maybe if some]
    asking: dict[str, Condition] = {
        when.text: when for rule, _ in maybe if (when := rule.trigger.when) is not None
    }
    held: dict[str, tuple[tuple[bool, bool], ...]] = {}
    if asking:
        was = {
            one.record: one.was if one.on == "updated" else {}
            for rule, some in maybe
            if rule.trigger.when is not None
            for one in some
        }
        held = await asked.held(work, rules[0].trigger.form, was, list(asking.values()))
    numbers = {text: n for n, text in enumerate(asking)}

    def hit(rule: Rule, fold: Fold) -> bool:
        when = rule.trigger.when
        if when is None:
            return True
        found = held.get(fold.record)
        return found is not None and sets_off(rule, fold, found[numbers[when.text]])

    found = [(rule, [one for one in some if hit(rule, one)]) for rule, some in maybe]
    return [(rule, some) for rule, some in found if some]


def _event(fold: Fold) -> dict[str, object]:
    changes = {
        key: [old, fold.now.get(key)] for key, old in fold.was.items() if not key.startswith("_")
    }
    return {"on": fold.on, "changes": changes} if fold.on == "updated" else {"on": fold.on}
