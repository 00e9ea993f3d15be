"""The wire: nothing that was committed is passed over in silence, whatever the order of commits."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from tombolo.records.write.change import Change
from tombolo.records.write.save import create
from tombolo.web import wire as wires

FORM = "shop.product"


@asynccontextmanager
async def listening(site, login, since=""):
    """What somebody hears, as a list that grows."""
    heard: list[bytes] = []
    wire = site.app.state.wire

    async def listen():
        async for event in wire.listen(site.world.people[login].id, since):
            heard.append(event)  # noqa: PERF401 - it grows while it is read

    task = asyncio.create_task(listen())
    await until(lambda: heard)
    yield heard
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(done, tries=200):
    for _ in range(tries):
        if done():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it never came")


async def made(site, tx, name):
    work = site.world.work(tx, "boss")
    return (await create(work, FORM, [Change({"name": name})])).ids[0]


async def saved(site, name):
    async with site.world.pool.write() as tx:
        return await made(site, tx, name)


def told(heard, id_):
    return [one for one in heard if id_.encode() in one]


def last_id(heard):
    lines = [line for one in heard for line in one.decode().split("\n")]
    return [line.removeprefix("id: ") for line in lines if line.startswith("id: ")][-1]


async def test_who_commits_late_is_heard_though_many_were_faster(site):
    async with listening(site, "boss") as heard:
        async with site.world.pool.write() as tx:
            early = await made(site, tx, "最早开始")
            for at in range(300):
                fast = await saved(site, f"后来居上{at}")
            await until(lambda: told(heard, fast))
            assert not told(heard, early)
        await until(lambda: told(heard, early))
        assert len(told(heard, early)) == 1 and len(told(heard, fast)) == 1


async def test_twenty_writers_at_once_are_each_heard_once(site):
    async with listening(site, "boss") as heard:

        async def writer(number):
            mine = []
            for at in range(5):
                async with site.world.pool.write() as tx:
                    mine.append(await made(site, tx, f"并行{number}-{at}"))
                    await asyncio.sleep(0.01 * (number % 4))
            return mine

        every = await asyncio.gather(*(writer(number) for number in range(20)))
        ids = [one for mine in every for one in mine]
        await until(lambda: all(told(heard, one) for one in ids))
        assert all(len(told(heard, one)) == 1 for one in ids)


async def test_who_falls_far_behind_is_told_to_ask_again(site, monkeypatch):
    monkeypatch.setattr(wires, "MOST_WAITING", 5)
    wire = site.app.state.wire
    slow = wire.listen(site.world.people["boss"].id)
    await anext(slow)
    ids = [await saved(site, f"太多{at}") for at in range(20)]
    await until(lambda: not next(iter(wire.listeners)).queue.empty())
    await asyncio.sleep(1)
    heard = []
    with pytest.raises(TimeoutError):
        while True:
            async with asyncio.timeout(1):
                heard.append(await anext(slow))
    await slow.aclose()
    assert len([one for one in ids if told(heard, one)]) < 20
    assert wires.REFRESH in heard


async def test_more_facts_than_are_told_one_by_one_are_one_word(site, monkeypatch):
    monkeypatch.setattr(wires, "MOST_TOLD", 5)
    async with listening(site, "boss") as heard:
        async with site.world.pool.write() as tx:
            work = site.world.work(tx, "boss")
            rows = [Change({"name": f"成批{at}"}) for at in range(9)]
            ids = (await create(work, FORM, rows)).ids
        await until(lambda: wires.REFRESH in heard)
        assert not any(told(heard, one) for one in ids)


async def test_a_reconnection_is_refreshed_exactly_when_something_came_between(site):
    async with listening(site, "boss") as heard:
        first = await saved(site, "之前")
        await until(lambda: told(heard, first) and heard[-1].startswith(b"id: "))
        mark = last_id(heard)
    async with listening(site, "boss", mark) as heard:
        await asyncio.sleep(0.2)
        assert wires.REFRESH not in heard
        quiet = last_id(heard)
    # Opened before, committed after: its number is lower than what was heard last.
    async with site.world.pool.write() as tx:
        await made(site, tx, "断线时还没提交")
        await saved(site, "期间")
        async with listening(site, "boss", quiet) as heard:
            await until(lambda: wires.REFRESH in heard)
            await asyncio.sleep(0.7)
        async with listening(site, "boss", last_id(heard)) as heard:
            await asyncio.sleep(0.2)
            assert wires.REFRESH not in heard
            open_ = last_id(heard)
    async with listening(site, "boss", open_) as heard:
        await until(lambda: wires.REFRESH in heard)


@pytest.mark.parametrize(
    "since", ["17", "x", "5:1:/0", "1:1:9,9/1", "99999999999:99999999999:/1", "::/", "1" * 9000]
)
async def test_an_id_that_is_none_of_ours_is_refreshed(site, since):
    async with listening(site, "boss", since) as heard:
        await until(lambda: wires.REFRESH in heard)


@pytest.mark.parametrize("turns", range(8))
async def test_the_wire_stops_though_somebody_commits_just_then(site, turns):
    wire = wires.Wire(site.app.state.house)
    await wire.start()
    wire.house.written.clear()
    await asyncio.sleep(0.01)
    wire.house.written.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    _, waiting = await asyncio.wait({asyncio.create_task(wire.stop())}, timeout=10)
    assert not waiting
