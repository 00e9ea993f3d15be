"""The rules of a form bind an import row by row; the report says which row breaks which."""

import pytest_asyncio
from tests.pg.records_rules_app import APP
from tests.pg.sheets.conftest import load, sheet
from tests.world import World, world


@pytest_asyncio.fixture(scope="module")
async def rl(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


async def told(rl, tmp_path, *rows, **more) -> dict[tuple[int, str], str]:
    outcome = await load(rl, sheet(tmp_path / "s.xlsx", *rows), "rl.deal", **more)
    return {(one.row, one.column): one.message["zh"] for one in outcome.problems}


async def test_each_row_is_told_what_it_breaks(rl, tmp_path):
    found = await told(
        rl,
        tmp_path,
        ["名称", "阶段", "品牌", "型号", "原因"],
        ["one", "进行", "甲", "甲一", None],
        ["two", "输", "甲", None, None],
        ["three", "进行", "乙", "甲一", None],
        ["four", "冻结", None, None, "why"],
    )
    assert found == {
        (3, "原因"): "请填写原因",
        (4, "型号"): "型号此时不能选「甲一」",
        (5, "原因"): "原因此时不显示，不能修改",
    }


async def test_an_update_meets_the_lock(rl, tmp_path):
    (id_,) = (await rl.put("ann", "rl.deal", {"name": "closed"})).ids
    await rl.change("ann", "rl.deal", id_, stage="won")
    rows = (["名称", "品牌", "备注"], ["closed", "甲", "x"])
    found = await told(rl, tmp_path, *rows, mode="update", key=("name",))
    assert found == {(2, "品牌"): "已成交"}
    rows = (["名称", "备注"], ["closed", "x"])
    assert await told(rl, tmp_path, *rows, mode="update", key=("name",)) == {}
    assert (await rl.get("ann", "rl.deal", id_)).values["after"] == "x"
