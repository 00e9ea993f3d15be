"""Stays and tasks written, set-based, in the transaction of the save that moves the records."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tombolo.base import codec
from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records.work import Work

_SQL = named.beside(__file__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record enters a stage, or an outcome, and leaves where it stood."""

    record: str
    field: str
    stage: str
    outcome: bool
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A task of the stage that was entered."""

    id: str
    record: str
    field: str
    key: str
    position: int
    mandatory: bool
    who: str | None
    role: str
    due_on: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one record: the stage it stood in last, and the mandatory tasks that are not done."""

    stage: str
    todo: tuple[str, ...]


async def keep(
    work: Work[WriteTx], form: str, entries: Sequence[Entry], duties: Sequence[Duty]
) -> None:
    """The stays end and begin; what was left to do is dropped, what is to be done now is given."""
    if not entries:
        return
    moved = codec.text([asdict(one) for one in entries])
    await work.tx.run(_SQL["leave"], moved, form)
    await work.tx.run(_SQL["drop_tasks"], moved, form, work.actor.id)
    await work.tx.run(_SQL["enter"], moved, form, work.actor.id)
    if duties:
        await work.tx.run(_SQL["give"], codec.text([asdict(one) for one in duties]), form)


async def standings(
    work: Work[Any], form: str, places: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], Standing]:
    """How these (record, field) stand."""
    if not places:
        return {}
    records, fields = [one for one, _ in places], [one for _, one in places]
    rows = await work.tx.rows(_SQL["standing"], form, records, fields)
    return {
        (str(row["record"]), row["field"]): Standing(row["stage"] or "", tuple(row["todo"]))
        for row in rows
    }


async def visits(work: Work[Any], form: str, record: str) -> list[Any]:
    """The stays of a record, with their seconds up to now."""
    return await work.tx.rows(_SQL["visits"], form, record, work.now)


async def people(work: Work[Any], ids: Sequence[str]) -> list[Any]:
    """Who these are, whether they are still of the house or not."""
    return await work.tx.rows(_SQL["people"], ids)


async def tasks(work: Work[Any], form: str, record: str) -> list[Any]:
    """Everything that was ever to be done in the stages of a record."""
    return await work.tx.rows(_SQL["tasks"], form, record)
