"""The tables a catalog wants: columns, keys, indexes. Two of these are compared to get a plan."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tombolo.schema.catalog import Catalog, FormCard, UniqueRule
from tombolo.schema.condition import Condition, column_type
from tombolo.schema.field import Field
from tombolo.schema.form import Form
from tombolo.schema.ripple import reads_of
from tombolo.schema.search import searchable
from tombolo.schema.system import FLOW_STATE, PEOPLE
from tombolo.schema.ways import Rows

TARGETS = {**PEOPLE}
_QUOTED = re.compile(r'"([a-z0-9_]+)"')


@dataclass(frozen=True, slots=True)
class Column:
    """`expression` is set for a stored computed column: a change of it means computing anew."""

    name: str
    type: str
    field: str = ""  # the field's key, "" for a column of our own
    not_null: bool = False
    default: str = ""
    references: str = ""
    expression: str = ""
    reads: frozenset[tuple[str, str]] = frozenset()  # what it reads: (form, `lines.qty`)
    was: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """`columns` are SQL column specifications such as `"owner"` or `"created_at" desc`."""

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    where: str = ""  # canonical text of the condition; the SQL is made when it is created
    method: str = "btree"
    rule: UniqueRule | None = None

    @property
    def reads(self) -> frozenset[str]:
        """The columns it stands on, those of its condition too."""
        found = {name for one in self.columns for name in _QUOTED.findall(one)}
        if self.rule:
            found.add("deleted_at")
            found.update(path[0] for path in (self.rule.where.reads if self.rule.where else ()))
        return frozenset(found)

    def over(self, names: Mapping[str, str]) -> tuple[str, ...]:
        """Its columns where some bear other names."""
        return tuple(
            _QUOTED.sub(lambda found: f'"{names.get(found[1], found[1])}"', one)
            for one in self.columns
        )


@dataclass(frozen=True, slots=True)
class Table:
    """`lines` is the key of the lines field whose child table this is, or ""."""

    name: str
    form: str
    lines: str
    columns: Mapping[str, Column]
    indexes: Mapping[str, Index]
    was: str = ""
    title: str = ""
    title_reads: frozenset[tuple[str, str]] = frozenset()  # what title and search text are made of


def tables_of(catalog: Catalog) -> dict[str, Table]:
    """Every table the catalog wants, by name."""
    found: dict[str, Table] = {}
    for card in catalog.cards.values():
        for table in _of_form(catalog, card):
            found[table.name] = table
    return found


def _of_form(catalog: Catalog, card: FormCard) -> Iterator[Table]:
    form = card.form
    was = f"{form.app}_{form.was}" if form.was else ""
    columns = [
        Column("id", "uuid", not_null=True),
        Column("version", "bigint", not_null=True, default="1"),
        Column("record_title", "text", not_null=True, default="''"),
        Column("record_search", "text", not_null=True, default="''"),
        Column("created_at", "timestamptz", "created_at", not_null=True, default="now()"),
        Column("created_by", "uuid", "created_by", references="sys_member"),
        Column("updated_at", "timestamptz", "updated_at", not_null=True, default="now()"),
        Column("updated_by", "uuid", "updated_by", references="sys_member"),
        Column("owner", "uuid", "owner", references="sys_member"),
        Column("owner_department", "uuid", "owner_department", references="sys_department"),
        Column("deleted_at", "timestamptz"),
        Column("deleted_by", "uuid"),
        *([Column(FLOW_STATE, "text", FLOW_STATE)] if form.field(FLOW_STATE) else []),
        *(
            made
            for one in _fields(card, "", form.fields)
            if (made := _column(catalog, form, one, ""))
        ),
    ]
    yield Table(
        name=form.table,
        form=form.name,
        lines="",
        columns={one.name: one for one in columns},
        indexes={
            one.name: one
            for one in (*_indexes(card, columns), *_day_indexes(catalog, form, "", form.table))
        },
        was=was,
        title=card.title.text if card.title else "",
        title_reads=_reads(catalog, form.name, "", card.title)
        | {(form.name, one.key) for one in searchable(card)},
    )
    for line in form.lines():
        name = form.lines_table(line.key)
        line_columns = [
            Column("id", "uuid", not_null=True),
            Column("record", "uuid", not_null=True, references=form.table),
            Column("position", "integer", not_null=True, default="0"),
            *(
                made
                for one in _fields(card, line.key, line.fields)
                if (made := _column(catalog, form, one, line.key))
            ),
        ]
        line_indexes = [
            Index(_name("i", name, "record"), ('"record"', '"position"')),
            *_link_indexes(name, line_columns),
            *_day_indexes(catalog, form, line.key, name),
        ]
        yield Table(
            name=name,
            form=form.name,
            lines=line.key,
            columns={one.name: one for one in line_columns},
            indexes={one.name: one for one in line_indexes},
            was=(f"{was or form.table}__{line.was or line.key}" if was or line.was else ""),
        )


def _fields(card: FormCard, lines: str, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields of a table, with the columns that nobody meets by name."""
    return (*fields, *card.hidden.get(lines, ()))


