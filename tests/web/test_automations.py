"""Rules over HTTP: how they fare, their log, once more, paused, tried, their secrets, what wakes what."""

from typing import Any

import pytest_asyncio
from tests.pg.records_app import APP
from tests.web.conftest import Site, opened
from tests.web.test_flows import ask, do

from tombolo.automation import after, log
from tombolo.automation.read import rules_of
from tombolo.base.problems import Problem
from tombolo.runtime.worker import _Rules

RULES = """
shop/rules/note:
  rule: note
  label: {zh: 记一笔, en: Take a note}
  when: {form: customer, on: created}
  as: system
  do: [{update: {form: customer, where: name = trigger.name, set: {level: '"A"'}}}]
shop/rules/tell:
  rule: tell
  label: {zh: 告诉对方, en: Tell them}
  when: {form: customer, on: updated, watch: [level]}
  as: system
  do:
    - call:
        url: {secret: far}
        headers: {Authorization: {secret: erp}}
        body: {who: name}
        take: {price: {type: number}}
    - wait: {for: 2 days}
    - update: {form: customer, where: name = trigger.name, set: {credit: "5"}}
shop/rules/nightly:
  rule: nightly
  label: {zh: 每晚, en: Every night}
  when: {on: {schedule: {every: day, at: "02:00"}}}
  as: system
  do: [{update: {form: customer, where: FALSE, set: {level: '"A"'}}}]
"""
AT = "/api/automations"


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory) -> Any:
    async with opened(pool, tmp_path_factory.mktemp("files")) as made:
        await made.world.apply(APP + RULES)
        assert rules_of(made.world.catalog)[1] == ()
        await made.person("boss", admin=True)
        await made.person("li", roles=["sales"])
        yield made


async def customer(house: Site, name: str = "A") -> str:
    made = await do(
        house, "li", "/api/forms/shop.customer/records", records=[{"set": {"name": name}}]
    )
    return made["ids"][0]


async def work_off(house: Site) -> None:
    bench = _Rules(house.app.state.house, "w1")
    while await after.turn(bench):
        pass


async def rules(house: Site) -> dict[str, Any]:
    return {one["name"]: one for one in (await ask(house, "boss", AT))["automations"]}


async def test_only_administrators_look_after_rules(house):
    for path in (AT, f"{AT}/shop.note/runs", "/api/automations-picture", "/api/rule-secrets"):
        assert (await ask(house, "li", path, 403))["code"] == "auth.admin_only"


async def test_a_rule_is_seen_with_its_runs_and_its_failure_is_run_again(house):
    id_ = await customer(house)
    await work_off(house)
    found = await rules(house)
    note, tell = found["shop.note"], found["shop.tell"]
    assert (note["label"], note["form"], note["trigger"]) == (
        "记一笔",
        "shop.customer",
        {"kind": "created"},
    )
    assert (note["runs"], note["failures"], note["last"]["state"]) == (1, 0, "done")
    assert (tell["trigger"]["watch"], tell["failures"]) == (["level"], 1)
    told = await ask(house, "boss", f"{AT}/shop.tell/runs?state=failed")
    (run,) = told["runs"]
    assert run["record"] == id_ and run["reason"]["code"] == "rule.no_secret"
    assert "far" in run["reason"]["message"] and told["next"] is None
    first = await ask(house, "boss", f"/api/automation-runs/{note['last']['id']}")
    (step,) = first["steps"]
    assert step["verb"] == "update" and step["effects"][0]["record"] == id_
    assert (run["parent"], run["depth"]) == (first["id"], 2)
    at = f"/api/automation-runs/{run['id']}"
    assert (await do(house, "boss", f"{at}/again", **{"from": "failed"}))["state"] == "queued"
    await do(house, "boss", f"{at}/again", 409, **{"from": "failed"})
    await do(house, "boss", f"{at}/again", 422, **{"from": "middle"})
    await do(house, "boss", f"{at}/cancel")
    await do(house, "boss", f"{at}/cancel", 409)
    assert (await ask(house, "boss", at))["state"] == "cancelled"
    await ask(house, "boss", "/api/automation-runs/0", 404)
    await ask(house, "boss", f"{AT}/shop.none/runs", 404)
    await ask(house, "boss", f"{AT}/shop.tell/runs?state=odd", 422)


async def test_a_whole_run_again_begins_with_its_first_step(house):
    await customer(house, "W")
    await work_off(house)
    run = (await rules(house))["shop.note"]["last"]["id"]
    async with house.world.pool.write() as tx:
        await tx.run("update sys_rule_run set state = 'failed' where id = $1", run)
    before = (await ask(house, "boss", f"/api/automation-runs/{run}"))["steps"][0]["at"]
    await do(house, "boss", f"/api/automation-runs/{run}/again", **{"from": "start"})
    await work_off(house)
    now = await ask(house, "boss", f"/api/automation-runs/{run}")
    assert now["state"] == "done" and now["steps"][0]["at"] > before


