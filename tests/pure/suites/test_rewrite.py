"""A YAML text that means other data; what stays the same stays as it was written."""

import copy
import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tombolo.suites import rewrite
from tombolo.suites.read import parsed
from tombolo.suites.rewrite import fresh, rewritten

FILES = sorted(Path("suites").glob("*/*/*.yaml"))
TEXT = """\
# 报价审批
flow: quotation_approval   # its key
form: quotation
nodes:
  # both at the same time
  - parallel:
      - - node: tech
          edit: [lines.qty, weeks]   # what they may change
          due: {after: 2d}
      - - node: supply

          approve: {any: role(purchaser)}
  # then the head
  - node: l1
    label: {zh: 部门负责人, en: Head}   # of the department
    reject: end
  - node: l2   # the director
    when: discount > 0.05
ends:
  approved: {set: {state: '"approved"'}}
"""


def changed(after: str) -> list[str]:
    lines = difflib.unified_diff(TEXT.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:1] in "+-" and line[:3] not in {"+++", "---"}]


@pytest.fixture
def data():
    return copy.deepcopy(parsed(TEXT)[0])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_same_data_is_the_same_text(file):
    text = file.read_text("utf-8")
    assert rewritten(text, parsed(text)[0]) == text


def test_one_value(data):
    data["nodes"][1]["reject"] = "start"
    data["nodes"][2]["when"] = "discount > 0.1"
    assert changed(rewritten(TEXT, data)) == [
        "-    reject: end",
        "+    reject: start",
        "-    when: discount > 0.05",
        "+    when: 'discount > 0.1'",
    ]


def test_a_node_in_between_and_one_less(data):
    new = {"node": "l15", "label": {"zh": "财务", "en": "Finance"}, "approve": {"one": "role(gm)"}}
    data["nodes"].insert(2, new)
    del data["nodes"][1]
    assert changed(rewritten(TEXT, data)) == [
        "-  # then the head",
        "-  - node: l1",
        "-    label: {zh: 部门负责人, en: Head}   # of the department",
        "-    reject: end",
        "+  - {node: l15, label: {zh: 财务, en: Finance}, approve: {one: role(gm)}}",
    ]


def test_what_moves_takes_its_comments_along(data):
    data["nodes"] = [data["nodes"][1], data["nodes"][0], data["nodes"][2]]
    made = rewritten(TEXT, data)
    assert "# then the head\n  - node: l1" in made
    assert "# of the department" in made
    assert "  # both at the same time\n" not in changed(made)
    assert parsed(made)[0] == data


def test_keys_and_settings_come_and_go(data):
    node = data["nodes"][0]["parallel"][0][0]
    node["hide"] = ["lines.cost"]
    del node["due"]
    data["nodes"][2]["label"] = "总监"
    data["label"] = {"zh": "报价审批", "en": "Quotation approval"}
    made = rewritten(TEXT, data)
    assert "edit: [lines.qty, weeks]   # what they may change\n          hide: [lines.cost]" in made
    assert "  - node: l2   # the director" in made
    assert list(parsed(made)[0]) == ["flow", "form", "nodes", "ends", "label"]


def test_what_was_never_a_file(data):
    made = fresh(data)
    assert parsed(made)[0] == data
    assert "\n  - node: l1\n" in made or "\n  - {node: l1" in made
    assert rewritten("", data) == made


_scalars = st.one_of(
    st.booleans(),
    st.integers(-9, 99),
    st.text(max_size=12),
    st.sampled_from(["a - b", "x: y", "#"]),
)
_values = st.recursive(
    _scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text("abc_", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_change_means_what_was_asked_and_is_written_in_place(draw):
    file = draw.draw(st.sampled_from(FILES))
    text = file.read_text("utf-8")
    data = copy.deepcopy(parsed(text)[0])
    for _ in range(draw.draw(st.integers(1, 4))):
        _one_change(draw, data)
    made = rewritten(text, data)
    assert rewrite._means(made, rewrite._without_nothing(data))  # pyright: ignore[reportPrivateUsage]
    assert made.startswith(text[: text.index("\n")])  # the head's comment: never written anew whole


def _one_change(draw, data):
    """A value put, taken away, moved or added at a random place."""
    owner = data
    while True:
        inner = list(owner.values()) if isinstance(owner, dict) else owner
        deeper = [one for one in inner if isinstance(one, dict | list) and one]
        if not deeper or draw.draw(st.booleans()):
            break
        owner = draw.draw(st.sampled_from(deeper))
    at = draw.draw(st.integers(0, len(owner) - 1)) if owner else 0
    value = draw.draw(_values)
    what = draw.draw(st.sampled_from(["put", "take", "add", "move"]))
    if isinstance(owner, dict):
        key = list(owner)[at]
        if what == "put":
            owner[key] = value
        elif what == "take" and len(owner) > 1:
            del owner[key]
        elif what == "add":
            owner[f"new_{at}"] = value
        elif what == "move":
            owner[key] = owner.pop(key)
    elif what == "put":
        owner[at] = value
    elif what == "take" and len(owner) > 1:
        del owner[at]
    elif what == "add":
        owner.insert(at, value)
    else:
        owner.append(owner.pop(at))


@pytest.mark.parametrize("text", ["0.5", "0.10", "-2.0", "0.0000001"])
def test_a_fraction_stands_as_it_is_written(text):
    """A probability that a designer gives: without quotes, and it reads back as the same text."""
    before = "form: a\nfields:\n  one: {kind: text}\n"
    data = {"form": "a", "fields": {"one": {"kind": "text"}, "two": {"probability": text}}}
    made = rewritten(before, data)
    assert f"probability: {text}" in made
    assert parsed(made)[0] == data
