"""Rules of the stored definitions, through the house that serves and the worker beside it."""

import asyncio
from pathlib import Path

import pytest_asyncio
from tests.pg.automation.desk import APP
from tests.world import World, world

from tombolo.access import directory
from tombolo.pg.pool import Limits
from tombolo.records.write import save
from tombolo.runtime.worker import Worker
from tombolo.web.house import House, in_name
from tombolo.web.opening import Opening

RULES = """
desk/rules/copy:
  rule: copy
  label: {zh: 抄录, en: Copy}
  when: {form: desk.order, on: created}
  as: system
  do: [{create: {form: desk.memo, set: {key: subject}}}]
desk/rules/grade:
  rule: grade
  when: {form: desk.order, on: created}
  timing: together
  do: [{set: {grade: '"A"'}}]
"""


@pytest_asyncio.fixture(scope="module")
async def made(pool) -> World:
    found = await world(pool)
    await found.apply(APP + RULES)
    await found.person("bob", roles=["sales"])
    return found


async def test_a_save_through_the_house_is_answered_by_the_worker(made: World, tmp_path: Path):
    house = House(Opening(made.pool.place, Limits(), tmp_path, tmp_path, "http://t"), made.pool)
    ann = made.people["ann"].id
    async with made.pool.write() as tx:
        work = await in_name(house, ann, tx, hold=True)
        await save.create(work, "desk.order", [save.Change({"subject": "S"})])
    assert await made.rows("ann", "desk.order", ["grade"]) == [["A"]]
    over = asyncio.Event()
    working = asyncio.create_task(Worker(house).run(over))
    async with asyncio.timeout(30):
        while not await made.rows("ann", "desk.memo", ["key"]):
            await asyncio.sleep(0.05)
    over.set()
    await working


async def test_who_left_runs_nothing(made: World, tmp_path: Path):
    house = House(Opening(made.pool.place, Limits(), tmp_path, tmp_path, "http://t"), made.pool)
    async with made.pool.write() as tx:
        work = await in_name(house, made.people["bob"].id, tx, hold=True)
        await save.create(work, "desk.order", [save.Change({"subject": "B"})])
        await directory.deactivate(tx, made.people["bob"].id, made.now)
    over = asyncio.Event()
    working = asyncio.create_task(Worker(house).run(over))
    async with asyncio.timeout(30):
        while True:
            async with made.pool.read() as tx:
                state = await tx.row(
                    "select state, reason->>'code' as code from sys_rule_run order by id desc limit 1"
                )
            if state["state"] == "failed":
                break
            await asyncio.sleep(0.05)
    over.set()
    await working
    assert state["code"] == "auth.no_member"
