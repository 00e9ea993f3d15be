"""What records are called, by id, as far as this person may read them."""

from collections.abc import Sequence
from typing import Any

from tombolo.pg import printer
from tombolo.pg.tree import And, AnyOf, Col, IsNull, Out, Param, Select, Table
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.guard import allowed
from tombolo.records.read.slots import WHO, bound
from tombolo.records.work import Work
from tombolo.schema.frame import Joins, TableFrame


async def titles(
    work: Work[Any], form: str, ids: Sequence[str], *, living: bool = False
) -> dict[str, str]:
    """Id to title. Ids that may not be read are left out; `living` leaves out the bin too."""
    if not ids or form not in work.catalog.cards:
        return {}
    joins = Joins()
    frame = TableFrame(work.catalog, form, "t", joins, WHO)
    limits = allowed(work.grants, form, frame)
    if living:
        limits = (*limits, IsNull(frame.column("deleted_at")))
    select = Select(
        (Out(Col("t", "id"), "id"), Out(Col("t", "record_title"), "title")),
        Table(work.catalog.form(form).table, "t"),
        joins=tuple(joins.made),
        where=And((AnyOf(Col("t", "id"), Param(sorted(set(ids)), "uuid[]")), *limits)),
    )
    sql, values = printer.text(select)
    rows = await work.tx.rows(sql, *bound(values, Ask(Shape(form)), work))
    return {str(row["id"]): str(row["title"]) for row in rows}
