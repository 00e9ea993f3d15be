"""Working days: Mondays to Fridays, without holidays and with the weekend days that are worked.

Holidays come from the list that is given; without one, from the workspace's calendar.
"""

from tombolo.formula import sql
from tombolo.formula.functions.function import Function, Parameter, number, one
from tombolo.formula.sql import Site, call, infix, numeric, when
from tombolo.formula.types import DATE, NUMBER
from tombolo.pg.tree import (
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
    Lit,
    Neg,
    Not,
    Or,
    Order,
    Out,
    Scalar,
    Select,
)  # fmt: skip

Args = tuple[Expr, ...]
START = sql.FIRST_DAY  # a Monday
_HOLIDAYS = Parameter("holidays", "list", items="date", optional=True)


def _calendar(given: Expr, site: Site) -> tuple[Expr, Expr | None]:
    """The days off, and the weekend days that are worked, which only the workspace's calendar knows."""
    if given != NULL:
        return given, None
    none = ArrayOf((), "date[]")
    off, worked = (sql.filled(site.frame.calendar(works=works), none) for works in (False, True))
    return off, worked


def _weekdays_until(day: Expr) -> Expr:
    """Mondays to Fridays from the start of time to `day`, it included."""
    count = infix("+", infix("-", day, START), Lit(7))
    rest = call("least", infix("+", infix("%", count, Lit(7)), Lit(1)), Lit(5))
    return infix("+", infix("*", infix("/", count, Lit(7)), Lit(5)), rest)


def _is_weekday(day: Expr) -> Expr:
    return infix("<", call("date_part", Lit("isodow"), day), Lit(6))


def _days_in(site: Site, days: Expr, low: Expr, high: Expr, *, weekend: bool) -> Expr:
    """How many of the days are from low to high, and on weekdays or weekends."""
    alias = site.aliases.fresh()
    day = Col(alias, "v")
    kind = Not(_is_weekday(day)) if weekend else _is_weekday(day)
    return Scalar(
        Select(
            (Out(Call("count", (day,), distinct=True), "v"),),
            FromCall(call("unnest", days), alias, ("v",)),
            where=And((sql.between(day, low, high), kind)),
        )
    )


def _network_days(args: Args, site: Site) -> Expr:
    """Both days included; negative when the end is before the start."""
    off, worked = _calendar(args[2], site)

    def build(start: Expr, end: Expr) -> Expr:
        low, high = call("least", start, end), call("greatest", start, end)
        work = infix("-", _weekdays_until(high), _weekdays_until(infix("-", low, Lit(1))))
        work = infix("-", work, _days_in(site, off, low, high, weekend=False))
        if worked is not None:
            work = infix("+", work, _days_in(site, worked, low, high, weekend=True))
        signed = when(infix("<", end, start), Neg(work), work)
        return numeric(signed)

    def known(start: Expr, end: Expr) -> Expr:
        both = And((infix(">=", start, sql.FIRST_DAY), infix(">=", end, sql.FIRST_DAY)))
        return when(both, build(start, end))

    return site.once(args[:2], known)


MOST_WORKDAYS = 10_000


def _workday(args: Args, site: Site) -> Expr:
    """The day so many working days later (or earlier); blank beyond 10,000."""
    off, worked = _calendar(args[2], site)
    alias = site.aliases.fresh()
    step = Col(alias, "i")

    def build(start: Expr, count: Expr) -> Expr:
        size = call("abs", count)
        sign = when(infix("<", count, Lit(0)), Lit(-1), Lit(1))
        day = infix("+", start, infix("*", sign, step))
        weekday = _is_weekday(day)
        if worked is not None:
            weekday = Or((weekday, sql.truth(AnyOf(day, worked))))
        free = And((weekday, Not(sql.truth(AnyOf(day, off)))))
        held = call("coalesce", call("cardinality", off), Lit(0))
        spare = infix("+", infix("*", size, Lit(2)), infix("+", Lit(10), infix("*", held, Lit(3))))
        found = Select(
            (Out(day, "v"),),
            FromCall(call("generate_series", Lit(1), spare), alias, ("i",)),
            where=free,
            order=(Order(step),),
            offset=call("greatest", infix("-", size, Lit(1)), Lit(0)),
            limit=Lit(1),
        )
        return Case(
            (
                (infix("=", count, Lit(0)), start),
                (infix(">", size, Lit(MOST_WORKDAYS)), Cast(NULL, "date")),
            ),
            Scalar(found),
        )

    limit = MOST_WORKDAYS + 1
    moved = site.once((args[0], sql.whole(args[1], -limit, limit)), build)
    return sql.real_day(site, moved)


_GIVEN = (
    "给出列表时只看列表（BLANK() 为没有假日）；未给时用工作区的节假日，含调休上班日",
    "A list that is given stands alone (BLANK(): no holidays); without one the workspace's calendar counts, weekend days worked included",
)

WORKDAYS = (
    Function("NETWORKDAYS", "date", (one("start", "date"), one("end", "date"), _HOLIDAYS), NUMBER, _network_days, "工作日天数（含首尾，可给节假日列表）", "Working days from start to end, both included; holidays may be given", (("NETWORKDAYS(DATE(2026, 1, 1), DATE(2026, 1, 31))", "22"), ("NETWORKDAYS(DATE(2026, 2, 9), DATE(2026, 2, 28))", "12"), ("NETWORKDAYS(DATE(2026, 2, 9), DATE(2026, 2, 28), BLANK())", "15"), ("NETWORKDAYS(DATE(2026, 1, 31), DATE(2026, 1, 1))", "-22"), ("NETWORKDAYS(DATE(2026, 1, 1), DATE(2026, 1, 31), orders.day)", "21"), ("NETWORKDAYS(BLANK(), due)", "")), blank=_GIVEN),
    Function("WORKDAY", "date", (one("start", "date"), number("days"), _HOLIDAYS), DATE, _workday, "几个工作日之后（可给节假日列表）", "The day so many working days later; holidays may be given", (("WORKDAY(DATE(2026, 1, 30), 1)", "2026-02-02"), ("WORKDAY(DATE(2026, 2, 13), 1)", "2026-02-14"), ("WORKDAY(DATE(2026, 2, 14), 1)", "2026-02-23"), ("WORKDAY(DATE(2026, 2, 2), -1)", "2026-01-30"), ("WORKDAY(DATE(2025, 12, 31), 1, orders.day)", "2026-01-02"), ("WORKDAY(DATE(2026, 1, 30), 0)", "2026-01-30"), ("WORKDAY(due, 1e12)", "")), blank=_GIVEN),
)  # fmt: skip
