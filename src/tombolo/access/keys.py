"""API keys: for programs, under a member's rights narrowed to scopes, for a while."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tombolo.access import directory, security
from tombolo.access.people import Actor
from tombolo.base import ids
from tombolo.base.errors import Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import ReadTx, Row, WriteTx

_SQL = named.beside(__file__)
PREFIX = "tbk_"  # so that a leaked key is recognised by those who search for leaks
SCOPES = ("read", "write", "admin")
LONGEST = timedelta(days=366 * 2)


@dataclass(frozen=True, slots=True)
class Key:
    id: UUID
    name: str
    member: UUID
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used: datetime | None = None


async def create(
    tx: WriteTx,
    member: UUID,
    name: str,
    scopes: tuple[str, ...],
    *,
    expires_at: datetime,
    now: datetime,
) -> tuple[Key, str]:
    """A new key and its token, which is shown once and never again."""
    found: list[Problem] = []
    if not 0 < len(name.strip()) <= directory.MOST_TEXT:
        found.append(Problem("auth.name", "name", {"most": directory.MOST_TEXT}))
    if not scopes or not set(scopes) <= set(SCOPES):
        found.append(Problem("auth.scopes", "scopes", {"scopes": ", ".join(SCOPES)}))
    if not now < expires_at <= now + LONGEST:
        found.append(Problem("auth.key_life", "expires_at", {"days": LONGEST.days}))
    if found:
        raise Invalid("fault.invalid", problems=found)
    token = PREFIX + ids.token(32)
    key = Key(ids.uuid7(), name.strip(), member, scopes, now, expires_at)
    await tx.run(_SQL["add"], key.id, key.name, _hash(token), member, list(scopes), now, expires_at)
    await security.note(tx, now, "key_created", member=member, detail={"name": key.name})
    return key, token


async def find(tx: ReadTx, token: str, now: datetime) -> tuple[Key, Actor] | None:
    """The living key of a token, and its member narrowed to its scopes."""
    if not token.startswith(PREFIX):
        return None
    row = await tx.row(_SQL["find"], _hash(token), now)
    actor = None if row is None else await directory.actor(tx, row["member"])
    if row is None or actor is None:
        return None
    key = _key(row)
    return key, actor.narrowed(frozenset(key.scopes))


async def used(tx: WriteTx, key: UUID, now: datetime) -> None:
    """Note its use, every few minutes at most."""
    await tx.run(_SQL["used"], key, now)


async def listing(tx: ReadTx, member: UUID | None = None) -> list[Key]:
    """The keys of a member, or all."""
    rows = await tx.rows(_SQL["all"], member)
    return [_key(row) for row in rows]


async def revoke(tx: WriteTx, key: UUID, now: datetime, member: UUID | None = None) -> None:
    """Worth nothing from now on. Missing when it is not there (or not this member's)."""
    if not await tx.run(_SQL["revoke"], key, member):
        raise Missing("auth.no_key")
    await security.note(tx, now, "key_revoked", member=member, detail={"key": str(key)})


def _key(row: Row) -> Key:
    values: dict[str, Any] = dict(row.items())
    values["scopes"] = tuple(row["scopes"])
    return Key(**values)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
