"""An import takes its running numbers in transactions of their own: nobody waits for it to end."""

import asyncio

import pytest_asyncio
from tests.pg.sheets.conftest import Desk, load, sheet
from tests.world import World, world

APP = """
num/app: {app: num, label: 号, nav: [paper]}
num/forms/paper:
  label: 单
  title: "{no}"
  fields:
    no: {kind: serial, label: 单号, pattern: "P-{00000}"}
    name: {kind: text, label: 名称, required: true}
    key: {kind: text, label: 键, unique: true}
    qty: {kind: number, label: 数}
"""
PAPER = "num.paper"


@pytest_asyncio.fixture(scope="module")
async def made(pool) -> World:
    found = await world(pool)
    await found.apply(APP)
    return found


@pytest_asyncio.fixture
async def num(made) -> World:
    async with made.pool.write() as tx:
        await tx.run("delete from num_paper")
        await tx.run("delete from sys_serial")
    return made


async def numbers(num: World) -> dict[str, int]:
    async with num.pool.read() as tx:
        rows = await tx.rows("select name, no from num_paper order by no")
    return {row["name"]: int(row["no"].removeprefix("P-")) for row in rows}


class Between(Desk):
    """Somebody else saves while the import goes on."""

    def __init__(self, made: World, saves: int = 3) -> None:
        super().__init__(made, "ann")
        self.saves = saves

    async def told(self, outcome):
        if self.saves:
            self.saves -= 1
            await self.made.put("ann", PAPER, {"name": f"别人{self.saves}"})
        return await super().told(outcome)


def papers(tmp_path, count: int, **odd: object):
    rows = [[f"行{n}", f"k{n}", odd.get(f"q{n}", n)] for n in range(count)]
    return sheet(tmp_path / "p.xlsx", ["名称", "键", "数"], *rows)


async def test_who_saves_during_an_import_does_not_wait(num, tmp_path):
    outcome = await load(num, papers(tmp_path, 3000), PAPER, desk=Between(num))
    assert (outcome.added, outcome.bad) == (3000, 0)
    found = await numbers(num)
    assert len(set(found.values())) == 3003
    # In the order of the sheet, and without a gap where nothing went wrong.
    mine = [found[f"行{n}"] for n in range(3000)]
    assert mine == sorted(mine)
    assert sorted(found.values()) == list(range(1, 3004))


async def test_a_dry_run_takes_no_number_and_keeps_nobody_waiting(num, tmp_path):
    outcome = await load(num, papers(tmp_path, 1500), PAPER, desk=Between(num, 2), dry=True)
    assert outcome.added == 1500
    assert sorted((await numbers(num)).values()) == [1, 2]


async def test_what_was_refused_gives_its_numbers_to_the_next(num, tmp_path):
    path = papers(tmp_path, 1200, q5="没有数", q700="也没有")
    outcome = await load(num, path, PAPER, on_bad="skip")
    assert (outcome.added, outcome.bad) == (1198, 2)
    assert sorted((await numbers(num)).values()) == list(range(1, 1199))
    await num.put("ann", PAPER, {"name": "之后"})
    assert (await numbers(num))["之后"] == 1199


async def test_what_the_database_refuses_gives_its_numbers_back_too(num, tmp_path):
    await num.put("ann", PAPER, {"name": "先有", "key": "k3"})
    outcome = await load(num, papers(tmp_path, 8), PAPER, on_bad="skip")
    assert (outcome.added, outcome.bad) == (7, 1)
    assert sorted((await numbers(num)).values()) == list(range(1, 9))


async def test_an_import_of_which_nothing_stays_leaves_no_gap_when_nobody_came_between(
    num, tmp_path
):
    path = papers(tmp_path, 1200, q1100="没有数")
    outcome = await load(num, path, PAPER, on_bad="nothing")
    assert not outcome.kept and await numbers(num) == {}
    await num.put("ann", PAPER, {"name": "之后"})
    assert await numbers(num) == {"之后": 1}
    # Where somebody did, the numbers are lost, and never given twice.
    outcome = await load(num, path, PAPER, on_bad="nothing", desk=Between(num, 2))
    assert not outcome.kept
    await num.put("ann", PAPER, {"name": "最后"})
    found = await numbers(num)
    assert found["别人1"] == 1002 and found["最后"] == found["别人0"] + 1 > 1003


async def test_two_imports_at_once_share_no_number(num, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    other = sheet(tmp_path / "b" / "o.xlsx", ["名称"], *([f"乙{n}"] for n in range(2200)))
    one, two = await asyncio.gather(
        load(num, papers(tmp_path / "a", 2200), PAPER), load(num, other, PAPER)
    )
    assert (one.added, two.added) == (2200, 2200)
    assert sorted((await numbers(num)).values()) == list(range(1, 4401))