async def test_the_log_has_pages(house):
    for name in "PQR":
        await customer(house, name)
    seen: list[int] = []
    path = f"{AT}/shop.note/runs?most=2"
    page = await ask(house, "boss", path)
    while True:
        assert len(page["runs"]) <= 2
        seen += [one["id"] for one in page["runs"]]
        if page["next"] is None:
            break
        page = await ask(house, "boss", f"{path}&before={page['next']}")
    assert seen == sorted(set(seen), reverse=True) and len(seen) >= 3
    async with house.world.pool.read() as tx:
        assert len(seen) == len(await log.entries(tx, rule="shop.note", most=500))


async def test_a_paused_rule_waits_and_says_why(house):
    await do(house, "boss", f"{AT}/shop.note/pause")
    await customer(house, "B")
    await work_off(house)
    note = (await rules(house))["shop.note"]
    assert (note["state"], note["last"]["state"]) == ("paused", "queued")
    assert note["reason"]["code"] == "rule.by_hand" and "Boss" in note["reason"]["message"]
    await do(house, "boss", f"{AT}/shop.note/resume")
    await work_off(house)
    note = (await rules(house))["shop.note"]
    assert (note["state"], note["reason"], note["last"]["state"]) == ("active", None, "done")
    await do(house, "boss", f"{AT}/shop.none/pause", 404)


async def test_why_a_rule_paused_itself_is_said_in_the_readers_language(house):
    async with house.world.pool.write() as tx:
        await after.pause(tx, "shop.tell", Problem("rule.errors", values={"most": 10}))
    assert (await rules(house))["shop.tell"]["reason"]["message"] == "连续 10 次失败"
    await do(house, "boss", f"{AT}/shop.tell/resume")


async def test_a_dry_run_shows_what_would_leave_the_house_and_sends_nothing(house):
    """U12."""
    id_ = await customer(house, "D")
    await work_off(house)
    before = (await rules(house))["shop.tell"]["runs"]
    for name in ("far", "erp"):
        await (await house.as_("boss")).put(
            f"/api/rule-secrets/{name}", json={"value": "https://x"}
        )
    told = await do(house, "boss", f"{AT}/shop.tell/dry", record=id_)
    assert told["holds"]
    call, wait, update = told["steps"]
    assert call["effects"][0]["set"] == {"method": "POST", "url": "•••", "body": {"who": "D"}}
    assert set(wait["effects"][0]["set"]) == {"until"}
    assert update["effects"][0]["set"] == {"credit": "5"} and update["fault"] is None
    record = await ask(house, "li", f"/api/forms/shop.customer/records/{id_}")
    assert record["values"]["credit"] is None
    assert (await rules(house))["shop.tell"]["runs"] == before
    await do(house, "boss", f"{AT}/shop.tell/dry", 404, record="0" * 32)
    for name in ("far", "erp"):
        await (await house.as_("boss")).delete(f"/api/rule-secrets/{name}")
    told = await do(house, "boss", f"{AT}/shop.tell/dry", record=id_)
    (call,) = told["steps"]  # the first refusal is the end
    assert call["fault"]["code"] == "rule.no_secret"


async def test_secrets_are_put_in_and_never_given_back(house):
    boss = await house.as_("boss")
    told = await ask(house, "boss", "/api/rule-secrets")
    assert told["secrets"] == []
    assert {one["name"]: one["rules"] for one in told["missing"]} == {
        "far": ["shop.tell"], "erp": ["shop.tell"],
    }  # fmt: skip
    answer = await boss.put("/api/rule-secrets/erp", json={"value": "s3cret"})
    assert answer.status_code == 200 and "s3cret" not in answer.text
    answer = await boss.get("/api/rule-secrets")
    assert "s3cret" not in answer.text
    (one,) = answer.json()["secrets"]
    assert (one["name"], one["by"], one["rules"]) == ("erp", "Boss", ["shop.tell"])
    assert (await boss.put("/api/rule-secrets/Not%20so", json={"value": "x"})).status_code == 422
    assert (await boss.put("/api/rule-secrets/erp", json={"value": ""})).status_code == 422
    assert (await boss.delete("/api/rule-secrets/erp")).status_code == 200
    assert (await boss.delete("/api/rule-secrets/erp")).status_code == 404


async def test_the_plan_warns_of_a_secret_that_nobody_put_in(house):
    at = "/api/designs/rules/shop.tell"
    now = await ask(house, "boss", at)
    assert {one["code"] for one in now["warnings"]} >= {"rule.secret_unknown"}
    told = await do(house, "boss", f"{at}/plan", data=now["data"], base=now["version"])
    warned = [one for one in told["warnings"] if one["code"] == "rule.secret_unknown"]
    assert [one["place"] for one in warned] == ["do[0]", "do[0]"]
    assert "far" in warned[0]["message"] and "密钥" in warned[0]["message"]
    for name in ("far", "erp"):
        await (await house.as_("boss")).put(f"/api/rule-secrets/{name}", json={"value": "x"})
    told = await do(house, "boss", f"{at}/plan", data=now["data"], base=now["version"])
    assert "rule.secret_unknown" not in {one["code"] for one in told["warnings"]}


async def test_the_picture_shows_what_wakes_what(house):
    told = await ask(house, "boss", "/api/automations-picture")
    assert {one["rule"] for one in told["nodes"]} == {"shop.note", "shop.tell", "shop.nightly"}
    assert {"from": "shop.note", "to": "shop.tell"} in told["edges"]
    assert {one["to"] for one in told["edges"]} == {"shop.tell"}
