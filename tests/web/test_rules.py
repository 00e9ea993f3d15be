"""Rules over HTTP: what the preview says in JSON, what a lock refuses on each road, who is offered."""

import pytest_asyncio
from tests.pg.records_rules_app import APP

DEAL = "/api/forms/rl.deal"


@pytest_asyncio.fixture(scope="module")
async def boss(site):
    await site.world.apply(APP)
    return await site.as_("boss")


async def made(boss, form: str, **set_) -> dict:
    answer = await boss.post(f"/api/forms/{form}/records", json={"records": [{"set": set_}]})
    assert answer.status_code == 200, answer.text
    return answer.json()["saved"][0]


async def won(boss) -> dict:
    one = await made(boss, "rl.deal", name="d", amount="5", lines=[{"item": "i", "price": "7"}])
    body = {"records": [{"id": one["id"], "set": {"stage": "won"}}]}
    answer = await boss.patch(f"{DEAL}/records?whole=1", json=body)
    return answer.json()["saved"][0]


async def test_a_locked_record_is_refused_on_every_road(boss):
    one = await won(boss)
    other = await made(boss, "rl.deal", name="free")
    row = one["values"]["lines"][0]["id"]
    for set_ in ({"amount": "6"}, {"lines": []}, {"lines": [{"id": row, "item": "j"}]}):
        change = {"id": one["id"], "version": one["version"], "set": set_}
        answer = await boss.patch(f"{DEAL}/records", json={"records": [change]})
        assert answer.status_code == 422
        assert {two["code"] for two in answer.json()["problems"]} == {"record.locked"}
    body = {"records": [{"id": id_, "set": {"name": "n"}} for id_ in (one["id"], other["id"])]}
    told = (await boss.patch(f"{DEAL}/records", json={**body, "each": True})).json()
    assert [saved["id"] for saved in told["saved"]] == [other["id"]]
    (failed,) = told["failed"]
    assert failed["id"] == one["id"]
    assert [(two["code"], two["place"], two["message"]) for two in failed["problems"]] == [
        ("record.locked", "name", "已成交")
    ]
    gone = await boss.post(f"{DEAL}/delete", json={"ids": [one["id"]]})
    assert (gone.status_code, gone.json()["code"]) == (409, "record.locked")
    again = (await boss.get(f"{DEAL}/records/{one['id']}")).json()
    assert again == one


async def test_the_preview_says_what_the_rules_say(boss):
    set_ = {"name": "d", "brand": "x", "stage": "lost", "lines": [{"price": "200"}]}
    told = (await boss.post(f"{DEAL}/preview", json={"set": set_})).json()
    assert told["rules"]["required"] == {"reason": True, "extras": False}
    assert told["rules"]["readonly"] == {"amount": False}
    assert told["rules"]["visible"]["reason"] is True
    assert told["rules"]["options"]["model"] == ["x1", "z"]
    (row,) = told["line_rules"]["lines"]
    assert row["id"] == told["lines"]["lines"][0]["id"]
    assert (row["required"], row["visible"]) == ({"memo": True}, {"extra": False})
    assert told["locked"] == []
    one = await won(boss)
    body = {"id": one["id"], "version": one["version"], "set": {}}
    (lock,) = (await boss.post(f"{DEAL}/preview", json=body)).json()["locked"]
    assert lock["say"] == "已成交"
    assert "lines.price" in lock["fields"]
    plain = (await boss.post("/api/forms/rl.plain/preview", json={"set": {}})).json()
    assert not {"rules", "line_rules", "locked"} & plain.keys()


async def test_the_picker_asks_with_the_draft(boss):
    a, b = [await made(boss, "rl.customer", name=name) for name in "AB"]
    mine = await made(boss, "rl.contact", name="mine", customer=a["id"])
    await made(boss, "rl.contact", name="theirs", customer=b["id"])
    ask = {"field": "contact", "set": {"customer": a["id"]}}
    found = (await boss.post(f"{DEAL}/pick", json=ask)).json()
    assert [one["id"] for one in found["options"]] == [mine["id"]]
    deal = await made(boss, "rl.deal", name="d", customer=a["id"])
    ask = {"field": "lines.who", "id": deal["id"], "version": 1, "set": {}, "row": mine["id"]}
    found = (await boss.post(f"{DEAL}/pick", json=ask)).json()
    assert [one["title"] for one in found["options"]] == ["mine"]
    assert (await boss.post(f"{DEAL}/pick", json={**ask, "row": "x' or 1"})).status_code == 422


async def test_the_form_says_that_it_has_rules(boss):
    form = (await boss.get(DEAL)).json()
    assert form["ruled"]
    amount = next(one for one in form["fields"] if one["key"] == "amount")
    assert amount["readonly_when"] == '「品牌」 = "乙"'
    await boss.patch("/api/session", json={"language": "en"})
    english = (await boss.get(DEAL)).json()
    await boss.patch("/api/session", json={"language": "zh"})
    amount = next(one for one in english["fields"] if one["key"] == "amount")
    assert amount["readonly_when"] == '「Brand」 = "Beta"'
    contact = next(one for one in form["fields"] if one["key"] == "contact")
    assert contact["settings"]["where"]
    ledger = (await boss.get("/api/forms/rl.journal")).json()
    assert not {"update", "delete", "purge"} & set(ledger["verbs"])
    assert not (await boss.get("/api/forms/rl.plain")).json()["ruled"]
    one = await made(boss, "rl.journal", text="x")
    assert not one["abilities"]["update"]
    assert not one["abilities"]["delete"]
