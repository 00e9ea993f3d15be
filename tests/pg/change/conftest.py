"""A laboratory with many samples, and hands that carry a change out on it."""

import pytest_asyncio
from tests.pg.change.lab import Lab, begun

from tombolo.base.ids import token
from tombolo.pg import workspace
from tombolo.pg.pool import Limits, Pool


@pytest_asyncio.fixture
async def lab(server, template):
    name = f"t_{token(6)}"
    place = await workspace.create_database(server, name, template=template)
    async with await Pool.open(place, Limits(least=0)) as pool:
        made: Lab = await begun(pool, place)
        yield made
    await workspace.drop_database(server, name)
