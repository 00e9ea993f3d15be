"""What a formula means where it stands: types, problems with their place, what it reads."""

import pytest
from tests.pure.formula.deals import DEAL

from tombolo.base.errors import Invalid
from tombolo.formula.compile import compile_text, problems_of
from tombolo.formula.functions.all import FUNCTIONS
from tombolo.formula.functions.index import BY_NAME
from tombolo.formula.messages import MESSAGES
from tombolo.formula.problems import distance, nearest
from tombolo.formula.types import (
    BOOLEAN,
    DATE,
    MOMENT,
    NUMBER,
    PERSON,
    TEXT,
    TIME,
    Type,
    list_of,
    reference,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("amount * 2", NUMBER),
        ("amount > 100 AND NOT flag", BOOLEAN),
        ('name & " " & amount', TEXT),
        ("customer", reference("crm.customer")),
        ("customer.region.name", TEXT),
        ("「客户」.「级别」", TEXT),
        ("owner = ME()", BOOLEAN),
        ("owner", PERSON),
        ("ME().roles", list_of(TEXT)),
        ("owner.department IN ME().departments", BOOLEAN),
        ("due + 3", DATE),
        ("3 + due", DATE),
        ("due - paid", NUMBER),
        ("opened + 0.5", MOMENT),
        ("opened - due", NUMBER),
        ("opened - NOW()", NUMBER),
        ("IF(flag, due, opened)", MOMENT),
        ("IF(flag, 1)", NUMBER),
        ('IF(flag, "", amount)', NUMBER),
        ('SWITCH(stage, "won", 1, "lost", 0)', NUMBER),
        ("MAX(due, paid)", DATE),
        ("MAX(orders.day)", DATE),
        ("SUM(lines.qty * lines.price)", NUMBER),
        ("SUM(lines.qty, 5)", NUMBER),
        ("lines.qty IN (1)", None),
        ("COUNT(lines)", NUMBER),
        ("EXISTS(orders)", BOOLEAN),
        ("FIRST(orders.note)", TEXT),
        ("JOIN(tags)", TEXT),
        ("UNION(orders.state)", list_of(TEXT)),
        ("LARGE(orders.day, 1)", DATE),
        ("TIME(8, 30)", TIME),
        ("due = '2026-01-31'", BOOLEAN),
        ("opened >= '2026-01-31 08:00'", BOOLEAN),
        ("starts < '09:00'", BOOLEAN),
        ("opened = due", BOOLEAN),
        ('EMPTY(lines) OR EMPTY("")', BOOLEAN),
    ],
)
def test_types(text: str, kind: Type | None) -> None:
    if kind is None:
        assert problems_of(text, DEAL)
    else:
        assert compile_text(text, DEAL).type == kind


