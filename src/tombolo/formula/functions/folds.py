"""One value from a list: what SUM and the like are when they are given a list and not rows.

These have no names of their own: the rules of rows.py and related.py set them.
"""

# ruff: noqa: ARG001, ARG005 - a rule of the table takes what all rules take

from collections.abc import Callable, Mapping

from tombolo.formula import sql
from tombolo.formula.functions.function import Function, Parameter, one, several
from tombolo.formula.sql import ONE, ZERO, Site, call, infix, when
from tombolo.formula.types import NUMBER, Type, column_type
from tombolo.pg.tree import (
    ArrayOf,
    Call,
    Case,
    Cast,
    Col,
    Expr,
    FromCall,
    Infix,
    Lit,
    Neg,
    Out,
    Scalar,
    Select,
)

Args = tuple[Expr, ...]
DIGITS = 100  # behind the point of the logarithms that a product is made of
NUMBERS = Parameter("list", "list", items="number")


def over(site: Site, items: Expr, build: Callable[[Expr], Expr]) -> Expr:
    """An aggregate of the values of a list."""
    alias = site.aliases.fresh()
    value = Col(alias, "v")
    return Scalar(Select((Out(build(value), "v"),), FromCall(call("unnest", items), alias, ("v",))))


def aggregate(name: str) -> Callable[[Args, Site], Expr]:
    """A PostgreSQL aggregate of the list."""
    return lambda args, site: over(site, args[0], lambda value: call(name, value))


def _count(args: Args, site: Site) -> Expr:
    kind = site.types[0].of or Type("text")

    def build(value: Expr) -> Expr:
        shown = call("nullif", value, Lit("")) if kind.name == "text" else value
        return sql.numeric(call("count", shown))

    return over(site, args[0], build)


def product(args: Args, site: Site) -> Expr:
    """Exact: the logarithms carry more digits than the factors have behind the point together."""

    def build(value: Expr) -> Expr:
        size = call("round", call("abs", call("nullif", value, ZERO)), Lit(DIGITS))
        log = call("sum", call("ln", call("nullif", size, ZERO)))
        minus = Call("count", (value,), where=infix("<", value, ZERO))
        places = call("sum", call("scale", call("trim_scale", value)))
        rounded = call(
            "round", call("exp", log), Cast(call("least", places, Lit(DIGITS // 3)), "integer")
        )
        odd = infix("=", infix("%", minus, Lit(2)), Lit(1))
        zero = call("bool_or", infix("=", value, ZERO))
        return Case(
            (
                (zero, ZERO),
                (infix(">", log, sql.number(138)), Cast(Lit(None), "numeric")),
                (infix("<", log, sql.number(-138)), ZERO),
                (odd, Neg(rounded)),
            ),
            rounded,
        )

    return over(site, args[0], build)


def _blanks(args: Args, site: Site) -> Expr:
    counted: list[Expr] = [when(sql.truth(arg), ONE, ZERO) for arg in args]
    return sql.balanced(counted, lambda a, b: Infix("+", a, b))


def _first_known(args: Args, site: Site) -> Expr:
    """The first that is not blank; an empty text and an empty list are blank, but for the last."""

    def known(arg: Expr, kind: Type) -> Expr:
        match kind.name:
            case "text":
                return call("nullif", arg, Lit(""))
            case "list":
                return call("nullif", arg, ArrayOf((), column_type(kind)))
            case _:
                return arg

    shown = zip(args[:-1], site.types, strict=False)
    return Call("coalesce", (*(known(arg, kind) for arg, kind in shown), args[-1]))


def _hidden(parameters: tuple[Parameter, ...], lower: Callable[[Args, Site], Expr]) -> Function:
    return Function("", "list", parameters, NUMBER, lower, "", "", ())


_ANY = (one("list", "list"),)
LIST_FOLDS: Mapping[str, Function] = {
    "sum": _hidden((NUMBERS,), lambda args, site: sql.filled(aggregate("sum")(args, site), ZERO)),
    "avg": _hidden((NUMBERS,), aggregate("avg")),
    "count": _hidden(_ANY, _count),
    "min": _hidden(_ANY, aggregate("min")),
    "max": _hidden(_ANY, aggregate("max")),
}
LIST_TWINS: Mapping[str, Function] = {"PRODUCT": _hidden((NUMBERS,), product)}
FIRST_KNOWN = Function(
    "", "logic", (several("value", "any"),), lambda types: types[0], _first_known, "", "", ()
)
BLANKS = _hidden((several("blank", "boolean"),), _blanks)
FOUND = _hidden((one("place", "number"),), lambda args, site: call("nullif", args[0], ZERO))
