"""YAML changed at one place; comments, blanks and quotes of the rest stay."""

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tombolo.base.errors import Broken
from tombolo.suites.inplace import append, put, remove
from tombolo.suites.read import parsed

TEXT = """\
# 客户 the customers
label: {zh: 客户, en: Customer}   # shown
fields:
  name: {kind: text, label: 名称}
  # 金额 follows from the lines
  total:
    kind: formula
    is: SUM(lines.total)   # 合计

  note:
    kind: paragraph
    default: >-
      "a" &
      "b"
  rate: {kind: formula, is: 'ROUND(total * 0.13, 2)', format: money}
checks:
  - {need: total >= 0, at: total}   # never below

  # the second
  - need: name <> "x"
    say: 不行
views:
  all: {columns: [name, total]}
"""


def changed(after: str) -> list[str]:
    lines = difflib.ndiff(TEXT.splitlines(), after.splitlines())
    return [one for one in lines if one[0] in "+-"]


def test_one_text_is_another_and_its_comment_stays():
    after = put(TEXT, ["fields", "total", "is"], "SUM(lines.net)")
    assert changed(after) == [
        "-     is: SUM(lines.total)   # 合计",
        "+     is: SUM(lines.net)   # 合计",
    ]


def test_quotes_stay_what_they_are():
    after = put(TEXT, ["fields", "rate", "is"], "IF(name = 'a', 1, 2)")
    assert "is: 'IF(name = ''a'', 1, 2)', format: money}" in after


def test_a_folded_text_becomes_one_line():
    after = put(TEXT, ["fields", "note", "default"], '"c"')
    assert parsed(after)[0]["fields"]["note"]["default"] == '"c"'
    assert "\n  rate: {" in after


def test_a_new_key_in_a_line_and_in_a_block():
    after = put(TEXT, ["fields", "name", "default"], '"新"')
    assert "name: {kind: text, label: 名称, default: '\"新\"'}" in after
    after = put(TEXT, ["fields", "total", "format"], "money")
    assert "    is: SUM(lines.total)   # 合计\n    format: money\n\n  note:" in after
    after = put(TEXT, ["fields", "more"], {"kind": "formula", "is": "1 + 1"})
    assert "  rate: {kind: formula" in after
    assert "format: money}\n  more: {kind: formula, is: '1 + 1'}\nchecks:" in after


def test_rules_come_and_go():
    after = append(TEXT, ["checks"], {"need": "rate > 0"})
    assert "    say: 不行\n  - {need: 'rate > 0'}\nviews:" in after
    assert append(TEXT, ["views", "all", "columns"], "rate").endswith("[name, total, rate]}\n")
    made = append(TEXT, ["locks"], {"when": "total > 1", "fields": "all"})
    assert parsed(made)[0]["locks"] == [{"when": "total > 1", "fields": "all"}]
    gone = remove(TEXT, ["checks", "0"])
    assert changed(gone) == ["-   - {need: total >= 0, at: total}   # never below"]
    both = remove(gone, ["checks", "0"])
    assert "checks" not in parsed(both)[0]
    assert changed(remove(TEXT, ["fields", "rate", "format"]))[1].endswith("0.13, 2)'}")
    assert "- say: 不行" in remove(TEXT, ["checks", "1", "need"])


def test_what_cannot_be_changed_safely_is_refused():
    with pytest.raises(Broken):
        put("a: 1\n", ["a", "b"], "x")
    with pytest.raises(Broken):
        put("a: &x 1\nb: *x\n", ["a"], "2")


def test_what_is_blank_and_what_ends_without_a_break():
    assert put("a:\nb: 1", ["a"], "x") == "a: x\nb: 1"
    assert put("a: 1\nb:", ["b"], "x") == "a: 1\nb: x"
    assert put("a: {b: 1}", ["c"], "x") == "a: {b: 1}\nc: x\n"
    assert put("a: {}", ["a", "b"], "x") == "a: {b: x}"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_is_read_as_it_was_written(text):
    for place in (
        ["fields", "total", "is"],
        ["fields", "rate", "is"],
        ["fields", "name", "default"],
    ):
        assert parsed(put(TEXT, place, text))[0]["fields"][place[1]][place[2]] == text
