"""Rules that wake themselves or one another: nothing wrong by itself, but worth a warning. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from tombolo.automation.rule import (
    Advance,
    Branch,
    Create,
    Delete,
    Each,
    Rule,
    Run,
    Set,
    Start,
    Step,
    Update,
    Upsert,
)
from tombolo.automation.trigger import On
from tombolo.base.problems import Problem

# The form, what happens there, the fields it is given; the flow and what happens in it; a rule called.
_Write = tuple[str, On, frozenset[str]]


def warnings(rules: Sequence[Rule]) -> tuple[Problem, ...]:
    """Every rule that writes what it listens to, and every circle, each told once."""
    wakes = {one.name: woken_by(one, rules) for one in rules}
    alone = [
        Problem("rule.wakes_itself", f"{one.app}/rules/{one.key}#do", {"rule": one.name})
        for one in rules
        if one.name in wakes[one.name]
    ]
    return (*alone, *_circles(rules, wakes))


def woken_by(rule: Rule, rules: Sequence[Rule]) -> list[str]:
    """The names of the rules that may be set off by what this one writes."""
    writes = list(_writes(rule, rule.do))
    return [one.name for one in rules if any(_wakes(write, one) for write in writes)]


def _writes(rule: Rule, steps: Sequence[Step]) -> Iterator[_Write]:
    for step in steps:
        for do in _inside(step):
            yield from _writes(rule, do)
        match step:
            case Create(form, given, lines):
                yield form, "created", frozenset((*given, *lines))
            case Update(form, _, given):
                yield form, "updated", frozenset(given)
            case Upsert(form, _, given):
                yield form, "created", frozenset(given)
                yield form, "updated", frozenset(given)
            case Delete(form):
                yield form, "deleted", frozenset()
            case Set(given):
                yield rule.trigger.form, "updated", frozenset(given)
            case Advance(which, field):
                yield which.form, "updated", frozenset({field})
            case Start(_, flow):
                yield flow, "flow", frozenset({"submitted", "entered"})
            case Run(name):
                yield name, "called", frozenset()
            case _:
                pass


def _inside(step: Step) -> tuple[tuple[Step, ...], ...]:
    """The steps that stand in a step."""
    if isinstance(step, Each):
        return (step.do,)
    return tuple(do for _, do in step.arms) if isinstance(step, Branch) else ()


def _wakes(write: _Write, rule: Rule) -> bool:
    form, on, given = write
    trigger = rule.trigger
    if on == "called":
        return rule.name == form
    if on == "flow":
        flow = trigger.flow
        return flow is not None and flow.flow == form and bool(given & set(flow.events))
    if trigger.form != form:
        return False
    if trigger.stage is not None:
        return on == "created" or (on == "updated" and trigger.stage.field in given)
    if trigger.on == "became":
        reads = {path[0] for path in trigger.when.reads if path} if trigger.when else set[str]()
        return on == "created" or (on == "updated" and bool(reads & given))
    if trigger.on != on:
        return False
    return on != "updated" or not trigger.watch or bool(given & set(trigger.watch))


def _circles(rules: Sequence[Rule], wakes: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """Circles of two and more: of each rule the shortest, from the first of its names."""
    by_name = {one.name: one for one in rules}
    told: set[frozenset[str]] = set()
    for start in sorted(wakes):
        way = _way_round(start, wakes)
        if way and frozenset(way) not in told:
            told.add(frozenset(way))
            one, names = by_name[start], " → ".join((*way, start))
            yield Problem("rule.circle", f"{one.app}/rules/{one.key}#do", {"names": names})


def _way_round(start: str, wakes: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The shortest way from a rule over others back to it; nothing where there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:
        for to in wakes[way[-1]]:
            if to == start and len(way) > 1:
                return way
            if to not in seen:
                seen.add(to)
                ways.append((*way, to))
    return ()
