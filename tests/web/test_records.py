"""Records over HTTP, sign-in included."""

import uuid


async def test_nobody_gets_in_without_signing_in(site):
    async with site.browser() as browser:
        answer = await browser.post("/api/forms/shop.customer/query", json={"columns": ["name"]})
        assert answer.status_code == 401
        assert answer.json()["code"] == "auth.signed_out"


async def test_a_request_of_another_site_is_refused(site):
    boss = await site.as_("boss")
    answer = await boss.post(
        "/api/forms/shop.customer/records",
        json={"records": [{"set": {"name": "x"}}]},
        headers={"Origin": "http://evil.test"},
    )
    assert answer.status_code == 403
    del boss.headers["X-Tombolo"]
    answer = await boss.post(
        "/api/forms/shop.customer/records", json={"records": [{"set": {"name": "x"}}]}
    )
    boss.headers["X-Tombolo"] = "1"
    assert answer.status_code == 403


async def test_me_knows_my_apps(site):
    li = await site.as_("li")
    me = (await li.get("/api/session")).json()
    assert me["member"]["login"] == "li"
    assert [app["key"] for app in me["apps"]] == ["shop"]
    assert [item["form"] for item in me["apps"][0]["nav"]] == [
        "shop.customer",
        "shop.product",
        "shop.order",
    ]


async def test_a_form_is_shown_without_what_is_hidden(site):
    li, boss = await site.as_("li"), await site.as_("boss")
    mine = (await li.get("/api/forms/shop.customer")).json()
    whole = (await boss.get("/api/forms/shop.customer")).json()
    assert "secret" not in {one["key"] for one in mine["fields"]}
    assert "secret" in {one["key"] for one in whole["fields"]}
    assert "8675309" not in str(mine)
    again = await li.get(
        "/api/forms/shop.customer",
        headers={"If-None-Match": (await li.get("/api/forms/shop.customer")).headers["etag"]},
    )
    assert again.status_code == 304


async def test_create_change_list_and_history(site):
    li = await site.as_("li")
    made = await li.post(
        "/api/forms/shop.customer/records",
        json={"records": [{"set": {"name": "网络客户", "phone": "abc"}}]},
    )
    assert made.status_code == 422, made.text
    made = await li.post(
        "/api/forms/shop.customer/records",
        json={"records": [{"set": {"name": "网络客户", "phone": "021-1234"}}]},
    )
    assert made.status_code == 200, made.text
    record = made.json()["saved"][0]
    changed = await li.patch(
        "/api/forms/shop.customer/records?whole=1",
        json={"records": [{"id": record["id"], "version": 1, "set": {"level": "A"}}]},
    )
    assert changed.json()["saved"][0]["version"] == 2
    stale = await li.patch(
        "/api/forms/shop.customer/records",
        json={"records": [{"id": record["id"], "version": 1, "set": {"level": "B"}}]},
    )
    assert stale.status_code == 409
    assert stale.json()["stale"]["theirs"]["values"]["level"] == "A"
    assert stale.json()["stale"]["by"] == "Li"
    assert stale.json()["stale"]["changed"] == ["level"]
    page = (
        await li.post(
            "/api/forms/shop.customer/query",
            json={"columns": ["name", "level", "owner.name"], "search": "网络", "count": True},
        )
    ).json()
    assert [row[2:] for row in page["rows"]] == [["网络客户", "A", "Li"]]
    assert page["count"]["n"] == 1
    told = (await li.get(f"/api/forms/shop.customer/records/{record['id']}/history")).json()[
        "entries"
    ]
    assert [one["act"] for one in told] == ["update", "create"]
    assert told[0]["changes"] == [
        {"field": "level", "label": "级别", "before": "普通", "after": "重要"}
    ]


