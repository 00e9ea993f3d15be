"""In which order defaults and formulas of one table are computed: levels, lowest first."""

from collections.abc import Mapping
from dataclasses import dataclass

from tombolo.schema.catalog import Expressions
from tombolo.schema.condition import Condition


@dataclass(frozen=True, slots=True)
class Step:
    """A field to compute: a default (only where the person gave nothing) or a stored formula."""

    key: str
    condition: Condition
    is_default: bool


def levels(expressions: Expressions) -> tuple[tuple[Step, ...], ...]:
    """Steps of a later level read only inputs and earlier levels.

    A default that would wait for itself reads what was there before instead.
    """
    steps: dict[str, Step] = {
        key: Step(key, condition, is_default=True)
        for key, condition in expressions.defaults.items()
    }
    for key, computed in expressions.computed.items():
        if computed.stored:
            steps[key] = Step(key, computed.condition, is_default=False)
    depth: dict[str, int] = {}
    for key in steps:
        _depth(key, steps, expressions, depth, ())
    found: dict[int, list[Step]] = {}
    for key, step in steps.items():
        found.setdefault(depth[key], []).append(step)
    return tuple(tuple(found[at]) for at in sorted(found))


def _depth(
    key: str,
    steps: Mapping[str, Step],
    expressions: Expressions,
    depth: dict[str, int],
    above: tuple[str, ...],
) -> int:
    if key in depth:
        return depth[key]
    if key in above:
        return -1
    deepest = -1
    for read in _read(steps[key].condition, expressions):
        if read in steps and read != key:
            deepest = max(deepest, _depth(read, steps, expressions, depth, (*above, key)))
    depth[key] = deepest + 1
    return depth[key]


def _read(condition: Condition, expressions: Expressions) -> set[str]:
    """The fields of this row that an expression reads, also through live formulas."""
    found: set[str] = set()
    todo = [path[0] for path in condition.reads]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        live = expressions.computed.get(name)
        if live and not live.stored:
            todo.extend(path[0] for path in live.condition.reads)
    return found


def links_of(condition: Condition) -> frozenset[str]:
    """The links of this row that an expression reads through."""
    return frozenset(path[0] for path in condition.reads if len(path) > 1)
