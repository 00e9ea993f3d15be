"""Values that read other forms, made anew by a job: form after form, as they read one another."""

import asyncio

from tests.world import ZONE

from tombolo.base.errors import Busy, Conflict, Invalid
from tombolo.records import rebuild

BASE = """
lab/app: {app: lab, label: 实验室, nav: [sample, shelf, room]}
lab/forms/room:
  label: 房间
  fields:
    name: {kind: text, label: 名称}
    full: {kind: formula, label: 满, is: SUM(shelves.full)}
lab/forms/shelf:
  label: 架
  fields:
    name: {kind: text, label: 名称}
    room: {kind: link, label: 房间, to: room, inverse: shelves}
    full: {kind: formula, label: 满, is: SUM(samples.net)}
lab/forms/sample:
  label: 样品
  title: "{name} {shelf}"
  fields:
    name: {kind: text, label: 名称}
    qty: {kind: number, label: 数量}
    shelf: {kind: link, label: 架, to: shelf, inverse: samples}
    net: {kind: formula, label: 净, is: qty * 2}
    share: {kind: formula, label: 占比, is: "ROUND(net / shelf.room.full, 6)"}
"""
MORE = BASE.replace("is: qty * 2", "is: qty * 3").replace('"{name} {shelf}"', '"{shelf} {name}"')


async def fill(lab, rows):
    async with lab.pool.owner() as tx:
        for number in range(3):
            await tx.run(
                "insert into lab_room (id, name) values (gen_random_uuid(), $1)", f"room {number}"
            )
        await tx.run(
            "insert into lab_shelf (id, name, record_title, room) select gen_random_uuid(), r.name || n, "
            "r.name || n, r.id from lab_room r, generate_series(1, 5) n"
        )
        await tx.run(
            "insert into lab_sample (id, name, qty, shelf) select gen_random_uuid(), 's' || n, n % 9, "
            "(select id from lab_shelf order by id offset n % 15 limit 1) "
            f"from generate_series(1, {rows}) n"
        )
        await tx.run("analyze lab_sample")
        await rebuild.rebuild(tx, lab.catalog, ZONE)


async def differences(lab):
    async with lab.pool.read() as tx:
        return await rebuild.differences(tx, lab.catalog, ZONE)


async def test_passes_go_as_forms_read_one_another_beside_writers(lab):
    await lab.apply(BASE)
    await fill(lab, 3000)
    assert await differences(lab) == []
    id_ = await lab.ask(MORE)
    known = [str(row[0]) for row in await lab.all("select id from lab_sample order by id")]
    over = asyncio.Event()

    async def writer(hand: int) -> None:
        turn = 0
        while not over.is_set():
            turn += 1
            try:
                lab.catalog = await lab.load()
                await lab.change(
                    "ann", "lab.sample", known[(hand * 7919 + turn * 31) % 3000], qty=turn
                )
            except (Busy, Invalid, Conflict):  # the catalog may move under our feet here
                pass
            await asyncio.sleep(0.01)

    hands = [asyncio.create_task(writer(n)) for n in range(3)]
    ended = await lab.carry(id_)
    over.set()
    await asyncio.gather(*hands)
    assert (ended.state, ended.problems) == ("done", ())
    passes = [(one.form, one.names) for one in ended.pieces if one.what == "recompute"]
    assert [form for form, _ in passes] == ["lab.sample", "lab.shelf", "lab.room", "lab.sample"]
    lab.catalog = await lab.load()
    assert await differences(lab) == []
    assert await lab.all("select count(*) from lab_sample where net is distinct from qty * 3") == [
        (0,)
    ]
