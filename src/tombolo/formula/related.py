"""More that is read from rows: filtered lists, every and any, look-ups in Excel's and MAPX's order."""

# ruff: noqa: ARG001 - a rule of the table takes what all rules take

from collections.abc import Mapping

from tombolo.formula.checking import Checking
from tombolo.formula.coerce import common
from tombolo.formula.functions.folds import BLANKS, FIRST_KNOWN, FOUND
from tombolo.formula.functions.function import Function
from tombolo.formula.literals import read_literal
from tombolo.formula.nodes import Binary, Call, Node, Text
from tombolo.formula.problems import FormulaError
from tombolo.formula.rows import (
    aggregated,
    conditions,
    demanded,
    list_of_rows,
    relation_of,
)  # fmt: skip
from tombolo.formula.typed import Aggregate, Apply, Const, Empty, Hole, Not, Typed
from tombolo.formula.types import BOOLEAN, NUMBER, Type


def filtered(at: Checking, function: Function, node: Call) -> Typed:
    """FILTER(value, condition…): the list of the values of the rows that meet the conditions."""
    relation = demanded(at, function, node)
    if relation is None:
        return Hole()
    return list_of_rows(at, relation, node.args[0], node.args[1:])


def every(at: Checking, function: Function, node: Call) -> Typed:
    """ANY(condition…) and ALL(condition…) over rows: that all hold is that no row misses one."""
    relation = relation_of(at, node.args)
    if relation is None:
        raise FormulaError("formula.needs_rows", node.span, function=function.name)
    if function.name == "ANY":
        return aggregated(at, "exists", relation, None, node.args, BOOLEAN)
    where = conditions(at, relation, node.args)
    missed = Aggregate(
        "exists", relation.base, relation.keys, None,
        Not(where) if where else None, BOOLEAN, outer=relation.outer,
    )  # fmt: skip
    return Not(missed)


def blanks(at: Checking, function: Function, node: Call) -> Typed:
    """COUNTBLANK: rows whose value is blank, or blank arguments."""
    relation = relation_of(at, node.args)
    if relation is None:
        values = tuple(at.node(arg) for arg in node.args)
        if any(isinstance(value, Hole) for value in values):
            return Hole()
        return Apply(BLANKS, tuple(Empty(value) for value in values), NUMBER)
    if len(node.args) > 1:
        raise FormulaError("formula.mixed_rows", node.span, function=function.name)
    level = relation.level(at.level)
    value = at.inside(level, lambda: at.node(node.args[0]))
    return Aggregate(
        "count", relation.base, relation.keys, None, Empty(value), NUMBER, outer=relation.outer
    )


def xlookup(at: Checking, function: Function, node: Call) -> Typed:
    """XLOOKUP(value, column, result, [otherwise]): the first row whose column equals the value."""
    wanted, column, result = node.args[:3]
    relation = relation_of(at, (column, result))
    if relation is None:
        raise FormulaError("formula.needs_rows", column.span, function=function.name)
    same = Binary("=", column, wanted, wanted.span.to(column.span))
    found = aggregated(at, "first", relation, result, (same,), None)
    if len(node.args) < 4 or isinstance(found, Hole):
        return found
    values, kind = common([(found, result.span), (at.node(node.args[3]), node.args[3].span)])
    return first_known(values, kind)


def first_known(values: list[Typed], kind: Type) -> Typed:
    """The first value that is not blank; more than a call takes are taken in groups."""
    if any(isinstance(value, Hole) for value in values):
        return Hole()
    while len(values) > MOST_AT_ONCE:
        *before, last = values[-MOST_AT_ONCE:]
        rest = Apply(FIRST_KNOWN, (*before, last), kind)
        values = [*values[:-MOST_AT_ONCE], rest]
    return Apply(FIRST_KNOWN, tuple(values), kind)


MOST_AT_ONCE = 90

_FOLDS: Mapping[str, str] = {
    "SUM": "SUMIFS", "AVG": "AVERAGEIFS", "COUNT": "COUNTIFS", "MAX": "MAXIFS", "MIN": "MINIFS",
    "FIRST": "FIRST", "LAST": "LAST",
}  # fmt: skip


def mapx(at: Checking, function: Function, node: Call) -> Typed:
    """MAPX(operation, value, column, result): read as the aggregate over a relation that it means."""
    operation, wanted, column, result = node.args
    if isinstance(read_literal(function, function.parameters[0], operation), Hole):
        return Hole()
    name = _FOLDS[operation.value.upper()] if isinstance(operation, Text) else "SUMIFS"
    if relation_of(at, (column, result)) is None:
        raise FormulaError("formula.mapx_needs_rows", node.span, name=name)
    same: Node = Binary("=", column, wanted, wanted.span.to(column.span))
    return at.node(Call(name, (result, same), node.span, node.name_span))


def is_number(at: Checking, function: Function, node: Call) -> Typed:
    """ISNUMBER, ISTEXT: what a value is stands in its field; so they ask whether there is one."""
    value = found_or_blank(at, node.args[0])
    if isinstance(value, Hole):
        return value
    kind = "number" if function.name == "ISNUMBER" else "text"
    return Not(Empty(value)) if value.type.name == kind else Const(False, BOOLEAN)


def if_blank(at: Checking, function: Function, node: Call) -> Typed:
    """IFERROR, IFNA: the value, or another one where it is blank."""
    given = found_or_blank(at, node.args[0])
    values, kind = common([(given, node.args[0].span), (at.node(node.args[1]), node.args[1].span)])
    return first_known(values, kind)


def is_error(at: Checking, function: Function, node: Call) -> Typed:
    return Empty(found_or_blank(at, node.args[0]))


def found_or_blank(at: Checking, node: Node) -> Typed:
    """A value; where SEARCH or FIND would be an error in Excel, which here is 0, it is blank."""
    value = at.node(node)
    sought = isinstance(node, Call) and node.name in {"SEARCH", "FIND"}
    return Apply(FOUND, (value,), NUMBER) if sought and value.type == NUMBER else value
