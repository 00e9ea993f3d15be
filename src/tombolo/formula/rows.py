"""Aggregates: which rows an argument reads, and what is gathered from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tombolo.formula.checking import Checking
from tombolo.formula.coerce import ORDERED, common, is_blank, need, need_list, refusal
from tombolo.formula.criteria import chosen
from tombolo.formula.functions.folds import LIST_FOLDS, LIST_TWINS
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
    Const,
    Empty,
    Gather,
    Hole,
    Logic,
    Not,
    Typed,
)  # fmt: skip
from tombolo.formula.types import BOOLEAN, NUMBER, TEXT, Type, list_of

ROW_RULES = frozenset({
    "fold", "ifs", "exists", "pick", "products", "textjoin", "listed", "filter", "every", "blanks",
    "xlookup", "mapx",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One `many` on the way to rows: behind `keys`, seen from level `base`."""

    base: int
    keys: tuple[str, ...]
    scope: Scope
    name: str


@dataclass(frozen=True, slots=True)
class Relation:
    """The rows an argument reads, often rows of rows (`orders.lines`). `bare`: nothing of them."""

    steps: tuple[Step, ...]
    bare: bool

    @property
    def base(self) -> int:
        return self.steps[0].base

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for step in self.steps for key in step.keys)

    @property
    def scope(self) -> Scope:
        return self.steps[-1].scope

    @property
    def name(self) -> str:
        return self.steps[-1].name

    @property
    def outer(self) -> tuple[tuple[str, ...], ...]:
        """The paths of the rows that these rows belong to, outermost first."""
        return tuple(Relation(self.steps[:n], False).keys for n in range(1, len(self.steps)))

    def level(self, up: Level) -> Level:
        """The names of the rows, inside those of the rows around."""
        for step in self.steps:
            up = _below(up, step)
        return up

    def along(self, other: "Relation") -> bool:
        """Whether `other` are these rows, or rows around them."""
        mine = [(step.base, step.keys) for step in self.steps]
        theirs = [(step.base, step.keys) for step in other.steps]
        return mine[: len(theirs)] == theirs


def _below(up: Level, step: Step) -> Level:
    return Level(step.scope, up.depth + 1, step.base, step.keys, step.name, up)


def relation_of(at: Checking, nodes: tuple[Node, ...]) -> Relation | None:
    """The rows that `nodes` read outside of aggregates of their own, the innermost of them."""
    found: Relation | None = None
    for node in nodes:
        for path in _paths(node, frozenset()):
            if at.level.bound(path.parts[0]) or not known(path.parts[0].name, at.level):
                continue
            steps, bare = _steps(at, path)
            if not steps:
                continue  # a value, or a name of nothing, which is told when the argument is checked
            here = Relation(steps, bare and len(nodes) == 1 and path is node)
            if found is None or here.along(found):
                found = here
            elif not found.along(here):
                raise FormulaError(
                    "formula.two_relations", path.span, first=found.name, second=here.name
                )
    return found


def _steps(at: Checking, path: Path) -> tuple[tuple[Step, ...], bool]:
    """Every `many` on a path, each seen from the rows before it; whether it ends with the last."""
    level, steps = at.level, tuple[Step, ...]()
    try:
        while (here := at.resolver.find(path.parts, level)).many:
            name = ".".join(part.name for part in path.parts[: here.used])
            steps = (*steps, Step(here.depth, here.keys, here.scope, name))
            level = _below(level, steps[-1])
    except FormulaError:
        return steps, False
    return steps, here.meaning is None


def _paths(node: Node, hidden: frozenset[str]) -> Iterator[Path]:
    """The paths of a node, without what an aggregate inside reads and without `hidden` names."""
    match node:
        case Path(parts):
            if parts[0].bracketed or parts[0].name not in hidden:
                yield node
        case Call():
            yield from _paths_of_call(node, hidden)
        case Dot(of) | Unary(_, of):
            yield from _paths(of, hidden)
        case Binary(_, left, right):
            yield from _each((left, right), hidden)
        case Chain(_, items):
            yield from _each(items, hidden)
        case In(item, among):
            yield from _each((item, *among), hidden)
        case _:
            return


