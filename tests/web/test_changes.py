"""Changes of definitions over large tables, as an administrator's browser sees them."""

from tests.pg.records_app import APP
from tests.world import ZONE

from tombolo.base import ids
from tombolo.schema import store
from tombolo.schema.change import kept
from tombolo.schema.change import run as change
from tombolo.schema.change.batches import Pace
from tombolo.suites import apply

MORE = APP.replace('is: "ROUND(qty * price, 2)"', 'is: "ROUND(qty * price, 1)"').replace(
    'title: "{no} {subject}"', 'title: "{subject} {no}"'
)


async def nothing(tx, todo): ...


async def test_how_far_it_is_and_which_fields_wait(site):
    boss, li = await site.as_("boss"), await site.as_("li")
    customer = (await site.world.put("ann", "shop.customer", {"name": "甲"})).ids[0]
    product = (await site.world.put("ann", "shop.product", {"name": "笔", "list_price": 3})).ids[0]
    rows = [
        {"subject": f"s{n}", "customer": customer, "lines": [{"product": product, "qty": n + 1}]}
        for n in range(120)
    ]
    await site.world.put("ann", "shop.order", *rows)
    todo = await site.world.plan(MORE)
    id_ = await apply.ask(site.world.pool, todo, by=None, note="价", zone=ZONE, large=50)
    address = f"/api/definition-changes/{id_}"
    assert (await li.get(address)).status_code == 403
    found = (await boss.get(address)).json()
    assert (found["state"], found["note"], found["done"], found["problems"]) == (
        "waiting",
        "价",
        0,
        [],
    )
    (made,) = [one for one in found["steps"] if one["what"] == "recompute"]
    assert {"lines.total", "record_title"} <= set(made["names"])
    seen = []

    async def told(now):
        if now.state != "finishing":
            return
        form = (await boss.get("/api/forms/shop.order")).json()
        fields = {one["key"]: one for one in form["fields"]}
        lines = {one["key"]: one for one in fields["lines"]["fields"]}
        seen.append((lines["total"].get("refreshing"), fields["record_title"].get("refreshing")))
        assert "refreshing" not in fields["subject"]
        assert (await boss.delete(address)).status_code == 409  # too late

    ended = await change.run(
        site.world.pool, id_, nothing, told=told, pace=Pace(first=50, least=50, most=50)
    )
    assert ended.state == "done"
    assert seen[:2] == [(0.42, 0.42), (0.83, 0.83)]  # 50 and 100 of 120, lines and all
    form = (await boss.get("/api/forms/shop.order")).json()
    assert not any("refreshing" in one for one in form["fields"])
    changes = (await boss.get("/api/definition-changes")).json()["changes"]
    assert [(one["id"], one["state"]) for one in changes] == [(str(id_), "done")]
    assert changes[0]["done"] == changes[0]["total"]
    async with site.world.pool.read() as tx:
        site.world.catalog = await store.load(tx)
    await site.world.apply(APP)


async def test_it_can_be_taken_back_until_it_is_in_force(site):
    boss = await site.as_("boss")
    async with site.world.pool.read() as tx:
        before = len(await kept.recent(tx))
    text = APP.replace("phone: {kind: phone, label: 电话}", "phone: {kind: number, label: 电话}")
    await site.world.put("ann", "shop.customer", *({"name": f"k{n}"} for n in range(20)))
    todo = await site.world.plan(text)
    id_ = await apply.ask(site.world.pool, todo, by=None, note="", zone=ZONE, large=10)
    found = (await boss.delete(f"/api/definition-changes/{id_}")).json()
    assert (found["state"], found["stopping"]) == ("cancelled", False)
    assert (await change.run(site.world.pool, id_, nothing)).state == "cancelled"
    found = (await boss.get(f"/api/definition-changes/{id_}")).json()
    assert (found["state"], found["version"]) == ("cancelled", None)
    assert len((await boss.get("/api/definition-changes")).json()["changes"]) == before + 1
    assert (await boss.get(f"/api/definition-changes/{ids.uuid7()}")).status_code == 404
    assert (await boss.get("/api/definition-changes/x")).status_code == 404
