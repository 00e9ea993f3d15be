"""Jobs: each is done once, lost ones come back, hopeless ones stop."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest_asyncio

from tombolo.pg import listen, queue
from tombolo.pg.queue import NewJob

DEAD_WORKER = timedelta(seconds=-1)


@pytest_asyncio.fixture(autouse=True)
async def empty(pool):
    yield
    async with pool.write() as tx:
        await tx.run("delete from sys_job")


async def states(pool):
    async with pool.read() as tx:
        return [r["state"] for r in await tx.rows("select state from sys_job order by id")]


async def test_two_workers_never_share_a_job(pool):
    async with pool.write() as tx:
        await queue.put(tx, [NewJob("mail", {"n": n}) for n in range(30)])

    async def work(name):
        done = []
        while True:
            async with pool.write() as tx:
                jobs = await queue.claim(tx, name, ["mail"], most=4)
                await queue.finish(tx, name, [job.id for job in jobs])
            if not jobs:
                return done
            done += [job.body["n"] for job in jobs]

    parts = await asyncio.gather(*(work(f"w{n}") for n in range(4)))
    assert sorted(n for part in parts for n in part) == list(range(30))
    assert set(await states(pool)) == {"done"}


async def test_a_job_comes_with_its_transaction_or_not_at_all(pool):
    async with pool.trial() as tx:
        await queue.put(tx, [NewJob("mail", {})])
    assert await states(pool) == []


async def test_the_first_of_a_unique_key_stays_until_it_is_done(pool):
    async with pool.write() as tx:
        assert len(await queue.put(tx, [NewJob("sum", {}, unique_key="stock")])) == 1
        assert await queue.put(tx, [NewJob("sum", {}, unique_key="stock")]) == []
        (job,) = await queue.claim(tx, "w", ["sum"])
        await queue.finish(tx, "w", [job.id])
        assert len(await queue.put(tx, [NewJob("sum", {}, unique_key="stock")])) == 1


async def test_not_before_its_time_and_the_important_first(tx):
    later = datetime(2100, 1, 1, tzinfo=UTC)
    await queue.put(
        tx,
        [
            NewJob("a", {"n": 1}, run_at=later),
            NewJob("a", {"n": 2}),
            NewJob("a", {"n": 3}, priority=5),
            NewJob("b", {}),
        ],
    )
    jobs = await queue.claim(tx, "w", ["a"], most=9)
    assert sorted(job.body["n"] for job in jobs) == [2, 3]
    assert await queue.next_at(tx, ["a"]) == later


async def test_a_dead_workers_job_is_done_by_another(pool):
    async with pool.write() as tx:
        await queue.put(tx, [NewJob("mail", {})])
        (lost,) = await queue.claim(tx, "dead", ["mail"], lease=DEAD_WORKER)
    async with pool.write() as tx:
        assert await queue.reap(tx) == 1
        (found,) = await queue.claim(tx, "alive", ["mail"])
        assert found.id == lost.id
        assert found.attempts == 2
        assert await queue.finish(tx, "dead", [lost.id]) == 0, "it is somebody else's by now"
        assert await queue.beat(tx, "dead", [lost.id]) == 0
        assert await queue.finish(tx, "alive", [found.id]) == 1


async def test_a_job_that_always_fails_ends_up_dead_and_can_be_revived(pool):
    async with pool.write() as tx:
        await queue.put(tx, [NewJob("mail", {}, max_attempts=2)])
        (job,) = await queue.claim(tx, "w", ["mail"])
        assert await queue.fail(tx, "w", job, "no route") == "waiting"
        assert await queue.claim(tx, "w", ["mail"]) == [], "it waits before the next try"
        await tx.run("update sys_job set run_at = now()")
        (job,) = await queue.claim(tx, "w", ["mail"])
        assert await queue.fail(tx, "w", job, "no route") == "dead"
        assert await tx.value("select error from sys_job") == "no route"
        assert await queue.again(tx, job.id)
        assert len(await queue.claim(tx, "w", ["mail"])) == 1


async def test_a_listener_hears_and_reads_its_table_first(pool):
    heard: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
    ear = asyncio.create_task(
        listen.listen(pool.place, ["jobs"], lambda *notice: heard.put_nowait(notice))
    )
    async with asyncio.timeout(20):
        assert await heard.get() == ("", "")
        await listen.notify(pool, "jobs", "42")
        assert await heard.get() == ("jobs", "42")
        admin = await asyncpg.connect(pool.place.dsn)
        await admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen %'"
        )
        await admin.close()
        assert await heard.get() == ("", ""), "it came back and says that something may be missed"
        await listen.notify(pool, "jobs", "43")
        assert await heard.get() == ("jobs", "43")
    ear.cancel()
