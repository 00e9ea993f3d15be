"""Comments on a record, by and for those who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tombolo.base import codec, ids
from tombolo.base.errors import Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.pg.tree import Col, Infix, Out, Param, Select, Table
from tombolo.records.read.stories import readable
from tombolo.records.work import Work

_SQL = named.beside(__file__)
LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Comment:
    id: str
    at: str
    by: str
    text: str
    mentions: tuple[str, ...]


async def listing(work: Work[Any], form: str, record: str) -> list[Comment]:
    """The newest first. Missing when the record may not be read."""
    await readable(work, form, record)
    return [
        Comment(
            str(row["id"]),
            row["at"].isoformat(),
            str(row["by_member"]),
            row["text"],
            tuple(str(one) for one in row["mentions"]),
        )
        for row in await work.tx.rows(_SQL["list"], form, record)
    ]


async def add(
    work: Work[WriteTx], form: str, record: str, text: str, mentions: Sequence[str]
) -> Comment:
    """A comment is plain text; it is shown as text and never as HTML."""
    await readable(work, form, record)
    text = text.replace("\0", "").strip()
    if not text or len(text) > LONGEST:
        raise Invalid(
            "comment.length", problems=[Problem("comment.length", "text", {"most": LONGEST})]
        )
    await _hold(work, form, record)
    made = Comment(
        str(ids.uuid7()), work.now.isoformat(), str(work.actor.id), text, tuple(mentions)
    )
    await work.tx.run(
        _SQL["add"], made.id, form, record, work.now, work.actor.id, text, list(mentions)
    )
    if mentions:
        told = codec.text({"people": list(mentions), "data": {"comment": made.id}})
        await work.tx.run(_SQL["mention"], work.now, form, record, work.actor.id, told)
    return made


async def _hold(work: Work[WriteTx], form: str, record: str) -> None:
    """The record stays until the comment stands: who purges it waits, and takes the comment along.
    Raises Missing when it was purged meanwhile.
    """
    held = Select(
        (Out(Col("t", "id"), "id"),),
        Table(work.catalog.form(form).table, "t"),
        where=Infix("=", Col("t", "id"), Param(record, "uuid")),
        lock="for key share",
    )
    if await work.tx.value(held) is None:
        raise Missing("record.missing", values={"form": form})


async def delete(work: Work[WriteTx], form: str, record: str, comment: str) -> None:
    """One's own, or any as an administrator."""
    await readable(work, form, record)
    gone = await work.tx.run(
        _SQL["delete"], comment, form, record, work.actor.id, work.actor.is_admin
    )
    if not gone:
        raise Missing("comment.missing")
