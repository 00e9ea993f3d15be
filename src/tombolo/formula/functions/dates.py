"""Dates: the calendar from year 1 to 9999; beyond it, and for what is no date, blank.

Moments are taken apart as the workspace's wall clock shows them.
"""

# ruff: noqa: ARG005 - a rule of the table takes what all rules take

from collections.abc import Callable

from tombolo.formula import sql
from tombolo.formula.functions.function import (
    Function,
    Parameter,
    choice,
    number,
    one,
    text,
)  # fmt: skip
from tombolo.formula.sql import ONE, Site, call, infix, numeric, string, when
from tombolo.formula.types import DATE, MOMENT, NUMBER, TIME, Type
from tombolo.pg.tree import (
    NULL,
    And,
    AnyOf,
    Call,
    Case,
    Cast,
    Col,
    Expr,
    FromCall,
    Lit,
    Neg,
    Not,
    Order,
    Out,
    Param,
    Scalar,
    Select,
)  # fmt: skip

Args = tuple[Expr, ...]
START = sql.FIRST_DAY  # a Monday
_HOLIDAYS = Parameter("holidays", "list", items="date", optional=True)


def part(name: str) -> Callable[[Args, Site], Expr]:
    """One part of a date or time."""
    return lambda args, site: sql.part(name, args[0])


def days_between(later: Expr, earlier: Expr) -> Expr:
    return infix("-", later, earlier)


def _date(args: Args, site: Site) -> Expr:
    """Months and days beyond their range roll over, as in Excel."""

    def build(year: Expr, month: Expr, day: Expr) -> Expr:
        months = infix("-", infix("+", infix("*", year, Lit(12)), month), Lit(1))
        first = call(
            "make_date",
            infix("/", months, Lit(12)),
            infix("+", infix("%", months, Lit(12)), Lit(1)),
            Lit(1),
        )
        fits = sql.between(months, Lit(12), Lit(9999 * 12 + 11))
        return when(fits, sql.moved(site, first, infix("-", numeric(day), ONE)))

    year, month = sql.whole(args[0], -20_000, 20_000), sql.whole(args[1], -200_000, 200_000)
    return site.once((year, month, sql.whole(args[2], -5_000_000, 5_000_000)), build)


def _time(args: Args, site: Site) -> Expr:
    """Within one day; blank when it is none."""

    def build(hour: Expr, minute: Expr, second: Expr) -> Expr:
        seconds = infix(
            "+", infix("+", infix("*", hour, Lit(3600)), infix("*", minute, Lit(60))), second
        )
        inside = sql.between(seconds, Lit(0), Lit(86_399))
        step = call("make_interval", *(Lit(0),) * 6, Cast(seconds, "double precision"))
        return when(inside, Cast(step, "time"))

    bounds = (sql.whole(arg, -100_000, 100_000) for arg in args)
    return site.once(tuple(bounds), build)


def _weekday(args: Args, site: Site) -> Expr:
    """1 Sunday … 7 Saturday; kind 2: 1 Monday … 7 Sunday; kind 3: 0 Monday … 6 Sunday."""

    def build(day: Expr, kind: Expr) -> Expr:
        iso, sunday = sql.part("isodow", day), sql.part("dow", day)
        return Case(
            ((infix("=", kind, Lit(2)), iso), (infix("=", kind, Lit(3)), infix("-", iso, ONE))),
            infix("+", sunday, ONE),
        )

    return site.once((args[0], sql.whole(args[1], 0, 99)), build)


def _week(args: Args, site: Site) -> Expr:
    """Weeks begin on Sunday (or Monday for kind 2); the week of 1 January is the first."""

    def build(day: Expr, kind: Expr) -> Expr:
        first = Cast(call("date_trunc", Lit("year"), Cast(day, "timestamp")), "date")
        monday = infix("=", kind, Lit(2))
        shift = when(monday, infix("-", sql.part("isodow", first), ONE), sql.part("dow", first))
        count = infix("+", infix("+", numeric(days_between(day, first)), shift), sql.number(7))
        return call("trunc", infix("/", count, sql.number(7)))

    return site.once((args[0], sql.whole(args[1], 0, 99)), build)


def _months(later: Expr, earlier: Expr) -> Expr:
    """Whole months between two days."""
    age = call("age", Cast(later, "timestamp"), Cast(earlier, "timestamp"))
    years = infix("*", sql.part("year", age), sql.number(12))
    return infix("+", years, sql.part("month", age))


