"""In which order the defaults and formulas of a record and its lines are computed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tombolo.schema.catalog import Expressions, FormCard
from tombolo.schema.condition import Condition
from tombolo.schema.ways import from_record

Node = tuple[str, str]  # lines ("": the record itself), key

_NOTHING = frozenset[tuple[str, ...]]()


@dataclass(frozen=True, slots=True)
class Step:
    """A field to compute: a default (only where the person gave nothing) or a stored formula."""

    lines: str
    key: str
    condition: Condition
    is_default: bool
    when: Condition | None = None  # the default is taken when this becomes true

    @property
    def reads(self) -> frozenset[tuple[str, ...]]:
        return self.condition.reads | (self.when.reads if self.when else _NOTHING)


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps of one table that need nothing of one another: one query computes them."""

    lines: str
    steps: tuple[Step, ...]


def stages(card: FormCard) -> tuple[Stage, ...]:
    """Every step once, each after what it reads; lines as far as they go before the record.

    A default that would wait for itself reads what was there before instead.
    """
    steps = {(one.lines, one.key): one for one in _steps(card)}
    needs = {node: _needs(card, node, steps) for node in steps}
    found: list[Stage] = []
    todo = dict(steps)
    sides = (*card.lines, "")
    while todo:
        before = len(todo)
        for lines in sides:
            while ready := [
                node for node in todo if node[0] == lines and not needs[node] & todo.keys()
            ]:
                found.append(Stage(lines, tuple(todo.pop(node) for node in ready)))
        if len(todo) == before:
            node = _knot(todo, needs)
            found.append(Stage(node[0], (todo.pop(node),)))
    return tuple(found)


def _steps(card: FormCard) -> Iterator[Step]:
    every: Mapping[str, Expressions] = {**card.lines, "": card.own}
    for lines, expressions in every.items():
        for key, condition in expressions.defaults.items():
            when = expressions.default_whens.get(key)
            yield Step(lines, key, condition, is_default=True, when=when)
        for key, computed in expressions.computed.items():
            if computed.stored:
                yield Step(lines, key, computed.condition, is_default=False)


def _needs(card: FormCard, node: Node, steps: Mapping[Node, Step]) -> frozenset[Node]:
    """The other steps whose values a step reads, also through live formulas."""
    found: set[Node] = set()
    todo = [(node[0], path) for path in steps[node].reads]
    while todo:
        lines, path = from_record(*todo.pop(), card.lines)
        if not path:
            continue
        if not lines and path[0] in card.lines:
            if len(path) > 1:
                todo.append((path[0], path[1:]))
            continue
        name = (lines, path[0])
        if name in found:
            continue
        found.add(name)
        live = (card.lines[lines] if lines else card.own).computed.get(path[0])
        if live and not live.stored:
            todo.extend((lines, further) for further in live.condition.reads)
    return frozenset(found & steps.keys() - {node})


def _knot(todo: Mapping[Node, Step], needs: Mapping[Node, frozenset[Node]]) -> Node:
    """Of defaults that wait for one another the one that goes first; formulas never do."""
    way = [next(node for node, step in todo.items() if step.is_default)]
    while True:
        further = [node for node in todo if node in needs[way[-1]] and node not in way]
        if not further:
            return way[-1]
        way.append(further[0])


def links_of(step: Step) -> tuple[frozenset[str], frozenset[str]]:
    """The links that a step reads through: those of its own row, and those of the record around."""
    own: set[str] = set()
    around: set[str] = set()
    for read in step.condition.reads:
        lines, path = from_record(step.lines, read, ())
        if len(path) > 1:
            (own if lines == step.lines else around).add(path[0])
    return frozenset(own), frozenset(around)
