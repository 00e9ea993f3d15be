"""A few functions against a plain rendering of their rule in Python, over many values."""

import calendar
import operator
import random
import statistics
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from zoneinfo import ZoneInfo

import asyncpg
from tests.pg.formula.frames import BARE, FULL, answer

ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
DIGITS = "零壹贰叁肆伍陆柒捌玖"


def spelled(amount: Decimal) -> str:
    """人民币大写, group by group."""
    cents = int((abs(amount) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if not cents:
        return "零元整"
    yuan, rest = divmod(cents, 100)
    text = whole(yuan) + "元" if yuan else ""
    jiao, fen = divmod(rest, 10)
    if jiao:
        text += DIGITS[jiao] + "角"
    elif fen and yuan:
        text += "零"
    text += DIGITS[fen] + "分" if fen else "整"
    return ("负" if amount < 0 else "") + text


def whole(number: int) -> str:
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if low and low < size // 10 else ""
            return whole(high) + name + (gap + whole(low) if low else "")
    text, pending = "", False
    for unit, name in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if pending and text else "") + DIGITS[digit] + name
            pending = False
        else:
            pending = True
    return text


async def test_amounts_in_capitals(deals: asyncpg.Connection) -> None:
    chance = random.Random(1)
    amounts = [
        Decimal(n)
        for n in (
            1,
            10,
            11,
            100,
            101,
            1000,
            10000,
            10001,
            100100,
            1001000,
            10**8,
            10**8 + 1,
            10**12,
            10**12 + 10**4,
        )
    ]
    amounts += [
        Decimal(int("".join(chance.choice("00123456789") for _ in range(chance.randint(1, 15)))))
        / 100
        for _ in range(300)
    ]
    wrong = [
        (amount, got, spelled(amount))
        for amount in amounts
        if (got := await answer(deals, f"RMBCAP({amount:f})")) != spelled(amount)
    ]
    assert wrong == []


async def test_working_days(deals: asyncpg.Connection) -> None:
    chance = random.Random(2)
    for _ in range(150):
        start = date(2026, 1, 1) + timedelta(days=chance.randint(-800, 800))
        end = start + timedelta(days=chance.randint(0, 60))
        span = [start + timedelta(days=n) for n in range((end - start).days + 1)]
        weekdays = [day for day in span if day.weekday() < 5]
        assert await answer(deals, f"NETWORKDAYS('{start}', '{end}', BLANK())") == len(weekdays)
        later = [day for day in span[1:] if day.weekday() < 5]
        if later:
            assert await answer(deals, f"WORKDAY('{start}', {len(later)}, BLANK())") == later[-1]
            assert await answer(
                deals, f"WORKDAY('{end + timedelta(days=1)}', {-len(weekdays)}, BLANK())"
            ) == (weekdays[0] if weekdays else end)


async def test_a_moment_beside_a_day(deals: asyncpg.Connection) -> None:
    """The day of the moment in the workspace's zone (Asia/Shanghai, no summer time today) decides."""
    zone = ZoneInfo("Asia/Shanghai")
    days = [date(2026, 2, 28), date(2026, 3, 1), date(1, 1, 1), date(9999, 12, 31)]
    work = deals.transaction()
    await work.start()
    try:
        for wall in ("2026-02-28 23:59:59", "2026-03-01 00:00:00", "2026-03-01 23:59:59"):
            moment = datetime.fromisoformat(wall).replace(tzinfo=zone)
            await deals.execute("update deal set opened = $1 where id::text = $2", moment, FULL)
            for day in days:
                await compared(deals, moment.date(), day)
    finally:
        await work.rollback()


async def compared(deals: asyncpg.Connection, opened: date, day: date) -> None:
    text = f"'{day:%Y-%m-%d}'" if day.year > 1000 else f"'{day.isoformat()}'"
    for op, holds in ORDERS.items():
        there = f"opened {op} {text}"
        assert await answer(deals, there) is holds(opened, day), (opened, there)
        back = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[op]
        assert await answer(deals, f"{text} {back} opened") is holds(opened, day), there
        assert await answer(deals, there, record=BARE) is False


async def test_months_end_where_they_end(deals: asyncpg.Connection) -> None:
    chance = random.Random(3)
    for _ in range(150):
        day = date(1990, 1, 1) + timedelta(days=chance.randint(0, 30_000))
        months = chance.randint(-400, 400)
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        moved = date(year, month + 1, min(day.day, last))
        assert await answer(deals, f"EDATE('{day}', {months})") == moved
        assert await answer(deals, f"DATEADD('{day}', {months}, 'M')") == moved
        assert await answer(deals, f"EOMONTH('{day}', {months})") == date(year, month + 1, last)


async def test_the_calendar_of_the_workspace(deals: asyncpg.Connection) -> None:
    """Working days walked one by one, with days off and weekend days that are worked."""
    chance = random.Random(4)
    known = await deals.fetch("select day, works from sys_holiday")
    off = {row["day"] for row in known if not row["works"]}
    worked = {row["day"] for row in known if row["works"]}

    def works(day: date) -> bool:
        return (day.weekday() < 5 or day in worked) and day not in off

    for _ in range(150):
        start = date(2026, 2, 1) + timedelta(days=chance.randint(0, 40))
        days = chance.randint(0, 30)
        span = [start + timedelta(days=n) for n in range(days + 1)]
        counted = sum(works(day) for day in span)
        assert await answer(deals, f"NETWORKDAYS('{start}', '{span[-1]}')") == counted
        later = [day for day in span[1:] if works(day)]
        if later:
            assert await answer(deals, f"WORKDAY('{start}', {len(later)})") == later[-1]
            earlier = [day for day in span[:-1] if works(day)]
            back = await answer(deals, f"WORKDAY('{span[-1]}', {-len(earlier)})")
            assert back == (earlier[0] if earlier else span[-1])


async def test_chance_falls_anew_for_each_row(deals: asyncpg.Connection) -> None:
    for drawn in ("RAND()", "RANDBETWEEN(1, 1e9)", "UUID()", "ROUND(RAND() * 1e9)"):
        each = f"LENGTH(UNIQUE(FILTER(IF(lines.price > 0, {drawn}, {drawn}), TRUE)))"
        assert await answer(deals, each) == 3, drawn
    for _ in range(50):
        assert 0 <= await answer(deals, "RAND()") < 1
        assert await answer(deals, "RANDBETWEEN(-1.5, 2.5)") in {-1, 0, 1, 2}


async def test_rounding(deals: asyncpg.Connection) -> None:
    chance = random.Random(6)
    roads = {"ROUND": ROUND_HALF_UP, "ROUNDUP": ROUND_UP, "ROUNDDOWN": ROUND_DOWN}
    for _ in range(60):
        value = Decimal(chance.randint(-(10**8), 10**8)) / 10 ** chance.randint(0, 6)
        places = chance.randint(-3, 5)
        for name, road in roads.items():
            step = Decimal(1).scaleb(-places)
            expected = value.quantize(step, road)
            assert await answer(deals, f"{name}({value:f}, {places})") == expected, (
                name,
                value,
                places,
            )


async def test_statistics(deals: asyncpg.Connection) -> None:
    """Lists of numbers against Python's own statistics."""
    chance = random.Random(5)
    for _ in range(60):
        values = [Decimal(chance.randint(-99, 99)) / 4 for _ in range(chance.randint(2, 12))]
        await deals.execute("delete from probe")
        await deals.executemany(
            "insert into probe values ($1::text::uuid, $2, $3)",
            [(FULL, place, value) for place, value in enumerate(values)],
        )
        share = Decimal(chance.randint(0, 100)) / 100
        ordered = sorted(values)
        way = share * (len(values) - 1)
        low, high = ordered[int(way)], ordered[min(int(way) + 1, len(values) - 1)]
        expected = low + (way - int(way)) * (high - low)
        assert await answer(deals, f"PERCENTILE(probes.value, {share})") == expected
        assert await answer(deals, "MEDIAN(probes.value)") == statistics.median(values)
        some = chance.choice(values)
        before = sum(value > some for value in values)
        assert await answer(deals, f"RANK({some}, probes.value)") == before + 1
        below = sum(value < some for value in values)
        assert await answer(deals, f"RANK({some}, probes.value, 1)") == below + 1
        spread = await answer(deals, "STDEV(probes.value)")
        assert abs(spread - statistics.stdev(values)) < Decimal("1e-12")
        assert await answer(deals, "PRODUCT(probes.value)") == prod(values)
        best = max(values, key=lambda value: (values.count(value), -values.index(value)))
        most = await answer(deals, "MODE(probes.value)")
        assert most == (best if values.count(best) > 1 else None)
        listed = await answer(deals, "SORT(probes.value, TRUE)")
        assert listed == sorted(values, reverse=True)


def prod(values: list[Decimal]) -> Decimal:
    with localcontext() as exact:
        exact.prec = 200
        found = Decimal(1)
        for value in values:
            found *= value
    return found
