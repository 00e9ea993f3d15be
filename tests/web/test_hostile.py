"""What an attacker sends: names glued into SQL, odd values, foreign rows. Never a 5xx, never a leak."""

import json
import uuid

import pytest

NAMES = [
    "salary) or (1=1",
    'name"',
    "emp.name",
    "__class__",
    "id::text",
    "name;select 1",
    "-name,,",
    "owner.password_hash",
    "customer.secret.x",
    "name\u0000",
]
VALUES = ["' OR 1=1--", "'); select pg_sleep(3)--", "\\'", "%_", "％", "{{7*7}}", "${7*7}"]


async def query(browser, body):
    return await browser.post("/api/forms/shop.customer/query", json=body)


async def test_values_are_only_ever_values(site):
    li = await site.as_("li")
    for value in VALUES:
        for op in ("is", "contains", "starts_with"):
            answer = await query(
                li, {"columns": ["name"], "where": {"field": "name", "op": op, "value": value}}
            )
            assert answer.status_code == 200 and answer.json()["rows"] == [], (op, value)
        assert (await query(li, {"columns": ["name"], "search": value})).status_code == 200
    assert (
        await query(
            li, {"columns": ["name"], "where": {"field": "name", "op": "is", "value": "a\u0000b"}}
        )
    ).status_code == 422
    assert (await query(li, {"columns": ["name"], "search": "x" * 10_000})).status_code == 422


async def test_a_percent_sign_is_a_character(site):
    li = await site.as_("li")
    await li.post(
        "/api/forms/shop.customer/records",
        json={"records": [{"set": {"name": "百分之50%折"}}, {"set": {"name": "百分之50折"}}]},
    )
    found = (
        await query(
            li,
            {"columns": ["name"], "where": {"field": "name", "op": "contains", "value": "50%折"}},
        )
    ).json()
    assert [row[2] for row in found["rows"]] == ["百分之50%折"]


@pytest.mark.parametrize("name", NAMES)
async def test_names_that_do_not_exist_are_refused_alike(site, name):
    li = await site.as_("li")
    bodies = (
        {"columns": [name]},
        {"columns": ["name"], "sort": [name]},
        {"columns": ["name"], "where": {"field": name, "op": "is", "value": 1}},
        {"columns": ["name"], "totals": [{"path": name, "fn": "sum"}]},
    )
    for body in bodies:
        assert (await query(li, body)).status_code == 422, body
    assert (
        await query(li, {"columns": ["name"], "where": {"field": "name", "op": name, "value": 1}})
    ).status_code == 422


