"""Story 3 of the CRM: five opportunities, their stages and days, as numbers."""

from collections import defaultdict
from fractions import Fraction

import pytest
import pytest_asyncio
from tests.pg.stages.conftest import READY, at, ready
from tests.world import World

from tombolo.base.errors import Invalid
from tombolo.records.stages.bar import bars
from tombolo.records.stages.tasks import Act, act
from tombolo.records.write.change import Change
from tombolo.records.write.save import create

S, HU = "li", "hu"
REASON = {"stage_reason": "客户改方案"}
LOST, INVALID = {"lost_reason": "price"}, {"invalid_reason": "无需求"}
# (day, stage, who, what else is said)
STORY = {
    "A": [
        ("01-05", "s1", S, {**READY, "needs_tender": True, "amount": "500000"}),
        ("01-19", "s2", S, {}),
        ("02-10", "s3", S, {}),
        ("02-14", "s2", HU, REASON),
        ("02-20", "s3", S, {}),
        ("03-12", "s4", S, {}),
        ("04-02", "s5", S, {}),
        ("04-16", "won", S, {}),
    ],
    "B": [("01-08", "s1", S, READY), ("01-28", "s2", S, {}), ("02-27", "lost", S, LOST)],
    "C": [("01-12", "s1", S, {}), ("01-22", "invalid", S, INVALID)],
    "D": [
        ("02-02", "s1", S, {**READY, "needs_tender": False, "amount": "90000"}),
        ("02-12", "s2", S, {}),
        ("03-04", "s3", S, {}),
        ("04-03", "s5", S, {}),
        ("04-23", "won", S, {}),
    ],
    "E": [("03-02", "s1", S, READY), ("03-20", "s2", S, {})],
}
ORDER = ["s1", "s2", "s3", "s4", "s5", "won"]


async def finish_tasks(deal: World, who: str, id_: str) -> None:
    """The mandatory ones of where the record stands."""
    async with deal.writing(who) as work:
        for bar in await bars(work, "deal.opp", id_):
            for stage in bar.stages:
                for task in stage["tasks"]:
                    if task["state"] == "todo" and task["mandatory"]:
                        await act(work, task["id"], Act("done", "已确认"))


@pytest_asyncio.fixture(scope="module")
async def told(pool) -> tuple[World, dict[str, str]]:
    deal = await ready(pool)
    made: dict[str, str] = {}
    steps = sorted((day, name, n) for name, way in STORY.items() for n, (day, *_) in enumerate(way))
    for day, name, n in steps:
        deal.now = at(day)
        _, stage, who, more = STORY[name][n]
        if n == 0:
            made[name] = (await deal.put(who, "deal.opp", {"name": name, **more})).ids[0]
            continue
        if stage == "s3":
            await finish_tasks(deal, who, made[name])
        if stage in {"s4", "s5"}:
            async with deal.writing(who) as work:
                quote = Change({"opp": made[name], "state": "approved"})
                await create(work, "deal.quote", [quote])
        await deal.change(who, "deal.opp", made[name], stage=stage, **more)
        if name == "A" and stage == "s2" and n == 3:
            back = await deal.get(who, "deal.opp", made[name])
            assert back.values["probability"] == "0.25"
    deal.now = at("04-30")
    return deal, made


async def stays(deal: World) -> dict[str, list[tuple[str, int, bool]]]:
    """By opportunity: stage, days, whether it is left."""
    async with deal.reading(S) as work:
        rows = await work.tx.rows(
            "select o.name, v.stage, v.left_at is not null as over,"
            " extract(epoch from coalesce(v.left_at, $1) - v.entered_at) / 86400 as days"
            " from sys_stage_visit v join deal_opp o on o.id = v.record"
            " where not v.outcome order by o.name, v.visit",
            deal.now,
        )
    found: dict[str, list[tuple[str, int, bool]]] = defaultdict(list)
    for row in rows:
        found[row["name"]].append((row["stage"], int(row["days"]), row["over"]))
    return found


