"""A worker that is killed in the middle of an import leaves nothing; the next one does it whole, once."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest_asyncio
from tests.pg.sheets.conftest import sheet

from tombolo.pg.pool import Limits
from tombolo.records import files
from tombolo.records.sheets import jobs
from tombolo.records.sheets.spec import Spec
from tombolo.runtime import worker
from tombolo.runtime.worker import Worker
from tombolo.web.house import House
from tombolo.web.opening import Opening

ROOT = Path(__file__).parents[3]
SCRIPT = """
import asyncio, sys
from pathlib import Path
from tombolo.pg.pool import Limits, Place
from tombolo.runtime import worker
from tombolo.web.opening import Opening

async def main():
    place = Place(sys.argv[1])
    open_ = Opening(place, Limits(least=0), Path(sys.argv[2]), Path(sys.argv[2]), "http://t")
    worker.TELL = 0
    async with worker.opened(open_) as made:
        await made.run(asyncio.Event())

if __name__ == "__main__":
    asyncio.run(main())
"""


class Yard:
    def __init__(self, nw, database, folder):
        self.nw, self.database, self.folder = nw, database, folder
        self.script = folder / "work.py"
        self.script.write_text(SCRIPT)
        self.opening = Opening(database, Limits(least=0), folder / "files", folder, "http://t")

    async def ask(self, path, **more) -> str:
        async def parts():
            yield path.read_bytes()

        stored = await files.keep(self.opening.files, path.name, parts(), 1 << 30)
        async with self.nw.writing("ann") as work:
            made = await files.add(work, stored, path.name)
            spec = Spec(
                "nw.customer", made.id, mapping=((0, "customer_id"), (1, "company")), **more
            )
            return await jobs.ask(work, self.opening.files, spec)

    def begin(self) -> subprocess.Popen:
        environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        return subprocess.Popen(
            [sys.executable, self.script, self.database.dsn, str(self.opening.files)],
            env=environment,
        )

    async def see(self, job):
        async with self.nw.reading("ann") as work:
            return await jobs.see(work, job)

    async def until(self, job, fits):
        while not fits(found := await self.see(job)):
            await asyncio.sleep(0.05)
        return found

    async def rows(self) -> int:
        async with self.nw.pool.read() as tx:
            return await tx.value("select count(*) from nw_customer")

    async def free(self):
        """As if the lease of every job had run out."""
        async with self.nw.pool.write() as tx:
            await tx.run(
                "update sys_job set lease_until = now() - interval '1 minute' where state = 'running'"
            )


@pytest_asyncio.fixture
async def yard(nw, database, tmp_path):
    return Yard(nw, database, tmp_path)


async def test_a_killed_import_is_done_again_whole_and_once(yard, tmp_path):
    count = 12_000
    path = sheet(
        tmp_path / "c.xlsx", ["id", "company"], *([f"K{n}", f"c{n}"] for n in range(count))
    )
    before = await yard.rows()
    job = await yard.ask(path)
    process = yard.begin()
    await yard.until(job, lambda found: found.done >= 2000)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert await yard.rows() == before
    assert (await yard.see(job)).state == "running"  # nobody knows yet
    await yard.free()
    process = yard.begin()
    found = await yard.until(job, lambda found: found.state not in {"waiting", "running"})
    process.kill()
    process.wait()
    assert (found.state, found.result["added"], found.done) == ("done", count, count)
    assert await yard.rows() == before + count


async def test_a_running_import_can_be_stopped(yard, tmp_path):
    path = sheet(
        tmp_path / "s.xlsx", ["id", "company"], *([f"S{n}", f"c{n}"] for n in range(30_000))
    )
    before = await yard.rows()
    job = await yard.ask(path)
    process = yard.begin()
    await yard.until(job, lambda found: found.done >= 1000)
    async with yard.nw.writing("ann") as work:
        await jobs.stop(work, job)
    found = await yard.until(job, lambda found: found.state != "running")
    process.kill()
    process.wait()
    assert found.state == "stopped"
    assert not found.result["kept"]
    assert await yard.rows() == before


async def test_who_lost_the_lease_writes_nothing(yard, tmp_path):
    path = sheet(tmp_path / "l.xlsx", ["id", "company"], *([f"L{n}", f"c{n}"] for n in range(10)))
    before = await yard.rows()
    job = await yard.ask(path)
    slow, quick = (Worker(House(yard.opening, yard.nw.pool)) for _ in range(2))
    held = await slow._next()
    await yard.free()
    again = await quick._next()
    assert held
    assert again
    assert held.id == again.id
    await slow.do(held)  # wakes up late and does it all
    assert await yard.rows() == before
    await quick.do(again)
    assert await yard.rows() == before + 10
    assert (await yard.see(job)).state == "done"


async def test_a_file_that_is_gone_ends_the_job_with_words(yard, tmp_path):
    path = sheet(tmp_path / "g.xlsx", ["id", "company"], ["G1", "g"])
    job = await yard.ask(path)
    for one in yard.opening.files.rglob("*"):
        if one.is_file():
            one.unlink()
    worker = Worker(House(yard.opening, yard.nw.pool))
    await worker.do(await worker._next())
    found = await yard.see(job)
    assert found.state == "failed"
    assert found.error
    assert found.error["message"]["zh"] == "找不到上传的表格，请重新上传"


async def test_a_form_that_changed_meanwhile_is_told(yard, tmp_path):
    path = sheet(tmp_path / "f.xlsx", ["id", "company"], ["F1", "f"])
    job = await yard.ask(path, key=("company",), mode="update")
    async with yard.nw.pool.write() as tx:
        await tx.run(
            "update sys_job set body = replace(body::text, '\"company\"', '\"gone\"')::jsonb where id = $1",
            job,
        )
    worker = Worker(House(yard.opening, yard.nw.pool))
    await worker.do(await worker._next())
    found = await yard.see(job)
    assert found.state == "failed"
    assert found.error
    assert (
        next(one["message"]["en"] for one in found.error["problems"]) == "There is no field “gone”"
    )


async def test_a_job_given_back_is_taken_at_once_and_was_not_tried(yard, tmp_path):
    path = sheet(tmp_path / "b.xlsx", ["id", "company"], *([f"B{n}", f"c{n}"] for n in range(5)))
    before = await yard.rows()
    job = await yard.ask(path)
    first, second = (Worker(House(yard.opening, yard.nw.pool)) for _ in range(2))
    held = await first._next()
    assert held
    await jobs.give_back(yard.nw.pool, second.name, held.id)
    assert await second._next() is None  # it was not theirs to give
    await jobs.give_back(yard.nw.pool, first.name, held.id)
    again = await second._next()
    assert again and again.id == held.id and again.attempts == held.attempts
    await second.do(again)
    assert (await yard.see(job)).state == "done"
    await jobs.give_back(yard.nw.pool, second.name, held.id)
    assert (await yard.see(job)).state == "done"
    assert await yard.rows() == before + 5


async def test_a_worker_that_leaves_gives_its_import_back(yard, tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "TELL", 0)
    path = sheet(
        tmp_path / "g.xlsx", ["id", "company"], *([f"G{n}", f"c{n}"] for n in range(30_000))
    )
    before = await yard.rows()
    job = await yard.ask(path)
    stop = SimpleNamespace(asked=asyncio.Event())
    async with worker.opened(yard.opening) as made:
        working = asyncio.create_task(worker.until(made, stop))
        await yard.until(job, lambda found: found.done >= 1000)
        stop.asked.set()
        await working
    assert (await yard.see(job)).state == "waiting"  # for the next one, at once
    assert await yard.rows() == before
    async with yard.nw.writing("ann") as work:
        await jobs.stop(work, job)
