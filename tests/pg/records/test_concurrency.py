"""Real parallel connections: numbers, unique rules, versions, the catalog that moves under writers."""

import asyncio

from tombolo.base.errors import Busy, Conflict, Fault
from tombolo.schema import store

MORE = """
shop/forms/product:
  label: {zh: 产品, en: Product}
  fields:
    name: {kind: text, label: 品名, required: true}
    list_price: {kind: money, label: 标价}
    extra_%d: {kind: text, label: 新字段}
"""


async def test_numbers_of_eight_writers_are_all_different_and_without_a_gap(shop):
    async def one(n: int) -> None:
        for k in range(5):
            await shop.put("ann", "shop.customer", {"name": f"并发{n}-{k}"})

    await asyncio.gather(*(one(n) for n in range(8)))
    rows = await shop.rows("ann", "shop.customer", ["no"], limit=500)
    numbers = sorted(int(row[0].removeprefix("C-")) for row in rows)
    assert numbers == list(range(1, 41))


async def test_of_twenty_equal_names_one_is_kept(shop):
    async def one() -> bool:
        try:
            await shop.put("ann", "shop.customer", {"name": "同名"})
        except Conflict as clash:
            assert clash.problems[0].code == "field.not_unique"
            return False
        return True

    assert sum(await asyncio.gather(*(one() for _ in range(20)))) == 1


async def test_of_two_saves_of_one_version_one_wins(shop):
    (id_,) = (await shop.put("ann", "shop.customer", {"name": "两人"})).ids

    async def one(phone: str) -> str:
        try:
            await shop.change("ann", "shop.customer", id_, 1, phone=phone)
        except Conflict:
            return ""
        return phone

    won = [one for one in await asyncio.gather(*(one(f"021-555{n}") for n in range(8))) if one]
    assert len(won) == 1
    assert (await shop.get("ann", "shop.customer", id_)).values["phone"] == won[0]


async def test_a_repeated_create_by_twenty_hands_makes_one(shop):
    row = {"id": "019f0000-0000-7000-8000-0000000000aa", "name": "一次"}

    async def one() -> str:
        for _ in range(3):
            try:
                return (await shop.put("ann", "shop.customer", row)).ids[0]
            except (Conflict, Busy):
                continue  # it lost the race; asked again it finds the record there
        return "never"

    assert set(await asyncio.gather(*(one() for _ in range(20)))) == {row["id"]}
    found = await shop.rows(
        "ann", "shop.customer", ["name"], where={"field": "name", "op": "is", "value": "一次"}
    )
    assert len(found) == 1


async def test_saves_in_opposite_order_do_not_wait_in_a_circle(shop):
    ids = (await shop.put("ann", "shop.customer", *({"name": f"环{n}"} for n in range(6)))).ids
    from tombolo.records.write.change import Change
    from tombolo.records.write.save import update

    async def one(order: list[str], n: int) -> None:
        async with shop.writing("ann") as work:
            await update(
                work, "shop.customer", [Change({"phone": f"021-66{n:02}"}, id_) for id_ in order]
            )

    await asyncio.gather(*(one(list(ids) if n % 2 else list(reversed(ids)), n) for n in range(10)))


async def test_fields_come_and_go_while_eight_people_save(shop):
    """Writers hold the catalog; a change of it waits for them briefly. Nobody meets a broken table."""
    stop = asyncio.Event()
    faults: list[Fault] = []
    saved = 0

    async def writer(n: int) -> None:
        nonlocal saved
        while not stop.is_set():
            try:
                async with shop.pool.write() as tx:
                    held = await tx.value("select catalog_hold()")
                    catalog = shop.catalog if shop.catalog.version == held else await store.load(tx)
                    from dataclasses import replace

                    work = replace(shop.work(tx, "ann"), catalog=catalog)
                    from tombolo.records.write.change import Change
                    from tombolo.records.write.save import create

                    await create(work, "shop.product", [Change({"name": f"件{n}"})])
                    saved += 1
            except Fault as fault:
                faults.append(fault)

    async def designer() -> None:
        for n in range(4):
            for _ in range(50):
                try:
                    await shop.apply(MORE % n)
                    break
                except Busy:
                    await asyncio.sleep(0.02)
        stop.set()

    await asyncio.gather(designer(), *(writer(n) for n in range(8)))
    assert [fault.code for fault in faults if not isinstance(fault, Busy)] == []
    assert saved > 8
    form = shop.catalog.form("shop.product")
    assert [one.key for one in form.fields] == ["name", "list_price", "extra_3"]
    assert len(await shop.rows("ann", "shop.product", ["name", "extra_3"], limit=500)) == min(
        saved, 500
    )
