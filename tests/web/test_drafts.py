"""Expressions of a rule that is only a draft: what each place sees is what the rule itself would see."""

from typing import Any

import pytest
import pytest_asyncio
from tests.pg.records_app import APP
from tests.web.conftest import Site, opened
from tests.web.test_flows import ask, do

AT = "/api/designs/rules/shop.draft"
DRAFT: dict[str, Any] = {
    "label": "试写",
    "when": {"form": "order", "on": "became", "if": ""},
    "timing": "together",
    "do": [
        {"update": {"form": "customer", "where": "", "set": {"name": ""}}},
        {"each": {"of": "lines", "as": "line", "do": [{"stop": {"say": "x"}}, {"set": {"note": ""}}]}},
        {"branch": [{"if": "", "do": [{"notify": {"to": ["owner"], "title": "x"}}]}]},
        {"create": {"form": "customer", "set": {"name": ""}}},
    ],
}  # fmt: skip


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory) -> Any:
    async with opened(pool, tmp_path_factory.mktemp("files")) as made:
        await made.world.apply(APP)
        await made.person("boss", admin=True)
        await made.person("li", roles=["sales"])
        (made.customer,) = (await made.world.put("li", "shop.customer", {"name": "A"})).ids
        yield made


async def names(house: Site, place: str, path: str = "") -> dict[str, dict[str, Any]]:
    body = {"data": DRAFT, "place": place, "path": path}
    answer = await (await house.as_("boss")).post(f"{AT}/names", json=body)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    return {one["key"]: one for one in told["names"]}


async def check(house: Site, place: str, text: str) -> dict[str, Any]:
    return await do(house, "boss", f"{AT}/check", data=DRAFT, place=place, text=text)


async def test_a_condition_sees_the_record(house):
    found = await names(house, "when.if")
    assert "customer" in found
    assert "trigger" not in found
    told = await check(house, "when.if", "NOT EMPTY(「客户」)")
    assert (told["ok"], told["keys"], told["type"]) == (True, "NOT EMPTY(customer)", "boolean")
    refused = await check(house, "when.if", "1 + 1")
    assert not refused["ok"]


async def test_what_is_looked_for_stands_beside_what_set_the_rule_off(house):
    place = "do[0].update.where"
    found = await names(house, place)
    assert "name" in found and "trigger" in found  # the customer's own, and the order beside it
    assert "lines" not in found
    behind = await names(house, place, "trigger")
    assert "lines" in behind
    told = await check(house, place, "record = trigger.customer")
    assert told["ok"]
    assert (await check(house, place, told["labels"]))["keys"] == told["keys"]


async def test_the_steps_for_each_line_see_the_line_and_its_name(house):
    found = await names(house, "do[2].branch[0].if")
    assert "line" not in found
    told = await check(house, "do[2].branch[0].do[0].notify.to", "owner")
    assert told["ok"]


async def test_a_place_at_which_nothing_can_stand_is_said(house):
    await do(house, "boss", f"{AT}/check", 404, data=DRAFT, place="do[9].set.x", text="1")
    await do(house, "boss", f"{AT}/names", 422, data=[], place="when.if")
    await do(house, "boss", "/api/designs/rules/none.x/names", 404, data=DRAFT, place="when.if")
    told = await ask(house, "li", "/api/designs/rules", 403)
    assert told["code"] == "auth.admin_only"


@pytest.mark.parametrize("place", ["when.if", "do[0].update.set.name", "do[3].create.set.name"])
async def test_what_a_place_has_to_give_is_the_fields_own(house, place):
    want = "boolean" if place == "when.if" else "text"
    told = await check(house, place, '"x"' if want == "text" else "TRUE")
    assert (told["ok"], told["type"]) == (True, want)


async def test_a_draft_is_tried_on_a_record_and_nothing_is_kept(house):
    draft = {
        "when": {"form": "customer", "on": "became", "if": 'name = "B"'},
        "do": [
            {"create": {"form": "customer", "set": {"name": '"made of " & name'}}},
            {"call": {"url": "https://example.com/x", "body": {"name": "name"}}},
            {"wait": {"for": "2 days"}},
        ],
    }
    told = await do(house, "boss", f"{AT}/try", data=draft, record=house.customer)
    assert not told["holds"]
    assert [one["verb"] for one in told["steps"]] == ["create", "call", "wait"]
    (made,) = told["steps"][0]["effects"]
    assert made["set"]["name"] == "made of A"
    assert told["steps"][1]["effects"][0]["set"]["url"] == "https://example.com/x"
    page = await do(house, "boss", "/api/forms/shop.customer/query", columns=["name"])
    assert [row[-1] for row in page["rows"]] == ["A"]
    wrong = await do(house, "boss", f"{AT}/try", 422, data=DRAFT, record=house.customer)
    assert wrong["code"] == "definition.invalid" and wrong["problems"]
