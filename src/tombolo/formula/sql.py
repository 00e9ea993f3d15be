"""Words for building SQL from lowered arguments: exact constants, blanks, bounds, values used twice.

Everything here is total: no argument a user can write makes PostgreSQL raise an error.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import overload

from tombolo.formula.scope import Frame
from tombolo.formula.types import Type
from tombolo.pg.tree import (
    NULL,
    And,
    Call,
    Case,
    Cast,
    Col,
    Exists,
    Expr,
    Infix,
    IsNull,
    Lit,
    Not,
    Or,
    Out,
    Param,
    Scalar,
    Select,
    Sub,
)  # fmt: skip

FIRST_DAY = Cast(Lit("0001-01-01"), "date")  # not parameters: asyncpg sends date.min as -infinity
LAST_DAY = Cast(Lit("9999-12-31"), "date")
HUGE = Decimal("1E+60")  # results beyond are blank: keeps chains of powers inside numeric


@dataclass(slots=True)
class Aliases:
    """Fresh names for sub-selects, counted per lowering so that equal formulas print equally."""

    used: int = 0

    def fresh(self) -> str:
        self.used += 1
        return f"fx_{self.used}"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a function is lowered: its frame, the types of its arguments, fresh aliases."""

    frame: Frame
    types: tuple[Type, ...] = ()
    aliases: Aliases = field(default_factory=Aliases)

    @overload
    def once(self, exprs: tuple[Expr], build: Callable[[Expr], Expr]) -> Expr: ...
    @overload
    def once(self, exprs: tuple[Expr, Expr], build: Callable[[Expr, Expr], Expr]) -> Expr: ...
    @overload
    def once(
        self, exprs: tuple[Expr, Expr, Expr], build: Callable[[Expr, Expr, Expr], Expr]
    ) -> Expr: ...
    @overload
    def once(self, exprs: Sequence[Expr], build: Callable[..., Expr]) -> Expr: ...
    def once(self, exprs: Sequence[Expr], build: Callable[..., Expr]) -> Expr:
        """`build` on references to `exprs`, each computed once however often build uses it.

        Without this, f(f(f(x))) would double in size with every f that reads its argument twice.
        OFFSET 0 keeps the planner from undoing it.
        """
        if all(simple(expr) for expr in exprs):
            return build(*exprs)
        alias = self.aliases.fresh()
        outs: list[Out] = []
        names: list[Expr] = []
        for place, expr in enumerate(exprs):
            if simple(expr):
                names.append(expr)
            else:
                outs.append(Out(expr, f"v{place}"))
                names.append(Col(alias, f"v{place}"))
        inner = Select(tuple(outs), offset=Lit(0))
        return Scalar(Select((Out(build(*names), "v"),), source=Sub(inner, alias)))


def simple(expr: Expr) -> bool:
    """Cheap and small enough to be written twice."""
    match expr:
        case Col() | Param() | Lit():
            return True
        case Cast(of, _) | IsNull(of, _):
            return simple(of)
        case Call("coalesce", (first, second)):
            return simple(first) and simple(second)
        case _:
            return False


def never_null(expr: Expr) -> bool:
    """Known to have a value, whatever the record holds."""
    match expr:
        case Param(value, _):
            return value is not None
        case Lit(value):
            return value is not None
        case Cast(of, _) | Not(of):
            return never_null(of)
        case IsNull() | Exists():
            return True
        case Call("coalesce", args):
            return any(never_null(arg) for arg in args)
        case Call("concat" | "count" | "num_nonnulls", _):
            return True
        case Infix("is distinct from" | "is not distinct from", _, _):
            return True
        case Infix("/" | "->" | "->>" | "at time zone", _, _):
            return False
        case Infix(_, left, right):
            return never_null(left) and never_null(right)
        case And(items) | Or(items):
            return all(never_null(item) for item in items)
        case Case(whens, otherwise):
            ends = (*(then for _, then in whens), otherwise or NULL)
            return all(never_null(end) for end in ends)
        case _:
            return False


def number(value: int | str | Decimal) -> Param:
    """An exact number."""
    return Param(Decimal(value), "numeric")


def string(value: str) -> Param:
    """A text that may hold anything."""
    return Param(value, "text")


ZERO = number(0)
ONE = number(1)
NOTHING = Lit("")


def numeric(expr: Expr) -> Expr:
    """A count or a double as the language's number."""
    return Cast(expr, "numeric")


def call(name: str, *args: Expr) -> Call:
    return Call(name, args)


def infix(op: str, left: Expr, right: Expr) -> Infix:
    return Infix(op, left, right)


