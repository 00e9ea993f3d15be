"""No formula that compiles makes the database raise an error, whatever a person writes or records hold."""

import random
from collections.abc import Callable

import asyncpg
import pytest
from tests.pg.formula.frames import BARE, FULL, answer
from tests.pure.formula.deals import DEAL

from tombolo.base.errors import Invalid
from tombolo.formula.compile import compile_text
from tombolo.formula.functions.all import FUNCTIONS
from tombolo.formula.functions.function import Function, Parameter
from tombolo.formula.types import TEXT

NASTY: dict[str, list[str]] = {
    "number": ["0", "-1", "1", "0.5", "-2.5", "1e29", "-1e29", "1e-29", "99999999999", "amount", "rate",
               "BLANK()", "32768", "2147483648", "SUM(lines.qty)", "amount / 0", "700", "-700"],
    "text": ['""', '"a"', "name", "note", '"2026-02-31"', '"1e5"', '"%_\\"', '"中文 ß İ"', "BLANK()", "' '",
             'REPT("ab", 16000)', '"-"', '"99999999999999999999999999999999999999"', "'0000-00-00'", '"."'],
    "boolean": ["TRUE", "FALSE", "flag", "BLANK()", "amount > 1"],
    "date": ["due", "paid", "'0001-01-01'", "'9999-12-31'", "TODAY()", "BLANK()", "DATE(2024, 2, 29)"],
    "moment": ["opened", "NOW()", "BLANK()", "'0001-01-01 00:00'", "'9999-12-31 23:59'"],
    "time": ["starts", "TIME(23, 59, 59)", "BLANK()", "'00:00'"],
    "list": ["tags", "lines.qty", "orders.day", "lines.name", 'SPLIT(name, "")', "BLANK()", "orders.amount"],
}  # fmt: skip
NASTY["any"] = [*NASTY["number"], *NASTY["text"], *NASTY["date"], *NASTY["boolean"]]
NASTY["ordered"] = [*NASTY["number"], *NASTY["date"]]
NASTY["day"] = [*NASTY["date"], *NASTY["moment"]]
NASTY["clock"] = [*NASTY["time"], *NASTY["moment"], "due"]
NASTY["shown"] = [*NASTY["any"], *NASTY["time"], *NASTY["moment"]]
LITERALS = {
    "format": ['"0.00"', '"#,##0"', '"yyyy-MM-dd"', '"0%"'],
    "pattern": ['"^a.*$"', r'"\d{3}"'],
}


def argument(parameter: Parameter, chance: random.Random, inner: Callable[[str], str]) -> str:
    if parameter.literal:
        return chance.choice(
            LITERALS.get(parameter.literal) or [f'"{c}"' for c in parameter.choices]
        )
    return inner(parameter.wants)


def written(function: Function, chance: random.Random, depth: int) -> str:
    """A call of the function with nasty arguments, some of them calls again."""

    def inner(wants: str) -> str:
        if depth and chance.random() < 0.4:
            fitting = [
                f
                for f in FUNCTIONS
                if getattr(f.result, "name", "") == wants and f.family != "rows"
            ]
            if fitting:
                return written(chance.choice(fitting), chance, depth - 1)
        return chance.choice(NASTY[wants])

    args: list[str] = []
    for parameter in function.parameters:
        if parameter.optional and chance.random() < 0.4:
            break
        args.append(argument(parameter, chance, inner))
        if parameter.repeated:
            args.append(argument(parameter, chance, inner))
    return f"{function.name}({', '.join(args)})"


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
async def test_nothing_fails(deals: asyncpg.Connection, function: Function) -> None:
    chance = random.Random(function.name)
    for _ in range(60):
        formula = written(function, chance, depth=2)
        try:
            compile_text(formula, DEAL, TEXT)
        except Invalid:
            continue
        try:
            await answer(deals, formula, TEXT, chance.choice([FULL, BARE]))
        except (asyncpg.PostgresError, ValueError, OverflowError) as error:
            pytest.fail(f"{formula}: {error}")


OPERATORS = ["+", "-", "*", "/", "^"]


async def test_arithmetic_never_fails(deals: asyncpg.Connection) -> None:
    chance = random.Random(7)
    pool = [*NASTY["number"], "due", "opened", "paid", "NOW()"]
    ran = 0
    for _ in range(500):
        formula = " ".join(
            part
            for _ in range(chance.randint(1, 6))
            for part in (chance.choice(pool), chance.choice(OPERATORS))
        )[:-2]
        try:
            compile_text(formula, DEAL)
        except Invalid:
            continue
        ran += 1
        try:
            await answer(deals, formula)
        except (asyncpg.PostgresError, ValueError, OverflowError) as error:
            pytest.fail(f"{formula}: {error}")
    assert ran > 150


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("9^9^9", None),
        ('LEN(rept("a", 1e9))', 0),
        ('LEN(REPT("a", 32767))', 32767),
        ("*".join(["1e29"] * 1_900)[: 9_999], "deep"),
        ("PRODUCT(" + ",".join(["1e29"] * 1_900) + ")", None),
        ("LEN(" + "&".join(['REPT("a",32767)'] * 500) + ")", 32767 * 500),
    ],
    ids=["power", "rept", "longest", "chain", "product", "texts"],
)  # fmt: skip
async def test_bounded(deals: asyncpg.Connection, formula: str, result: object) -> None:
    if result == "deep":
        with pytest.raises(Invalid):
            compile_text(formula, DEAL)
        return
    assert await answer(deals, formula) == result
