"""`deals` is a connection with the little world of deals.sql in temp tables."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest_asyncio

from tombolo.pg.pool import Place


@pytest_asyncio.fixture(scope="session")
async def deals(server: Place) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.dsn, database="postgres")
    await connection.execute(Path(__file__).with_name("deals.sql").read_text(encoding="utf-8"))
    yield connection
    await connection.close()
