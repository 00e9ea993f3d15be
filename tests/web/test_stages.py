"""Stages over HTTP: the bar, a refused move with its words, tasks, the workbench's list."""

import pytest_asyncio
from tests.pg.stages.conftest import APP, READY

URL = "/api/forms/deal.opp/records"


@pytest_asyncio.fixture(scope="module")
async def deals(site):
    await site.world.apply(APP)
    await site.person("sal", roles=["sales"])
    await site.person("tec", roles=["app_head"])
    return site


async def new(browser, **set_) -> str:
    sent = {"records": [{"set": {"name": "一", **set_}}]}
    return (await browser.post(URL, json=sent)).json()["ids"][0]


async def bar(browser, id_):
    return (await browser.get(f"{URL}/{id_}/stages")).json()["fields"][0]


async def test_the_form_says_what_its_stages_are(deals):
    li = await deals.as_("sal")
    fields = {one["key"]: one for one in (await li.get("/api/forms/deal.opp")).json()["fields"]}
    stage = fields["stage"]
    assert stage["kind"] == "stage" and stage["editable"]
    options = [one["key"] for one in stage["settings"]["options"]]
    assert options == ["s1", "s2", "s3", "s4", "s5", "won", "lost", "invalid"]
    assert stage["settings"]["outcomes"][1]["ask"] == ["lost_reason", "lost_note"]
    assert stage["settings"]["outcomes"][1]["must"] == ["lost_reason"]
    assert fields["stage_entered_at"]["system"] and not fields["stage_entered_at"]["editable"]
    assert fields["stage_state"]["settings"]["of"] == "choice"
    placed = (await li.get("/api/forms/deal.opp")).json()["layout"]
    assert "stage_days" not in str(placed)


async def test_the_bar_of_a_record_and_a_move(deals):
    li = await deals.as_("sal")
    id_ = await new(li)
    found = await bar(li, id_)
    (ahead,) = [one for one in found["targets"] if one["way"] == "forward"]
    assert ahead["key"] == "s2"
    assert ("need_summary", "离开「需求确认」前请填写需求摘要") in {
        (one["place"], one["message"]) for one in ahead["missing"]
    }
    move = {"records": [{"id": id_, "version": 1, "set": {"stage": "s4"}}]}
    refused = await li.patch(URL, json=move)
    assert refused.status_code == 422
    (problem,) = refused.json()["problems"]
    assert problem["place"] == "stage"
    assert (
        problem["message"] == "「需求确认」不能直接到「招投标」，可以到：方案确认、赢单、输单、无效"
    )
    move["records"][0]["set"] = {"stage": "s2", **READY}
    assert (await li.patch(URL, json=move)).status_code == 200
    found = await bar(li, id_)
    assert [one["state"] for one in found["stages"]][:3] == ["done", "now", "ahead"]
    assert found["stages"][0]["tasks"][0]["state"] == "skipped"


async def test_tasks(deals):
    li, ap = await deals.as_("sal"), await deals.as_("tec")
    id_ = await new(li, **READY)
    move = {"records": [{"id": id_, "set": {"stage": "s2"}}]}
    assert (await li.patch(URL, json=move)).status_code == 200
    mine = (await ap.get("/api/stage-tasks")).json()["tasks"]
    (plan,) = [one for one in mine if one["record"] == id_]
    assert (plan["label"], plan["stage_label"], plan["title"]) == (
        "相关部门制定方案", "方案确认", "一",
    )  # fmt: skip
    (confirm,) = [
        one
        for one in (await li.get("/api/stage-tasks")).json()["tasks"]
        if one["record"] == id_ and one["key"] == "confirm"
    ]
    url = f"/api/stage-tasks/{confirm['id']}"
    assert (await ap.post(url, json={"act": "done", "result": "x"})).status_code == 403
    assert (await li.post(url, json={"act": "later"})).status_code == 422
    assert (await li.post(url, json={"act": "assign", "who": "x"})).status_code == 422
    done = await li.post(url, json={"act": "done", "result": "客户同意"})
    task = done.json()["fields"][0]["stages"][1]["tasks"][1]
    assert (task["state"], task["result"], task["done_by"]) == ("done", "客户同意", "Sal")
    assert (await li.post(url, json={"act": "done", "result": "x"})).status_code == 409
    assert (
        await ap.post(f"/api/stage-tasks/{plan['id']}", json={"act": "skip"})
    ).status_code == 200
    move["records"][0]["set"] = {"stage": "s3"}
    assert (await li.patch(URL, json=move)).status_code == 200
