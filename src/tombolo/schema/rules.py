"""Rules on data, compiled: what a row says of its fields, and which fields a state freezes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tombolo.base.problems import Problem
from tombolo.base.text import similar
from tombolo.formula.show import with_labels
from tombolo.schema.catalog import LockRule, Verdict, What
from tombolo.schema.condition import BOOLEAN, Condition, Meaning, Scope, Sums, tried
from tombolo.schema.field import Field
from tombolo.schema.flowed import HELD, RETURNED, SAY
from tombolo.schema.form import Form, Lock
from tombolo.schema.scopes import World
from tombolo.schema.system import FLOW_STATE, writable

_LITERAL = re.compile(r"""["']([a-z0-9_]+)["']""", re.IGNORECASE)


@dataclass(frozen=True, slots=True, repr=False)
class ChosenScope:
    """The names of a row, in which the link `key` stands for one record that may be chosen."""

    inner: Scope
    key: str
    target: str
    world: World

    def find(self, name: str) -> Meaning | None:
        found = self.inner.find(name)
        if found is None or found.key != self.key or found.kind == "one":
            return found
        return replace(found, kind="one", type=found.type.of or found.type)

    def names(self) -> Sequence[str]:
        return self.inner.names()

    def through(self, name: str) -> Scope:
        return self.world.scope(self.target) if name == self.key else self.inner.through(name)

    def around(self) -> str:
        return self.inner.around()

    def balance(self, name: str) -> Sums | None:
        return self.inner.balance(name)

    def balances(self) -> Sequence[str]:
        return self.inner.balances()


def verdicts(
    fields: Sequence[Field], scope: Scope, world: World, place: str
) -> tuple[tuple[Verdict, ...], list[Problem]]:
    """The rules of these fields, compiled, and what is wrong with them."""
    made: list[Verdict] = []
    problems: list[Problem] = []
    for one in fields:
        for verdict, text, inside, leaf in _stated(one, scope, world):
            here = f"{place}.{one.key}.{leaf}"
            if one.kind.computed and verdict != "visible":
                problems.append(Problem("rule.on_computed", here, {"name": one.key}))
                continue
            compiled, found = tried(text, inside, BOOLEAN, here)
            problems.extend(found)
            if compiled is None:
                continue
            if verdict in {"visible", "readonly"} and any(
                path[0] == one.key for path in compiled.reads
            ):
                problems.append(Problem("rule.reads_itself", here, {"name": one.key}))
                continue
            option = leaf if verdict == "gate" else ""
            if verdict == "option":
                option = leaf.split(".")[1]
            made.append(Verdict(verdict, one.key, compiled, option))
    return tuple(made), problems


def _stated(one: Field, scope: Scope, world: World) -> Iterator[tuple[What, str, Scope, str]]:
    """(what, expression, where it is read, its place under the field)."""
    if one.visible_when:
        yield "visible", one.visible_when, scope, "visible_when"
    if one.required_when:
        yield "required", one.required_when, scope, "required_when"
    if one.readonly_when:
        yield "readonly", one.readonly_when, scope, "readonly_when"
    if one.kind.series_when():
        yield "number", one.kind.series_when(), scope, "when"
    line = one.kind.pipeline()
    for leaf, need in line.gates() if line else ():
        yield "gate", need, scope, leaf
    for key, when in one.kind.offers():
        yield "option", when, scope, f"options.{key}.when"
    target = one.kind.points_to()
    if one.kind.offered() and world.knows(target):
        inside = ChosenScope(scope, one.key, target, world)
        yield "candidate", one.kind.offered(), inside, "candidates"


def locks(form: Form, scope: Scope, place: str) -> tuple[tuple[LockRule, ...], list[Problem]]:
    """The locks of a form, compiled; a ledger is one that always holds."""
    made: list[LockRule] = []
    problems: list[Problem] = []
    every = frozenset(_names(form))
    if form.append_only:
        made.append(LockRule(None, every, whole=True, delete=False, say={}))
    if form.field(FLOW_STATE):
        held, _ = tried(HELD, scope, BOOLEAN, place)
        back, _ = tried(RETURNED, scope, BOOLEAN, place)
        made.append(LockRule(held, every, whole=True, delete=False, say=SAY, flow=True))
        made.append(LockRule(back, frozenset(), whole=True, delete=False, say=SAY, flow=True))
    for number, lock in enumerate(form.locks):
        here = f"{place}locks.{number}"
        for part, names in (("fields", lock.fields), ("except", lock.beside)):
            for name in names:
                if name not in every:
                    near = ", ".join(similar(every, name))
                    wrong = Problem(
                        "definition.no_field", f"{here}.{part}", {"name": name, "near": near}
                    )
                    problems.append(wrong)
        when, found = tried(lock.when, scope, BOOLEAN, f"{here}.when")
        problems.extend(found)
        if when is not None:
            made.append(_lock(lock, when, every))
    return tuple(made), problems


def _lock(lock: Lock, when: Condition, every: frozenset[str]) -> LockRule:
    say = {"zh": lock.say.say("zh"), "en": lock.say.say("en")} if lock.say.zh or lock.say.en else {}
    whole = not lock.fields
    named = every if whole else _with_columns(lock.fields, every)
    free = _with_columns(lock.beside, every)
    return LockRule(when, named - free, whole, lock.delete, say)


def _with_columns(names: Sequence[str], every: frozenset[str]) -> frozenset[str]:
    """The names, and those of the columns where lines are named."""
    return frozenset(one for one in every if one in names or one.split(".")[0] in names)


def _names(form: Form) -> Iterator[str]:
    """The fields that somebody may write: a formula follows what it reads, locked or not."""
    for one in form.every.values():
        if one.kind.computed or one.kind.given or not writable(one):
            continue
        yield one.key
        yield from (f"{one.key}.{column.key}" for column in one.fields if not column.kind.computed)


def in_labels(condition: Condition, language: str = "zh") -> str:
    """The condition as a person reads it, with the labels of fields and options: 「阶段」 = "赢"."""
    places = condition.compiled.places
    called: dict[str, set[str]] = {}
    for place in places.values():
        for key, label in place.meaning.offers(language):
            called.setdefault(key, set()).add(label)

    def option(found: re.Match[str]) -> str:
        labels = called.get(found[1], set())
        return f'"{next(iter(labels))}"' if len(labels) == 1 else found[0]

    return _LITERAL.sub(option, with_labels(condition.text, dict(places), language))
