"""Approvals over HTTP: submit, decide, refuse, look; what each person may and may not."""

from typing import Any

import pytest_asyncio
from tests.web.approving import approving, ask, begun, do, mine, order
from tests.web.conftest import Site

FLOW = """
shop/flows/order_approval:
  flow: order_approval
  label: {zh: 订单审批, en: Order approval}
  form: order
  submit: {when: 'state = "draft"'}
  policies: {code: "OA-{yy}{MM}-{000}", resubmit: rerun}
  nodes:
    - node: tech
      label: {zh: 技术确认, en: Technical check}
      approve: {any: "role(tech)"}
      edit: [discount, lines.qty]
      hide: [lines.price]
      opinion: reject
    - choose:
        - when: total > 1000
          do:
            - node: boss
              label: {zh: 总经理, en: Boss}
              approve: {one: person(gm)}
        - else: []
  ends:
    approved: {set: {state: '"approved"'}}
"""
NAME = "shop.order_approval"


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory) -> Any:
    async with approving(pool, tmp_path_factory.mktemp("files"), FLOW) as made:
        yield made


async def submitted(house: Site, qty: int = 1) -> tuple[str, str]:
    """An order of li in approval: (record, instance)."""
    return await begun(house, NAME, qty)


async def test_an_order_goes_its_way(house):
    id_ = await order(house, 20)
    told = await ask(house, "li", f"/api/forms/shop.order/records/{id_}/flows")
    assert told == {"instances": [], "submit": [{"flow": NAME, "label": "订单审批"}]}
    way = await ask(house, "li", f"/api/flows/{NAME}/preview/{id_}")
    assert [one["key"] for one in way["nodes"]] == ["tech", "boss"]
    assert way["ends"] == "approved"
    done = await do(house, "li", f"/api/flows/{NAME}/instances", record=id_)
    instance = done["instance"]
    record = await ask(house, "li", f"/api/forms/shop.order/records/{id_}")
    assert record["values"]["flow_state"] == "running"
    seen = await ask(house, "wu", f"/api/instances/{instance}")
    assert seen["task"]["label"] == "技术确认"
    assert {"approve", "reject", "return", "transfer", "ask", "add-sign"} <= set(
        seen["task"]["acts"]
    )
    assert [one["label"] for one in seen["to_come"]] == ["总经理"]
    assert "price" not in seen["record"]["values"]["lines"][0]
    task = seen["task"]["id"]
    fields = {"discount": "0.1"}
    await do(
        house, "wu", f"/api/tasks/{task}/approve", fields=fields, record_version=record["version"]
    )
    task = await mine(house, "gm", instance)
    seen = await ask(house, "gm", f"/api/tasks/{task}")  # who has no role on any form
    assert seen["record"]["values"]["customer"] == {"id": house.customer, "title": "A"}
    assert seen["record"]["values"]["customer_level"]
    await ask(house, "gm", f"/api/forms/shop.customer/records/{house.customer}", 404)
    done = await do(house, "gm", f"/api/tasks/{task}/approve", opinion="好")
    assert done["status"] == "approved"
    record = await ask(house, "li", f"/api/forms/shop.order/records/{id_}")
    assert record["values"]["flow_state"] == "approved"
    assert record["values"]["state"] == "approved"
    assert record["values"]["discount"] == "0.1"
    seen = await ask(house, "li", f"/api/instances/{instance}")
    assert [one["what"] for one in seen["happened"]] == [
        "Submit",
        "Approve",
        "Approve",
        "flow.approved",
    ]
    assert seen["happened"][2]["opinion"] == "好"
    assert seen["instance"]["code"].startswith("OA-")
    for login in ("wu", "gm"):
        done = await ask(house, login, "/api/inbox?which=done")
        assert instance in [one["instance"] for one in done["lines"]]
    sent = await ask(house, "li", "/api/inbox?which=sent")
    assert sent["lines"][0]["instance"] == instance


async def test_a_small_order_takes_the_short_way(house):
    _, instance = await submitted(house)
    task = await mine(house, "xu", instance)
    assert (await do(house, "xu", f"/api/tasks/{task}/approve"))["status"] == "approved"


async def test_nobody_else_sees_or_decides(house):
    id_, instance = await submitted(house)
    task = await mine(house, "wu", instance)
    await ask(house, "out", f"/api/instances/{instance}", 404)
    await ask(house, "out", f"/api/tasks/{task}", 404)
    await do(house, "out", f"/api/tasks/{task}/approve", 403)
    await do(house, "li", f"/api/tasks/{task}/approve", 403)
    await do(house, "wu", f"/api/tasks/{task}/reject", 422)
    await do(house, "li", f"/api/flows/{NAME}/instances", 409, record=id_)
    refused = await (await house.as_("li")).patch(
        "/api/forms/shop.order/records", json={"id": id_, "set": {"subject": "t"}}
    )
    assert refused.status_code == 422, refused.text


