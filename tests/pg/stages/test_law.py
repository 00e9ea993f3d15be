"""T-STAGE-1: whatever is tried, by however many at once, a record goes only where the graph leads,
stands in exactly one place, and its stays add up to its time.
"""

import asyncio
import itertools
import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pg.stages.conftest import ready
from tests.world import NOW

from tombolo.base.errors import Busy, Conflict, Invalid
from tombolo.records.stages.sound import differences, rebuild
from tombolo.records.write.change import Change
from tombolo.records.write.save import create, update

STAGES = ["s1", "s2", "s3", "s4", "s5"]
ENDS = ["won", "lost", "invalid"]
WHO = ["li", "hu", "du"]
FILLED = {
    "need_summary": "x", "match_level": "full", "budget_known": True, "amount": "1",
    "lost_reason": "price", "invalid_reason": "x",
}  # fmt: skip
REFUSALS = {"stage.not_next", "stage.who", "stage.too_late", "stage.not_moved"}
FREE = """
deal/forms/opp:
  label: 商机
  title: "{name}"
  fields:
    name: {kind: text, label: 名称}
    needs_tender: {kind: switch, label: 需招投标}
    stage:
      kind: stage
      label: 阶段
      stages: {s1: 一, s2: 二, s3: 三, s4: 四, s5: 五}
      outcomes: {won: 赢, lost: 输, invalid: 无效}
      moves:
        back: {steps: 1, who: role(sales_head), reason: true}
        reopen: {from: [lost], within: 90, who: role(sales_director)}
        skip: {s4: NOT needs_tender}
deal/grants/sales:
  who: [role(sales), role(sales_director)]
  forms:
    opp: {may: [read, create, update, import]}
deal/grants/heads: null
deal/grants/looking: null
deal/grants/blind: null
deal/forms/quote: null
deal/app: {app: deal, label: 商机, nav: [opp]}
"""


def legal(was: str, to: str, last: str, *, tender: bool, who: str) -> bool:
    """The graph, said once more and in other words."""
    if was in STAGES and to in ENDS:
        return True
    if was in ENDS:
        return was == "lost" and to == last and who == "du"
    order = [one for one in STAGES if tender or one != "s4" or one in (was, to)]
    step = order.index(to) - order.index(was)
    return step == 1 or (step == -1 and who == "hu")


@pytest_asyncio.fixture(scope="module")
async def free(pool: Any) -> Any:
    made = await ready(pool)
    await made.apply(FREE)
    return made


async def move(world: Any, who: str, id_: str, to: str, now: datetime) -> bool:
    """Whether it went; somebody else's being faster is no answer, so it is tried again."""
    for _ in range(20):
        try:
            async with world.writing(who) as work:
                change = Change({"stage": to, "stage_reason": f"{who} → {to}"}, id_)
                await update(replace(work, now=now), "deal.opp", [change])
        except Invalid as refused:
            assert refused.problems and all(one.code in REFUSALS for one in refused.problems)
            return False
        except (Busy, Conflict):
            continue
        else:
            return True
    raise AssertionError("never came through")


async def story(world: Any, id_: str) -> list[Any]:
    async with world.reading("li") as work:
        return await work.tx.rows(
            "select v.*, o.stage as now, o.created_at, o.stage_entered_at, o.needs_tender"
            " from sys_stage_visit v join deal_opp o on o.id = v.record"
            " where v.record = $1 order by v.visit",
            id_,
        )


