"""Values made anew behind a change, while everybody goes on writing."""

import asyncio

import pytest
from tests.pg.change.lab import BASE

from tombolo.base import ids
from tombolo.base.errors import Busy
from tombolo.records.write.change import Change
from tombolo.records.write.save import create, update
from tombolo.schema import backfill
from tombolo.schema.change import kept
from tombolo.schema.change.split import large_of, split
from tombolo.schema.diff import Step
from tombolo.schema.tables import tables_of

MORE = BASE.replace("is: share * 10", "is: share * 12").replace(
    "is: qty * price", "is: qty * price + 1"
)


async def fresh(lab) -> list[tuple]:
    """Everything computed once more, in one go, and forgotten again."""
    tables = tables_of(lab.catalog)
    steps = [
        Step("recompute", table.name, table.form, table.lines, column)
        for table in tables.values()
        for column in table.columns.values()
        if column.expression
    ]
    steps.append(Step("retitle", "lab_sample", "lab.sample"))
    async with lab.pool.trial(as_owner=True) as tx:
        for one in backfill.recomputed(lab.catalog, steps, "Asia/Shanghai"):
            await tx.run(one)
        return [tuple(row) for row in await tx.rows(STORED)]


STORED = """
select s.id, s.total, s.twice, s.sum, s.record_title,
       (select array_agg(p.grams order by p.id) from lab_sample__parts p where p.record = s.id)
from lab_sample s order by s.id
"""


async def writer(lab, over, known, hand):
    """Saves as a person does, with the definitions of the moment."""
    catalog, turn = lab.catalog, 0
    while not over.is_set():
        turn += 1
        try:
            async with lab.pool.write() as tx:
                if int(await tx.value("select catalog_hold()")) != catalog.version:
                    catalog = await lab.load()
                work = lab.work(tx, "ann")
                work = type(work)(
                    tx, catalog, work.actor, work.grants, work.now, work.zone, work.shelf
                )
                if turn % 4 == 0:
                    await create(
                        work,
                        "lab.sample",
                        [
                            Change(
                                {
                                    "name": f"w{hand}-{turn}",
                                    "qty": turn,
                                    "price": 3,
                                    "parts": [{"share": turn}],
                                }
                            )
                        ],
                    )
                else:
                    id_ = known[(hand * 7919 + turn * 31) % len(known)]
                    await update(
                        work,
                        "lab.sample",
                        [
                            Change(
                                {"qty": turn, "parts": [{"share": turn}, {"share": hand}]}, str(id_)
                            )
                        ],
                    )
        except Busy:
            continue
        await asyncio.sleep(0)


async def test_batches_beside_writers_end_as_one_computing_of_everything(lab):
    await lab.fill(4000, lines=2)
    known = [row[0] for row in await lab.all("select id from lab_sample order by id")]
    id_ = await lab.ask(MORE)
    over = asyncio.Event()
    hands = [asyncio.create_task(writer(lab, over, known, n)) for n in range(4)]
    states = set()

    async def told(now):
        states.add(now.state)

    ended = await lab.carry(id_, told=told)
    over.set()
    await asyncio.gather(*hands)
    assert (ended.state, ended.problems) == ("done", ())
    assert "finishing" in states
    assert await lab.all(STORED) == await fresh(lab)
    assert await lab.all("select count(*) from lab_sample__parts where grams <> share * 12") == [
        (0,)
    ]
    assert await lab.all(
        "select count(*) from lab_sample where twice <> (qty * price + 1) * 2"
    ) == [(0,)]
    await lab.demand_sound()


async def test_until_it_is_done_the_fields_say_so(lab):
    await lab.fill(2000, lines=1)
    id_ = await lab.ask(MORE)
    seen = []

    async def told(now):
        if now.state == "finishing":
            assert (await lab.load()).version == 2  # in force already
            async with lab.pool.read() as tx:
                seen.append({(p.lines, p.fields): p.share for p in await kept.pending(tx)})

    await lab.carry(id_, told=told)
    key = ("parts", ("grams",))
    (own,) = [one for one in seen[0] if one != key]
    assert (own[0], set(own[1])) == ("", {"sum", "total", "twice"})
    shares = [one[key] for one in seen if key in one]
    assert shares == sorted(shares)
    assert 0 < shares[1] < 1
    async with lab.pool.read() as tx:
        assert await kept.pending(tx) == []


