"""The editor of expressions and the rules of a form over HTTP: administrators, real definitions."""

import pytest_asyncio
from tests.pg.records_app import APP
from tests.web.conftest import opened
from tests.world import files_of

from tombolo.base import ids
from tombolo.schema import store
from tombolo.schema.store import Source
from tombolo.suites.read import parsed

ORDER = """\
# 订单 Orders of the shop
label: {zh: 订单, en: Order}
title: "{no} {subject}"
fields:
  no: {kind: serial, label: 单号, pattern: "SO-{yy}{MM}-{000}"}
  subject: {kind: text, label: 主题}
  customer: {kind: link, label: 客户, to: shop.customer, required: true, inverse: orders}
  state: {kind: choice, label: 状态, options: {draft: 草稿, approved: 已批准}, default: '"draft"'}
  on: {kind: date, label: 日期, default: TODAY()}
  discount: {kind: percent, label: 折扣}
  lines:
    kind: lines
    label: 明细
    fields:
      product: {kind: link, label: 产品, to: shop.product, required: true, inverse: order_lines}
      qty: {kind: number, label: 数量, scale: 3, check: "qty > 0", say: {zh: 数量必须大于 0, en: Quantity must be above 0}}
      price: {kind: money, label: 单价, default: product.list_price}
      total: {kind: formula, label: 金额, is: "ROUND(qty * price, 2)"}
  # 合计 follows from the lines
  total: {kind: formula, label: 合计, is: SUM(lines.total)}   # kept
  net: {kind: formula, label: 折后, is: "ROUND(total * (1 - discount), 2)"}
  age: {kind: formula, label: 天数, is: "DAYS(TODAY(), on)"}
checks:
  - {need: "discount <= 0.5", at: discount, say: {zh: 折扣不能超过一半, en: At most half off}}
views:
  big: {label: 大单, where: "total > 1000", columns: [no, customer, total], sort: [-total]}
"""
FORM = "/api/formulas/shop.order"
RULES = "/api/rules/shop.order"
ROUTES = (
    ("GET", f"{FORM}?place=fields.total.is"), ("POST", f"{FORM}/try"), ("GET", RULES),
    ("POST", f"{RULES}/plan"), ("POST", f"{RULES}/apply"),
)  # fmt: skip


@pytest_asyncio.fixture(scope="module")
async def shop(pool, tmp_path_factory):
    """The small shop, its orders written as a file with comments."""
    async with opened(pool, tmp_path_factory.mktemp("files")) as site:
        await site.world.apply(APP)
        files = {**files_of(APP), "shop/forms/order": Source(ORDER, parsed(ORDER)[0])}
        async with site.world.pool.read() as tx:
            todo = await store.plan(tx, site.world.catalog, files, "Asia/Shanghai")
        assert not todo.problems, todo.problems
        async with site.world.pool.owner() as tx:
            await store.apply(tx, todo, by=None, note="file", zone="Asia/Shanghai")
        async with site.world.pool.read() as tx:
            site.world.catalog = await store.load(tx)
        await site.person("boss", admin=True)
        await site.person("li", roles=["sales"])
        yield site


async def written(site) -> str:
    async with site.world.pool.read() as tx:
        return (await store.sources(tx))["shop/forms/order"]


