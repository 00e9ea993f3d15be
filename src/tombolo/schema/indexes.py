"""Indexes of a catalog: their condition as SQL, their rule's place, and who breaks a unique rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tombolo.base.problems import Problem
from tombolo.pg import printer
from tombolo.pg.pool import ReadTx
from tombolo.pg.tree import Col
from tombolo.schema.catalog import Catalog
from tombolo.schema.frame import Joins, TableFrame, nobody
from tombolo.schema.tables import Index, Table

MOST_TOLD = 5


@dataclass(slots=True)
class _Named(TableFrame):
    """Rows of a table some of whose columns bear other names than the catalog's."""

    names: Mapping[str, str] = field(default_factory=dict[str, str])

    def column(self, name: str) -> Col:
        return Col(self.alias, self.names.get(name, name))


def where(catalog: Catalog, table: Table, index: Index, name: str, names: Mapping[str, str]) -> str:
    """The condition of a partial index as SQL; unique rules count living records only.

    `name` is the table's name and `names` are those of its columns where they differ.
    """
    if index.where == "deleted":
        return '"deleted_at" is not null'
    if index.rule is None:
        return ""
    living = '"deleted_at" is null'
    if index.rule.where is None:
        return living
    frame = _Named(catalog, table.form, name, Joins(), nobody("UTC"), names=names)
    sql, values = printer.expression(index.rule.where.lower(frame))
    if values:
        sql = printer.inlined(sql, values)
    return f"{living} and {sql}"


def place(catalog: Catalog, table: Table, index: Index) -> str:
    """Where the definitions demand that the index be unique."""
    form = catalog.form(table.form)
    start, rule = f"{form.app}/forms/{form.key}#", index.rule
    assert rule is not None
    text = rule.where.text if rule.where else ""
    for number, one in enumerate(form.unique):
        if (one.fields, one.where) == (rule.fields, text):
            return f"{start}unique.{number}"
    return f"{start}fields.{rule.fields[0]}.unique"


def refused(
    catalog: Catalog, table: Table, index: Index, count: int, examples: tuple[str, ...]
) -> Problem:
    """That a rule cannot be: so many values stand more than once."""
    form, rule = catalog.form(table.form), index.rule
    assert rule is not None
    labels = [found.label for key in rule.fields if (found := form.field(key))]
    values: dict[str, object] = {
        "fields": {
            "zh": "、".join(label.say("zh") for label in labels),
            "en": ", ".join(label.say("en") for label in labels),
        },
        "count": count,
        "examples": "; ".join(examples),
    }
    return Problem("definition.duplicates", place(catalog, table, index), values)


async def duplicates(
    tx: ReadTx,
    catalog: Catalog,
    table: Table,
    index: Index,
    name: str,
    names: Mapping[str, str],
    values: Mapping[str, str] | None = None,
) -> Problem | None:
    """What stands in the way of a unique index over the table as it is; None when nothing does.

    `names` are today's names of its columns, `values` the SQL of those that are to be converted.
    """
    parts = [(values or {}).get(one) or f'"{names.get(one, one)}"' for one in _plain(index)]
    condition = where(catalog, table, index, name, names)
    row = await tx.row(printer.repeated(name, parts, condition, MOST_TOLD))
    if row is None or not row["count"]:
        return None
    return refused(catalog, table, index, int(row["count"]), tuple(row["examples"]))


def _plain(index: Index) -> tuple[str, ...]:
    return tuple(one.strip('"') for one in index.columns)
