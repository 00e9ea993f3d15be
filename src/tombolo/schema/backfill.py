"""Stored computed values made anew when their formula changed: one UPDATE per table and level."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from tombolo.pg.tree import (
    And,
    AnyOf,
    Call,
    Col,
    Expr,
    Infix,
    Lit,
    Or,
    Out,
    Param,
    Select,
    Sub,
    Table,
    Update,
)
from tombolo.schema.catalog import Catalog
from tombolo.schema.diff import Step
from tombolo.schema.frame import Joins, TableFrame, nobody
from tombolo.schema.search import search_text


def recomputed(
    catalog: Catalog, steps: Iterable[Step], zone: str, only: Sequence[UUID] | None = None
) -> Iterator[Update]:
    """The updates of all `recompute` steps: lower levels first.

    `only` are the ids of records: those, or the lines of those.
    """
    todo: dict[tuple[int, str], list[Step]] = {}
    for step in steps:
        if step.what == "recompute" and step.column:
            rank = (_level(catalog, step), step.table)
            todo.setdefault(rank, []).append(step)
    for _, same in sorted(todo.items(), key=lambda item: item[0]):
        yield _update(catalog, same, zone, only)


def _level(catalog: Catalog, step: Step) -> int:
    card = catalog.card(step.form)
    expressions = card.lines[step.lines] if step.lines else card.own
    return expressions.computed[step.column.name].level if step.column else 0


def _update(
    catalog: Catalog, steps: Sequence[Step], zone: str, only: Sequence[UUID] | None
) -> Update:
    """The fields of one table and level."""
    first = steps[0]
    card = catalog.card(first.form)
    expressions = card.lines[first.lines] if first.lines else card.own
    frame = TableFrame(catalog, first.form, "t", Joins(), nobody(zone), first.lines)
    sets = tuple(
        (step.column.name, expressions.computed[step.column.name].condition.lower(frame))
        for step in steps
        if step.column
    )
    return _apply(first.table, frame, sets, only)


def retitled(
    catalog: Catalog, steps: Iterable[Step], zone: str, only: Sequence[UUID] | None = None
) -> Iterator[Update]:
    """Titles and search texts made anew."""
    for step in steps:
        if step.what != "retitle":
            continue
        card = catalog.card(step.form)
        frame = TableFrame(catalog, step.form, "t", Joins(), nobody(zone))
        title: Expr = card.title.lower(frame) if card.title else Lit("")
        title = Call("coalesce", (title, Lit("")))
        text = search_text(card, frame.own, title)
        yield _apply(step.table, frame, (("record_title", title), ("record_search", text)), only)


def _apply(
    table: str,
    frame: TableFrame,
    sets: tuple[tuple[str, Expr], ...],
    only: Sequence[UUID] | None,
) -> Update:
    """Through a sub-select, because an expression may have needed joins. What is right already is
    not written again.
    """
    outs = (Out(Col("t", "id"), "id"), *(Out(expr, name) for name, expr in sets))
    key = Col("t", "record" if frame.lines else "id")
    among = AnyOf(key, Param(list(only), "uuid[]")) if only is not None else None
    select = Select(outs, Table(table, "t"), joins=tuple(frame.joins.made), where=among)
    moves = tuple(Infix("is distinct from", Col("u", name), Col("n", name)) for name, _ in sets)
    return Update(
        table,
        "u",
        tuple((name, Col("n", name)) for name, _ in sets),
        source=Sub(select, "n"),
        where=And((Infix("=", Col("n", "id"), Col("u", "id")), Or(moves))),
    )
