"""The steps of a plan inside their transaction: what is not prepared before it or left for later."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tombolo.pg.pool import WriteTx
from tombolo.schema import backfill, ddl, ddl_shadow, indexes
from tombolo.schema.catalog import Catalog
from tombolo.schema.ddl_shadow import Shadow
from tombolo.schema.diff import Step
from tombolo.schema.tables import Index, Table, tables_of


@dataclass(frozen=True, slots=True)
class Ready:
    """What stands ready when the transaction begins, and what it leaves to be done behind it."""

    large: frozenset[str] = frozenset()  # tables on which nothing long may happen
    shadows: Mapping[str, Shadow] = field(default_factory=dict[str, Shadow])  # by `key` of the step
    indexes: Mapping[str, str] = field(default_factory=dict[str, str])  # real name to hidden name
    later: frozenset[str] = frozenset()  # keys of steps
    again: tuple[Step, ...] = ()  # indexes that go with a column and come back


NOTHING = Ready()


def key(step: Step) -> str:
    """What tells a step from the others of its plan."""
    column = step.column or step.old
    last = step.index.name if step.index else column.name if column else ""
    return f"{step.what} {step.table} {last}"


async def change_tables(
    tx: WriteTx, catalog: Catalog, steps: tuple[Step, ...], zone: str, ready: Ready
) -> None:
    """From the tables that are to those that `catalog` wants."""
    for statement in _statements(catalog, steps, zone, ready):
        await tx.run(statement)
    now = [step for step in steps if key(step) not in ready.later]
    # Rows that changed wait for their foreign keys; tables with such rows take no more DDL.
    await tx.run("set constraints all immediate")
    tables = tables_of(catalog)
    todo = [
        step
        for step in (*now, *ready.again)
        if step.what == "add_index" and step.index and step.index.name not in ready.indexes
    ]
    # Sums over records that link here need the links' indexes; what stands on sums waits for them.
    computed = {
        (step.table, step.column.name) for step in now if step.what == "recompute" and step.column
    }
    first = [one for one in todo if one.index and not _over(one.table, one.index, computed)]
    for step in first:
        await tx.run(_index(catalog, tables, step))
    for update in backfill.recomputed(catalog, now, zone):
        await tx.run(update)
    await tx.run("set constraints all immediate")
    for step in todo:
        if step not in first:
            await tx.run(_index(catalog, tables, step))


def _over(table: str, index: Index, computed: set[tuple[str, str]]) -> bool:
    return any((table, column) in computed for column in index.reads)


def _index(catalog: Catalog, tables: Mapping[str, Table], step: Step) -> str:
    assert step.index is not None
    where = indexes.where(catalog, tables[step.table], step.index, step.table, {})
    return ddl.create_index(step.table, step.index, where)


def _statements(
    catalog: Catalog, steps: tuple[Step, ...], zone: str, ready: Ready
) -> Iterator[str]:
    """Renames, new tables, their foreign keys, then everything else in the order of the plan."""
    for shadow in ready.shadows.values():
        yield from ddl_shadow.end(shadow)
    tables = tables_of(catalog)
    added: list[Table] = [tables[step.table] for step in steps if step.what == "add_table"]
    for step in steps:
        if step.what == "rename_table":
            yield from ddl.of_step(step, zone)
    for table in added:
        yield from ddl.create_table(table)
    for table in added:
        yield from ddl.references(table)
    for step in steps:
        shadow = ready.shadows.get(key(step))
        if shadow:
            yield from ddl_shadow.swap(shadow, step.table)
        elif step.what != "rename_table":
            yield from ddl.of_step(step, zone, valid=step.table not in ready.large)
    for real, hidden in ready.indexes.items():
        yield ddl_shadow.rename_index(hidden, real)
