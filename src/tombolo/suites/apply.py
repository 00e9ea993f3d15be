"""Carry a plan out: the definitions, their tables and the roles they name, in one transaction."""

import asyncio
from uuid import UUID

from tombolo.access import directory
from tombolo.access.people import Role
from tombolo.base.errors import Busy
from tombolo.pg.pool import Pool
from tombolo.schema import store
from tombolo.schema.store import Plan

TRIES = 5
PAUSE = 0.3  # seconds; the wait for a lock itself is the pool's and short


async def apply(pool: Pool, todo: Plan, *, by: UUID | None, note: str, zone: str) -> int:
    """The new version. Invalid when the plan has problems, Conflict when the catalog moved meanwhile.

    A table in use is tried for again: waiting long for one lock would stop everybody behind us.
    """
    for left in reversed(range(TRIES)):
        try:
            async with pool.owner() as tx:
                version = await store.apply(tx, todo, by=by, note=note, zone=zone)
                for app in todo.after.apps.values():
                    for role in app.roles:
                        label = {"zh": role.label.say("zh"), "en": role.label.say("en")}
                        await directory.save_role(tx, Role(role.key, label))
                return version
        except Busy as busy:
            if busy.code != "busy.locked" or not left:
                raise
            await asyncio.sleep(PAUSE)
    raise AssertionError
