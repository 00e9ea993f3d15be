"""A person's notices: the list, how many are unread, and that they were read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tombolo.automation.notices.topics import TOPICS
from tombolo.base.errors import Invalid
from tombolo.pg import named
from tombolo.pg.pool import Pool, ReadTx, WriteTx
from tombolo.records.work import Work

_SQL = named.beside(__file__)
MOST = 100
MOST_READ = 1000
PIECE = 5000


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the notice centre."""

    id: int
    at: datetime
    topic: str
    code: str
    form: str
    record: UUID
    instance: UUID | None
    task: UUID | None
    by: UUID | None
    title: str
    body: str
    link: str
    read: bool


async def page(
    work: Work[Any],
    *,
    after: int | None = None,
    unread: bool = False,
    topic: str = "",
    most: int = 30,
) -> tuple[list[Notice], int | None]:
    """The newest first, and behind which to go on. Raises Invalid for a topic that is none."""
    if topic and topic not in TOPICS:
        raise Invalid("notice.no_topic", values={"name": topic[:40]})
    most = max(1, min(most, MOST))
    rows = await work.tx.rows(_SQL["page"], work.actor.id, after, unread, topic or None, most + 1)
    found = [Notice(**dict(row)) for row in rows[:most]]
    return found, found[-1].id if len(rows) > most else None


async def counts(work: Work[Any]) -> dict[str, object]:
    """How many are unread, in all and by topic."""
    rows = await work.tx.rows(_SQL["counts"], work.actor.id)
    by = {row["topic"]: int(row["many"]) for row in rows}
    return {"unread": sum(by.values()), "topics": by}


async def read(work: Work[WriteTx], wanted: Sequence[int] | None) -> int:
    """These of the acting person's notices were read, or all of them. How many were not before."""
    if wanted is not None and len(wanted) > MOST_READ:
        raise Invalid("notice.many_ids", values={"most": MOST_READ})
    ids = None if wanted is None else list(wanted)
    return await work.tx.run(_SQL["read"], work.actor.id, ids, work.now)


async def news(tx: ReadTx, people: Sequence[UUID], since: str, until: str) -> Mapping[UUID, int]:
    """Whose notices moved between two positions of the outbox, with how many are unread now."""
    rows = await tx.rows(_SQL["news"], list(people), since, until)
    return {row["person"]: int(row["unread"]) for row in rows}


async def sweep(pool: Pool, before: datetime) -> int:
    """Notices from before go, piece by piece."""
    gone = 0
    while True:
        async with pool.write() as tx:
            piece = await tx.run(_SQL["sweep"], before, PIECE)
        gone += piece
        if piece < PIECE:
            return gone