def _each(nodes: tuple[Node, ...], hidden: frozenset[str]) -> Iterator[Path]:
    for node in nodes:
        yield from _paths(node, hidden)


def _paths_of_call(node: Call, hidden: frozenset[str]) -> Iterator[Path]:
    if node.name == "LET":
        named = {arg.parts[0].name for arg in node.args[:-1:2] if isinstance(arg, Path)}
        yield from _each((*node.args[1:-1:2], *node.args[-1:]), hidden | named)
        return
    function = BY_NAME.get(node.name)
    if function and function.special in ROW_RULES:
        return
    first = function is not None and function.special == "balance"  # names no field, but a measure
    for place, arg in enumerate(node.args):
        if not (function and _listed(function, place)) and not (first and place == 0):
            yield from _paths(arg, hidden)


def _listed(function: Function, place: int) -> bool:
    """Whether an argument takes rows as a list of its own."""
    count = len(function.parameters)
    return bool(count) and function.parameters[min(place, count - 1)].wants == "list"


def listed(at: Checking, node: Node, items: Type | None = None) -> Typed | None:
    """Rows where a list is wanted: the list of their values, as `items` when given."""
    relation = relation_of(at, (node,))
    return relation and list_of_rows(at, relation, node, (), items)


def list_of_rows(
    at: Checking, relation: Relation, node: Node, rest: tuple[Node, ...], items: Type | None = None
) -> Typed:
    """The list of the rows' values; lists in the rows are laid end to end."""
    if relation.bare:
        raise _whole_row(relation, node)
    wish = (lambda: at.wish(node, items)) if items else (lambda: at.node(node))
    value = at.inside(relation.level(at.level), wish)
    if isinstance(value, Hole):
        return value
    kind = value.type if value.type.name == "list" else list_of(value.type)
    where = conditions(at, relation, rest)
    return Aggregate("list", relation.base, relation.keys, value, where, kind, outer=relation.outer)


def _whole_row(relation: Relation, node: Node) -> FormulaError:
    some = next(iter(relation.scope.names()), "…")
    return FormulaError("formula.row_not_value", node.span, name=relation.name, field=some)


GATHERS: Mapping[str, Gather] = {
    "SUM": "sum", "AVERAGE": "avg", "COUNT": "count", "MIN": "min", "MAX": "max",
    "SUMIFS": "sum", "AVERAGEIFS": "avg", "COUNTIFS": "count", "MINIFS": "min", "MAXIFS": "max",
    "FIRST": "first", "LAST": "last",
}  # fmt: skip


def fold(at: Checking, function: Function, node: Call) -> Typed:
    """SUM, AVERAGE, COUNT, MIN, MAX: of rows, of lists, or of the arguments themselves."""
    relations = [relation_of(at, (arg,)) for arg in node.args]
    gather = GATHERS[function.name]
    lists = [
        None if relation or at.node(arg).type.name != "list" else arg
        for arg, relation in zip(node.args, relations, strict=True)
    ]
    plain = not any(relations) and not any(lists)
    if plain and gather not in {"min", "max"}:
        return at.apply(function, node.args)
    mixed = not all(one or two for one, two in zip(relations, lists, strict=True))
    if (gather == "avg" and len(relations) > 1) or (gather == "count" and mixed):
        raise FormulaError("formula.mixed_rows", node.span, function=function.name)
    parts: list[tuple[Typed, Span]] = []
    for arg, relation, many in zip(node.args, relations, lists, strict=True):
        if relation:
            parts.append((_gathered(at, gather, relation, arg, ()), arg.span))
        elif many:
            parts.append((_of_list(at, gather, many), arg.span))
        else:
            wants = "number" if gather == "sum" else "ordered"
            parts.append((at.argument(function, Parameter("value", wants), arg), arg.span))
    if len(parts) == 1 and not plain:
        return parts[0][0]
    values, kind = common(parts)
    over = BY_NAME["SUM"] if gather in {"sum", "count"} else function
    return (
        Hole()
        if any(isinstance(value, Hole) for value in values)
        else Apply(over, tuple(values), kind)
    )


