"""Formats and patterns: what is let through to PostgreSQL."""

import pytest

from tombolo.formula.formats import is_format
from tombolo.formula.patterns import is_safe


@pytest.mark.parametrize(
    "pattern",
    ["^1[0-9]{10}$", "a|b", "(ab)+c?", r"\d+\.\d{2}", "[^a-z_-]+", "^(A|B)-[0-9]{1,4}$", "中.*文"],
)
def test_safe(pattern: str) -> None:
    assert is_safe(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["", "(", ")", "a)", "(a+)+", "a**", "a{1,101}", "a{2,1}", "a{", "[", "[]", "[z-a]", r"\1", r"(a)\1", "(?=a)",
     "*a", "a|", "|a", "()", "x" * 201, "\\", "a{1,2}{3}", "((a{9}){9}){9}", "]", "a\0", r"\m", "[[:alpha:]]", "^*"],
)  # fmt: skip
def test_unsafe(pattern: str) -> None:
    assert not is_safe(pattern)


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "0.00",
        "#,##0.00",
        "0%",
        "000",
        "¥#,##0.00",
        "yyyy-MM-dd",
        "yyyy年m月d日 hh:mm:ss",
        "h:mm",
    ],
)
def test_format(text: str) -> None:
    assert is_format(text)


@pytest.mark.parametrize("text", ["", "abc", "0.0.0", "%%", "yyyy-qq", "x" * 61])
def test_no_format(text: str) -> None:
    assert not is_format(text)
