"""A stage moves along its graph, through its gates, by whichever road the change comes."""

import pytest
from tests.pg.stages.conftest import READY

from tombolo.base.errors import Invalid
from tombolo.records.stages.sound import differences
from tombolo.records.write.change import Change
from tombolo.records.write.save import create, update


def told(refused: pytest.ExceptionInfo[Invalid]) -> set[tuple[str, str]]:
    return {(one.code, one.place) for one in refused.value.problems}


async def new(deal, **set_) -> str:
    made = await deal.put("li", "deal.opp", {"name": "X", **set_})
    return made.ids[0]


async def test_a_new_record_begins_in_the_first_stage_and_knows_since_when(deal):
    id_ = await new(deal, amount="1000")
    values = (await deal.get("li", "deal.opp", id_)).values
    assert values["stage"] == "s1" and values["probability"] == "0.1"
    assert values["weighted"] == "100"
    assert values["stage_state"] == "open" and values["stage_days"] == "0"
    assert values["stage_entered_on"] == "2026-06-30" and values["age"] == "0"
    assert values["stage_stalled"] is False


async def test_a_jump_is_refused_and_the_refusal_names_what_is_allowed(deal):
    id_ = await new(deal, **READY)
    with pytest.raises(Invalid) as refused:
        await deal.change("li", "deal.opp", id_, stage="s5")
    assert told(refused) == {("stage.not_next", "stage")}
    (problem,) = refused.value.problems
    assert problem.values["allowed"]["zh"] == "方案确认、赢单、输单、无效"
    seen = await deal.try_("li", "deal.opp", {"stage": "s5"}, id_, 1)
    assert [one.code for one in seen.problems] == ["stage.not_next"]


async def test_nobody_begins_in_the_middle_but_who_brings_records_from_elsewhere(deal):
    with pytest.raises(Invalid) as refused:
        await new(deal, stage="s3")
    assert told(refused) == {("stage.begin", "stage")}
    async with deal.writing("li") as work:
        changes = [
            Change({"name": "旧", "stage": "s3", "stage_entered_at": "2026-05-01 09:00"}),
            Change({"name": "旧", "stage": "lost"}),
        ]
        made = await create(work, "deal.opp", changes, act="import")
    values = (await deal.get("li", "deal.opp", made.ids[0])).values
    assert values["stage_entered_on"] == "2026-05-01" and values["probability"] == "0.5"
    assert values["stage_days"] == "60" and values["stage_stalled"] is True
    async with deal.reading("li") as work:
        rows = await work.tx.rows(
            "select stage, left_at from sys_stage_visit where record = any ($1) order by visit, stage",
            list(made.ids),
        )
    assert [(row["stage"], row["left_at"]) for row in rows] == [("lost", None), ("s3", None)]


async def test_since_when_is_written_by_nobody_else(deal):
    id_ = await new(deal, **READY)
    for key, value in (
        ("stage_entered_at", "2026-01-01"),
        ("stage_days", "1"),
        ("stage_state", "won"),
    ):
        with pytest.raises(Invalid) as refused:
            await deal.change("li", "deal.opp", id_, **{key: value})
        assert told(refused) == {("field.not_writable", key)}
    with pytest.raises(Invalid) as refused:
        await new(deal, stage_entered_at="2026-01-01")
    assert told(refused) == {("field.not_writable", "stage_entered_at")}


async def test_what_is_missing_is_named_at_its_field(deal):
    id_ = await new(deal, need_summary="有", budget_known=False)
    with pytest.raises(Invalid) as refused:
        await deal.change("li", "deal.opp", id_, stage="s2")
    assert told(refused) == {
        ("stage.require", "match_level"),
        ("stage.require", "budget_known"),
    }
    seen = await deal.try_("li", "deal.opp", {"stage": "s2"}, id_, 1)
    assert {(one.code, one.place) for one in seen.problems} == told(refused)
    with pytest.raises(Invalid) as refused:
        await deal.change("li", "deal.opp", id_, stage="s2", budget_known=True, match_level="none")
    assert told(refused) == {("stage.enter", "match_level")}
    await deal.change("li", "deal.opp", id_, stage="s2", budget_known=True, match_level="full")


async def test_an_outcome_asks_at_every_stage(deal):
    id_ = await new(deal)
    for outcome, place in (("lost", "lost_reason"), ("invalid", "invalid_reason")):
        with pytest.raises(Invalid) as refused:
            await deal.change("li", "deal.opp", id_, stage=outcome)
        assert told(refused) == {("stage.ask", place)}
    with pytest.raises(Invalid) as refused:
        await deal.change("li", "deal.opp", id_, stage="won", amount="0", **READY)
    assert told(refused) == {("stage.enter", "amount")}
    await deal.change("li", "deal.opp", id_, stage="lost", lost_reason="price")
    values = (await deal.get("li", "deal.opp", id_)).values
    assert values["stage_state"] == "lost" and values["probability"] == "0"
    assert values.get("stage_days") is None and values["stage_stalled"] is False


