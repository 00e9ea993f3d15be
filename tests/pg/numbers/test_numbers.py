"""Numbers: without a hole where promised, at their moment, by the record's date, in the workspace's year."""

import asyncio
from datetime import UTC, datetime

import pytest_asyncio
from tests.world import World, world

from tombolo.base.errors import Busy
from tombolo.pg.pool import step_aside
from tombolo.records.write.change import Change
from tombolo.records.write.save import update

APP = """
nu/app: {app: nu, label: 编号, nav: [deal, note, bill]}
nu/forms/deal:
  label: 合同
  title: "{no} {name}"
  fields:
    name: {kind: text, label: 名称}
    state: {kind: choice, label: 状态, options: {draft: 草稿, approved: 已批准}, default: '"draft"'}
    no: {kind: serial, label: 合同号, pattern: "HT-{yyyy}-{000}", gapless: true, when: 'state = "approved"'}
    tag: {kind: formula, label: 标签, is: 'IF(EMPTY(no), "未编号", "#" & no)'}
nu/forms/note:
  label: 单
  fields:
    name: {kind: text, label: 名称}
    on: {kind: date, label: 日期, default: TODAY()}
    currency: {kind: choice, label: 币种, options: {CNY: 人民币, EUR: 欧元}, default: '"CNY"'}
    no: {kind: serial, label: 号, pattern: "{currency}-{yy}{MM}-{00}", date: on}
nu/forms/bill:
  label: 票
  fields:
    name: {kind: text, label: 名称}
    no: {kind: serial, label: 号, pattern: "B{yy}{MM}-{0000}", period: year, gapless: true}
"""


@pytest_asyncio.fixture(scope="module")
async def nu(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


class Refused(Exception):
    pass


def _demand(holds: bool) -> None:
    if not holds:
        raise Refused


async def approve(nu: World, id_: str, *, fails: bool) -> None:
    """As the door does: who lost a race begins anew. `fails`: after the number was taken."""
    while True:
        try:
            async with nu.writing("ann") as work:
                await update(work, "nu.deal", [Change({"state": "approved"}, id_)])
                _demand(not fails)
        except Busy:
            await step_aside(0.05)
        except Refused:
            return
        else:
            return


async def test_twenty_approvals_three_of_which_fail_leave_no_hole(nu):
    """T-NUM-1: 1..17, in the order of the commits."""
    rows = [{"name": f"c{n}"} for n in range(20)]
    ids = (await nu.put("ann", "nu.deal", *rows)).ids
    assert {(await nu.get("ann", "nu.deal", id_)).values.get("no") for id_ in ids} == {None}
    fails = {3, 9, 14}
    await asyncio.gather(*(approve(nu, id_, fails=n in fails) for n, id_ in enumerate(ids)))
    async with nu.pool.read() as tx:
        found = await tx.rows(
            "select no, record_title, tag, version from nu_deal where no is not null order by no"
        )
        # History rows are made after the number was taken, under its lock: their order is the commits'.
        order = await tx.rows(
            "select d.no from nu_deal d join sys_history h on h.record = d.id and h.act = 'update' order by h.id"
        )
    numbers = [row["no"] for row in found]
    assert numbers == [f"HT-2026-{n:03}" for n in range(1, 18)]
    assert [row["no"] for row in order] == numbers
    assert {(row["record_title"].split()[0], row["tag"]) for row in found} == {
        (no, f"#{no}") for no in numbers
    }
    await nu.change("ann", "nu.deal", ids[3], state="approved")
    assert (await nu.get("ann", "nu.deal", ids[3])).values["no"] == "HT-2026-018"


async def test_a_number_once_given_stays(nu):
    (id_,) = (await nu.put("ann", "nu.deal", {"name": "留", "state": "approved"})).ids
    number = (await nu.get("ann", "nu.deal", id_)).values["no"]
    for state in ("draft", "approved"):
        await nu.change("ann", "nu.deal", id_, state=state)
        assert (await nu.get("ann", "nu.deal", id_)).values["no"] == number


async def test_the_year_changes_in_the_workspaces_zone(nu):
    """T-NUM-2: 23:59:59.9 and 00:00:00.1 in Shanghai are two series, each from 1."""
    nu.now = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
    await nu.put("ann", "nu.bill", {"name": "x"})
    before = datetime(2026, 12, 31, 15, 59, 59, 900_000, tzinfo=UTC)
    after = datetime(2026, 12, 31, 16, 0, 0, 100_000, tzinfo=UTC)
    numbers = []
    for moment in (before, before, after, after):
        nu.now = moment
        (id_,) = (await nu.put("ann", "nu.bill", {"name": "x"})).ids
        numbers.append((await nu.get("ann", "nu.bill", id_)).values["no"])
    assert numbers == ["B2612-0002", "B2612-0003", "B2701-0001", "B2701-0002"]


async def test_by_the_records_date_and_a_field_of_it(nu):
    nu.now = datetime(2026, 6, 30, 2, 0, tzinfo=UTC)

    async def one(**set_):
        (id_,) = (await nu.put("ann", "nu.note", set_)).ids
        return (await nu.get("ann", "nu.note", id_)).values["no"]

    assert await one(on="2025-03-02", currency="EUR") == "EUR-2503-01"
    assert await one(on="2025-03-30", currency="EUR") == "EUR-2503-02"
    assert await one(on="2025-03-30") == "CNY-2503-01"
    assert await one() == "CNY-2606-01", "a day that is defaulted is known when it is computed"
    assert await one(on="2025-04-01", currency="EUR") == "EUR-2504-01"
