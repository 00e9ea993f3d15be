"""Dates that rules wait for: a row for each record, which follows the field and rings once."""

from datetime import date, timedelta

from tests.pg.automation.desk import Desk, wrong

from tombolo.base import clock
from tombolo.records.write import erase

REMIND = """
when: {form: desk.order, on: {due: ends}, if: 'state = "draft"'}
as: system
do: [{create: {form: desk.memo, set: {key: subject}}}]
"""


def _day(days: int) -> str:
    today: date = clock.today("Asia/Shanghai")
    return (today + timedelta(days=days)).isoformat()


async def _put(desk: Desk, subject: str, **row) -> str:
    return (await desk.world.put("ann", "desk.order", {"subject": subject, **row})).ids[0]


async def _waiting(desk: Desk) -> int:
    async with desk.pool.read() as tx:
        return await tx.value("select count(*) from sys_rule_due where fired_at is null")


async def _told(desk: Desk) -> list[str]:
    await desk.tick()
    await desk.work_off()
    return sorted(row[0] for row in await desk.world.rows("ann", "desk.memo", ["key"]))


async def test_a_date_that_is_moved_to_today_rings_once(desk: Desk):
    """U11."""
    desk.use(remind=REMIND)
    await desk.tick()
    order = await _put(desk, "A", ends=_day(1))
    assert await _told(desk) == []
    await desk.world.change("ann", "desk.order", order, ends=_day(0))
    assert await _waiting(desk) == 1
    assert await _told(desk) == ["A"]
    await desk.world.change("ann", "desk.order", order, ends=_day(2))
    await desk.world.change("ann", "desk.order", order, ends=_day(0))  # there and back: it rang
    assert await _told(desk) == ["A"]


async def test_the_row_goes_with_the_record_and_with_the_date(desk: Desk):
    desk.use(remind=REMIND)
    await desk.tick()
    first, second = await _put(desk, "A", ends=_day(3)), await _put(desk, "B", ends=_day(3))
    assert await _waiting(desk) == 2
    await desk.world.change("ann", "desk.order", first, ends=None)
    async with desk.world.writing("ann") as work:
        await erase.delete(work, "desk.order", [second])
    assert await _waiting(desk) == 0
    async with desk.world.writing("ann") as work:
        await erase.restore(work, "desk.order", [second])
    assert await _waiting(desk) == 1


async def test_a_new_rule_looks_ahead_and_back_only_where_it_says_so(desk: Desk):
    for subject, days in (("long ago", -20), ("lately", -3), ("today", 0), ("soon", 5)):
        await _put(desk, subject, ends=_day(days))
    desk.use(remind=REMIND)
    assert await _told(desk) == []
    assert await _waiting(desk) == 1
    desk.use(remind=REMIND.replace("due: ends", "due: ends, past: 7"))
    assert await _told(desk) == ["lately", "today"]
    assert await _waiting(desk) == 1


async def test_what_rings_late_still_rings_and_the_condition_is_asked_then(desk: Desk):
    desk.use(remind=REMIND)
    await desk.tick()
    orders = [await _put(desk, one, ends=_day(9)) for one in "AB"]
    await desk.world.change("ann", "desk.order", orders[1], state="approved")
    async with desk.pool.write() as tx:  # two days pass without a worker
        await tx.run('update "desk_order" set ends = ends - 11')
        await tx.run("update sys_rule_due set occurrence = occurrence - interval '11 days'")
    assert await _told(desk) == ["A"]
    assert await _waiting(desk) == 0


async def test_a_thousand_records_saved_at_once_each_have_their_row(desk: Desk):
    desk.use(remind=REMIND)
    await desk.tick()
    rows = [{"subject": str(n), "ends": _day(-0)} for n in range(1000)]
    await desk.world.put("ann", "desk.order", *rows)
    assert await _waiting(desk) == 1000
    assert await desk.tick() == 1000
    assert await desk.work_off() == 1000


async def test_hours_before_a_meeting(desk: Desk):
    desk.use(remind=REMIND.replace("due: ends", "due: meets, before: 2 hours"))
    await desk.tick()
    soon = clock.now() + timedelta(hours=1)
    await _put(desk, "soon", meets=soon.isoformat())
    await _put(desk, "later", meets=(soon + timedelta(hours=5)).isoformat())
    assert await _told(desk) == ["soon"]


def test_what_is_no_date_is_told(desk: Desk):
    def found(text: str) -> list[tuple[str, str]]:
        return wrong(desk.world, REMIND.replace("due: ends", text))

    assert ("rule.not_dated", "when.on.due") in found("due: amount")
    assert ("definition.no_field", "when.on.due") in found("due: nothing")
    assert ("rule.span", "when.on.before") in found("due: ends, before: soon")
    assert ("rule.at_hours", "when.on.at") in found('due: meets, after: 2 hours, at: "09:00"')
