"""A comment written at the moment of a purge goes with its record, or is refused: none stays alone."""

import asyncio

import pytest
from tests.world import World

from tombolo.base.errors import Missing
from tombolo.records import comments
from tombolo.records.write.erase import delete, purge

FORM = "shop.customer"


async def binned(shop: World, name: str) -> str:
    (id_,) = (await shop.put("ann", FORM, {"name": name})).ids
    async with shop.writing("ann") as work:
        await delete(work, FORM, [id_])
    return id_


async def say(shop: World, id_: str) -> None:
    async with shop.writing("ann") as work:
        await comments.add(work, FORM, id_, "还在吗", [])


async def wipe(shop: World, id_: str) -> None:
    async with shop.writing("ann") as work:
        await purge(work, FORM, [id_])


async def waits(shop: World, task: "asyncio.Task[None]") -> None:
    """Until the task waits for a lock that somebody else holds, or is over."""
    async with shop.pool.alone() as connection:
        while not task.done() and not await connection.fetchval(
            "select count(*) from pg_locks where not granted"
        ):
            await asyncio.sleep(0.01)


async def alone(shop: World, id_: str) -> int:
    async with shop.pool.read() as tx:
        assert await tx.value("select count(*) from shop_customer where id = $1", id_) == 0
        return await tx.value("select count(*) from sys_comment where record = $1", id_)


async def test_a_comment_during_a_purge_is_refused(shop):
    id_ = await binned(shop, "先清除")
    async with shop.writing("ann") as work:
        await purge(work, FORM, [id_])
        saying = asyncio.create_task(say(shop, id_))
        await waits(shop, saying)
    with pytest.raises(Missing):
        await saying
    assert await alone(shop, id_) == 0


async def test_a_purge_during_a_comment_takes_it_along(shop):
    id_ = await binned(shop, "先评论")
    async with shop.writing("ann") as work:
        await comments.add(work, FORM, id_, "还在", [])
        wiping = asyncio.create_task(wipe(shop, id_))
        await waits(shop, wiping)
    await wiping
    assert await alone(shop, id_) == 0


async def test_many_at_once_leave_nothing(shop):
    for n in range(8):
        id_ = await binned(shop, f"一齐{n}")
        found = await asyncio.gather(
            *(say(shop, id_) for _ in range(4)), wipe(shop, id_), return_exceptions=True
        )
        broken = [one for one in found if isinstance(one, BaseException)]
        assert all(isinstance(one, Missing) for one in broken), broken
        assert await alone(shop, id_) == 0
