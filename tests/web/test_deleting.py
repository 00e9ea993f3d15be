"""A record in approval is deleted only with its approval, by who looks after that, whole or not at all (D06)."""

import asyncio
from typing import Any

import pytest_asyncio
from tests.web.approving import approving, ask, begun, do, mine, order
from tests.web.test_flows import FLOW, NAME

DELETE = "/api/forms/shop.order/delete"


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory) -> Any:
    async with approving(pool, tmp_path_factory.mktemp("files"), FLOW) as made:
        yield made


async def status(house, instance: str) -> str:
    async with house.world.pool.read() as tx:
        return await tx.value("select status from sys_flow_instance where id = $1", instance)


async def test_a_record_in_approval_is_not_deleted_by_itself(house):
    id_, instance = await begun(house, NAME)
    for login in ("li", "boss"):
        told = await do(house, login, DELETE, 409, ids=[id_])
        assert told["code"] == "record.in_approval"
    assert "终止并删除" in told["message"]
    assert await status(house, instance) == "running"


async def test_who_looks_after_the_flow_terminates_and_deletes_in_one(house):
    id_, instance = await begun(house, NAME)
    free = await order(house)
    task = await mine(house, "wu", instance)
    told = await do(house, "boss", DELETE, ids=[id_, free], terminate=True, opinion="测试单")
    assert told == {"deleted": 2}
    assert await status(house, instance) == "terminated"
    seen = await ask(house, "boss", f"/api/forms/shop.order/records/{id_}?bin=1")
    assert (seen["values"]["flow_state"], bool(seen["deleted_at"])) == ("terminated", True)
    closed = await do(house, "wu", f"/api/tasks/{task}/approve", 409)
    assert closed["code"] in {"flow.closed", "flow.state"}
    async with house.world.pool.read() as tx:
        event = await tx.value(
            "select data::text from sys_flow_event where instance = $1 and type = 'act.Terminate'",
            instance,
        )
    assert "测试单" in event


async def test_who_does_not_look_after_it_does_neither(house):
    id_, instance = await begun(house, NAME)
    for login, code in (("li", 403), ("wu", 404)):
        await do(house, login, DELETE, code, ids=[id_], terminate=True)
    assert await status(house, instance) == "running"
    assert (await ask(house, "li", f"/api/forms/shop.order/records/{id_}"))["values"]["flow_state"] == "running"  # fmt: skip


async def test_what_cannot_be_deleted_ends_no_approval(house):
    id_, instance = await begun(house, NAME)
    gone = "01890000-0000-7000-8000-000000000000"
    await do(house, "boss", DELETE, 404, ids=[id_, gone], terminate=True)
    assert await status(house, instance) == "running"


async def test_a_decision_and_the_deletion_at_once_are_one_after_the_other(house):
    for _ in range(4):
        id_, instance = await begun(house, NAME, 20)
        task = await mine(house, "wu", instance)
        wu, boss = await house.as_("wu"), await house.as_("boss")
        decided, deleted = await asyncio.gather(
            wu.post(f"/api/tasks/{task}/approve", json={}),
            boss.post(DELETE, json={"ids": [id_], "terminate": True}),
        )
        assert deleted.status_code == 200, deleted.text
        assert decided.status_code in {200, 409}, decided.text
        assert await status(house, instance) == "terminated"


async def test_what_was_returned_is_changed_and_not_deleted(house):
    id_, instance = await begun(house, NAME)
    task = await mine(house, "wu", instance)
    await do(house, "wu", f"/api/tasks/{task}/return", opinion="again", to="start")
    assert await status(house, instance) == "returned"
    li = await house.as_("li")
    changed = await li.patch(
        "/api/forms/shop.order/records", json={"records": [{"id": id_, "set": {"subject": "t"}}]}
    )
    assert changed.status_code == 200, changed.text
    assert (await do(house, "li", DELETE, 409, ids=[id_]))["code"] == "record.in_approval"
    await do(house, "boss", DELETE, ids=[id_], terminate=True)
    assert await status(house, instance) == "terminated"


async def test_two_who_delete_some_of_the_same_wait_for_one_another(house):
    for _ in range(3):
        some = [(await begun(house, NAME))[0] for _ in range(4)]
        boss = await house.as_("boss")
        answers = await asyncio.gather(
            boss.post(DELETE, json={"ids": some[:3], "terminate": True}),
            boss.post(DELETE, json={"ids": some[:0:-1], "terminate": True}),
        )
        assert sorted(one.status_code for one in answers) == [200, 404]


async def test_what_is_out_of_sight_is_not_there(house):
    id_, instance = await begun(house, NAME)
    assert (await do(house, "out", DELETE, 404, ids=[id_], terminate=True))["code"] in {
        "record.missing",
        "form.missing",
    }
    assert await status(house, instance) == "running"
