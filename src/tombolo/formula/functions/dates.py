"""Dates: the calendar from year 1 to 9999; beyond it, and for what is no date, blank.

Moments are taken apart as the workspace's wall clock shows them.
"""

# ruff: noqa: ARG005 - a rule of the table takes what all rules take

from collections.abc import Callable

from tombolo.formula import sql
from tombolo.formula.functions.function import (
    Function,
    choice,
    number,
    one,
    text,
)  # fmt: skip
from tombolo.formula.sql import ONE, Site, call, infix, numeric, string, when
from tombolo.formula.types import DATE, MOMENT, NUMBER, TIME, Type
from tombolo.pg.tree import (
    And,
    Case,
    Cast,
    Expr,
    Lit,
    Param,
)  # fmt: skip

Args = tuple[Expr, ...]


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


def _days_beyond_months(site: Site, earlier: Expr, later: Expr) -> Expr:
    """The days after the last whole month."""
    months = sql.months_on(site, earlier, _months(later, earlier))
    return numeric(days_between(later, Cast(months, "date")))


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
            return with_days(lambda a, b: _days_beyond_months(site, a, b))
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


MOST_SECONDS = 200_000_000_000  # more than the calendar has


def _date_and_time(args: Args, site: Site) -> Expr:
    """A wall clock's moment; hours, minutes and seconds beyond their range roll over."""

    def clock(day: Expr, seconds: Expr) -> Expr:
        zero = Lit(0)
        step = call("make_interval", *(zero,) * 6, Cast(seconds, "double precision"))
        fits = sql.between(seconds, sql.number(-MOST_SECONDS), sql.number(MOST_SECONDS))
        wall = site.once((when(fits, infix("+", Cast(day, "timestamp"), step)),), _on_calendar)
        return sql.absolute(site, wall)

    hours, minutes, seconds = args[3:]
    count = infix(
        "+",
        infix("+", infix("*", hours, sql.number(3600)), infix("*", minutes, sql.number(60))),
        seconds,
    )
    return site.once((_date(args[:3], site), count), clock)


def _on_calendar(wall: Expr) -> Expr:
    """A timestamp from year 1 to 9999, or blank."""
    first = Cast(sql.FIRST_DAY, "timestamp")
    end = infix("+", sql.LAST_DAY, Lit(1))
    return when(And((infix(">=", wall, first), infix("<", wall, Cast(end, "timestamp")))), wall)


EPOCH = Cast(Lit("1970-01-01 00:00:00+00"), "timestamptz")


def _from_stamp(args: Args, site: Site) -> Expr:
    """Milliseconds since 1970 as a moment; blank beyond the calendar."""
    return sql.moved_moment(site, EPOCH, infix("/", args[0], sql.number(86_400_000)))


def _stamp(args: Args, site: Site) -> Expr:
    moment = args[0] if site.types[0].name == "moment" else sql.absolute(site, args[0])
    apart = sql.days_of(infix("-", moment, EPOCH))
    return call("round", infix("*", apart, sql.number(86_400_000)))


_SECONDS = {"D": 86_400, "W": 604_800, "H": 3_600, "MI": 60, "S": 1}


def _added(args: Args, site: Site) -> Expr:
    """Months keep the day, or take the last one of a shorter month; the rest is counted through."""
    unit = args[2]
    assert isinstance(unit, Param)
    is_moment = site.types[0].name == "moment"
    months = {"Y": 12, "M": 1}.get(str(unit.value))
    if months is None:
        seconds = _SECONDS[str(unit.value)]
        days = infix("/", infix("*", args[1], sql.number(seconds)), sql.number(86_400))
        move = sql.moved_moment if is_moment else sql.moved
        return move(site, args[0], days)
    count = infix("*", args[1], sql.number(months))
    if not is_moment:
        return sql.real_day(site, Cast(sql.months_on(site, args[0], count), "date"))
    wall = sql.months_on(site, sql.local(site, args[0]), count)
    return sql.absolute(site, site.once((wall,), _on_calendar))


_CLOCK = string(r"^\s*([0-9]{1,2})[:：]([0-9]{2})([:：]([0-9]{2}))?\s*$")


def _time_value(args: Args, site: Site) -> Expr:
    """A time written as 9:30 or 09:30:15; blank when it is none."""

    def number_of(place: str) -> Expr:
        shown = call("regexp_replace", args[0], _CLOCK, string("\\" + place))
        return when(infix("~", args[0], _CLOCK), call("nullif", shown, Lit("")))

    def build(*parts: Expr) -> Expr:
        given = tuple(sql.numeric(part) for part in parts[:2])
        second = sql.filled(sql.numeric(parts[2]), sql.ZERO)
        real = And((
            infix("<", given[1], sql.number(60)), infix("<", second, sql.number(60)),
        ))  # fmt: skip
        return when(real, _time((*given, second), site))

    return site.once(tuple(number_of(place) for place in "124"), build)


def _same(types: tuple[Type, ...]) -> Type:
    return types[0]