async def check(site, text, **more):
    boss = await site.as_("boss")
    answer = await boss.post(f"{FORM}/check", json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_only_administrators(shop):
    li = await shop.as_("li")
    for method, road in ROUTES:
        answer = await li.request(method, road, json={} if method == "POST" else None)
        body = {"text": "1", "record": str(ids.uuid7())}
        answer = await li.request(method, road, json=body if method == "POST" else None)
        assert (answer.status_code, answer.json()["code"]) == (403, "auth.admin_only"), road


async def test_who_sees_a_form_writes_conditions_with_what_is_seen_of_it(shop):
    li, boss = await shop.as_("li"), await shop.as_("boss")
    road = "/api/formulas/shop.customer"

    async def keys(browser, at, **asked):
        answer = await browser.get(at, params=asked)
        assert answer.status_code == 200, answer.text
        return {one["key"] for one in answer.json()["names"]}

    assert await keys(boss, road) - await keys(li, road) == {"secret"}
    assert "secret" in await keys(boss, FORM, path="customer")
    assert not {"secret"} & await keys(li, FORM, path="customer")
    assert {"name", "level"} <= await keys(li, FORM, path="customer")

    async def judged(text):
        answer = await li.post(f"{FORM}/check", json={"text": text, "want": "boolean"})
        return answer.json()

    good = await judged('「客户」.「级别」 = "A"')
    assert (good["ok"], good["keys"]) == (True, 'customer.level = "A"')
    # What is hidden is as what is not there, letter for letter.
    hidden, none = await judged('customer.secret = "x"'), await judged('customer.sesret = "x"')
    assert (hidden["ok"], hidden["names"]) == (False, none["names"])
    told = [
        [{**one, "message": one["message"].replace("sesret", "secret")} for one in each["problems"]]
        for each in (hidden, none)
    ]
    assert told[0] == told[1]
    assert "secret" not in {one["near"] for one in none["problems"]}


async def test_functions_once(shop):
    boss = await shop.as_("boss")
    answer = await boss.get("/api/formulas")
    found = {one["name"]: one for one in answer.json()["functions"]}
    assert found["SUMIFS"]["signature"] == "SUMIFS(value, condition, …)"
    assert found["IF"]["examples"][0] == {"text": 'IF(1 > 0, "A", "B")', "gives": "A"}
    again = await boss.get("/api/formulas", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_names_level_by_level(shop):
    boss = await shop.as_("boss")
    found = {one["key"]: one for one in (await boss.get(FORM)).json()["names"]}
    assert found["customer"]["kind"] == "one"
    assert found["customer"]["token"] == "「客户」"
    assert found["customer"]["sounds"] == ["kehu", "kh"]
    assert found["lines"]["kind"] == "many"
    assert found["state"]["options"][1] == {"key": "approved", "label": "已批准"}
    behind = (await boss.get(FORM, params={"path": "customer.orders.lines"})).json()["names"]
    assert [one["key"] for one in behind] == ["product", "qty", "price", "total", "record"]
    lines = (await boss.get(FORM, params={"at": "lines", "path": "product"})).json()["names"]
    assert {"name", "list_price", "order_lines"} <= {one["key"] for one in lines}
    assert (await boss.get(FORM, params={"path": "subject"})).status_code == 404
    assert (await boss.get(FORM, params={"at": "nowhere"})).status_code == 404


async def test_labels_and_keys_are_the_same_expression(shop):
    in_keys = 'IF(customer.level = "A", SUM(lines.total), 0)'
    found = await check(shop, in_keys)
    assert (found["ok"], found["type"], found["stored"]) == (True, "number", True)
    assert found["labels"] == 'IF(「客户」.「级别」 = "A", SUM(「明细」.「金额」), 0)'
    assert found["reads"] == ["customer.level", "lines", "lines.total"]
    back = await check(shop, found["labels"])
    assert back["keys"] == in_keys
    assert [(one["key"], found["labels"][one["start"] : one["end"]]) for one in back["names"]] == [
        ("customer", "「客户」"),
        ("level", "「级别」"),
        ("lines", "「明细」"),
        ("total", "「金额」"),
    ]
    inverse = await check(shop, "SUM(customer.orders.total)")
    assert inverse["labels"] == "SUM(「客户」.「订单」.「合计」)"
    assert (await check(shop, inverse["labels"]))["keys"] == "SUM(customer.orders.total)"


async def test_rows_of_lines_are_named_where_they_link_to(shop):
    boss = await shop.as_("boss")
    at_lines = (await boss.get(FORM, params={"path": "lines.product"})).json()["names"]
    named = {one["key"]: one for one in at_lines}["order_lines"]
    assert (named["kind"], named["field"], named["token"]) == ("many", "inverse", "「订单·明细」")
    inside = (await boss.get(FORM, params={"path": "lines.product.order_lines"})).json()["names"]
    assert [one["key"] for one in inside] == ["product", "qty", "price", "total", "record"]
    text = 'SUMIFS(product.order_lines.qty, product.order_lines.record.state = "draft")'
    found = await check(shop, text, lines="lines")
    assert found["labels"] == (
        'SUMIFS(「产品」.「订单·明细」.「数量」, 「产品」.「订单·明细」.record.「状态」 = "draft")'
    )
    assert (await check(shop, found["labels"], lines="lines"))["keys"] == text
    # rows of lines are no records: the product's page lists none of them as related
    page = (await boss.get("/api/forms/shop.product")).json()
    assert [one["key"] for one in page["related"]] == []


async def test_why_it_is_not_stored(shop):
    assert (await check(shop, "TODAY()"))["live"] == [{"code": "clock", "name": ""}]
    assert (await check(shop, "age + 1"))["live"] == [{"code": "field", "name": "天数"}]
    assert (await check(shop, "owner.name"))["live"] == [{"code": "people", "name": "owner.name"}]


async def test_what_is_wrong_stands_where_it_is(shop):
    (wrong,) = (await check(shop, "1 +\n  totl"))["problems"]
    assert (wrong["code"], wrong["start"], wrong["end"]) == ("formula.no_name", 6, 10)
    assert (wrong["line"], wrong["column"], wrong["near"]) == (2, 3, "total")
    assert "totl" in wrong["message"]
    (wrong,) = (await check(shop, "total", want="boolean"))["problems"]
    assert wrong["code"] == "formula.wrong_result"
    assert (await check(shop, "discount", place="checks.0.need"))["ok"] is False
    assert (await check(shop, "「单价」 > 1", place="fields.lines.fields.qty.check"))["ok"]


async def test_part_of_a_roll_up_is_read_inside_it(shop):
    customers = "/api/formulas/shop.customer/check"
    boss = await shop.as_("boss")
    body = {"text": 'state = "approvd"', "leaf": "where", "of": "orders.total", "calc": "sum"}
    (wrong,) = (await boss.post(customers, json=body)).json()["problems"]
    assert (wrong["start"], wrong["end"], wrong["near"]) == (8, 17, "approved")
    good = (await boss.post(customers, json={**body, "text": '「状态」 = "approved"'})).json()
    assert (good["ok"], good["keys"], good["type"]) == (True, 'state = "approved"', "number")
    cut = (await boss.post(customers, json={**body, "text": "1) + (1"})).json()
    assert cut["ok"] is False
    whole = (await boss.post(customers, json={"text": "「订单」.「合计」", "leaf": "of"})).json()
    assert whole["keys"] == "orders.total"


async def test_an_expression_is_tried_on_a_record(shop):
    world, boss = shop.world, await shop.as_("boss")
    customer = (await world.put("boss", "shop.customer", {"name": "甲", "level": "A"})).ids[0]
    product = (await world.put("boss", "shop.product", {"name": "笔", "list_price": 3})).ids[0]
    lines = [{"product": product, "qty": "2"}, {"product": product, "qty": "5"}]
    order = (
        await world.put(
            "boss", "shop.order", {"subject": "s", "customer": customer, "lines": lines}
        )
    ).ids[0]

    async def tried(text, **more):
        body = {"text": text, "record": str(order), **more}
        return await boss.post(f"{FORM}/try", json=body)

    assert (await tried("SUM(「明细」.「金额」) / 8")).json() == {
        "type": "number",
        "rows": False,
        "values": [{"value": "2.625", "text": "2.625"}],
    }
    assert (await tried("「客户」")).json()["values"][0]["text"] == "甲"
    assert (await tried("owner")).json()["values"][0]["text"] == "Boss"
    assert (await tried("total > 1")).json()["values"] == [{"value": True, "text": "是"}]
    assert (await tried("1 / 0")).json()["values"] == [{"value": None, "text": ""}]
    rows = (await tried("qty * 2", lines="lines")).json()
    assert [one["value"] for one in rows["values"]] == ["4", "10"]
    wrong = await tried("totl")
    assert (wrong.status_code, wrong.json()["problems"][0]["code"]) == (422, "formula.no_name")
    missing = await boss.post(f"{FORM}/try", json={"text": "1", "record": str(ids.uuid7())})
    assert missing.status_code == 404


async def test_every_rule_with_its_place(shop):
    boss = await shop.as_("boss")
    body = (await boss.get(RULES)).json()
    found = {one["place"]: one for one in body["rules"]}
    assert {
        "fields.total.is", "fields.lines.fields.price.default", "fields.lines.fields.qty.check",
        "checks.0.need", "views.big.where",
    } <= found.keys()  # fmt: skip
    total = found["fields.total.is"]
    assert (total["labels"], total["keys"]) == ("SUM(「明细」.「金额」)", "SUM(lines.total)")
    assert (total["group"], total["type"], total["stored"]) == ("computed", "number", True)
    assert total["reads"] == ["明细.金额"]
    assert [one["place"] for one in total["read_by"]] == ["fields.net.is", "views.big.where"]
    assert found["fields.age.is"]["live"] == [{"code": "clock", "name": ""}]
    assert found["checks.0.need"]["say"]["zh"] == "折扣不能超过一半"


async def test_a_change_is_planned_then_applied_and_the_rest_of_the_file_stays(shop):
    boss = await shop.as_("boss")
    before = await written(shop)
    change = {
        "changes": [{"place": "fields.net.is", "text": "ROUND(「合计」 * (1 - 「折扣」), 1)"}]
    }
    planned = (await boss.post(f"{RULES}/plan", json=change)).json()
    assert planned["problems"] == []
    assert [(one["what"], one["field"], one["rows"]) for one in planned["steps"]] == [
        ("recompute", "net", 1)
    ]
    assert await written(shop) == before
    stale = await boss.post(f"{RULES}/apply", json={**change, "hash": "other"})
    assert stale.status_code == 409
    applied = await boss.post(f"{RULES}/apply", json={**change, "hash": planned["hash"]})
    assert applied.status_code == 200, applied.text
    assert applied.json()["version"] > 0
    after = await written(shop)
    assert after == before.replace("- discount), 2)", "- discount), 1)")
    assert "# 合计 follows from the lines" in after


async def test_a_field_a_check_and_a_lock_come_and_a_check_goes(shop):
    boss = await shop.as_("boss")
    add = {
        "add": [
            {"what": "formula", "label": {"zh": "含税", "en": "Gross"}, "is": "「合计」 * 1.13",
             "format": "money", "views": ["big"]},
            {"what": "check", "need": "「合计」 >= 0", "at": "subject", "say": {"zh": "不能为负"}},
            {"what": "lock", "when": '「状态」 = "approved"', "fields": ["customer", "lines.price"],
             "say": {"zh": "已批准", "en": "Approved"}},
        ],
        "changes": [{"place": "checks.0.need", "text": None}],
    }  # fmt: skip
    made = await boss.post(f"{RULES}/apply", json=add)
    assert made.status_code == 200, made.text
    assert made.json()["added"] == ["fields.han_shui.is", "checks.1.need", "locks.0.when"]
    data = parsed(await written(shop))[0]
    assert data["fields"]["han_shui"] == {
        "kind": "formula", "label": {"zh": "含税", "en": "Gross"}, "is": "total * 1.13", "format": "money",
    }  # fmt: skip
    assert data["checks"] == [{"need": "total >= 0", "at": "subject", "say": "不能为负"}]
    assert data["locks"][0]["when"] == 'state = "approved"'
    assert data["views"]["big"]["columns"][-1] == "han_shui"
    page = await boss.post(
        "/api/forms/shop.order/query", json={"columns": ["han_shui"], "totals": []}
    )
    assert page.json()["rows"][0][2] == "23.73"


async def test_a_roll_up_of_the_records_that_link_here(shop):
    boss = await shop.as_("boss")
    rules = "/api/rules/shop.customer"
    add = {"add": [{"what": "rollup", "label": "已批准金额", "of": "「订单」.「合计」",
                    "where": '「状态」 = "draft"', "format": "money"}]}  # fmt: skip
    made = await boss.post(f"{rules}/apply", json=add)
    assert made.status_code == 200, made.text
    (place,) = made.json()["added"]
    key = place.split(".")[1]
    page = await boss.post("/api/forms/shop.customer/query", json={"columns": [key]})
    assert page.json()["rows"][0][2] == "21"
    change = {"changes": [{"place": place, "text": "orders", "calc": "count", "where": ""}]}
    made = await boss.post(f"{rules}/apply", json=change)
    assert made.status_code == 200, made.text
    page = await boss.post("/api/forms/shop.customer/query", json={"columns": [key]})
    assert page.json()["rows"][0][2] == "1"


async def test_a_default_of_a_field_called_checks_goes_and_the_field_stays(shop):
    boss = await shop.as_("boss")
    add = {"add": [{"what": "formula", "label": "checks", "is": "1"}]}
    assert (await boss.post(f"{RULES}/apply", json=add)).json()["added"] == ["fields.checks.is"]
    body = {"changes": [{"place": "fields.checks.visible_when", "text": "total > 1"}]}
    assert (await boss.post(f"{RULES}/apply", json=body)).status_code == 200
    body = {"changes": [{"place": "fields.checks.visible_when", "text": None}]}
    assert (await boss.post(f"{RULES}/apply", json=body)).status_code == 200
    assert parsed(await written(shop))[0]["fields"]["checks"]["is"] == "1"


async def test_what_is_wrong_is_told_and_nothing_is_written(shop):
    boss = await shop.as_("boss")
    before = await written(shop)
    change = {"changes": [{"place": "fields.total.is", "text": "SUM(lines.totl)"}]}
    wrong = await boss.post(f"{RULES}/plan", json=change)
    (one,) = wrong.json()["problems"]
    assert (wrong.status_code, one["code"]) == (422, "formula.no_member")
    assert one["place"].startswith("changes[0].text:1:")
    circle = {"changes": [{"place": "fields.total.is", "text": "net + 1"}]}
    planned = (await boss.post(f"{RULES}/plan", json=circle)).json()
    assert "formula.cycle" in {one["code"] for one in planned["problems"]}
    assert (await boss.post(f"{RULES}/apply", json=circle)).status_code == 422
    for place in (
        "fields.nobody.is",
        "nav",
        "fields.subject.is",
        "checks.9.need",
        "fields..is",
        "",
    ):
        body = {"changes": [{"place": place, "text": "1"}]}
        refused = await boss.post(f"{RULES}/plan", json=body)
        assert refused.status_code == 422, place
    for place in ("fields.total.is", "fields.total", "views.big", "checks.7.need", "label"):
        body = {"changes": [{"place": place, "text": None}]}
        assert (await boss.post(f"{RULES}/plan", json=body)).status_code == 422, place
    assert await written(shop) == before


async def test_a_change_is_taken_back_unless_another_came_after(shop):
    boss = await shop.as_("boss")
    before = await written(shop)

    async def applied(body):
        planned = await boss.post(f"{RULES}/plan", json=body)
        assert planned.status_code == 200, planned.text
        hash_ = planned.json()["hash"]
        made = await boss.post(f"{RULES}/apply", json={**body, "hash": hash_})
        assert made.status_code == 200, made.text
        return made.json()["version"]

    add = {"add": [{"what": "formula", "label": "一成", "is": "「合计」 * 0.1"}]}
    version = await applied(add)
    assert await written(shop) != before
    planned = (await boss.post(f"{RULES}/plan", json={"undo": version})).json()
    assert [(one["what"], one["label"]) for one in planned["steps"]] == [("drop_column", "一成")]
    back = await applied({"undo": version})
    assert (await written(shop), back) == (before, version + 1)
    # What was taken back is no longer the last change; nor is what somebody changed after it.
    for gone in (version, back - 5, 0):
        answer = await boss.post(f"{RULES}/apply", json={"undo": gone})
        assert (answer.status_code, answer.json()["code"]) == (409, "rule.moved_on"), gone
    version = await applied(add)
    await applied({"changes": [{"place": "fields.on.default", "text": "TODAY() + 1"}]})
    answer = await boss.post(f"{RULES}/plan", json={"undo": version})
    assert (answer.status_code, answer.json()["code"]) == (409, "rule.moved_on")
    for wrong in ("1", None, [], {"x": 1}):
        answer = await boss.post(f"{RULES}/plan", json={"undo": wrong})
        assert answer.status_code == 422, wrong


async def test_a_computed_field_goes_when_nobody_reads_it(shop):
    boss = await shop.as_("boss")
    add = {"add": [{"what": "formula", "label": "双倍", "is": "「合计」 * 2", "views": ["big"]}]}
    place = (await boss.post(f"{RULES}/apply", json=add)).json()["added"][0]
    key = place.split(".")[1]
    reader = {"add": [{"what": "check", "need": "「双倍」 >= 0", "at": "subject", "say": "无"}]}
    check = (await boss.post(f"{RULES}/apply", json=reader)).json()["added"][0]
    gone = {"changes": [{"place": place, "text": None}]}
    refused = await boss.post(f"{RULES}/plan", json=gone)
    assert refused.status_code == 422
    assert [(one["code"], one["place"]) for one in refused.json()["problems"]] == [
        ("rule.in_use", f"shop/forms/order#{check}")
    ]
    assert "双倍" in refused.json()["problems"][0]["message"]
    # Both at once: nothing is left that reads it.
    both = {"changes": [*gone["changes"], {"place": check, "text": None}]}
    planned = (await boss.post(f"{RULES}/plan", json=both)).json()
    (step,) = planned["steps"]
    assert (step["what"], step["label"], step["lost"]) == ("drop_column", "双倍", 1)
    assert step["examples"]
    made = await boss.post(f"{RULES}/apply", json={**both, "hash": planned["hash"]})
    assert made.status_code == 200, made.text
    data = parsed(await written(shop))[0]
    assert key not in data["fields"]
    assert key not in data["views"]["big"]["columns"]
    # Of lines too; what is typed in by hand is none of it.
    body = {"changes": [{"place": "fields.lines.fields.total.is", "text": None}]}
    refused = await boss.post(f"{RULES}/plan", json=body)
    assert "rule.in_use" in {one["code"] for one in refused.json()["problems"]}
    body = {"changes": [{"place": "fields.subject.is", "text": None}]}
    assert (await boss.post(f"{RULES}/plan", json=body)).status_code == 422


async def test_a_field_that_a_grant_names_stays(shop):
    boss = await shop.as_("boss")
    add = {"add": [{"what": "formula", "label": "三倍", "is": "「合计」 * 3"}]}
    place = (await boss.post(f"{RULES}/apply", json=add)).json()["added"][0]
    key = place.split(".")[1]
    async with shop.world.pool.read() as tx:
        shop.world.catalog = await store.load(tx)
    await shop.world.apply(f"""
shop/grants/shown:
  label: 可见
  who: [everyone]
  forms:
    order: {{may: [read], show: [{key}]}}
""")
    before = await written(shop)
    gone = {"changes": [{"place": place, "text": None}]}
    planned = (await boss.post(f"{RULES}/plan", json=gone)).json()
    (problem,) = planned["problems"]
    assert problem["place"].startswith("shop/grants/shown#forms.order.show")
    assert key in problem["message"]
    refused = await boss.post(f"{RULES}/apply", json={**gone, "hash": planned["hash"]})
    assert refused.status_code == 422
    assert await written(shop) == before
