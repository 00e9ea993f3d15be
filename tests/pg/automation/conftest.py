"""The desk, with nothing in its log and no rules."""

import pytest_asyncio
from tests.pg.automation.desk import APP, Desk
from tests.world import World, world


@pytest_asyncio.fixture(scope="module")
async def place(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("sue", roles=["sales"])
    return made


@pytest_asyncio.fixture
async def desk(place: World) -> Desk:
    async with place.pool.write() as tx:
        for form in ("contract", "order", "memo", "customer"):
            await tx.run(f'delete from "desk_{form}"')
        await tx.run("delete from sys_rule_run")
        for table in ("state", "timer", "due"):
            await tx.run(f"delete from sys_rule_{table}")
    place.reactions = ()
    return Desk(place)
