"""The worker carries changes out, beside its imports, and takes up what others left."""

import asyncio
import contextlib
from pathlib import Path

import pytest_asyncio
from tests.pg.change.lab import BASE, NUMBER, nothing
from tests.world import ZONE

from tombolo.pg.pool import Limits
from tombolo.runtime.worker import CHANGES, Worker
from tombolo.schema import store
from tombolo.schema.change import kept
from tombolo.schema.change import run as change
from tombolo.suites import apply
from tombolo.web.house import House
from tombolo.web.opening import Opening


@pytest_asyncio.fixture
async def worker(lab, tmp_path: Path):
    opening = Opening(lab.place, Limits(least=0), tmp_path, tmp_path, "http://t")
    return Worker(House(opening, lab.pool))


async def working(worker, lab, id_):
    over = asyncio.Event()
    task = asyncio.create_task(worker.run(over))
    while (found := await lab.see(id_)).open:
        await asyncio.sleep(0.02)
    over.set()
    await task
    await lab.reload()
    return found


async def test_a_change_that_is_asked_for_is_carried_out(lab, worker):
    await lab.fill(2000)
    todo = await lab.plan(NUMBER)
    id_ = await apply.ask(lab.pool, todo, by=None, note="n", zone=ZONE, large=1000)
    assert not isinstance(id_, int)
    found = await working(worker, lab, id_)
    assert (found.state, found.version) == ("done", 2)
    await lab.demand_sound()
    assert await lab.all("select state from sys_job where kind = 'definitions'") == [("done",)]
    # A small one is in force at once.
    todo = await lab.plan(BASE.replace("label: 单价", "label: 价"))
    assert await apply.ask(lab.pool, todo, by=None, note="n", zone=ZONE, large=9000) == 3


async def test_what_a_dead_process_left_is_taken_up(lab, worker):
    """A change that was begun at a terminal has no job of its own."""
    await lab.fill(2000)
    id_ = await lab.ask(NUMBER)

    class DeathError(Exception):
        pass

    async def dies(now):
        if now.done > 500:
            raise DeathError

    with contextlib.suppress(DeathError):
        await change.run(lab.pool, id_, nothing, told=dies)
    assert (await lab.see(id_)).state == "preparing"
    found = await working(worker, lab, id_)
    assert found.state == "done"
    await lab.demand_sound()


async def test_nothing_is_adopted_while_somebody_is_at_it(lab, worker):
    await lab.fill(2000)
    id_ = await lab.ask(NUMBER)
    seen = []

    async def told(now):
        seen.append(await worker._next(CHANGES))

    assert (await lab.carry(id_, told=told)).state == "done"
    assert set(seen) == {None}


async def test_a_refused_change_ends_its_job(lab, worker):
    await lab.fill(2000)
    text = BASE.replace("code: {kind: text", "code: {kind: text, unique: true")
    todo = await lab.plan(text)
    id_ = await apply.ask(lab.pool, todo, by=None, note="n", zone=ZONE, large=1000)
    async with lab.pool.owner() as tx:
        await tx.run("update lab_sample set code = 'same' where code in ('c1', 'c2')")
    found = await working(worker, lab, id_)
    assert (found.state, found.version) == ("refused", None)
    assert [one.values["examples"] for one in found.problems] == ["same ×2"]
    async with lab.pool.read() as tx:
        assert await kept.current(tx) is None
        assert (await change.leftovers(tx)) == ()
    await lab.demand_sound()


async def test_broken_off_at_a_terminal_it_is_taken_back(lab):
    await lab.fill(3000)
    todo = await lab.plan(NUMBER)
    task = None

    async def told(now):
        if now.done > 500 and now.state == "preparing" and task and not now.stop:
            task.cancel()

    task = asyncio.create_task(
        apply.apply(lab.pool, todo, by=None, note="n", zone=ZONE, large=1000, told=told)
    )
    await asyncio.wait({task})
    assert task.cancelled()
    async with lab.pool.read() as tx:
        (found,) = await kept.recent(tx)
    assert (found.state, found.version) == ("cancelled", None)
    await lab.reload()
    assert lab.catalog.version == 1
    await lab.demand_sound()


async def test_who_waits_at_a_terminal_watches_the_worker(lab):
    """The worker was faster: the terminal shows how far it is, and tells the same end."""
    await lab.fill(3000)
    id_ = await lab.ask(NUMBER)
    watched, waiting = [], []

    async def watching(now):
        watched.append(now.done)

    async def told(now):
        if not waiting:
            waiting.append(asyncio.create_task(apply.take_up(lab.pool, watching)))
            while not watched:
                await asyncio.sleep(0.01)

    assert (await lab.carry(id_, told=told)).state == "done"
    ended = await waiting[0]
    assert ended is not None
    assert (ended.id, ended.state) == (id_, "done")
    assert watched[0] < 3000
    async with lab.pool.read() as tx:
        assert len(await store.versions(tx)) == 2  # it was done once
