"""A column of a large table changes its type while everybody goes on writing."""

import asyncio
from decimal import Decimal

import pytest
from tests.pg.change.lab import BASE, NUMBER
from tests.world import ZONE

from tombolo.base import ids
from tombolo.base.errors import Busy, Conflict, Invalid
from tombolo.schema import store
from tombolo.schema.change import kept


def as_number(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text is not None else None
    except ArithmeticError:
        return None


class Writers:
    """Four hands that insert, update and delete, and remember what they were told was saved."""

    def __init__(self, lab):
        self.lab = lab
        self.known: dict[str, str | None] = {}
        self.gone: set[str] = set()
        self.over = asyncio.Event()
        self.saved = 0

    async def run(self, hand: int) -> None:
        turn, mine = 0, []
        while not self.over.is_set():
            turn += 1
            weight = None if turn % 9 == 0 else f"{hand}{turn}.25" if turn % 4 else f"{turn} kg"
            try:
                async with self.lab.pool.write() as tx:
                    await tx.value("select catalog_hold()")
                    kind = await tx.value(
                        "select format_type(atttypid, -1) from pg_attribute where "
                        "attrelid = 'lab_sample'::regclass and attname = 'weight'"
                    )
                    if turn % 7 == 0 and mine:
                        id_ = mine.pop(0)
                        await tx.run("delete from lab_sample where id = $1", id_)
                        act = "gone"
                    elif turn % 3 == 1 and mine:
                        id_ = mine[0]
                        act = "set"
                    else:
                        id_, act = ids.uuid7(), "new"
                        await tx.run("insert into lab_sample (id) values ($1)", id_)
                        mine.append(id_)
                    if act != "gone":
                        value = weight if kind == "text" else as_number(weight)
                        await tx.run(
                            f"update lab_sample set weight = $2::text::{kind} where id = $1",
                            id_,
                            None if value is None else str(value),
                        )
            except Busy:
                continue
            self.saved += 1
            if act == "gone":
                self.known.pop(str(id_), None)
                self.gone.add(str(id_))
            else:
                self.known[str(id_)] = weight
            await asyncio.sleep(0)


async def test_nothing_is_lost_and_every_value_is_the_converted_one(lab):
    await lab.fill(20_000)
    old = dict(await lab.all("select id::text, weight from lab_sample"))
    id_ = await lab.ask(NUMBER)
    writers = Writers(lab)
    hands = [asyncio.create_task(writers.run(n)) for n in range(4)]
    seen = []

    async def told(now):
        seen.append(now.done)

    ended = await lab.carry(id_, told=told)
    saved = writers.saved
    while writers.saved < saved + 40:  # and go on in the new table
        await asyncio.sleep(0.01)
    writers.over.set()
    await asyncio.gather(*hands)
    assert (ended.state, ended.problems, ended.version) == ("done", (), 2)
    assert len(set(seen)) > 20  # many batches, each told
    assert saved > 100
    found = dict(await lab.all("select id::text, weight from lab_sample"))
    wanted = {key: as_number(value) for key, value in {**old, **writers.known}.items()}
    assert found == wanted
    assert not set(found) & writers.gone
    await lab.demand_sound()


async def test_the_table_is_never_written_anew_under_a_lock(lab):
    """Locks, not times: what blocks readers is held only where nothing is written."""
    await lab.fill(3000)
    (file,) = await lab.all("select pg_relation_filenode('lab_sample')")
    id_ = await lab.ask(NUMBER)
    modes = set()

    async def told(now):
        modes.update(
            await lab.all(
                "select l.mode from pg_locks l join pg_class c on c.oid = l.relation "
                "where c.relname = 'lab_sample' and l.granted"
            )
        )
        # Whoever reads and writes meets an unchanged catalog until it is applied.
        if now.state == "preparing":
            assert (await lab.load()).version == 1
            assert await lab.all("select weight from lab_sample where weight like '%kg' limit 1")

    ended = await lab.carry(id_, told=told)
    assert (ended.state, ended.problems) == ("done", ())
    assert ("AccessExclusiveLock",) not in modes
    assert await lab.all("select pg_relation_filenode('lab_sample')") == [file]


async def test_what_is_renamed_with_it_and_indexed_comes_through(lab):
    await lab.fill(2000)
    text = NUMBER.replace("weight: {kind: number", "mass: {kind: number, was: weight").replace(
        "columns: [name, weight], sort: [-weight]", "columns: [name, mass], sort: [-mass]"
    )
    text = text.replace("code: {kind: text", "code: {kind: text, unique: true")
    ended = await lab.carry(await lab.ask(text))
    assert (ended.state, ended.problems) == ("done", ())
    assert (await lab.all("select sum(mass) is not null, count(mass) from lab_sample")) == [
        (True, 1800)
    ]
    await lab.demand_sound()


async def test_a_whole_form_is_renamed_meanwhile(lab):
    await lab.fill(1500, lines=1)
    text = (
        NUMBER.replace("lab/forms/sample:\n", "lab/forms/probe:\n  was: sample\n")
        .replace("nav: [sample]", "nav: [probe]")
        .replace("share: {kind: number", "share: {kind: text")
        .replace("is: share * 10", "is: 10")
    )
    ended = await lab.carry(await lab.ask(text + "lab/forms/sample: null\n"))
    assert (ended.state, ended.problems) == ("done", ())
    assert await lab.all("select share, grams::int from lab_probe__parts limit 1") == [("1", 10)]
    await lab.demand_sound()


async def test_cancelled_it_leaves_everything_as_it_was(lab):
    await lab.fill(3000)
    before = await lab.all("select id, weight from lab_sample order by id")
    id_ = await lab.ask(NUMBER)

    async def told(now):
        if now.done > 1000 and not now.stop:
            async with lab.pool.write() as tx:
                await kept.stop(tx, id_)

    ended = await lab.carry(id_, told=told)
    assert (ended.state, ended.version) == ("cancelled", None)
    assert ended.done < 3000
    assert lab.catalog.version == 1
    assert await lab.all("select id, weight from lab_sample order by id") == before
    await lab.demand_sound()
    with pytest.raises(Conflict, match="too_late"):
        async with lab.pool.write() as tx:
            await kept.stop(tx, id_)
    ended = await lab.carry(await lab.ask(NUMBER))  # and it may be asked for again
    assert ended.state == "done"


async def test_refused_by_duplicates_it_leaves_everything_as_it_was(lab):
    await lab.fill(2000)
    text = NUMBER.replace("code: {kind: text", "code: {kind: text, unique: true")
    id_ = await lab.ask(text)
    async with lab.pool.owner() as tx:  # somebody is faster
        await tx.run("update lab_sample set code = 'c7' where code in ('c8', 'c9')")
    before = await lab.all("select id, weight, code from lab_sample order by id")
    ended = await lab.carry(id_)
    assert ended.state == "refused"
    (problem,) = ended.problems
    assert problem.code == "definition.duplicates"
    assert problem.place == "lab/forms/sample#fields.code.unique"
    assert problem.values["examples"] == "c7 ×3"
    assert problem.values["count"] == 1
    assert lab.catalog.version == 1
    assert await lab.all("select id, weight, code from lab_sample order by id") == before
    await lab.demand_sound()


async def test_another_change_meanwhile_is_refused_and_says_why(lab):
    await lab.fill(2000)
    id_ = await lab.ask(NUMBER)
    small = await lab.plan(
        BASE
        + "    more: {kind: text, label: 新}\n".replace(
            "    more", "lab/forms/other:\n  label: 另\n  fields:\n    more"
        )
    )
    heavy = await lab.plan(BASE.replace("qty * price", "qty * price * 3"))
    seen = []

    async def told(now):
        if now.state != "preparing" or seen:
            return
        with pytest.raises(Conflict) as clash:
            async with lab.pool.owner() as tx:
                await store.apply(tx, small, by=None, note="", zone=ZONE)
        assert clash.value.code == "change.underway"
        assert clash.value.values["note"] == "test"
        with pytest.raises(Conflict) as clash:
            async with lab.pool.write() as tx:
                await kept.begin(tx, heavy, frozenset({"lab_sample"}), by=None, note="", zone=ZONE)
        assert clash.value.code == "change.underway"
        seen.append(now.state)

    assert (await lab.carry(id_, told=told)).state == "done"
    assert seen


async def test_a_catalog_that_moved_is_not_overwritten(lab):
    await lab.fill(2000)
    todo = await lab.plan(NUMBER)
    await lab.apply(BASE.replace("label: 单价", "label: 价"))
    with pytest.raises(Conflict, match=r"catalog.changed"):
        async with lab.pool.write() as tx:
            await kept.begin(tx, todo, frozenset({"lab_sample"}), by=None, note="", zone=ZONE)
    async with lab.pool.read() as tx:
        assert await kept.current(tx) is None


async def test_two_processes_do_not_carry_out_one_change(lab):
    await lab.fill(2000)
    id_ = await lab.ask(NUMBER)
    tried = []

    async def told(now):
        if not tried:
            tried.append(1)
            with pytest.raises(Busy, match=r"change.held"):
                await lab.carry(id_)

    assert (await lab.carry(id_, told=told)).state == "done"
    assert tried


async def test_a_plan_with_problems_is_not_begun(lab):
    async with lab.pool.owner() as tx:
        await tx.run(
            "insert into lab_sample (id, code) select gen_random_uuid(), 'x' from generate_series(1, 3)"
        )
    todo = await lab.plan(BASE.replace("code: {kind: text", "code: {kind: text, unique: true"))
    assert [one.values["examples"] for one in todo.problems] == ["x ×3"]
    with pytest.raises(Invalid):
        async with lab.pool.write() as tx:
            await kept.begin(tx, todo, frozenset({"lab_sample"}), by=None, note="", zone=ZONE)


async def test_cancelled_while_the_server_makes_an_index(lab):
    """The index waits for an older transaction; breaking it off leaves nothing half made."""
    await lab.fill(1200)
    id_ = await lab.ask(BASE.replace("code: {kind: text", "code: {kind: text, unique: true"))
    asked = asyncio.Event()

    async def old():
        async with lab.pool.write() as tx:
            await tx.run("insert into lab_sample (id) values ($1)", ids.uuid7())
            await asked.wait()

    holder = asyncio.create_task(old())
    await asyncio.sleep(0.1)

    async def told(now):
        if not asked.is_set() and not now.pieces[0].ended:
            async with lab.pool.write() as tx:
                await kept.stop(tx, id_)
            asyncio.get_running_loop().call_later(1, asked.set)

    ended = await lab.carry(id_, told=told)
    await holder
    assert (ended.state, ended.version) == ("cancelled", None)
    await lab.demand_sound()