async def test_the_days_of_every_stage(told):
    deal, _ = told
    found = await stays(deal)
    assert [one[:2] for one in found["A"]] == [
        ("s1", 14), ("s2", 22), ("s3", 4), ("s2", 6), ("s3", 20), ("s4", 21), ("s5", 14),
    ]  # fmt: skip
    assert sum(days for _, days, _ in found["A"]) == 101
    assert [one[:2] for one in found["B"]] == [("s1", 20), ("s2", 30)]
    assert [one[:2] for one in found["C"]] == [("s1", 10)]
    assert [one[:2] for one in found["D"]] == [("s1", 10), ("s2", 20), ("s3", 30), ("s5", 20)]
    assert found["E"] == [("s1", 18, True), ("s2", 41, False)]


async def test_average_time_reached_and_conversion(told):
    deal, made = told
    found = await stays(deal)
    average = {}
    for stage in ORDER[:5]:
        of = {
            name: sum(days for at_, days, _ in way if at_ == stage)
            for name, way in found.items()
            if any(at_ == stage for at_, *_ in way)
            and all(over for at_, _, over in way if at_ == stage)
        }
        average[stage] = (Fraction(sum(of.values()), len(of)), len(of))
    assert average == {
        "s1": (Fraction("14.40"), 5), "s2": (Fraction("26"), 3), "s3": (Fraction("27"), 2),
        "s4": (Fraction("21"), 1), "s5": (Fraction("17"), 2),
    }  # fmt: skip
    ends = {
        name: (await deal.get(S, "deal.opp", id_)).values["stage"] for name, id_ in made.items()
    }
    highest = {
        name: max(ORDER.index(one) for one in [*(s for s, *_ in way), ends[name]] if one in ORDER)
        for name, way in found.items()
    }
    reached = [sum(1 for one in highest.values() if one >= n) for n in range(6)]
    assert reached == [5, 4, 2, 2, 2, 2]
    won = sum(1 for one in ends.values() if one == "won")
    lost = sum(1 for one in ends.values() if one == "lost")
    assert Fraction(won, won + lost) == Fraction(2, 3)


async def test_an_open_one_is_stalled_beyond_half_again_its_target(told):
    deal, made = told
    values = (await deal.get(S, "deal.opp", made["E"])).values
    assert values["stage_days"] == "41" and values["stage_stalled"] is True
    values = (await deal.get(S, "deal.opp", made["D"])).values
    assert values["stage_state"] == "won" and values["stage_stalled"] is False


async def test_the_bar_tells_the_way_that_was_gone_and_what_is_missing_to_go_on(told):
    deal, made = told
    async with deal.reading(S) as work:
        (bar,) = await bars(work, "deal.opp", made["E"])
        (over,) = await bars(work, "deal.opp", made["A"])
        (passed,) = await bars(work, "deal.opp", made["D"])
    assert [(one["key"], one["state"], one["days"]) for one in bar.stages][:3] == [
        ("s1", "done", 18), ("s2", "now", 41), ("s3", "ahead", 0),
    ]  # fmt: skip
    ways = {one.key: (one.way, {told.code for told in one.missing}) for one in bar.targets}
    assert ways == {
        "s3": ("forward", {"stage.task"}),
        "won": ("outcome", {"stage.enter", "stage.task"}),
        "lost": ("outcome", {"stage.ask"}),
        "invalid": ("outcome", {"stage.ask"}),
    }
    assert over.targets == [] and over.state == "won"
    assert [(one["key"], one["visits"], one["days"]) for one in over.stages] == [
        ("s1", 1, 14), ("s2", 2, 28), ("s3", 2, 24), ("s4", 1, 21), ("s5", 1, 14),
    ]  # fmt: skip
    assert [one["state"] for one in passed.stages] == ["done", "done", "done", "passed", "done"]
    async with deal.reading(HU) as work:
        (bar,) = await bars(work, "deal.opp", made["E"])
    (back,) = [one for one in bar.targets if one.way == "back"]
    assert (back.key, back.reasoned, back.ask) == ("s1", True, ("stage_reason",))
    assert back.missing == ()


async def test_an_open_mandatory_task_holds_it_back(told):
    deal, made = told
    with pytest.raises(Invalid) as refused:
        await deal.change(S, "deal.opp", made["E"], stage="s3")
    assert [one.code for one in refused.value.problems] == ["stage.task"]
    assert refused.value.problems[0].values["task"]["zh"] == "客户确认方案"
