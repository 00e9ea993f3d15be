"""Aggregates: which rows an argument reads, and what is gathered from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tombolo.formula.checking import Checking
from tombolo.formula.coerce import ORDERED, common, is_blank, need, refusal
from tombolo.formula.functions.function import Function, Parameter
from tombolo.formula.functions.index import BY_NAME
from tombolo.formula.nodes import Binary, Call, Chain, Dot, In, Node, Path, Unary
from tombolo.formula.problems import FormulaError
from tombolo.formula.resolve import Level, known
from tombolo.formula.scope import Scope
from tombolo.formula.spans import Span
from tombolo.formula.typed import (
    Aggregate,
    Apply,
    Arithmetic,
    Empty,
    Gather,
    Hole,
    Logic,
    Not,
    Typed,
)  # fmt: skip
from tombolo.formula.types import BOOLEAN, NUMBER, Type, list_of

ROW_RULES = frozenset({"fold", "ifs", "exists", "pick", "products", "textjoin"})


@dataclass(frozen=True, slots=True)
class Relation:
    """The rows an argument reads: behind `keys`, seen from level `base`. `bare`: nothing of them."""

    base: int
    keys: tuple[str, ...]
    scope: Scope
    name: str
    bare: bool

    def level(self, up: Level) -> Level:
        return Level(self.scope, up.depth + 1, self.base, self.keys, self.name, up)


def relation_of(at: Checking, nodes: tuple[Node, ...]) -> Relation | None:
    """The rows that `nodes` read outside of aggregates of their own."""
    found: Relation | None = None
    for node in nodes:
        for path in _paths(node):
            if not known(path.parts[0].name, at.level):
                continue
            try:
                here = at.resolver.find(path.parts, at.level)
            except FormulaError:
                continue  # told again, and then noted, when the argument is checked
            if not here.many:
                continue
            name = ".".join(part.name for part in path.parts[: here.used])
            bare = here.used == len(path.parts) and isinstance(node, Path)
            relation = Relation(here.depth, here.keys, here.scope, name, bare)
            if found and (found.base, found.keys) != (relation.base, relation.keys):
                raise FormulaError(
                    "formula.two_relations", path.span, first=found.name, second=name
                )
            found = found or relation
    return found


def _paths(node: Node) -> Iterator[Path]:
    match node:
        case Path():
            yield node
        case Call(name, args):
            function = BY_NAME.get(name)
            if function and (function.special in ROW_RULES or _lists(function)):
                return
            for arg in args[function is not None and function.special == "balance" :]:
                yield from _paths(arg)
        case Dot(of) | Unary(_, of):
            yield from _paths(of)
        case Binary(_, left, right):
            yield from _paths(left)
            yield from _paths(right)
        case Chain(_, items):
            for item in items:
                yield from _paths(item)
        case In(item, among):
            for part in (item, *among):
                yield from _paths(part)
        case _:
            return


def _lists(function: Function) -> bool:
    return any(parameter.wants == "list" for parameter in function.parameters)


def listed(at: Checking, node: Node, items: Type | None = None) -> Typed | None:
    """Rows where a list is wanted: the list of their values, as `items` when given."""
    relation = relation_of(at, (node,))
    if relation is None:
        return None
    wish = (lambda: at.wish(node, items)) if items else (lambda: at.node(node))
    value = at.inside(relation.level(at.level), wish)
    if isinstance(value, Hole):
        return value
    if value.type.name == "list":
        raise FormulaError("formula.list_of_lists", node.span)
    return Aggregate("list", relation.base, relation.keys, value, None, list_of(value.type))


GATHERS: Mapping[str, Gather] = {
    "SUM": "sum", "AVERAGE": "avg", "COUNT": "count", "MIN": "min", "MAX": "max",
    "SUMIFS": "sum", "AVERAGEIFS": "avg", "COUNTIFS": "count", "MINIFS": "min", "MAXIFS": "max",
    "FIRST": "first", "LAST": "last",
}  # fmt: skip


def fold(at: Checking, function: Function, node: Call) -> Typed:
    """SUM, AVERAGE, COUNT, MIN, MAX: of rows, or of the arguments themselves."""
    relations = [relation_of(at, (arg,)) for arg in node.args]
    gather = GATHERS[function.name]
    if not any(relations) and gather not in {"min", "max"}:
        return at.apply(function, node.args)
    mixed = not all(relations)
    if (gather == "avg" and len(relations) > 1) or (gather == "count" and mixed):
        raise FormulaError("formula.mixed_rows", node.span, function=function.name)
    parts: list[tuple[Typed, Span]] = []
    for arg, relation in zip(node.args, relations, strict=True):
        if relation:
            parts.append((_gathered(at, gather, relation, arg, ()), arg.span))
        else:
            wants = "number" if gather == "sum" else "ordered"
            parts.append((at.argument(function, Parameter("value", wants), arg), arg.span))
    if len(parts) == 1 and relations[0]:
        return parts[0][0]
    values, kind = common(parts)
    over = BY_NAME["SUM"] if gather in {"sum", "count"} else function
    return (
        Hole()
        if any(isinstance(value, Hole) for value in values)
        else Apply(over, tuple(values), kind)
    )


def ifs_rows(at: Checking, function: Function, node: Call) -> Typed:
    """COUNTIFS(rows, condition…), SUMIFS(value, condition…)."""
    relation = _demanded(at, function, node)
    if relation is None:
        return Hole()
    return _gathered(at, GATHERS[function.name], relation, node.args[0], node.args[1:])


def exists(at: Checking, function: Function, node: Call) -> Typed:
    relation = _demanded(at, function, node)
    if relation is None:
        return Hole(BOOLEAN)
    value = None if relation.bare else node.args[0]
    return aggregated(at, "exists", relation, value, node.args[1:], BOOLEAN)


def pick(at: Checking, function: Function, node: Call) -> Typed:
    """FIRST and LAST: a value of one row; of the other arguments conditions choose, one orders."""
    relation = _demanded(at, function, node)
    if relation is None:
        return Hole()
    return _gathered(at, GATHERS[function.name], relation, node.args[0], node.args[1:])


def products(at: Checking, function: Function, node: Call) -> Typed:
    """SUMPRODUCT: the product of the arguments, row by row, added up."""
    relation = relation_of(at, node.args)
    if relation is None:
        raise FormulaError("formula.needs_rows", node.span, function=function.name)

    def product() -> Typed:
        value = at.wish(node.args[0], NUMBER)
        for arg in node.args[1:]:
            value = Arithmetic("*", value, at.wish(arg, NUMBER))
        return value

    value = at.inside(relation.level(at.level), product)
    return Aggregate("sum", relation.base, relation.keys, value, None, NUMBER)


def _demanded(at: Checking, function: Function, node: Call) -> Relation | None:
    """The rows of the first argument. None: it names what is not there, which is noted already."""
    relation = relation_of(at, node.args[:1])
    if relation is None:
        if isinstance(at.node(node.args[0]), Hole):
            return None
        raise FormulaError("formula.needs_rows", node.args[0].span, function=function.name)
    return relation


def _gathered(
    at: Checking, gather: Gather, relation: Relation, value: Node, rest: tuple[Node, ...]
) -> Typed:
    if relation.bare:
        if gather != "count":
            some = next(iter(relation.scope.names()), "…")
            raise FormulaError("formula.row_not_value", value.span, name=relation.name, field=some)
        return aggregated(at, gather, relation, None, rest, NUMBER)
    return aggregated(at, gather, relation, value, rest, None)


def aggregated(
    at: Checking,
    gather: Gather,
    relation: Relation,
    value: Node | None,
    rest: tuple[Node, ...],
    kind: Type | None,
) -> Typed:
    """The aggregate: value, conditions and order are checked with the names of the rows."""
    level = relation.level(at.level)
    typed = at.inside(level, lambda: _row_value(at, gather, value)) if value else None
    where: list[Typed] = []
    order: Typed | None = None
    for arg in rest:
        other = relation_of(at, (arg,))
        if other and (other.base, other.keys) != (relation.base, relation.keys):
            raise FormulaError(
                "formula.two_relations", arg.span, first=relation.name, second=other.name
            )
        extra = at.inside(level, lambda arg=arg: at.node(arg))
        if gather in {"first", "last"} and extra.type.name in ORDERED | {"text"} and order is None:
            order = extra
        else:
            where.append(_condition(at, extra, arg))
    if gather == "exists" and typed is not None:
        where.insert(0, Not(Empty(typed)) if typed.type != BOOLEAN else typed)
        typed = None
    condition = None if not where else where[0] if len(where) == 1 else Logic("AND", tuple(where))
    result = kind or _result(gather, typed)
    return Aggregate(gather, relation.base, relation.keys, typed, condition, result, order)


def _condition(at: Checking, typed: Typed, node: Node) -> Typed:
    try:
        return need(typed, BOOLEAN, node.span)
    except FormulaError as error:
        at.note(error)
        return Hole(BOOLEAN)


def _row_value(at: Checking, gather: Gather, node: Node) -> Typed:
    if gather in {"sum", "avg"}:
        return at.wish(node, NUMBER)
    typed = at.node(node)
    if gather in {"min", "max"} and typed.type.name not in ORDERED and not isinstance(typed, Hole):
        if is_blank(typed):
            return need(typed, NUMBER, node.span)
        at.note(refusal("formula.wrong_type", typed, "ordered", node.span))
        return Hole()
    return typed


def _result(gather: Gather, typed: Typed | None) -> Type:
    if gather in {"sum", "avg", "count"} or typed is None:
        return NUMBER
    return typed.type