async def test_an_act_sent_twice_is_done_once(house):
    _, instance = await submitted(house)
    task = await mine(house, "wu", instance)
    first = await do(house, "wu", f"/api/tasks/{task}/approve", key="k1")
    second = await do(house, "wu", f"/api/tasks/{task}/approve", key="k1")
    assert second == {**first, "again": True}
    told = await do(house, "wu", f"/api/tasks/{task}/reject", 422, key="k1", opinion="no")
    assert told["code"] == "flow.key_reuse"
    late = await mine_gone(house, "xu", instance)
    assert late == []


async def mine_gone(house: Site, login: str, instance: str) -> list[str]:
    found = await ask(house, login, "/api/inbox?which=todo&most=99")
    return [one["task"] for one in found["lines"] if one["instance"] == instance]


async def test_a_stale_page_is_told_what_changed(house):
    _, instance = await submitted(house)
    wu, xu = await mine(house, "wu", instance), await mine(house, "xu", instance)
    version = (await ask(house, "xu", f"/api/tasks/{xu}"))["record"]["version"]
    boss = str(house.world.people["boss"].id)
    await do(house, "wu", f"/api/tasks/{wu}/add-sign", people=[boss], place="before")
    with_field = await mine(house, "boss", instance)
    done = await do(
        house, "boss", f"/api/tasks/{with_field}/approve", fields={"discount": "0.2"},
        record_version=version,
    )  # fmt: skip
    assert done["status"] == "running"
    told = await do(house, "xu", f"/api/tasks/{xu}/approve", 409, record_version=version)
    assert told["code"] == "flow.stale"
    assert "折扣" in told["message"]
    fresh = (await ask(house, "xu", f"/api/tasks/{xu}"))["record"]["version"]
    done = await do(house, "xu", f"/api/tasks/{xu}/approve", record_version=fresh)
    assert done["status"] == "approved"


async def test_a_column_of_lines_is_written_and_rows_stay(house):
    _, instance = await submitted(house)
    task = await mine(house, "wu", instance)
    row = (await ask(house, "wu", f"/api/tasks/{task}"))["record"]["values"]["lines"][0]["id"]
    path = f"/api/tasks/{task}/approve"
    await do(house, "wu", path, 422, fields={"lines": []})
    await do(house, "wu", path, 422, fields={"subject": "t"})
    tried = await do(
        house,
        "wu",
        f"/api/tasks/{task}/preview",
        set={"lines": [{"id": row, "qty": "7"}]},
        version=2,
    )
    assert tried["lines"]["lines"][0]["total"] == "700"
    await do(house, "wu", path, fields={"lines": [{"id": row, "qty": "7"}]})


async def test_returned_changed_and_sent_again(house):
    id_, instance = await submitted(house, 20)
    task = await mine(house, "wu", instance)
    done = await do(house, "wu", f"/api/tasks/{task}/return", to="start", opinion="数量不对")
    assert done["status"] == "returned"
    record = await ask(house, "li", f"/api/forms/shop.order/records/{id_}")
    assert record["values"]["flow_state"] == "returned"
    await house.world.change("li", "shop.order", id_, subject="anew")
    seen = await ask(house, "li", f"/api/instances/{instance}")
    assert "resubmit" in seen["offer"]["acts"]
    assert (await do(house, "li", f"/api/instances/{instance}/resubmit"))["status"] == "running"
    assert await mine(house, "wu", instance)


async def test_withdrawn_and_submitted_anew_is_the_next_round(house):
    id_, instance = await submitted(house)
    assert (await do(house, "li", f"/api/instances/{instance}/withdraw"))["status"] == "withdrawn"
    again = await do(house, "li", f"/api/flows/{NAME}/instances", record=id_)
    assert again["instance"] == instance
    seen = await ask(house, "li", f"/api/instances/{instance}")
    assert seen["instance"]["round"] == 2


async def test_a_batch_answers_each_for_itself(house):
    tasks = []
    for _ in range(3):
        _, instance = await submitted(house)
        tasks.append({"task": await mine(house, "wu", instance)})
    told = await do(house, "wu", "/api/tasks/batch", tasks=[*tasks, tasks[0], {"task": "x"}])
    assert [one.get("status") for one in told["results"]] == ["approved"] * 3 + [None, None]
    assert told["results"][3]["refused"]["code"] == "flow.state"


async def test_a_batch_is_bounded(house):
    await do(house, "wu", "/api/tasks/batch", 422, tasks=[])
    await do(house, "wu", "/api/tasks/batch", 422, tasks=[{}] * 201)
