"""Whatever is created, changed, deleted and restored: values, versions and history stay one story.

A naive model in Python does the same steps; after each step the record as read, and the history
played from its beginning, must both give what the model has.
"""

import asyncio
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.world import World, world

from tombolo.base import codec
from tombolo.records.write.erase import delete, restore

APP = """
law/app: {app: law, label: 律, nav: [thing]}
law/forms/thing:
  label: 物
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    a: {kind: number, label: A, scale: 4}
    b: {kind: money, label: B}
    on: {kind: switch, label: 开}
    tags: {kind: choices, label: 签, options: {x: X, y: Y, z: Z}}
    lines:
      kind: lines
      label: 行
      fields:
        q: {kind: number, label: 量, scale: 2}
        what: {kind: text, label: 何}
        twice: {kind: formula, label: 倍, is: "q * 2"}
    total: {kind: formula, label: 和, is: SUM(lines.twice)}
    all: {kind: formula, label: 全, is: "a + b + total"}
"""
FORM = "law.thing"
NAMES = st.sampled_from([None, "", " 甲 ", "a'b\"c", "😀", "%_\\", "x\ny"])
NUMBERS = st.sampled_from([None, "0", "-0", "1.5", "1.50", "1,000.25", "-3.75", 7, Decimal("0.5")])
OWN = st.fixed_dictionaries(
    {},
    optional={
        "name": NAMES,
        "a": NUMBERS,
        "b": NUMBERS,
        "on": st.sampled_from([None, True, False]),
        "tags": st.lists(st.sampled_from("xyz"), unique=True, max_size=3),
    },
)
LINE = st.fixed_dictionaries({}, optional={"q": NUMBERS, "what": NAMES})
# A row of lines: which of those that are there (or a new one), and what is set in it.
ROWS = st.lists(st.tuples(st.integers(0, 3), LINE), max_size=4)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["create", "update", "update", "update", "delete", "restore"]),
        st.integers(0, 5),
        OWN,
        st.none() | ROWS,
    ),
    min_size=1,
    max_size=8,
)


@dataclass
class Model:
    """One record as a child would keep it."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    version: int = 1
    deleted: bool = False
    entries: int = 1


def number(raw: Any) -> Decimal | None:
    return None if raw is None else Decimal(str(raw).replace(",", ""))


def plain(key: str, raw: Any) -> Any:
    if key in {"a", "b", "q"}:
        return number(raw)
    if key in {"name", "what"}:
        return (raw or "").replace("\n", " ").strip() or None
    return sorted(raw or []) or None if key == "tags" else raw


def laid(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    made = {**old, **{key: plain(key, value) for key, value in new.items()}}
    return {key: value for key, value in made.items() if value is not None}


def expected(model: Model) -> dict[str, Any]:
    twice = [line["q"] * 2 if "q" in line else Decimal(0) for line in model.lines]
    total = sum(twice, Decimal(0))
    all_ = model.values.get("a", Decimal(0)) + model.values.get("b", Decimal(0)) + total
    return {"total": total, "all": all_}


async def play(law: World, steps: list[Any]) -> None:
    known: dict[str, Model] = {}
    for act, which, own, rows in steps:
        ids = list(known)
        id_ = ids[which % len(ids)] if ids else ""
        if act == "create" or not ids:
            lines = [line for _, line in rows or []]
            saved = await law.put("ann", FORM, {**own, "lines": lines})
            known[saved.ids[0]] = Model(laid({}, own), [laid({}, line) for line in lines])
        elif act == "update" and not known[id_].deleted:
            await updated(law, id_, known[id_], own, rows)
        elif act == "delete" and not known[id_].deleted:
            async with law.writing("ann") as work:
                await delete(work, FORM, [id_])
            moved(known[id_], deleted=True)
        elif act == "restore" and known[id_].deleted:
            async with law.writing("ann") as work:
                await restore(work, FORM, [id_])
            moved(known[id_], deleted=False)
        for one, model in known.items():
            if not model.deleted:
                await compare(law, one, model)


def moved(model: Model, *, deleted: bool) -> None:
    model.deleted = deleted
    model.version += 1
    model.entries += 1


async def updated(law: World, id_: str, model: Model, own: Any, rows: Any) -> None:
    there = (await law.get("ann", FORM, id_)).values["lines"]
    sent: list[dict[str, Any]] = []
    after: list[dict[str, Any]] = []
    ids: list[str | None] = []
    for at, line in rows or []:
        if at < len(there) and there[at]["id"] not in ids:
            sent.append({"id": there[at]["id"], **line})
            after.append(laid(model.lines[at], line))
            ids.append(there[at]["id"])
        else:
            sent.append(line)
            after.append(laid({}, line))
            ids.append(None)
    set_ = dict(own) if rows is None else {**own, "lines": sent}
    values = laid(model.values, own)
    same = rows is None or ([one["id"] for one in there] == ids and after == model.lines)
    changed = values != model.values or not same
    saved = await law.change("ann", FORM, id_, model.version, **set_)
    model.values = values
    if rows is not None:
        model.lines = after
    model.version += changed
    model.entries += changed
    assert saved.versions == (model.version,)


async def compare(law: World, id_: str, model: Model) -> None:
    got = await law.get("ann", FORM, id_)
    assert got.version == model.version
    own = {k: plain(k, got.values[k]) for k in ("name", "a", "b", "on", "tags")}
    assert {k: v for k, v in own.items() if v is not None} == model.values
    lines = [laid({}, {"q": one["q"], "what": one["what"]}) for one in got.values["lines"]]
    assert lines == model.lines
    for key, value in expected(model).items():
        assert (number(got.values[key]) or Decimal(0)) == value, key
    async with law.pool.read() as tx:
        entries = await tx.rows(
            "select changes::text as c from sys_history where record = $1 order by id", id_
        )
    assert len(entries) == model.entries
    played: dict[str, Any] = {}
    for entry in entries:
        for key, change in codec.decode(entry["c"]).items():
            if isinstance(change, list):
                assert played.get(key) == change[0], key
                played[key] = change[1]
    for key in (*own, "total", "all"):
        assert played.get(key) == got.values[key], key


@pytest_asyncio.fixture(scope="module")
async def law(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


@pytest.mark.asyncio
async def test_one_story(law):
    loop = asyncio.get_running_loop()

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(STEPS)
    def run(steps):
        asyncio.run_coroutine_threadsafe(play(law, steps), loop).result()

    await asyncio.to_thread(run)
