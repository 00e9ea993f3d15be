"""Steps to DDL statements."""

from collections.abc import Iterator

from tombolo.pg import quote
from tombolo.schema.convert import converted
from tombolo.schema.diff import Step
from tombolo.schema.tables import Column, Index, Table


def create_table(table: Table) -> Iterator[str]:
    """CREATE TABLE without references; those follow when every table is there."""
    columns = ",\n  ".join(_definition(one) for one in table.columns.values())
    yield f"create table {quote.name(table.name)} (\n  {columns},\n  primary key (id)\n)"


def references(table: Table) -> Iterator[str]:
    """The foreign keys of a new table."""
    for column in table.columns.values():
        if column.references:
            yield add_reference(table.name, column)


def add_reference(table: str, column: Column, *, valid: bool = True) -> str:
    """A foreign key; lines go with their record, nothing else is deleted by a delete.

    `valid` False: rows that are there are looked at later, which needs no lock against writers.
    """
    action = " on delete cascade" if column.name == "record" and not column.field else ""
    return (
        f"alter table {quote.name(table)} add constraint {constraint(column.name)} "
        f"foreign key ({quote.name(column.name)}) references {quote.name(column.references)}"
        f"{action} deferrable initially deferred{'' if valid else ' not valid'}"
    )


def forget_lost(table: str, column: Column) -> str:
    """Links to records that are not there become blank, as everything that cannot be converted."""
    name, target = quote.name(column.name), quote.name(column.references)
    return (
        f"update {quote.name(table)} as u set {name} = null where u.{name} is not null "  # noqa: S608
        f"and not exists (select from {target} as t where t.id = u.{name})"
    )


def constraint(column: str) -> str:
    """The name of a foreign key; it is unique in its table, and stays when the table is renamed."""
    return quote.name(f"f_{column[:60]}")


def create_index(
    table: str, index: Index, where: str, *, name: str = "", concurrently: bool = False
) -> str:
    """CREATE INDEX; `where` is SQL or "". `name` is another name than the index' own."""
    unique = "unique " if index.unique else ""
    columns = ", ".join(index.columns)
    tail = f" where {where}" if where else ""
    # Unique rules treat two blanks as different, as people do.
    return (
        f"create {unique}index {'concurrently ' if concurrently else ''}"
        f"{quote.name(name or index.name)} on {quote.name(table)} "
        f"using {quote.function(index.method)} ({columns}){tail}"
    )


def of_step(step: Step, zone: str, *, valid: bool = True) -> Iterator[str]:
    """The statements of a step that needs neither rows nor other tables to be known.

    `valid` False: a new foreign key leaves the rows that are there for later.
    """
    table = quote.name(step.table)
    match step.what:
        case "rename_table":
            yield f"alter table {quote.name(step.was)} rename to {table}"
        case "drop_table":
            yield f"drop table {table} cascade"
        case "rename_column" if step.column:
            new = quote.name(step.column.name)
            yield f"alter table {table} rename column {quote.name(step.was)} to {new}"
            if step.old and step.old.references:
                old, name = constraint(step.was), constraint(step.column.name)
                yield f"alter table {table} rename constraint {old} to {name}"
        case "drop_column" if step.old:
            yield f"alter table {table} drop column {quote.name(step.old.name)}"
        case "add_column" if step.column:
            yield f"alter table {table} add column {_definition(step.column)}"
            if step.column.references:
                yield add_reference(step.table, step.column, valid=valid)
        case "retype_column" if step.column and step.old:
            yield from _retype(step.table, step.old, step.column, zone)
        case "drop_index" if step.index:
            yield f"drop index if exists {quote.name(step.index.name)}"
        case _:
            return


def value_after(old: Column, new: Column, column: str, zone: str, of: str = "") -> str:
    """What becomes of the values of `column` when it is retyped, as SQL."""
    value = converted(column, old.type, new.type, zone, of)
    if old.references != new.references and new.type == old.type:
        value = None  # an id of another form means nothing here
    return value or f"null::{quote.type_name(new.type)}"


def _retype(table: str, old: Column, new: Column, zone: str) -> Iterator[str]:
    name = quote.name(new.name)
    if old.references:
        yield f"alter table {quote.name(table)} drop constraint if exists {constraint(new.name)}"
    using = value_after(old, new, new.name, zone)
    yield (
        f"alter table {quote.name(table)} alter column {name} type {quote.type_name(new.type)} "
        f"using {using}"
    )
    if new.references:
        if value_after(old, new, new.name, zone) != f"null::{quote.type_name(new.type)}":
            yield forget_lost(table, new)
        yield add_reference(table, new)


def _definition(column: Column) -> str:
    parts = [quote.name(column.name), quote.type_name(column.type)]
    if column.not_null:
        parts.append("not null")
    if column.default:
        parts.append(f"default {column.default}")
    return " ".join(parts)
