"""Deadlines are rows: fired by the database's clock, once, late when nobody was there."""

import asyncio

import pytest
from tests.pg.flow.test_quotation import quotation

from tombolo.base.errors import Conflict
from tombolo.flow import timers


async def overdue(house) -> tuple:
    """A quotation whose first node is late: (done, due)."""
    done = await house.submit(await quotation(house, 335000))
    async with house.world.pool.write() as tx:
        await tx.run(
            "update sys_flow_timer set due_at = now() - interval '2 days' where root = $1",
            done.root,
        )
    async with house.world.pool.read() as tx:
        (found,) = [one for one in await timers.due(tx) if one.root == done.root]
    return done, found


async def fired(house, found) -> None:
    async with house.world.writing("rep") as work:
        await timers.fire(work, found)


async def test_a_late_node_reminds_once_and_is_due_again_later(house):
    done, found = await overdue(house)
    await fired(house, found)
    with pytest.raises(Conflict):
        await fired(house, found)
    state = await house.state(done)
    assert sorted(one.state for one in state.timers.values()) == ["armed", "fired"]
    assert set(await house.open_tasks(done)) == {"tech"}


async def test_of_two_workers_one_fires(house):
    _, found = await overdue(house)
    results = await asyncio.gather(*(fired(house, found) for _ in range(4)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["Conflict"] * 3 + ["NoneType"]


async def test_who_left_is_no_reason_to_stand_still(house, pool):
    done, _ = await overdue(house)
    async with pool.write() as tx:
        await tx.run("update sys_member set active = false where id = $1", house.who("rep"))
    try:
        async with pool.read() as tx:
            (again,) = [one for one in await timers.due(tx) if one.root == done.root]
        assert again.initiator == house.who("ann")
    finally:
        async with pool.write() as tx:
            await tx.run("update sys_member set active = true where id = $1", house.who("rep"))


async def test_what_is_aside_is_not_found(house):
    done, _ = await overdue(house)
    async with house.world.pool.read() as tx:
        assert done.root not in [one.root for one in await timers.due(tx, [done.root])]
