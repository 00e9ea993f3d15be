"""What a person looked at last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records.read.titles import titles
from tombolo.records.work import Work

_SQL = named.beside(__file__)
MOST = 200


@dataclass(frozen=True, slots=True)
class Visit:
    form: str
    record: str
    title: str
    at: datetime


async def visited(work: Work[WriteTx], form: str, record: str) -> None:
    """Note a look; looks within half a minute are one."""
    await work.tx.run(_SQL["visited"], work.actor.id, form, record, work.now)


async def trim(tx: WriteTx) -> int:
    """Of each person the newest `MOST` looks stay."""
    return await tx.run(_SQL["trim"], MOST)


async def recent(work: Work[Any], limit: int = 20) -> Sequence[Visit]:
    """The newest first; what may not be read any more is left out."""
    rows = await work.tx.rows(_SQL["recent"], work.actor.id, limit * 2)
    by_form: dict[str, list[str]] = {}
    for row in rows:
        by_form.setdefault(row["form"], []).append(str(row["record"]))
    known: dict[tuple[str, str], str] = {}
    for form, ids in by_form.items():
        if form in work.catalog.cards:
            found = await titles(work, form, ids, living=True)
            known.update({(form, id_): title for id_, title in found.items()})
    made = [
        Visit(row["form"], str(row["record"]), known[key], row["at"])
        for row in rows
        if (key := (row["form"], str(row["record"]))) in known
    ]
    return made[:limit]
