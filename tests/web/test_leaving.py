"""S27, E6, E21: who is no longer active has nothing left to do; it went to somebody, or says that it could not."""

from typing import Any

import pytest_asyncio
from tests.web.approving import approving, ask, begun, do, mine

FLOWS = """
shop/flows/one:
  flow: one
  label: {zh: 一级审批, en: One step}
  form: order
  nodes:
    - {node: only, label: {zh: 审批, en: Approval}, approve: {one: person(a)}}
shop/flows/two:
  flow: two
  label: {zh: 会签, en: All}
  form: order
  nodes:
    - {node: both, label: {zh: 会签, en: Both}, approve: {all: [person(a), person(b)]}}
"""


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory) -> Any:
    files = tmp_path_factory.mktemp("files")
    async with approving(pool, files, FLOWS, "a", "b", "c") as made:
        yield made


@pytest_asyncio.fixture(autouse=True)
async def everybody_is_there(house):
    boss = await house.as_("boss")
    for login in ("a", "b", "c"):
        await boss.patch(f"/api/members/{who(house, login)}", json={"active": True})


def who(house, login: str) -> str:
    return str(house.world.people[login].id)


async def leave(house, login: str, status: int = 200, **more: Any) -> Any:
    boss = await house.as_("boss")
    told = await boss.patch(f"/api/members/{who(house, login)}", json={"active": False, **more})
    assert told.status_code == status, told.text
    return told.json()


async def test_what_waited_for_the_leaver_waits_for_the_successor(house):
    _, first = await begun(house, "shop.one")
    _, second = await begun(house, "shop.one")
    assert await ask(house, "boss", f"/api/members/{who(house, 'a')}/tasks") == {
        "tasks": 2, "approvals": 2,
    }  # fmt: skip
    told = await leave(house, "a", successor=who(house, "c"))
    assert told["tasks"] == {"handed": 2, "left": 0}
    for instance in (first, second):
        await do(house, "c", f"/api/tasks/{await mine(house, 'c', instance)}/approve")
    told = await ask(house, "boss", f"/api/instances/{first}")
    assert told["instance"]["status"] == "approved"


async def test_without_a_successor_the_administrator_has_it(house):
    admins = [f"/api/members/{who(house, one)}/tasks" for one in ("boss", "ann")]
    before = sum([(await ask(house, "boss", one))["tasks"] for one in admins])
    await begun(house, "shop.one")
    told = await leave(house, "a")
    assert told["tasks"] == {"handed": 1, "left": 0}
    assert sum([(await ask(house, "boss", one))["tasks"] for one in admins]) == before + 1


async def test_the_successor_in_the_node_already_decides_once(house):
    _, instance = await begun(house, "shop.two")
    told = await leave(house, "a", successor=who(house, "b"))
    assert told["tasks"] == {"handed": 1, "left": 0}
    await do(house, "b", f"/api/tasks/{await mine(house, 'b', instance)}/approve")
    told = await ask(house, "boss", f"/api/instances/{instance}")
    assert told["instance"]["status"] == "approved"


async def test_a_frozen_task_moves_too(house):
    _, instance = await begun(house, "shop.one")
    await do(house, "boss", f"/api/instances/{instance}/suspend", opinion="等一等")
    told = await leave(house, "a", successor=who(house, "c"))
    assert told["tasks"] == {"handed": 1, "left": 0}
    await do(house, "boss", f"/api/instances/{instance}/resume")
    await do(house, "c", f"/api/tasks/{await mine(house, 'c', instance)}/approve")


async def test_a_successor_who_is_not_there_is_refused_and_nobody_leaves(house):
    _, instance = await begun(house, "shop.one")
    await leave(house, "c")
    for heir in (who(house, "c"), who(house, "a"), "00000000-0000-0000-0000-000000000000"):
        told = await leave(house, "a", 422, successor=heir)
        assert told["code"] == "auth.no_successor"
    assert await mine(house, "a", instance)
    refused = await (await house.as_("li")).get(f"/api/members/{who(house, 'a')}/tasks")
    assert refused.status_code == 403


async def test_who_has_nothing_to_do_just_goes(house):
    told = await leave(house, "b")
    assert told["tasks"] == {"handed": 0, "left": 0}
    told = await leave(house, "b")
    assert "tasks" not in told
