"""One furnished house for each module, and the browsers of those who live in it."""

import pytest_asyncio
from tests.web.conftest import opened
from tests.web.threats.app import furnish


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory):
    async with opened(pool, tmp_path_factory.mktemp("files")) as site:
        await site.person("ann_", admin=True)
        yield await furnish(site)


@pytest_asyncio.fixture
async def alice(house):
    return await house.site.as_("alice")


@pytest_asyncio.fixture
async def bob(house):
    return await house.site.as_("bob")


@pytest_asyncio.fixture
async def ann(house):
    return await house.site.as_("ann_")
