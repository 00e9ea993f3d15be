"""Typed tree to SQL tree. Way in: `lower` for a value, `condition` for a WHERE.

A condition may come out as NULL where it is unknown, which WHERE, CASE and FILTER take as false and
an index can still serve; as a value it is made false.
"""

from datetime import date, datetime
from typing import assert_never

from tombolo.formula import sql
from tombolo.formula.comparing import compared, edge_of, identical
from tombolo.formula.functions.numbers import power
from tombolo.formula.scope import Frame, RowQuery
from tombolo.formula.sql import Aliases, Site
from tombolo.formula.typed import (
    Aggregate,
    Apart,
    Apply,
    Arithmetic,
    Balance,
    Bound,
    Choose,
    Compare,
    Const,
    Convert,
    Empty,
    Field,
    Hole,
    Itself,
    Join,
    Logic,
    Me,
    Member,
    Negate,
    Not,
    Point,
    Shift,
    Typed,
)  # fmt: skip
from tombolo.formula.types import BOOLEAN, TEXT, Type, column_type
from tombolo.pg.tree import (
    FALSE,
    NULL,
    And,
    AnyOf,
    ArrayOf,
    Call,
    Case,
    Cast,
    Col,
    Expr,
    FromCall,
    Infix,
    IsNull,
    Lit,
    Neg,
    Or,
    Out,
    Param,
    Scalar,
    Select,
    Star,
)  # fmt: skip
from tombolo.pg.tree import Not as SqlNot

Frames = tuple[Frame, ...]  # the record's, then the rows' of each aggregate around


def lower(tree: Typed, frame: Frame) -> Expr:
    """The value of a checked formula in `frame`."""
    return _Lowering(Aliases()).value(tree, (frame,))


def keys_of(node: Balance, frame: Frame) -> tuple[Expr, ...]:
    """The keys that a balance is asked for, in `frame`."""
    lowering = _Lowering(Aliases())
    return tuple(lowering.value(key, (frame,)) for key in node.keys)


def condition(tree: Typed, frame: Frame) -> Expr:
    """A checked boolean formula for WHERE: unknown counts as false."""
    return _Lowering(Aliases()).condition(tree, (frame,))


