"""The system's own tables: migrations/NNNN_name.sql of every room, each once and in one order.

The number orders migrations over all rooms (room name breaks a tie), so a fresh database and an
upgraded one have walked the same road. A migration that ran is never edited: its hash is kept.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tombolo.base.errors import Broken, Busy
from tombolo.pg.pool import Pool, ReadTx, WriteTx

_FILE = re.compile(r"(\d{4})_[a-z0-9_]+\.sql\Z")
_LOCK = 7_203_117  # one number for "somebody migrates", per database
TRIES = 20

T = TypeVar("T")

_TABLE = """
create table if not exists sys_migration (
    number integer not null,
    room text not null,
    name text not null,
    hash text not null,
    ran_at timestamptz not null default clock_timestamp(),
    primary key (number, room)
)"""
_DONE = "select number, room, name, hash from sys_migration order by number, room"
_WRITABLE = "select pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean as closed"
_NOTE = "insert into sys_migration (number, room, name, hash) values ($1, $2, $3, $4)"


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    room: str
    name: str
    text: str

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def found(rooms: Path | None = None) -> tuple[Migration, ...]:
    """Every migration of the installed package, in the order in which they run."""
    folder = rooms or Path(__file__).parent.parent
    return in_order(
        Migration(int(match[1]), path.parent.parent.name, path.name, path.read_text("utf-8"))
        for path in folder.glob("*/migrations/*.sql")
        if (match := _FILE.match(path.name))
    )


def in_order(migrations: Iterable[Migration]) -> tuple[Migration, ...]:
    """By number, then room. Broken when two of one room share a number."""
    ordered = tuple(sorted(migrations, key=lambda m: (m.number, m.room)))
    keys = {(m.number, m.room) for m in ordered}
    if len(keys) != len(ordered):
        raise Broken("sql.migration_twice")
    return ordered


async def migrate(pool: Pool, migrations: Sequence[Migration]) -> tuple[Migration, ...]:
    """Run what has not run, each in its own transaction; what ran is returned.

    Broken when the database knows a migration that we do not (it is newer than this program), or
    one of another content.
    """
    todo = await _patiently(lambda: _todo(pool, migrations))
    return tuple(
        [each for each in todo if await _patiently(lambda each=each: _one(pool, each, migrations))]
    )


async def waiting(tx: WriteTx, migrations: Sequence[Migration]) -> tuple[Migration, ...]:
    """What has not run in this database; the same refusals as `migrate`."""
    await tx.run(_TABLE)
    done = {(row["number"], row["room"]): row for row in await tx.rows(_DONE)}
    known = {(m.number, m.room): m for m in migrations}
    for key, row in done.items():
        if key not in known:
            raise Broken("sql.newer_database", values={"name": row["name"]})
        if known[key].hash != row["hash"]:
            raise Broken("sql.migration_changed", values={"name": row["name"]})
    return tuple(m for m in migrations if (m.number, m.room) not in done)


async def demand_current(tx: ReadTx, migrations: Sequence[Migration]) -> None:
    """Raises Busy while the database is being brought to this program's state, or takes no writes."""
    row = await tx.row(_WRITABLE)
    if row is None or row["closed"]:
        raise Busy("busy.read_only")
    if {(each["number"], each["room"]) for each in await tx.rows(_DONE)} != {
        (each.number, each.room) for each in migrations
    }:
        raise Busy("busy.migrating")


async def _patiently(step: Callable[[], Awaitable[T]]) -> T:
    """Short lock time-outs and many tries: a waiting ALTER must not stop the readers behind it."""
    for left in reversed(range(TRIES)):
        try:
            return await step()
        except Busy as busy:
            if busy.code not in {"busy.locked", "busy.deadlock"} or left == 0:
                raise
    raise AssertionError


async def _todo(pool: Pool, every: Sequence[Migration]) -> tuple[Migration, ...]:
    async with pool.owner() as tx:
        await tx.value("select pg_advisory_xact_lock($1)", _LOCK)
        return await waiting(tx, every)


async def _one(pool: Pool, migration: Migration, every: Sequence[Migration]) -> bool:
    async with pool.owner() as tx:
        await tx.value("select pg_advisory_xact_lock($1)", _LOCK)
        if migration not in await waiting(tx, every):
            return False
        await tx.run("set local statement_timeout = 0")
        await tx.run(migration.text)
        await tx.run(_NOTE, migration.number, migration.room, migration.name, migration.hash)
        return True
