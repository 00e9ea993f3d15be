"""The calendar changed under large tables: in force at once, what follows made anew behind it."""

import datetime as dt

import pytest
import pytest_asyncio
from tests.pg.change.lab import FAST, Lab, nothing
from tests.world import ZONE

from tombolo.base.errors import Conflict
from tombolo.records import calendar, rebuild
from tombolo.records.balances import rebuild as balances
from tombolo.schema.change import kept
from tombolo.schema.change import run as change
from tombolo.schema.change.again import Again, Asked
from tombolo.schema.holidays import Day

APP = """
cal/app: {app: cal, label: 日历, nav: [job, visit]}
cal/forms/job:
  label: 任务
  title: "{due}"
  fields:
    begin: {kind: date, label: 开始}
    due: {kind: formula, label: 到期, is: "WORKDAY(begin, 3)"}
    late: {kind: formula, label: 迟, is: due + 1}
    plain: {kind: formula, label: 无关, is: begin + 1}
    steps:
      kind: lines
      label: 步骤
      fields: {n: {kind: number, label: 数}, at: {kind: formula, label: 日, is: "WORKDAY(record.begin, n)"}}
    last: {kind: formula, label: 最后, is: MAX(steps.at)}
cal/forms/visit:
  label: 走访
  fields:
    job: {kind: link, label: 任务, to: job, inverse: visits}
    due: {kind: formula, label: 到期, is: job.late}
"""
COUNTED = """
cal/balances/days:
  label: 天数
  keys: {due: date}
  from: {form: job, keys: {due: due}, add: {jobs: "1"}}
"""
GOLDEN = [Day(dt.date(2026, 10, n), works=False) for n in range(1, 8)]
WRITTEN = (
    "select min(j.due)::text, max(j.due)::text, min(j.record_title), min(v.due)::text, min(j.last)::text "
    "from cal_job j join cal_visit v on v.job = j.id"
)


@pytest_asyncio.fixture
async def cal(lab: Lab) -> Lab:
    await lab.apply(APP)
    rows = [{"begin": "2026-09-30", "steps": [{"n": "1"}, {"n": "2"}]} for _ in range(60)]
    ids = (await lab.put("ann", "cal.job", *rows)).ids
    await lab.put("ann", "cal.visit", {"job": ids[0]})
    return lab


async def changed(cal: Lab, large: int, days=GOLDEN) -> Again:
    asked = Asked(None, "2026", ZONE, large)
    async with cal.pool.owner() as tx:
        return await calendar.change(tx, cal.catalog, 2026, days, asked)


async def demand_right(cal: Lab) -> None:
    async with cal.pool.read() as tx:
        assert await rebuild.differences(tx, cal.catalog, ZONE) == []
        assert await balances.differences(tx, cal.catalog) == []


BEFORE = [("2026-10-05", "2026-10-05", "2026-10-05", "2026-10-06", "2026-10-02")]
AFTER = [("2026-10-12", "2026-10-12", "2026-10-12", "2026-10-13", "2026-10-09")]


async def test_small_tables_follow_at_once(cal: Lab):
    made = await changed(cal, 1000)
    assert made.change is None and made.count > 60
    assert await cal.all(WRITTEN) == AFTER
    await demand_right(cal)
    assert await changed(cal, 1000) == Again(0)


async def test_large_ones_follow_behind(cal: Lab):
    """Until then the old values stand, their fields say so, and what is saved meanwhile is right."""
    made = await changed(cal, 50)
    assert made.change is not None
    assert await cal.all(WRITTEN) == BEFORE
    async with cal.pool.read() as tx:
        pending = {(one.form, one.lines): set(one.fields) for one in await kept.pending(tx)}
    assert pending["cal.job", ""] >= {"due", "late", "last"}
    assert "plain" not in pending["cal.job", ""]
    assert pending["cal.job", "steps"] == {"at"}
    assert pending["cal.visit", ""] >= {"due"}
    fresh = (await cal.put("ann", "cal.job", {"begin": "2026-09-30"})).ids[0]
    assert (await cal.get("ann", "cal.job", fresh)).values["due"] == "2026-10-12"
    with pytest.raises(Conflict):  # one at a time
        await changed(cal, 50, GOLDEN[:3])
    assert await cal.all("select state from sys_job where kind = 'definitions'") == [("waiting",)]
    done = await change.run(cal.pool, made.change, nothing, pace=FAST)
    assert (done.state, done.problems) == ("done", ())
    assert await cal.all(WRITTEN) == AFTER
    await demand_right(cal)


async def test_what_a_balance_counts_follows_at_once_however_large(cal: Lab):
    await cal.apply(COUNTED)
    made = await changed(cal, 50)
    assert (await cal.all(WRITTEN))[0][:2] == AFTER[0][:2]
    assert await cal.all("select due::text, jobs::integer from cal_days where jobs <> 0") == [
        ("2026-10-12", 60)
    ]
    if made.change:
        await change.run(cal.pool, made.change, nothing, pace=FAST)
    await demand_right(cal)
