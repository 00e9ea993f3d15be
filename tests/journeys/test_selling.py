"""A seller's day: customer, contact, opportunity with lines; search, edits, paste, export; the board; a conflict."""

import re

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook
from tests.journeys.hands import cell, pane, paste, pick, row_of, save

CUSTOMER = "海宁晶岳测试仪器有限公司"


@pytest.fixture(scope="module")
def boss_api(house):
    import httpx
    from tests.journeys.conftest import OURS, Api
    from tests.journeys.site import PASSWORD

    with httpx.Client(base_url=house, headers=OURS) as http:
        http.post("/api/session", json={"login": "boss", "password": PASSWORD})
        yield Api(http)


@pytest.fixture(scope="module")
def products(boss_api) -> list[str]:
    return [
        boss_api.make(
            "erp.product", sku=f"KI-{n}", name=name, category="instrument", uom="set",
            list_price=price, tax_rate="0.13",
        )
        for n, name, price in ((1, "接触角测量仪", "168000"), (2, "表面张力仪", "92500.50"))
    ]  # fmt: skip


def test_from_customer_to_export(sit, products):
    seat = sit("hezhiyuan")
    page = seat.page
    seat.expect_refusal("422 POST .*/records$")

    # A customer.
    seat.go("/")
    seat.step("home")
    seat.go("/f/crm.customer")
    page.get_by_role("button", name="新建", exact=True).click()
    sheet = pane(page)
    sheet.get_by_label("客户名称", exact=True).fill(CUSTOMER)
    sheet.get_by_role("button", name="保存").click()
    expect(sheet.get_by_role("alert").first).to_be_visible()  # two required fields are missing
    expect(sheet.get_by_label("行业", exact=True)).to_be_focused()  # the first of them
    seat.step("customer-problems")
    pick(page, sheet.get_by_label("行业", exact=True), "", "半导体电子")
    pick(page, sheet.get_by_label("来源", exact=True), "", "转介绍")
    seat.step("customer-filled")
    save(page)
    expect(sheet.get_by_role("heading", name=CUSTOMER)).to_be_visible()
    expect(sheet).to_contain_text(re.compile(r"C-\d{5}"))  # which number is the house's count

    # A contact of this customer, from the related list.
    sheet.get_by_role("button", name="关联").click()
    seat.step("related")
    sheet.get_by_role("button", name="新建联系人").click()
    person = pane(page)
    expect(person.get_by_label("姓名", exact=True)).to_be_visible()
    expect(person).to_contain_text(CUSTOMER)  # given by the record one came from
    person.get_by_label("姓名", exact=True).fill("高子涵")
    person.get_by_label("手机", exact=True).fill("13912345678")
    seat.step("contact")
    save(page)

    # An opportunity: what the server computes is seen before anything is saved.
    seat.go("/f/crm.opportunity?new=true")
    sheet = pane(page)
    sheet.get_by_label("商机名称", exact=True).fill("晶岳接触角项目")
    pick(page, sheet.get_by_label("客户", exact=True), "晶岳", CUSTOMER)
    lines = sheet.locator(".lines-field")
    cell(page, 0, "产品", within=lines).click()
    page.keyboard.type("接触")
    page.locator(".ant-select-dropdown:visible .ant-select-item-option").first.wait_for()
    page.keyboard.press("Enter")
    expect(cell(page, 0, "产品", within=lines)).to_contain_text("接触角测量仪")
    expect(cell(page, 0, "金额", within=lines)).to_contain_text("168,000.00")  # the default price
    cell(page, 0, "数量", within=lines).click()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(cell(page, 0, "金额", within=lines)).to_contain_text("504,000.00")
    cell(page, 1, "产品", within=lines).click()
    paste(page, "KI-2 表面张力仪\t2\t90000")
    expect(cell(page, 1, "金额", within=lines)).to_contain_text("180,000.00")
    expect(sheet.locator("[data-field=lines_total]")).to_contain_text("684,000.00")
    expect(sheet.locator("[data-field=weighted]")).to_contain_text("68,400.00")
    seat.step("opportunity-live")
    assert seat.api.rows("crm.opportunity", ["name"], search="晶岳") == []  # nothing is saved yet
    save(page)
    seat.step("opportunity-saved")
    saved = seat.api.rows(
        "crm.opportunity", ["name", "lines_total", "amount", "lines"], search="晶岳"
    )
    assert [row[0] for row in saved] == ["晶岳接触角项目"]
    assert [float(value) for value in saved[0][1:]] == [684000, 684000, 2]

    # Two characters find it, wherever one is.
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="搜索")).to_be_visible()
    page.keyboard.type("晶岳")
    hit = page.get_by_role("option", name=re.compile(CUSTOMER))
    expect(hit.first).to_be_visible()
    seat.step("palette")
    hit.first.click()
    expect(page.get_by_role("heading", name=CUSTOMER)).to_be_visible()


