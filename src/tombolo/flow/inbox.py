"""The inbox of a person: what waits, what was done, what was sent, what was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from tombolo.base.errors import Invalid
from tombolo.flow.published import published
from tombolo.pg import named
from tombolo.pg.pool import Row
from tombolo.records.work import Work
from tombolo.schema.label import Label

_SQL = named.beside(__file__)
Which = Literal["todo", "done", "sent", "copied", "delegated"]
WHICH: tuple[Which, ...] = ("todo", "done", "sent", "copied", "delegated")
MOST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an inbox. `json` is the text of an object, made by the database, so that nothing of it
    is read and written again: {at, cursor, task, instance, flow, version, node_key, title, code, form,
    record, initiator, submitted_at, status, state, due_at, on_behalf_of, waiting, unread}; `at` is when
    it came, or was decided, sent, told: the list's order, newest first. `task` is null in what was sent
    and told, `waiting` are those who have it now.
    """

    cursor: str
    json: str
    node: str
    labels: tuple[Label, Label | None]  # of the flow, and of the node
    who: tuple[str, ...]  # everybody it names


@dataclass(frozen=True, slots=True)
class Found:
    """Lines, and where the next ones begin ("" at the end)."""

    lines: tuple[Line, ...]
    next: str


async def lines(
    work: Work[Any],
    which: str,
    *,
    flow: str = "",
    text: str = "",
    after: str = "",
    most: int = 30,
) -> Found:
    """A page of the acting person's inbox, of one flow, with `text` in title or code, when given."""
    if which not in WHICH:
        raise Invalid("flow.no_such_inbox", values={"name": which[:40]})
    most = max(1, min(most, MOST))
    try:
        cursor = UUID(after) if after else None
    except ValueError as error:
        raise Invalid("flow.no_such_inbox", values={"name": after[:40]}) from error
    rows = await work.tx.rows(
        _SQL[which],
        work.actor.id,
        cursor,
        flow or None,
        f"%{_like(text)}%" if text else None,
        most + 1,
    )
    made = await _lines(work, rows[:most])
    return Found(made, made[-1].cursor if len(rows) > most else "")


async def counts(work: Work[Any]) -> dict[str, int]:
    """How many wait for the person, were told and not looked at, and wait for others in its place."""
    row = await work.tx.row(_SQL["counts"], work.actor.id)
    assert row is not None
    return {name: int(row[name]) for name in ("todo", "copied", "delegated")}


async def read(work: Work[Any], instance: UUID) -> None:
    """The person has looked at what was told."""
    await work.tx.run(_SQL["read"], work.actor.id, instance, work.now)


async def _lines(work: Work[Any], rows: Sequence[Row]) -> tuple[Line, ...]:
    charts = await published(work, {(row["flow"], int(row["version"])) for row in rows})
    labels: dict[tuple[str, int, str], tuple[Label, Label | None]] = {}
    made: list[Line] = []
    for flow, version, node, cursor, line, who in rows:
        known = labels.get((flow, version, node))
        if known is None:
            chart = charts.at(flow, version)
            place = chart.places.get(node)
            known = labels[flow, version, node] = (chart.label, place.node.label if place else None)
        made.append(Line(cursor, line, node, known, tuple(who.split())))
    return tuple(made)


def _like(text: str) -> str:
    return text[:80].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
