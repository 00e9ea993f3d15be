"""The small shop, for every module here that needs no more than it."""

import pytest_asyncio
from tests.pg.records_app import APP
from tests.world import World, world


@pytest_asyncio.fixture(scope="module")
async def shop(pool) -> World:
    """The shop and its administrator Ann, in this module's own database."""
    made = await world(pool)
    await made.apply(APP)
    return made
