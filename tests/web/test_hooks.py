"""Calls from outside: the address, the signature, what is taken in, each call once, however many come."""

import asyncio
import json
import time
from typing import Any

import pytest_asyncio
from httpx import ASGITransport, AsyncClient
from tests.pg.records_app import APP
from tests.web.approving import ask, do
from tests.web.conftest import Site, opened
from tests.web.test_automations import work_off

from tombolo.automation import hooks
from tombolo.automation.read import rules_of

RULES = """
shop/rules/lead:
  label: {zh: 接收线索, en: Take a lead}
  when:
    on:
      hook: token
      once: number
      take:
        number: {type: text, from: order.no, needed: true}
        name: {type: text, from: order.customer}
        credit: {type: number, from: order.lines.0.amount}
  as: system
  do: [{upsert: {form: customer, by: [name], set: {name: body.name, credit: body.credit}}}]
shop/rules/signed:
  label: {zh: 签名接收, en: Signed}
  when: {on: {hook: signed, take: {name: text}}}
  as: system
  do: [{create: {form: customer, set: {name: body.name}}}]
"""
LEAD = {"order": {"no": "L1", "customer": "Hook & Co", "lines": [{"amount": "12.5"}]}}


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory) -> Any:
    async with opened(pool, tmp_path_factory.mktemp("files")) as made:
        await made.world.apply(APP + RULES)
        assert rules_of(made.world.catalog)[1] == ()
        await made.person("boss", admin=True)
        await made.person("li", roles=["sales"])
        yield made


async def address(house: Site, rule: str) -> tuple[str, str]:
    made = await do(house, "boss", f"/api/automations/{rule}/hook")
    return made["url"][made["url"].index("/hooks/") :], made["secret"] or ""


