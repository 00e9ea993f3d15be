"""Balances over HTTP: the last piece goes once, rights on rows and measures, the ledger behind a number."""

import asyncio
from decimal import Decimal

import pytest_asyncio
from tests.pg.balances.stock import APP
from tests.web.conftest import opened

D = Decimal
GRANTS = """
erp/grants/keeper:
  who: [role(keeper)]
  forms:
    product: {may: [read]}
    warehouse: {may: [read]}
    move: {may: [read, create], rows: {read: "owner = ME()"}, hide: [value]}
  balances:
    stock: {may: [read, export], hide: [value]}
erp/grants/auditor:
  who: [role(auditor)]
  forms:
    product: {may: [read]}
    move: {may: [read], hide: [value]}
  balances:
    stock: {may: [read]}
erp/grants/blind:
  who: [role(blind)]
  balances:
    stock: {may: [read], hide: [value]}
erp/grants/main_only:
  who: [role(shop)]
  forms:
    product: {may: [read]}
    warehouse: {may: [read]}
  balances:
    stock: {may: [read], rows: 'warehouse.name = "主仓"', hide: [value]}
erp/grants/boss:
  who: [role(boss)]
  forms:
    product: {may: [read]}
    warehouse: {may: [read]}
    move: {may: [read, export]}
  balances:
    stock: {may: [read, export]}
"""


@pytest_asyncio.fixture(scope="module")
async def site(pool, tmp_path_factory):
    async with opened(pool, tmp_path_factory.mktemp("files")) as made:
        nav = APP.replace("nav: [product, warehouse, move]", "nav: [product, stock, move]")
        await made.world.apply(nav + GRANTS)
        for login, role in (
            ("ken", "keeper"),
            ("kim", "keeper"),
            ("shop", "shop"),
            ("boss", "boss"),
            ("blind", "blind"),
            ("auditor", "auditor"),
        ):
            await made.person(login, roles=[role])
        await made.person("nobody")
        await made.person("ann_", admin=True)
        yield made


