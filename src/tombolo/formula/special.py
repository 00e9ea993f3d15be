"""Functions whose arguments are not ordinary: branches, conditions, rows, the person.

`RULES` is the table from a function's `special` to its rule.
"""

# ruff: noqa: ARG001 - a rule of the table takes what all rules take

from collections.abc import Callable, Mapping

from tombolo.formula import letting, linked, related, rows
from tombolo.formula.checking import Checking
from tombolo.formula.coerce import common, comparable, need
from tombolo.formula.functions.dates import DATE_AND_TIME, FROM_STAMP, YMD
from tombolo.formula.functions.function import Function
from tombolo.formula.functions.index import BY_NAME
from tombolo.formula.functions.lists import LIST_AS_TEXT
from tombolo.formula.nodes import Call, Node, Part, Path, Truth
from tombolo.formula.problems import FormulaError, near_hint
from tombolo.formula.related import first_known
from tombolo.formula.scope import Scope, Sums
from tombolo.formula.spans import Span
from tombolo.formula.typed import (
    Aggregate,
    Apply,
    Balance,
    Choose,
    Compare,
    Const,
    Empty,
    Hole,
    Logic,
    Me,
    Not,
    Typed,
)  # fmt: skip
from tombolo.formula.types import BLANK, BOOLEAN, DATE, MOMENT, TEXT

# --- logic ---


def _if(at: Checking, function: Function, node: Call) -> Typed:
    condition = at.wish(node.args[0], BOOLEAN)
    then = at.node(node.args[1])
    otherwise = at.node(node.args[2]) if len(node.args) > 2 else Const(None, BLANK)
    spans = [arg.span for arg in node.args[1:]] + [node.span]
    return _chosen([condition], [then], otherwise, spans)


def _ifs(at: Checking, function: Function, node: Call) -> Typed:
    if len(node.args) % 2:
        raise FormulaError("formula.odd_pairs", node.span, function=function.name)
    conditions = [at.wish(arg, BOOLEAN) for arg in node.args[::2]]
    values = [at.node(arg) for arg in node.args[1::2]]
    spans = [arg.span for arg in node.args[1::2]] + [node.span]
    return _chosen(conditions, values, Const(None, BLANK), spans)


def _switch(at: Checking, function: Function, node: Call) -> Typed:
    subject = at.node(node.args[0])
    rest = node.args[1:]
    conditions: list[Typed] = []
    for case in rest[: len(rest) - len(rest) % 2 : 2]:
        left, right = comparable(subject, at.node(case), node.args[0].span, case.span)
        conditions.append(Compare("=", left, right))
    results = rest[1::2]
    values = [at.node(arg) for arg in results]
    spans = [arg.span for arg in results] + [rest[-1].span]
    otherwise = at.node(rest[-1]) if len(rest) % 2 else Const(None, BLANK)
    return _chosen(conditions, values, otherwise, spans)


def _chosen(
    conditions: list[Typed], values: list[Typed], otherwise: Typed, spans: list[Span]
) -> Typed:
    branches, kind = common(list(zip([*values, otherwise], spans, strict=False)))
    return Choose(tuple(zip(conditions, branches[:-1], strict=True)), branches[-1], kind)


def _coalesce(at: Checking, function: Function, node: Call) -> Typed:
    values = [at.node(arg) for arg in node.args]
    branches, kind = common(
        [(value, arg.span) for value, arg in zip(values, node.args, strict=True)]
    )
    return first_known(branches, kind)


def _and(at: Checking, function: Function, node: Call) -> Typed:
    return Logic("AND", tuple(at.wish(arg, BOOLEAN) for arg in node.args))


def _or(at: Checking, function: Function, node: Call) -> Typed:
    return Logic("OR", tuple(at.wish(arg, BOOLEAN) for arg in node.args))


def _xor(at: Checking, function: Function, node: Call) -> Typed:
    return Logic("XOR", tuple(at.wish(arg, BOOLEAN) for arg in node.args))


def _not(at: Checking, function: Function, node: Call) -> Typed:
    return Not(at.wish(node.args[0], BOOLEAN))


def _truth(at: Checking, function: Function, node: Call) -> Typed:
    return Const(function.name == "TRUE", BOOLEAN)


def _blank(at: Checking, function: Function, node: Call) -> Typed:
    return Const(None, BLANK)


def _empty(at: Checking, function: Function, node: Call) -> Typed:
    relation = rows.relation_of(at, node.args)
    if relation and relation.bare:
        return Not(rows.aggregated(at, "exists", relation, None, (), BOOLEAN))
    return Empty(at.node(node.args[0]))


# --- people ---


def _me(at: Checking, function: Function, node: Call) -> Typed:
    return Me()


# --- balances ---