async def call(
    house: Site, path: str, body: object, status: int = 202, **headers: str | bytes
) -> Any:
    """Somebody outside, who knows an address and has no session."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    transport = ASGITransport(app=house.app)
    async with AsyncClient(transport=transport, base_url="http://tombolo.test") as outside:
        given = {"content-type": "application/json", **headers}
        answer = await outside.post(path, content=content, headers=given)
    assert answer.status_code == status, answer.text
    return answer.json()


async def names(house: Site) -> list[str]:
    return sorted(name for name, _ in await customers(house))


async def customers(house: Site) -> list[list[str]]:
    return await house.world.rows("ann", "shop.customer", ["name", "credit"])


async def clear(house: Site) -> None:
    async with house.world.pool.write() as tx:
        for table in ("shop_customer", "sys_rule_run", "sys_rule_heard"):
            await tx.run(f"delete from {table}")
    door_rates = house.app.state.house.rates
    door_rates.buckets.clear()


async def test_a_call_is_taken_in_and_its_rule_runs(house):
    await clear(house)
    path, secret = await address(house, "shop.lead")
    assert secret == ""
    told = await call(house, path, LEAD)
    assert told["again"] is False
    await work_off(house)
    assert await customers(house) == [["Hook & Co", "12.5"]]
    run = await ask(house, "boss", f"/api/automation-runs/{told['run']}")
    assert run["event"] == {
        "on": "hook",
        "given": {"body": {"number": "L1", "name": "Hook & Co", "credit": "12.5"}},
    }
    shown = {
        one["name"]: one for one in (await ask(house, "boss", "/api/automations"))["automations"]
    }
    assert shown["shop.lead"]["hook"]["by"] == "Boss"
    assert (shown["shop.signed"]["hook"]["made_at"], shown["shop.signed"]["hook"]["seal"]) == (None, "signed")  # fmt: skip


async def test_the_same_call_again_is_answered_with_its_run(house):
    await clear(house)
    path, _ = await address(house, "shop.lead")
    first = await call(house, path, LEAD)
    again = await call(house, path, {"order": {**LEAD["order"], "customer": "Other"}})
    assert again == {"run": first["run"], "again": True}
    other = await call(house, path, {"order": {**LEAD["order"], "no": "L2"}})
    assert other["run"] != first["run"]
    async with house.world.pool.write() as tx:
        await tx.run("update sys_rule_heard set until = clock_timestamp()")
    later = await call(house, path, LEAD)
    assert (later["again"], later["run"] == first["run"]) == (False, False)


async def test_twenty_calls_at_once_with_one_key_make_one_record(house):
    """U13: each call has a number of its own, and the same name."""
    await clear(house)
    path, _ = await address(house, "shop.lead")
    bodies = [{"order": {**LEAD["order"], "no": f"N{n}"}} for n in range(20)]
    told = await asyncio.gather(*(call(house, path, body) for body in bodies))
    assert len({one["run"] for one in told}) == 20
    await asyncio.gather(*(work_off(house) for _ in range(4)))
    await work_off(house)
    assert await names(house) == ["Hook & Co"]


async def test_of_one_call_that_comes_many_times_at_once_there_is_one_run(house):
    await clear(house)
    path, _ = await address(house, "shop.lead")
    told = await asyncio.gather(*(call(house, path, LEAD) for _ in range(8)))
    assert sorted(one["again"] for one in told) == [False, *[True] * 7]
    assert len({one["run"] for one in told}) == 1


async def test_who_does_not_know_the_address_finds_nothing(house):
    await clear(house)
    path, _ = await address(house, "shop.lead")
    wrong = [path[:-1] + ("0" if path[-1] != "0" else "1"), "/hooks/shop.lead/x", "/hooks/shop.none/x"]  # fmt: skip
    for each in wrong:
        assert (await call(house, each, LEAD, 404))["code"] == "rule.no_hook"
    newer, _ = await address(house, "shop.lead")
    await call(house, path, LEAD, 404)
    await call(house, newer, LEAD)
    boss = await house.as_("boss")
    assert (await boss.delete("/api/automations/shop.lead/hook")).status_code == 200
    await call(house, newer, LEAD, 404)
    assert (await boss.delete("/api/automations/shop.lead/hook")).status_code == 404
    refused = await do(house, "li", "/api/automations/shop.lead/hook", 403)
    assert refused["code"] == "auth.admin_only"


async def test_what_is_not_as_it_must_be_is_told_where(house):
    await clear(house)
    path, _ = await address(house, "shop.lead")
    told = await call(house, path, {"order": {"lines": [{"amount": "many"}]}}, 422)
    assert {(one["code"], one["place"]) for one in told["problems"]} == {
        ("rule.not_given", "body.order.no"),
        ("rule.not_of_type", "body.order.lines.0.amount"),
    }
    assert (await call(house, path, b"{not json", 400))["code"] == "json.bad"
    assert (await call(house, path, b"x", 415, **{"content-type": "text/plain"}))["code"] == "rule.body_kind"  # fmt: skip
    assert (await call(house, path, b" " * 1_000_001, 413))["code"] == "web.too_large"
    async with house.world.pool.read() as tx:
        assert await tx.value("select count(*) from sys_rule_run") == 0
        assert await tx.value("select count(*) from sys_rule_heard") == 0


async def test_a_form_may_be_sent_too(house):
    await clear(house)
    path, _ = await address(house, "shop.signed")
    path, secret = await address(house, "shop.signed")
    body = b"name=A+%26+B"
    kind = "application/x-www-form-urlencoded"
    at = int(time.time())
    signature = f"t={at},v1={hooks.signed(secret, at, body)}"
    await call(house, path, body, **{"content-type": kind, "x-tombolo-signature": signature})
    await work_off(house)
    assert await names(house) == ["A & B"]


async def test_a_signature_is_good_for_five_minutes_and_once(house):
    await clear(house)
    path, secret = await address(house, "shop.signed")
    body, at = b'{"name": "S"}', int(time.time())

    def signed(moment: int, content: bytes = body, key: str = secret) -> dict[str, str]:
        return {"x-tombolo-signature": f"t={moment},v1={hooks.signed(key, moment, content)}"}

    for headers in ({}, signed(at, b"{}"), signed(at, key="x"), {"x-tombolo-signature": f"t={at},v1=é".encode("latin-1")}):  # fmt: skip
        told = await call(house, path, body, 401, **headers)
        assert told["code"] == "rule.unsigned"
    assert (await call(house, path, body, 401, **signed(at - 400)))["code"] == "rule.signed_then"
    first = await call(house, path, body, **signed(at))
    again = await call(house, path, body, **signed(at))
    assert (again["run"], again["again"]) == (first["run"], True)


async def test_who_calls_without_end_is_asked_to_wait_before_the_rule_pauses_itself(house):
    await clear(house)
    path, _ = await address(house, "shop.lead")
    codes: list[int] = []
    transport = ASGITransport(app=house.app)
    async with AsyncClient(transport=transport, base_url="http://tombolo.test") as outside:
        for n in range(70):
            body = {"order": {**LEAD["order"], "no": f"M{n}"}}
            codes.append((await outside.post(path, json=body)).status_code)
    assert codes[:60] == [202] * 60
    assert 429 in codes


async def test_a_trial_shows_what_a_call_would_do(house):
    await clear(house)
    told = await do(house, "boss", "/api/automations/shop.lead/dry", brought=LEAD)
    (step,) = told["steps"]
    assert step["effects"][0]["set"]["name"] == "Hook & Co"
    assert await names(house) == []
    wrong = await do(house, "boss", "/api/automations/shop.lead/dry", 422, brought={})
    assert wrong["problems"][0]["place"] == "body.order.no"