async def test_probability_follows_unless_somebody_says_otherwise(deal):
    id_ = await new(deal, **READY)
    await deal.change("li", "deal.opp", id_, stage="s2", probability="0.4")
    assert (await deal.get("li", "deal.opp", id_)).values["probability"] == "0.4"
    await deal.change("li", "deal.opp", id_, by_hand=True)
    await deal.change("li", "deal.opp", id_, stage="lost", lost_reason="price")
    assert (await deal.get("li", "deal.opp", id_)).values["probability"] == "0.4"


async def test_back_needs_the_head_and_a_reason(deal):
    id_ = await new(deal, **READY)
    await deal.change("li", "deal.opp", id_, stage="s2")
    with pytest.raises(Invalid) as refused:
        await deal.change("li", "deal.opp", id_, stage="s1", stage_reason="客户改需求")
    assert told(refused) == {("stage.who", "stage")}
    with pytest.raises(Invalid) as refused:
        await deal.change("hu", "deal.opp", id_, stage="s1")
    assert told(refused) == {("stage.reason", "stage_reason")}
    await deal.change("hu", "deal.opp", id_, stage="s1", stage_reason="客户改需求")
    values = (await deal.get("hu", "deal.opp", id_)).values
    assert values["stage"] == "s1" and values["stage_reason"] == "客户改需求"
    await deal.change("li", "deal.opp", id_, stage="s2")
    assert (await deal.get("hu", "deal.opp", id_)).values.get("stage_reason") is None


async def test_a_reason_without_a_move_and_no_stage_at_all_are_refused(deal):
    id_ = await new(deal)
    with pytest.raises(Invalid) as refused:
        await deal.change("li", "deal.opp", id_, stage_reason="x")
    assert told(refused) == {("stage.not_moved", "stage_reason")}
    with pytest.raises(Invalid) as refused:
        await deal.change("li", "deal.opp", id_, stage=None)
    assert told(refused) == {("field.required", "stage")}


async def test_what_may_be_passed_over_depends_on_the_record(deal):
    async with deal.writing("li") as work:
        rows = [
            Change({"name": "A", "stage": "s3", "needs_tender": True}),
            Change({"name": "D", "stage": "s3", "needs_tender": False}),
        ]
        with_tender, without = (await create(work, "deal.opp", rows, act="import")).ids
        for id_ in (with_tender, without):
            await create(work, "deal.quote", [Change({"opp": id_, "state": "approved"})])
    with pytest.raises(Invalid) as refused:
        await deal.change("li", "deal.opp", with_tender, stage="s5")
    assert told(refused) == {("stage.not_next", "stage")}
    await deal.change("li", "deal.opp", with_tender, stage="s4")
    await deal.change("li", "deal.opp", without, stage="s5")
    # Back over what is passed over is one step too.
    await deal.change("hu", "deal.opp", without, stage="s3", stage_reason="重报")


async def test_a_gate_looks_at_other_records(deal):
    async with deal.writing("li") as work:
        rows = [Change({"name": "Q", "stage": "s3", "needs_tender": True})]
        (id_,) = (await create(work, "deal.opp", rows, act="import")).ids
        await create(work, "deal.quote", [Change({"opp": id_, "state": "draft"})])
    with pytest.raises(Invalid) as refused:
        await deal.change("li", "deal.opp", id_, stage="s4")
    assert told(refused) == {("stage.exit", "stage")}
    (problem,) = refused.value.problems
    assert problem.say["zh"] == "需要一份已批准的报价"


async def test_what_is_lost_is_reopened_in_time_by_whom_it_may_be(deal):
    id_ = await new(deal, **READY)
    await deal.change("li", "deal.opp", id_, stage="s2")
    await deal.change("li", "deal.opp", id_, stage="lost", lost_reason="price")
    with pytest.raises(Invalid) as refused:
        await deal.change("li", "deal.opp", id_, stage="s2")
    assert told(refused) == {("stage.who", "stage")}
    for there, code in (("s1", "stage.not_next"), ("invalid", "stage.not_next")):
        with pytest.raises(Invalid) as refused:
            await deal.change("du", "deal.opp", id_, stage=there, invalid_reason="x")
        assert told(refused) == {(code, "stage")}
    before = deal.now
    try:
        deal.now = before.replace(month=10)
        with pytest.raises(Invalid) as refused:
            await deal.change("du", "deal.opp", id_, stage="s2")
        assert told(refused) == {("stage.too_late", "stage")}
        deal.now = before.replace(month=9, day=1)
        await deal.change("du", "deal.opp", id_, stage="s2")
    finally:
        deal.now = before