async def test_each_for_itself_saves_the_good_ones(site):
    li = await site.as_("li")
    made = await li.post(
        "/api/forms/shop.customer/records",
        json={"records": [{"set": {"name": f"粘贴{n}"}} for n in range(3)]},
    )
    ids = made.json()["ids"]
    answer = await li.patch(
        "/api/forms/shop.customer/records",
        json={
            "each": True,
            "records": [
                {"id": ids[0], "set": {"phone": "021-7777"}},
                {"id": ids[1], "set": {"phone": "not a phone!"}},
                {"id": ids[2], "set": {"level": "重要"}},
            ],
        },
    )
    body = answer.json()
    assert [one["id"] for one in body["saved"]] == [ids[0], ids[2]]
    assert body["failed"][0]["id"] == ids[1]
    assert body["failed"][0]["problems"][0]["place"] == "phone"


async def test_preview_over_http(site):
    boss = await site.as_("boss")
    (customer,) = (
        await boss.post(
            "/api/forms/shop.customer/records", json={"records": [{"set": {"name": "预览"}}]}
        )
    ).json()["ids"]
    (product,) = (
        await boss.post(
            "/api/forms/shop.product/records",
            json={"records": [{"set": {"name": "泵", "list_price": "9.99"}}]},
        )
    ).json()["ids"]
    seen = (
        await boss.post(
            "/api/forms/shop.order/preview",
            json={"set": {"customer": customer, "lines": [{"product": product, "qty": "3"}]}},
        )
    ).json()
    assert seen["values"]["total"] == "29.97"
    assert seen["lines"]["lines"][0]["price"] == "9.99"
    assert seen["problems"] == []


async def test_bin_restore_and_purge(site):
    li, boss = await site.as_("li"), await site.as_("boss")
    (id_,) = (
        await li.post(
            "/api/forms/shop.customer/records", json={"records": [{"set": {"name": "丢弃"}}]}
        )
    ).json()["ids"]
    assert (await li.post("/api/forms/shop.customer/delete", json={"ids": [id_]})).json() == {
        "deleted": 1
    }
    assert (await li.get(f"/api/forms/shop.customer/records/{id_}")).status_code == 404
    bin_ = (
        await li.post("/api/forms/shop.customer/query", json={"columns": ["name"], "bin": True})
    ).json()
    assert [row[2] for row in bin_["rows"]] == ["丢弃"]
    assert (await li.post("/api/forms/shop.customer/restore", json={"ids": [id_]})).json() == {
        "restored": 1
    }
    assert (await li.post("/api/forms/shop.customer/purge", json={"ids": [id_]})).status_code == 403
    await boss.post("/api/forms/shop.customer/delete", json={"ids": [id_]})
    assert (await boss.post("/api/forms/shop.customer/purge", json={"ids": [id_]})).json() == {
        "purged": 1
    }


async def test_another_salesperson_finds_it_by_no_road(site):
    li, bo = await site.as_("li"), await site.as_("bo")
    (id_,) = (
        await li.post(
            "/api/forms/shop.customer/records",
            json={"records": [{"set": {"name": "李之独有客户"}}]},
        )
    ).json()["ids"]
    random = str(uuid.uuid4())
    roads = [
        ("GET", "/api/forms/shop.customer/records/{}", None),
        ("GET", "/api/forms/shop.customer/records/{}/history", None),
        ("GET", "/api/forms/shop.customer/records/{}/comments", None),
        ("POST", "/api/forms/shop.customer/records/{}/comments", {"text": "hi"}),
        ("GET", "/api/forms/shop.customer/records/{}/files/" + random, None),
    ]
    for method, road, body in roads:
        real = await bo.request(method, road.format(id_), json=body)
        none = await bo.request(method, road.format(random), json=body)
        assert real.status_code == 404, road
        assert real.json() == none.json(), road
    for body in ({"records": [{"id": id_, "set": {"level": "A"}}]},):
        assert (await bo.patch("/api/forms/shop.customer/records", json=body)).status_code == 404
    assert (
        await bo.post("/api/forms/shop.customer/delete", json={"ids": [id_]})
    ).status_code == 404
    page = (
        await bo.post(
            "/api/forms/shop.customer/query",
            json={"columns": ["name"], "count": True, "search": "独有"},
        )
    ).json()
    assert page["rows"] == [] and page["count"]["n"] == 0
    assert (await bo.get("/api/search", params={"q": "独有"})).json()["hits"] == []
    picked = (
        await bo.post("/api/forms/shop.order/pick", json={"field": "customer", "search": "独有"})
    ).json()
    assert picked["options"] == []
    groups = (await bo.post("/api/forms/shop.customer/groups", json={"by": "name"})).json()
    assert "李之独有客户" not in str(groups)
    assert (await li.get("/api/search", params={"q": "独有"})).json()["hits"][0][
        "title"
    ] == "李之独有客户"


