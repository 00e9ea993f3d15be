"""Who comes in, and whether what a process remembers is still true: one question for each request."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tombolo.access import sessions
from tombolo.pg import named
from tombolo.pg.pool import ReadTx

_SQL = named.beside(__file__)


@dataclass(frozen=True, slots=True)
class Knock:
    """A session or key that is good, and the numbers of the people and the catalog in force."""

    id: UUID
    member: UUID
    last_seen: datetime | None
    people: int
    catalog: int
    scopes: frozenset[str] | None = None


async def by_session(tx: ReadTx, token: str, now: datetime) -> Knock | None:
    """The session of a cookie; None when it is not good any more."""
    row = await tx.row(_SQL["by_session"], _hash(token), now, now - sessions.IDLE)
    if row is None:
        return None
    return Knock(row["id"], row["member"], row["last_seen"], row["people"], row["catalog"])


async def by_key(tx: ReadTx, token: str, now: datetime) -> Knock | None:
    """The API key of a program."""
    row = await tx.row(_SQL["by_key"], _hash(token), now)
    if row is None:
        return None
    scopes = frozenset(row["scopes"])  # none of them is no right, not every right
    return Knock(row["id"], row["member"], row["last_seen"], row["people"], row["catalog"], scopes)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
