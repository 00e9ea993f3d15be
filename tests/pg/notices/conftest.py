"""The small sales desk, and people who are told things."""

import pytest_asyncio
from tests.pg.automation.desk import APP, Desk
from tests.world import World, world


@pytest_asyncio.fixture(scope="module")
async def place(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("sue", roles=["sales"])
    await made.person("tom", roles=["sales"])
    await made.person("out", roles=["nothing"])
    return made


@pytest_asyncio.fixture
async def desk(place: World) -> Desk:
    async with place.pool.write() as tx:
        for table in ("sys_notice", "sys_notice_preference", "sys_notice_hours", "sys_job"):
            await tx.run(f"delete from {table}")
        await tx.run(
            "update sys_notice_heard set since = pg_current_snapshot()::text, until = null, done = 0"
        )
    place.reactions = ()
    return Desk(place)
