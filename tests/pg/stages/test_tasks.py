"""Tasks come with a stage, are done by whom they are for, and end with it."""

import pytest
from tests.pg.stages.conftest import READY

from tombolo.base.errors import Conflict, Denied, Invalid, Missing
from tombolo.records.stages.tasks import Act, act, mine
from tombolo.records.write import erase


async def new(deal) -> str:
    made = await deal.put("li", "deal.opp", {"name": "T", **READY})
    return made.ids[0]


async def tasks(deal, id_: str) -> dict[str, dict]:
    async with deal.reading("li") as work:
        rows = await work.tx.rows(
            "select id, key, who, role, due_on, state from sys_stage_task where record = $1", id_
        )
    return {row["key"]: {**dict(row), "id": str(row["id"])} for row in rows}


async def do(deal, who: str, id_: str, what: Act) -> None:
    async with deal.writing(who) as work:
        await act(work, id_, what)


async def waiting(deal, who: str, id_: str) -> list[str]:
    async with deal.reading(who) as work:
        return [one["key"] for one in await mine(work) if one["record"] == id_]


async def test_they_come_with_the_stage_and_what_is_left_ends_with_it(deal):
    id_ = await new(deal)
    (fact,) = (await tasks(deal, id_)).values()
    assert fact["who"] == deal.people["li"].id and fact["due_on"].isoformat() == "2026-07-03"
    assert await waiting(deal, "li", id_) == ["key_facts"]
    await deal.change("li", "deal.opp", id_, stage="s2")
    found = await tasks(deal, id_)
    assert {key: one["state"] for key, one in found.items()} == {
        "key_facts": "skipped", "plan": "todo", "confirm": "todo",
    }  # fmt: skip
    assert await waiting(deal, "li", id_) == ["confirm"]
    assert await waiting(deal, "ap", id_) == ["plan"]
    await deal.change("li", "deal.opp", id_, stage="lost", lost_reason="price")
    assert {one["state"] for one in (await tasks(deal, id_)).values()} == {"skipped"}


async def test_who_may_act_on_them(deal):
    id_ = await new(deal)
    await deal.change("li", "deal.opp", id_, stage="s2")
    found = await tasks(deal, id_)
    with pytest.raises(Denied) as denied:
        await do(deal, "ap", found["confirm"]["id"], Act("done", "x"))
    assert denied.value.code == "stage.task_not_yours"
    with pytest.raises(Missing):
        await do(deal, "bo", found["confirm"]["id"], Act("done", "x"))
    await do(deal, "ap", found["plan"]["id"], Act("done"))
    with pytest.raises(Conflict) as over:
        await do(deal, "ap", found["plan"]["id"], Act("done"))
    assert over.value.code == "stage.task_over"
    with pytest.raises(Invalid) as wrong:
        await do(deal, "li", found["confirm"]["id"], Act("skip"))
    assert wrong.value.problems[0].code == "stage.task_mandatory"
    with pytest.raises(Invalid) as wrong:
        await do(deal, "li", found["confirm"]["id"], Act("done"))
    assert wrong.value.problems[0].code == "stage.task_result"
    with pytest.raises(Invalid) as wrong:
        await do(deal, "li", found["confirm"]["id"], Act("assign"))
    assert wrong.value.problems[0].code == "stage.no_member"
    await do(deal, "li", found["confirm"]["id"], Act("assign", who=str(deal.people["ap"].id)))
    assert await waiting(deal, "ap", id_) == ["confirm"] and await waiting(deal, "li", id_) == []
    await do(deal, "ap", found["confirm"]["id"], Act("done", "客户已书面确认"))
    await deal.change("li", "deal.opp", id_, stage="s3")


async def test_who_cannot_read_the_record_has_no_task_there_and_a_purge_takes_all_along(deal):
    id_ = await new(deal)
    await deal.person("root", admin=True)
    async with deal.writing("li") as work:
        await erase.delete(work, "deal.opp", [id_])
    assert await waiting(deal, "li", id_) == []
    (fact,) = (await tasks(deal, id_)).values()
    with pytest.raises(Missing):
        await do(deal, "li", fact["id"], Act("done"))
    async with deal.writing("root") as work:
        assert await erase.purge(work, "deal.opp", [id_]) == 1
        left = await work.tx.value("select count(*) from sys_stage_visit where record = $1", id_)
    assert left == 0 and await tasks(deal, id_) == {}
