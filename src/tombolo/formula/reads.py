"""What a formula depends on."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tombolo.formula.typed import Aggregate, Apply, Balance, Bound, Field, Me, Typed, below

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reads:
    """`paths` lead from the record through links and many to each value read.

    ("customer", "level"), ("lines", "qty"); an aggregate's rows themselves are there too: ("lines",).
    `clock`, `person`, `balance` and `chance`: the value changes by itself, and cannot be stored.
    """

    paths: frozenset[Keys] = frozenset()
    clock: bool = False
    person: bool = False
    balance: bool = False
    chance: bool = False


def reads(tree: Typed) -> Reads:
    """Every path, and whether the clock, the person, a balance or chance is asked."""
    found = set(_found(tree, ((),)))
    return Reads(
        frozenset(item for item in found if isinstance(item, tuple)),
        clock="clock" in found,
        person="person" in found,
        balance="balance" in found,
        chance="chance" in found,
    )


def _found(node: Typed, roots: tuple[Keys, ...]) -> Iterator[Keys | str]:
    match node:
        case Field(level, path):
            yield roots[level] + path
            return
        case Me():
            yield "person"
        case Balance():
            yield "balance"
        case Apply(function) if function.live:
            yield function.live
        case Bound(of, depth):
            yield from _found(of, roots[: depth + 1])
            return
        case Aggregate(_, level, path):
            around = tuple(roots[level] + outer for outer in node.outer)
            rows = roots[level] + path
            yield from (*around, rows)
            roots = (*roots, *around, rows)
        case _:
            pass
    for part in below(node):
        yield from _found(part, roots)


def occurrences(tree: Typed) -> Counter[Keys]:
    """How often each path is read: what is computed when read is lowered once for each."""
    return Counter(item for item in _found(tree, ((),)) if isinstance(item, tuple))


def balances(tree: Typed) -> Iterator[Balance]:
    """The balances asked for the row itself; those that an aggregate asks for its rows are left out."""
    if isinstance(tree, Balance):
        yield tree
    if not isinstance(tree, Aggregate):
        for part in below(tree):
            yield from balances(part)


def calls(tree: Typed) -> frozenset[str]:
    """The names of the functions it calls, however deep."""
    found: set[str] = set()
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, Apply):
            found.add(node.function.name)
        todo.extend(below(node))
    return frozenset(found)
