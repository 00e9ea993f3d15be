"""Statistics of a list of numbers, or of the values of rows. Blanks do not count."""

from tombolo.formula import sql
from tombolo.formula.functions.folds import NUMBERS, aggregate, over
from tombolo.formula.functions.function import Function, number, one
from tombolo.formula.sql import ONE, ZERO, Site, call, infix, when
from tombolo.formula.types import NUMBER
from tombolo.pg.tree import (
    And,
    At,
    Call,
    Case,
    Cast,
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


def in_order(site: Site, items: Expr) -> Expr:
    """The values from the least to the greatest, as an array; NULL when there are none."""
    alias = site.aliases.fresh()
    value = Col(alias, "v")
    known = IsNull(value, negated=True)
    gathered = Call("array_agg", (value,), order=(Order(value),), where=known)
    return Scalar(Select((Out(gathered, "v"),), FromCall(call("unnest", items), alias, ("v",))))


def _at_share(share: Expr, values: Expr) -> Expr:
    """The value at a share (0…1) of the way through ordered values, between two of them in measure."""
    steps = infix("-", sql.numeric(call("cardinality", values)), ONE)
    way = infix("*", share, steps)
    place = Cast(infix("+", call("trunc", way), ONE), "integer")
    low = At(values, place)
    high = call("coalesce", At(values, infix("+", place, Lit(1))), low)
    part = infix("-", way, call("trunc", way))
    return infix("+", low, infix("*", part, infix("-", high, low)))


def _percentile(args: Args, site: Site) -> Expr:
    return site.once(
        (in_order(site, args[0]), args[1]),
        lambda values, share: when(sql.between(share, ZERO, ONE), _at_share(share, values)),
    )


def _quartile(args: Args, site: Site) -> Expr:
    share = infix("/", call("trunc", args[1]), sql.number(4))
    return _percentile((args[0], share), site)


def _rank(args: Args, site: Site) -> Expr:
    """How many come before it, and one; blank when it is not among them."""

    def build(wanted: Expr, items: Expr, rising: Expr) -> Expr:
        def counted(value: Expr) -> Expr:
            before = when(
                infix("=", rising, ZERO), infix(">", value, wanted), infix("<", value, wanted)
            )
            place = infix("+", Call("count", (value,), where=before), Lit(1))
            return when(call("bool_or", infix("=", value, wanted)), sql.numeric(place))

        return over(site, items, counted)

    return site.once((args[0], args[1], args[2]), build)


def _percent_rank(args: Args, site: Site) -> Expr:
    """The share of the way to a value, cut to three digits as in Excel; blank outside of the values."""

    def build(items: Expr, wanted: Expr) -> Expr:
        def share(value: Expr) -> Expr:
            def count(where: Expr | None = None) -> Expr:
                return sql.numeric(Call("count", (value,), where=where))

            below = count(infix("<", value, wanted))
            steps = call("nullif", infix("-", count(), ONE), ZERO)
            low = Call("max", (value,), where=infix("<", value, wanted))
            high = Call("min", (value,), where=infix(">", value, wanted))
            part = infix("/", infix("-", wanted, low), infix("-", high, low))
            there = call("bool_or", infix("=", value, wanted))
            only = infix("=", count(), ONE)
            exact = infix("/", below, steps)
            between = infix("/", infix("+", infix("-", below, ONE), part), steps)
            place = Case(((And((there, only)), ONE), (there, exact)), between)
            return call("trunc", place, Lit(3))

        return over(site, items, share)

    return site.once((args[0], args[1]), build)


def _mode(args: Args, site: Site) -> Expr:
    """Of equally frequent ones the first; blank when every value comes once."""
    alias, outer = site.aliases.fresh(), site.aliases.fresh()
    value, place = Col(alias, "v"), Col(alias, "i")
    groups = Select(
        (
            Out(value, "v"),
            Out(call("count", value), "n"),
            Out(call("min", place), "i"),
        ),
        FromCall(call("unnest", args[0]), alias, ("v", "i"), ordinality=True),
        where=IsNull(value, negated=True),
        group=(value,),
    )
    best = Select(
        (Out(when(infix(">", Col(outer, "n"), Lit(1)), Col(outer, "v")), "v"),),
        sql.sub(groups, outer),
        order=(Order(Col(outer, "n"), descending=True), Order(Col(outer, "i"))),
        limit=Lit(1),
    )
    return Scalar(best)


_NOT_ENOUGH = ("少于两个值为空", "Blank for fewer than two values")
_OUTSIDE = ("不在其中为空", "Blank for a value outside of the list")

STATISTICS = (
    Function("MEDIAN", "list", (NUMBERS,), NUMBER, lambda args, site: _percentile((args[0], sql.number("0.5")), site), "中位数", "The value in the middle", (("MEDIAN(orders.amount)", "200"), ("MEDIAN(lines.qty)", "3"))),
    Function("PERCENTILE", "list", (NUMBERS, number("share")), NUMBER, _percentile, "百分位数：第二参数为 0 到 1", "The value at a share, 0 to 1, of the way through the values", (("PERCENTILE(orders.amount, 0.5)", "200"), ("PERCENTILE(orders.amount, 0.25)", "150"), ("PERCENTILE(orders.amount, 2)", "")), blank=("没有值，或比例不在 0 到 1 之间为空", "Blank without values, and for a share outside of 0 to 1")),
    Function("QUARTILE", "list", (NUMBERS, number("quarter")), NUMBER, _quartile, "四分位数：0 最小，1、2、3，4 最大", "The value at a quarter of the way: 0 the least … 4 the greatest", (("QUARTILE(orders.amount, 1)", "150"), ("QUARTILE(orders.amount, 4)", "1000"), ("QUARTILE(orders.amount, 5)", ""))),
    Function("PERCENTRANK", "list", (NUMBERS, one("value", "number")), NUMBER, _percent_rank, "值在其中的百分比排位（三位小数）", "How far through the values a value comes, to three digits", (("PERCENTRANK(orders.amount, 200)", "0.5"), ("PERCENTRANK(orders.amount, 600)", "0.75"), ("PERCENTRANK(orders.amount, 5)", "")), blank=_OUTSIDE),
    Function("RANK", "list", (one("value", "number"), NUMBERS, number("rising", 0)), NUMBER, _rank, "值在其中排第几，从大到小；第三参数为 1 时从小到大", "The rank of a value among the values, the greatest first; with 1 the least first", (("RANK(200, orders.amount)", "2"), ("RANK(200, orders.amount, 1)", "2"), ("RANK(100, orders.amount)", "3"), ("RANK(5, orders.amount)", "")), blank=_OUTSIDE),
    Function("MODE", "list", (NUMBERS,), NUMBER, _mode, "出现最多的值", "The most frequent value", (("MODE(FILTER(orders.amount, TRUE))", ""), ("MODE(orders.lots.weight)", "5")), blank=("每个值都只出现一次时为空", "Blank when every value comes once")),
    Function("STDEV", "list", (NUMBERS,), NUMBER, aggregate("stddev_samp"), "样本标准差", "The standard deviation of a sample", (("ROUND(STDEV(orders.amount), 4)", "493.2883"),), ("STDEVS",), blank=_NOT_ENOUGH),
    Function("STDEVP", "list", (NUMBERS,), NUMBER, aggregate("stddev_pop"), "总体标准差", "The standard deviation of all values", (("ROUND(STDEVP(orders.amount), 4)", "402.7682"),)),
    Function("VAR", "list", (NUMBERS,), NUMBER, aggregate("var_samp"), "样本方差", "The variance of a sample", (("ROUND(VAR(orders.amount), 2)", "243333.33"),), ("VARS",), blank=_NOT_ENOUGH),
    Function("VARP", "list", (NUMBERS,), NUMBER, aggregate("var_pop"), "总体方差", "The variance of all values", (("ROUND(VARP(orders.amount), 2)", "162222.22"),)),
)  # fmt: skip
