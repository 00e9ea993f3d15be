"""What a person writes never stops the server: patterns, lengths and sizes that would run away."""

import asyncpg
import pytest
from tests.pg.formula.frames import answer
from tests.pure.formula.deals import DEAL

from tombolo.formula.compile import problems_of
from tombolo.pg.pool import Limits, Place

HOSTILE = [
    "(a|a)*b", "(x*x*x*x*x*x*x*x*x*x*)y", "(x|xx|xxx){0,100}y", "(x|y)?" * 30 + "z", "(.*)(.*)(.*)(.*)(.*)z",
    "[a-z]{0,100}[a-z]{0,100}[a-z]{0,100}[a-z]{0,100}y", "x{100}" * 30 + "y", "(x*)(x*)(x*)(x*)(x*)(x*)$",
    "(x{1,100})(x{1,100})(x{1,100})(x{1,100})$", "^(x|xx)*(x|xxx)*(xx|xxx)*$",
]  # fmt: skip


@pytest.mark.parametrize("pattern", HOSTILE)
async def test_no_pattern_runs_away(deals: asyncpg.Connection, pattern: str) -> None:
    """On 30,000 characters every pattern that may be written is answered inside of the limit."""
    whole = 'REPT("x", 30000)'
    async with deals.transaction():
        await deals.execute("set local statement_timeout = '5s'")
        assert await answer(deals, f'REGEXMATCH({whole}, "{pattern}")') is not None
        assert await answer(deals, f'LEN(REGEXREPLACE({whole}, "{pattern}", "k\\1"))') is not None
        assert await answer(deals, f'LEN(REGEXEXTRACT({whole}, "{pattern}", 1))') is not None


@pytest.mark.parametrize(
    "pattern", ["(a+)+", r"(a)\1", "(?=a)", "(?<=a)b", "a**", "((a*)b)*", "a{200}"]
)
def test_patterns_that_could_are_refused(pattern: str) -> None:
    for formula in (f'REGEXMATCH(name, "{pattern}")', f'REGEXREPLACE(name, "{pattern}", "")'):
        assert [one.code for one in problems_of(formula, DEAL)] == ["formula.bad_pattern"]


async def test_the_limit_ends_even_what_the_language_refuses(server: Place) -> None:
    """The last line of defence: a matcher that does run away is cancelled, and the server answers on."""
    connection = await asyncpg.connect(server.dsn, database="postgres")
    try:
        await connection.execute("set statement_timeout = '500ms'")
        text = "".join(chr(97 + n * n % 23) for n in range(30_000))
        with pytest.raises(asyncpg.QueryCanceledError):
            await connection.fetchval("select $1 ~ $2", text, r"(.+)(.+)(.+)(.+)\4\3\2\1\1\2!?$")
        assert await connection.fetchval("select 1") == 1
    finally:
        await connection.close()


def test_every_transaction_has_a_limit() -> None:
    assert Limits().statement == "10s"


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("1" + " + 1" * 2_499 + " " * 10, "formula.too_long"),
        ("1" + "+1" * 4_000, "formula.too_deep"),
        ("(" * 5_000, "formula.too_deep"),
        ("SUM(" * 70 + "1" + ")" * 70, "formula.too_deep"),
        ("SWITCH(" * 40 + "amount" + ",1,2,3,4)" * 40, "formula.expands"),
        ("LET(" + "".join(f"a{n}, {f'a{n - 1}' if n else 'amount'} + {f'a{n - 1}' if n else 1}, " for n in range(40)) + "a39)", "formula.expands"),
        ("LET(" + "".join(f"a{n}, -{f'a{n - 1}' if n else 'amount'}, " for n in range(120)) + "a119)", "formula.too_deep"),
        ("9" * 40, "formula.number_too_long"),
        ("1e999999", "formula.number_too_long"),
    ],
    ids=["long", "chain", "brackets", "calls", "switch", "doubling", "tower", "digits", "exponent"],
)  # fmt: skip
def test_what_is_too_much_is_said(formula: str, code: str) -> None:
    assert [one.code for one in problems_of(formula, DEAL)] == [code]


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ('"' + "x" * 9_990 + '" & 1', "x" * 9_990 + "1"),
        ("COALESCE(" * 60 + "name" + ")" * 60, "一号商机"),
        ("IFERROR(" * 60 + "1 / 0" + ", 2)" * 60, 2),
        ("SUM(" * 60 + "lines.qty" + ")" * 60, 6),
        ("LET(" + "".join(f"a{n}, {f'a{n - 1}' if n else 'amount'} + 1, " for n in range(40)) + "a39)", "1040.50"),
        ("DATE(99999, 1, 1)", None), ("DATE(-1, 1, 1)", None), ("DATEADD('9999-12-31', 1, 'D')", None),
        ("DATEADD('0001-01-01', -1, 'M')", None), ("DATE(2026, 1, 1, 1e12, 0, 0)", None), ("DATE(1e25)", None),
        ("EDATE('9999-12-31', 1)", None), ("WORKDAY('9999-12-31', 5)", None), ("amount / 0", None),
        ("MOD(1, 0)", None), ("QUOTIENT(1, 0)", None), ('REPT("ab", 1e9)', None),
        ('LEN(REGEXREPLACE(REPT("x", 32767), "x", REPT("y", 200)))', 0),
        ('REGEXREPLACE("x", "x", REPT("y", 201))', None), ("GCD(1e29, 1e29) = 1e29", True),
        ("PRODUCT(SPLIT('a', ','))", "invalid"), ('LIKE(REPT("a", 32767), REPT("*a", 499))', True),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
async def test_what_is_large_has_an_answer(
    deals: asyncpg.Connection, formula: str, result: object
) -> None:
    if result == "invalid":
        assert problems_of(formula, DEAL)
        return
    found = await answer(deals, formula)
    assert found == result or str(found) == result
