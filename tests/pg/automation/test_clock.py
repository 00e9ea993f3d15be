"""Rules that come by the clock: one timer each, rung once, whatever was missed, by the database's clock."""

import asyncio
from datetime import timedelta

import pytest
from tests.pg.automation.desk import Desk, rule, wrong

from tombolo.automation import after
from tombolo.automation.clock import Clock
from tombolo.base import clock

EVERY_MINUTE = """
when: {on: {schedule: {cron: "* * * * *"}, missed: MISSED}}
as: system
do: [{create: {form: desk.memo, set: {key: '"tick"'}}}]
"""
STALLED = """
when: {form: desk.order, on: {schedule: {every: day, at: "09:00"}}, for: 'state = "draft" and amount > 10'}
as: system
do: [{update: {form: desk.order, where: record = trigger, set: {grade: '"cold"'}}}]
"""


async def _back(desk: Desk, minutes: int) -> None:
    """As if nobody had been there for so long."""
    async with desk.pool.write() as tx:
        await tx.run(
            "update sys_rule_timer set next_run_at = date_trunc('minute', clock_timestamp())"
            " - make_interval(mins => $1)",
            minutes,
        )


async def _memos(desk: Desk) -> int:
    return len(await desk.world.rows("ann", "desk.memo", ["id"], limit=500))


@pytest.mark.parametrize(
    ("missed", "minutes", "runs"),
    [("once", 10, 1), ("once", 2880, 1), ("skip", 10, 1), ("all", 10, 11), ("all", 2880, 24)],
)
async def test_what_was_missed_comes_as_the_rule_wants(
    desk: Desk, missed: str, minutes: int, runs: int
):
    """U10, and two days without a worker. `skip` keeps the minute that is now."""
    desk.use(tick=EVERY_MINUTE.replace("MISSED", missed))
    assert await desk.tick() == 0
    await _back(desk, minutes)
    assert await desk.tick() == 1
    done = await desk.work_off()
    assert done in (runs, min(runs + 1, 24) if missed == "all" else runs)  # a minute may end here
    assert await _memos(desk) == done


async def test_a_monthly_rule_that_skips_leaves_out_what_was_missed(desk: Desk):
    day = (clock.today("Asia/Shanghai") + timedelta(days=15)).day
    monthly = EVERY_MINUTE.replace('cron: "* * * * *"', f"every: month, days: [{day}]")
    desk.use(tick=monthly.replace("MISSED", "skip"))
    await desk.tick()
    await _back(desk, 2880)
    assert await desk.tick() == 1
    assert await desk.work_off() == 0


async def test_two_workers_ring_a_timer_once(desk: Desk):
    desk.use(tick=EVERY_MINUTE.replace("MISSED", "once"))
    await desk.tick()
    await _back(desk, 3)
    await asyncio.gather(*(Clock(desk).turn() for _ in range(4)))
    assert await desk.work_off() == 1


async def test_editing_makes_no_second_timer_and_a_rule_that_is_gone_has_none(desk: Desk):
    text = EVERY_MINUTE.replace("MISSED", "once")
    desk.use(tick=text)
    await desk.tick()
    await _back(desk, 3)
    desk.use(tick=text.replace('"tick"', '"tock"'))  # the same times: what is due stays due
    assert await desk.tick() == 1
    desk.use(tick=text.replace('"* * * * *"', '"*/2 * * * *"'))
    assert await desk.tick() == 0
    async with desk.pool.read() as tx:
        assert await tx.value("select count(*) from sys_rule_timer") == 1
    desk.use()
    await desk.tick()
    async with desk.pool.read() as tx:
        assert await tx.value("select count(*) from sys_rule_timer") == 0


async def test_a_paused_rule_does_not_ring_until_it_goes_on(desk: Desk):
    desk.use(tick=EVERY_MINUTE.replace("MISSED", "once"))
    await desk.tick()
    await _back(desk, 3)
    async with desk.pool.write() as tx:
        await tx.run("insert into sys_rule_state (rule, paused_at) values ('desk.tick', now())")
    assert await desk.tick() == 0
    async with desk.pool.write() as tx:
        await after.resume(tx, "desk.tick")
    assert await desk.tick() == 1


async def test_each_chosen_record_has_a_run_of_its_own(desk: Desk):
    """Recycling: what changed since it was chosen is skipped, one that fails keeps no other back."""
    desk.use(cold=STALLED)
    ids = [
        (await desk.world.put("ann", "desk.order", {"subject": str(n), "amount": n})).ids[0]
        for n in (5, 20, 30, 40, 50)
    ]
    await desk.tick()
    await _back(desk, 3)
    await desk.tick()
    await desk.world.change("ann", "desk.order", ids[1], amount=21)  # still fits, but moved
    await desk.world.change("ann", "desk.order", ids[2], state="approved")
    assert await desk.work_off() == 4
    found = await desk.world.rows("ann", "desk.order", ["subject", "grade"], sort=["amount"])
    assert found == [["5", None], ["20", None], ["30", None], ["40", "cold"], ["50", "cold"]]
    told = {one.record: (one.state, (one.reason or {}).get("code")) for one in await desk.runs()}
    assert told == {
        ids[1]: ("skipped", "rule.moved"), ids[2]: ("skipped", "rule.moved"),
        ids[3]: ("done", None), ids[4]: ("done", None),
    }  # fmt: skip


async def test_one_record_that_fails_keeps_no_other_back(desk: Desk):
    do = """do: [{create: {form: desk.customer, set: {name: 'IF(amount = 40, "", subject)'}}}]"""
    desk.use(cold=STALLED.partition("do:")[0] + do)
    for n in (20, 40, 60):
        await desk.world.put("ann", "desk.order", {"subject": str(n), "amount": n})
    await desk.tick()
    await _back(desk, 3)
    await desk.tick()
    await desk.work_off()
    assert sorted(one.state for one in await desk.runs()) == ["done", "done", "failed"]
    assert len(await desk.world.rows("ann", "desk.customer", ["name"])) == 2


async def test_a_rule_of_somebody_who_left_is_paused(desk: Desk):
    desk.use(tick=EVERY_MINUTE.replace("MISSED", "once").replace("system", "owner(nobody)"))
    await desk.tick()
    await _back(desk, 3)
    assert await desk.tick() == 0
    async with desk.pool.read() as tx:
        assert [one.rule for one in await after.paused(tx)] == ["desk.tick"]


def test_what_is_written_wrong_is_told_with_its_place(desk: Desk):
    text = "when: {on: {schedule: WHAT}}\nas: system\ndo: [{delete: {form: desk.memo}}]"
    for what, code, place in [
        ('{cron: "* * *"}', "rule.cron", "when.on.schedule.cron"),
        ('{cron: "0 0 30 2 *"}', "rule.never", "when.on.schedule"),
        ('{every: day, at: "25:00"}', "rule.time", "when.on.schedule.at"),
        ("{every: week, days: [monday]}", "rule.one_of", "when.on.schedule.days"),
    ]:
        assert (code, place) in wrong(desk.world, text.replace("WHAT", what))
    right = text.replace("WHAT", "{every: day}")
    assert wrong(desk.world, right.replace("as: system", "")) == [("rule.nobody_caused", "as")]
    found = wrong(desk.world, right + "\ntiming: together")
    assert found == [("rule.alone_after", "timing")]
    assert rule(desk.world, "right", right).trigger.form == ""
