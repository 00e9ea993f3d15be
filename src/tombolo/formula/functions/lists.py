"""Lists: of choices, of people, made by SPLIT, or the values of rows."""

# ruff: noqa: ARG001, ARG005 - a rule of the table takes what all rules take

from collections.abc import Callable

from tombolo.formula import sql
from tombolo.formula.functions.function import Function, number, one, several, text
from tombolo.formula.sql import Site, call, infix, when
from tombolo.formula.types import BLANK, NUMBER, TEXT, Type, list_of
from tombolo.pg.tree import (
    And,
    At,
    Call,
    Case,
    Col,
    Expr,
    FromCall,
    IsNull,
    Lit,
    Order,
    Out,
    Scalar,
    Select,
)  # fmt: skip

Args = tuple[Expr, ...]


def item_type(types: tuple[Type, ...]) -> Type:
    return types[0].of or TEXT


def _index(args: Args, site: Site) -> Expr:
    """Counted from 1, from the end when negative; blank outside."""
    return site.once(
        (args[0], sql.whole(args[1], -1_000_000, 1_000_000)),
        lambda items, at: At(
            items,
            Case(
                (
                    (
                        infix("<", at, Lit(0)),
                        infix("+", infix("+", call("cardinality", items), at), Lit(1)),
                    ),
                ),
                at,
            ),
        ),
    )


def _union(args: Args, site: Site) -> Expr:
    """Each value once, in order of first appearance."""
    alias = site.aliases.fresh()
    value, place = Col(alias, "v"), Col(alias, "i")
    inner = Select(
        (Out(value, "v"), Out(call("min", place), "i")),
        source=FromCall(call("unnest", args[0]), alias, ("v", "i"), ordinality=True),
        group=(value,),
    )
    outer = site.aliases.fresh()
    gathered = Call("array_agg", (Col(outer, "v"),), order=(Order(Col(outer, "i")),))
    return Scalar(Select((Out(gathered, "v"),), source=sql.sub(inner, outer)))


def _nth(*, descending: bool) -> Callable[[Args, Site], Expr]:
    def lower(args: Args, site: Site) -> Expr:
        alias = site.aliases.fresh()
        value = Col(alias, "v")
        rank = sql.whole(args[1], 0, 1_000_000_000)
        picked = Select(
            (Out(value, "v"),),
            source=FromCall(call("unnest", args[0]), alias, ("v",)),
            where=And((IsNull(value, negated=True), infix(">=", rank, Lit(1)))),
            order=(Order(value, descending=descending),),
            offset=call("greatest", Lit(0), infix("-", rank, Lit(1))),
            limit=Lit(1),
        )
        return Scalar(picked)

    return lower


def _sorted(args: Args, site: Site) -> Expr:
    """From the least, or with TRUE from the greatest. Blanks are left out."""

    def build(items: Expr, falling: Expr) -> Expr:
        return when(
            sql.truth(falling),
            ordered(site, items, falling=True),
            ordered(site, items, falling=False),
        )

    return site.once(args, build)


def ordered(site: Site, items: Expr, *, falling: bool) -> Expr:
    alias = site.aliases.fresh()
    value = Col(alias, "v")
    order = (Order(value, descending=falling),)
    gathered = Call("array_agg", (value,), order=order, where=IsNull(value, negated=True))
    return Scalar(Select((Out(gathered, "v"),), FromCall(call("unnest", items), alias, ("v",))))


def _taken(args: Args, site: Site) -> Expr:
    """The first ones, or with a negative count the last ones."""

    def build(items: Expr, count: Expr) -> Expr:
        size = call("cardinality", items)
        spare = call("greatest", infix("-", size, call("abs", count)), Lit(0))
        turned = call("array_reverse", items)
        last = call("array_reverse", call("trim_array", turned, spare))
        return when(infix("<", count, Lit(0)), last, call("trim_array", items, spare))

    return site.once((args[0], sql.whole(args[1], -1_000_000, 1_000_000)), build)


