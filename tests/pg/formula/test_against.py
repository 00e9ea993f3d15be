"""A few functions against a plain rendering of their rule in Python, over many values."""

import operator
import random
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import asyncpg
from tests.pg.formula.frames import BARE, FULL, answer

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
        assert await answer(deals, f"NETWORKDAYS('{start}', '{end}')") == len(weekdays)
        later = [day for day in span[1:] if day.weekday() < 5]
        if later:
            assert await answer(deals, f"WORKDAY('{start}', {len(later)})") == later[-1]
            assert await answer(
                deals, f"WORKDAY('{end + timedelta(days=1)}', {-len(weekdays)})"
            ) == (weekdays[0] if weekdays else end)


async def test_a_moment_beside_a_day(deals: asyncpg.Connection) -> None:
    """The day of the moment in the workspace's zone (Asia/Shanghai, no summer time today) decides."""
    orders = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    zone = ZoneInfo("Asia/Shanghai")
    days = [date(2026, 2, 28), date(2026, 3, 1), date(1, 1, 1), date(9999, 12, 31)]
    for wall in ("2026-02-28 23:59:59", "2026-03-01 00:00:00", "2026-03-01 23:59:59"):
        moment = datetime.fromisoformat(wall).replace(tzinfo=zone)
        await deals.execute("update deal set opened = $1 where id::text = $2", moment, FULL)
        for day in days:
            text = f"'{day:%Y-%m-%d}'" if day.year > 1000 else f"'{day.isoformat()}'"
            for op, holds in orders.items():
                expected = holds(moment.date(), day)
                there = f"opened {op} {text}"
                assert await answer(deals, there) is expected, (wall, there)
                back = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[op]
                assert await answer(deals, f"{text} {back} opened") is expected, (wall, there)
                assert await answer(deals, there, record=BARE) is False
