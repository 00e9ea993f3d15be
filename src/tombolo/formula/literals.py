"""Arguments that must be written out: one of a few words, a format, a pattern."""

from tombolo.formula.formats import is_format
from tombolo.formula.functions.function import Function, Parameter
from tombolo.formula.nodes import Node, Text
from tombolo.formula.patterns import LONGEST, is_safe
from tombolo.formula.problems import FormulaError
from tombolo.formula.typed import Const, Typed
from tombolo.formula.types import TEXT

SHOWN = {"format": '"0.00"', "pattern": '"[0-9]+"'}


def read_literal(function: Function, parameter: Parameter, node: Node) -> Typed:
    """The argument as a constant; FormulaError when it is not one that will do."""
    if not isinstance(node, Text):
        example = SHOWN.get(parameter.literal) or f'"{parameter.choices[0]}"'
        raise FormulaError(
            "formula.needs_literal",
            node.span,
            function=function.name,
            parameter=parameter.name,
            example=example,
        )
    value = node.value
    match parameter.literal:
        case "choice":
            value = value.upper()
            if value not in parameter.choices:
                raise FormulaError(
                    "formula.not_one_of",
                    node.span,
                    function=function.name,
                    parameter=parameter.name,
                    choices=", ".join(parameter.choices),
                )
        case "format" if not is_format(value):
            raise FormulaError("formula.bad_format", node.span, value=value)
        case "pattern" if not is_safe(value):
            raise FormulaError("formula.bad_pattern", node.span, most=LONGEST)
        case _:
            pass
    return Const(value, TEXT)
