"""Stored values of other records recomputed in the transaction that moved what they read.

First `FOR NO KEY UPDATE` on the affected records in the order of their ids, then a *new* statement
that recomputes them: under READ COMMITTED its snapshot is younger than every lock it got, so it sees
what all who held them before have written. Who comes later waits and sees ours. Level by level: a
value reads only lower levels, so each is computed once, when all it reads stands.

Where a way back gathers rows, the records it gathers for are locked before it goes on from them:
whoever re-links one of them meanwhile waits, or is waited for (see write/reach.py for the other side).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from tombolo.base import codec
from tombolo.base.errors import Conflict
from tombolo.base.problems import Problem
from tombolo.pg import printer
from tombolo.pg.pool import WriteTx
from tombolo.pg.tree import And, AnyOf, Col, IsNull, Order, Out, Select, Table
from tombolo.records.moves import Move
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.slots import bound, slot
from tombolo.records.upheld import Upheld
from tombolo.records.work import Work
from tombolo.schema.backfill import Telling, anew, table_of
from tombolo.schema.catalog import Catalog
from tombolo.schema.effects import Route, Target
from tombolo.schema.kinds.shape import Plain
from tombolo.schema.ways import Hop, Rows

PIECE = 5000  # rows recomputed by one statement
_IDS = slot(lambda ask, _: ask.values[0], "uuid[]")
Spot = tuple[int, Rows]  # level, rows


async def ripple(work: Work[WriteTx], moves: Sequence[Move]) -> list[Move]:
    """Recompute what reads what moved, however far away. The moves that came of it; Busy, Conflict."""
    if not work.catalog.effects.routes or not moves:
        return []
    wave = _Wave(work)
    wave.held.update((one.form, one.record) for one in moves)
    await wave.follow(moves, saved=True)
    made: list[Move] = []
    while wave.todo:
        spot = min(wave.todo)
        keys, ids = wave.todo.pop(spot)
        came = await wave.recompute(spot[1], keys, ids)
        made.extend(came)
        await wave.follow(came, saved=False)
    await wave.upheld.demand(work)
    return made


@dataclass(slots=True)
class _Wave:
    """`todo`: keys and ids by level and rows; `held`: records this transaction has locked."""

    work: Work[WriteTx]
    todo: dict[Spot, tuple[set[str], set[str]]] = field(
        default_factory=dict[Spot, tuple[set[str], set[str]]]
    )
    held: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    upheld: Upheld = field(default_factory=Upheld)

    # -- who follows -------------------------------------------------------------------------------

    async def follow(self, moves: Sequence[Move], *, saved: bool) -> None:
        """Note what has to be computed anew after these moves. What is `saved` has computed itself."""
        by_rows: dict[Rows, list[Move]] = {}
        for one in moves:
            by_rows.setdefault(Rows(one.form, one.lines), []).append(one)
        for rows, ours in by_rows.items():
            for route in self.work.catalog.effects.routes.get(rows, ()):
                if saved and route.inside:
                    continue
                hit = [one for one in ours if any(one.moved(key) for key in route.columns)]
                if ids := await self._back(route, hit) if hit else None:
                    for target in route.targets:
                        self._note(target, ids)

    def _note(self, target: Target, ids: set[str]) -> None:
        keys, known = self.todo.setdefault((target.level, target.rows), (set(), set()))
        keys.add(target.key)
        known.update(ids)

    async def _back(self, route: Route, moves: Sequence[Move]) -> set[str]:
        """The ids of the target's rows that look at these rows."""
        if not route.back:
            return {one.id for one in moves}
        *rest, last = route.back
        ids = await self._first(last, moves)
        for hop in reversed(rest):
            if not ids:
                return ids
            if last.many:
                await self._hold(last.start.form, ids)
            elif hop.kind == "record":
                # A line that is not committed yet looks there too, and is found by nobody's way.
                await self._hold(hop.end.form, ids)
            elif hop.kind == "inverse" and last.kind == "link":
                # Where they point may be about to change: who they will point at is found by nobody.
                await self._hold(hop.end.form, await self._records(hop.end, ids))
            ids, last = await self._step(hop, ids), hop
        return ids

    async def _first(self, hop: Hop, moves: Sequence[Move]) -> set[str]:
        """Back over the hop that ends at the moved rows; where they pointed and where they point."""
        if hop.kind == "lines":
            return {one.record for one in moves}
        if hop.kind == "inverse":
            found = {
                str(value)
                for one in moves
                for values in (one.before, one.after)
                if values is not None and (value := values.get(hop.key)) is not None
            }
            return found
        there = {one.id for one in moves if one.after is not None}
        if len(moves) == 1 and moves[0].before is None:
            return set()  # nobody links to what has just come
        return await self._step(hop, there) if there else there

    async def _step(self, hop: Hop, ids: set[str]) -> set[str]:
        """The rows of the hop's start for rows of its end."""
        rows = await self._rows(("back", hop), lambda: _back_over(self.work.catalog, hop), ids)
        return {str(row["id"]) for row in rows}

    # -- locks and values --------------------------------------------------------------------------

    async def _hold(self, form: str, ids: Iterable[str]) -> None:
        """Lock records in the order of their ids, those that are not ours yet."""
        wanted = sorted(id_ for id_ in ids if (form, id_) not in self.held)
        if wanted:
            await self._rows(("hold", form), lambda: _held(self.work.catalog, form), wanted)
            self.held.update((form, id_) for id_ in wanted)

    async def _records(self, rows: Rows, ids: set[str]) -> set[str]:
        """The records of rows: themselves, or those that lines belong to."""
        if not rows.lines:
            return ids
        found = await self._rows(
            ("records", rows), lambda: _records_of(self.work.catalog, rows), sorted(ids)
        )
        return {str(row["id"]) for row in found}

    async def recompute(self, rows: Rows, keys: set[str], ids: set[str]) -> list[Move]:
        """The values anew, under lock; what moved by it."""
        await self._hold(rows.form, await self._records(rows, ids))
        wanted, every = sorted(keys), sorted(ids)
        await self.upheld.look(self.work, rows, every)
        moves: list[Move] = []
        for at in range(0, len(every), PIECE):
            moves.extend(await self._anew(rows, wanted, every[at : at + PIECE]))
        return moves

    async def _anew(self, rows: Rows, keys: Sequence[str], ids: Sequence[str]) -> list[Move]:
        work = self.work
        kept = tuple(sorted(kept_of(work.catalog, rows) - set(keys)))

        def build() -> Any:
            among = AnyOf(Col("t", "id"), _IDS)
            return anew(work.catalog, rows, keys, work.zone, among, Telling(kept))

        try:
            found = await self._rows(("anew", rows, work.zone, *keys), build, ids)
        except Conflict as clash:
            raise _told(clash, work.catalog, rows) from clash
        return [_move(rows, row) for row in found]

    async def _rows(self, what: tuple[object, ...], build: Any, ids: Iterable[str]) -> list[Any]:
        key = ("ripple", self.work.catalog.version, *what)
        known = self.work.shelf.get(key)
        if known is None:
            known = printer.text(build())
            self.work.shelf.put(key, known)
        sql, values = cast("tuple[str, list[object]]", known)
        ask = Ask(Shape(""), values=(list(ids),))
        return await self.work.tx.rows(sql, *bound(values, ask, self.work))


