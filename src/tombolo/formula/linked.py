"""What another product reads from a person, a department, a place or a phone with functions."""

# ruff: noqa: ARG001 - a rule of the table takes what all rules take

from tombolo.formula.checking import Checking
from tombolo.formula.coerce import need
from tombolo.formula.functions.function import Function
from tombolo.formula.functions.index import BY_NAME
from tombolo.formula.nodes import Call, Node, Part, Path, Text
from tombolo.formula.problems import FormulaError
from tombolo.formula.spans import Span
from tombolo.formula.typed import Apply, Field, Point, Typed
from tombolo.formula.types import NUMBER, TEXT

_FACTS = {"name": "name", "username": "email", "email": "email"}


def text_of(at: Checking, function: Function, node: Call) -> Typed:
    """TEXTUSER(owner, "name"), TEXTDEPT(department): the fact of a person or department."""
    of = node.args[0]
    fact = node.args[1].value if len(node.args) > 1 and isinstance(node.args[1], Text) else "name"
    if fact not in _FACTS or not isinstance(of, Path):
        raise FormulaError(
            "formula.needs_literal", node.span,
            function=function.name, parameter="part", example=f'{function.name}(owner, "name")',
        )  # fmt: skip
    end = Span(of.span.end, of.span.end)  # no name of the text stands there
    try:
        return at.node(Path((*of.parts, Part(_FACTS[fact], end)), of.span))
    finally:
        at.resolver.places.pop(end, None)


def distance(at: Checking, function: Function, node: Call) -> Typed:
    """DISTANCE(a, b): of two places, or of texts like "31.23,121.47"."""
    return Apply(BY_NAME["DISTANCE"], tuple(_point(at, arg) for arg in node.args), NUMBER)


def _point(at: Checking, node: Node) -> Typed:
    value = need(at.node(node), TEXT, node.span)
    return Point(value) if isinstance(value, Field) else value
