"""What operators and aggregates mean, blanks above all: asked of the database."""

from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from tests.pg.formula.frames import BARE, FULL, RowFrame, answer
from tests.pure.formula.deals import DEAL

from tombolo.formula.compile import compile_text, problems_of
from tombolo.formula.lower import condition, lower
from tombolo.formula.types import TEXT
from tombolo.pg.printer import expression, text
from tombolo.pg.tree import Cast, Col, Out, Select, Table


@pytest.mark.parametrize(
    ("formula", "full", "bare"),
    [
        # blank in arithmetic is 0, in text nothing, in conditions false
        ("amount + 1", "1001.5", "1"),
        ("amount * rate", "200.1", "0"),
        ("-amount", "-1000.5", "0"),
        ("amount / 0", "", ""),
        ("1 / amount", "0.000999500249875062", ""),
        ("name & '!'", "一号商机!", "!"),
        ("'¥' & amount", "¥1000.5", "¥"),
        ("flag & ''", "TRUE", ""),
        ("due & ''", "2026-01-31", ""),
        ("opened & ''", "2026-01-15 09:30:00", ""),
        ("starts & ''", "08:30:00", ""),
        ("due + 1", "2026-02-01", ""),
        ("due + amount", "2028-10-27", ""),
        ("due - '2026-01-01'", "30", ""),
        ("opened - due", "-15.6041666666666667", ""),
        # comparisons
        ("note = ''", "TRUE", "TRUE"),
        ("name = ''", "FALSE", "TRUE"),
        ("name <> 'x'", "TRUE", "TRUE"),
        ("NOT name = 'x'", "TRUE", "TRUE"),
        ("amount = 0", "FALSE", "TRUE"),
        ("amount = BLANK()", "FALSE", "TRUE"),
        ("amount <> 5", "TRUE", "TRUE"),
        ("amount < 5", "FALSE", "TRUE"),
        ("amount > 5", "TRUE", "FALSE"),
        ("5 < amount", "TRUE", "FALSE"),
        ("amount >= 0", "TRUE", "TRUE"),
        ("amount > -1", "TRUE", "TRUE"),
        ("amount = rate", "FALSE", "TRUE"),
        ("name = note", "FALSE", "TRUE"),
        ("name < note", "FALSE", "FALSE"),
        ("note < name", "TRUE", "FALSE"),
        ("due = paid", "FALSE", "TRUE"),
        ("due <> paid", "TRUE", "FALSE"),
        ("due > '2026-01-01'", "TRUE", "FALSE"),
        ("NOT due > '2026-01-01'", "FALSE", "TRUE"),
        ("paid < TODAY()", "FALSE", "FALSE"),
        ("due = ''", "FALSE", "TRUE"),
        ("flag = FALSE", "FALSE", "TRUE"),
        ("flag", "TRUE", ""),
        ("NOT flag", "FALSE", "TRUE"),
        ("flag AND amount > 1", "TRUE", "FALSE"),
        ("XOR(flag, amount > 1)", "FALSE", "FALSE"),
        ("opened = '2026-01-15'", "TRUE", "FALSE"),
        ("opened > '2026-01-15 09:00'", "TRUE", "FALSE"),
        ("opened = TODAY()", "TRUE", "FALSE"),
        ("stage = '进行中'", "TRUE", "FALSE"),
        ("stage IN ('won', 'open')", "TRUE", "FALSE"),
        ("stage NOT IN ('won', 'lost')", "TRUE", "TRUE"),
        ("INCLUDES(tags, '贵宾')", "TRUE", "FALSE"),
        ("'new' IN tags", "TRUE", "FALSE"),
        ("NOT 'new' IN tags", "FALSE", "TRUE"),
        ("EMPTY(tags)", "FALSE", "TRUE"),
        ("EMPTY(amount)", "FALSE", "TRUE"),
        ("EMPTY(amount + 0)", "FALSE", "FALSE"),
        ("EMPTY(lines)", "FALSE", "TRUE"),
        ("customer = BLANK()", "FALSE", "TRUE"),
        ("owner = ME()", "TRUE", "FALSE"),
        ("owner.department IN ME().departments", "TRUE", "FALSE"),
        ("IF(amount > 1, name, '无')", "一号商机", "无"),
        ("IF(flag, amount, 'x' = 'y')", None, None),
        ("COALESCE(note, name, '?')", "一号商机", "?"),
        ("SWITCH(note, '', '空', '有')", "空", "空"),
        # links and rows
        ("customer.region.name", "华东", ""),
        ("SUM(lines.qty)", "6", "0"),
        ("COUNT(lines)", "3", "0"),
        ("COUNT(lines.qty)", "2", "0"),
        ("COUNT(lines.state)", "2", "0"),
        ("AVERAGE(lines.qty)", "3", ""),
        ("MAX(lines.price)", "20", ""),
        ("SUM(lines.qty * lines.price * (1 - customer.discount))", "54", "0"),
        ("SUM(lines.qty * amount)", "6003", "0"),
        ("SUM(IF(lines.state = 'draft', lines.qty, 0))", "4", "0"),
        ("SUMIFS(lines.qty, state = 'draft' OR EMPTY(lines.state))", "4", "0"),
        ("COUNTIFS(lines, NOT lines.state = 'draft')", "2", "0"),
        ("COUNTIFS(orders, orders.customer = this.customer)", "1", "0"),
        ("COUNTIFS(orders, orders.amount > this.amount / 10)", "2", "0"),
        ("EXISTS(orders, orders.customer.level = 'a' AND day < due)", "TRUE", "FALSE"),
        ("NOT EXISTS(orders)", "FALSE", "TRUE"),
        ("EXISTS(orders.amount)", "TRUE", "FALSE"),
        ("EXISTS(lines, EXISTS(lines.parts, weight > 4))", "TRUE", "FALSE"),
        ("SUM(SUM(lines.qty), COUNT(orders), 1)", "10", "1"),
        ("MAX(SUM(lines.qty), COUNT(orders))", "6", "0"),
        ("SUMIFS(lines.qty, SUM(lines.parts.weight) > 6)", "2", "0"),
        ("JOIN(lines.name, '/')", "螺丝/螺母/垫片", ""),
        ("JOIN(UNION(orders.state), ',')", "approved,draft", ""),
        ("TEXTJOIN('; ', lines.name & ':' & lines.qty)", "螺丝:2; 螺母:4; 垫片:", ""),
        ("LEN(TEXTJOIN(',', lines.name))", "8", "0"),
        ("SUM(LEN(TEXTJOIN(',', lines.name)), 1)", "9", "1"),
        ("INCLUDES(orders.state, '已审批')", "TRUE", "FALSE"),
        ("FIRST(orders.state) = '已审批'", "TRUE", "FALSE"),
        ("LAST(orders.note)", "急", ""),
        ("LAST(orders.amount, state = 'approved', orders.amount)", "200", ""),
        ("INDEX(orders.day, 2)", "2026-02-01", ""),
        ("5 IN lines.price", "TRUE", "FALSE"),
        ("MEDIAN(lines.price)", "10", ""),
        ("ROUND(0.1 + 0.2, 20) = 0.3", "TRUE", "TRUE"),
        ("1e29 * 1e29 * 1e29 > 1e28", "TRUE", "TRUE"),
    ],
)
async def test_meaning(
    deals: asyncpg.Connection, formula: str, full: str | None, bare: str | None
) -> None:
    if full is None:
        assert not compiles(formula)
        return
    got = [shortened(await answer(deals, formula, TEXT, record)) for record in (FULL, BARE)]
    assert got == [full, bare]


