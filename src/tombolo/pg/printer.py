"""SQL tree to text and parameters; the one place where SQL text of generated statements is made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never, cast

from tombolo.base.errors import Broken
from tombolo.pg import quote
from tombolo.pg.tree import (
    And,
    AnyOf,
    ArrayOf,
    At,
    Call,
    Case,
    Cast,
    Col,
    Delete,
    Exists,
    Expr,
    FromCall,
    Infix,
    Insert,
    IsNull,
    Join,
    Lit,
    Named,
    Neg,
    Not,
    Or,
    Order,
    Out,
    Over,
    Param,
    Rowset,
    Scalar,
    Select,
    Source,
    Star,
    Statement,
    Sub,
    Table,
    Union,
    Update,
    With,
)  # fmt: skip

OPERATORS = frozenset({
    "=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "^", "||", "like", "not like",
    "ilike", "not ilike", "~", "~*", "!~", "is distinct from", "is not distinct from", "@>", "<@",
    "&&", "->", "->>", "?", "similar to", "at time zone",
})  # fmt: skip


@dataclass(slots=True)
class _Page:
    """What is being written: the parameters so far, equal ones shared."""

    values: list[object] = field(default_factory=list[object])
    seen: dict[tuple[int, str], int] = field(default_factory=dict[tuple[int, str], int])

    def place(self, param: Param) -> str:
        key = (id(param.value), param.type)
        at = self.seen.get(key)
        if at is None:
            self.values.append(param.value)
            at = len(self.values)
            self.seen[key] = at
        return f"${at}::{quote.type_name(param.type)}"


def text(statement: Statement) -> tuple[str, list[object]]:
    """The statement as SQL text with $1…$n, and the values for them in order."""
    page = _Page()
    return _statement(statement, page), page.values


def expression(expr: Expr) -> tuple[str, list[object]]:
    """One expression as SQL text, for golden files and index definitions."""
    page = _Page()
    return _expr(expr, page), page.values


def _statement(node: Statement, page: _Page) -> str:
    match node:
        case Select():
            return _select(node, page)
        case Union():
            return _union(node, page)
        case Insert():
            return _insert(node, page)
        case Update():
            return _update(node, page)
        case Delete():
            return _delete(node, page)
        case _:
            assert_never(node)


def _with(ctes: tuple[With, ...], page: _Page) -> str:
    if not ctes:
        return ""
    parts: list[str] = []
    for cte in ctes:
        hint = {None: "", True: "materialized ", False: "not materialized "}[cte.materialized]
        parts.append(f"{quote.name(cte.name)} as {hint}({_statement(cte.query, page)})")
    return "with " + ", ".join(parts) + " "


def _select(node: Select, page: _Page) -> str:
    parts = [_with(node.ctes, page) + "select"]
    if node.distinct_on:
        parts.append(f"distinct on ({_list(node.distinct_on, page)})")
    elif node.distinct:
        parts.append("distinct")
    parts.append(_outs(node.columns, page))
    if node.source is not None:
        parts.append("from " + _source(node.source, page))
    parts.extend(_join(join, page) for join in node.joins)
    if node.where is not None:
        parts.append("where " + _expr(node.where, page))
    if node.group:
        parts.append("group by " + _list(node.group, page))
    if node.having is not None:
        parts.append("having " + _expr(node.having, page))
    parts.extend(_tail(node.order, node.limit, page))
    if node.offset is not None:
        parts.append("offset " + _expr(node.offset, page))
    if node.lock:
        of = ", ".join(quote.name(alias) for alias in node.lock_of)
        parts.append(node.lock + (f" of {of}" if of else ""))
    return " ".join(parts)


def _tail(order: tuple[Order, ...], limit: Expr | None, page: _Page) -> list[str]:
    parts: list[str] = []
    if order:
        parts.append("order by " + _orders(order, page))
    if limit is not None:
        parts.append("limit " + _expr(limit, page))
    return parts


def _union(node: Union, page: _Page) -> str:
    body = " union all ".join(f"({_select(part, page)})" for part in node.parts)
    return " ".join([body, *_tail(node.order, node.limit, page)])


def _insert(node: Insert, page: _Page) -> str:
    columns = ", ".join(quote.name(column) for column in node.columns)
    head = _with(node.ctes, page) + f"insert into {quote.name(node.table)} ({columns}) "
    clash = " on conflict do nothing" if node.skip_clash else ""
    return head + _select(node.select, page) + clash + _returning(node.returning, page)


def _update(node: Update, page: _Page) -> str:
    head = _with(node.ctes, page)
    sets = ", ".join(f"{quote.name(name)} = {_expr(expr, page)}" for name, expr in node.sets)
    parts = [head + f"update {quote.name(node.table)} as {quote.name(node.alias)} set {sets}"]
    if node.source is not None:
        parts.append("from " + _source(node.source, page))
    parts.extend(_join(join, page) for join in node.joins)
    if node.where is not None:
        parts.append("where " + _expr(node.where, page))
    return " ".join(parts) + _returning(node.returning, page)


def _delete(node: Delete, page: _Page) -> str:
    parts = [
        _with(node.ctes, page) + f"delete from {quote.name(node.table)} as {quote.name(node.alias)}"
    ]
    if node.using is not None:
        parts.append("using " + _source(node.using, page))
    if node.where is not None:
        parts.append("where " + _expr(node.where, page))
    return " ".join(parts) + _returning(node.returning, page)


def _returning(outs: tuple[Out, ...], page: _Page) -> str:
    return " returning " + _outs(outs, page) if outs else ""


def _source(node: Source, page: _Page) -> str:
    match node:
        case Table(name, alias):
            return f"{quote.name(name)} {quote.name(alias)}"
        case Named(name, alias):
            return f"{quote.name(name)} {quote.name(alias)}"
        case Sub(select, alias):
            return f"({_statement(select, page)}) {quote.name(alias)}"
        case Rowset(json, alias, columns):
            shape = ", ".join(f"{quote.name(n)} {quote.type_name(t)}" for n, t in columns)
            call = "json_to_recordset" if json.type == "json" else "jsonb_to_recordset"
            return f"{call}({page.place(json)}) as {quote.name(alias)} ({shape})"
        case FromCall(call, alias, columns, ordinality):
            names = f" ({', '.join(quote.name(c) for c in columns)})" if columns else ""
            tail = " with ordinality" if ordinality else ""
            return f"{_expr(call, page)}{tail} as {quote.name(alias)}{names}"
        case _:
            assert_never(node)


def _join(join: Join, page: _Page) -> str:
    lateral = "lateral " if join.lateral else ""
    on = f" on {_expr(join.on, page)}" if join.on is not None else ""
    if join.kind == "left join" and join.on is None:
        on = " on true"
    return f"{join.kind} {lateral}{_source(join.source, page)}{on}"


def _outs(outs: tuple[Out, ...], page: _Page) -> str:
    return ", ".join(f"{_expr(out.expr, page)} as {quote.name(out.name)}" for out in outs)


def _orders(orders: tuple[Order, ...], page: _Page) -> str:
    parts: list[str] = []
    for order in orders:
        text_ = _expr(order.expr, page) + (" desc" if order.descending else "")
        if order.nulls_last is not None:
            text_ += " nulls last" if order.nulls_last else " nulls first"
        parts.append(text_)
    return ", ".join(parts)


def _list(items: Iterable[Expr], page: _Page) -> str:
    return ", ".join(_expr(item, page) for item in items)


def _lit(value: bool | int | str | None) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if value >= 0 else f"({value})"
        case str():
            return quote.literal(value)


def _expr(node: Expr, page: _Page) -> str:  # noqa: C901, PLR0912 - one arm per node
    match node:
        case Col(table, name):
            return f"{quote.name(table)}.{quote.name(name)}"
        case Param():
            return page.place(node)
        case Lit(value):
            return _lit(value)
        case Star():
            return "*"
        case Call():
            return _call(node, page)
        case Infix(op, left, right):
            if op not in OPERATORS:
                raise Broken("sql.bad_operator", values={"name": op})
            return f"({_expr(left, page)} {op} {_expr(right, page)})"
        case Not(expr):
            return f"(not {_expr(expr, page)})"
        case Neg(expr):
            return f"(- {_expr(expr, page)})"
        case IsNull(expr, negated):
            return f"({_expr(expr, page)} is {'not ' if negated else ''}null)"
        case And(items):
            return (
                "(" + " and ".join(_expr(item, page) for item in items) + ")" if items else "true"
            )
        case Or(items):
            return (
                "(" + " or ".join(_expr(item, page) for item in items) + ")" if items else "false"
            )
        case Cast(expr, kind):
            return f"({_expr(expr, page)})::{quote.type_name(kind)}"
        case Case(whens, otherwise):
            arms = " ".join(f"when {_expr(a, page)} then {_expr(b, page)}" for a, b in whens)
            tail = f" else {_expr(otherwise, page)}" if otherwise is not None else ""
            return f"(case {arms}{tail} end)"
        case AnyOf(expr, array):
            return f"({_expr(expr, page)} = any ({_expr(array, page)}))"
        case ArrayOf(items, kind):
            return f"array[{_list(items, page)}]::{quote.type_name(kind)}"
        case At(array, place):
            return f"({_expr(array, page)})[{_expr(place, page)}]"
        case Scalar(select):
            return f"({_select(select, page)})"
        case Exists(select):
            return f"(exists ({_select(select, page)}))"
        case Over(call, partition, order):
            inside: list[str] = []
            if partition:
                inside.append("partition by " + _list(partition, page))
            if order:
                inside.append("order by " + _orders(order, page))
            return f"({_call(call, page)} over ({' '.join(inside)}))"
        case _:
            assert_never(node)


def _call(node: Call, page: _Page) -> str:
    inside = ("distinct " if node.distinct else "") + _list(node.args, page)
    if node.order:
        inside += " order by " + _orders(node.order, page)
    tail = f" filter (where {_expr(node.where, page)})" if node.where is not None else ""
    return f"{quote.function(node.name)}({inside}){tail}"


def inlined(sql: str, values: list[object]) -> str:
    """A printed expression with its parameters as literals, for DDL, which takes no parameters.

    Longest numbers first, so that $1 never hits $10.
    """
    for number in range(len(values), 0, -1):
        value = values[number - 1]
        match value:
            case bool():
                text_ = "true" if value else "false"
            case None:
                text_ = "null"
            case list():
                items = [quote.value(str(one)) for one in cast("list[object]", value)]
                text_ = f"array[{', '.join(items)}]"
            case _:
                text_ = quote.value(str(value))
        sql = sql.replace(f"${number}::", f"{text_}::")
    return sql


def counted(table: str) -> str:
    """How many rows a table has."""
    return f"select count(*) from {quote.name(table)}"


def lost(table: str, column: str, kept: str) -> str:
    """How many values of a column there are, how many `kept` (SQL) would lose, with examples."""
    name = quote.name(column)
    gone = f"{name} is not null and ({kept}) is null"
    return (
        f"select count({name}) as rows, count(*) filter (where {gone}) as lost, "
        f"(array_agg(distinct left({name}::text, 60)) filter (where {gone}))[1:5] as examples "
        f"from {quote.name(table)}"
    )


def repeated(
    table: str, alias: str, source: Mapping[str, str], keys: Sequence[str], where: str, most: int
) -> str:
    """How many combinations of `keys` stand in more than one row, with examples and counts.

    `source` says the SQL of every column that is needed, by the name under which `where` knows it.
    """
    outs = ", ".join(f"{sql} as {quote.name(name)}" for name, sql in source.items())
    names = [quote.name(one) for one in keys]
    full = " and ".join(f"{one} is not null" for one in names)
    shown = " || ' / ' || ".join(f"left({one}::text, 60)" for one in names)
    every = ", ".join(names)
    return (
        f"select count(*) as count, (array_agg({shown} || ' ×' || _times order by _times desc))[1:{most}] "
        f"as examples from (select {every}, count(*) as _times from "
        f"(select {outs} from {quote.name(table)}) as {quote.name(alias)} "
        f"where {full} and {where} group by {every} having count(*) > 1) as twice"
    )
