"""Load the catalog; plan a change of it; apply the plan in one transaction."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from tombolo.base import codec
from tombolo.base.errors import Conflict, Invalid
from tombolo.base.problems import Problem
from tombolo.pg import named, printer
from tombolo.pg.pool import ReadTx, WriteTx
from tombolo.schema import ddl, indexes, rebalance
from tombolo.schema.build import build
from tombolo.schema.carry import NOTHING, Ready, change_tables
from tombolo.schema.catalog import Catalog
from tombolo.schema.diff import LONG, Names, Step, names_today, steps
from tombolo.schema.tables import Table, tables_of

_SQL = named.beside(__file__)


CHANNEL = "catalog"  # what a change of the definitions is told on, see migration 0013
_LOCK = 7_203_120


@dataclass(frozen=True, slots=True)
class Source:
    """One file of definitions: its text as written, and the same as plain data."""

    text: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Effect:
    """A step as a person reads it: rows touched, and examples of what would be lost."""

    step: Step
    rows: int = 0
    lost: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """From the catalog of `version` to `after`; `hash` is what apply is asked to do."""

    version: int
    after: Catalog
    sources: Mapping[str, Source | None]  # None: the file goes
    effects: tuple[Effect, ...]
    problems: tuple[Problem, ...]
    hash: str
    sizes: Mapping[str, int] = field(
        default_factory=dict[str, int]
    )  # rows by table, where it matters

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(effect.step for effect in self.effects)


async def load(tx: ReadTx) -> Catalog:
    """The catalog in force."""
    version = int(await tx.value(_SQL["version"]))
    rows = await tx.rows(_SQL["files"])
    files = {row["path"]: cast("dict[str, object]", codec.decode(row["data"])) for row in rows}
    return build(files, version)


async def version(tx: ReadTx) -> int:
    """The version in force."""
    return int(await tx.value(_SQL["version"]))


@dataclass(frozen=True, slots=True)
class Applied:
    """A version that was applied: when, by whom, why."""

    version: int
    at: datetime
    by: UUID | None
    note: str


async def versions(tx: ReadTx, most: int = 50) -> list[Applied]:
    """The newest versions first."""
    return [
        Applied(int(row["version"]), row["at"], row["by_member"], row["note"])
        for row in await tx.rows(_SQL["versions"], most)
    ]


async def sources(tx: ReadTx) -> dict[str, str]:
    """Every file of definitions as it was written, by path."""
    return {row["path"]: row["source"] for row in await tx.rows(_SQL["sources"])}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of definitions as one version left it; None where it was taken away by it."""

    version: int
    source: Source | None


async def last_two(tx: ReadTx, path: str) -> list[Kept]:
    """A file as it is, and as it was before that."""
    return [
        Kept(
            int(row["version"]),
            Source(row["source"], cast("dict[str, object]", codec.decode(row["data"])))
            if row["source"] is not None
            else None,
        )
        for row in await tx.rows(_SQL["last_two"], path)
    ]


async def plan(
    tx: ReadTx, before: Catalog, changes: Mapping[str, Source | None], zone: str
) -> Plan:
    """What `changes` to the files would do: nothing is written. Problems come with the plan."""
    files: dict[str, Mapping[str, object]] = dict(before.files)
    real: dict[str, Source | None] = {}
    texts = await sources(tx)
    for path, source in changes.items():
        if source is None:
            if files.pop(path, None) is not None:
                real[path] = None
        elif not _same(before.files.get(path), source) or texts.get(path) != source.text:
            files[path] = source.data
            real[path] = source
    after = build(files, before.version + 1)
    if after.problems:
        return Plan(before.version, after, real, (), after.problems, "")
    old, new = tables_of(before), tables_of(after)
    reused = tuple(_reused(old, new))
    if reused:
        return Plan(before.version, after, real, (), reused, "")
    todo = steps(old, new)
    todo = (*todo, *rebalance.steps(before, after, todo))
    names = names_today(todo)
    effects = tuple([await _effect(tx, after, step, names, zone) for step in todo])
    wrong = await _repeated(tx, after, todo, new, names, zone)
    digest = hashlib.sha256(
        codec.encode([before.version, sorted(real), [_said(one) for one in todo], files])
    ).hexdigest()
    sizes = await _sizes(tx, todo, names)
    return Plan(before.version, after, real, effects, wrong, digest, sizes)


def _reused(old: Mapping[str, Table], new: Mapping[str, Table]) -> Iterator[Problem]:
    """Renames whose old or new name another field has: values would end up under the wrong field."""
    for name, table in new.items():
        before = old.get(name)
        for column in table.columns.values() if before else ():
            assert before is not None
            there = before.columns.get(column.name)
            done = there is not None and there.was == column.was
            if column.was not in before.columns or column.was == column.name or done:
                continue
            if there is not None or column.was in table.columns:
                form = f"{table.form.replace('.', '/forms/', 1)}#fields."
                place = f"{form}{table.lines}.fields." if table.lines else form
                values = {"name": column.name, "was": column.was}
                yield Problem("definition.name_reused", f"{place}{column.name}", values)


def _same(before: Mapping[str, object] | None, source: Source) -> bool:
    """Equal with the order of keys: it is the order of fields, options and views."""
    return before is not None and codec.text(before) == codec.text(source.data)