def kept_of(catalog: Catalog, rows: Rows) -> frozenset[str]:
    """The columns that what follows from these rows asks for, beside those that move."""
    counted = {
        column
        for card in catalog.balances.values()
        for one in card.sources
        if (one.form, one.lines) == rows
        for column in one.columns
    }
    return catalog.effects.kept(rows) | counted


def _move(rows: Rows, row: Any) -> Move:
    id_ = str(row["id"])
    return Move(
        form=rows.form,
        lines=rows.lines,
        id=id_,
        record=str(row["record"]) if rows.lines else id_,
        before=_values(row, "b"),
        after=_values(row, "a"),
    )


def _values(row: Any, letter: str) -> dict[str, Plain]:
    values: dict[str, Plain] = {}
    number = 0
    while f"{letter}{number}" in row:
        values.update(codec.decode(row[f"{letter}{number}"]))
        number += 1
    return values


# -- statements ------------------------------------------------------------------------------------


def _held(catalog: Catalog, form: str) -> Select:
    return Select(
        (Out(Col("t", "id"), "id"),),
        Table(catalog.form(form).table, "t"),
        where=AnyOf(Col("t", "id"), _IDS),
        order=(Order(Col("t", "id")),),
        lock="for no key update",
    )


def _records_of(catalog: Catalog, rows: Rows) -> Select:
    return Select(
        (Out(Col("t", "record"), "id"),),
        Table(table_of(catalog, rows), "t"),
        where=AnyOf(Col("t", "id"), _IDS),
        distinct=True,
    )


def _back_over(catalog: Catalog, hop: Hop) -> Select:
    if hop.kind in {"link", "record"}:
        column = hop.key if hop.kind == "link" else "record"
        return Select(
            (Out(Col("t", "id"), "id"),),
            Table(table_of(catalog, hop.start), "t"),
            where=AnyOf(Col("t", column), _IDS),
        )
    column = hop.key if hop.kind == "inverse" else "record"
    found = And((AnyOf(Col("t", "id"), _IDS), IsNull(Col("t", column), negated=True)))
    return Select(
        (Out(Col("t", column), "id"),),
        Table(table_of(catalog, hop.end), "t"),
        where=found,
        distinct=True,
    )


def _told(clash: Conflict, catalog: Catalog, rows: Rows) -> Conflict:
    """A clash of an index in the words of the form that follows."""
    form = catalog.form(rows.form)
    name = str(clash.values.get("constraint_name", ""))
    for rule in catalog.card(rows.form).unique:
        if rule.name == name:
            labels = [found for key in rule.fields if (found := form.field(key))]
            words = {
                "zh": "、".join(one.label.say("zh") for one in labels),
                "en": ", ".join(one.label.say("en") for one in labels),
            }
            there = {"zh": form.label.say("zh"), "en": form.label.say("en")}
            problem = Problem("ripple.not_unique", "", {"field": words, "form": there})
            return Conflict("record.not_unique", problems=[problem])
    return clash
