"""T-STOCK-2: a unit with a serial number is in one place, and is delivered once."""

import asyncio

import pytest_asyncio
from tests.world import World, world

from tombolo.base.errors import Invalid
from tombolo.records import rebuild as values
from tombolo.records.balances import rebuild

APP = """
un/app: {app: un, label: 序列号, nav: [unit, place, move]}
un/forms/place:
  label: 地点
  title: "{name}"
  fields: {name: {kind: text, label: 名称}}
un/forms/unit:
  label: 设备
  title: "{serial}"
  fields:
    serial: {kind: text, label: 序列号, required: true, unique: true}
    at: {kind: rollup, label: 所在, of: moves.to, calc: last}
    at_name: {kind: rollup, label: 地点, of: moves.to.name, calc: last}
un/forms/move:
  label: 移动
  append_only: true
  fields:
    unit: {kind: link, label: 设备, to: unit, inverse: moves, required: true}
    from: {kind: link, label: 自, to: place}
    to: {kind: link, label: 至, to: place, required: true}
un/balances/where:
  label: 设备位置
  keys: {unit: unit, place: place}
  from:
    - {form: move, keys: {unit: unit, place: to}, add: {count: "1"}}
    - {form: move, where: NOT EMPTY(from), keys: {unit: unit, place: from}, add: {count: "-1"}}
  guard:
    - {need: count >= 0 AND count <= 1, say: {zh: "{unit} 不在 {place}", en: "{unit} is not at {place}"}}
"""
ROUNDS = 200


@pytest_asyncio.fixture
async def un(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


async def delivered(un: World, unit: str, source: str, to: str) -> bool:
    try:
        await un.put("ann", "un.move", {"unit": unit, "from": source, "to": to})
    except Invalid as refused:
        assert refused.code == "balance.guard", refused
        assert "不在 主库" in str(refused.problems[0].say or "") or refused.problems
        return False
    return True


async def test_of_two_deliveries_of_one_unit_one_succeeds(un: World):
    names = ({"name": name} for name in ("主库", "甲客户", "乙客户"))
    main, one, other = (await un.put("ann", "un.place", *names)).ids
    rows = [{"serial": f"SN-{n:04}"} for n in range(ROUNDS)]
    units = (await un.put("ann", "un.unit", *rows)).ids
    await un.put("ann", "un.move", *({"unit": unit, "to": main} for unit in units))
    for unit in units:
        took = await asyncio.gather(*(delivered(un, unit, main, to) for to in (one, other)))
        assert sorted(took) == [False, True], took
        place, name = (one, "甲客户") if took[0] else (other, "乙客户")
        found = (await un.get("ann", "un.unit", unit)).values
        assert (found["at_name"], found["at"]) == (name, found["at"])
        async with un.pool.read() as tx:
            stands = await tx.rows("select place, count from un_where where unit = $1", unit)
        assert {str(row["place"]): int(row["count"]) for row in stands if row["count"]} == {
            place: 1
        }
    async with un.pool.read() as tx:
        assert await rebuild.differences(tx, un.catalog) == []
        assert await values.differences(tx, un.catalog, "Asia/Shanghai") == []