# What DATE is with a time of day behind it, or on its own: the rule of special.py sets these.
_DAY = (number("year"), number("month"), number("day"), *(number(name, 0) for name in ("hour", "minute", "second")))  # fmt: skip
DATE_AND_TIME = Function("DATE", "date", _DAY, MOMENT, _date_and_time, "", "", ())
FROM_STAMP = Function("DATE", "date", (number("milliseconds"),), MOMENT, _from_stamp, "", "", ())
YMD = Function("DATE", "date", _DAY[:3], DATE, _date, "", "", ())

DATES = (
    Function("DATE", "date", (number("year"), *(number(name, 0) for name in ("month", "day", "hour", "minute", "second"))), DATE, _date, "由年月日（可带时分秒）得到日期（时间），超出的月日顺延；只有一个参数时为毫秒时间戳或日期", "The date of a year, month and day, with hour, minute and second a moment; what is beyond rolls over. Alone: milliseconds since 1970, or a date", (("DATE(2026, 1, 31, 9, 30, 0)", "2026-01-31 09:30:00"), ("DATE(TIMESTAMP(opened))", "2026-01-15 09:30:00"), ("DATE(opened)", "2026-01-15"), ("DATE(2026, 1, 31)", "2026-01-31"), ("DATE(2026, 14, 1)", "2027-02-01"), ("DATE(2026, 3, 0)", "2026-02-28"), ("DATE(99999, 1, 1)", ""), ("DATE(9999, 12, 32)", "")), special="date", blank=("超出公元 1 到 9999 年为空", "Blank beyond the years 1 to 9999")),
    Function("TIMESTAMP", "date", (one("date", "day"),), NUMBER, _stamp, "毫秒时间戳", "Milliseconds since 1970", (("TIMESTAMP(opened)", "1768440600000"), ("TIMESTAMP(DATE(1970, 1, 2))", "57600000"))),
    Function("TIMEVALUE", "date", (text("text"),), TIME, _time_value, "文本转时间；不是时间为空", "A text as a time; blank when it is none", (('TIMEVALUE("9:30")', "09:30:00"), ('TIMEVALUE("25:00")', ""), ('TIMEVALUE("x")', ""))),
    Function("DATEADD", "date", (one("date", "day"), number("count"), choice("unit", "Y", "M", "W", "D", "H", "MI", "S")), _same, _added, "加年（Y）、月（M）、周（W）、天（D）、时（H）、分（MI）、秒（S）", "So many years, months, weeks, days, hours, minutes (MI) or seconds later", (('DATEADD(due, 1, "M")', "2026-02-28"), ('DATEADD(due, -1, "Y")', "2025-01-31"), ('DATEADD(opened, 90, "MI")', "2026-01-15 11:00:00"), ('DATEADD(opened, 1, "M")', "2026-02-15 09:30:00"), ('DATEADD(due, 1e9, "D")', "")), blank=("日期（不带时间）不足一天的部分舍去", "Of a date without a time, parts of a day are cut off")),
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
    Function("DATEDIF", "date", (one("start", "day"), one("end", "day"), choice("unit", "Y", "M", "D", "YM", "MD", "H", "MI", "S")), NUMBER, _dif, "相差的整年、月、天、时、分（MI）、秒", "Whole years, months, days, hours, minutes (MI), seconds between", (('DATEDIF(DATE(2025, 3, 15), DATE(2026, 3, 14), "Y")', "0"), ('DATEDIF(DATE(2025, 3, 15), DATE(2026, 3, 14), "m")', "11"), ('DATEDIF(DATE(2026, 1, 1), DATE(2026, 3, 1), "D")', "59"), ('DATEDIF(opened, NOW(), "H")', "1"), ('DATEDIF(opened, NOW(), "MI")', "60")), blank=("单位不分大小写：M、m 都是月，分钟写 MI", "Units in either case: M and m are months, minutes are MI")),
    Function("DATEDELTA", "date", (one("date", "day"), number("days")), _same, _delta, "几天之后（负数为之前）", "So many days later (earlier when negative)", (("DATEDELTA(due, 1)", "2026-02-01"), ("DATEDELTA(opened, -1)", "2026-01-14 09:30:00"), ("DATEDELTA(due, 1e20)", ""))),
    Function("EDATE", "date", (one("date", "date"), number("months")), DATE, _edate, "几个月之后的同一天", "The same day so many months later", (("EDATE(due, 1)", "2026-02-28"), ("EDATE(due, -12)", "2025-01-31"), ("EDATE(due, 1e9)", ""))),
    Function("EOMONTH", "date", (one("date", "date"), number("months", 0)), DATE, _month_end, "几个月之后的月末", "The last day of the month so many months later", (("EOMONTH(DATE(2026, 1, 15), 1)", "2026-02-28"), ("EOMONTH(DATE(2026, 1, 15))", "2026-01-31"))),
    Function("DAYS360", "date", (one("start", "date"), one("end", "date")), NUMBER, _days360, "按一年 360 天计算的天数", "Days in a year of 360", (("DAYS360(DATE(2026, 1, 30), DATE(2026, 2, 28))", "28"), ("DAYS360(DATE(2026, 1, 31), DATE(2026, 12, 31))", "330"))),
)  # fmt: skip
