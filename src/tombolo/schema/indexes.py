"""Indexes of a catalog: their condition as SQL, their rule's place, and who breaks a unique rule."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tombolo.base.errors import Fault
from tombolo.base.problems import Problem
from tombolo.pg import printer, quote
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


def unfit(catalog: Catalog) -> Iterator[Problem]:
    """Unique rules whose condition no index can have: what needs a select of its own in SQL."""
    for name, card in catalog.cards.items():
        for rule in card.unique:
            if rule.where is None:
                continue
            frame = _Named(catalog, name, "t", Joins(), nobody("UTC"))
            sql, _ = printer.expression(rule.where.lower(frame))
            if "(select " in sql:
                number = [one.where for one in card.form.unique].index(rule.where.text)
                start = f"{card.form.app}/forms/{card.form.key}#unique.{number}.where"
                yield Problem("unique.where_too_much", start)


def place(catalog: Catalog, table: Table, index: Index) -> str:
    """Where the definitions demand the index: at a unique rule, or at the field that is sorted by."""
    form = catalog.form(table.form)
    start, rule = f"{form.app}/forms/{form.key}#", index.rule
    if rule is None:
        return f"{start}fields.{next(iter(_keys(index)), '')}"
    text = rule.where.text if rule.where else ""
    for number, one in enumerate(form.unique):
        if (one.fields, one.where) == (rule.fields, text):
            return f"{start}unique.{number}"
    return f"{start}fields.{rule.fields[0]}.unique"


def labels(catalog: Catalog, table: Table, index: Index) -> dict[str, str]:
    """The fields of an index as people call them."""
    form = catalog.form(table.form)
    keys = index.rule.fields if index.rule else tuple(_keys(index))
    found = [one.label for key in keys if (one := form.field(key)) and not one.system]
    return {
        "zh": "、".join(label.say("zh") for label in found),
        "en": ", ".join(label.say("en") for label in found),
    }


def refused(
    catalog: Catalog, table: Table, index: Index, count: int, examples: tuple[str, ...]
) -> Problem:
    """That a rule cannot be: so many values stand more than once."""
    values: dict[str, object] = {
        "fields": labels(catalog, table, index),
        "count": count,
        "examples": "; ".join(examples),
    }
    return Problem("definition.duplicates", place(catalog, table, index), values)


def broken(catalog: Catalog, table: Table, index: Index, fault: Fault) -> Problem | None:
    """Why the index could not be made; None when that has nothing to do with its values."""
    if fault.code == "sql.unique" and index.rule:
        return refused(catalog, table, index, 1, (str(fault.values.get("detail", "")),))
    if fault.code == "sql.too_complex":
        values: dict[str, object] = {"fields": labels(catalog, table, index)}
        return Problem("definition.too_long", place(catalog, table, index), values)
    return None


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
    source = {
        one: (values or {}).get(one) or quote.name(names.get(one, one))
        for one in sorted(index.reads)
    }
    condition = where(catalog, table, index, table.name, {})
    query = printer.repeated(name, table.name, source, _plain(index), condition, MOST_TOLD)
    row = await tx.row(query)
    if row is None or not row["count"]:
        return None
    return refused(catalog, table, index, int(row["count"]), tuple(row["examples"]))


def _plain(index: Index) -> tuple[str, ...]:
    return tuple(one.strip('"') for one in index.columns)


def _keys(index: Index) -> Iterator[str]:
    """The fields of a sort index; its last column is the id."""
    yield from (one.partition('" ')[0].strip('"') for one in index.columns[:-1])
