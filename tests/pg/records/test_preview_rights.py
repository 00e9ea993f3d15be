"""A preview tells nobody what a list or a record would not."""

import pytest_asyncio
from tests.world import World, world

APP = """
pv/app: {app: pv, label: 览, nav: [pay]}
pv/forms/part:
  label: 件
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    cost: {kind: money, label: 本}
pv/forms/pay:
  label: 薪
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    part: {kind: link, label: 件, to: pv.part}
    cost: {kind: money, label: 本, default: part.cost}
    double: {kind: formula, label: 双, is: cost * 2}
    salary: {kind: money, label: 薪}
    yearly: {kind: formula, label: 年, is: salary * 12}
    lines:
      kind: lines
      label: 行
      fields:
        part: {kind: link, label: 件, to: pv.part}
        cost: {kind: money, label: 本, default: part.cost}
pv/grants/all:
  who: [role(s)]
  forms:
    pay: {may: [read, create, update], hide: [salary]}
    part: {may: [read], rows: "owner = ME()"}
pv/grants/own:
  who: [role(s)]
  forms:
    pay: {may: [read, update], rows: "owner = ME()"}
"""


@pytest_asyncio.fixture(scope="module")
async def pv(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("li", roles=["s"])
    return made


async def test_a_link_out_of_reach_brings_no_values(pv):
    (secret,) = (await pv.put("ann", "pv.part", {"name": "密", "cost": "777"})).ids
    for set_ in ({"part": secret}, {"lines": [{"part": secret}]}):
        seen = await pv.try_("li", "pv.pay", set_)
        assert [one.code for one in seen.problems] == ["link.missing"]
        assert "777" not in str((seen.values, seen.lines))
        assert "1554" not in str((seen.values, seen.lines))
    assert "777" in str((await pv.try_("ann", "pv.pay", {"part": secret})).values)


async def test_what_is_masked_on_this_row_is_masked_in_its_preview(pv):
    li = str(pv.people["li"].id)
    other, mine = (
        await pv.put("ann", "pv.pay", {"salary": "1000"}, {"salary": "2000", "owner": li})
    ).ids
    seen = await pv.try_("li", "pv.pay", {"name": "x"}, id_=other, version=1)
    assert "yearly" not in seen.values
    seen = await pv.try_("li", "pv.pay", {"name": "x"}, id_=mine, version=1)
    assert seen.values["yearly"] == "24000"
