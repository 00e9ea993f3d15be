"""LET: names for parts of a formula. A name stands for its expression, which is set wherever it is used."""

# ruff: noqa: ARG001 - a rule of the table takes what all rules take

from dataclasses import replace

from tombolo.formula.checking import Checking
from tombolo.formula.functions.function import Function
from tombolo.formula.nodes import Call, Node, Path
from tombolo.formula.problems import FormulaError
from tombolo.formula.typed import Bound, Const, Hole, Typed
from tombolo.formula.weights import HIGHEST, MOST, weigh


def let(at: Checking, function: Function, node: Call) -> Typed:
    """LET(name, value, …, expression): each value may use the names before it."""
    if len(node.args) % 2 == 0:
        raise FormulaError("formula.let_pairs", node.span)
    level = at.level
    for name, value in zip(node.args[:-1:2], node.args[1:-1:2], strict=True):
        key = _name(name)
        typed = at.inside(level, lambda value=value: at.node(value))
        level = replace(level, let={**level.let, key: _bound(typed, level.depth, value)})
    typed = at.inside(level, lambda: at.node(node.args[-1]))
    _measured(typed, node)
    return typed


def _name(node: Node) -> str:
    if isinstance(node, Path) and len(node.parts) == 1 and not node.parts[0].bracketed:
        return node.parts[0].name
    raise FormulaError("formula.let_name", node.span)


def _bound(typed: Typed, depth: int, node: Node) -> Typed:
    """Constants and problems stay what they are."""
    if isinstance(typed, Const | Hole):
        return typed
    size, height = _measured(typed, node)
    return Bound(typed, depth, typed.type, size, height)


def _measured(typed: Typed, node: Node) -> tuple[int, int]:
    """How many nodes, and how high, with every name written out; FormulaError when too many."""
    size, height = weigh(typed)
    if size > MOST:
        raise FormulaError("formula.expands", node.span, most=MOST)
    if height > HIGHEST:
        raise FormulaError("formula.too_deep", node.span, most=HIGHEST)
    return size, height
