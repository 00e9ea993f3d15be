"""Who changed what from what: one row for each record of each save, and a fact in the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from tombolo.base import codec
from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records.work import Work
from tombolo.schema.kinds.shape import Plain

_SQL = named.beside(__file__)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one record. `changes` is {field: [before, after]}, lines by their id."""

    record: str
    act: str
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a record's history, as kept."""

    id: int
    at: str
    by: str | None
    act: str
    changes: dict[str, Any]


async def note(work: Work[WriteTx], form: str, events: Sequence[Event]) -> None:
    """Keep the events and hand them to whoever listens after the commit."""
    rows = [{"record": one.record, "act": one.act, "changes": one.changes} for one in events]
    await work.tx.run(_SQL["note"], codec.text(rows), form, work.now, work.actor.id)


async def tell(work: Work[WriteTx], records: Sequence[tuple[str, str]]) -> None:
    """Hand to whoever listens that computed values of these (form, id) moved; history keeps causes."""
    if records:
        forms, ids = [form for form, _ in records], [id_ for _, id_ in records]
        await work.tx.run(_SQL["tell"], forms, ids, work.now, work.actor.id)


async def entries(
    work: Work[Any], form: str, record: str, *, before: int | None = None, limit: int = 50
) -> list[Entry]:
    """The newest entries first. The caller has seen that the record may be read."""
    rows = await work.tx.rows(_SQL["read"], form, record, before, limit)
    return [
        Entry(
            int(row["id"]),
            row["at"].isoformat(),
            str(row["by_member"]) if row["by_member"] else None,
            row["act"],
            cast("dict[str, Any]", codec.decode(row["changes"])),
        )
        for row in rows
    ]


async def names(work: Work[Any], form: str, record: str, fields: Sequence[str], id_: str) -> bool:
    """Whether a change of one of these fields names the id."""
    return bool(await work.tx.value(_SQL["names"], form, record, list(fields), id_))


def difference(
    before: Mapping[str, Plain] | None, after: Mapping[str, Plain]
) -> dict[str, list[Plain]]:
    """{field: [before, after]} for what differs; a new record has no befores."""
    if before is None:
        return {
            key: [None, value]
            for key, value in after.items()
            if value is not None and not key.startswith("_")
        }
    old = before
    keys = [key for key in dict.fromkeys([*old, *after]) if not key.startswith("_")]
    return {key: [old.get(key), after.get(key)] for key in keys if old.get(key) != after.get(key)}
