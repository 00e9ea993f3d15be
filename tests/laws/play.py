"""Hands that use a drawn world by chance, all at once, and the comparison of what is stored with naive.py.

The hands hardly rest, and records are few and look at one another from both sides, so savers meet all
the time; one in some hundred acts of the worst worlds is given up after all the door's tries.
"""

import asyncio
import csv
import random
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.laws.drawing import drawn
from tests.laws.naive import Naive, Row
from tests.laws.worlds import LINES, OPTIONS, Drawn, Form, Place
from tests.pg.sheets.conftest import Desk
from tests.world import ZONE, World

from tombolo.base.errors import Busy, Conflict, Denied, Invalid, Missing
from tombolo.pg.pool import step_aside
from tombolo.records import rebuild
from tombolo.records.balances.rebuild import differences as apart
from tombolo.records.sheets.run import run
from tombolo.records.sheets.spec import Spec
from tombolo.records.write import erase
from tombolo.records.write.change import Change
from tombolo.records.write.save import create, update
from tombolo.schema import store
from tombolo.schema.catalog import FormCard
from tombolo.schema.store import Source
from tombolo.schema.system import TITLE
from tombolo.web.door import PAUSES, RACES

REFUSALS = {
    "link.missing", "field.check", "record.check", "ripple.check", "balance.guard", "record.linked_from",
}  # fmt: skip


@dataclass
class House:
    """A drawn world in the database, and what was acknowledged of it."""

    made: World
    world: Drawn
    known: dict[str, list[str]]
    took: dict[tuple[str, str], dict[int, list[dict[str, Any]]]] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)
    purged: set[str] = field(default_factory=set)

    def name(self, form: str) -> str:
        return f"{self.world.app}.{form}"

    def took_in(self, form: str, id_: str, version: int, values: dict[str, Any]) -> None:
        self.took.setdefault((form, id_), {}).setdefault(version, []).append(values)


async def furnished(made: World, seed: int) -> House:
    """The world of this seed applied, and nothing else."""
    app = f"w{seed}"
    world = drawn(seed, app)
    files: dict[str, Source | None] = dict.fromkeys(made.catalog.files)
    files |= {path: Source("", data) for path, data in world.definition().items()}
    async with made.pool.read() as tx:
        plan = await store.plan(tx, made.catalog, files, ZONE)
    assert plan.problems == (), (seed, [(p.code, p.place, dict(p.values)) for p in plan.problems])
    async with made.pool.owner() as tx:
        await store.apply(tx, plan, by=None, note="law", zone=ZONE)
    async with made.pool.read() as tx:
        made.catalog = await store.load(tx)
    return House(made, world, {form: [] for form in world.forms})


# -- acting ----------------------------------------------------------------------------------------


