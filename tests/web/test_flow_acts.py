"""What is offered besides yes and no: taking back, cutting, ending an incident, over HTTP."""

from typing import Any

import pytest_asyncio
from tests.web.approving import approving, ask, do, mine, order
from tests.web.conftest import Site

FLOWS = """
shop/flows/two:
  flow: two
  label: {zh: 两级审批, en: Two steps}
  form: order
  nodes:
    - {node: first, label: {zh: 初审, en: First}, approve: {one: person(wu)}}
    - {node: last, approve: {one: person(gm)}}
shop/flows/stuck:
  flow: stuck
  label: {zh: 卡住, en: Stuck}
  form: order
  nodes:
    - {node: none, label: {zh: 无人, en: Nobody}, approve: {any: role(boss)}, empty: block}
"""


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory) -> Any:
    async with approving(pool, tmp_path_factory.mktemp("files"), FLOWS) as made:
        yield made


async def begun(house: Site, flow: str = "two") -> str:
    id_ = await order(house)
    done = await do(house, "li", f"/api/flows/shop.{flow}/instances", record=id_)
    return done["instance"]


def who(house: Site, login: str) -> str:
    return str(house.world.people[login].id)


async def test_taking_back_is_offered_while_nothing_was_touched(house):
    instance = await begun(house)
    task = await mine(house, "wu", instance)
    assert (await ask(house, "wu", f"/api/instances/{instance}"))["take_back"] is None
    await do(house, "wu", f"/api/tasks/{task}/approve")
    seen = await ask(house, "wu", f"/api/instances/{instance}")
    assert seen["take_back"]["task"] == task
    assert seen["take_back"]["label"] == "初审"
    assert (await ask(house, "li", f"/api/instances/{instance}"))["take_back"] is None
    await do(house, "wu", f"/api/tasks/{task}/take-back")
    assert await mine(house, "wu", instance) == task
    await do(house, "wu", f"/api/tasks/{task}/approve")
    last = await mine(house, "gm", instance)
    await do(house, "gm", f"/api/tasks/{last}/transfer", to=who(house, "xu"))
    assert (await ask(house, "wu", f"/api/instances/{instance}"))["take_back"] is None


async def test_who_added_people_may_cut_them(house):
    instance = await begun(house)
    task = await mine(house, "wu", instance)
    people = [who(house, "xu"), who(house, "gm")]
    await do(house, "wu", f"/api/tasks/{task}/add-sign", people=people, place="with")
    seen = await ask(house, "wu", f"/api/instances/{instance}")
    assert {one["person"] for one in seen["cuts"]} == set(people)
    assert (await ask(house, "xu", f"/api/instances/{instance}"))["cuts"] == []
    (cut,) = [one["task"] for one in seen["cuts"] if one["person"] == who(house, "xu")]
    await do(house, "xu", f"/api/tasks/{cut}/cut", 403)
    await do(house, "wu", f"/api/tasks/{cut}/cut")
    seen = await ask(house, "wu", f"/api/instances/{instance}")
    assert [one["person"] for one in seen["cuts"]] == [who(house, "gm")]


async def test_an_incident_is_ended_by_an_administrator(house):
    instance = await begun(house, "stuck")
    assert (await ask(house, "li", f"/api/instances/{instance}"))["stuck"] == []
    (found,) = (await ask(house, "boss", f"/api/instances/{instance}"))["stuck"]
    assert (found["label"], found["hows"]) == ("无人", ["retry", "assign"])
    path = f"/api/instances/{instance}/resolve"
    await do(house, "li", path, 403, run=found["run"], how="retry")
    people = [who(house, "xu")]
    done = await do(house, "boss", path, run=found["run"], how="assign", people=people)
    assert done["status"] == "running"
    await do(house, "xu", f"/api/tasks/{await mine(house, 'xu', instance)}/approve")
