"""Two sets of tables to the steps between them: add, rename, convert, drop."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from tombolo.schema.system import TITLE
from tombolo.schema.tables import Column, Index, Table

What = Literal[
    "add_table", "rename_table", "drop_table", "add_column", "rename_column", "retype_column",
    "drop_column", "add_index", "drop_index", "recompute", "retitle", "reference",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `table` is the name after all renames; `old` the column or name before."""

    what: What
    table: str
    form: str
    lines: str = ""
    column: Column | None = None
    old: Column | None = None
    index: Index | None = None
    was: str = ""


LONG = frozenset({"retype_column", "recompute", "retitle", "add_index", "add_column"})


@dataclass(frozen=True, slots=True)
class Names:
    """What tables and columns of the wanted catalog are called before the plan is carried out."""

    tables: Mapping[str, str]
    columns: Mapping[tuple[str, str], str]
    added: frozenset[tuple[str, str]]

    def table(self, name: str) -> str:
        return self.tables.get(name, name)

    def column(self, table: str, name: str) -> str | None:
        """None: it is not there yet."""
        if (table, name) in self.added:
            return None
        return self.columns.get((table, name), name)


def names_today(todo: Iterable[Step]) -> Names:
    """The names before these steps."""
    every = tuple(todo)
    return Names(
        {step.table: step.was for step in every if step.what == "rename_table"},
        {
            (step.table, step.column.name): step.was
            for step in every
            if step.what == "rename_column" and step.column
        },
        frozenset(
            (step.table, step.column.name)
            for step in every
            if step.what == "add_column" and step.column
        ),
    )


def steps(old: Mapping[str, Table], new: Mapping[str, Table]) -> tuple[Step, ...]:
    """From the tables that are to the tables that are wanted, in the order they are done."""
    renamed = {
        table.was: name
        for name, table in new.items()
        if table.was in old and name not in old and table.was not in new
    }
    after = {renamed.get(name, name): _following(table, renamed) for name, table in old.items()}
    found: list[Step] = [
        Step("rename_table", name, new[name].form, new[name].lines, was=was)
        for was, name in renamed.items()
    ]
    added = [name for name in new if name not in after]
    found.extend(Step("add_table", name, new[name].form, new[name].lines) for name in added)
    for name, table in new.items():
        if name in after:
            found.extend(_columns(after[name], table))
    found.extend(_recomputed(after, new, tuple(found)))
    for name, table in new.items():
        found.extend(_indexes(after.get(name), table))
    dropped = [table for name, table in after.items() if name not in new]
    # Lines go before the records they hang on.
    ordered = sorted(dropped, key=lambda one: (one.lines == "", one.name))
    found.extend(Step("drop_table", table.name, table.form, table.lines) for table in ordered)
    return tuple(found)


def _following(table: Table, renamed: Mapping[str, str]) -> Table:
    """Foreign keys follow a table that is renamed."""
    columns = {
        name: replace(one, references=renamed.get(one.references, one.references))
        for name, one in table.columns.items()
    }
    return replace(table, columns=columns)


def _columns(old: Table, new: Table) -> Iterator[Step]:
    renamed = {
        column.was: name
        for name, column in new.columns.items()
        if column.was in old.columns and name not in old.columns and column.was not in new.columns
    }
    for was, name in renamed.items():
        yield Step(
            "rename_column",
            new.name,
            new.form,
            new.lines,
            new.columns[name],
            old.columns[was],
            was=was,
        )
    after = {renamed.get(name, name): column for name, column in old.columns.items()}
    for name, column in after.items():
        if name not in new.columns:
            yield Step("drop_column", new.name, new.form, new.lines, old=column)
    for name, column in new.columns.items():
        before = after.get(name)
        if before is None:
            yield Step("add_column", new.name, new.form, new.lines, column)
        elif before.type != column.type or before.references != column.references:
            yield Step("retype_column", new.name, new.form, new.lines, column, before)


def _recomputed(
    old: Mapping[str, Table], new: Mapping[str, Table], found: Iterable[Step]
) -> Iterator[Step]:
    """Stored expressions that changed, or that read what changes, on tables that may have rows."""
    moved = _moved(old, new, found)
    for name, table in sorted(new.items(), key=lambda item: item[1].lines == ""):
        if name not in old:
            continue
        for column in table.columns.values():
            if column.expression and (table.form, _path(table.lines, column.name)) in moved:
                yield Step("recompute", name, table.form, table.lines, column)
        if not table.lines and (table.form, TITLE) in moved:
            yield Step("retitle", name, table.form)


def _moved(
    old: Mapping[str, Table], new: Mapping[str, Table], found: Iterable[Step]
) -> set[tuple[str, str]]:
    """What changes by the definitions, and what reads it, however far away: (form, `lines.key`)."""
    moved = {
        (step.form, _path(step.lines, step.column.name))
        for step in found
        if step.what == "retype_column" and step.column
    }
    reads: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
    for name, table in new.items():
        if name not in old:
            continue
        if not table.lines:
            reads[table.form, TITLE] = table.title_reads
            if table.title != old[name].title:
                moved.add((table.form, TITLE))
        for column in table.columns.values():
            if column.expression:
                key = (table.form, _path(table.lines, column.name))
                reads[key] = column.reads
                if _differs(old[name], column):
                    moved.add(key)
    # What reads something that moves moves too, until nothing more does.
    while more := {key for key, theirs in reads.items() if key not in moved and theirs & moved}:
        moved |= more
    return moved


def _differs(old: Table, column: Column) -> bool:
    was = old.columns.get(column.was) or old.columns.get(column.name)
    return was is None or was.expression != column.expression or was.reads != column.reads


def _path(lines: str, column: str) -> str:
    return f"{lines}.{column}" if lines else column


def _indexes(old: Table | None, new: Table) -> Iterator[Step]:
    before: Mapping[str, Index] = old.indexes if old else {}
    for name, index in before.items():
        if name not in new.indexes:
            yield Step("drop_index", new.name, new.form, new.lines, index=index)
    for name, index in new.indexes.items():
        if name not in before:
            yield Step("add_index", new.name, new.form, new.lines, index=index)