async def made(browser, form, **values) -> str:
    answer = await browser.post(
        f"/api/forms/erp.{form}/records", json={"records": [{"set": values}]}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["ids"][0]


async def stock(browser, **ask):
    body = {"columns": ["product", "warehouse", "on_hand"], "count": True, **ask}
    return await browser.post("/api/balances/erp.stock/query", json=body)


async def row_of(browser, title):
    (row,) = (await stock(browser, search=title)).json()["rows"]
    return row


async def ledger(browser, id_, **more):
    return await browser.post("/api/balances/erp.stock/ledger", json={"id": id_, **more})


async def goods(site, name, *places):
    ann = await site.as_("ann_")
    what = await made(ann, "product", name=name)
    return what, [await made(ann, "warehouse", name=place) for place in places]


async def test_the_last_piece_is_sold_once(site):
    """T-STOCK-1 through the web: on hand 5, eight deliver one each at the same time."""
    what, (main,) = await goods(site, "末件仪", "末件仓")
    ken = await site.as_("ken")
    await made(
        await site.as_("ann_"),
        "move",
        product=what,
        warehouse=main,
        direction="in",
        qty="5",
        value="500",
    )
    one = {"records": [{"set": {"product": what, "warehouse": main, "qty": "1"}}]}

    async def deliver():
        return await ken.post("/api/forms/erp.move/records", json=one)

    answers = await asyncio.gather(*(deliver() for _ in range(8)))
    assert sorted(one.status_code for one in answers) == [200] * 5 + [422] * 3
    for answer in answers:
        if answer.status_code == 422:
            assert answer.json()["code"] == "balance.guard"
            assert "末件仪 在 末件仓 库存不足，可用 0" in answer.text
    row = await row_of(ken, "末件仪")
    assert row[2]["title"] == "末件仪"
    assert row[4] == "0"
    found = (await ledger(await site.as_("boss"), row[0])).json()
    assert (found["count"], found["lines"][0]["running"]) == (6, {"on_hand": "0", "value": "0"})


async def test_what_one_may_not_read_is_not_there(site):
    what, (main, van) = await goods(site, "权限泵", "主仓", "车仓")
    ann = await site.as_("ann_")
    for place in (main, van):
        await made(ann, "move", product=what, warehouse=place, direction="in", qty="3", value="30")
    nobody, shop, boss = [await site.as_(one) for one in ("nobody", "shop", "boss")]
    assert (await nobody.get("/api/balances")).json() == {"balances": []}
    for call in (
        nobody.get("/api/balances/erp.stock"),
        stock(nobody),
        nobody.get("/api/balances/erp.none"),
        ledger(nobody, what),
        boss.get("/api/forms/erp.stock"),
        boss.post("/api/forms/erp.stock/query", json={"columns": ["on_hand"]}),
        ann.post("/api/forms/erp.stock/records", json={"records": [{"set": {"on_hand": "9"}}]}),
    ):
        assert (await call).status_code == 404
    assert (await stock(boss, search="权限泵")).json()["count"]["n"] == 2
    (row,) = (await stock(shop, search="权限泵")).json()["rows"]
    assert row[3]["title"] == "主仓"
    (other,) = (await stock(boss, search="权限泵 车仓")).json()["rows"]
    assert (await ledger(shop, other[0])).status_code == 404
    view = (await shop.get("/api/balances/erp.stock")).json()
    assert (view["measures"], view["sources"]) == (["on_hand"], [])
    assert "value" not in [one["key"] for one in view["fields"]]
    for ask in (
        {"columns": ["value"]},
        {"where": {"field": "value", "op": "gt", "value": "1"}},
        {"where": {"formula": "value > 1"}},
        {"sort": ["value"]},
        {"totals": [{"path": "value", "fn": "sum"}]},
    ):
        assert (await stock(shop, **ask)).status_code == 422, ask
    assert (await stock(boss, columns=["value"], search="权限泵 车仓")).json()["rows"][0][2] == "30"


async def test_the_ledger_adds_up_for_everybody(site):
    what, (main,) = await goods(site, "流水阀", "账仓")
    ann, ken, kim = [await site.as_(one) for one in ("ann_", "ken", "kim")]
    await made(ann, "move", product=what, warehouse=main, direction="in", qty="10", value="100.01")
    mine = [
        await made(ken if n % 2 else kim, "move", product=what, warehouse=main, qty="1")
        for n in range(6)
    ]
    row = await row_of(ken, "流水阀")
    whole = (await ledger(await site.as_("boss"), row[0])).json()
    assert whole["others"] == {"count": 0, "amounts": {"on_hand": "0", "value": "0"}}
    assert [one["running"]["on_hand"] for one in whole["lines"]] == [
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
    ]
    assert sum(D(one["amounts"]["value"]) for one in whole["lines"]) == D(
        whole["standing"]["measures"]["value"]
    )
    seen = (await ledger(ken, row[0])).json()
    assert [one["record"] for one in seen["lines"]] == [mine[5], mine[3], mine[1]]
    assert seen["measures"] == ["on_hand"]
    assert seen["others"] == {"count": 4, "amounts": {"on_hand": "7"}}
    assert [one["running"]["on_hand"] for one in seen["lines"]] == ["4", "5", "6"]
    assert "value" not in str(seen)
    paged, after = [], ""
    for _ in range(9):
        part = (await ledger(await site.as_("boss"), row[0], limit=2, after=after)).json()
        paged += part["lines"]
        after = part["next"]
        if not after:
            break
    assert paged == whole["lines"]
    for wrong in ("x", "W10=", "WyJhIiwxLDJd"):
        assert (await ledger(ken, row[0], after=wrong)).status_code == 422
    assert (await ledger(ken, row[0], limit=0)).status_code == 422
    assert (await ledger(ken, "0" * 32)).status_code == 404
    async with site.world.pool.write() as tx:
        from_ken = f"update erp_move set deleted_at = now() where id = '{mine[5]}'"
        await tx.run(from_ken)
    assert (await ledger(ken, row[0])).json()["count"] == 2


async def test_pages_sorts_filters_and_totals(site):
    ann = await site.as_("ann_")
    what, places = await goods(site, "分页件", *(f"页仓{n}" for n in range(5)))
    for n, place in enumerate(places):
        await made(
            ann, "move", product=what, warehouse=place, direction="in", qty=str(n + 1), value="1"
        )
    boss = await site.as_("boss")
    ask = {"search": "分页件", "sort": ["-on_hand"], "limit": 2}
    got, after = [], None
    while True:
        page = (await stock(boss, **ask, **({"after": after} if after else {}))).json()
        got += [row[4] for row in page["rows"]]
        after = page["next"]
        if not after:
            break
    assert got == ["5", "4", "3", "2", "1"]
    totals = [{"path": "on_hand", "fn": "sum"}, {"path": "value", "fn": "sum"}]
    more = {"field": "on_hand", "op": "ge", "value": "4"}
    page = (await stock(boss, search="分页件", where=more, totals=totals)).json()
    assert (page["count"]["n"], [D(one) for one in page["totals"]]) == (2, [D(9), D(2)])
    usual = (await stock(boss, search="分页件")).json()["rows"]
    assert [row[3]["title"] for row in usual] == [f"页仓{n}" for n in range(5)]
    here = {"field": "warehouse", "op": "is", "value": places[2]}
    assert [row[4] for row in (await stock(boss, where=here)).json()["rows"]] == ["3"]


async def test_the_navigation_names_balances(site):
    boss = (await (await site.as_("boss")).get("/api/session")).json()
    (app,) = boss["apps"]
    assert {"kind": "balance", "key": "erp.stock"}.items() <= app["nav"][1].items()
    assert app["nav"][1]["label"] == "库存"
    nobody = (await (await site.as_("nobody")).get("/api/session")).json()
    assert nobody["apps"] == []


async def test_a_grant_says_no_nonsense(site):
    files = (
        "erp/grants/bad:\n  who: everyone\n  balances:\n"
        "    stock: {may: [read, update], hide: [product, valu], readonly: [value], rows: 'wharehouse = 1'}\n"
        "    stok: {may: [read]}\n"
    )
    from tests.world import files_of

    from tombolo.access.policy import policies_of
    from tombolo.schema.build import build

    catalog = site.world.catalog
    found = build({**catalog.files, **{path: one.data for path, one in files_of(files).items()}})
    _, problems = policies_of(found)
    assert sorted((one.code, one.place.partition("#")[2]) for one in problems) == [
        ("definition.no_field", "balances.stock.hide"),
        ("definition.no_form", "balances.stok"),
        ("definition.unknown", "balances.stock.readonly"),
        ("formula.no_name", "balances.stock.rows.read:1:1"),
        ("grant.hidden_key", "balances.stock.hide"),
        ("grant.verb", "balances.stock.may"),
    ]


async def test_whose_keys_may_not_be_read(site):
    """Numbers without names: no title is told, searched or sorted by."""
    what, (main,) = await goods(site, "无名件", "无名仓")
    ann = await site.as_("ann_")
    await made(ann, "move", product=what, warehouse=main, direction="in", qty="2", value="1")
    blind = await site.as_("blind")
    assert (await blind.get("/api/balances/erp.stock")).json()["sorts"] == {}
    page = (await stock(blind)).json()
    assert page["rows"]
    assert all(row[2]["title"] is None and row[3]["title"] is None for row in page["rows"])
    assert (await stock(blind, search="无名件")).json()["rows"] == []
    assert (await stock(blind, sort=["product.record_title"])).status_code == 422
    assert "无名" not in str((await ledger(blind, (await row_of(ann, "无名件"))[0])).json())


async def test_a_ledger_tells_no_row_what_its_form_hides(site):
    """The sum may be known, what each move added may not."""
    what, (main,) = await goods(site, "审计件", "审计仓")
    await made(
        await site.as_("ann_"),
        "move",
        product=what,
        warehouse=main,
        direction="in",
        qty="2",
        value="7.77",
    )
    auditor = await site.as_("auditor")
    found = (await ledger(auditor, (await row_of(auditor, "审计件"))[0])).json()
    assert found["standing"]["measures"] == {"on_hand": "2", "value": "7.77"}
    assert (found["measures"], found["lines"][0]["amounts"]) == (["on_hand"], {"on_hand": "2"})


async def exported(browser, path="export", name="erp.stock", **ask):
    answer = await browser.post(f"/api/balances/{name}/{path}", json={"format": "csv", **ask})
    if answer.status_code != 200:
        return answer.status_code, []
    return 200, [row.split(",") for row in answer.content.decode("utf-8-sig").split("\r\n")[:-1]]


async def test_what_is_shown_leaves_as_a_sheet(site):
    """All rows of the query in its order, no more than one may see, and only who may export."""
    what, places = await goods(site, "出表件", *(f"表仓{n}" for n in range(3)))
    ann = await site.as_("ann_")
    for n, place in enumerate(places):
        await made(
            ann, "move", product=what, warehouse=place, direction="in", qty=str(n + 1), value="1.50"
        )
    boss, ken, shop = [await site.as_(one) for one in ("boss", "ken", "shop")]
    columns = ["product", "warehouse", "on_hand"]
    ask = {"columns": [*columns, "value"], "search": "出表件", "sort": ["-on_hand"], "limit": 1}
    _, rows = await exported(boss, **ask)
    assert rows[0] == ["product", "warehouse", "数量", "金额"]
    assert [row[1:] for row in rows[1:]] == [
        ["表仓2", "3", "1.5"],
        ["表仓1", "2", "1.5"],
        ["表仓0", "1", "1.5"],
    ]
    more = {"field": "on_hand", "op": "ge", "value": "2"}
    _, rows = await exported(boss, columns=columns, search="出表件", where=more)
    assert [row[1] for row in rows[1:]] == ["表仓1", "表仓2"]
    _, rows = await exported(ken, columns=columns, search="出表件")
    assert len(rows) == 4
    assert await exported(ken, columns=["value"]) == (422, [])
    assert await exported(shop, columns=columns) == (403, [])
    assert await exported(await site.as_("nobody"), columns=columns) == (404, [])
    assert await exported(boss, columns=columns, format="pdf") == (422, [])
    book = await boss.post(
        "/api/balances/erp.stock/export", json={"columns": columns, "search": "出表件"}
    )
    assert book.content[:2] == b"PK"
    assert "%E5%BA%93%E5%AD%98.xlsx" in book.headers["content-disposition"]
    assert (await shop.get("/api/balances/erp.stock")).json()["verbs"] == ["read"]
    assert (await boss.get("/api/balances/erp.stock")).json()["verbs"] == ["read", "export"]


async def test_a_ledger_leaves_as_a_sheet(site):
    """Records that may not be exported are one sum, so that it still adds up."""
    what, (main,) = await goods(site, "=流水表", "表仓")
    ann, ken, boss = [await site.as_(one) for one in ("ann_", "ken", "boss")]
    await made(ann, "move", product=what, warehouse=main, direction="in", qty="9", value="90")
    for _ in range(3):
        await made(ken, "move", product=what, warehouse=main, qty="1")
    id_ = (await row_of(ken, "流水表"))[0]
    _, rows = await exported(boss, "ledger/export", id=id_)
    assert rows[0] == [
        "日期",
        "过账时间",
        "表单",
        "单据",
        "数量 变动",
        "数量 结存",
        "金额 变动",
        "金额 结存",
    ]
    assert [row[4:] for row in rows[1:]] == [
        ["-1", "6", "-10", "60"],
        ["-1", "7", "-10", "70"],
        ["-1", "8", "-10", "80"],
        ["9", "9", "90", "90"],
    ]
    _, rows = await exported(ken, "ledger/export", id=id_)
    assert [row[3:] for row in rows[1:] if row[3] == "其他"] == [["其他", "6", ""]]
    assert len(rows) == 2  # ken exports no moves
    assert (await exported(await site.as_("shop"), "ledger/export", id=id_))[0] in {403, 404}
    assert await exported(boss, "ledger/export", id="0" * 32) == (404, [])
    assert await exported(boss, "ledger/export") == (422, [])


async def test_a_period_is_asked_for_in_the_same_way(site):
    what, (main,) = await goods(site, "期间件", "期仓")
    ann, boss, ken = [await site.as_(one) for one in ("ann_", "boss", "ken")]
    await made(ann, "move", product=what, warehouse=main, direction="in", qty="9", value="90")
    await made(ann, "move", product=what, warehouse=main, qty="4")
    view = (await boss.get("/api/balances/erp.stock")).json()
    fields = view["periods"]["on_hand"]
    assert [one["label"] for one in fields] == ["期初", "收入", "发出", "期末"]
    names = [one["key"] for one in fields]
    assert (await ken.get("/api/balances/erp.stock")).json()["periods"] == {}
    today = view["today"]

    async def of(browser, **period):
        return await stock(
            browser, columns=names, search="期间件", period=period,
            totals=[{"path": one, "fn": "sum"} for one in names],
        )  # fmt: skip

    page = (await of(boss)).json()
    assert page["rows"][0][2:] == ["0", "9", "4", "5"]
    assert [D(one) for one in page["totals"]] == [0, 9, 4, 5]
    assert (await of(boss, to="2020-01-01", **{"from": "2020-01-01"})).json()["rows"][0][2:] == [
        "0",
        "0",
        "0",
        "0",
    ]
    assert (await of(ken)).status_code == 403
    assert (await of(boss, to="gestern")).status_code == 422
    assert (await stock(boss, columns=names)).status_code == 422
    _, rows = await exported(boss, columns=["product", *names], search="期间件", period={})
    assert rows == [["product", "期初", "收入", "发出", "期末"], ["期间件", "0", "9", "4", "5"]]
    id_ = page["rows"][0][0]
    found = (await ledger(boss, id_, period={"from": today, "to": today})).json()
    assert (found["count"], found["opening"]["on_hand"]) == (2, "0")
    assert [one["on"] for one in found["lines"]] == [today, today]
    later = {"from": "2999-01-01", "to": "2999-01-02"}
    found = (await ledger(boss, id_, period=later)).json()
    assert (found["lines"], found["opening"]["on_hand"]) == ([], "5")
    _, rows = await exported(boss, "ledger/export", id=id_, period=later)
    assert rows[1][3:5] == ["期初", "5"]
    assert (await ledger(ken, id_, period={})).status_code == 403


async def test_keys_are_picked_as_far_as_they_may_be_read(site):
    what, _ = await goods(site, "挑选件", "挑仓")
    boss, blind, nobody = [await site.as_(one) for one in ("boss", "blind", "nobody")]

    async def picked(browser, **ask):
        return await browser.post("/api/balances/erp.stock/pick", json={"field": "product", **ask})

    found = (await picked(boss, search="挑选")).json()
    assert [(one["id"], one["title"]) for one in found["options"]] == [(what, "挑选件")]
    assert found["may_create"] is False
    for call in (
        picked(blind), picked(nobody), picked(boss, field="on_hand"), picked(boss, field="x"),
    ):  # fmt: skip
        assert (await call).status_code == 404
