"""Stored computed values made anew when their formula changed: one UPDATE per table and level."""

from collections.abc import Iterable, Iterator

from tombolo.pg.tree import Call, Col, Expr, Infix, Lit, Out, Select, Sub, Table, Update
from tombolo.schema.catalog import Catalog
from tombolo.schema.diff import Step
from tombolo.schema.frame import Joins, TableFrame, nobody
from tombolo.schema.search import search_text


def recomputed(catalog: Catalog, steps: Iterable[Step], zone: str) -> Iterator[Update]:
    """The updates of all `recompute` steps: lower levels first."""
    todo = [step for step in steps if step.what == "recompute" and step.column]
    for step in sorted(todo, key=lambda one: _level(catalog, one)):
        yield _update(catalog, step, zone)


def _level(catalog: Catalog, step: Step) -> int:
    card = catalog.card(step.form)
    expressions = card.lines[step.lines] if step.lines else card.own
    return expressions.computed[step.column.name].level if step.column else 0


def _update(catalog: Catalog, step: Step, zone: str) -> Update:
    assert step.column is not None
    card = catalog.card(step.form)
    expressions = card.lines[step.lines] if step.lines else card.own
    frame = TableFrame(catalog, step.form, "t", Joins(), nobody(zone), step.lines)
    value = expressions.computed[step.column.name].condition.lower(frame)
    return _apply(step.table, frame, ((step.column.name, value),))


def retitled(catalog: Catalog, steps: Iterable[Step], zone: str) -> Iterator[Update]:
    """Titles and search texts made anew."""
    for step in steps:
        if step.what != "retitle":
            continue
        card = catalog.card(step.form)
        frame = TableFrame(catalog, step.form, "t", Joins(), nobody(zone))
        title: Expr = card.title.lower(frame) if card.title else Lit("")
        title = Call("coalesce", (title, Lit("")))
        text = search_text(card, frame.own, title)
        yield _apply(step.table, frame, (("record_title", title), ("record_search", text)))


def _apply(table: str, frame: TableFrame, sets: tuple[tuple[str, Expr], ...]) -> Update:
    """Through a sub-select, because an expression may have needed joins."""
    outs = (Out(Col("t", "id"), "id"), *(Out(expr, name) for name, expr in sets))
    select = Select(outs, Table(table, "t"), joins=tuple(frame.joins.made))
    return Update(
        table,
        "u",
        tuple((name, Col("n", name)) for name, _ in sets),
        source=Sub(select, "n"),
        where=Infix("=", Col("n", "id"), Col("u", "id")),
    )