async def apply(
    tx: WriteTx,
    todo: Plan,
    *,
    by: UUID | None,
    note: str,
    zone: str,
    change: UUID | None = None,
    ready: Ready = NOTHING,
) -> int:
    """Carry the plan out as the owner of the tables; returns the new version.

    `change` is the change underway that this belongs to, `ready` what it has prepared. Raises
    Invalid when the plan has problems, Conflict when somebody changed the catalog meanwhile or
    another change is underway.
    """
    if todo.problems:
        raise Invalid("definition.invalid", problems=todo.problems)
    # Whoever waits for us waits shortly: we try again.
    await tx.run(_SQL["patience"])
    await stand_still(tx)
    await demand_alone(tx, change)
    if await version(tx) != todo.version:
        raise Conflict("catalog.changed")
    try:
        await change_tables(tx, todo.after, todo.steps, zone, ready)
    except (Conflict, Invalid) as fault:
        raise told(fault, todo) from fault
    new = todo.version + 1
    said = [_said(step) for step in todo.steps]
    await tx.run(_SQL["note"], new, by, note, codec.text(said))
    await tx.many(
        _SQL["write"],
        [
            (
                path,
                new,
                source.text if source else None,
                codec.text(source.data) if source else None,
            )
            for path, source in todo.sources.items()
        ],
    )
    await tx.run(_SQL["bump"], new)
    return new


async def stand_still(tx: WriteTx) -> None:
    """From here to the end of the transaction nobody saves and nobody changes definitions."""
    await tx.value("select pg_advisory_xact_lock($1)", _LOCK)


async def _sizes(tx: ReadTx, todo: Sequence[Step], names: Names) -> dict[str, int]:
    """The rows of every table on which a step may take long."""
    return {
        name: int(await tx.value(_count(today)))
        for name in dict.fromkeys(step.table for step in todo if step.what in LONG)
        if (today := names.table(name)) and await _is_there(tx, today)
    }


async def _repeated(
    tx: ReadTx,
    after: Catalog,
    todo: Sequence[Step],
    new: Mapping[str, Table],
    names: Names,
    zone: str,
) -> tuple[Problem, ...]:
    """Unique rules that the records of today would break."""
    found: list[Problem] = []
    added = {step.index.name for step in todo if step.what == "add_index" and step.index}
    touched = {step.table for step in todo}
    for name, table in new.items():
        today = names.table(name)
        if name not in touched or not await _is_there(tx, today):
            continue
        values = {
            step.column.name: ddl.value_after(
                step.old, step.column, names.column(name, step.column.name) or "", zone
            )
            for step in todo
            if step.what == "retype_column" and step.table == name and step.column and step.old
        }
        fresh = {
            step.column.name
            for step in todo
            if step.what in {"recompute", "add_column"} and step.table == name and step.column
        }
        for index in table.indexes.values():
            moves = index.name in added or index.reads & set(values)
            # What is computed anew is seen only when it is computed.
            if not (index.unique and moves) or index.reads & fresh:
                continue
            columns = {one: names.column(name, one) or one for one in index.reads}
            args = (after, table, index, today, columns, values)
            if problem := await indexes.duplicates(tx, *args):
                found.append(problem)
    return tuple(found)


async def _effect(tx: ReadTx, after: Catalog, step: Step, names: Names, zone: str) -> Effect:
    """Count what a step touches and show what it would lose."""
    if step.what in {"add_balance", "rebalance"}:
        return Effect(step, await _counted_rows(tx, after, step.form, names))
    table = names.table(step.table)
    if not await _is_there(tx, table):
        return Effect(step)
    if step.what in {"recompute", "retitle"}:
        return Effect(step, int(await tx.value(_count(table))))
    if step.what == "drop_table":
        return Effect(step, rows := int(await tx.value(_count(table))), rows)
    if step.what == "drop_column" and step.old and not step.old.name.startswith("_"):
        return await _lost(tx, step, table, step.old.name, "null::text")
    if step.what == "retype_column" and step.column and step.old:
        kept = ddl.value_after(step.old, step.column, step.old.name, zone)
        return await _lost(tx, step, table, step.old.name, kept)
    return Effect(step)


async def _counted_rows(tx: ReadTx, after: Catalog, balance: str, names: Names) -> int:
    """The rows that a balance is counted from."""
    tables = {table for table, _ in rebalance.columns(after, after.balances[balance])}
    today = [names.table(one) for one in sorted(tables)]
    return sum([int(await tx.value(_count(one))) for one in today if await _is_there(tx, one)])


async def _is_there(tx: ReadTx, table: str) -> bool:
    return bool(await tx.value("select to_regclass($1) is not null", f'"{table}"'))


async def demand_alone(tx: ReadTx, change: UUID | None = None) -> None:
    """Raises Conflict, saying how far it is, when another change than `change` is underway."""
    row = await tx.row(_SQL["underway"], change)
    if row is not None:
        values = {"note": row["note"], "percent": int(row["percent"]), "id": str(row["id"])}
        raise Conflict("change.underway", values=values)


def told(fault: Conflict | Invalid, todo: Plan) -> Conflict | Invalid:
    """What an index that was to begin refuses, in the words of the definition."""
    name = str(fault.values.get("constraint_name", ""))
    for table in tables_of(todo.after).values():
        index = table.indexes.get(name)
        if index is not None and (problem := indexes.broken(todo.after, table, index, fault)):
            return Invalid("definition.invalid", problems=[problem])
    return fault


def _count(table: str) -> str:
    return printer.counted(table)


async def _lost(tx: ReadTx, step: Step, table: str, column: str, kept: str) -> Effect:
    row = await tx.row(printer.lost(table, column, kept))
    assert row is not None
    examples = cast("list[Any]", row["examples"] or [])
    return Effect(step, int(row["rows"]), int(row["lost"]), tuple(str(one) for one in examples))


def _said(step: Step) -> dict[str, object]:
    """A step as data, for the version's record."""
    return {
        "what": step.what,
        "table": step.table,
        "column": step.column.name if step.column else step.old.name if step.old else "",
        "type": step.column.type if step.column else "",
        "expression": step.column.expression if step.column else "",
        "index": step.index.name if step.index else "",
        "was": step.was,
    }