def _of_list(at: Checking, gather: Gather, node: Node) -> Typed:
    """The fold of a list's values."""
    function = LIST_FOLDS[gather]
    items = NUMBER if gather in {"sum", "avg"} else None
    values = need_list(at.node(node), items, node.span)
    kind = values.type.of or TEXT
    if gather in {"min", "max"} and kind.name not in ORDERED:
        raise refusal("formula.wrong_type", Const(None, kind), "ordered", node.span)
    return Apply(function, (values,), kind if gather in {"min", "max"} else NUMBER)


def listed_or_plain(at: Checking, function: Function, node: Call) -> Typed:
    """PRODUCT: of the values of one list or of rows, or of the arguments themselves."""
    if len(node.args) == 1:
        over = LIST_TWINS[function.name]
        items = Type(over.parameters[0].items or "text")
        values = listed(at, node.args[0], items) or at.node(node.args[0])
        if values.type.name == "list":
            values = need_list(values, items, node.args[0].span)
            return values if isinstance(values, Hole) else Apply(over, (values,), NUMBER)
    return at.apply(function, node.args)


def ifs_rows(at: Checking, function: Function, node: Call) -> Typed:
    """COUNTIFS(rows, condition…), SUMIFS(value, condition…), or Excel's columns and criteria."""
    relation = demanded(at, function, node)
    if relation is None:
        return Hole()
    wanted = chosen(at, relation.level(at.level), node, bare=relation.bare)
    gather = GATHERS[function.name]
    if wanted.value is None:
        return aggregated(at, gather, relation, None, wanted.conditions, NUMBER)
    return _gathered(at, gather, relation, wanted.value, wanted.conditions)


def exists(at: Checking, function: Function, node: Call) -> Typed:
    relation = demanded(at, function, node)
    if relation is None:
        return Hole(BOOLEAN)
    value = None if relation.bare else node.args[0]
    return aggregated(at, "exists", relation, value, node.args[1:], BOOLEAN)


def pick(at: Checking, function: Function, node: Call) -> Typed:
    """FIRST and LAST: a value of one row; of the other arguments conditions choose, one orders."""
    relation = demanded(at, function, node)
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
    return Aggregate("sum", relation.base, relation.keys, value, None, NUMBER, outer=relation.outer)


def demanded(at: Checking, function: Function, node: Call) -> Relation | None:
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
            raise _whole_row(relation, value)
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
        _beside(at, relation, arg)
        extra = at.inside(level, lambda arg=arg: at.node(arg))
        if gather in {"first", "last"} and extra.type.name in ORDERED | {"text"} and order is None:
            order = extra
        else:
            where.append(as_condition(at, extra, arg))
    if gather == "exists" and typed is not None:
        where.insert(0, Not(Empty(typed)) if typed.type != BOOLEAN else typed)
        typed = None
    result = kind or _result(gather, typed)
    base, keys = relation.base, relation.keys
    return Aggregate(gather, base, keys, typed, both(where), result, order, outer=relation.outer)


def conditions(at: Checking, relation: Relation, nodes: tuple[Node, ...]) -> Typed | None:
    """Conditions on rows as one."""
    level, found = relation.level(at.level), list[Typed]()
    for node in nodes:
        _beside(at, relation, node)
        found.append(as_condition(at, at.inside(level, lambda node=node: at.node(node)), node))
    return both(found)


def both(found: list[Typed]) -> Typed | None:
    """Every condition as one, None for none."""
    return None if not found else found[0] if len(found) == 1 else Logic("AND", tuple(found))


def _beside(at: Checking, relation: Relation, node: Node) -> None:
    """What stands beside the value of a row may read that row and the rows around it, no others."""
    other = relation_of(at, (node,))
    if other and not relation.along(other):
        raise FormulaError(
            "formula.two_relations", node.span, first=relation.name, second=other.name
        )


def as_condition(at: Checking, typed: Typed, node: Node) -> Typed:
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
