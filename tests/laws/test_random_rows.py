"""Preview, save, import and rebuild say one thing of a row, whatever world it is put into.

A preview writes nothing, so it is asked what the model says of a record that nobody looks at yet; save
and import are asked what the model says when it is there.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from tests.laws.naive import Naive, Row
from tests.laws.play import Hand, House, begun, brought, furnished, naive, plainly, wrong
from tests.laws.worlds import LINES, Drawn
from tests.world import World, world

from tombolo.base.errors import Invalid
from tombolo.records.write.change import Change
from tombolo.records.write.save import create, preview, update

FEW = range(300, 306)
FOLLOWS = {
    "balance.guard",
    "ripple.check",
}  # what is written elsewhere in turn: no preview looks there


@pytest_asyncio.fixture(scope="module")
async def made(pool) -> World:
    return await world(pool)


@dataclass
class Stored:
    own: Any
    lines: list[Any]


@dataclass
class Compared:
    """How much was seen, so that a law that looks at nothing is found out."""

    told: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)


async def story(made: World, seed: int, rows: int) -> Compared:
    house = await furnished(made, seed)
    hand = Hand(house, random.Random(seed))
    await begun(house, hand, 3)
    seen = Compared()
    before, _ = await naive(house)
    good: dict[str, list[dict[str, Any]]] = {}
    for _ in range(rows):
        form = hand.form()
        row = hand.whole(form)
        if await agreed(house, before, form, row, seen):
            good.setdefault(form, []).append({k: v for k, v in row.items() if k != LINES})
        await changed(house, hand, form, seen)
    for form, every in good.items():
        try:
            outcome = await brought(house, form, every)
        except (
            Invalid
        ) as together:  # each alone is right; what follows from all of them need not be
            codes = {one.code for one in together.problems}
            if codes <= FOLLOWS:
                continue
            raise
        assert outcome.added in {0, len(every)}, outcome.problems[:3]
        seen.told["brought"] += outcome.added
    assert await wrong(house) == [], seed
    return seen


async def agreed(
    house: House, before: Naive, form: str, row: dict[str, Any], seen: Compared
) -> bool:
    """A new record on every road. Whether it may be saved."""
    name = house.name(form)
    async with house.made.reading("ann") as work:
        shown = await preview(work, name, Change(row))
    told = {(one.code, one.place) for one in shown.problems}
    expected = joined(before, house.world, form, row, there=False)
    same_values(house, form, expected, shown.values, shown.lines.get(LINES, []), seen)
    roads: list[Stored | None] = []
    for act in ("create", "import"):
        stored, said = await tried(house, name, row, act)
        roads.append(stored)
        assert same_problems(told, said), (house.world.seed, form, act, told, said)
        seen.codes.update(code for code, _ in said)
        if stored is not None:
            after = joined(before, house.world, form, row, there=True)
            same_values(house, form, after, stored.own, stored.lines, seen)
    assert (roads[0] is None) == (roads[1] is None)
    return roads[0] is not None


def same_problems(told: set[tuple[str, str]], said: set[tuple[str, str]]) -> bool:
    """What the preview told, a save says; and what the save alone can know."""
    return said == told or (not told and {code for code, _ in said} <= FOLLOWS)


async def changed(house: House, hand: Hand, form: str, seen: Compared) -> None:
    """A change on every road: the same problems."""
    id_ = hand.any(form)
    if id_ is None:
        return
    row = hand.row(house.world.forms[form].own)
    keys = hand.chance.sample(sorted(row), 3)
    change = Change({key: row[key] for key in keys}, id_)
    async with house.made.reading("ann") as work:
        shown = await preview(work, house.name(form), change)
    told = {(one.code, one.place) for one in shown.problems}
    for act in ("update", "import"):
        said: set[tuple[str, str]] = set()
        try:
            async with house.made.pool.trial() as tx:
                await update(house.made.work(tx, "ann"), house.name(form), [change], act=act)
        except Invalid as invalid:
            said = {(one.code, one.place) for one in invalid.problems}
        assert same_problems(told, said), (house.world.seed, form, act, told, said)
        seen.told["changed"] += 1


async def tried(
    house: House, name: str, row: dict[str, Any], act: Any
) -> tuple[Stored | None, set[tuple[str, str]]]:
    """A save of which nothing stays: what was stored, or what was refused."""
    card = house.made.catalog.form(name)
    try:
        async with house.made.pool.trial() as tx:
            (id_,) = (await create(house.made.work(tx, "ann"), name, [Change(row)], act=act)).ids
            own = await tx.row(f"select * from {card.table} where id = $1", id_)
            lines: list[Any] = []
            if card.field(LINES):
                table = card.lines_table(LINES)
                lines = await tx.rows(
                    f"select * from {table} where record = $1 order by position", id_
                )
            return Stored(own, lines), set()
    except Invalid as invalid:
        return None, {(one.code, one.place) for one in invalid.problems}


def joined(
    before: Naive, world: Drawn, form: str, row: dict[str, Any], *, there: bool
) -> tuple[Naive, Row]:
    """The model with one more record, last of all; `there`: others look at it."""
    rows = {
        key: {id_: _again(one) for id_, one in every.items()} for key, every in before.rows.items()
    }
    place = world.forms[form]
    new = Row(place.own, "~new", _values(place.own, row), gone=not there)
    if place.rows:
        new.lines = [
            Row(place.rows, f"~{n}", _values(place.rows, one), record=new)
            for n, one in enumerate(row.get(LINES, []))
        ]
    rows[form]["~new"] = new
    return Naive(world, rows), new


def _again(one: Row) -> Row:
    """Without what was worked out for another world."""
    made = Row(one.place, one.id, one.values, one.gone)
    made.lines = [Row(line.place, line.id, line.values, record=made) for line in one.lines]
    return made


def _values(place: Any, row: dict[str, Any]) -> dict[str, Any]:
    numbers = {key for key, type_ in place.plain.items() if type_ == "number"}
    return {
        key: number(value) if key in numbers else value
        for key, value in row.items()
        if key != LINES
    }


def number(value: Any) -> Any:
    return None if value is None else Decimal(value)


def same_values(
    house: House, form: str, expected: tuple[Naive, Row], own: Any, lines: list[Any], seen: Compared
) -> None:
    model, record = expected
    pairs = [(record, own), *zip(record.lines, lines, strict=True)]
    for row, given in pairs:
        for key, one in row.place.made.items():
            if key not in given:
                continue
            must, is_ = model.at(row, key) or None, plainly(given[key])
            is_ = number(is_) if one.type == "number" else is_
            assert (is_ or None) == must, (house.world.seed, form, key, one.settings, is_, must)
            seen.told["values"] += 1


async def test_a_few_rows_of_a_few_worlds(made):
    told: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for seed in FEW:
        seen = await story(made, seed, 20)
        told += seen.told
        codes += seen.codes
    print(told, codes)
    assert told["values"] > 500
    assert told["brought"] > 0
    assert codes["field.check"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("ten", range(10))
async def test_many_rows_of_many_worlds(made, ten):
    for seed in range(400 + ten * 10, 410 + ten * 10):
        await story(made, seed, 60)
