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
        # the operators of other products
        ("amount == 1000.5 AND amount != 3", "TRUE", "FALSE"),
        # rows of rows
        ("SUM(orders.lots.weight)", "17", "0"),
        ("SUM(orders.lots.weight * orders.amount)", "2200", "0"),
        ("SUM(orders.amount * orders.lots.weight)", "2200", "0"),
        ("COUNT(orders.lots)", "3", "0"),
        ("EMPTY(orders.lots)", "FALSE", "TRUE"),
        ("COUNTIFS(orders.lots, weight = 5)", "2", "0"),
        ("COUNTIFS(orders.lots, orders.state = 'approved' AND weight > 5)", "1", "0"),
        ("SUMIFS(orders.lots.weight, orders.amount > 150)", "5", "0"),
        ("SUMIFS(orders.amount, SUM(orders.lots.weight) > 5)", "100", "0"),
        ("SUMIFS(orders.amount, EXISTS(orders.lots, code = 'L3'))", "200", "0"),
        ("MAX(orders.lots.weight)", "7", ""),
        ("ROUND(AVERAGE(orders.lots.weight) * 3, 9)", "17", "0"),
        ("FIRST(orders.lots.code)", "L1", ""),
        ("LAST(orders.lots.code)", "L3", ""),
        ("LAST(orders.lots.code, weight)", "L2", ""),
        ("JOIN(orders.lots.code)", "L1,L2,L3", ""),
        ("JOIN(orders.lots.marks)", "x,y,y", ""),
        ("JOIN(UNIQUE(orders.lots.marks))", "x,y", ""),
        ("'y' IN orders.lots.marks", "TRUE", "FALSE"),
        ("EXISTS(orders.lots, weight > 6 AND orders.amount = 100)", "TRUE", "FALSE"),
        ("SUMPRODUCT(orders.lots.weight, orders.amount)", "2200", "0"),
        ("SUM(this.customer.discount * orders.lots.weight)", "1.7", "0"),
        ("LENGTH(FILTER(orders.lots.code, orders.amount = 100))", "2", "0"),
        # lists
        ("SUM(FILTER(orders.amount, day > '2026-01-15'), 1)", "1201", "1"),
        ("MAX(FILTER(orders.day, state = 'approved'))", "2026-02-01", ""),
        ("AVERAGE(SORT(lines.qty))", "3", ""),
        ("COUNT(SPLIT('a,,b', ','))", "2", "2"),
        ("COUNT(tags)", "2", "0"),
        ("INDEX(SORT(lines.price), 1)", "5", ""),
        ("5 IN SORT(lines.price)", "TRUE", "FALSE"),
        ("JOIN(TAKE(SORT(orders.amount, TRUE), 2))", "1000,200", ""),
        ("PRODUCT(lines.qty)", "8", ""),
        ("PRODUCT(lines.qty - 3)", "3", ""),
        ("PRODUCT(lines.qty - 2)", "0", ""),
        ("COUNTBLANK(lines.state)", "1", "0"),
        ("SUM(RANK(lines.price, lines.price))", None, None),
        ("SUMIFS(lines.qty, NETWORKDAYS(this.due, this.due, orders.day) = 0)", "6", "0"),
        # every and any row
        ("ANY(lines.qty > 3)", "TRUE", "FALSE"),
        ("ALL(lines.price >= 5)", "TRUE", "TRUE"),
        ("ALL(lines.price > 5)", "FALSE", "TRUE"),
        ("ALL(lines.qty > 1)", "FALSE", "TRUE"),
        ("ALL(orders.lots.weight > 1, orders.amount < 500)", "TRUE", "TRUE"),
        # names
        ("LET(x, amount, x + x)", "2001", "0"),
        ("LET(x, 1, LET(x, 2, x) + x)", "3", "3"),
        ("LET(name, 'n', name & 「name」 & this.name)", "n一号商机一号商机", "n"),
        ("LET(total, SUM(lines.qty), SUM(lines.qty * total))", "36", "0"),
        (
            "LET(total, SUM(lines.qty), SUMIFS(orders.amount, SUM(orders.lots.weight) > total))",
            "100",
            "0",
        ),
        ("SUM(LET(orders, lines.qty, orders * lines.price))", "60", "0"),
        ("LET(s, stage, s = '进行中')", "TRUE", "FALSE"),
        ("LET(d, '2026-01-15', due > d)", "TRUE", "FALSE"),
        ("LET(big, amount > 5, IF(big, 'y', 'n'))", "y", "n"),
        ("LET(many, lines.qty, 1)", None, None),
        # Excel's pairs
        ("SUMIFS(lines.qty, lines.state, 'draft')", "4", "0"),
        ("SUMIFS(lines.qty, lines.state, '草稿')", "4", "0"),
        ("SUMIFS(lines.qty, lines.price, '>=5', lines.price, '<>20')", "4", "0"),
        ("SUMIFS(lines.qty, lines.name, '螺*')", "6", "0"),
        ("SUMIFS(lines.qty, lines.name, '<>螺?')", "0", "0"),
        ("SUMIFS(orders.amount, orders.day, '>=2026-02-01')", "1200", "0"),
        ("SUMIFS(orders.amount, orders.day, '>' & due)", "1200", "0"),
        ("SUMIFS(orders.amount, orders.state, 'approved', orders.amount > 100)", "200", "0"),
        ("SUMIF(lines.state, 'draft', lines.qty)", "4", "0"),
        ("SUMIF(lines.price, '>5')", "30", "0"),
        ("SUMIF(lines.qty, lines.state = 'draft')", "4", "0"),
        ("COUNTIF(lines.state, 'draft')", "1", "0"),
        ("COUNTIF(lines.state, '')", "1", "0"),
        ("COUNTIF(lines.state, '<>')", "2", "0"),
        ("COUNTIF(lines.qty, 2)", "1", "0"),
        ("COUNTIFS(lines.state, 'draft', lines.price, '<10')", "1", "0"),
        ("COUNTIF(lines.qty, lines.price > 5)", "1", "0"),
        ("AVERAGEIF(lines.state, '<>', lines.price) * 2", "25", "0"),
        ("SUMIFS(orders.net, orders.state = 'approved')", None, None),
        (
            "SUMIFS(orders.amount, orders.state = 'approved', orders.day >= EDATE(TODAY(), -12))",
            "300",
            "0",
        ),
        # looked up
        ("XLOOKUP('draft', orders.state, orders.amount, 0)", "1000", "0"),
        ("XLOOKUP(5, orders.lots.weight, orders.lots.code)", "L1", ""),
        ("LOOKUP(orders.amount, state = 'draft')", "1000", ""),
        ("MAPX('count', 'draft', orders.state, orders.amount)", "1", "0"),
        ("MAPX('max', this.customer, orders.customer, orders.amount)", "100", ""),
        ("MAPX('sum', name, customer.name, amount)", None, None),
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
