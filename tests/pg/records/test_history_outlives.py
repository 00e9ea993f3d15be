"""History outlives definitions: a key that was a number, then lines, then a text is still told."""

import pytest_asyncio
from tests.world import World, world

from tombolo.records.read.stories import story

HEAD = """
past/app: {app: past, label: 往, nav: [thing, other]}
past/forms/other: {label: 另, title: "{name}", fields: {name: {kind: text, label: 名}}}
"""
FORM = """
past/forms/thing:
  label: 物
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
"""
SHAPES = {
    "number": ("x: {kind: number, label: X}", "5"),
    "lines": ("x: {kind: lines, label: X, fields: {q: {kind: number, label: 量}}}", [{"q": "1"}]),
    "text": ("x: {kind: text, label: X}", "abc"),
    "switch": ("x: {kind: switch, label: X}", True),
    "choices": ("x: {kind: choices, label: X, options: {a: A, b: B}}", ["a", "b"]),
    "date": ("x: {kind: date, label: X}", "2026-06-30"),
    "moment": ("x: {kind: moment, label: X}", "2026-06-30T02:00:00Z"),
    "time": ("x: {kind: time, label: X}", "14:05"),
    "percent": ("x: {kind: percent, label: X}", "0.13"),
    "money": ("x: {kind: money, label: X}", "9.5"),
    "address": (
        "x: {kind: address, label: X}",
        {"province": "上海市", "city": "", "district": "", "detail": "x"},
    ),
    "place": ("x: {kind: place, label: X}", {"lat": "31.2", "lng": "121.4", "text": "x"}),
    "rating": ("x: {kind: rating, label: X}", "3"),
    "rich_text": ("x: {kind: rich_text, label: X}", "<p>x</p>"),
    "choice": ("x: {kind: choice, label: X, options: {a: A, b: B}}", "a"),
    "member": ("x: {kind: member, label: X}", "ann"),
    "link": ("x: {kind: link, label: X, to: past.other}", "other"),
    "formula": ('x: {kind: formula, label: X, is: "1 + 1"}', None),
    "lines again": (
        "x: {kind: lines, label: X, fields: {p: {kind: text, label: 品}}}",
        [{"p": "1"}],
    ),
}


@pytest_asyncio.fixture(scope="module")
async def past(pool) -> World:
    made = await world(pool)
    await made.apply(HEAD + FORM)
    return made


async def test_every_shape_of_before_is_told(past):
    (other,) = (await past.put("ann", "past.other", {"name": "另"})).ids
    (id_,) = (await past.put("ann", "past.thing", {"name": "物"})).ids
    known = {"ann": str(past.people["ann"].id), "other": other}
    for n, (text, value) in enumerate(SHAPES.values()):
        await past.apply(FORM + f"    {text}\n")
        if value is not None:
            sent = known.get(value, value) if isinstance(value, str) else value
            await past.change("ann", "past.thing", id_, x=sent)
        async with past.reading("ann") as work:
            told, _ = await story(work, "past.thing", id_, {}, before=None, limit=100)
        assert len(told) >= n
        await past.get("ann", "past.thing", id_)
        await past.apply(FORM)
