"""Killed in the middle, a change is neither in force nor lost: whoever comes next ends it."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.pg.change.lab import BASE, NUMBER

from tombolo.schema.change import kept

ROOT = Path(__file__).parents[3]
SCRIPT = """
import asyncio, sys
from uuid import UUID
from tombolo.pg.pool import Limits, Place, Pool
from tombolo.schema.change import run as change
from tombolo.schema.change.batches import Pace

async def also(tx, todo): ...

async def slowly(now):
    await asyncio.sleep(0.01)

async def main():
    async with await Pool.open(Place(sys.argv[1]), Limits(least=0)) as pool:
        await change.run(pool, UUID(sys.argv[2]), also, told=slowly, pace=Pace(first=100, least=50, most=100))

asyncio.run(main())
"""


@pytest.fixture
def begin(lab, tmp_path):
    script = tmp_path / "carry.py"
    script.write_text(SCRIPT)
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    begun = []

    def make(id_):
        args = [sys.executable, script, lab.place.dsn, str(id_)]
        begun.append(subprocess.Popen(args, env=environment))
        return begun[-1]

    yield make
    for one in begun:
        one.kill()
        one.wait()


async def until(lab, id_, fits):
    while not fits(found := await lab.see(id_)):
        await asyncio.sleep(0.02)
    return found


async def kill(process):
    process.send_signal(signal.SIGKILL)
    await asyncio.to_thread(process.wait)


async def test_killed_while_it_prepares(lab, begin):
    await lab.fill(5000)
    old = await lab.all("select id, weight from lab_sample order by id")
    id_ = await lab.ask(NUMBER)
    process = begin(id_)
    await until(lab, id_, lambda now: now.done >= 1000)
    await kill(process)
    found = await lab.see(id_)
    assert found.state == "preparing"
    assert found.done < 5000
    assert (await lab.load()).version == 1  # the catalog and the tables of before are in force
    assert await lab.all("select id, weight from lab_sample order by id") == old
    # Somebody saves with nobody at work: the trigger keeps the shadow in step.
    await lab.put("ann", "lab.sample", {"name": "x", "weight": "77.5"})
    ended = await lab.carry(id_)
    assert (ended.state, ended.problems) == ("done", ())
    assert await lab.all("select count(*), count(weight) from lab_sample") == [(5001, 4501)]
    assert await lab.all("select weight::text from lab_sample where name = 'x'") == [("77.5",)]
    await lab.demand_sound()


async def test_killed_while_it_finishes(lab, begin):
    await lab.fill(3000, lines=1)
    id_ = await lab.ask(
        BASE.replace("is: share * 10", "is: share * 12").replace("sort: [-weight]", "sort: [price]")
    )
    process = begin(id_)
    await until(lab, id_, lambda now: now.state == "finishing" and now.done >= 1000)
    await kill(process)
    assert (await lab.see(id_)).state == "finishing"
    assert (await lab.load()).version == 2
    async with lab.pool.read() as tx:
        assert await kept.pending(tx)
    ended = await lab.carry(id_)
    assert (ended.state, ended.problems) == ("done", ())
    assert await lab.all("select distinct sum::int from lab_sample") == [(12,)]
    await lab.demand_sound()


async def test_what_a_broken_index_left_behind_is_made_anew(lab):
    """As after a server that died in the middle of CREATE INDEX CONCURRENTLY."""
    await lab.fill(1500)
    id_ = await lab.ask(BASE.replace("sort: [-weight]", "sort: [price]"))
    (piece,) = (await lab.see(id_)).pieces
    async with lab.pool.alone() as connection:
        # An invalid index of the wanted name.
        with pytest.raises(Exception, match="unique"):
            await connection.execute(
                f'create unique index concurrently "{piece.names[0]}" on lab_sample (qty)'
            )
    ended = await lab.carry(id_)
    assert (ended.state, ended.problems) == ("done", ())
    await lab.demand_sound()
