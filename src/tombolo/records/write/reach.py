"""What stored values look at through links is held still while a link to it is new.

Whoever changes a record finds those that look at it by their links, but a link that is not committed
yet is found by nobody. So who sets a link through which a stored value reads locks what stands behind
it until the commit: shared, as many may look at one thing; or as for writing, where the same save will
write there in turn, because two who share a lock and both want more of it wait for one another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from tombolo.pg import printer
from tombolo.pg.pool import WriteTx
from tombolo.pg.tree import AnyOf, Col, Order, Out, Select, Table
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.slots import bound, slot
from tombolo.records.work import Work
from tombolo.records.write.change import Draft, Values
from tombolo.schema.catalog import Catalog, FormCard
from tombolo.schema.effects import Reach
from tombolo.schema.kinds.shape import Plain
from tombolo.schema.system import PEOPLE
from tombolo.schema.ways import Rows

_IDS = slot(lambda ask, _: ask.values[0], "uuid[]")


@dataclass(slots=True)
class Held:
    """What a save holds: (form, id)."""

    known: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    async def hold(self, work: Work[WriteTx], card: FormCard, drafts: Sequence[Draft]) -> bool:
        """Hold what stands behind the new links of these drafts. Whether there was anything new."""
        reaches = work.catalog.effects.reaches
        todo: dict[str, list[tuple[Reach, str]]] = {}
        for lines in ("", *card.lines):
            for key, reach in reaches.get(Rows(card.form.name, lines), {}).items():
                for id_ in _new(drafts, lines, key):
                    todo.setdefault(reach.form, []).append((reach, id_))
        any_ = False
        while todo:
            form = min(todo)
            found = await self._of_form(work, card.form.name, form, todo.pop(form))
            any_ = any_ or found is not None
            for reach, id_ in found or ():
                todo.setdefault(reach.form, []).append((reach, id_))
        return any_

    async def _of_form(
        self, work: Work[WriteTx], writer: str, form: str, wanted: Sequence[tuple[Reach, str]]
    ) -> list[tuple[Reach, str]] | None:
        """Hold records of one form; what is looked at behind them in turn. None: all were held."""
        fresh = sorted({id_ for _, id_ in wanted if (form, id_) not in self.known})
        if not fresh or form in PEOPLE:
            return None
        self.known.update((form, id_) for id_ in fresh)
        links = tuple(sorted({key for reach, _ in wanted for key in reach.further}))
        strong = form in work.catalog.effects.stirs.get(writer, ())
        key = ("reach", work.catalog.version, form, links, strong)
        kept = work.shelf.get(key)
        if kept is None:
            kept = printer.text(_statement(work.catalog, form, links, strong=strong))
            work.shelf.put(key, kept)
        sql, values = cast("tuple[str, list[object]]", kept)
        rows: Sequence[Any] = await work.tx.rows(
            sql, *bound(values, Ask(Shape(""), values=(fresh,)), work)
        )
        behind: Mapping[str, Any] = {str(row["id"]): row for row in rows}
        return [
            (reach.further[link], str(behind[id_][link]))
            for reach, id_ in wanted
            if id_ in behind
            for link in reach.further
            if behind[id_][link] is not None
        ]


def _new(drafts: Sequence[Draft], lines: str, key: str) -> Iterator[str]:
    """The values of a link that the drafts set anew."""
    for draft in drafts:
        rows: Sequence[tuple[Values, Values | None]] = (
            [(row.values, row.before) for row in draft.lines_of(lines)]
            if lines
            else [(draft.values, draft.before)]
        )
        for values, before in rows:
            value: Plain = values.get(key)
            if isinstance(value, str) and (before is None or before.get(key) != value):
                yield value


def _statement(catalog: Catalog, form: str, links: tuple[str, ...], *, strong: bool) -> Select:
    return Select(
        tuple(Out(Col("t", name), name) for name in ("id", *links)),
        Table(catalog.form(form).table, "t"),
        where=AnyOf(Col("t", "id"), _IDS),
        order=(Order(Col("t", "id")),),
        lock="for no key update" if strong else "for share",
    )