class _Lowering:
    def __init__(self, aliases: Aliases) -> None:
        self.aliases = aliases

    def value(self, node: Typed, frames: Frames) -> Expr:
        """The node's value; a condition comes as true or false."""
        if isinstance(node, Bound):
            return self.value(node.of, frames[: node.depth + 1])
        if node.type == BOOLEAN and not isinstance(node, Field | Const | Choose):
            return sql.truth(self.condition(node, frames))
        return self.raw(node, frames)

    def condition(self, node: Typed, frames: Frames) -> Expr:
        """The node as a condition, NULL where unknown."""
        match node:
            case Compare():
                return self.compare(node, frames)
            case Logic("AND", items):
                return And(tuple(self.condition(item, frames) for item in items))
            case Logic("OR", items):
                return Or(tuple(self.condition(item, frames) for item in items))
            case Logic(_, items):
                parts = tuple(sql.truth(self.condition(item, frames)) for item in items)
                return sql.balanced(parts, lambda a, b: Infix("is distinct from", a, b))
            case Not(Empty(of)):
                return self.empty(of, frames, negated=True)
            case Not(of):
                return SqlNot(sql.truth(self.condition(of, frames)))
            case Empty(of):
                return self.empty(of, frames, negated=False)
            case Member(item, among):
                return AnyOf(self.value(item, frames), self.values(among, frames))
            case Bound(of, depth):
                return self.condition(of, frames[: depth + 1])
            case _:
                return self.raw(node, frames)

    def raw(self, node: Typed, frames: Frames) -> Expr:  # noqa: C901, PLR0912 - one arm per node
        match node:
            case Const():
                return constant(node, frames[-1])
            case Field(level, path):
                return frames[level].value(path)
            case Itself(level):
                return frames[level].itself()
            case Me(fact):
                return frames[0].my(fact) if fact else frames[0].me()
            case Convert(of, kind):
                return self.convert(of, kind, frames)
            case Arithmetic():
                return self.arithmetic(node, frames)
            case Shift():
                return self.shift(node, frames)
            case Apart():
                return self.apart(node, frames)
            case Negate(of):
                return Neg(self.number(of, frames))
            case Join(items):
                return joined(tuple(self.value(item, frames) for item in items))
            case Choose(whens, otherwise):
                arms = tuple((self.condition(a, frames), self.value(b, frames)) for a, b in whens)
                return Case(arms, self.value(otherwise, frames))
            case Apply():
                return self.apply(node, frames)
            case Aggregate():
                return self.aggregate(node, frames)
            case Balance(name, measure, keys):
                found = tuple(self.value(key, frames) for key in keys)
                return frames[-1].balance(name, measure, found)
            case Compare() | Logic() | Not() | Empty() | Member():
                return self.condition(node, frames)
            case Bound(of, depth):
                return self.value(of, frames[: depth + 1])
            case Point(Field(level, path)):
                return frames[level].point(path)
            case Hole():
                raise AssertionError("a formula with problems is not lowered")
            case _:
                assert_never(node)

    def values(self, node: Typed, frames: Frames) -> Expr:
        """A list for ANY, to which a sub-select would be rows of its own."""
        found = self.value(node, frames)
        none = ArrayOf((), column_type(node.type))
        return sql.filled(found, none) if isinstance(found, Scalar) else found

    def number(self, node: Typed, frames: Frames) -> Expr:
        """A number; blank is 0."""
        return sql.filled(self.value(node, frames), sql.ZERO)

    def site(self, frames: Frames, types: tuple[Type, ...] = ()) -> Site:
        return Site(frames[-1], types, self.aliases)

    # --- operators ---

    def convert(self, of: Typed, kind: Type, frames: Frames) -> Expr:
        value, site = self.value(of, frames), self.site(frames)
        match of.type.name, kind.name:
            case "number", _:
                return Cast(sql.call("trim_scale", value), "text")
            case "boolean", _:
                yes, no = Lit("TRUE"), Lit("FALSE")
                if sql.never_null(value):
                    return sql.when(value, yes, no)
                return site.once((value,), lambda x: Case(((x, yes), (IsNull(x), NULL)), no))
            case "date", "text":
                return sql.call("to_char", value, Lit("FMYYYY-MM-DD"))
            case "moment", "text":
                return sql.call("to_char", sql.local(site, value), Lit("YYYY-MM-DD HH24:MI:SS"))
            case "time", "text":
                return sql.call("to_char", Cast(value, "interval"), Lit("HH24:MI:SS"))
            case "date", _:
                return sql.absolute(site, value)
            case _:
                return Cast(sql.local(site, value), column_type(kind))

    def arithmetic(self, node: Arithmetic, frames: Frames) -> Expr:
        left, right = self.number(node.left, frames), self.number(node.right, frames)
        if node.op == "^":
            return power((left, right), self.site(frames))
        if node.op == "/" and not (isinstance(right, Param) and right.value):
            right = sql.call("nullif", right, sql.ZERO)
        return Infix(node.op, left, right)

    def shift(self, node: Shift, frames: Frames) -> Expr:
        days = self.number(node.days, frames)
        if node.back:
            days = Neg(days)
        move = sql.moved if node.type.name == "date" else sql.moved_moment
        return move(self.site(frames), self.value(node.of, frames), days)

    def apart(self, node: Apart, frames: Frames) -> Expr:
        between = Infix("-", self.value(node.left, frames), self.value(node.right, frames))
        if node.left.type.name == "date":
            return sql.numeric(between)
        return sql.days_of(between)

    def compare(self, node: Compare, frames: Frames) -> Expr:
        if (edge := edge_of(node)) is not None:
            return self.beside(*edge, frames)
        left, right = self.value(node.left, frames), self.value(node.right, frames)
        match node.left.type.name:
            case "text":
                return compared(node.op, left, right, Lit(""))
            case "number":
                return compared(node.op, left, right, sql.ZERO)
            case "boolean":
                return compared(node.op, left, right, FALSE)
            case "list":
                none = ArrayOf((), column_type(node.left.type))
                return compared(node.op, left, right, none)
            case _:
                return identical(node.op, left, right)

    def beside(self, moment: Typed, op: str, day: Typed, frames: Frames) -> Expr:
        """A moment before or after a day, the moment left bare: an index on it serves."""
        edge = self.value(day, frames)
        if op in {">", "<="}:  # behind the day is from the next one on
            edge, op = Infix("+", edge, Lit(1)), ">=" if op == ">" else "<"
        return Infix(op, self.value(moment, frames), sql.absolute(self.site(frames), edge))

    def empty(self, of: Typed, frames: Frames, *, negated: bool) -> Expr:
        value = self.value(of, frames)
        op = "<>" if negated else "="
        match of.type.name:
            case "text":
                return Infix(op, sql.filled(value, Lit("")), Lit(""))
            case "list":
                return Infix(
                    op, sql.call("coalesce", sql.call("cardinality", value), Lit(0)), Lit(0)
                )
            case _:
                return IsNull(value, negated=negated)

    # --- functions and rows ---

    def apply(self, node: Apply, frames: Frames) -> Expr:
        function = node.function
        args: list[Expr] = []
        for place, arg in enumerate(node.args):
            parameter = function.parameters[min(place, len(function.parameters) - 1)]
            value = self.value(arg, frames)
            if parameter.fill:
                value = sql.filled(value, sql.ZERO if parameter.wants == "number" else Lit(""))
            args.append(value)
        if function.lower is None:
            raise AssertionError(f"{function.name} is lowered by its rule")
        return function.lower(tuple(args), self.site(frames, tuple(arg.type for arg in node.args)))

    def aggregate(self, node: Aggregate, frames: Frames) -> Expr:
        base = frames[node.level]
        if node.gather in {"first", "last"}:
            return base.rows(node.path, lambda row: self.picked(node, inside(frames, row)))
        if node.gather == "exists":
            return base.some(node.path, lambda row: self.wanted(node, inside(frames, row)))

        def build(row: Frame) -> Expr:
            return self.gathered(node, inside(frames, row))

        match node.gather:
            case "sum" | "count":
                return sql.filled(base.many(node.path, build, when_none=sql.ZERO), sql.ZERO)
            case "list" if node.value and node.value.type.name == "list":
                return self.end_to_end(base.many(node.path, build, when_none=None), node.type)
            case "list":
                none = ArrayOf((), column_type(node.type))
                return sql.filled(
                    sql.call("array_remove", base.many(node.path, build, when_none=none), NULL),
                    none,
                )
            case _:
                return base.many(node.path, build, when_none=None)

    def end_to_end(self, lists: Expr, kind: Type) -> Expr:
        """A list of lists (as jsonb) as one list."""
        alias = self.aliases.fresh()
        items = sql.call("jsonb_path_query_array", lists, Cast(Lit("$[*][*]"), "jsonpath"))
        item = Cast(Col(alias, "v"), column_type(kind.of or TEXT))
        source = FromCall(sql.call("jsonb_array_elements_text", items), alias, ("v",))
        gathered = Scalar(Select((Out(sql.call("array_agg", item), "v"),), source))
        return sql.filled(gathered, ArrayOf((), column_type(kind)))

    def wanted(self, node: Aggregate, frames: Frames) -> Expr | None:
        """The condition on the rows, in their frame."""
        return self.condition(node.where, frames) if node.where else None

    def gathered(self, node: Aggregate, frames: Frames) -> Call | Cast:
        """The aggregate call, in the frame of the rows."""
        where = self.wanted(node, frames)
        if node.value is None:
            return Cast(Call("count", (Star(),), where=where), "numeric")
        value = self.value(node.value, frames)
        order = frames[-1].order()
        match node.gather:
            case "count":
                counted = (
                    sql.call("nullif", value, Lit("")) if node.value.type.name == "text" else value
                )
                return Cast(Call("count", (counted,), where=where), "numeric")
            case "list" if node.value.type.name == "list":
                return Call("jsonb_agg", (sql.call("to_jsonb", value),), order=order, where=where)
            case "list":
                return Call("array_agg", (value,), order=order, where=where)
            case "join":
                separator = self.value(node.extra, frames[:-1]) if node.extra else Lit("")
                text = sql.call("nullif", value, Lit(""))
                joint = sql.filled(separator, Lit(""))
                return Call("string_agg", (text, joint), order=order, where=where)
            case _:
                return Call(node.gather, (value,), where=where)

    def picked(self, node: Aggregate, frames: Frames) -> RowQuery:
        assert node.value is not None
        return RowQuery(
            self.value(node.value, frames),
            self.wanted(node, frames),
            (self.value(node.order, frames),) if node.order else (),
            descending=node.gather == "last",
        )


def inside(frames: Frames, row: Frame) -> Frames:
    """With the frames of the rows, and of the rows around them."""
    return (*frames, *row.outer(), row)


def constant(node: Const, frame: Frame) -> Expr:
    """A literal as a parameter of its exact type."""
    match node.value:
        case None:
            return NULL if node.type.name == "blank" else Cast(NULL, column_type(node.type))
        case bool():
            return Lit(node.value)
        case datetime():
            wall = Cast(Lit(node.value.isoformat(sep=" ")), "timestamp")
            return Infix("at time zone", wall, frame.zone())
        case date():  # not a parameter: asyncpg sends the first and the last day as infinity
            return Cast(Lit(node.value.isoformat()), "date")
        case _:
            return Param(node.value, column_type(node.type))


def joined(items: tuple[Expr, ...]) -> Expr:
    """Texts one after the other, blanks as nothing; in groups, as a call takes 100 arguments."""
    while len(items) > 90:
        items = tuple(Call("concat", items[at : at + 90]) for at in range(0, len(items), 90))
    return Call("concat", items)
