"""A view's condition shown as the tests of a filter bar finds the same records as the formula does."""

import itertools

import pytest
import pytest_asyncio
from tests.world import World, world

from tombolo.schema.condition import condition
from tombolo.schema.plainly import plainly

APP = """
plain/app: {app: plain, label: 话, nav: [note]}
plain/forms/note:
  label: 便条
  fields:
    name: {kind: text, label: 名称}
    size: {kind: number, label: 大小, scale: 2}
    state: {kind: choice, label: 状态, options: {a: 甲, b: 乙, c: 丙}}
    flag: {kind: switch, label: 标记}
    day: {kind: date, label: 日期}
    friends: {kind: members, label: 朋友}
    twice: {kind: formula, label: 两倍, is: size * 2}
"""
SAID = {
    "owner = ME()": {"field": "owner", "op": "is_me"},
    "ME() <> owner": {"field": "owner", "op": "not_me"},
    "ME() IN friends": {"field": "friends", "op": "is_me"},
    "owner_department IN ME().departments": {
        "field": "owner_department",
        "op": "in_my_departments",
    },
    'state = "a"': {"field": "state", "op": "is", "value": "a"},
    'state <> "a"': {"field": "state", "op": "is_not", "value": "a"},
    'state IN ("a", "b")': {"field": "state", "op": "in", "value": ["a", "b"]},
    'state NOT IN ("a", "b")': {"field": "state", "op": "not_in", "value": ["a", "b"]},
    "size > 1": {"field": "size", "op": "gt", "value": "1"},
    "1 < size": {"field": "size", "op": "gt", "value": "1"},
    "size < -1": {"field": "size", "op": "lt", "value": "-1"},
    "size <> 2": {"field": "size", "op": "is_not", "value": "2"},
    "flag": {"field": "flag", "op": "is", "value": True},
    "NOT flag": {"field": "flag", "op": "is", "value": False},
    "flag = TRUE()": {"field": "flag", "op": "is", "value": True},
    "EMPTY(name)": {"field": "name", "op": "empty"},
    "NOT EMPTY(day)": {"field": "day", "op": "not_empty"},
    "day >= '2026-06-01'": {"field": "day", "op": "ge", "value": "2026-06-01"},
    'state = "a" AND size > 1 AND flag': {
        "all": [
            {"field": "state", "op": "is", "value": "a"},
            {"field": "size", "op": "gt", "value": "1"},
            {"field": "flag", "op": "is", "value": True},
        ]
    },
    "flag OR size > 1 AND NOT EMPTY(name)": {
        "any": [
            {"field": "flag", "op": "is", "value": True},
            {
                "all": [
                    {"field": "size", "op": "gt", "value": "1"},
                    {"field": "name", "op": "not_empty"},
                ]
            },
        ]
    },
}
# Blank counts as 0 or "" in the language and as blank in a filter; the rest a filter cannot say.
FORMULAS = (
    "size < 1", "size = 0", "size <> 0", "size >= 0", "name = ''", "name > 'b'", "twice > 2",
    "day < TODAY()", "size > 1 AND day < TODAY()", "NOT (flag AND size > 1)", "LEN(name) > 2",
    "owner.name = 'x'",
)  # fmt: skip


@pytest_asyncio.fixture(scope="module")
async def notes(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    rows = [
        {"name": name, "size": size, "state": state, "flag": flag, "day": day, "friends": friends}
        for n, (name, size, state, flag, day, friends) in enumerate(
            itertools.product(
                (None, "b", "bcd"), (None, "-2", "0", "1", "2"), (None, "a", "c"),
                (None, True, False), (None, "2026-06-01"),
                ([], [str(made.people["ann"].id)]),
            )
        )
        if n % 3 == 0
    ]  # fmt: skip
    await made.put("ann", "plain.note", *rows)
    return made


@pytest.mark.parametrize("text", [*SAID, *FORMULAS])
async def test_it_finds_the_same(notes, text):
    card = notes.catalog.card("plain.note")
    said = plainly(condition(text, card.scope), card.form)
    assert said == SAID.get(text, {"formula": text})
    by_formula = await notes.rows("ann", "plain.note", ["id"], where={"formula": text}, limit=500)
    by_tests = await notes.rows("ann", "plain.note", ["id"], where=said, limit=500)
    assert by_formula == by_tests
