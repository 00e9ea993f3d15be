"""One embedded server for the whole run, a template with all migrations, a copy for each module."""

import asyncio
import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tombolo.base.ids import token
from tombolo.pg import migrate, workspace
from tombolo.pg.pool import Limits, Place, Pool, WriteTx
from tombolo.runtime.postgres import Embedded

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
FOLDER = Path(tempfile.gettempdir()) / f"tombolo-tests-{RUN}"
TEMPLATE = "template_tombolo"
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "deadlock_timeout": "50ms",  # who waits in a circle is told sooner; storms are full of circles
}


@pytest.fixture(scope="session")
def server() -> Iterator[Place]:
    """The server; workers of one run share it, and the last of them takes it away."""
    embedded = Embedded(FOLDER, settings=FAST, quick=True)
    with alone():
        dsn = embedded.start()
    yield Place(dsn)
    with alone():
        if embedded.stop():
            shutil.rmtree(FOLDER, ignore_errors=True)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One worker of this run at a time."""
    with (FOLDER.parent / f"tombolo-tests-{os.getuid()}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest_asyncio.fixture(scope="session")
async def template(server: Place) -> str:
    """A database with a workspace and every migration, made by whichever worker comes first."""
    with alone():
        place = await workspace.prepare(await workspace.create_database(server, TEMPLATE))
        async with await Pool.open(place, Limits(least=0)) as pool:
            await migrate.migrate(pool, migrate.found())
    return TEMPLATE


@pytest_asyncio.fixture(scope="module")
async def database(server: Place, template: str) -> AsyncIterator[Place]:
    """A migrated database of one's own for this module."""
    name = f"t_{token(6)}"
    yield await workspace.create_database(server, name, template=template)
    await workspace.drop_database(server, name)


@pytest_asyncio.fixture(scope="module")
async def pool(database: Place) -> AsyncIterator[Pool]:
    """Connections to this module's database."""
    pool = await Pool.open(database, Limits(least=0))
    yield pool
    async with asyncio.timeout(60):  # a connection that nobody gave back is a failure, not a wait
        await pool.close()


@pytest_asyncio.fixture
async def tx(pool: Pool) -> AsyncIterator[WriteTx]:
    """A writing transaction of which nothing stays."""
    async with pool.trial() as tx:
        yield tx
