"""The database of this installation, ready for work: server, workspace, migrations."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tombolo.base.errors import Broken
from tombolo.pg import migrate, workspace
from tombolo.pg.pool import Limits, Place, Pool
from tombolo.runtime.config import Settings
from tombolo.runtime.postgres import DATABASE, Embedded
from tombolo.schema import younger

Say = Callable[[str], None]
WATCH = 2.0


@dataclass(slots=True)
class Database:
    """Where the workspace stands, and the server of ours below it, if it is ours."""

    place: Place
    embedded: Embedded | None

    def stop(self) -> None:
        if self.embedded:
            self.embedded.stop()


def limits(settings: Settings) -> Limits:
    return Limits(most=settings.connections)


async def start(settings: Settings, say: Say = lambda _code: None) -> Database:
    """The server runs, the database and the workspace are there, every migration has run."""
    database = await _reach(settings, say)
    try:
        place = await workspace.prepare(database.place, limits(settings))
        async with await Pool.open(place, Limits(least=0)) as pool:
            await _demand_version(pool)
            await migrate.migrate(pool, migrate.found())
            await younger.catch_up(pool, settings.time_zone)
    except BaseException:
        await asyncio.to_thread(database.stop)
        raise
    database.place = place
    return database


@asynccontextmanager
async def opened(settings: Settings, say: Say = lambda _code: None) -> AsyncGenerator[Pool]:
    """For one command: start (or join) everything, and leave as we came."""
    database = await start(settings, say)
    try:
        async with await Pool.open(database.place, limits(settings)) as pool:
            yield pool
    finally:
        await asyncio.to_thread(database.stop)


def watch(embedded: Embedded, over: threading.Event, say: Say) -> threading.Thread:
    """Bring our server back whenever it dies, until `over` is set."""

    def look() -> None:
        while not over.wait(WATCH):
            if embedded.gone():
                say("runtime.restarting")
                try:
                    embedded.start()
                except Broken:
                    say("runtime.restart_failed")

    thread = threading.Thread(target=look, name="watch postgres", daemon=True)
    thread.start()
    return thread


async def _reach(settings: Settings, say: Say) -> Database:
    if settings.database_url:
        return Database(Place(settings.database_url, settings.workspace, roles="set"), None)
    embedded = Embedded(settings.data, settings.postgres_bin, say=say)
    dsn = await asyncio.to_thread(embedded.start)
    place = Place(dsn, settings.workspace)
    try:
        await workspace.create_database(place, DATABASE)
    except BaseException:
        await asyncio.to_thread(embedded.stop)
        raise
    return Database(place, embedded)


async def _demand_version(pool: Pool) -> None:
    async with pool.read() as tx:
        number = int(await tx.value("show server_version_num"))
    if number < workspace.LEAST_VERSION:
        raise Broken("runtime.old_server", values={"version": number // 10_000})