def filled(expr: Expr, blank: Expr) -> Expr:
    """`blank` where `expr` is NULL."""
    return expr if never_null(expr) else Call("coalesce", (expr, blank))


def truth(condition: Expr) -> Expr:
    """A condition as a value: unknown is false."""
    return filled(condition, Lit(False))


def when(condition: Expr, then: Expr, otherwise: Expr = NULL) -> Expr:
    return Case(((condition, then),), otherwise)


def between(expr: Expr, low: Expr, high: Expr) -> Expr:
    return And((Infix(">=", expr, low), Infix("<=", expr, high)))


def whole(expr: Expr, low: int, high: int) -> Expr:
    """A number that is not NULL as an integer, pulled into low…high."""
    inside = call("greatest", number(low), call("least", number(high), call("trunc", expr)))
    return Cast(inside, "integer")


def within(site: Site, expr: Expr) -> Expr:
    """A number that is not too big to go on with, or blank."""
    return site.once((expr,), lambda x: when(Infix("<", call("abs", x), Param(HUGE, "numeric")), x))


def for_each_row(site: Site, drawn: Expr) -> Expr:
    """A value by chance, anew for each row: a sub-select that reads nothing of the row is computed once."""
    row = site.frame.order()[-1].expr
    return when(IsNull(row, negated=True), drawn, drawn)


def local(site: Site, moment: Expr) -> Expr:
    """A moment as the wall clock of the workspace shows it."""
    return Infix("at time zone", moment, site.frame.zone())


def absolute(site: Site, wall: Expr) -> Expr:
    """The moment at which the workspace's wall clock shows `wall`."""
    return Infix("at time zone", Cast(wall, "timestamp"), site.frame.zone())


def real_day(site: Site, day: Expr) -> Expr:
    """A date from year 1 to 9999, or blank."""
    return site.once((day,), lambda x: when(between(x, FIRST_DAY, LAST_DAY), Cast(x, "date")))


def moved(site: Site, day: Expr, days: Expr) -> Expr:
    """`day` and a number of days; blank beyond the calendar."""

    def build(x: Expr, n: Expr) -> Expr:
        fits = between(n, Infix("-", FIRST_DAY, x), Infix("-", LAST_DAY, x))
        return when(fits, Infix("+", x, n))

    return site.once((day, whole(days, -4_000_000, 4_000_000)), build)


FARTHEST = 1_700_000  # days a moment may move: from year 1 still inside PostgreSQL's timestamps


def moved_moment(site: Site, moment: Expr, days: Expr) -> Expr:
    """A moment and a number of days of 24 hours; blank beyond the calendar."""
    zero, low, high = Lit(0), absolute(site, FIRST_DAY), absolute(site, LAST_DAY)

    def stepped(x: Expr, n: Expr) -> Expr:
        seconds = Cast(Infix("*", n, number(86_400)), "double precision")
        step = call("make_interval", zero, zero, zero, zero, zero, zero, seconds)
        return when(between(n, number(-FARTHEST), number(FARTHEST)), Infix("+", x, step))

    there = site.once((moment, days), stepped)
    return site.once((there,), lambda x: when(between(x, low, high), x))


MOST_MONTHS = 54_000  # 4,500 years: from year 1 still inside PostgreSQL's timestamps


def months_on(site: Site, day: Expr, months: Expr) -> Expr:
    """The same day of another month as a timestamp, the last one where it is shorter."""

    def build(x: Expr, n: Expr) -> Expr:
        step = call("make_interval", Lit(0), n, Lit(0), Lit(0))
        fits = between(n, Lit(-MOST_MONTHS), Lit(MOST_MONTHS))
        return when(fits, Infix("+", Cast(x, "timestamp"), step))

    return site.once((day, whole(months, -MOST_MONTHS - 1, MOST_MONTHS + 1)), build)


def part(name: str, of: Expr) -> Expr:
    """year, month, isodow, hour … of a date, timestamp or time, as a number."""
    return numeric(call("date_part", Lit(name), of))


def days_of(interval: Expr) -> Expr:
    """An interval as days and parts of days, to the microsecond."""
    seconds = call("round", numeric(call("date_part", Lit("epoch"), interval)), Lit(6))
    return Infix("/", seconds, number(86_400))


def balanced(items: Sequence[Expr], pair: Callable[[Expr, Expr], Expr]) -> Expr:
    """Any number of values folded two by two, so that the tree stays low."""
    left = list(items)
    while len(left) > 1:
        left = [
            pair(left[at], left[at + 1]) if at + 1 < len(left) else left[at]
            for at in range(0, len(left), 2)
        ]
    return left[0]


def sub(select: Select, alias: str) -> Sub:
    """A select as a source."""
    return Sub(select, alias)