@dataclass
class Hand:
    house: House
    chance: random.Random

    async def turn(self) -> None:
        """One act, begun anew as the door does when two waited for one another."""
        act = self.chance.choices(
            [self.make, self.change, self.rows, self.bin, self.purge, self.bring],
            [30, 40, 20, 12, 2, 1],
        )[0]
        state = self.chance.getstate()
        told = self.house.told
        for pause in (*PAUSES, 0.0):  # no pause behind the last try
            self.chance.setstate(state)
            try:
                await act()
            except Busy as busy:
                # Waited for a lock too long, as on a machine that is overloaded.
                if busy.code == "busy.locked":
                    told["gave up"] += 1
                    return
                assert busy.code in RACES, busy.code
                told["met" if pause else "gave up"] += 1
                told[f"gave up {act.__name__}"] += not pause
                await step_aside(pause)
            except (
                Missing,
                Conflict,
                Denied,
            ) as late:  # somebody was faster: in the bin, or out of it
                told[late.code] += 1
                return
            except Invalid as refused:
                codes = {one.code for one in refused.problems} or {refused.code}
                assert codes <= REFUSALS, (self.house.world.seed, codes, refused.problems)
                told.update(codes)
                return
            else:
                told[f"did {act.__name__}"] += 1
                return

    # -- what is written -----------------------------------------------------------------------

    def any(self, form: str) -> str | None:
        found = self.house.known[form]
        return self.chance.choice(found) if found and self.chance.random() > 0.1 else None

    def plain(self, type_: str) -> Any:
        chance = self.chance
        if chance.random() < 0.15:
            return None
        match type_:
            case "number":
                return str(Decimal(chance.randint(-3000, 9000)) / 100)
            case "text":
                return chance.choice(["a", "b", "甲", "x y", "50%", "o'b"])
            case "date":
                return f"2026-05-{chance.randint(1, 28):02}"
            case _:
                return chance.choice(OPTIONS)

    def row(self, place: Place) -> dict[str, Any]:
        made = {key: self.plain(type_) for key, type_ in place.plain.items()}
        made |= {link.key: self.any(link.to) for link in place.links.values()}
        return made

    def lines(self, form: str) -> list[dict[str, Any]]:
        rows = self.house.world.forms[form].rows
        return [self.row(rows) for _ in range(self.chance.randint(0, 4))] if rows else []

    def whole(self, form: str) -> dict[str, Any]:
        own = self.house.world.forms[form]
        made = self.row(own.own)
        return {**made, LINES: self.lines(form)} if own.rows else made

    def form(self) -> str:
        return self.chance.choice(list(self.house.world.forms))

    # -- acts ----------------------------------------------------------------------------------

    async def make(self) -> None:
        form = self.form()
        rows = [self.whole(form) for _ in range(self.chance.choice([1, 1, 2, 6]))]
        async with self.house.made.writing("ann") as work:
            saved = await create(work, self.house.name(form), [Change(one) for one in rows])
        for id_, row in zip(saved.ids, rows, strict=True):
            self.house.took_in(form, id_, 1, row)
        self.house.known[form].extend(saved.ids)

    async def change(self) -> None:
        form = self.form()
        found = sorted(
            {id_ for _ in range(self.chance.choice([1, 1, 3])) if (id_ := self.any(form))}
        )
        changes: list[Change] = []
        for id_ in found:
            row = self.row(self.house.world.forms[form].own)
            keys = self.chance.sample(sorted(row), self.chance.randint(1, 3))
            changes.append(Change({key: row[key] for key in keys}, id_))
        await self._save(form, changes)

    async def rows(self) -> None:
        """Some lines stay, change, go, come, change places."""
        chance, house = self.chance, self.house
        form = self.form()
        place, id_ = house.world.forms[form].rows, self.any(form)
        if place is None or id_ is None:
            return
        async with house.made.pool.read() as tx:
            table = house.made.catalog.form(house.name(form)).lines_table(LINES)
            found = await tx.rows(
                f"select id::text from {table} where record = $1 order by position", id_
            )
        kept = [one["id"] for one in found if chance.random() < 0.7]
        if chance.random() < 0.3:
            chance.shuffle(kept)
        rows: list[dict[str, Any]] = []
        for one in kept:
            row = self.row(place)
            keys = chance.sample(sorted(row), chance.randint(0, 2))
            rows.append({"id": one, **{key: row[key] for key in keys}})
        rows.extend(self.row(place) for _ in range(chance.randint(0, 2)))
        try:
            await self._save(form, [Change({LINES: rows}, id_)])
        except Invalid as late:
            # A line that somebody took away meanwhile.
            if {one.code for one in late.problems} != {"lines.unknown"}:
                raise

    async def _save(self, form: str, changes: list[Change]) -> None:
        if not changes:
            return
        async with self.house.made.writing("ann") as work:
            saved = await update(work, self.house.name(form), changes)
        for change, version in zip(changes, saved.versions, strict=True):
            self.house.took_in(form, change.id, version, dict(change.set))

    async def bin(self) -> None:
        form = self.form()
        id_ = self.any(form)
        if id_:
            act = self.chance.choice([erase.delete, erase.restore, erase.restore])
            async with self.house.made.writing("ann") as work:
                await act(work, self.house.name(form), [id_])

    async def purge(self) -> None:
        form = self.form()
        name = self.house.name(form)
        async with self.house.made.pool.read() as tx:
            table = self.house.made.catalog.form(name).table
            found = await tx.rows(f"select id::text from {table} where deleted_at is not null")
        async with self.house.made.writing("ann") as work:
            for one in found[:2]:
                await erase.purge(work, name, [one["id"]])
        self.house.purged.update(one["id"] for one in found[:2])

    async def bring(self) -> None:
        form = self.form()
        own = self.house.world.forms[form].own
        rows = [self.row(own) for _ in range(self.chance.randint(1, 12))]
        await brought(self.house, form, rows)


async def brought(house: House, form: str, rows: list[dict[str, Any]], *, dry: bool = False) -> Any:
    """Rows without lines through a sheet."""
    heads = list(rows[0])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file)
            writer.writerow(heads)
            writer.writerows([one[key] or "" for key in heads] for one in rows)
        spec = Spec(house.name(form), "", mapping=tuple(enumerate(heads)), dry=dry)
        own = Path(folder) / "own"
        own.mkdir()
        return await run(Desk(house.made, "ann"), spec, path, path.name, own)


# -- comparing -------------------------------------------------------------------------------------


async def naive(house: House) -> tuple[Naive, dict[tuple[str, str], Any]]:
    """What was put in, as it stands, for the model; and the records and lines as they are stored."""
    rows: dict[str, dict[str, Row]] = {}
    stored: dict[tuple[str, str], Any] = {}
    async with house.made.pool.read() as tx:
        for key, form in house.world.forms.items():
            there = house.made.catalog.form(house.name(key))
            rows[key] = {}
            for row in await tx.rows(f"select * from {there.table}"):
                id_ = str(row["id"])
                rows[key][id_] = Row(
                    form.own, id_, _base(form.own, row), row["deleted_at"] is not None
                )
                stored[key, id_] = row
            if form.rows:
                for row in await tx.rows(
                    f"select * from {there.lines_table(LINES)} order by position"
                ):
                    record = rows[key][str(row["record"])]
                    line = Row(form.rows, str(row["id"]), _base(form.rows, row), record=record)
                    record.lines.append(line)
                    stored[key, line.id] = row
    return Naive(house.world, rows), stored


