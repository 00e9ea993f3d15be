"""The steps of a rule, for many records at once. They write by the one road of records, under rights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from tombolo.automation import log, notify, processes
from tombolo.automation.chain import DEEPEST, Chain
from tombolo.automation.log import Due, Effect
from tombolo.automation.persons import acting
from tombolo.automation.processes import Found
from tombolo.automation.rule import (
    MOST,
    VERBS,
    Advance,
    Branch,
    Call,
    Create,
    Delete,
    Each,
    Notify,
    Robot,
    Rule,
    Run,
    Set,
    Start,
    Step,
    Stop,
    Update,
    Upsert,
    Wait,
)
from tombolo.base import codec
from tombolo.base.errors import Broken, Conflict, Denied, Fault, Invalid
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records import asked
from tombolo.records.asked import At, Pair, Stand
from tombolo.records.given import Values
from tombolo.records.work import Work
from tombolo.records.write import erase, save
from tombolo.records.write.change import Change
from tombolo.schema.condition import Condition
from tombolo.schema.kinds.shape import Plain

_SQL = named.beside(__file__)
Sets = dict[str, Plain]


class Stopped(Exception):
    """A `stop` was reached for these records."""

    def __init__(self, say: Mapping[str, str], records: Sequence[str]) -> None:
        super().__init__("stop")
        self.say = say
        self.records = tuple(records)


@dataclass(slots=True)
class Doing:
    """The steps of one rule for some records, in the name it runs as; `effects` is what they did."""

    work: Work[WriteTx]
    rule: Rule
    effects: list[Effect] = field(default_factory=list[Effect])
    allowed: int = MOST  # records it may still write
    chain: Chain = field(default_factory=Chain)

    async def all(self, steps: Sequence[Step], stand: Stand, rows: Sequence[At]) -> None:
        """One step after another; each for all rows."""
        for one in steps:
            await self.step(one, stand, rows)

    async def step(self, step: Step, stand: Stand, rows: Sequence[At]) -> None:
        if not rows:
            return
        try:
            await self._step(step, stand, rows)
        except Fault as fault:
            # What a record of another form lacks has no place in the form of who saved.
            if not isinstance(step, Set):
                raise _told(fault, self.rule) from fault
            raise

    async def _step(self, step: Step, stand: Stand, rows: Sequence[At]) -> None:
        match step:
            case Create():
                await self.create(step, stand, rows)
            case Update():
                await self.update(step, stand, rows)
            case Upsert():
                await self.upsert(step, stand, rows)
            case Delete():
                await self.delete(step, stand, rows)
            case Set():
                await self.own(step, rows)
            case Each(of, inside, do):
                found = await asked.behind(self.work, stand, rows, of)
                self._demand_few(len(found), len(rows) * MOST)
                await self.all(do, inside, found)
            case Branch():
                await self.branch(step, stand, rows)
            case Notify():
                told = await notify.tell(self.work, self.rule, step, stand, rows)
                self.effects.extend(told)
            case Start() | Advance() | Run():
                await self.process(step, stand, rows)
            case Call() | Robot() | Wait():  # between transactions, not in one: errand.py, run.py
                raise Broken("rule.apart", values={"verb": VERBS[type(step)]})
            case Stop(say):
                raise Stopped(say, list(dict.fromkeys(one.trigger for one in rows)))

    # -- the actions -------------------------------------------------------------------------------

    async def create(self, step: Create, stand: Stand, rows: Sequence[At]) -> None:
        if step.source:
            rows = await self._without(step, rows)
        if not rows:
            return
        sets: list[dict[str, object]] = [
            dict(one) for one in await asked.values(self.work, stand, rows, step.set)
        ]
        for key, inner in step.lines.items():
            await self._lines(key, inner.of, inner.stand, inner.set, stand, rows, sets)
        await self._write(
            "create",
            step.form,
            [(at.trigger, "", one) for at, one in zip(rows, sets, strict=True)],
        )

    async def _without(self, step: Create, rows: Sequence[At]) -> list[At]:
        """The rows whose record has none that points back yet, under a lock by it."""
        triggers = list(dict.fromkeys(one.trigger for one in rows))
        await self._hold(step.form, [{step.source: one} for one in triggers])
        wanted: list[Sets] = [{step.source: one} for one in triggers]
        known = await asked.alike(self.work, step.form, (step.source,), wanted)
        done = {one for one, found in zip(triggers, known, strict=True) if found}
        return [one for one in rows if one.trigger not in done]

    async def _lines(
        self,
        key: str,
        of: str,
        inside: Stand,
        wanted: Mapping[str, Condition],
        stand: Stand,
        rows: Sequence[At],
        sets: list[dict[str, object]],
    ) -> None:
        """Lines of the new records, each made from one that is behind the row."""
        found = await asked.behind_each(self.work, stand, rows, of)
        self._demand_few(len(found), len(rows) * MOST)
        made: list[list[Sets]] = [[] for _ in rows]
        if found:
            values = await asked.values(self.work, inside, [at for _, at in found], wanted)
            for (n, _), one in zip(found, values, strict=True):
                made[n].append(one)
        for one, lines in zip(sets, made, strict=True):
            one[key] = lines

    async def update(self, step: Update, stand: Stand, rows: Sequence[At]) -> None:
        """In rounds: what several rows change is changed by one after another, each seeing the last."""
        waiting: set[tuple[int, str]] | None = None
        while waiting is None or waiting:
            found = await asked.pairs(self.work, stand, rows, step.form, step.where, step.set)
            if waiting is not None:
                found = [one for one in found if (one.n, one.id) in waiting]
            else:
                self._demand_most(found, step.most)
            now: dict[str, Pair] = {}
            waiting = set()
            for one in found:
                if one.id in now:
                    waiting.add((one.n, one.id))
                else:
                    now[one.id] = one
            wanted = [(rows[one.n].trigger, id_, one.values) for id_, one in now.items()]
            await self._write("update", step.form, wanted)

    async def upsert(self, step: Upsert, stand: Stand, rows: Sequence[At]) -> None:
        """Under a lock by the key: of two who find nothing the second waits, and finds."""
        sets = await asked.values(self.work, stand, rows, step.set)
        keys: list[Sets] = [{key: one.get(key) for key in step.by} for one in sets]
        await self._hold(step.form, keys)
        last = {codec.text(key): n for n, key in enumerate(keys)}  # of one key the last row counts
        numbers = sorted(last.values())
        known = await asked.alike(self.work, step.form, step.by, [keys[n] for n in numbers])
        if step.many == "fail" and any(len(found) > 1 for found in known):
            raise Conflict("rule.many", values={"rule": self._label()})
        pairs = list(zip(numbers, known, strict=True))
        changed = [(rows[n].trigger, id_, sets[n]) for n, found in pairs for id_ in found]
        await self._write("update", step.form, changed)
        fresh = [(rows[n].trigger, "", sets[n]) for n, found in pairs if not found]
        await self._write("create", step.form, fresh)

    async def delete(self, step: Delete, stand: Stand, rows: Sequence[At]) -> None:
        found = await asked.pairs(self.work, stand, rows, step.form, step.where, {})
        self._demand_most(found, step.most)
        by = {one.id: rows[one.n].trigger for one in reversed(found)}
        self._demand_few(len(by), self.allowed)
        if by:
            self.allowed -= await erase.delete(self.work, step.form, list(by))
            self.effects.extend(Effect("delete", step.form, id_, {}, at) for id_, at in by.items())

    async def own(self, step: Set, rows: Sequence[At]) -> None:
        form = self.rule.trigger.form
        stand = self.rule.trigger.stand
        triggers = [
            replace(one, row=one.trigger) for one in {at.trigger: at for at in rows}.values()
        ]
        sets = await asked.values(self.work, stand, triggers, step.set)
        pairs = [(at.row, at.row, one) for at, one in zip(triggers, sets, strict=True)]
        await self._write("update", form, pairs)

    async def branch(self, step: Branch, stand: Stand, rows: Sequence[At]) -> None:
        conditions = [when for when, _ in step.arms if when is not None]
        found = (
            await asked.truths(self.work, stand, rows, conditions)
            if conditions
            else [tuple[bool, ...]() for _ in rows]
        )
        taken: list[list[At]] = [[] for _ in step.arms]
        for row, truths in zip(rows, found, strict=True):
            answers = iter(truths)
            for n, (when, _) in enumerate(step.arms):
                if when is None or next(answers):
                    taken[n].append(row)
                    break
        for (_, do), some in zip(step.arms, taken, strict=True):
            await self.all(do, stand, some)

    # -- processes ---------------------------------------------------------------------------------

    async def process(self, step: Start | Advance | Run, stand: Stand, rows: Sequence[At]) -> None:
        wanted: Mapping[str, Condition] = {}
        if not isinstance(step, Start):
            wanted = step.set if isinstance(step, Advance) else step.give
        some = await processes.found(self.work, step.which, stand, rows, wanted)
        if not some:
            return
        match step:
            case Start():
                self._demand_few(len(some), self.allowed)
                self.allowed -= len(some)
                self.effects.extend(await processes.start(self.work, step, some))
            case Advance(which, field_, to):
                moves = [(one.at.trigger, one.id, {**one.values, field_: to}) for one in some]
                await self._write("update", which.form, moves)
            case Run(name):
                await self.call(processes.called(self.work, name), some)

    async def call(self, rule: Rule, some: Sequence[Found]) -> None:
        """Another rule for these records: now, as a part of this one, or queued where it comes after."""
        rows = processes.callee_rows(rule, some)
        if rule.timing == "after":
            dues = [Due(rule, at.row, {"on": "called", "given": at.given}) for at in rows]
            await log.queue(self.work, dues, self.chain)
            form = rule.trigger.form
            self.effects.extend(Effect("run", form, one.id, {"rule": rule.name}, one.at.trigger) for one in some)  # fmt: skip
            return
        if self.chain.depth >= DEEPEST:
            raise Invalid("rule.depth", values={"most": DEEPEST})
        work = await acting(self.work, rule)
        if work is None:
            raise Denied("rule.nobody", values={"rule": label_of(rule)})
        inner = Doing(work, rule, allowed=self.allowed, chain=self.chain.deeper())
        try:
            await inner.all(rule.do, rule.trigger.stand, rows)
        except Stopped as stop:
            by = {one.id: one.at.trigger for one in some}
            raise Stopped(stop.say, [by.get(one, one) for one in stop.records]) from stop
        self.allowed = inner.allowed
        self.effects.extend(processes.retold(inner.effects, some))

    # -- writing -----------------------------------------------------------------------------------

    async def _write(
        self, act: str, form: str, wanted: Sequence[tuple[str, str, Mapping[str, object]]]
    ) -> None:
        """Records (trigger, id, values) saved as a person would, in pieces that one save takes."""
        self._demand_few(len(wanted), self.allowed)
        self.allowed -= len(wanted)
        for at in range(0, len(wanted), save.MOST):
            piece = wanted[at : at + save.MOST]
            changes = [Change(sets, id_) for _, id_, sets in piece]
            if act == "create":
                done = await save.create(self.work, form, changes)
            else:
                done = await save.update(self.work, form, changes)
            self.effects.extend(
                Effect(act, form, id_, sets, trigger)
                for id_, (trigger, _, sets) in zip(done.ids, piece, strict=True)
            )

    async def _hold(self, form: str, keys: Sequence[Mapping[str, Any]]) -> None:
        """Locks by form and values until the end of the transaction, in one order for all."""
        names = sorted({codec.text([form, dict(one)]) for one in keys})
        await self.work.tx.run(_SQL["hold"], names)

    def _demand_most(self, found: Sequence[Pair], most: int) -> None:
        count: dict[int, int] = {}
        for one in found:
            count[one.n] = count.get(one.n, 0) + 1
        self._demand_few(max(count.values(), default=0), most)

    def _demand_few(self, many: int, most: int) -> None:
        if many > most:
            raise Invalid("rule.too_many", values={"rule": self._label(), "most": most})

    def _label(self) -> dict[str, str]:
        return label_of(self.rule)


def label_of(rule: Rule) -> dict[str, str]:
    return {"zh": rule.label.say("zh"), "en": rule.label.say("en")}


def _told(fault: Fault, rule: Rule) -> Fault:
    """A fault of a step under the name of its rule; what was wrong stays as problems without a place."""
    if fault.code.startswith("rule.") or not isinstance(fault, Invalid):
        return fault
    found = fault.problems or (Problem(fault.code, "", fault.values),)
    problems = [Problem(one.code, "", one.values, one.say) for one in found]
    return Invalid("rule.failed", values={"rule": label_of(rule)}, problems=problems)


def first(records: Sequence[str], given: Sequence[Values] = ()) -> list[At]:
    """The records that set a rule off, as rows, with what is given beside each."""
    ids = [str(UUID(one)) for one in records]
    nothing: Values = {}
    beside = given or [nothing] * len(ids)
    return [At(one, one, values) for one, values in zip(ids, beside, strict=True)]
