"""FIRST and LAST: of the rows that may be read, by the order that is asked, blanks and ties included."""

from datetime import UTC, datetime

import pytest
import pytest_asyncio
from tests.world import World, world

from tombolo.base.errors import Busy, Fault, Invalid

APP = """
fl/app: {app: fl, label: 首末, nav: [box, item]}
fl/forms/box:
  label: 箱
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    first_note: {kind: formula, label: 首, is: FIRST(items.note)}
    last_note: {kind: formula, label: 末, is: LAST(items.note)}
    cheap: {kind: formula, label: 最便宜, is: "FIRST(items.note, items.price)"}
    dear: {kind: formula, label: 最贵, is: "LAST(items.note, items.price)"}
    open: {kind: formula, label: 首开, is: 'FIRST(items.note, items.state = "a")'}
    top: {kind: formula, label: 首行, is: FIRST(parts.what)}
    tail: {kind: formula, label: 末行, is: "LAST(parts.what, parts.q)"}
    parts: {kind: lines, label: 件, fields: {what: {kind: text, label: 何}, q: {kind: number, label: 量}}}
fl/forms/item:
  label: 物
  title: "{no} {note}"
  fields:
    no: {kind: serial, label: 号, pattern: "I-{yyyy}{MM}{dd}-{000}"}
    box: {kind: link, label: 箱, to: fl.box, inverse: items}
    note: {kind: text, label: 注}
    price: {kind: money, label: 价}
    state: {kind: choice, label: 态, options: {a: 甲, b: 乙}}
fl/grants/own:
  who: [role(own)]
  forms:
    box: {may: [read], show: [dear]}
    item: {may: [read], rows: "owner = ME()"}
"""
KEYS = ["first_note", "last_note", "cheap", "dear", "open"]


@pytest_asyncio.fixture(scope="module")
async def fl(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("li", roles=["own"])
    return made


async def test_stored_once_for_all_it_is_shown_to_who_reads_all_or_by_name(fl):
    li = str(fl.people["li"].id)
    parts = [{"what": "x", "q": "3"}, {"what": "y", "q": "5"}, {"what": "z"}]
    (box,) = (await fl.put("ann", "fl.box", {"name": "箱", "parts": parts})).ids
    rows = [
        {"note": "一", "price": "5", "state": "b"},
        {"note": "二", "price": "1", "state": "a", "owner": li},
        {"note": "三", "price": "9", "state": "a", "owner": li},
        {"note": "四", "price": "20", "state": "b"},
        {"note": "五", "state": "b", "owner": li},
    ]
    for row in rows:
        await fl.put("ann", "fl.item", {**row, "box": box})
    where = {"field": "name", "op": "is", "value": "箱"}
    (whole,) = await fl.rows("ann", "fl.box", KEYS, where=where)
    with pytest.raises(Invalid):
        await fl.rows("li", "fl.box", KEYS, where=where)
    (shown,) = await fl.rows("li", "fl.box", ["dear"], where=where)
    assert whole[:2] == ["一", "五"] and whole[4] == "二"
    assert whole[2] == "二" and whole[3] == "四", (
        "a blank price is neither the lowest nor the highest"
    )
    assert shown == ["四"]
    (lines,) = await fl.rows("ann", "fl.box", ["top", "tail"], where=where)
    assert lines == ["x", "y"]


async def test_of_nothing_is_blank(fl):
    await fl.put("ann", "fl.box", {"name": "空"})
    where = {"field": "name", "op": "is", "value": "空"}
    assert await fl.rows("ann", "fl.box", [*KEYS, "top"], where=where) == [[None] * 6]


async def test_numbers_begin_anew_with_the_year_of_the_workspace(fl):
    """16:30 of New Year's Eve in UTC is the new year in Shanghai."""
    numbers = []
    for at in (
        datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC),
        datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
        datetime(2027, 1, 1, 15, 59, tzinfo=UTC),
        datetime(2027, 1, 1, 16, 0, tzinfo=UTC),
    ):
        fl.now = at
        (id_,) = (await fl.put("ann", "fl.item", {"note": "年"})).ids
        numbers.append((await fl.get("ann", "fl.item", id_)).values["no"])
    assert numbers == [
        "I-20261231-001", "I-20270101-001", "I-20270101-002", "I-20270101-003", "I-20270102-001",
    ]  # fmt: skip


async def test_a_connection_cut_while_definitions_are_applied_leaves_nothing(fl):
    """The whole change or none of it: tables, catalog, versions, files."""
    from tombolo.schema import store

    more = APP.replace(
        "    note: {kind: text, label: 注}",
        "    note: {kind: text, label: 注}\n    extra: {kind: text, label: 又}",
    )
    todo = await fl.plan(more)
    assert todo.steps
    before = fl.catalog.version
    with pytest.raises(Fault) as cut:
        async with fl.pool.owner() as tx:
            await store.apply(tx, todo, by=None, note="cut", zone="Asia/Shanghai")
            pid = await tx.value("select pg_backend_pid()")
            async with fl.pool.owner() as other:
                await other.value("select pg_terminate_backend($1)", pid)
            await tx.value("select 1")
    assert isinstance(cut.value, Busy), cut.value.values
    async with fl.pool.read() as tx:
        now = await store.load(tx)
        columns = await tx.value(
            "select count(*) from information_schema.columns"
            " where table_name = 'fl_item' and column_name = 'extra'"
        )
        pending = await tx.value("select count(*) from sys_definition where version > $1", before)
    assert (now.version, columns, pending) == (before, 0, 0)
    await fl.apply(more)  # and the same change goes through afterwards
    assert fl.catalog.version == before + 1