async def test_what_reads_a_changed_formula_is_made_anew_too(lab):
    """`twice` reads `total`, whose formula changes; its own text stays."""
    await lab.put("ann", "lab.sample", {"name": "a", "qty": "2", "price": "3"})
    await lab.apply(BASE.replace("is: qty * price", "is: qty * price * 10"))
    assert await lab.rows("ann", "lab.sample", ["total", "twice"]) == [["60", "120"]]


async def test_what_reads_a_converted_field_is_made_anew_too(lab):
    text = BASE.replace('title: "{name}"', 'title: "{name} {weight}"')
    await lab.apply(text)
    await lab.put("ann", "lab.sample", {"name": "a", "weight": "1,000.50"})
    await lab.apply(text.replace("weight: {kind: text", "weight: {kind: number"))
    assert await lab.all("select record_title, record_search from lab_sample") == [
        ("a 1000.5", "a 1000.5 a")
    ]


async def test_a_unique_rule_over_computed_values_holds_from_the_beginning(lab):
    """Then they are made anew within the transaction, however many there are."""
    ruled = BASE + "  unique: [{fields: [twice, name]}]\n"
    await lab.fill(1500)
    await lab.apply(ruled)
    todo = await lab.plan(ruled.replace("is: total * 2", "is: total * 3"))
    assert todo.steps
    assert not split(todo.after, todo.steps, frozenset({"lab_sample"}))


async def test_new_indexes_and_links_of_a_large_table_come_behind(lab):
    await lab.fill(1500)
    text = BASE.replace(
        "    qty: {kind: number",
        "    kin: {kind: link, label: 同源, to: sample}\n    qty: {kind: number",
    ).replace("sort: [-weight]", "sort: [-price]")
    id_ = await lab.ask(text)
    change = await lab.see(id_)
    assert [(one.phase, one.what) for one in change.pieces] == [
        ("after", "reference"),
        ("after", "index"),
        ("after", "index"),
    ]
    ended = await lab.carry(id_)
    assert (ended.state, ended.problems) == ("done", ())
    await lab.demand_sound()


@pytest.mark.parametrize("large", [True, False])
async def test_links_to_what_is_not_there_become_blank(lab, large):
    text = BASE.replace(
        "    qty: {kind: number",
        "    kin: {kind: links, label: 同源, to: sample}\n    qty: {kind: number",
    )
    await lab.apply(text)
    await lab.fill(1200)
    ((real,),) = await lab.all("select id from lab_sample limit 1")
    async with lab.pool.owner() as tx:
        await tx.run("update lab_sample set kin = array[$1::uuid]", ids.uuid7())
        await tx.run("update lab_sample set kin = array[id] where id = $1", real)
    single = text.replace("kin: {kind: links", "kin: {kind: link")
    if large:
        ended = await lab.carry(await lab.ask(single))
        assert (ended.state, ended.problems) == ("done", ())
    else:
        await lab.apply(single)
    assert await lab.all("select id from lab_sample where kin is not null") == [(real,)]
    await lab.demand_sound()


async def test_a_small_change_is_one_transaction_as_ever(lab):
    await lab.fill(900)
    todo = await lab.plan(MORE)
    assert large_of(todo, 1000) == frozenset()
    assert large_of(todo, 899) == {"lab_sample"}


READS = BASE.replace("is: share * 10", "is: share * twice")


@pytest.mark.parametrize("large", [True, False])
async def test_lines_that_read_their_record_are_made_after_it(lab, large):
    """`grams` reads `twice`, which reads `total`: the record first, its lines, its sum of them."""
    await lab.apply(READS)
    lines = [{"share": "2"}, {"share": "3"}]
    for n in range(1, 4):
        await lab.put("ann", "lab.sample", {"name": f"a{n}", "qty": n, "price": 1, "parts": lines})
    await lab.fill(1200, lines=1)
    text = READS.replace("is: qty * price", "is: qty * price * 10")
    if large:
        ended = await lab.carry(await lab.ask(text))
        assert (ended.state, ended.problems) == ("done", ())
    else:
        await lab.apply(text)
    assert await lab.all(STORED) == await fresh(lab)
    sums = await lab.all("select sum from lab_sample where name like 'a_' order by name")
    assert [int(one) for (one,) in sums] == [n * 10 * 2 * 6 for n in (1, 2, 3)]