def _column(catalog: Catalog, form: Form, one: Field, lines: str) -> Column | None:
    if not catalog.stored(form.name, one, lines):
        return None
    card = catalog.card(form.name)
    computed = (card.lines[lines] if lines else card.own).computed.get(one.key)
    target = one.kind.points_to()
    references = ""
    if target and not one.kind.many and (target in catalog.cards or target in TARGETS):
        references = TARGETS.get(target) or catalog.form(target).table
    return Column(
        name=one.key,
        type=column_type(computed.type) if computed else str(one.kind.column),
        field=one.key,
        references=references,
        expression=computed.condition.text if computed else "",
        reads=_reads(catalog, form.name, lines, computed.condition if computed else None),
        was=one.was,
    )


def _reads(
    catalog: Catalog, form: str, lines: str, condition: Condition | None
) -> frozenset[tuple[str, str]]:
    return reads_of(catalog.cards, Rows(form, lines), condition) if condition else frozenset()


def _name(prefix: str, *parts: str) -> str:
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()[:10]
    return f"{prefix}_{parts[0][:40]}_{digest}"


def _link_indexes(table: str, columns: list[Column]) -> Iterator[Index]:
    """A foreign key without an index makes every delete of its target a scan."""
    for one in columns:
        if one.references and one.field and one.name not in {"created_by", "updated_by", "owner"}:
            yield Index(_name("i", table, one.name), (f'"{one.name}"',))


def _day_indexes(catalog: Catalog, form: Form, lines: str, table: str) -> Iterator[Index]:
    """The days from which rows count in balances: a report by period reads those behind its first."""
    for card in catalog.balances.values():
        for one in card.sources:
            if one.on and (one.form, one.lines) == (form.name, lines):
                yield Index(_name("i", table, one.on, "day"), (f'"{one.on}"',))


def _indexes(card: FormCard, columns: list[Column]) -> Iterator[Index]:
    """Links, unique rules, search, the usual list, and the sorts of views get theirs (decision 15)."""
    form = card.form
    table = form.table
    stored = {one.name for one in columns}
    yield Index(_name("i", table, "newest"), ('"created_at" desc', '"id" desc'))
    yield Index(_name("i", table, "mine"), ('"owner"', '"created_at" desc', '"id" desc'))
    yield Index(_name("i", table, "search"), ("bigrams(record_search)",), method="gin")
    yield Index(_name("i", table, "bin"), ('"deleted_at"',), where="deleted")
    yield from _link_indexes(table, columns)
    for rule in card.unique:
        quoted = tuple(f'"{key}"' for key in rule.fields if key in stored)
        where = rule.where.text if rule.where else ""
        yield Index(rule.name, quoted, unique=True, where=where, rule=rule)
    # What is too long for a page of an index cannot be kept in one.
    long = {one.key for one in form.fields if one.kind.column == "text" and not one.kind.groupable}
    seen: set[tuple[str, ...]] = set()
    for view in form.views:
        keys = tuple(view.sort[:2])
        plain = [key.removeprefix("-") for key in keys]
        if not keys or keys in seen or any(key not in stored or key in long for key in plain):
            continue
        seen.add(keys)
        descending = keys[-1].startswith("-")
        parts = [
            f'"{key.removeprefix("-")}"' + (" desc nulls last" if key.startswith("-") else "")
            for key in keys
        ]
        yield Index(_name("i", table, *keys), (*parts, '"id" desc' if descending else '"id"'))
