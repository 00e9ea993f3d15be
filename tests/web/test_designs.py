"""Definitions read, tried and published in the browser: what is refused, what running approvals keep."""

import copy
from typing import Any

import pytest_asyncio
from tests.web.approving import approving, ask, do, order
from tests.web.conftest import Site
from tests.web.test_flows import FLOW, NAME, submitted

AT = f"/api/designs/flows/{NAME}"


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory) -> Any:
    async with approving(pool, tmp_path_factory.mktemp("files"), FLOW) as made:
        yield made


async def read(house: Site) -> tuple[dict[str, Any], int]:
    told = await ask(house, "boss", AT)
    return copy.deepcopy(told["data"]), told["version"]


async def test_only_an_administrator_designs(house):
    for path in ("/api/designs/flows", AT):
        told = await ask(house, "li", path, 403)
        assert told["code"] == "auth.admin_only"
    await do(house, "li", f"{AT}/apply", 403, data=None, base=0)


async def test_a_design_is_listed_and_read(house):
    told = await ask(house, "boss", "/api/designs/flows")
    assert told["designs"] == [
        {"name": NAME, "app": "shop", "label": "订单审批", "form": "shop.order"}
    ]
    told = await ask(house, "boss", AT)
    assert told["data"]["nodes"][0]["approve"] == {"any": "role(tech)"}
    assert "flow: order_approval" in told["yaml"]
    await ask(house, "boss", "/api/designs/nothing", 404)
    await ask(house, "boss", "/api/designs/flows/shop.none", 404)


async def test_a_plan_tells_what_is_wrong_and_where(house):
    data, base = await read(house)
    data["nodes"][0]["approve"] = {"any": "role(nobody_has_this)"}
    data["nodes"][1]["choose"][0]["when"] = "totl > 1000"
    told = await do(house, "boss", f"{AT}/plan", data=data, base=base)
    assert {one["code"] for one in told["problems"]} >= {"formula.no_name"}
    assert all(one["place"].startswith("nodes") and one["message"] for one in told["problems"])
    refused = await do(house, "boss", f"{AT}/apply", 422, data=data, base=base)
    assert refused["code"] == "definition.invalid"
    assert (await read(house))[1] == base


async def test_a_branch_without_a_condition_is_refused(house):
    data, base = await read(house)
    data["nodes"][1]["choose"].insert(0, {"when": "", "do": []})
    told = await do(house, "boss", f"{AT}/plan", data=data, base=base)
    (one,) = told["problems"]
    assert (one["code"], one["place"]) == ("setting.missing", "nodes.1.choose.0")


async def test_a_publication_is_for_those_that_begin_after_it(house):
    """S44, E9: the one that runs keeps its version; a second draft of the old one is a conflict."""
    _, instance = await submitted(house)
    data, base = await read(house)
    data["nodes"][0]["label"] = {"zh": "工艺确认", "en": "Process check"}
    data["nodes"].append({
        "node": "copyist", "label": "归档", "handle": {"one": "submitter"}, "sign": None,
    })  # fmt: skip
    plan = await do(house, "boss", f"{AT}/plan", data=data, base=base)
    assert plan["problems"] == []
    assert sum(one["count"] for one in plan["open"]) >= 1
    assert "工艺确认" in plan["yaml"]
    done = await do(house, "boss", f"{AT}/apply", data=data, base=base, hash=plan["hash"])
    assert done["version"] > base
    old = await ask(house, "wu", f"/api/instances/{instance}")
    assert old["task"]["label"] == "技术确认"
    _, after = await submitted(house)
    new = await ask(house, "wu", f"/api/instances/{after}")
    assert new["task"]["label"] == "工艺确认"
    refused = await do(house, "boss", f"{AT}/plan", 409, data=data, base=base)
    assert refused["code"] == "design.moved_on"
    before = await ask(house, "boss", f"{AT}?version={base}")
    assert before["data"]["nodes"][0]["label"]["zh"] == "技术确认"
    assert [one["version"] for one in before["versions"]] == [done["version"], base]
    assert before["versions"][0]["by"]


async def test_the_same_again_is_nothing(house):
    data, base = await read(house)
    plan = await do(house, "boss", f"{AT}/plan", data=data, base=base)
    assert (plan["changed"], plan["problems"]) == (False, [])
    refused = await do(house, "boss", f"{AT}/apply", 422, data=data, base=base)
    assert refused["code"] == "design.nothing"


async def test_a_flow_is_made_and_taken_away(house):
    at = "/api/designs/flows/shop.second"
    data = {
        "form": "customer",
        "label": {"zh": "客户审批", "en": "Customer approval"},
        "nodes": [{"node": "a", "approve": {"one": "person(gm)"}}],
    }
    plan = await do(house, "boss", f"{at}/plan", data=data, base=0)
    assert plan["problems"] == []
    assert plan["steps"]  # the form gets its column of the approval's state
    done = await do(house, "boss", f"{at}/apply", data=data, base=0, hash=plan["hash"])
    made = await ask(house, "boss", at)
    assert made["yaml"].startswith("# yaml-language-server")
    assert made["data"]["flow"] == "second"
    gone = await do(house, "boss", f"{at}/apply", data=None, base=done["version"])
    assert gone["version"] > done["version"]
    await ask(house, "boss", at, 404)


async def test_a_draft_is_tried_without_being_written(house):
    data, base = await read(house)
    li = str(house.world.people["li"].id)
    small, large = await order(house), await order(house, 20)
    data["nodes"][1]["choose"][0]["do"].append({
        "node": "second", "label": "复核", "approve": {"one": "person(boss)"},
    })  # fmt: skip
    told = await do(house, "boss", f"{AT}/try", data=data, record=small, person=li)
    assert "second" not in [one["key"] for one in told["nodes"]]
    told = await do(house, "boss", f"{AT}/try", data=data, record=large, person=li)
    assert ("second", "复核") in [(one["key"], one["label"]) for one in told["nodes"]]
    assert told["ends"] == "approved"
    assert (await read(house))[1] == base
    data["nodes"][1]["choose"][0]["when"] = "totl > 1"
    refused = await do(house, "boss", f"{AT}/try", 422, data=data, record=large, person=li)
    assert refused["code"] == "definition.invalid"


async def test_forms_tell_which_of_their_fields_are_pipelines(house):
    told = await ask(house, "boss", "/api/designs/forms")
    assert {one["form"] for one in told["designs"]} >= {"shop.order", "shop.customer"}
    assert all(one["stages"] == [] for one in told["designs"])


async def test_a_fraction_of_a_designer_is_kept_as_it_is_written(house):
    data, base = await read(house)
    data["nodes"][0]["due"] = {"after": 1.5}
    told = await do(house, "boss", f"{AT}/plan", data=data, base=base)
    assert told["problems"]  # no span of time, and told so; nothing is broken by the number