def _dif(args: Args, site: Site) -> Expr:
    """Whole years, months, days …; the unit is a literal."""
    unit = args[2]
    assert isinstance(unit, Param)
    kinds = {kind.name for kind in site.types[:2]}
    moments = tuple(
        sql.absolute(site, arg) if kind.name == "date" else arg
        for arg, kind in zip(args[:2], site.types, strict=False)
    )
    wall = tuple(
        sql.local(site, arg) if kind.name == "moment" else arg
        for arg, kind in zip(args[:2], site.types, strict=False)
    )
    days = tuple(Cast(arg, "date") if "moment" in kinds else arg for arg in wall)

    def exact(seconds: int) -> Expr:
        apart = sql.days_of(infix("-", moments[1], moments[0]))
        return call(
            "trunc", call("round", infix("*", apart, sql.number(86_400 // seconds)), Lit(9))
        )

    def with_days(build: Callable[[Expr, Expr], Expr]) -> Expr:
        return site.once(days, build)

    match str(unit.value):
        case "Y":
            return with_days(lambda a, b: call("trunc", infix("/", _months(b, a), sql.number(12))))
        case "M":
            return with_days(lambda a, b: _months(b, a))
        case "YM":
            return with_days(lambda a, b: call("mod", _months(b, a), sql.number(12)))
        case "MD":
            return with_days(
                lambda a, b: sql.part(
                    "day", call("age", Cast(b, "timestamp"), Cast(a, "timestamp"))
                )
            )
        case "H":
            return exact(3600)
        case "MI":
            return exact(60)
        case "S":
            return exact(1)
        case _:
            return with_days(lambda a, b: numeric(days_between(b, a)))


def _delta(args: Args, site: Site) -> Expr:
    move = sql.moved_moment if site.types[0].name == "moment" else sql.moved
    return move(site, args[0], args[1])


def _edate(args: Args, site: Site) -> Expr:
    return sql.real_day(site, Cast(sql.months_on(site, args[0], args[1]), "date"))


def _month_end(args: Args, site: Site) -> Expr:
    first = call("date_trunc", Lit("month"), Cast(args[0], "timestamp"))
    following = sql.months_on(site, first, infix("+", args[1], ONE))
    return sql.real_day(site, infix("-", Cast(following, "date"), Lit(1)))


def _days360(args: Args, site: Site) -> Expr:
    """Twelve months of 30 days, the American way of Excel."""

    def build(start: Expr, end: Expr) -> Expr:
        first, last = sql.part("day", start), sql.part("day", end)
        ends_february = And((
            infix("=", sql.part("month", start), sql.number(2)),
            infix("=", sql.part("month", infix("+", start, Lit(1))), sql.number(3)),
        ))  # fmt: skip
        from_day = when(ends_february, sql.number(30), call("least", first, sql.number(30)))
        to_day = when(
            And((infix("=", last, sql.number(31)), infix(">=", from_day, sql.number(30)))),
            sql.number(30),
            last,
        )
        years = infix(
            "*", infix("-", sql.part("year", end), sql.part("year", start)), sql.number(360)
        )
        months = infix(
            "*", infix("-", sql.part("month", end), sql.part("month", start)), sql.number(30)
        )
        return infix("+", infix("+", years, months), infix("-", to_day, from_day))

    return site.once(args, build)


def _weekdays_until(day: Expr) -> Expr:
    """Mondays to Fridays from the start of time to `day`, it included."""
    count = infix("+", infix("-", day, START), Lit(7))
    rest = call("least", infix("+", infix("%", count, Lit(7)), Lit(1)), Lit(5))
    return infix("+", infix("*", infix("/", count, Lit(7)), Lit(5)), rest)


def _is_weekday(day: Expr) -> Expr:
    return infix("<", call("date_part", Lit("isodow"), day), Lit(6))


def _network_days(args: Args, site: Site) -> Expr:
    """Both days included; negative when the end is before the start."""
    holidays = args[2]

    def build(start: Expr, end: Expr) -> Expr:
        low, high = call("least", start, end), call("greatest", start, end)
        work = infix("-", _weekdays_until(high), _weekdays_until(infix("-", low, Lit(1))))
        if holidays != NULL:
            alias = site.aliases.fresh()
            day = Col(alias, "v")
            off = And((sql.between(day, low, high), _is_weekday(day)))
            counted = Call("count", (day,), distinct=True)
            free = Scalar(
                Select(
                    (Out(counted, "v"),),
                    FromCall(call("unnest", holidays), alias, ("v",)),
                    where=off,
                )
            )
            work = infix("-", work, free)
        signed = when(infix("<", end, start), Neg(work), work)
        return numeric(signed)

    def known(start: Expr, end: Expr) -> Expr:
        both = And((infix(">=", start, sql.FIRST_DAY), infix(">=", end, sql.FIRST_DAY)))
        return when(both, build(start, end))

    return site.once(args[:2], known)


MOST_WORKDAYS = 10_000


def _workday(args: Args, site: Site) -> Expr:
    """The day so many working days later (or earlier); blank beyond 10,000."""
    holidays = args[2]
    alias = site.aliases.fresh()
    step = Col(alias, "i")

    def build(start: Expr, count: Expr) -> Expr:
        size = call("abs", count)
        sign = when(infix("<", count, Lit(0)), Lit(-1), Lit(1))
        day = infix("+", start, infix("*", sign, step))
        free: Expr = _is_weekday(day)
        spare = infix("+", infix("*", size, Lit(2)), Lit(10))
        if holidays != NULL:
            free = And((free, Not(sql.truth(AnyOf(day, holidays)))))
            spare = infix(
                "+",
                spare,
                infix("*", call("coalesce", call("cardinality", holidays), Lit(0)), Lit(3)),
            )
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


_WRITTEN = string(r"^\s*([0-9]{1,4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(\s.*)?$")


def _date_value(args: Args, site: Site) -> Expr:
    """A date written as 2026-01-31, 2026/1/31 or 2026年1月31日; blank when it is none."""

    def build(year: Expr, month: Expr, day: Expr) -> Expr:
        first = call("make_date", year, month, Lit(1))
        made = infix("+", first, infix("-", day, Lit(1)))
        real = infix("=", call("date_part", Lit("month"), made), Cast(month, "double precision"))
        fits = And((
            sql.between(year, Lit(1), Lit(9999)), sql.between(month, Lit(1), Lit(12)),
            sql.between(day, Lit(1), Lit(31)),
        ))  # fmt: skip
        return when(fits, when(real, made))

    def number_of(place: str) -> Expr:
        shown = call("regexp_replace", args[0], _WRITTEN, string("\\" + place))
        return when(infix("~", args[0], _WRITTEN), Cast(shown, "integer"))

    return site.once(tuple(number_of(place) for place in "123"), build)


def _same(types: tuple[Type, ...]) -> Type:
    return types[0]


DATES = (
    Function("DATE", "date", (number("year"), number("month"), number("day")), DATE, _date, "由年月日得到日期，超出的月日顺延", "The date of a year, month and day; what is beyond rolls over", (("DATE(2026, 1, 31)", "2026-01-31"), ("DATE(2026, 14, 1)", "2027-02-01"), ("DATE(2026, 3, 0)", "2026-02-28"), ("DATE(99999, 1, 1)", ""), ("DATE(9999, 12, 32)", ""))),
    Function("DATEVALUE", "date", (text("text"),), DATE, _date_value, "文本转日期；不是日期为空", "A text as a date; blank when it is none", (('DATEVALUE("2026-01-31")', "2026-01-31"), ('DATEVALUE("2026年2月1日")', "2026-02-01"), ('DATEVALUE("2026-02-31")', ""), ('DATEVALUE("abc")', ""))),
    Function("TIME", "date", (number("hour"), number("minute"), number("second", 0)), TIME, _time, "由时分秒得到时间", "The time of an hour, minute and second", (("TIME(9, 30, 0)", "09:30:00"), ("TIME(25, 0)", ""))),
    Function("TODAY", "date", (), DATE, lambda args, site: site.frame.today(), "今天", "Today", (("TODAY()", "2026-01-15"), ("TODAY() + 20", "2026-02-04")), live="clock"),
    Function("NOW", "date", (), MOMENT, lambda args, site: site.frame.now(), "此刻", "This moment", (("NOW()", "2026-01-15 10:30:00"),), ("SYSTIME",), live="clock"),
    Function("YEAR", "date", (one("date", "date"),), NUMBER, part("year"), "年", "The year", (("YEAR(due)", "2026"), ("YEAR(BLANK())", ""))),
    Function("MONTH", "date", (one("date", "date"),), NUMBER, part("month"), "月", "The month", (("MONTH(due)", "1"),)),
    Function("DAY", "date", (one("date", "date"),), NUMBER, part("day"), "日", "The day of the month", (("DAY(due)", "31"),)),
    Function("HOUR", "date", (one("time", "clock"),), NUMBER, part("hour"), "时", "The hour", (("HOUR(opened)", "9"), ("HOUR(starts)", "8"))),
    Function("MINUTE", "date", (one("time", "clock"),), NUMBER, part("minute"), "分", "The minute", (("MINUTE(opened)", "30"),)),
    Function("SECOND", "date", (one("time", "clock"),), NUMBER, lambda args, site: call("trunc", sql.part("second", args[0])), "秒", "The second", (("SECOND(opened)", "0"),)),
    Function("WEEKDAY", "date", (one("date", "date"), number("kind", 1)), NUMBER, _weekday, "星期几：1 为周日；第二参数 2 时 1 为周一", "The day of the week: 1 is Sunday; with 2, 1 is Monday", (("WEEKDAY(DATE(2026, 1, 31))", "7"), ("WEEKDAY(DATE(2026, 1, 31), 2)", "6"))),
    Function("WEEKNUM", "date", (one("date", "date"), number("kind", 1)), NUMBER, _week, "一年中的第几周", "The week of the year", (("WEEKNUM(DATE(2026, 1, 1))", "1"), ("WEEKNUM(DATE(2026, 1, 4))", "2"), ("WEEKNUM(DATE(2026, 1, 4), 2)", "1"))),
    Function("ISOWEEKNUM", "date", (one("date", "date"),), NUMBER, part("week"), "ISO 周数", "The ISO week", (("ISOWEEKNUM(DATE(2026, 1, 1))", "1"), ("ISOWEEKNUM(DATE(2027, 1, 1))", "53"))),
    Function("QUARTER", "date", (one("date", "date"),), NUMBER, part("quarter"), "季度", "The quarter", (("QUARTER(DATE(2026, 8, 1))", "3"),)),
    Function("DAYS", "date", (one("end", "date"), one("start", "date")), NUMBER, lambda args, site: numeric(days_between(args[0], args[1])), "相差天数：结束, 开始", "Days from the start (second) to the end (first)", (("DAYS(DATE(2026, 2, 1), DATE(2026, 1, 31))", "1"), ("DAYS(TODAY(), due)", "-16"), ("DAYS(due, BLANK())", ""))),
    Function("DATEDIF", "date", (one("start", "day"), one("end", "day"), choice("unit", "Y", "M", "D", "YM", "MD", "H", "MI", "S")), NUMBER, _dif, "相差的整年、月、天、时、分（MI）、秒", "Whole years, months, days, hours, minutes (MI), seconds between", (('DATEDIF(DATE(2025, 3, 15), DATE(2026, 3, 14), "Y")', "0"), ('DATEDIF(DATE(2025, 3, 15), DATE(2026, 3, 14), "m")', "11"), ('DATEDIF(DATE(2026, 1, 1), DATE(2026, 3, 1), "D")', "59"), ('DATEDIF(opened, NOW(), "H")', "1"), ('DATEDIF(opened, NOW(), "MI")', "60"))),
    Function("DATEDELTA", "date", (one("date", "day"), number("days")), _same, _delta, "几天之后（负数为之前）", "So many days later (earlier when negative)", (("DATEDELTA(due, 1)", "2026-02-01"), ("DATEDELTA(opened, -1)", "2026-01-14 09:30:00"), ("DATEDELTA(due, 1e20)", ""))),
    Function("EDATE", "date", (one("date", "date"), number("months")), DATE, _edate, "几个月之后的同一天", "The same day so many months later", (("EDATE(due, 1)", "2026-02-28"), ("EDATE(due, -12)", "2025-01-31"), ("EDATE(due, 1e9)", ""))),
    Function("EOMONTH", "date", (one("date", "date"), number("months", 0)), DATE, _month_end, "几个月之后的月末", "The last day of the month so many months later", (("EOMONTH(DATE(2026, 1, 15), 1)", "2026-02-28"), ("EOMONTH(DATE(2026, 1, 15))", "2026-01-31"))),
    Function("DAYS360", "date", (one("start", "date"), one("end", "date")), NUMBER, _days360, "按一年 360 天计算的天数", "Days in a year of 360", (("DAYS360(DATE(2026, 1, 30), DATE(2026, 2, 28))", "28"), ("DAYS360(DATE(2026, 1, 31), DATE(2026, 12, 31))", "330"))),
    Function("NETWORKDAYS", "date", (one("start", "date"), one("end", "date"), _HOLIDAYS), NUMBER, _network_days, "工作日天数（含首尾，可给节假日列表）", "Working days from start to end, both included; holidays may be given", (("NETWORKDAYS(DATE(2026, 1, 1), DATE(2026, 1, 31))", "22"), ("NETWORKDAYS(DATE(2026, 1, 31), DATE(2026, 1, 1))", "-22"), ("NETWORKDAYS(DATE(2026, 1, 1), DATE(2026, 1, 31), orders.day)", "21"), ("NETWORKDAYS(BLANK(), due)", ""))),
    Function("WORKDAY", "date", (one("start", "date"), number("days"), _HOLIDAYS), DATE, _workday, "几个工作日之后（可给节假日列表）", "The day so many working days later; holidays may be given", (("WORKDAY(DATE(2026, 1, 30), 1)", "2026-02-02"), ("WORKDAY(DATE(2026, 2, 2), -1)", "2026-01-30"), ("WORKDAY(DATE(2025, 12, 31), 1, orders.day)", "2026-01-02"), ("WORKDAY(DATE(2026, 1, 30), 0)", "2026-01-30"), ("WORKDAY(due, 1e12)", ""))),
)  # fmt: skip