async def test_every_answer_carries_the_safe_headers(site):
    async with site.browser() as browser:
        for path in ("/", "/api/session", "/api/nothing", "/nowhere"):
            answer = await browser.get(path)
            assert "default-src 'self'" in answer.headers["content-security-policy"], path
            assert answer.headers["x-content-type-options"] == "nosniff"


async def test_refusals_speak_the_callers_language(site):
    async with site.browser() as browser:
        zh = await browser.get("/api/session", headers={"Accept-Language": "zh-CN"})
        en = await browser.get("/api/session", headers={"Accept-Language": "en-GB"})
    assert zh.json()["message"] == "请先登录"
    assert en.json()["message"] == "Please sign in"


async def test_records_are_chosen_by_their_ids(site):
    li = await site.as_("li")
    made = await li.post(
        "/api/forms/shop.customer/records",
        json={"records": [{"set": {"name": f"选中{n}"}} for n in range(3)]},
    )
    ids = made.json()["ids"]
    page = (
        await li.post(
            "/api/forms/shop.customer/query",
            json={
                "columns": ["id", "name"],
                "where": {"field": "id", "op": "in", "value": ids[:2]},
                "sort": ["name"],
            },
        )
    ).json()
    assert [row[2:] for row in page["rows"]] == [
        [{"id": ids[n], "title": f"选中{n}"}, f"选中{n}"] for n in range(2)
    ]


async def test_an_app_is_shown_to_its_roles_only(site):
    boss, li = await site.as_("boss"), await site.as_("li")
    await site.world.apply(
        "shop/app: {app: shop, label: {zh: 小店, en: Shop}, shown_to: [keeper], nav: [customer, product, order]}"
    )
    assert [app["key"] for app in (await boss.get("/api/session")).json()["apps"]] == ["shop"]
    assert (await li.get("/api/session")).json()["apps"] == []
    assert (await li.get("/api/forms/shop.product")).status_code == 200
    await site.world.apply(
        "shop/app: {app: shop, label: {zh: 小店, en: Shop}, nav: [customer, product, order]}"
    )
    assert [app["key"] for app in (await li.get("/api/session")).json()["apps"]] == ["shop"]


async def test_history_shows_the_files_that_were_there(site):
    boss, li = await site.as_("boss"), await site.as_("li")
    ann = await site.as_("bo")
    road = "/api/files?form=shop.customer&field=papers"
    first, second = [
        (await boss.post(road, files={"file": (name, f"{name}".encode(), "text/plain")})).json()
        for name in ("一.txt", "二.txt")
    ]
    saved = (
        await boss.post(
            "/api/forms/shop.customer/records",
            json={"records": [{"set": {"name": "有附件的", "papers": [first["id"]]}}]},
        )
    ).json()["saved"][0]
    record = f"/api/forms/shop.customer/records/{saved['id']}"
    me = (await li.get("/api/session")).json()["member"]["id"]
    await boss.patch(
        "/api/forms/shop.customer/records",
        json={"records": [{"id": saved["id"], "set": {"papers": [second["id"]], "owner": me}}]},
    )
    told = (await li.get(f"{record}/history")).json()["entries"][0]["changes"]
    change = next(one for one in told if one["field"] == "papers")
    assert [one["name"] for one in change["before"]] == ["一.txt"]
    assert [one["name"] for one in change["after"]] == ["二.txt"]
    # Whoever reads the record reads what its history names; nobody else does.
    for file in (first, second):
        assert (await li.get(f"{record}/files/{file['id']}")).content == file["name"].encode()
        assert (await ann.get(f"{record}/files/{file['id']}")).status_code == 404
    other = (await boss.post(road, files={"file": ("三.txt", b"3", "text/plain")})).json()
    assert (await li.get(f"{record}/files/{other['id']}")).status_code == 404
    # Before the record is saved, its files are there for who brings them.
    unsaved = f"/api/forms/shop.customer/records/{uuid.uuid4()}/files/{other['id']}"
    assert (await boss.get(unsaved)).content == b"3"
    assert (await li.get(unsaved)).status_code == 404


