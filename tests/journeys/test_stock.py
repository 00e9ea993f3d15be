"""The last piece: one issues it, the other is told what is left, and a third sees it go."""

from playwright.sync_api import expect
from tests.journeys.conftest import PHONE
from tests.journeys.hands import grave, pane, pick

NAME = "末件传感器"


def test_the_last_piece_goes_once(sit):
    boss = sit("boss")
    what = boss.api.make(
        "erp.product", sku="LAST-1", name=NAME, category="spare", list_price="100", std_cost="40"
    )
    main = boss.api.make("erp.warehouse", code="W-LAST", name="末件仓", kind="main")
    boss.api.make(
        "erp.stock_move", kind="receipt", product=what, warehouse=main, qty="1", value="40"
    )

    # A third person looks at the balance: one is there.
    third = sit("penghui")
    third.go(f"/b/erp.stock?q={NAME}")
    number = third.page.get_by_role("button", name="现存量，查看流水 1")
    expect(number).to_be_visible()
    expect(third.page.get_by_text("¥40.00").first).to_be_visible()
    assert grave(third.page) == []
    third.step("one-left")

    # Two keepers hold the same last piece in a form, before either saves.
    first, second = sit("caogang"), sit("boss")
    second.expect_refusal("422 POST .*/records")
    for seat in (first, second):
        page = seat.page
        seat.go("/f/erp.stock_move?new=true")
        sheet = pane(page)
        pick(page, sheet.get_by_label("类型", exact=True), "", "出库")
        pick(page, sheet.get_by_label("产品", exact=True), NAME, NAME)
        pick(page, sheet.get_by_label("仓库", exact=True), "末件", "末件仓")
        sheet.get_by_label("数量", exact=True).fill("1")
        seat.step("filled")
    for seat in (first, second):
        pane(seat.page).get_by_role("button", name="保存").click()
        if seat is first:
            expect(pane(first.page)).to_contain_text("SM-")
            first.step("issued")
    expect(second.page.locator("body")).to_contain_text("库存不足，可用 0")
    second.step("refused")

    # The third sees it at once, without asking; and why.
    gone = third.page.get_by_role("button", name="现存量，查看流水 0")
    expect(gone).to_be_visible()
    gone.click()
    ledger = third.page.get_by_role("dialog")
    expect(ledger).to_contain_text("2 笔")
    expect(ledger.get_by_role("row").nth(1)).to_contain_text("-1")
    assert grave(third.page) == []
    third.step("none-left")
    ledger.get_by_role("link").first.click()
    expect(third.page.get_by_role("heading", name="出库")).to_be_visible()

    # Sales sees how many, not how much; what she may not read is one line that adds up.
    seller = sit("wanglin", PHONE)
    seller.go(f"/b/erp.stock?q={NAME}")
    card = seller.page.get_by_role("button", name=NAME)
    expect(card).to_be_visible()
    expect(seller.page.locator("#main")).not_to_contain_text("金额")
    card.click()
    expect(seller.page.get_by_role("dialog")).to_contain_text("其他 2 条，您没有权限查看")
    assert grave(seller.page) == []
    seller.step("sales-phone")


def test_stock_by_period(sit):
    """Narrowed by a product and a number, what came and went this year, its ledger, and a file."""
    boss = sit("boss")
    api, page = boss.api, boss.page
    what = api.make(
        "erp.product", sku="PER-1", name="期间光源", category="spare", list_price="9", std_cost="4"
    )
    main, van = (
        api.make("erp.warehouse", code=code, name=name, kind="main")
        for code, name in (("W-PA", "期间甲仓"), ("W-PB", "期间乙仓"))
    )
    today = api.http.get("/api/balances/erp.stock").json()["today"]
    for where, kind, qty, day in (
        (main, "opening", "5", "2020-03-01"),
        (main, "receipt", "3", today),
        (main, "issue", "2", today),
        (van, "receipt", "1", "2020-03-01"),
    ):
        api.make(
            "erp.stock_move", kind=kind, product=what, warehouse=where, qty=qty, moved_on=day,
            **({} if kind == "issue" else {"value": "10"}),
        )  # fmt: skip

    boss.go("/b/erp.stock")
    page.get_by_role("button", name="筛选").first.click()
    pick(page, page.get_by_label("值", exact=True).last, "期间光源", "期间光源")
    page.get_by_role("button", name="完成").click()
    expect(page.locator(".filter-chips")).to_contain_text("产品 等于 PER-1 期间光源")
    expect(page.locator(".list-foot")).to_have_text("2 行")
    boss.step("one-product")

    page.get_by_role("button", name="收发存").click()
    page.get_by_role("button", name="今年").click()
    page.get_by_role("button", name="完成").click()
    expect(page.get_by_role("columnheader").filter(has_text="期初")).to_be_visible()
    closing = page.get_by_role("button", name="期末，查看流水 6")
    expect(closing).to_be_visible()
    assert grave(page) == []
    boss.step("by-period")

    with page.expect_download() as saved:
        page.get_by_role("button", name="导出").click()
        page.get_by_role("menuitem", name="CSV").click()
    text = saved.value.path().read_text("utf-8-sig")
    assert text.splitlines() == [
        "产品,仓库,期初,收入,发出,期末",
        "PER-1 期间光源,W-PA 期间甲仓,5,3,2,6",
        "PER-1 期间光源,W-PB 期间乙仓,1,0,0,1",
    ]

    closing.click()
    ledger = page.get_by_role("dialog")
    expect(ledger).to_contain_text("2 笔")
    expect(ledger.get_by_role("row").last).to_contain_text("期初")
    expect(ledger.get_by_role("row").last).to_contain_text("5")
    assert grave(page) == []
    boss.step("ledger-of-the-period")

    # The product itself says what there is of it.
    boss.go("/f/erp.product?q=PER-1")
    expect(page.get_by_role("columnheader").filter(has_text="现有库存")).to_be_visible()
    expect(page.locator("#main [role=gridcell]", has_text="7").first).to_be_visible()

    # Who reads no moves sees what stands and no periods.
    seller = sit("wanglin", PHONE)
    seller.go("/b/erp.stock?q=PER-1")
    expect(seller.page.get_by_role("button", name="期间光源").first).to_be_visible()
    expect(seller.page.get_by_role("button", name="收发存")).to_have_count(0)
    expect(seller.page.get_by_role("button", name="导出")).to_have_count(0)
    assert grave(seller.page) == []
    seller.step("seller-phone")
