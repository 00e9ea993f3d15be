"""A suite whose tables are large, applied at a terminal; what doctor says of what is left."""

import asyncio

import asyncpg
import pytest
from tests.pg.change.lab import FAST, nothing
from tests.world import ZONE, world
from typer.testing import CliRunner

from tombolo.pg.pool import Limits, Pool
from tombolo.runtime import cli
from tombolo.schema.change import kept
from tombolo.schema.change import run as change
from tombolo.schema.change.split import large_of

FORM = """
label: 样品
fields:
  name: {kind: text, label: 名称, required: true}
  weight: {kind: %s, label: 重量}
  twice: {kind: formula, label: 倍, is: "LEN(name) * %s"}
"""


class Desk:
    def __init__(self, database, folder):
        self.database, self.folder = database, folder
        (folder / "lab" / "forms").mkdir(parents=True)
        (folder / "lab" / "app.yaml").write_text("app: lab\nlabel: 实验室\nnav: [sample]\n")
        self.write("text", 1)

    def write(self, kind, times, more=""):
        (self.folder / "lab" / "forms" / "sample.yaml").write_text(FORM % (kind, times) + more)

    def type(self, *words):
        environment = {
            "DATABASE_URL": self.database.dsn,
            "TOMBOLO_LANGUAGE": "en",
            "TOMBOLO_DATA": str(self.folder / "data"),
            "TOMBOLO_LARGE_TABLE": "100",
            "COLUMNS": "150",
        }
        done = CliRunner().invoke(cli.app, list(words), env=environment)
        return done.exit_code, done.output

    def apply(self):
        return self.type("suite", "apply", str(self.folder / "lab"), "--yes")

    def do(self, story):
        async def run():
            async with await Pool.open(self.database, Limits(least=0)) as pool:
                return await story(await world_of(pool))

        return asyncio.run(run())


async def world_of(pool):
    async with pool.read() as tx:
        there = await tx.value("select true from sys_member where login = 'ann'")
    if there:
        from tests.world import World

        from tombolo.schema import store

        async with pool.read() as tx:
            return World(pool, await store.load(tx))
    return await world(pool)


@pytest.fixture(scope="module")
def desk(database, tmp_path_factory):
    return Desk(database, tmp_path_factory.mktemp("desk"))


async def fill(made):
    await made.put("ann", "lab.sample", *({"name": f"n{n}", "weight": str(n)} for n in range(300)))


def test_a_large_table_is_changed_with_a_bar_and_told_when_refused(desk):
    assert desk.apply()[0] == 0
    desk.do(fill)
    desk.write("number", 2)
    code, text = desk.apply()
    assert code == 0, text
    assert "Applied as version 2" in text
    assert "Large tables lab_sample are prepared beside" in text

    async def look(made):
        async with made.pool.read() as tx:
            (one,) = await kept.recent(tx)
            rows = await tx.row("select sum(weight)::int, sum(twice)::int from lab_sample")
        return one.state, [piece.what for piece in one.pieces], tuple(rows)

    assert desk.do(look) == ("done", ["shadow", "recompute"], (44850, 2 * 1090))

    async def twins(made):
        async with made.pool.owner() as tx:
            await tx.run("update lab_sample set name = 'twin' where name in ('n1', 'n2', 'n3')")

    desk.do(twins)
    desk.write("number", 2, "unique: [{fields: [name]}]\n")
    code, text = desk.apply()
    assert code == 1
    assert "sample.yaml:" in text
    assert "cannot be unique: 1 sets of records are equal, such as twin ×3" in text
    code, text = desk.type("doctor")
    assert "definitions" not in text
    desk.write("number", 2)


def test_what_was_left_is_named_by_doctor_and_ended_by_the_next_apply(desk):
    desk.write("text", 3)

    async def leave(made):
        import contextlib

        from tombolo.suites import plan
        from tombolo.suites.read import read

        packages, _ = read([desk.folder / "lab"])
        async with made.pool.read() as tx:
            todo = await plan.plan(tx, packages, ZONE)
        async with made.pool.write() as tx:
            id_ = await kept.begin(
                tx, todo, large_of(todo, 100), by=None, note="lab", zone=ZONE, job=False
            )

        async def dies(now):
            if now.done:
                raise ZeroDivisionError

        with contextlib.suppress(ZeroDivisionError):
            await change.run(made.pool, id_, nothing, told=dies, pace=FAST)

    desk.do(leave)
    code, text = desk.type("doctor")
    assert "The change of definitions “lab” is underway" in text
    desk.write("text", 3)
    code, text = desk.apply()
    assert code == 0, text
    assert "Nothing to change" in text  # the one that was left was what we wanted
    assert "underway" not in desk.type("doctor")[1]


def test_doctor_clears_what_no_change_accounts_for(desk):
    async def litter(made):
        async with made.pool.owner() as tx:
            await tx.run('alter table lab_sample add column "_new_x_0" text')
            await tx.run(
                "insert into lab_sample (id, name) select gen_random_uuid(), 'same' from generate_series(1, 2)"
            )
        async with made.pool.alone() as connection:
            with pytest.raises(asyncpg.UniqueViolationError):
                await connection.execute(
                    "create unique index concurrently odd on lab_sample (name)"
                )
            await connection.execute("delete from lab_sample where name in ('same', 'twin')")

    desk.do(litter)
    code, text = desk.type("doctor")
    assert code == 1
    assert "lab_sample._new_x_0" in text
    assert "Indexes odd are invalid" in text
    code, text = desk.type("doctor", "--repair")
    assert "2 things cleared away or rebuilt" in text
    assert "_new_x_0" not in text.split("rebuilt", 1)[1]
    assert "odd" not in text.split("rebuilt", 1)[1]
