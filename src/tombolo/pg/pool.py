"""Connections and transactions. Here, and nowhere else, transactions begin and end.

A reader's transaction and a writer's are different types. Session state is never changed (only
SET LOCAL), so connections go back to the pool without a RESET round trip.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self, TypeVar

import asyncpg

from tombolo.base import ids
from tombolo.base.errors import Broken, Busy
from tombolo.pg import faults, printer, quote
from tombolo.pg.tree import Statement

_IDLE_CUT = 4  # connections tried that were cut while they lay idle
T = TypeVar("T")
Row = asyncpg.Record


@dataclass(frozen=True, slots=True)
class Place:
    """Where a workspace stands: a server and a schema in it, and as whom one comes.

    `roles`: "login" (two roles that log in themselves, the embedded server), "set" (two roles the
    given user becomes), "one" (a server on which we may not create roles).
    """

    dsn: str
    schema: str = "w_main"
    roles: str = "login"

    @property
    def owner(self) -> str:
        return f"{self.schema}_owner"

    @property
    def app(self) -> str:
        return f"{self.schema}_app"

    def database(self, name: str) -> "Place":
        """The same place in another database of the same server; for tests and copies."""
        head, mark, query = self.dsn.partition("?")
        return replace(self, dsn=f"{head.rpartition('/')[0]}/{name}{mark}{query}")


@dataclass(frozen=True, slots=True)
class Limits:
    """Times after which the server gives up, so that one slow page never stops the house."""

    statement: str = "10s"
    lock: str = "5s"
    idle: str = "15s"
    owner_statement: str = "10min"
    owner_lock: str = "1s"  # a waiting ALTER blocks every later reader
    acquire: float = 10.0
    most: int = 10
    least: int = 1
    owners: int = 2


class ReadTx:
    """A reading transaction."""

    def __init__(
        self,
        connection: "asyncpg.Connection[Row]",
        *,
        readonly: bool = True,
        begin: str = "begin read only",
    ) -> None:
        self._connection = connection
        self._begin = begin if readonly else "begin"
        self._fresh = True  # nothing has been done yet that a new beginning would lose
        self._readonly = readonly

    async def value(self, statement: Statement | str, *args: object) -> Any:
        """The first column of the first row; None when there is no row."""
        text, values = _text(statement, args)
        return await self._do(lambda: self._connection.fetchval(text, *values))

    async def row(self, statement: Statement | str, *args: object) -> Row | None:
        text, values = _text(statement, args)
        return await self._do(lambda: self._connection.fetchrow(text, *values))

    async def rows(self, statement: Statement | str, *args: object) -> list[Row]:
        text, values = _text(statement, args)
        return await self._do(lambda: self._connection.fetch(text, *values))

    async def _do(self, call: Callable[[], Awaitable[T]]) -> T:
        try:
            try:
                done = await call()
            except (asyncpg.InvalidCachedStatementError, asyncpg.OutdatedSchemaCacheError):
                if not (self._readonly or self._fresh):
                    raise
                # READ COMMITTED: each statement has its own snapshot, so nothing is lost.
                if self._begin:
                    await self._connection.execute("rollback")
                    await self._connection.execute(self._begin)
                done = await call()
        except faults.DRIVER as error:
            raise faults.fault(error) from error
        self._fresh = False
        return done


class WriteTx(ReadTx):
    """A writing transaction, which may of course read too."""

    def __init__(self, connection: "asyncpg.Connection[Row]") -> None:
        super().__init__(connection, readonly=False)

    async def run(self, statement: Statement | str, *args: object) -> int:
        """How many rows were touched."""
        text, values = _text(statement, args)
        if values:
            status = await self._do(lambda: self._connection.execute(text, *values))
        else:
            status = await self._do(lambda: self._connection.execute(text))
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def many(self, text: str, rows: Sequence[Sequence[object]]) -> None:
        """One fixed statement for many rows of arguments, in one round trip."""
        await self._do(lambda: self._connection.executemany(text, rows))

    async def copy(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> None:
        """Many rows by COPY: for seeding and benches, where no computing is needed."""
        quote.name(table)
        await self._do(
            lambda: self._connection.copy_records_to_table(table, records=rows, columns=columns)
        )


class Pool:
    """Connections to one workspace: some as the app (rows), few as the owner (tables)."""

    def __init__(
        self,
        place: Place,
        limits: Limits,
        app: "asyncpg.Pool[Row]",
        reader: "asyncpg.Pool[Row]",
        owner: "asyncpg.Pool[Row]",
    ) -> None:
        self.place = place
        self.limits = limits
        self._app = app
        self._reader = reader
        self._owner = owner

    @classmethod
    async def open(cls, place: Place, limits: Limits | None = None) -> Self:
        """Connect. Busy when the server is not there."""
        limits = limits or Limits()
        try:
            app = await _connect(place, limits, place.app)
            reader = await _connect(place, limits, place.app, readonly=True)
            owner = await _connect(place, limits, place.owner)
        except faults.DRIVER as error:
            raise faults.fault(error) from error
        return cls(place, limits, app, reader, owner)

    async def close(self) -> None:
        """Wait for what runs, then let go."""
        await self._app.close()
        await self._reader.close()
        await self._owner.close()

    def kill(self) -> None:
        """Let go at once."""
        self._app.terminate()
        self._reader.terminate()
        self._owner.terminate()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.close()

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[ReadTx]:
        """A transaction in which the server itself refuses to write."""
        async with (
            self._connection(self._app, "begin read only") as connection,
            _transaction(connection),
        ):
            yield ReadTx(connection)

    @asynccontextmanager
    async def glance(self) -> AsyncGenerator[ReadTx]:
        """Reading without BEGIN and COMMIT, each statement its own transaction: half the round trips.

        The connection itself is read-only, so the server refuses to write here too.
        """
        async with self._connection(self._reader) as connection:
            yield ReadTx(connection, begin="")

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[WriteTx]:
        """Commits at the end, or rolls everything back when something was raised."""
        async with self._connection(self._app, "begin") as connection, _transaction(connection):
            yield WriteTx(connection)

    @asynccontextmanager
    async def owner(self) -> AsyncGenerator[WriteTx]:
        """A writing transaction as the owner of the tables, for DDL; waits briefly for locks."""
        async with self._connection(self._owner, "begin") as connection, _transaction(connection):
            yield WriteTx(connection)

    async def patiently(self, story: Callable[[WriteTx], Awaitable[T]], tries: int = 60) -> T:
        """The story in an owner's transaction, told again while its locks are taken: each waits so
        briefly that nobody behind it notices.
        """
        for left in reversed(range(tries)):
            try:
                async with self.owner() as tx:
                    await tx.run("set local lock_timeout = '300ms'")
                    return await story(tx)
            except Busy as busy:
                if busy.code not in {"busy.locked", "busy.deadlock"} or not left:
                    raise
                await step_aside()
        raise AssertionError

    async def unhurried(self, statement: str) -> None:
        """A statement outside any transaction that may wait and work as long as it needs, because
        nobody waits for it: an index made concurrently, a constraint validated.
        """
        async with self.alone() as connection:
            try:
                await connection.execute("set lock_timeout = 0; set statement_timeout = 0")
                await connection.execute(statement)
            except faults.DRIVER as error:
                raise faults.fault(error) from error
            finally:
                try:
                    await connection.execute("reset lock_timeout; reset statement_timeout")
                except faults.DRIVER:
                    connection.terminate()

    @asynccontextmanager
    async def trial(self, *, as_owner: bool = False) -> AsyncGenerator[WriteTx]:
        """A writing transaction of which nothing stays: dry runs and tests."""
        pool = self._owner if as_owner else self._app
        async with (
            self._connection(pool, "begin") as connection,
            _transaction(connection, keep=False),
        ):
            yield WriteTx(connection)

    async def writing(self, story: Callable[[WriteTx], Awaitable[T]], tries: int = 4) -> T:
        """The story in one writing transaction; told again when it lost a race it may win.

        Who lost a deadlock steps aside first: at once it can take the lock it just gave before
        the one who waited for it has woken up, and stand in the same deadlock again.
        """
        for left in reversed(range(tries)):
            try:
                async with self.write() as tx:
                    return await story(tx)
            except Busy as busy:
                if busy.code not in faults.AGAIN or not left:
                    raise
                if busy.code == "busy.deadlock":
                    await step_aside(0.1)
        raise AssertionError

    @asynccontextmanager
    async def alone(self) -> AsyncGenerator["asyncpg.Connection[Row]"]:
        """A connection of the owner outside any transaction: LISTEN, CREATE INDEX CONCURRENTLY."""
        async with self._connection(self._owner) as connection:
            yield connection

    @asynccontextmanager
    async def _connection(
        self, pool: "asyncpg.Pool[Row]", begin: str = ""
    ) -> AsyncGenerator["asyncpg.Connection[Row]"]:
        connection = await self._begun(pool, begin)
        try:
            yield connection
        finally:
            await pool.release(connection)  # pyright: ignore[reportArgumentType] - the same proxy

    async def _begun(self, pool: "asyncpg.Pool[Row]", begin: str) -> "asyncpg.Connection[Row]":
        """A connection in which `begin` was said. One that was cut while it lay idle tells so only
        here, where nothing is lost yet: another takes its place.
        """
        for left in reversed(range(_IDLE_CUT)):
            try:
                connection = await pool.acquire(timeout=self.limits.acquire)
            except faults.DRIVER as error:
                raise faults.fault(error) from error
            try:
                if begin:
                    await connection.execute(begin)
            except faults.DRIVER as error:
                await pool.release(connection)
                fault = faults.fault(error)
                if fault.code != "busy.connection" or not left:
                    raise fault from error
            except BaseException:
                await pool.release(connection)
                raise
            else:
                return connection  # pyright: ignore[reportReturnType] - a proxy with the same face
        raise AssertionError


@asynccontextmanager
async def _transaction(
    connection: "asyncpg.Connection[Row]", *, keep: bool = True
) -> AsyncGenerator[None]:
    try:
        yield
    except BaseException:
        await _undo(connection)
        raise
    if not keep:
        await _undo(connection)
        return
    try:
        done = await connection.execute("commit")
    except faults.DRIVER as error:
        raise faults.fault(error) from error
    if done != "COMMIT":
        # A statement failed, its fault was swallowed, the server rolled back: not saved.
        raise Broken("sql.rolled_back")


async def _undo(connection: "asyncpg.Connection[Row]") -> None:
    try:
        await connection.execute("rollback")
    except faults.DRIVER:
        # The connection is broken or still busy; the server forgets the transaction
        # together with it. A lost connection has already been taken from us.
        with suppress(asyncpg.InterfaceError):
            connection.terminate()


async def step_aside(most: float = 0.5) -> None:
    """A pause of any length up to `most` seconds, so that two who met do not meet again."""
    await asyncio.sleep(most * (1 + int(ids.token(1), 16)) / 256)


def _text(statement: Statement | str, args: tuple[object, ...]) -> tuple[str, Sequence[object]]:
    if isinstance(statement, str):
        return statement, args
    return printer.text(statement)


async def _keep_session(_connection: object) -> None:
    """Instead of the pool's RESET round trip: no session state is ever changed."""


async def _connect(
    place: Place, limits: Limits, role: str, *, readonly: bool = False
) -> "asyncpg.Pool[Row]":
    as_owner = role == place.owner
    settings = {
        "application_name": "tombolo owner" if as_owner else "tombolo",
        "search_path": quote.name(place.schema),
        "timezone": "UTC",
        "jit": "off",
        "statement_timeout": limits.owner_statement if as_owner else limits.statement,
        "lock_timeout": limits.owner_lock if as_owner else limits.lock,
        "idle_in_transaction_session_timeout": limits.idle,
    }
    if place.roles == "set":
        settings["role"] = role
    return await asyncpg.create_pool(
        place.dsn,
        user=role if place.roles == "login" else None,
        min_size=0 if as_owner or readonly else limits.least,
        max_size=limits.owners if as_owner else limits.most,
        max_inactive_connection_lifetime=300,
        statement_cache_size=500,
        max_cached_statement_lifetime=0,
        reset=_keep_session,
        timeout=limits.acquire,
        server_settings=settings,
    )
