"""Load the catalog; plan a change of it; apply the plan in one transaction."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from tombolo.base import codec
from tombolo.base.errors import Conflict, Invalid
from tombolo.base.problems import Problem
from tombolo.pg import named, printer
from tombolo.pg.pool import ReadTx, WriteTx
from tombolo.schema import backfill, ddl
from tombolo.schema.build import build
from tombolo.schema.catalog import Catalog
from tombolo.schema.convert import converted
from tombolo.schema.diff import Step, steps
from tombolo.schema.frame import Joins, TableFrame, nobody
from tombolo.schema.tables import Index, Table, tables_of

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
    effects = tuple([await _effect(tx, step, zone) for step in todo])
    digest = hashlib.sha256(
        codec.encode([before.version, sorted(real), [_said(one) for one in todo], files])
    ).hexdigest()
    return Plan(before.version, after, real, effects, (), digest)


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


async def apply(tx: WriteTx, todo: Plan, *, by: UUID | None, note: str, zone: str) -> int:
    """Carry the plan out as the owner of the tables; returns the new version.

    Raises Invalid when the plan has problems, Conflict when somebody changed the catalog meanwhile.
    """
    if todo.problems:
        raise Invalid("definition.invalid", problems=todo.problems)
    await tx.value("select pg_advisory_xact_lock($1)", _LOCK)
    if await version(tx) != todo.version:
        raise Conflict("catalog.changed")
    await _change_tables(tx, todo, zone)
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


async def _change_tables(tx: WriteTx, todo: Plan, zone: str) -> None:
    for statement in _statements(todo, zone):
        await tx.run(statement)
    backfills = (
        *backfill.recomputed(todo.after, todo.steps, zone),
        *backfill.retitled(todo.after, todo.steps, zone),
    )
    # Rows that changed wait for their foreign keys; tables with such rows take no more DDL.
    await tx.run("set constraints all immediate")
    for update in backfills:
        await tx.run(update)
    await tx.run("set constraints all immediate")
    for step in todo.steps:
        if step.what == "add_index" and step.index:
            where = index_where(todo.after, step, step.index)
            await tx.run(ddl.create_index(step.table, step.index, where))


def _statements(todo: Plan, zone: str) -> Iterator[str]:
    """Renames, new tables, their foreign keys, then everything else in the order of the plan."""
    tables = tables_of(todo.after)
    added = [tables[step.table] for step in todo.steps if step.what == "add_table"]
    for step in todo.steps:
        if step.what == "rename_table":
            yield from ddl.of_step(step, zone)
    for table in added:
        yield from ddl.create_table(table)
    for table in added:
        yield from ddl.references(table)
    for step in todo.steps:
        if step.what != "rename_table":
            yield from ddl.of_step(step, zone)


def index_where(catalog: Catalog, step: Step, index: Index) -> str:
    """The condition of a partial index as SQL; unique rules count living records only."""
    if index.where == "deleted":
        return '"deleted_at" is not null'
    if index.rule is None:
        return ""
    living = '"deleted_at" is null'
    if index.rule.where is None:
        return living
    frame = TableFrame(catalog, step.form, step.table, Joins(), nobody("UTC"))
    sql, values = printer.expression(index.rule.where.lower(frame))
    if values:
        sql = printer.inlined(sql, values)
    return f"{living} and {sql}"


async def _effect(tx: ReadTx, step: Step, zone: str) -> Effect:
    """Count what a step touches and show what it would lose."""
    if step.what in {"recompute", "retitle"}:
        table = step.was or step.table
        exists = await tx.value("select to_regclass($1) is not null", f'"{table}"')
        return Effect(step, int(await tx.value(_count(table))) if exists else 0)
    table = await _today(tx, step)
    if table is None:
        return Effect(step)
    if step.what == "drop_table":
        return Effect(step, rows := int(await tx.value(_count(table))), rows)
    if step.what == "drop_column" and step.old:
        return await _lost(tx, step, table, step.old.name, "null::text")
    if step.what == "retype_column" and step.column and step.old:
        old = step.old.name
        kept = converted(old, step.old.type, step.column.type, zone) or "null::text"
        if step.old.references != step.column.references and step.old.type == step.column.type:
            kept = "null::text"
        return await _lost(tx, step, table, old, kept)
    return Effect(step)


async def _today(tx: ReadTx, step: Step) -> str | None:
    found = await tx.value("select to_regclass($1)::text", f'"{step.table}"')
    return cast("str | None", found and step.table)


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