async def test_bounds(site):
    li = await site.as_("li")
    deep: object = {"field": "name", "op": "is", "value": 1}
    for _ in range(60):
        deep = {"all": [deep]}
    many = {"any": [{"field": "name", "op": "is", "value": "x"}] * 200}
    for body in (
        {"columns": ["name"], "limit": 1_000_000},
        {"columns": ["name"], "limit": 0},
        {"columns": ["name"], "where": deep},
        {"columns": ["name"], "where": many},
        {"columns": ["name"] * 200},
        {"columns": ["name"], "sort": ["name"] * 50},
        {"columns": ["name"], "after": "!!!"},
        {"columns": ["name"], "after": "W10="},
        {"columns": "name"},
        {"columns": [1]},
        {"columns": ["name"], "where": []},
        {"columns": ["name"], "where": {"formula": "(" * 5000}},
        {"columns": ["name"], "where": {"formula": '__import__("os")'}},
        {"columns": ["name"], "where": {"formula": "().__class__"}},
    ):
        answer = await query(li, body)
        assert answer.status_code == 422, (str(body)[:80], answer.status_code)


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"null", b"{", b'"x"', b'{"columns": ["name"]', b"\xff\xfe", b"[" * 5000],
)
async def test_bodies_that_are_no_json_object(site, raw):
    li = await site.as_("li")
    answer = await li.post(
        "/api/forms/shop.customer/query", content=raw, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in {200, 400, 422}, answer.text


async def test_a_form_post_of_another_page_changes_nothing(site):
    li = await site.as_("li")
    body = json.dumps({"records": [{"set": {"name": "跨站"}}]})
    for type_ in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        answer = await li.post(
            "/api/forms/shop.customer/records", content=body, headers={"Content-Type": type_}
        )
        assert answer.status_code == 400, type_
    assert (
        await query(
            li, {"columns": ["name"], "where": {"field": "name", "op": "is", "value": "跨站"}}
        )
    ).json()["rows"] == []


@pytest.mark.parametrize(
    "value",
    ["NaN", "Infinity", "1e400", "-0", "9" * 40, "1E+3", True, [1], {"a": 1}, "1,2,3.4.5", "0x10"],
)
async def test_numbers_that_are_none(site, value):
    boss = await site.as_("boss")
    answer = await boss.post(
        "/api/forms/shop.product/records",
        json={"records": [{"set": {"name": "数", "list_price": value}}]},
    )
    assert answer.status_code == (200 if value == "-0" else 422), answer.text
    if value == "-0":
        assert answer.json()["saved"][0]["values"]["list_price"] == "0"


@pytest.mark.parametrize(
    "value",
    ["0000-01-01", "2026-02-30", "99999-01-01", "tomorrow", "2026-13-01", 20261301, {"y": 1}],
)
async def test_days_that_do_not_exist(site, value):
    boss = await site.as_("boss")
    answer = await boss.post(
        "/api/forms/shop.order/records", json={"records": [{"set": {"on": value}}]}
    )
    assert answer.status_code == 422
    assert any(one["place"] == "on" for one in answer.json()["problems"])


async def test_a_nested_write_changes_nothing_elsewhere(site):
    li, boss = await site.as_("li"), await site.as_("boss")
    (product,) = (
        await boss.post(
            "/api/forms/shop.product/records",
            json={"records": [{"set": {"name": "原名", "list_price": "1"}}]},
        )
    ).json()["ids"]
    (customer,) = (
        await li.post(
            "/api/forms/shop.customer/records", json={"records": [{"set": {"name": "嵌套"}}]}
        )
    ).json()["ids"]
    lines = [{"product": {"id": product, "name": "改名", "list_price": "0"}, "qty": "1"}]
    answer = await li.post(
        "/api/forms/shop.order/records",
        json={"records": [{"set": {"customer": customer, "lines": lines}}]},
    )
    assert answer.status_code == 200, answer.text
    assert (await boss.get(f"/api/forms/shop.product/records/{product}")).json()["values"][
        "name"
    ] == "原名"


async def test_lines_of_another_order_are_not_taken(site):
    li, bo, boss = await site.as_("li"), await site.as_("bo"), await site.as_("boss")
    (product,) = (
        await boss.post(
            "/api/forms/shop.product/records",
            json={"records": [{"set": {"name": "共", "list_price": "1"}}]},
        )
    ).json()["ids"]
    orders = {}
    for name, browser in (("li", li), ("bo", bo)):
        (customer,) = (
            await browser.post(
                "/api/forms/shop.customer/records",
                json={"records": [{"set": {"name": f"客{name}"}}]},
            )
        ).json()["ids"]
        made = await browser.post(
            "/api/forms/shop.order/records",
            json={
                "records": [
                    {"set": {"customer": customer, "lines": [{"product": product, "qty": "5"}]}}
                ]
            },
        )
        orders[name] = made.json()["saved"][0]
    stolen = orders["bo"]["values"]["lines"][0]["id"]
    answer = await li.patch(
        "/api/forms/shop.order/records",
        json={
            "records": [
                {
                    "id": orders["li"]["id"],
                    "set": {"lines": [{"id": stolen, "product": product, "qty": "1"}]},
                }
            ]
        },
    )
    assert answer.status_code in {409, 422}, answer.text
    theirs = (await bo.get(f"/api/forms/shop.order/records/{orders['bo']['id']}")).json()
    assert theirs["values"]["lines"][0]["qty"] == "5"


async def test_a_changed_role_counts_at_once(site):
    await site.person("temp", roles=["sales"])
    temp, boss = await site.as_("temp"), await site.as_("boss")
    assert (await query(temp, {"columns": ["name"]})).status_code == 200
    async with site.world.pool.write() as tx:
        await tx.run("delete from sys_member_role where member = $1", site.world.people["temp"].id)
    assert (await query(temp, {"columns": ["name"]})).status_code == 404
    async with site.world.pool.write() as tx:
        await tx.run(
            "update sys_member set active = false where id = $1", site.world.people["temp"].id
        )
    assert (await query(temp, {"columns": ["name"]})).status_code == 401
    assert (await query(boss, {"columns": ["name"]})).status_code == 200


async def test_signing_out_ends_the_session_everywhere(site):
    await site.person("leaver", roles=["sales"])
    browser = await site.as_("leaver")
    token = browser.cookies["tombolo_session"]
    assert (await browser.delete("/api/session")).status_code == 200
    async with site.browser() as other:
        other.cookies["tombolo_session"] = token
        assert (await other.get("/api/session")).status_code == 401


async def test_ids_of_nothing_answer_like_ids_of_others(site):
    li = await site.as_("li")
    for road in (
        "/api/forms/nothing.here",
        "/api/forms/shop.customer/records/" + str(uuid.uuid4()),
        "/api/jobs/" + str(uuid.uuid4()),
    ):
        assert (await li.get(road)).status_code == 404, road
    for road in (
        "/api/forms/shop.customer/records/1",
        "/api/forms/shop.customer/records/..%2f..%2fetc",
    ):
        assert (await li.get(road)).status_code in {404, 422}, road


async def test_files_are_bytes_until_a_record_names_them(site):
    boss, li, bo = await site.as_("boss"), await site.as_("li"), await site.as_("bo")
    for name, content in (
        ("x.svg", b"<svg onload=alert(1)>"),
        ("../../evil.html", b"<script>alert(1)</script>"),
        ("a\x00b.png", b"\x89PNG\r\n\x1a\nnot"),
    ):
        answer = await li.post(
            "/api/files?form=shop.customer&field=papers",
            files={"file": (name, content, "text/html;image/png")},
        )
        assert answer.status_code in {200, 404}, answer.text
    del boss, bo


async def test_sharing_a_view_needs_the_right(site):
    li = await site.as_("li")
    view = {"label": "我的", "kind": "table", "columns": [{"path": "name"}], "sort": ["-name"]}
    mine = await li.post("/api/forms/shop.customer/views", json=view)
    assert mine.status_code == 200, mine.text
    assert (
        await li.post("/api/forms/shop.customer/views", json={**view, "shared": True})
    ).status_code == 403
    shown = (await li.get("/api/forms/shop.customer")).json()["views"]
    assert "我的" in [one["label"] for one in shown]
    hidden = await li.post(
        "/api/forms/shop.customer/views", json={**view, "columns": [{"path": "secret"}]}
    )
    assert hidden.status_code == 422
    summed = await li.post(
        "/api/forms/shop.customer/views",
        json={**view, "totals": [{"path": "secret", "fn": "count_empty"}]},
    )
    assert summed.status_code == 422


async def test_a_shared_view_of_hidden_fields_shows_none_of_them(site):
    boss, li = await site.as_("boss"), await site.as_("li")
    view = {
        "label": "全貌",
        "kind": "table",
        "shared": True,
        "columns": [{"path": "name"}, {"path": "secret"}],
        "sort": ["secret"],
        "where": {"field": "secret", "op": "not_empty"},
        "totals": [
            {"path": "secret", "fn": "count_empty"},
            {"path": "secret", "fn": "none"},
            {"path": "credit", "fn": "avg"},
        ],
    }
    assert (await boss.post("/api/forms/shop.customer/views", json=view)).status_code == 200
    seen = next(
        one
        for one in (await li.get("/api/forms/shop.customer")).json()["views"]
        if one["label"] == "全貌"
    )
    assert seen["columns"] == [{"path": "name"}] and seen["sort"] == [] and seen["where"] is None
    assert seen["totals"] == [{"path": "credit", "fn": "avg"}]
    assert "secret" not in str(seen)


async def test_a_loop_gone_wild_is_slowed(site):
    await site.person("loop", roles=["sales"])
    loop, li = await site.as_("loop"), await site.as_("li")
    answers = [(await loop.get("/api/openapi.json")).status_code for _ in range(80)]
    assert answers[0] == 200 and answers[-1] == 429
    refused = await loop.get("/api/openapi.json")
    assert int(refused.headers["retry-after"]) >= 1
    assert (await loop.get("/api/session")).status_code == 200
    assert (await li.get("/api/openapi.json")).status_code == 200


def test_a_route_that_does_not_say_who_may_call_it_keeps_the_house_shut():
    import pytest
    from litestar import get

    from tombolo.web.app import _demand_said

    @get("/api/forgotten", opt={"who": "member"})
    async def forgotten() -> None: ...

    with pytest.raises(RuntimeError, match="forgotten"):
        _demand_said(forgotten)


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("columns", ["name"], "columns[0]"), ("columns", [{"path": "name"}, 3], "columns[1]"),
        ("columns", "name", "columns"), ("columns", {"path": "name"}, "columns"),
        ("totals", ["name"], "totals[0]"), ("totals", 5, "totals"),
    ],
)  # fmt: skip
async def test_a_view_of_odd_parts_is_told_where(site, key, value, place):
    li = await site.as_("li")
    view = {"label": "x", "kind": "table", "columns": [{"path": "name"}], key: value}
    answer = await li.post("/api/forms/shop.customer/views", json=view)
    assert (answer.status_code, answer.json()["problems"][0]["place"]) == (422, place)
