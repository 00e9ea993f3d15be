"""A few functions against a plain rendering of their rule in Python, over many values."""

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import asyncpg
from tests.pg.formula.frames import answer

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
