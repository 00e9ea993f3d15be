"""`deals` is a connection with the little world of deals.sql in temp tables."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest_asyncio

from tombolo import schema
from tombolo.pg.pool import Place

PINYIN = Path(schema.__file__).parent / "migrations" / "0015_pinyin.sql"


@pytest_asyncio.fixture(scope="session")
async def deals(server: Place) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.dsn, database="postgres")
    await connection.execute(Path(__file__).with_name("deals.sql").read_text(encoding="utf-8"))
    sounds = PINYIN.read_text(encoding="utf-8")
    # The table is this session's own; a function is everybody's, so one at a time makes it.
    sounds = sounds.replace("create table", "create temp table")
    sounds = sounds.replace("create function", "create or replace function")
    await connection.execute("select pg_advisory_lock(60415)")
    await connection.execute(sounds)
    await connection.execute("select pg_advisory_unlock(60415)")
    yield connection
    await connection.close()