async def test_a_batch_moves_whole_or_not_at_all(deal):
    good = await new(deal, **READY)
    bad = await new(deal)
    async with deal.writing("li") as work:
        changes = [
            Change({"stage": "s2"}, id_, place=f"records[{n}]") for n, id_ in enumerate((good, bad))
        ]
        with pytest.raises(Invalid) as refused:
            await update(work, "deal.opp", changes)
    assert {place.split(".")[0] for _, place in told(refused)} == {"records[1]"}
    assert (await deal.get("li", "deal.opp", good)).values["stage"] == "s1"


async def test_the_fields_beside_a_stage_are_seen_and_written_as_it_is(deal):
    id_ = await new(deal, **READY)
    values = (await deal.get("bo", "deal.opp", id_)).values
    assert [key for key in values if key.startswith("stage")] == []
    for key in ("stage", "stage_reason"):
        with pytest.raises(Invalid) as refused:
            await deal.change("bo", "deal.opp", id_, **{key: "s2"})
        assert told(refused) == {("record.no_field", key)}


async def test_views_filter_and_sort_by_what_comes_with_a_stage(deal):
    await deal.put("li", "deal.opp", {"name": "慢"})
    now = deal.now
    try:
        deal.now = now.replace(month=8)
        found = await deal.rows(
            "li",
            "deal.opp",
            ["name", "stage_days"],
            where={"field": "stage_stalled", "op": "is", "value": True},
            sort=["-stage_entered_at"],
        )
    finally:
        deal.now = now
    assert ["慢", "61"] in found
    rows = await deal.rows(
        "li", "deal.opp", ["name"], where={"field": "stage_state", "op": "in", "value": ["open"]}
    )
    assert ["慢"] in rows


async def test_a_stage_that_comes_later_waits_until_records_are_placed(deal):
    """Records that were there before know no stage; whoever says it first places them."""
    made = deal
    await made.apply(LATE)
    old = (await made.put("li", "late.job", {"name": "旧"})).ids[0]
    await made.apply(LATE_STAGED)
    values = (await made.get("li", "late.job", old)).values
    assert values.get("stage") is None and values.get("stage_state") is None
    await made.change("li", "late.job", old, name="旧的")
    assert (await made.get("li", "late.job", old)).values.get("stage") is None
    await made.change("li", "late.job", old, stage="c")
    values = (await made.get("li", "late.job", old)).values
    assert values["stage"] == "c" and values["probability"] == "0.75"
    with pytest.raises(Invalid) as refused:
        await made.change("li", "late.job", old, stage="a")
    assert told(refused) == {("stage.not_next", "stage")}
    async with made.pool.read() as tx:
        assert await differences(tx, made.catalog) == []


LATE = """
late/app: {app: late, label: 后, nav: [job]}
late/forms/job: {label: 活, title: "{name}", fields: {name: {kind: text, label: 名}}}
late/grants/all: {who: [everyone], forms: {job: {may: [read, create, update]}}}
"""
LATE_STAGED = """
late/forms/job:
  label: 活
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    worth: {kind: formula, label: 值, is: "ROUND(100 * probability, 0)"}
    stage:
      kind: stage
      label: 阶段
      stages: {a: {label: 甲, probability: 0.5}, b: 乙, c: {label: 丙, probability: 0.75}}
      outcomes: {won: 成}
"""


WRONG = """
bad/app: {app: bad, label: 坏, nav: [job]}
bad/forms/job:
  label: 活
  fields:
    name: {kind: text, label: 名}
    step_days: {kind: number, label: 天}
    step:
      kind: stage
      label: 阶段
      required: true
      probability: name
      override: nothing
      stages:
        a: {label: 甲, require: [nobody], enter: "nobody > 1", tasks: {t: {label: 事, who: name}}, probability: 2}
        won: 乙
      outcomes: {lost: 败, else: 他}
      moves: {back: {who: boss}, skip: {z: "true"}, reopen: {from: [won]}}
    lines:
      kind: lines
      label: 行
      fields:
        s: {kind: stage, label: 段, stages: {a: 甲}}
"""


async def test_what_is_wrong_with_a_pipeline_is_told_with_its_place(deal):
    plan = await deal.plan(WRONG)
    found = {(one.code, one.place.partition("#")[2].partition(":")[0]) for one in plan.problems}
    assert found >= {
        ("stage.name_taken", "fields.step"),
        ("stage.starts_itself", "fields.step"),
        ("stage.not_kind", "fields.step.probability"),
        ("stage.not_kind", "fields.step.override"),
        ("definition.no_field", "fields.step.stages.a.require"),
        ("stage.who_unknown", "fields.step.stages.a.tasks.t.who"),
        ("stage.who_unknown", "fields.step.moves.back.who"),
        ("stage.probability", "fields.step"),
        ("stage.unknown", "fields.step"),
        ("stage.twice", "fields.step"),
        ("stage.in_lines", "fields.lines.fields.s"),
    }
    assert {one.values.get("name") for one in plan.problems if one.code == "stage.unknown"} == {
        "else", "z", "won",
    }  # fmt: skip
    assert any(place == "fields.step.stages.a.enter.0" for _, place in found), found
