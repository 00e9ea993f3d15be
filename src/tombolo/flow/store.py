"""The state of a tree of instances in its tables: read as one document, written as what differs.

Reading is one SELECT, writing one statement with a part for each table that something moved in.
Whoever writes holds the root (`hold`), so nothing here waits for anybody or is overtaken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, cast
from uuid import UUID

import msgspec

from tombolo.flow.state import (
    LIVE,
    BlockRun,
    BranchRun,
    CopySent,
    Event,
    Id,
    Instance,
    NodeRun,
    Slot,
    State,
    Task,
    Timer,
)
from tombolo.pg import named, quote
from tombolo.pg.pool import ReadTx, WriteTx

_SQL = named.beside(__file__)


@dataclass(frozen=True, slots=True)
class _Table:
    """`part` of a State and the table its rows stand in."""

    part: str
    name: str
    row: type[Any]

    @property
    def columns(self) -> tuple[str, ...]:
        return ("root", *(one.name for one in fields(self.row)))


_TABLES = (
    _Table("instances", "sys_flow_instance", Instance),
    _Table("branches", "sys_flow_branch", BranchRun),
    _Table("blocks", "sys_flow_block", BlockRun),
    _Table("nodes", "sys_flow_node", NodeRun),
    _Table("slots", "sys_flow_slot", Slot),
    _Table("tasks", "sys_flow_task", Task),
    _Table("timers", "sys_flow_timer", Timer),
    _Table("copies", "sys_flow_copy", CopySent),
)
_EVENTS = ("root", *(one.name for one in fields(Event)))


@dataclass(frozen=True, slots=True)
class _Tree:
    """All rows of a root, as the database tells them."""

    instances: list[Instance]
    branches: list[BranchRun]
    blocks: list[BlockRun]
    nodes: list[NodeRun]
    slots: list[Slot]
    tasks: list[Task]
    timers: list[Timer]
    copies: list[CopySent]


async def hold(tx: WriteTx, *, instance: Id | None = None, task: Id | None = None) -> Id | None:
    """The root of an instance or a task, locked until the transaction ends; None: there is none."""
    return cast("UUID | None", await tx.value(_SQL["hold"], instance, task))


async def root_of(tx: ReadTx, *, instance: Id | None = None, task: Id | None = None) -> Id | None:
    """The same, not locked."""
    return cast("UUID | None", await tx.value(_SQL["root_of"], instance, task))


async def load(tx: ReadTx, root: Id) -> State:
    """All of a root instance, rows in the order of their ids."""
    tree = msgspec.json.decode(await tx.value(_LOAD, root), type=_Tree)
    return State(
        root=root,
        **{one.part: {row.id: row for row in getattr(tree, one.part)} for one in _TABLES},
    )


async def save(tx: WriteTx, before: State | None, after: State, events: Sequence[Event]) -> None:
    """What an act changed: rows new or other than `before`, and what happened."""
    parts: list[str] = []
    values: list[object] = []
    for table in _TABLES:
        moved = _moved(table, before, after)
        if moved:
            values.append(_json(after.root, moved))
            parts.append(_upsert(table, len(values)))
    if events:
        values.append(_json(after.root, events))
        parts.append(_insert("sys_flow_event", _EVENTS, len(values)))
    if parts:
        await tx.run(f"with {', '.join(parts)} select", *values)


def _moved(table: _Table, before: State | None, after: State) -> list[Any]:
    """New and changed rows; those that leave a place first, because only one may stand in it."""
    were: Mapping[Id, object] = getattr(before, table.part) if before else {}
    now = cast("Mapping[Id, Any]", getattr(after, table.part))
    moved: list[Any] = [row for id_, row in now.items() if were.get(id_) != row]
    return sorted(moved, key=lambda row: (_stands(row), row.id))


def _stands(row: object) -> bool:
    """Whether the row holds a place of which there is one: active in a branch, open for a person."""
    if isinstance(row, NodeRun):
        return row.state == "active"
    return isinstance(row, Task) and row.state in LIVE


def _json(root: Id, rows: Sequence[object]) -> str:
    plain = [{**msgspec.to_builtins(row), "root": str(root)} for row in rows]
    return msgspec.json.encode(plain).decode()


def _upsert(table: _Table, number: int) -> str:
    told = ", ".join(
        f"{quote.name(one)} = excluded.{quote.name(one)}"
        for one in table.columns
        if one not in {"id", "root"}
    )
    text = _insert(table.name, table.columns, number, end=f" on conflict (id) do update set {told}")
    return text


def _insert(table: str, columns: Sequence[str], number: int, *, end: str = "") -> str:
    names = ", ".join(quote.name(one) for one in columns)
    return (
        f"w{number} as (insert into {table} ({names}) select {names}"  # noqa: S608 - names of our own
        f" from json_populate_recordset(null::{table}, ${number}::json){end})"
    )


def _load_text() -> str:
    parts = ", ".join(
        f"'{one.part}', (select coalesce(json_agg(t order by t.id), '[]')"  # noqa: S608 - names of our own
        f" from {one.name} t where t.root = $1)"
        for one in _TABLES
    )
    return f"-- flow_state\nselect json_build_object({parts})::text"


_LOAD = _load_text()
