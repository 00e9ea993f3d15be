"""Rules that people set off on a record: offered where they could be, run once for each press."""

from typing import Any

import pytest_asyncio
from tests.pg.records_app import APP
from tests.web.approving import ask
from tests.web.conftest import Site, opened

RULES = """
shop/rules/cheaper:
  rule: cheaper
  label: {zh: 降价一成, en: Ten percent off}
  when: {form: order, on: button, if: 'EMPTY(discount)'}
  timing: together
  as: system
  do: [{set: {discount: "0.1"}}]
"""
AT = "/api/forms/shop.order/records"


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory) -> Any:
    async with opened(pool, tmp_path_factory.mktemp("files")) as made:
        await made.world.apply(APP + RULES)
        await made.person("li", roles=["sales"])
        await made.person("out")
        (made.customer,) = (await made.world.put("li", "shop.customer", {"name": "A"})).ids
        yield made


async def order(house: Site) -> str:
    given = {"customer": house.customer, "subject": "s"}
    (id_,) = (await house.world.put("li", "shop.order", given)).ids
    return id_


async def press(
    house: Site, login: str, id_: str, rule: str = "shop.cheaper", key: str = ""
) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    browser = await house.as_(login)
    return await browser.post(f"{AT}/{id_}/buttons/{rule}", json={}, headers=headers)


async def test_a_button_is_offered_pressed_and_gone(house):
    id_ = await order(house)
    told = await ask(house, "li", f"{AT}/{id_}/buttons")
    assert told == {"buttons": [{"rule": "shop.cheaper", "label": "降价一成"}]}
    answer = await press(house, "li", id_, key="k1")
    assert (answer.status_code, answer.json()) == (200, {"ran": True, "timing": "together"})
    record = await ask(house, "li", f"{AT}/{id_}")
    assert record["values"]["discount"] == "0.1"
    assert await ask(house, "li", f"{AT}/{id_}/buttons") == {"buttons": []}
    again = await press(house, "li", id_, key="k2")
    assert (again.status_code, again.json()["code"]) == (409, "rule.not_now")


async def test_who_may_not_see_the_record_learns_nothing(house):
    id_ = await order(house)
    await ask(house, "out", f"{AT}/{id_}/buttons", 404)
    assert (await press(house, "out", id_)).status_code == 404
    assert (await press(house, "li", id_, "shop.none")).json()["code"] == "rule.missing"