def test_edits_where_they_stand_paste_and_export(sit):
    seat = sit("hezhiyuan")
    page, api = seat.page, seat.api
    names = [f"嘉善粘贴{n}号有限公司" for n in "甲乙丙丁"]
    made = [
        api.make("crm.customer", name=name, industry="university", source="cold", level="D")
        for name in names
    ]
    seat.go("/f/crm.customer?view=all&q=嘉善&sort=%5B%22customer_no%22%5D")
    expect(page.locator("#main")).to_contain_text("嘉善粘贴丁号")

    # Typing over a cell.
    first = row_of(page, "嘉善粘贴甲号")
    cell(page, first, "省份").click()
    page.keyboard.type("浙江")
    page.keyboard.press("Enter")
    expect(cell(page, first, "省份")).to_contain_text("浙江")
    expect(page.locator("[data-changed]")).to_have_count(0)
    assert api.record("crm.customer", made[0])["province"] == "浙江"
    seat.step("edited")
    page.keyboard.press("Control+z")
    expect(cell(page, first, "省份")).not_to_contain_text("浙江")
    expect(page.locator("[data-changed]")).to_have_count(0)

    # A block of three rows and three columns from a spreadsheet, one cell of which is no level.
    cell(page, first, "行业").click()
    seat.expect_refusal("422 PATCH")
    paste(page, "化工\tA 战略\t江苏\n医药\t金牌\t上海\n日化\tB 重点\t北京\n")
    report = page.get_by_role("alert", name="未保存的单元格")
    expect(report).to_contain_text("金牌")
    seat.step("pasted")
    expect(page.locator("[data-changed]")).to_have_count(0)
    kept = [api.record("crm.customer", one) for one in made]
    assert [(one["industry"], one["level"], one["province"]) for one in kept] == [
        ("chemical", "A", "江苏"),
        ("pharma", "D", "上海"),
        ("cosmetics", "B", "北京"),
        ("university", "D", None),
    ]

    # What is seen goes out.
    report.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="更多", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("menuitem", name=re.compile("导出.*Excel|Excel.*导出|xlsx")).click()
    file = waiting.value.path()
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    at = rows[0].index("客户名称")
    assert [row[at] for row in rows[1:]] == names
    assert [row[rows[0].index("行业")] for row in rows[1:]] == ["化工", "医药", "日化", "高校"]


def test_two_people_one_record(sit):
    mine, theirs = sit("hezhiyuan"), sit("boss")
    one = mine.api.make(
        "crm.customer", name="绍兴同改设备厂", industry="auto_material", source="cold"
    )
    page = mine.page
    mine.go(f"/f/crm.customer/r/{one}")
    page.get_by_label("省份", exact=True).fill("浙江")
    page.get_by_label("备注", exact=True).fill("我写的备注")
    theirs.api.change("crm.customer", one, province="上海", short_name="同改")
    mine.expect_refusal("409 PATCH")
    page.get_by_role("button", name="保存").click()
    conflict = page.get_by_role("alert", name="修改冲突")
    expect(conflict).to_contain_text("陆晓雯")
    expect(conflict).to_contain_text("浙江")
    expect(conflict).to_contain_text("上海")
    mine.step("conflict")
    conflict.get_by_role("radio", name="我的").click()
    conflict.get_by_role("button").last.click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("button", name="保存")).to_have_count(0)
    mine.step("joined")
    kept = mine.api.record("crm.customer", one)
    # Both hands are in it: what only one of them touched, and what I chose.
    assert (kept["province"], kept["short_name"], kept["note"]) == ("浙江", "同改", "我写的备注")