def compiles(formula: str) -> bool:
    return not problems_of(formula, DEAL)


def shortened(shown: Any) -> str:
    return str(shown or "")[:20]


async def test_values_come_in_their_own_types(deals: asyncpg.Connection) -> None:
    assert await answer(deals, "amount * 2") == Decimal("2001.00")
    assert await answer(deals, "due + 1") == date(2026, 2, 1)
    assert await answer(deals, "COUNT(lines)") == Decimal(3)
    assert await answer(deals, "flag AND FALSE") is False
    assert await answer(deals, "'0001-01-01' = due") is False
    assert await answer(deals, "COALESCE(due, '2026-01-01')") == date(2026, 1, 31)


async def test_injection_stays_text(deals: asyncpg.Connection) -> None:
    nasty = "'); drop table deal; --"
    assert await answer(deals, f'name & "{nasty}"') == "一号商机" + nasty


def printed(formula: str, *, where: bool = False) -> str:
    tree = compile_text(formula, DEAL).tree
    return expression((condition if where else lower)(tree, RowFrame("d")))[0]


def test_conditions_can_use_an_index() -> None:
    assert printed("stage = 'won'", where=True) == '("d"."stage" = $1::text)'
    assert printed("amount > 5", where=True) == '("d"."amount" > $1::numeric)'
    assert printed("owner = ME()", where=True) == '("d"."owner" = $1::uuid)'
    assert printed("NOT EMPTY(due)", where=True) == '("d"."due" is not null)'
    assert printed("stage = 'won'") == 'coalesce(("d"."stage" = $1::text), false)'


def test_nesting_does_not_double_the_statement() -> None:
    once = len(printed("MOD(amount, 7)"))
    assert len(printed("MOD(" * 30 + "amount" + ", 7)" * 30)) < 60 * once


async def test_the_deepest_formula_runs(deals: asyncpg.Connection) -> None:
    deep = "ROUNDUP(" * 60 + "amount" + ", 2)" * 60
    assert await answer(deals, deep) == Decimal("1000.50")
    assert await answer(deals, "amount" + " + 1" * 95) == Decimal("1095.50")
    assert await answer(deals, "IF(flag, " * 60 + "1" + ", 2)" * 60) == 1
    assert await answer(deals, "name" + " & 'x'" * 1500) == "一号商机" + "x" * 1500


def test_equal_formulas_print_equally() -> None:
    assert printed("MOD(amount, 7) + MOD(rate, 7)") == printed("MOD(amount, 7) + MOD(rate, 7)")
    where = Cast(Col("d", "id"), "text")
    assert text(Select((Out(where, "v"),), source=Table("deal", "d")))[1] == []