@pytest.mark.parametrize(
    ("text", "codes", "near"),
    [
        ("amuont + 1", ["formula.no_name"], "amount"),
        ("customer.levle", ["formula.no_member"], "level"),
        ("SUMM(1)", ["formula.no_function"], "SUM"),
        ("NOW", ["formula.needs_brackets"], None),
        ("amount.x", ["formula.not_a_link"], None),
        ("lines.qty", ["formula.rows_outside"], None),
        ("lines", ["formula.rows_outside"], None),
        ("SUM(lines)", ["formula.row_not_value"], None),
        ("EXISTS(lines, lines.parts.weight > 1)", ["formula.two_relations"], None),
        ("SUMIFS(lines.qty, orders.lots.weight > 1)", ["formula.two_relations"], None),
        ("SUMIFS(lines.qty, IF(TRUE, lines.parts) > 1)", ["formula.two_relations"], None),
        ("SUM(lines.qty * orders.amount)", ["formula.two_relations"], None),
        ("COUNTIFS(lines, orders.amount > 1)", ["formula.two_relations"], None),
        ("COUNTIFS(amount, amount > 1)", ["formula.needs_rows"], None),
        ("AVERAGE(lines.qty, 1)", ["formula.mixed_rows"], None),
        ("EXISTS(orders, note = 'x')", ["formula.ambiguous"], None),
        ("ROUND()", ["formula.too_few"], None),
        ("ROUND(1, 2, 3)", ["formula.too_many"], None),
        ("IFS(TRUE, 1, FALSE)", ["formula.odd_pairs"], None),
        ("name + 1", ["formula.cannot_calculate"], None),
        ("name > 1", ["formula.cannot_compare"], None),
        ("owner = customer", ["formula.cannot_compare"], None),
        ("owner > ME()", ["formula.cannot_compare"], None),
        ("IF(amount, 1, 2)", ["formula.wrong_type"], None),
        ("IF(flag, 1, name)", ["formula.different_results"], None),
        ("ABS(name)", ["formula.wrong_type"], None),
        ("owner & 'x'", ["formula.wrong_type"], "owner"),
        ("stage = 'wno'", ["formula.no_option"], "won"),
        ("stage IN ('won', 'x1')", ["formula.no_option"], None),
        ("SWITCH(stage, 'losst', 1)", ["formula.no_option"], "lost"),
        ("INCLUDES(tags, 'vp')", ["formula.no_option"], "vip"),
        ("EXISTS(orders, state = 'aproved')", ["formula.no_option"], "approved"),
        ("due = '2026-02-31'", ["formula.bad_date"], None),
        ("due > 'soon'", ["formula.bad_date"], None),
        ("TEXT(amount, name)", ["formula.needs_literal"], None),
        ("TEXT(amount, 'abc')", ["formula.bad_format"], None),
        ("DATEDIF(due, paid, 'W')", ["formula.not_one_of"], None),
        ("REGEXMATCH(name, '(a+)+')", ["formula.bad_pattern"], None),
        ("customer.name.x", ["formula.not_a_link"], None),
        ("name.__class__", ["formula.not_a_link"], None),
        ("ME().password", ["formula.no_member"], None),
        ("ABS(1).x", ["formula.dot_after_value"], None),
        ('__import__("os")', ["formula.no_function"], None),
        ("x.__globals__", ["formula.no_name"], None),
        ("amuont + custmer.level + ROUDN(1)", ["formula.no_name", "formula.no_name", "formula.no_function"], None),
        ("IF(amuont > 1, nmae, SUM(lines.qyt))", ["formula.no_name", "formula.no_name", "formula.no_member"], None),
        ("COUNTIFS(orders, stat = 'x', amout > 1)", ["formula.no_name", "formula.no_name"], None),
    ],
)  # fmt: skip
def test_problems(text: str, codes: list[str], near: str | None) -> None:
    found = problems_of(text, DEAL)
    assert [problem.code for problem in found] == codes
    if near:
        assert found[0].values["near"] == near
    for problem in found:
        assert problem.say
        assert "{" not in (problem.say["zh"] + problem.say["en"]).replace("{m,n}", "")
        start, end = (int(str(problem.values[name])) for name in ("start", "end"))
        assert end > start


def test_a_problem_knows_its_line_and_column() -> None:
    (problem,) = problems_of("amount +\n  amuont", DEAL)
    assert (problem.place, problem.values["start"], problem.values["end"]) == ("2:3", 11, 17)
    assert problem.say == {
        "zh": "没有名为「amuont」的字段，是不是「amount」？",
        "en": "There is no field named amuont; did you mean amount?",
    }


def test_the_wanted_type_is_demanded() -> None:
    assert compile_text("amount", DEAL, TEXT).type == TEXT
    assert compile_text("NOW()", DEAL, DATE).type == DATE
    assert compile_text("''", DEAL, NUMBER).type == NUMBER
    assert compile_text("customer", DEAL, reference("")).type == reference("crm.customer")
    with pytest.raises(Invalid) as caught:
        compile_text("name", DEAL, NUMBER)
    assert [problem.code for problem in caught.value.problems] == ["formula.wrong_result"]


@pytest.mark.parametrize(
    ("text", "paths", "clock", "person"),
    [
        ("amount", {("amount",)}, False, False),
        ("customer.region.name", {("customer", "region", "name")}, False, False),
        (
            "SUM(lines.qty * customer.discount)",
            {("lines",), ("lines", "qty"), ("customer", "discount")},
            False,
            False,
        ),
        ("EXISTS(orders, state = 'approved')", {("orders",), ("orders", "state")}, False, False),
        (
            "SUM(IF(EXISTS(lines.parts, lines.parts.weight > 3), lines.qty))",
            {("lines",), ("lines", "parts"), ("lines", "parts", "weight"), ("lines", "qty")},
            False,
            False,
        ),
        ("DAYS(TODAY(), due)", {("due",)}, True, False),
        ("owner = ME()", {("owner",)}, False, True),
        ('HASROLE("x")', set(), False, True),
    ],
)
def test_reads(text: str, paths: set[tuple[str, ...]], clock: bool, person: bool) -> None:
    compiled = compile_text(text, DEAL)
    assert (compiled.reads, compiled.clock, compiled.person) == (paths, clock, person)
    assert compiled.live == (clock or person)


