"""The DDL of a shadow: a column of the new type that a trigger keeps in step with the old one.

Names begin with an underscore, which no key of a field can; a digest keeps long ones apart.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from tombolo.pg import quote
from tombolo.schema import ddl
from tombolo.schema.tables import Column

PREFIX = "_new_"


@dataclass(frozen=True, slots=True)
class Shadow:
    """`table` and `column` are today's names; `to` is the column that takes the place."""

    table: str
    column: str
    old: Column
    to: Column

    @property
    def name(self) -> str:
        return hidden(self.column, self.table, self.column)

    @property
    def trigger(self) -> str:
        return hidden(self.table, self.table, self.column)

    def value(self, zone: str, of: str = "") -> str:
        """The new value of a row as SQL."""
        return ddl.value_after(self.old, self.to, self.column, zone, of)


def hidden(shown: str, *parts: str) -> str:
    """A name nobody can have given: of a shadow, of its trigger, of an index not yet in force."""
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()[:10]
    return f"{PREFIX}{shown[:40]}_{digest}"


def begin(shadow: Shadow, zone: str) -> Iterator[str]:
    """The column and its trigger; done twice they are as done once."""
    table, name = quote.name(shadow.table), quote.name(shadow.name)
    kind = quote.type_name(shadow.to.type)
    trigger = quote.name(shadow.trigger)
    yield f"alter table {table} add column if not exists {name} {kind}"
    yield (
        f"create or replace function {trigger}() returns trigger language plpgsql "
        f"set search_path from current as $shadow$ begin new.{name} := "
        f"{shadow.value(zone, 'new')}; return new; end $shadow$"
    )
    yield (
        f"create or replace trigger {trigger} before insert or update on {table} "
        f"for each row execute function {trigger}()"
    )


def fill(shadow: Shadow, zone: str, key: str) -> str:
    """The rows whose `key` is one of $1; what is right already is not written again."""
    table, name = quote.name(shadow.table), quote.name(shadow.name)
    value = shadow.value(zone)
    return (
        f"update {table} set {name} = {value} "  # noqa: S608 - names of our own, quoted
        f"where {quote.name(key)} = any($1::uuid[]) and {name} is distinct from {value}"
    )


def end(shadow: Shadow) -> Iterator[str]:
    """The trigger goes; the column stays as it is."""
    table, trigger = quote.name(shadow.table), quote.name(shadow.trigger)
    yield f"drop trigger if exists {trigger} on {table}"
    yield f"drop function if exists {trigger}()"


def swap(shadow: Shadow, table: str) -> Iterator[str]:
    """In `table`, its name by now: the old column goes and the shadow takes its name."""
    here, name = quote.name(table), quote.name(shadow.to.name)
    yield f"alter table {here} drop column {name}"
    yield f"alter table {here} rename column {quote.name(shadow.name)} to {name}"
    if shadow.to.references:
        yield ddl.add_reference(table, shadow.to, valid=False)


def rename_index(old: str, new: str) -> str:
    return f"alter index {quote.name(old)} rename to {quote.name(new)}"


def drop_index(name: str) -> str:
    return f"drop index if exists {quote.name(name)}"


def rebuild_index(name: str) -> str:
    """An invalid index made anew, while everybody goes on."""
    return f"reindex index concurrently {quote.name(name)}"


def drop_column(table: str, name: str) -> str:
    return f"alter table {quote.name(table)} drop column if exists {quote.name(name)}"


def drop_function(name: str) -> str:
    """With the triggers that call it."""
    return f"drop function if exists {quote.name(name)}() cascade"


def validate(table: str, column: Column) -> str:
    """Look at the rows that were there before the foreign key; readers and writers go on."""
    return f"alter table {quote.name(table)} validate constraint {ddl.constraint(column.name)}"


def anchors(table: str) -> str:
    """The next $2 rows behind $1 (null: from the first), locked in the order all writers use."""
    return (
        f"select id from {quote.name(table)} where $1::uuid is null or id > $1::uuid "  # noqa: S608
        "order by id limit $2 for no key update"
    )
