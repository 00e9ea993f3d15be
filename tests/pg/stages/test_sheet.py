"""A sheet brings records in any stage, since when it says; it moves none past the graph."""

from tests.pg.sheets.conftest import load, sheet
from tests.pg.stages.conftest import READY


async def test_records_of_a_sheet_stand_where_it_says(deal, tmp_path):
    path = sheet(
        tmp_path / "a.xlsx",
        ["名称", "阶段", "自"],
        ["甲", "报价确认", "2026-05-01 09:00"],
        ["乙", "赢单", ""],
        ["丙", "", ""],
        ["丁", "报价确认", "2027-05-01"],
    )
    mapping = ((0, "name"), (1, "stage"), (2, "stage_entered_at"))
    outcome = await load(deal, path, "deal.opp", "li", mapping=mapping, on_bad="skip")
    assert (outcome.added, outcome.bad) == (3, 1)
    rows = await deal.rows("li", "deal.opp", ["name", "stage", "stage_entered_on"], sort=["name"])
    assert sorted(rows) == [
        ["丙", "s1", "2026-06-30"], ["乙", "won", "2026-06-30"], ["甲", "s3", "2026-05-01"],
    ]  # fmt: skip
    assert [(one.row, one.message["zh"]) for one in outcome.problems] == [
        (5, "进入时间不能晚于现在")
    ]


async def test_a_sheet_that_changes_records_moves_them_along_the_graph_alone(deal, tmp_path):
    await deal.put("li", "deal.opp", {"name": "戊", **READY}, {"name": "己", **READY})
    path = sheet(tmp_path / "b.xlsx", ["名称", "阶段"], ["戊", "方案确认"], ["己", "最终谈判"])
    outcome = await load(
        deal, path, "deal.opp", "li",
        mapping=((0, "name"), (1, "stage")), mode="update", key=("name",), on_bad="skip",
    )  # fmt: skip
    assert (outcome.updated, outcome.bad) == (1, 1)
    assert [one.row for one in outcome.problems] == [3]
    assert "不能直接到「最终谈判」" in outcome.problems[0].message["zh"]
