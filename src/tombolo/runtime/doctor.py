"""Is this installation sound, and what is there to do if not?"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tombolo.access import directory, second_step
from tombolo.base import clock
from tombolo.base.errors import Fault, Invalid
from tombolo.base.vault import Vault
from tombolo.pg import introspect, migrate
from tombolo.pg.pool import Pool, ReadTx
from tombolo.records import files_unused
from tombolo.runtime import database, secret
from tombolo.runtime.config import NAMES, SECRETS, Settings
from tombolo.schema import ddl_shadow
from tombolo.schema.change import kept
from tombolo.schema.change import run as change

Grade = Literal["good", "warn", "bad"]
LITTLE_SPACE = 1_000  # megabytes
STATIC = Path(__file__).parent.parent / "web" / "static"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `code` names its sentence."""

    grade: Grade
    code: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def listed(settings: Settings) -> list[tuple[str, str, str]]:
    """Every setting: name, value, where it came from. Secrets are masked."""
    rows: list[tuple[str, str, str]] = []
    for name in NAMES:
        value = getattr(settings, name)
        shown = "***" if name in SECRETS and value else "" if value is None else str(value)
        rows.append((name, shown, settings.came_from.get(name, "")))
    return rows


async def repair(settings: Settings) -> int:
    """What can be put right without asking: leftovers go, invalid indexes are made anew. How many."""
    async with database.opened(settings) as pool:
        async with pool.read() as tx:
            broken, left = await _broken(tx), await change.leftovers(tx)
        if left:
            await pool.patiently(change.sweep)
        for name in broken:
            await pool.unhurried(ddl_shadow.rebuild_index(name))
        unused = await files_unused.sweep(pool, settings.files, clock.now())
    return len(broken) + len(left) + unused


async def _broken(tx: ReadTx) -> list[str]:
    """Invalid indexes, but those that a change underway is making."""
    if await kept.current(tx):
        return []
    tables = await introspect.tables(tx)
    every = [i.name for table in tables.values() for i in table.indexes if not i.valid]
    return [name for name in every if not name.startswith(ddl_shadow.PREFIX)]


async def examine(settings: Settings) -> list[Finding]:
    """Everything looked at, good and bad. Starts the embedded server if it does not run."""
    found = _surroundings(settings)
    try:
        async with database.opened(settings) as pool:
            found += await _database(pool, settings)
            found += await _files(pool, settings.files)
    except Fault as fault:
        detail = str(fault.values.get("detail") or fault.values.get("name") or fault.code)
        found.append(Finding("bad", "doctor.no_server", {"detail": detail}))
    return found


def _surroundings(settings: Settings) -> list[Finding]:
    found: list[Finding] = []
    folder = settings.data
    folder.mkdir(parents=True, exist_ok=True)
    if os.access(folder, os.W_OK):
        free = shutil.disk_usage(folder).free // 1_000_000
        values = {"folder": str(folder.resolve()), "free": free}
        short = free < LITTLE_SPACE
        found.append(
            Finding(
                "bad" if short else "good", "doctor.data_full" if short else "doctor.data", values
            )
        )
    else:
        found.append(Finding("bad", "doctor.data_closed", {"folder": str(folder)}))
    if (moved := folder / "postgres.moved").exists():
        found.append(Finding("warn", "doctor.moved", {"folder": moved.read_text("utf-8").strip()}))
    if not (STATIC / "index.html").exists():
        found.append(Finding("warn", "doctor.no_bundle"))
    if settings.base_url.startswith("https:") and not settings.secure_cookies:
        found.append(Finding("bad", "doctor.cookies"))
    return found


async def _database(pool: Pool, settings: Settings) -> list[Finding]:
    async with pool.read() as tx:
        found = await _server(tx, pool)
        found += await _contents(tx, settings)
    return found


async def _secrets(tx: ReadTx, settings: Settings) -> list[Finding]:
    """Whether the key opens what was sealed. A key that is not there is not made by looking."""
    try:
        key = secret.kept(settings)
    except Invalid as wrong:
        return [Finding("bad", wrong.code, wrong.values)]
    lost = await second_step.unreadable(tx, Vault(key) if key else None)
    return [Finding("bad", "doctor.lost_secrets", {"count": lost})] if lost else []


async def _files(pool: Pool, folder: Path) -> list[Finding]:
    async with pool.read() as tx:
        store = await files_unused.look(tx, folder, clock.now())
    values = {"count": store.count, "size": store.size // 1_000_000}
    found = [Finding("good", "doctor.files", values)]
    if store.unused:
        values = {"count": store.unused, "size": store.unused_size // 1_000_000}
        found.append(Finding("warn", "doctor.files_unused", values))
    if store.missing:
        found.append(Finding("bad", "doctor.files_missing", {"count": store.missing}))
    return found


async def _server(tx: ReadTx, pool: Pool) -> list[Finding]:
    health = await introspect.health(tx)
    values = {"version": health.version, "size": health.size // 1_000_000}
    found = [Finding("good", "doctor.server", values)]
    if not health.checksums:
        found.append(Finding("warn", "doctor.no_checksums"))
    if not health.fsync:
        found.append(Finding("bad", "doctor.unsafe", {"name": "fsync"}))
    if health.synchronous_commit == "off":
        found.append(Finding("bad", "doctor.unsafe", {"name": "synchronous_commit"}))
    if health.encoding != "UTF8":
        found.append(Finding("bad", "doctor.encoding", {"encoding": health.encoding}))
    if health.superuser:
        found.append(Finding("bad", "doctor.superuser"))
    elif pool.place.roles == "one":
        found.append(Finding("warn", "doctor.one_role"))
    if health.connections > health.max_connections * 0.8:
        values = {"used": health.connections, "most": health.max_connections}
        found.append(Finding("warn", "doctor.connections", values))
    apart = abs((clock.now() - health.now).total_seconds())
    if apart > 5:
        found.append(Finding("warn", "doctor.clock", {"seconds": round(apart)}))
    return found


async def _contents(tx: ReadTx, settings: Settings) -> list[Finding]:
    found = [Finding("good", "doctor.migrations", {"count": len(migrate.found())})]
    underway = await kept.current(tx)
    if underway:
        percent = 100 * underway.done // max(underway.total, 1)
        values = {"note": underway.note, "percent": percent}
        found.append(Finding("warn", "doctor.change", values))
    broken = await _broken(tx)
    if broken:
        found.append(Finding("bad", "doctor.indexes", {"names": ", ".join(broken)}))
    left = await change.leftovers(tx)
    if left:
        found.append(Finding("warn", "doctor.leftovers", {"names": ", ".join(left)}))
    dead = await introspect.dead_jobs(tx)
    if dead:
        found.append(Finding("warn", "doctor.dead_jobs", {"count": dead}))
    found += await _secrets(tx, settings)
    if not await directory.has_administrator(tx):
        found.append(Finding("warn", "doctor.no_admin"))
    return found
