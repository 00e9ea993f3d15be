"""What a text is read as, and where it is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tombolo.formula.nodes import (
    Binary,
    Call,
    Chain,
    Dot,
    In,
    Node,
    Number,
    Part,
    Path,
    Text,
    Truth,
    Unary,
)  # fmt: skip
from tombolo.formula.parser import parse
from tombolo.formula.problems import FormulaError
from tombolo.formula.show import show
from tombolo.formula.spans import Span


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1+2*3", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("1-2-3", "1 - 2 - 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("-2^2", "-2 ^ 2"),
        ("-(2^2)", "-(2 ^ 2)"),
        ("2^3^2", "2 ^ 3 ^ 2"),
        ("2^(3^2)", "2 ^ (3 ^ 2)"),
        ("5%", "5%"),
        ("-5%", "-5%"),
        ("a & b & c", "a & b & c"),
        ("a & (b & c)", "a & (b & c)"),
        ("a and b or c", "a AND b OR c"),
        ("a AND (b OR c)", "a AND (b OR c)"),
        ("not a = b", "NOT a = b"),
        ("not(a) = b", "NOT(a) = b"),
        ("NOT EMPTY(x) AND y", "NOT EMPTY(x) AND y"),
        ('x in ("a", "b")', 'x IN ("a", "b")'),
        ("x not in ('a')", 'x NOT IN ("a")'),
        ("d IN ME().departments", "d IN (ME().departments)"),
        ("x == 1", "x = 1"),
        ("x != 1", "x <> 1"),
        ("x ≠ 1", "x <> 1"),
        ("if(a>=1,'x','y')", 'IF(a >= 1, "x", "y")'),
        ("AND(a, b)", "AND(a, b)"),
        ("and (a, b)", "AND(a, b)"),
        ("customer.level", "customer.level"),
        ("「客户」.「级别」", "客户.级别"),
        ("[my field].x", "「my field」.x"),
        ("[in] + lines.in", "「in」 + lines.in"),
        ("'it''s'", '"it\'s"'),
        ('"say ""hi"""', '"say ""hi"""'),
        ("“好”", '"好"'),
        ('"他说“好”"', '"他说“好”"'),
        ("IF（a＞1，“是”，“否”）", 'IF(a > 1, "是", "否")'),
        ("sum(lines.a；1)", "SUM(lines.a, 1)"),
        ("a＜＝1", "a <= 1"),
        ("TRUE", "TRUE"),
        ("true()", "TRUE()"),
        (".5 + 1e3", "0.5 + 1000"),
        ("数量 * 单价", "数量 * 单价"),
        ("a = (b = c)", "a = (b = c)"),
        ("a\n+\u3000b", "a + b"),
    ],
)
def test_reading(text: str, shown: str) -> None:
    assert show(parse(text)) == shown
    assert parse(show(parse(text))) == parse(text)


@pytest.mark.parametrize(
    ("text", "code", "start"),
    [
        ("", "formula.empty", 0),
        ("  ", "formula.empty", 0),
        ("1 +", "formula.unexpected_end", 3),
        ("(1", "formula.unexpected_end", 2),
        ("f(1,", "formula.unexpected_end", 4),
        ("1 2", "formula.unexpected", 2),
        ("()", "formula.unexpected", 1),
        ("().__class__", "formula.unexpected", 1),
        ("9**9**9", "formula.unexpected", 2),
        ("a..b", "formula.unexpected", 2),
        ("f(1 2)", "formula.expected", 4),
        ("x IN ()", "formula.unexpected", 6),
        ('"abc', "formula.open_text", 0),
        ("「abc", "formula.open_label", 0),
        ("a ? b", "formula.bad_character", 2),
        ("lambda x: x", "formula.bad_character", 8),
        ('"a\0b"', "formula.bad_character", 2),
        ('"\ud800"', "formula.bad_character", 1),
        ("1 < 2 < 3", "formula.chained_comparison", 6),
        ("1e308*10", "formula.number_too_long", 0),
        ("1e999999999999", "formula.number_too_long", 0),
        ("x" * 10_001, "formula.too_long", 0),
        ("(" * 10_000, "formula.too_deep", 64),
        ("f(" * 3_000, "formula.too_deep", 129),
        ("1" + "+1" * 4_000, "formula.too_deep", 0),
        ("-" * 9_000 + "1", "formula.too_deep", 64),
        ("NOT " * 2_000 + "x", "formula.too_deep", 256),
        ("a AND (b OR NOT c = (d & e + f * -g ^ (" * 60, "formula.too_deep", None),
    ],
)
def test_refusing(text: str, code: str, start: int | None) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.code == code
    if start is not None:
        assert caught.value.span.start == start


def test_long_chains_stay_flat() -> None:
    assert parse("&".join("1" * 4_000)) == Chain("&", (Number(1, S),) * 4_000, S)


S = Span(0, 0)
WORDS = st.sampled_from(
    ["amount", "客户", "in", "my field", "x1", "TRUE", "not", "_a", "有「x", "a.b"]
)
PARTS = st.builds(Part, WORDS.filter(lambda word: "」" not in word), st.just(S))
NUMBERS = st.decimals(min_value=0, max_value=10**20, allow_nan=False, places=4)
LEAVES = st.one_of(
    st.builds(Number, NUMBERS, st.just(S)),
    st.builds(
        Text, st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8), st.just(S)
    ),
    st.builds(Truth, st.booleans(), st.just(S)),
    st.builds(Path, st.lists(PARTS, min_size=1, max_size=3).map(tuple), st.just(S)),
    st.builds(lambda part: Dot(Call("ME", (), S, S), part, S), PARTS),
)


def bigger(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(below, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(
            Call, st.sampled_from(["SUM", "IF", "NOT", "AND"]), several, st.just(S), st.just(S)
        ),
        st.builds(Unary, st.sampled_from(["-", "+", "%", "NOT"]), below, st.just(S)),
        st.builds(
            Binary,
            st.sampled_from(["+", "-", "*", "/", "^", "=", "<", ">="]),
            below,
            below,
            st.just(S),
        ),
        st.builds(Chain, st.sampled_from(["&", "AND", "OR"]), several, st.just(S)),
        st.builds(In, below, several, st.booleans(), st.just(S)),
    )


@given(st.recursive(LEAVES, bigger, max_leaves=20))
def test_showing_and_parsing_is_the_tree_again(tree: Node) -> None:
    assert parse(show(tree)) == tree


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except FormulaError as error:  # the span is what an editor underlines
        assert 0 <= error.span.start <= error.span.end <= len(text)