async def test_groups_of_two_levels_agree_with_counting_by_hand(site):
    boss = await site.as_("boss")
    numbers = [(n % 3, n % 2, n * 10) for n in range(12)]
    await boss.post(
        "/api/forms/shop.customer/records",
        json={
            "records": [
                {
                    "set": {
                        "name": f"两级{n}-{a}-{b}",
                        "phone": f"021-000{a}",
                        "level": "AB"[b],
                        "credit": str(sum_),
                    }
                }
                for n, (a, b, sum_) in enumerate(numbers)
            ]
        },
    )
    where = {"field": "name", "op": "starts_with", "value": "两级"}
    totals = [{"path": "credit", "fn": "sum"}]

    async def groups(by, where=where):
        body = {"by": by, "where": where, "totals": totals}
        found = (await boss.post("/api/forms/shop.customer/groups", json=body)).json()["groups"]
        return {tuple(one["key"]): (one["count"], int(float(one["totals"][0]))) for one in found}

    def naive(keys):
        model = {}
        for a, b, sum_ in numbers:
            key = tuple({"phone": f"021-000{a}", "level": "AB"[b]}[one] for one in keys)
            count, total = model.get(key, (0, 0))
            model[key] = (count + 1, total + sum_)
        return model

    assert await groups(["phone", "level"]) == naive(["phone", "level"])
    assert await groups(["level", "phone"]) == naive(["level", "phone"])
    # What stands inside one group of the first level, asked for when it is opened.
    for phone, outer in (await groups("phone")).items():
        inside = await groups(
            "level", {"all": [where, {"field": "phone", "op": "is", "value": phone[0]}]}
        )
        both = {
            key[1:]: value for key, value in naive(["phone", "level"]).items() if key[0] == phone[0]
        }
        assert inside == both
        assert outer == tuple(map(sum, zip(*inside.values(), strict=True)))


async def test_a_default_with_a_source_may_be_taken_again(site):
    boss = await site.as_("boss")
    form = (await boss.get("/api/forms/shop.order")).json()
    own = {one["key"]: one for one in form["fields"]}
    lines = {one["key"]: one for one in own["lines"]["fields"]}
    assert lines["price"]["refreshable"] is True
    assert not {"refreshable"} & {*own["state"], *own["on"], *lines["qty"]}

    async def made(form, **set_):
        body = {"records": [{"set": set_}]}
        answer = await boss.post(f"/api/forms/{form}/records", json=body)
        return answer.json()["saved"][0]

    product = await made("shop.product", name="anew", list_price="10")
    buyer = await made("shop.customer", name="anew")
    row = {"product": product["id"], "qty": "1"}
    order = await made("shop.order", customer=buyer["id"], lines=[row])
    change = {"id": product["id"], "set": {"list_price": "12"}}
    await boss.patch("/api/forms/shop.product/records", json={"records": [change]})
    ask = {"id": order["id"], "version": 1, "set": {}}
    for more, price in (({}, 10), ({"refresh": ["lines.price"]}, 12)):
        told = (await boss.post("/api/forms/shop.order/preview", json={**ask, **more})).json()
        assert float(told["lines"]["lines"][0]["price"]) == price