def demand_sound(rows: list[Any]) -> None:
    open_ = [row for row in rows if row["left_at"] is None]
    assert open_ == rows[-1:] and rows[-1]["stage"] == rows[-1]["now"]
    assert rows[-1]["entered_at"] == rows[-1]["stage_entered_at"]
    assert [row["visit"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0]["entered_at"] == rows[0]["created_at"] and rows[0]["stage"] == "s1"
    for before, after in itertools.pairwise(rows):
        assert before["left_at"] == after["entered_at"] >= before["entered_at"]
    closed = rows[-1]["entered_at"]
    spent = sum((row["left_at"] - row["entered_at"] for row in rows[:-1]), timedelta())
    assert spent == closed - rows[0]["created_at"]


TRIES = st.lists(
    st.tuples(st.sampled_from(STAGES + ENDS), st.sampled_from(WHO), st.integers(0, 9_000_000)),
    max_size=16,
)


async def played(free: Any, tries: list[Any], *, tender: bool) -> None:
    made = await free.put("li", "deal.opp", {"name": "x", "needs_tender": tender})
    id_, at, was, last, closed = made.ids[0], NOW, "s1", "s1", NOW
    for to, who, seconds in tries:
        at += timedelta(seconds=seconds)
        if to == was:
            continue
        expected = legal(was, to, last, tender=tender, who=who)
        if was == "lost" and at - closed > timedelta(days=90):
            expected = False
        assert await move(free, who, id_, to, at) is expected, (was, to, who)
        if expected:
            was, closed = to, at
            last = to if to in STAGES else last
    demand_sound(await story(free, id_))


async def test_one_after_the_other(free: Any) -> None:
    loop = asyncio.get_running_loop()

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(st.booleans(), TRIES)
    def run(tender: bool, tries: list[Any]) -> None:
        told = played(free, tries, tender=tender)
        asyncio.run_coroutine_threadsafe(told, loop).result()

    await asyncio.to_thread(run)


@pytest.mark.parametrize("seed", range(4))
async def test_many_at_once(free, seed):
    chance = random.Random(seed)
    async with free.writing("li") as work:
        made = await create(
            work,
            "deal.opp",
            [Change({"name": str(n), "needs_tender": n % 2 == 0}) for n in range(3)],
        )

    async def mover(number: int) -> int:
        own, went = random.Random(f"{seed} {number}"), 0
        for n in range(12):
            # Clocks of several processes: who comes later may carry the earlier moment.
            now = NOW + timedelta(seconds=n * 60 + own.randint(-120, 120) + 300)
            to = own.choice([*STAGES, *STAGES, *STAGES, *ENDS])
            went += await move(free, own.choice(WHO), own.choice(made.ids), to, now)
        return went

    went = await asyncio.gather(*(mover(chance.randint(0, 999)) for _ in range(6)))
    total = 0
    for id_ in made.ids:
        rows = await story(free, id_)
        demand_sound(rows)
        last = "s1"
        for before, after in itertools.pairwise(rows):
            who = (after["reason"] or "li").split()[0]
            tender = after["needs_tender"]
            assert legal(before["stage"], after["stage"], last, tender=bool(tender), who=who)
            last = after["stage"] if after["stage"] in STAGES else last
        total += len(rows) - 1
    assert total <= sum(went)
    async with free.reading("li") as work:
        assert await differences(work.tx, work.catalog) == []


async def test_stays_that_are_not_what_the_records_say_are_found_and_put_right(free):
    made = await free.put("li", "deal.opp", *({"name": str(n)} for n in range(4)))
    wrong, gone, late, _ = made.ids
    now = NOW + timedelta(days=1)
    assert await move(free, "li", late, "s2", now)
    async with free.pool.owner() as tx:
        await tx.run("update sys_stage_visit set stage = 's3' where record = $1", wrong)
        await tx.run("delete from sys_stage_visit where record = $1", gone)
        await tx.run(
            "update sys_stage_visit set left_at = left_at + interval '1 h'"
            " where record = $1 and visit = 1",
            late,
        )
        (found,) = await differences(tx, free.catalog)
        assert (found.form, found.field, found.count) == ("deal.opp", "stage", 3)
        assert found.example in {wrong, gone, late}
        assert await rebuild(tx, free.catalog) == 3
        assert await differences(tx, free.catalog) == []
    demand_sound(await story(free, late))
    demand_sound(await story(free, gone))