def _base(place: Place, row: Any) -> dict[str, Any]:
    return {key: plainly(row[key]) for key in (*place.plain, *place.links)}


def plainly(value: Any) -> Any:
    if value is None or value == "" or isinstance(value, Decimal):
        return value or None if not isinstance(value, Decimal) else value
    return str(value)


async def wrong(house: House) -> list[Any]:
    """Everything that is not as it must be: for the rebuild, for the balances, for the model."""
    made, world = house.made, house.world
    found: list[Any] = []
    async with made.pool.read() as tx:
        found.extend(await rebuild.differences(tx, made.catalog, ZONE))
        found.extend(await apart(tx, made.catalog))
    model, stored = await naive(house)
    for key, form in world.forms.items():
        card = made.catalog.card(house.name(key))
        for record in model.rows[key].values():
            row = stored[key, record.id]
            if row[TITLE] != model.title(record):
                found.append((key, record.id, "title", row[TITLE], model.title(record)))
            for one, computed in (
                (record, card.own),
                *((line, card.lines[LINES]) for line in record.lines),
            ):
                for name in one.place.made:
                    if computed.computed[name].stored:
                        is_, must = plainly(stored[key, one.id][name]), model.at(one, name) or None
                        if (is_ or None) != must:
                            found.append((key, one.id, name, is_, must))
            broken = form.check and not model.value(form.check[1], record, None)
            if broken and not record.gone and _always(form, card):
                found.append((key, record.id, "check", form.check))
    for number in range(len(world.sums)):
        found.extend(await _balance(house, model, number))
    found.extend(_lost(house, model))
    return found


def _always(form: Form, card: FormCard) -> bool:
    """Whether the rule holds at every moment: what it reads is stored with the record. What it only
    looks at is judged when the record is saved (decision 0009).
    """
    least = form.check[1].args[0]  # see drawing.py: a computed value < a number, or …
    return card.own.computed[least.args[0].path[0]].stored


async def _balance(house: House, model: Naive, number: int) -> list[Any]:
    one = house.world.sums[number]
    table = house.made.catalog.balances[f"{house.world.app}.{one.key}"].balance.table
    names = list(one.sources[0].adds)
    async with house.made.pool.read() as tx:
        rows = await tx.rows(f"select * from {table}")
    kept: dict[tuple[Any, ...], list[Decimal]] = {}
    for row in rows:
        amounts = [row[name] for name in names]
        if any(amounts):
            kept[tuple(plainly(row[key]) for key in one.keys)] = amounts
    found: list[Any] = []
    must = model.sums(number)
    if kept != must:
        found.append((one.key, "kept", kept, "must", must))
    if one.least is not None:
        found.extend((one.key, "guard", row) for row in rows if row["m0"] < one.least)
    return found


def _lost(house: House, model: Naive) -> list[Any]:
    """What was acknowledged, played in the order of versions, is what stands: no update is lost."""
    found: list[Any] = []
    for (form, id_), by_version in house.took.items():
        row = model.rows[form].get(id_)
        if row is None:
            if id_ not in house.purged:
                found.append((form, id_, "lost"))
            continue
        must: dict[str, Any] = {}
        for version in sorted(by_version):
            for values in by_version[version]:
                must.update({k: v for k, v in values.items() if k != LINES})
        for key, value in must.items():
            is_ = row.values[key]
            if key in row.place.links and is_ is None and value in house.purged:
                continue
            same = (
                is_ == Decimal(value)
                if isinstance(is_, Decimal) and value is not None
                else is_ == value
            )
            if not same:
                found.append((form, id_, key, is_, "took", value))
    return found


async def played(house: House, seed: int, hands: int, rounds: int, turns: int) -> None:
    """Rounds of many hands at once; after each, nothing may be wrong."""
    await begun(house, Hand(house, random.Random(seed)), 4)
    for round_ in range(rounds):
        every = [Hand(house, random.Random(f"{seed} {round_} {n}")) for n in range(hands)]

        async def work(hand: Hand) -> None:
            for _ in range(turns):
                await hand.turn()
                await step_aside(0.03)

        async with asyncio.TaskGroup() as group:
            for hand in every:
                group.create_task(work(hand))
        found = await wrong(house)
        assert found == [], (seed, round_, found[:5])


async def begun(house: House, hand: Hand, times: int) -> None:
    """Some records of every form; what a rule refuses is left out."""
    for _ in range(times):
        for form in house.world.forms:
            every = [hand.whole(form) for _ in range(2)]
            rows = [{key: value for key, value in one.items() if key != LINES} for one in every]
            with suppress(Invalid):
                saved = await house.made.put("ann", house.name(form), *rows)
                house.known[form].extend(saved.ids)
