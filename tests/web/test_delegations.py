"""Standing delegations over HTTP: new approvals go to somebody else for a while, and both see them."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from tests.web.approving import approving, ask, do, mine, order
from tests.web.conftest import Site

from tombolo.base import clock

FLOWS = """
shop/flows/one:
  flow: one
  label: {zh: 一级审批, en: One step}
  form: order
  nodes:
    - {node: only, label: {zh: 审批, en: Approval}, approve: {one: person(a)}}
shop/flows/other:
  flow: other
  label: {zh: 另一个, en: Other}
  form: order
  nodes:
    - {node: only, approve: {one: person(a)}}
"""
PEOPLE = ("a", "b", "c", "d", "e")


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory) -> Any:
    async with approving(pool, tmp_path_factory.mktemp("files"), FLOWS, *PEOPLE) as made:
        yield made


@pytest_asyncio.fixture(autouse=True)
async def none_standing(house):
    async with house.world.pool.write() as tx:
        await tx.run("delete from sys_flow_delegation")


async def begun(house: Site, flow: str = "one") -> str:
    id_ = await order(house)
    done = await do(house, "li", f"/api/flows/shop.{flow}/instances", record=id_)
    return done["instance"]


def who(house: Site, login: str) -> str:
    return str(house.world.people[login].id)


def day(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


async def hand(house: Site, login: str, other: str, status: int = 200, **body: Any) -> Any:
    given = {"delegate": who(house, other), "to": day(7), **body}
    return await do(house, login, "/api/delegations", status, **given)


async def holder(house: Site, instance: str) -> str:
    """The login of who has it."""
    node = (await ask(house, "li", f"/api/instances/{instance}"))["nodes"][-1]
    (task,) = [one for one in node["tasks"] if one["state"] == "pending"]
    logins = {who(house, login): login for login in (*PEOPLE, "li")}
    return logins[task["assignee"]]


async def test_new_approvals_go_to_the_delegate_and_both_see_them(house):
    before = await begun(house)
    made = await hand(house, "a", "b")
    assert made["warnings"] == []
    instance = await begun(house)
    found = await ask(house, "b", "/api/inbox?which=todo")
    (line,) = [one for one in found["lines"] if one["instance"] == instance]
    assert line["on_behalf_of"] == who(house, "a")
    theirs = await ask(house, "a", "/api/inbox?which=delegated")
    assert [one["instance"] for one in theirs["lines"]] == [instance]
    assert theirs["lines"][0]["waiting"] == [who(house, "b")]
    assert (await ask(house, "a", "/api/inbox/counts"))["delegated"] == 1
    assert (await ask(house, "a", f"/api/instances/{instance}"))["task"] is None
    assert await mine(house, "a", before)  # what was there stays
    # An end takes no task back, and the next approval is the owner's again.
    await (await house.as_("a")).delete(f"/api/delegations/{made['id']}")
    assert (await ask(house, "a", "/api/delegations"))["mine"] == []
    done = await do(house, "b", f"/api/tasks/{line['task']}/approve")
    assert done["status"] == "approved"
    seen = await ask(house, "li", f"/api/instances/{instance}")
    (said,) = [one for one in seen["happened"] if one["what"] == "Approve"]
    assert (said["actor"], said["on_behalf_of"]) == (who(house, "b"), who(house, "a"))
    assert await holder(house, await begun(house)) == "a"


async def test_only_in_its_period_and_its_flows(house):
    await hand(house, "a", "b", **{"from": day(2)})
    assert await holder(house, await begun(house)) == "a"
    await hand(house, "a", "c", flows=["shop.other"])
    assert await holder(house, await begun(house)) == "a"
    assert await holder(house, await begun(house, "other")) == "c"


async def test_a_chain_is_followed_three_steps(house):
    for one, next_ in ("ab", "bc", "cd", "de"):
        await hand(house, one, next_)
    assert await holder(house, await begun(house)) == "d"


async def test_a_circle_is_told_and_falls_back_to_the_owner(house):
    await hand(house, "a", "b")
    await hand(house, "b", "c")
    told = await hand(house, "c", "a")
    assert len(told["warnings"]) == 1
    assert await holder(house, await begun(house)) == "a"


async def test_never_to_the_initiator(house):
    await hand(house, "a", "li")
    assert await holder(house, await begun(house)) == "a"


async def test_what_cannot_be_is_refused(house):
    await house.person("gone")
    async with house.world.pool.write() as tx:
        await tx.run("update sys_member set active = false where login = 'gone'")
        await tx.run("update sys_people_version set version = version + 1")
    for login, code in (("a", "flow.self"), ("gone", "flow.inactive")):
        told = await hand(house, "a", login, 422)
        assert [one["code"] for one in told["problems"]] == [code]
    await hand(house, "a", "b", 422, **{"from": day(3), "to": day(2)})
    await hand(house, "a", "b", 422, to=day(-1))
    await hand(house, "a", "b", 422, to="soon")
    await hand(house, "a", "b", 422, flows=["shop.none"])


@pytest.mark.parametrize(("login", "status"), [("b", 403), ("boss", 200)])
async def test_for_others_only_an_administrator_writes_down(house, login, status):
    await hand(house, login, "c", status, principal=who(house, "a"))
    made = (await hand(house, "a", "b"))["id"]
    answer = await (await house.as_(login)).delete(f"/api/delegations/{made}")
    assert answer.status_code == (404 if status == 403 else 200)
    await ask(house, login, "/api/delegations?of=all", status)