def _balance(at: Checking, function: Function, node: Call) -> Typed:
    """BALANCE(stock.on_hand, product, warehouse): one value for each key, in their order."""
    first = node.args[0]
    if not isinstance(first, Path) or len(first.parts) not in {2, 3}:
        raise FormulaError("formula.balance_name", first.span)
    level = at.level
    while level.up is not None:
        level = level.up
    sums = _sums(level.scope, first.parts[:-1])
    measure = first.parts[-1]
    if measure.name not in sums.measures:
        near = near_hint(measure.name, sums.measures)
        owner = ".".join(part.name for part in first.parts[:-1])
        raise FormulaError(
            "formula.no_member", measure.span, name=measure.name, owner=owner, **near
        )
    given = node.args[1:]
    if len(given) != len(sums.keys):
        raise FormulaError(
            "formula.balance_keys",
            node.span,
            name=sums.name,
            wanted=len(sums.keys),
            keys=", ".join(key for key, _, _ in sums.keys),
            count=len(given),
        )
    keys = tuple(at.wish(arg, kind) for arg, (_, _, kind) in zip(given, sums.keys, strict=True))
    if any(isinstance(key, Hole) for key in keys):
        return Hole()
    return Balance(sums.name, measure.name, keys)


def _sums(scope: Scope, parts: tuple[Part, ...]) -> Sums:
    name = ".".join(part.name for part in parts)
    found = scope.balance(name)
    if found is None:
        near = near_hint(name, scope.balances())
        raise FormulaError(
            "formula.no_balance", parts[0].span.to(parts[-1].span), name=name, **near
        )
    return found


# --- lists and texts ---


def _contains(at: Checking, function: Function, node: Call) -> Typed:
    """In a list: a member. In a text: a part of it."""
    found = rows.listed(at, node.args[0])
    first = found or at.node(node.args[0])
    if first.type.name == "list":
        return at.member(at.node(node.args[1]), first, node.args[1].span)
    whole = need(first, TEXT, node.args[0].span)
    return Apply(BY_NAME["CONTAINS"], (whole, at.wish(node.args[1], TEXT)), BOOLEAN)


def _join(at: Checking, function: Function, node: Call) -> Typed:
    """JOIN(list or rows, separator)."""
    separator = at.wish(node.args[1], TEXT) if len(node.args) > 1 else Const(",", TEXT)
    return _joined(at, list(node.args[:1]), separator)


def _text_join(at: Checking, function: Function, node: Call) -> Typed:
    """TEXTJOIN(separator, skip blanks, values or rows…), and without the second as well."""
    separator = at.wish(node.args[0], TEXT)
    values = list(node.args[1:])
    if len(values) > 1 and isinstance(values[0], Truth):
        values = values[1:]
    return _joined(at, values, separator)


def _joined(at: Checking, nodes: list[Node], separator: Typed) -> Typed:
    parts: list[Typed] = []
    for node in nodes:
        relation = rows.relation_of(at, (node,))
        if relation:
            parts.append(_joined_rows(at, relation, node, separator))
            continue
        value = at.node(node)
        if value.type.name == "list":
            parts.append(Apply(LIST_AS_TEXT, (separator, value), TEXT))
        else:
            parts.append(need(value, TEXT, node.span))
    return Apply(BY_NAME["TEXTJOIN"], (separator, *parts), TEXT)


def _joined_rows(at: Checking, relation: rows.Relation, node: Node, separator: Typed) -> Typed:
    """The texts of rows one after the other; lists in the rows end to end."""
    level = relation.level(at.level)
    if at.inside(level, lambda: at.node(node)).type.name == "list":
        values = rows.list_of_rows(at, relation, node, ())
        return Apply(LIST_AS_TEXT, (separator, values), TEXT)
    value = at.inside(level, lambda: at.wish(node, TEXT))
    base, keys = relation.base, relation.keys
    return Aggregate("join", base, keys, value, None, TEXT, extra=separator, outer=relation.outer)


# --- dates ---


def _date(at: Checking, function: Function, node: Call) -> Typed:
    """DATE(year, month, day), with a time of day behind it a moment; DATE(milliseconds or a date)."""
    if len(node.args) == 1:
        value = at.node(node.args[0])
        if value.type.name == "number":
            return Apply(FROM_STAMP, (value,), MOMENT)
        return need(value, DATE, node.args[0].span)
    if len(node.args) == 2:
        raise FormulaError("formula.too_few", node.span, function=function.name, least=3, count=2)
    if len(node.args) == 3:
        return at.apply(YMD, node.args)
    return at.apply(DATE_AND_TIME, node.args)


RULES: Mapping[str, Callable[[Checking, Function, Call], Typed]] = {
    "if": _if, "ifs_pairs": _ifs, "switch": _switch, "coalesce": _coalesce, "and": _and, "or": _or,
    "xor": _xor, "not": _not, "truth": _truth, "blank": _blank, "empty": _empty, "me": _me,
    "contains": _contains, "join": _join, "textjoin": _text_join, "fold": rows.fold, "ifs": rows.ifs_rows,
    "exists": rows.exists, "pick": rows.pick, "products": rows.products,
    "balance": _balance,
    "listed": rows.listed_or_plain, "filter": related.filtered, "every": related.every,
    "blanks": related.blanks, "xlookup": related.xlookup, "mapx": related.mapx,
    "is_number": related.is_number, "if_blank": related.if_blank, "is_error": related.is_error,
    "let": letting.let, "text_of": linked.text_of, "distance": linked.distance, "date": _date,
}  # fmt: skip
