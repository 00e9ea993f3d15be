"""Carry a plan out: the definitions, their tables and the roles they name, all or nothing."""

import asyncio
from contextlib import suppress
from uuid import UUID

from tombolo.access import directory
from tombolo.access.people import Role
from tombolo.base.errors import Busy, Conflict, Invalid
from tombolo.pg.pool import Pool, WriteTx
from tombolo.schema import store
from tombolo.schema.change import kept
from tombolo.schema.change import run as change
from tombolo.schema.change.kept import Underway
from tombolo.schema.change.run import Told, nobody
from tombolo.schema.change.split import LARGE, large_of
from tombolo.schema.store import Plan

TRIES = 12


async def apply(
    pool: Pool,
    todo: Plan,
    *,
    by: UUID | None,
    note: str,
    zone: str,
    large: int = LARGE,
    told: Told = nobody,
) -> int:
    """The new version. Invalid when the plan has problems, Conflict when the catalog moved meanwhile.

    On tables of more than `large` rows it is prepared beside them and finished behind, here and now;
    `told` hears how far it is.
    """
    tables = large_of(todo, large)
    if tables:
        return await _large(pool, todo, tables, by, note, zone, told)

    async def story(tx: WriteTx) -> int:
        version = await store.apply(tx, todo, by=by, note=note, zone=zone)
        await roles(tx, todo)
        return version

    return await pool.patiently(story, TRIES)


async def roles(tx: WriteTx, todo: Plan) -> None:
    """The roles that the definitions name."""
    for app in todo.after.apps.values():
        for role in app.roles:
            label = {"zh": role.label.say("zh"), "en": role.label.say("en")}
            await directory.save_role(tx, Role(role.key, label))


async def ask(
    pool: Pool, todo: Plan, *, by: UUID | None, note: str, zone: str, large: int = LARGE
) -> int | UUID:
    """For who cannot wait: the new version, or the id of a change that a worker carries out."""
    tables = large_of(todo, large)
    if not tables:
        return await apply(pool, todo, by=by, note=note, zone=zone, large=large)
    async with pool.write() as tx:
        return await kept.begin(tx, todo, tables, by=by, note=note, zone=zone)


async def take_up(pool: Pool, told: Told = nobody) -> Underway | None:
    """A change that was left in the middle, carried to its end; None when there is none."""
    async with pool.read() as tx:
        left = await kept.current(tx)
    return await change.to_the_end(pool, left.id, roles, told=told) if left else None


async def _large(
    pool: Pool,
    todo: Plan,
    tables: frozenset[str],
    by: UUID | None,
    note: str,
    zone: str,
    told: Told,
) -> int:
    async with pool.write() as tx:
        id_ = await kept.begin(tx, todo, tables, by=by, note=note, zone=zone, job=False)
    try:
        ended = await change.to_the_end(pool, id_, roles, told=told)
    except asyncio.CancelledError:
        # What is not in force goes; what is in force is finished by whoever comes next.
        with suppress(Conflict, Busy):
            async with pool.write() as tx:
                await kept.stop(tx, id_)
            await change.run(pool, id_, roles)
        raise
    if ended.state == "cancelled":
        raise Conflict("change.stopped")
    if ended.version is None:
        raise Invalid("definition.invalid", problems=ended.problems)
    return ended.version
