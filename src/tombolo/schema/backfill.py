"""Stored computed values made anew: one UPDATE per table and level, which writes only what differs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from tombolo.pg.tree import (
    And,
    AnyOf,
    Call,
    Cast,
    Col,
    Expr,
    Infix,
    Join,
    Lit,
    Or,
    Out,
    Param,
    Select,
    Sub,
    Table,
    Update,
)
from tombolo.schema.catalog import Catalog, Expressions
from tombolo.schema.diff import Step
from tombolo.schema.frame import Joins, TableFrame, nobody
from tombolo.schema.gathered import GatheringFrame
from tombolo.schema.search import search_text
from tombolo.schema.stand_in import kind_of, of_type
from tombolo.schema.system import SEARCH, TITLE
from tombolo.schema.ways import Rows

_CHUNK = 45


def recomputed(
    catalog: Catalog, steps: Iterable[Step], zone: str, only: Sequence[UUID] | None = None
) -> Iterator[Update]:
    """The updates of all `recompute` and `retitle` steps: lower levels first.

    `only` are the ids of records: those, or the lines of those.
    """
    todo: dict[tuple[int, Rows], list[str]] = {}
    for step in steps:
        rows = Rows(step.form, step.lines)
        if step.what == "recompute" and step.column:
            todo.setdefault((level(catalog, rows, step.column.name), rows), []).append(
                step.column.name
            )
        elif step.what == "retitle":
            todo.setdefault((level(catalog, rows, TITLE), rows), []).append(TITLE)
    for (_, rows), keys in sorted(todo.items(), key=lambda item: item[0]):
        among = None
        if only is not None:
            among = AnyOf(Col("t", "record" if rows.lines else "id"), Param(list(only), "uuid[]"))
        yield anew(catalog, rows, keys, zone, among)


def level(catalog: Catalog, rows: Rows, key: str) -> int:
    """What is computed reads only lower levels."""
    if key == TITLE:
        return catalog.card(rows.form).title_level
    return expressions(catalog, rows).computed[key].level


def expressions(catalog: Catalog, rows: Rows) -> Expressions:
    """What is compiled for these rows."""
    card = catalog.card(rows.form)
    return card.lines[rows.lines] if rows.lines else card.own


def table_of(catalog: Catalog, rows: Rows) -> str:
    """The table the rows stand in."""
    form = catalog.form(rows.form)
    return form.lines_table(rows.lines) if rows.lines else form.table


@dataclass(frozen=True, slots=True)
class Telling:
    """What an update tells of the rows it wrote: `b…` and `a…`, JSON objects of what was and is.

    `kept` are further columns, which the update does not touch.
    """

    kept: tuple[str, ...] = ()


def anew(
    catalog: Catalog,
    rows: Rows,
    keys: Sequence[str],
    zone: str,
    among: Expr | None,
    telling: Telling | None = None,
) -> Update:
    """These values of the rows under the alias t for which `among` holds. Through a sub-select,
    because an expression may need joins.
    """
    table = table_of(catalog, rows)
    joins, sets = values_of(catalog, rows, keys, zone)
    olds = tuple(Out(Col("t", name), f"o_{name}") for name in sets) if telling else ()
    outs = (Out(Col("t", "id"), "id"), *(Out(expr, name) for name, expr in sets.items()), *olds)
    select = Select(outs, Table(table, "t"), joins=joins, where=among)
    moves = tuple(Infix("is distinct from", Col("u", name), Col("n", name)) for name in sets)
    return Update(
        table,
        "u",
        tuple((name, Col("n", name)) for name in sets),
        source=Sub(select, "n"),
        where=And((Infix("=", Col("n", "id"), Col("u", "id")), Or(moves))),
        returning=_told(catalog, rows, keys, telling) if telling else (),
    )


def values_of(
    catalog: Catalog, rows: Rows, keys: Sequence[str], zone: str
) -> tuple[tuple[Join, ...], dict[str, Expr]]:
    """What columns of rows under the alias t should hold, and the joins that this needs."""
    frame = GatheringFrame(catalog, rows.form, "t", Joins(), nobody(zone), rows.lines)
    sets = dict(one for key in keys for one in _sets(catalog, frame, key))
    return frame.all_joins(), sets


def _sets(catalog: Catalog, frame: TableFrame, key: str) -> Iterator[tuple[str, Expr]]:
    if key != TITLE:
        computed = frame.computed(key)
        assert computed is not None
        yield key, computed.condition.lower(frame)
        return
    card = catalog.card(frame.form)
    title: Expr = card.title.lower(frame) if card.title else Lit("")
    title = Call("coalesce", (title, Lit("")))
    yield TITLE, title
    yield SEARCH, search_text(card, frame.own, title)


def _told(catalog: Catalog, rows: Rows, keys: Sequence[str], telling: Telling) -> tuple[Out, ...]:
    befores = [
        *((key, "n", f"o_{key}") for key in keys),
        *((key, "u", key) for key in telling.kept),
    ]
    afters = [(key, "u", key) for key in (*keys, *telling.kept)]
    outs = [Out(Col("u", "id"), "id")]
    if rows.lines:
        outs.append(Out(Col("u", "record"), "record"))
    for letter, columns in (("b", befores), ("a", afters)):
        for number, at in enumerate(range(0, len(columns), _CHUNK)):
            parts = columns[at : at + _CHUNK]
            pairs = [
                x
                for key, alias, name in parts
                for x in (Lit(key), _plain(catalog, rows, key, Col(alias, name)))
            ]
            outs.append(
                Out(Cast(Call("json_build_object", tuple(pairs)), "text"), f"{letter}{number}")
            )
    return tuple(outs)


def _plain(catalog: Catalog, rows: Rows, key: str, value: Expr) -> Expr:
    """A value as drafts have it."""
    if key == TITLE:
        return value
    owner = catalog.form(rows.form).field(rows.lines or key)
    field = owner.column(key) if owner and rows.lines else owner
    computed = expressions(catalog, rows).computed.get(key)
    if field is not None:
        return kind_of(field, computed.type if computed else field.kind.type()).out(value)
    return of_type(computed.type).out(value) if computed else value