def test_every_problem_can_be_said_in_both_languages() -> None:
    for zh, en in MESSAGES.values():
        assert zh
        assert en


def test_every_function_stands_once() -> None:
    assert len(FUNCTIONS) >= 75
    assert len(BY_NAME) == sum(1 + len(function.aliases) for function in FUNCTIONS)


def test_nearest() -> None:
    assert distance("amuont", "amount", 3) == 1
    assert nearest("amout", ["name", "amount"]) == "amount"
    assert nearest("x", ["y", "z"]) is None
    assert nearest("客户名", ["客户名称", "负责人"]) == "客户名称"


@pytest.mark.parametrize("text", ["EXISTS(nothing, amount > 1)", "SUMIFS(nothing.x, amount > 1)"])
def test_rows_that_are_not_there_are_told_once(text):
    assert [one.code for one in problems_of(text, DEAL)] == ["formula.no_name"]


@pytest.mark.parametrize(
    ("formula", "paths"),
    [
        ("SUM(orders.lots.weight)", {("orders",), ("orders", "lots"), ("orders", "lots", "weight")}),
        (
            "SUM(orders.lots.weight * orders.customer.discount)",
            {("orders",), ("orders", "lots"), ("orders", "lots", "weight"), ("orders", "customer", "discount")},
        ),
        ("LET(x, amount, SUM(lines.qty * x))", {("amount",), ("lines",), ("lines", "qty")}),
        (
            "LET(x, SUM(lines.qty), SUMIFS(orders.amount, orders.amount > x))",
            {("lines",), ("lines", "qty"), ("orders",), ("orders", "amount")},
        ),
        (
            "SUMIFS(orders.amount, SUM(orders.lots.weight) > 1)",
            {("orders",), ("orders", "amount"), ("orders", "lots"), ("orders", "lots", "weight")},
        ),
        ("XLOOKUP(name, orders.note, orders.day)", {("name",), ("orders",), ("orders", "note"), ("orders", "day")}),
        ("COUNTIFS(lines.state, 'draft')", {("lines",), ("lines", "state")}),
        ("TEXTUSER(owner)", {("owner", "name")}),
        ("DISTANCE(name, note)", {("name",), ("note",)}),
    ],
)  # fmt: skip
def test_reads_name_every_step(formula: str, paths: set[tuple[str, ...]]) -> None:
    assert compile_text(formula, DEAL).reads == paths


@pytest.mark.parametrize(
    ("formula", "live"),
    [
        ("RAND()", True), ("UUID()", True), ("RANDBETWEEN(1, 2)", True), ("LET(x, RAND(), 1)", False),
        ("LET(x, RAND(), x)", True), ("SUM(lines.qty * RAND())", True), ("GETUSERNAME()", True),
        ("LET(d, TODAY(), due > d)", True), ("WORKDAY(due, 1)", False), ("NETWORKDAYS(due, paid)", False),
    ],
)  # fmt: skip
def test_what_changes_by_itself_is_live(formula: str, live: bool) -> None:
    assert compile_text(formula, DEAL).live is live


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("RECNO()", "formula.no_count"),
        ("MAPX('sum', name, customer.name, amount)", "formula.mapx_needs_rows"),
        ("MAPX('median', 1, lines.qty, lines.price)", "formula.not_one_of"),
        ("LET(1, 2, 3)", "formula.let_name"), ("LET(「amount」, 2, 3)", "formula.let_name"),
        ("LET(x, 2, y, 3)", "formula.let_pairs"), ("LET(x, customer, x.level)", "formula.dot_after_value"),
        ("ANY(amount > 1)", "formula.needs_rows"), ("XLOOKUP(1, amount, rate)", "formula.needs_rows"),
        ("TEXTUSER(owner, 'phone')", "formula.needs_literal"), ("FILTER(lines, TRUE)", "formula.row_not_value"),
        ("SUM(FILTER(lines.name, TRUE))", "formula.wrong_type"), ("DATE(2026, 1)", "formula.too_few"),
    ],
)  # fmt: skip
def test_what_cannot_be_says_what_can(formula: str, code: str) -> None:
    found = problems_of(formula, DEAL)
    assert [problem.code for problem in found] == [code]
    assert all(problem.say["zh"] and problem.say["en"] for problem in found)
