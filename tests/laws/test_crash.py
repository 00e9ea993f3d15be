"""F01, F02: whoever is killed in the middle of writing, what was acknowledged stands, whole and once.

An audit that has never seen red is not trusted, so each kind of loss is made by hand and must be
found, and a server that promises less must lose something.
"""

import asyncio

import pytest
from tests.laws.audit import Finding, audit
from tests.laws.storm import Storm, storm

from tombolo.pg.pool import Limits, Pool


async def kill_web(made: Storm) -> None:
    made.kill_web()
    made.open_web()


async def kill_server(made: Storm) -> None:
    made.kill_server()
    await asyncio.sleep(0.3)  # so that somebody asks while it is away
    await asyncio.to_thread(made.server.start)


async def kill_both(made: Storm) -> None:
    made.kill_web()
    made.kill_server()
    await asyncio.to_thread(made.server.start)
    made.open_web()


async def wild(made: Storm, kill, times: int, writes: int = 30) -> None:
    await made.acknowledged(writes)
    for _ in range(times):
        await kill(made)
        await made.acknowledged(writes)
    await made.end()
    made.journal = made.journal.again()
    assert made.broken == [], "nothing but 503 while something is away"
    assert made.journal.count("refused") > 0


async def checked(made: Storm) -> list[Finding]:
    async with await Pool.open(made.place, Limits(least=0)) as pool:
        return await audit(pool, made.journal)


async def by_hand(made: Storm, *statements: str) -> None:
    async with await Pool.open(made.place, Limits(least=0)) as pool, pool.owner() as tx:
        for statement in statements:
            await tx.run(statement)


async def test_f01_a_killed_web_process_loses_nothing():
    async with storm() as made:
        await wild(made, kill_web, times=2)
        assert await checked(made) == []


async def test_f02_a_killed_server_loses_nothing_and_the_audit_can_see():
    async with storm() as made:
        await wild(made, kill_server, times=1)
        assert 503 in made.statuses or made.journal.count("unknown") > 0
        assert await checked(made) == []
        await _controls(made)


async def _controls(made: Storm) -> None:
    """Damage of every kind, done by hand to acknowledged and refused writes: each must be told."""
    good = [
        one for one in made.journal.written.values()
        if one.act == "create" and one.outcome == "acknowledged"
    ]  # fmt: skip
    refused = next(one for one in made.journal.written.values() if one.outcome == "refused")
    lost, line, story, fact, twice, value = good[:6]
    await by_hand(
        made,
        f"delete from shop_order where id = '{lost.record}'",
        f"delete from sys_history where record = '{lost.record}'",
        f"delete from sys_outbox where record = '{lost.record}'",
        f"delete from shop_order__lines where record = '{line.record}' and position = 1",
        f"delete from sys_history where record = '{story.record}'",
        f"delete from sys_outbox where record = '{fact.record}'",
        "insert into sys_history (form, record, at, by_member, act, changes)"
        " select form, record, at, by_member, act, changes from sys_history"
        f" where record = '{twice.record}' and act = 'create'",
        f"update shop_order set subject = 'by hand' where id = '{value.record}'",
        "insert into sys_history (form, record, at, act, changes) values"
        f" ('shop.order', '{refused.record}', now(), 'create',"
        f' \'{{"subject": [null, "{refused.marker}"]}}\')',
        "update shop_customer set orders_count = orders_count + 1",
        "update shop_sold set rows = rows + 1",
    )
    told = {(one.kind, one.marker) for one in await checked(made)}
    for wanted in (
        ("lost", lost.marker), ("half", line.marker), ("lost", story.marker),
        ("half", story.marker), ("half", fact.marker), ("twice", twice.marker),
        ("half", value.marker), ("refused", refused.marker), ("apart", "shop.customer"),
        ("apart", "shop.sold"),
    ):  # fmt: skip
        assert wanted in told, wanted


@pytest.mark.slow
@pytest.mark.parametrize(("kill", "times"), [(kill_web, 15), (kill_server, 6), (kill_both, 4)])
async def test_many_times(kill, times):
    async with storm() as made:
        await wild(made, kill, times, writes=60)
        assert await checked(made) == []


@pytest.mark.slow
async def test_a_server_that_promises_less_is_caught():
    """Positive control: commits that are acknowledged before they are on the disk are lost."""
    async with storm(synchronous_commit="off", wal_writer_delay="10s") as made:
        await made.acknowledged(100)
        made.kill_server()
        await made.end()
        await asyncio.to_thread(made.server.start)
        made.journal = made.journal.again()
        assert "lost" in {one.kind for one in await checked(made)}