def _as_text(args: Args, site: Site) -> Expr:
    return call("array_to_string", args[1], sql.filled(args[0], Lit("")))


LIST_AS_TEXT = Function(
    "", "list", (text("separator"), one("list", "list")), TEXT, _as_text, "", "", ()
)

LISTS = (
    Function("SPLIT", "list", (text("text"), text("separator")), list_of(TEXT),
             lambda args, site: call("string_to_array", args[0], sql.filled(args[1], Lit(""))),
             "按分隔符拆成列表", "Cut a text into a list", (('INDEX(SPLIT("a,b,c", ","), 2)', "b"), ('LENGTH(SPLIT("a,b,c", ","))', "3"))),
    Function("INDEX", "list", (one("list", "list"), number("position")), item_type, _index,
             "列表的第几个值（从 1 数，负数从末尾数）", "The value at a position, from 1; negative counts from the end", (('INDEX(SPLIT("a,b", ","), 1)', "a"), ('INDEX(SPLIT("a,b", ","), -1)', "b"), ('INDEX(SPLIT("a,b", ","), 9)', ""), ("INDEX(lines.name, 2)", "螺母"))),
    Function("LENGTH", "list", (one("list", "list"),), NUMBER, lambda args, site: sql.numeric(call("coalesce", call("cardinality", args[0]), Lit(0))),
             "列表里有几个值", "How many values a list has", (("LENGTH(tags)", "2"),)),
    Function("UNION", "list", (one("list", "list"),), lambda types: types[0], _union,
             "去掉重复的值", "Each value once", (('JOIN(UNION(SPLIT("b,a,b", ",")), ",")', "b,a"),), ("UNIQUE",)),
    Function("JOIN", "list", (one("list", "list"), text("separator", ",")), TEXT, None,
             "把列表或多行的值连成文本", "The values of a list or of rows as one text", (('JOIN(SPLIT("a,b", ","), "-")', "a-b"), ('JOIN(lines.name, "、")', "螺丝、螺母、垫片"), ("JOIN(tags)", "vip,new")), special="join"),
    Function("LARGE", "list", (one("list", "list"), number("rank")), item_type, _nth(descending=True), "第几大的值", "The value of a rank from the greatest", (("LARGE(lines.price, 1)", "20"), ("LARGE(lines.price, 9)", ""))),
    Function("SMALL", "list", (one("list", "list"), number("rank")), item_type, _nth(descending=False), "第几小的值", "The value of a rank from the least", (("SMALL(lines.price, 1)", "5"), ("SMALL(lines.price, 0)", ""))),
    Function("FILTER", "list", (one("value", "any"), several("condition", "boolean")), BLANK, None, "符合条件的行的值，成为列表", "The values of the rows that meet the conditions, as a list", (('JOIN(FILTER(orders.amount, orders.state = "approved"), ",")', "100,200"), ('SUM(FILTER(orders.amount, state = "approved"))', "300"), ("LENGTH(FILTER(lines.name, lines.qty > 100))", "0")), special="filter"),
    Function("SORT", "list", (one("list", "list"), one("falling", "boolean", optional=True)), lambda types: types[0], _sorted, "排序；第二参数 TRUE 为从大到小", "In order; with TRUE the greatest first", (('JOIN(SORT(lines.price), ",")', "5,10,20"), ('JOIN(SORT(lines.price, TRUE), ",")', "20,10,5")), blank=("空值不在结果里", "Blanks are left out")),
    Function("TAKE", "list", (one("list", "list"), number("count")), lambda types: types[0], _taken, "列表的前几个值；负数为后几个", "The first values of a list; with a negative count the last", (('JOIN(TAKE(SORT(orders.amount, TRUE), 2), ",")', "1000,200"), ("JOIN(TAKE(tags, -1))", "new"))),
)  # fmt: skip
