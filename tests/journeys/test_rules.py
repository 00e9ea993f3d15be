"""Rules on data as a person meets them: while typing, at a lock, in the list and on the phone."""

from playwright.sync_api import Locator, Page, expect
from tests.journeys.conftest import PHONE
from tests.journeys.hands import cell, grave, pane, paste, pick, row_of, save


def offers(page: Page, field: Locator, options: list[str]) -> None:
    """A select offers these and no others."""
    field.focus()
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    shown = page.locator(".ant-select-dropdown:visible .ant-select-item-option")
    expect(shown).to_have_text(options)
    page.keyboard.press("Escape")


def test_the_form_follows_the_rules(sit):
    seat = sit("wanglin")
    page = seat.page
    seat.expect_refusal("422 POST .*/records$")
    seat.expect_refusal("409 POST .*/delete$")
    one = seat.api.make("rules.buyer", name="海宁纺机")
    other = seat.api.make("rules.buyer", name="绍兴染整")
    seat.api.make("rules.speaker", name="高子涵", buyer=one)
    seat.api.make("rules.speaker", name="周以宁", buyer=other)

    # While typing: nothing is asked for that does not apply.
    seat.go("/f/rules.bid?new=true")
    sheet = pane(page)
    sheet.get_by_label("名称", exact=True).fill("染缸改造")
    expect(sheet.get_by_label("阶段", exact=True)).to_be_visible()
    expect(sheet.get_by_label("落标原因", exact=True)).to_have_count(0)
    seat.step("open")
    pick(page, sheet.get_by_label("阶段", exact=True), "", "落标")
    reason = sheet.get_by_label("落标原因", exact=True)
    expect(reason).to_be_visible()
    expect(sheet.locator("[data-field=reason] .minus")).to_be_visible()
    seat.step("lost")
    reason.fill("价格")
    pick(page, sheet.get_by_label("阶段", exact=True), "", "进行中")
    expect(reason).to_have_count(0)

    # Options follow the brand; what no longer fits is told at once.
    model = sheet.get_by_label("型号", exact=True)
    offers(page, model, ["通用型"])
    pick(page, sheet.get_by_label("品牌", exact=True), "", "克吕")
    offers(page, model, ["K100", "通用型"])
    pick(page, model, "", "K100")
    pick(page, sheet.get_by_label("品牌", exact=True), "", "迪斯")
    expect(sheet.locator("[data-field=model]").get_by_role("alert")).to_contain_text(
        "不能选「K100」"
    )
    expect(sheet.get_by_label("金额", exact=True)).to_have_count(0)
    expect(sheet.locator("[data-field=amount] .field-plain")).to_have_attribute(
        "title", '不能修改：「品牌」 = "迪斯"'
    )
    seat.step("misfit")
    pick(page, model, "", "D25")
    expect(sheet.locator("[data-field=model]").get_by_role("alert")).to_have_count(0)

    # Candidates follow the buyer, in the record and in its lines.
    pick(page, sheet.get_by_label("买方", exact=True), "海宁", "海宁纺机")
    offers(page, sheet.get_by_label("对接人", exact=True), ["高子涵"])
    pick(page, sheet.get_by_label("对接人", exact=True), "", "高子涵")
    lines = sheet.locator(".lines-field")
    cell(page, 0, "项目", within=lines).click()
    page.keyboard.type("缸体")
    page.keyboard.press("Enter")
    cell(page, 0, "负责人员", within=lines).click()
    page.keyboard.press("Enter")
    shown = page.locator(".ant-select-dropdown:visible .ant-select-item-option")
    expect(shown).to_have_count(1)
    shown.first.click()
    seat.step("lines")
    save(page)
    expect(sheet.get_by_role("heading", name="染缸改造")).to_be_visible()
    ((id_, kept, amount),) = seat.api.rows("rules.bid", ["id", "reason", "amount"], search="染缸")
    assert (kept, amount) == (None, None)

    # A lock: one line says it, nothing is editable but what it leaves.
    pick(page, sheet.get_by_label("阶段", exact=True), "", "中标")
    save(page)
    expect(sheet.get_by_role("note")).to_contain_text("已锁定：已中标，内容不再变动")
    expect(sheet.get_by_label("名称", exact=True)).to_have_count(0)
    expect(sheet.get_by_label("备注", exact=True)).to_be_visible()
    expect(sheet.get_by_role("button", name="添加一行")).to_have_count(0)
    seat.step("locked")
    assert grave(page) == []
    sheet.get_by_label("备注", exact=True).fill("合同已归档")
    save(page)
    assert (
        seat.api.record("rules.bid", id_["id"] if isinstance(id_, dict) else id_)["note"]
        == "合同已归档"
    )

    # The list: an edit and a paste are refused at their cells.
    seat.api.make("rules.bid", name="第二标")
    seat.go("/f/rules.bid")
    at = row_of(page, "染缸改造")
    cell(page, at, "品牌").click()
    paste(page, "克吕")
    expect(page.get_by_text("已中标，内容不再变动").first).to_be_visible()
    seat.step("refused-paste")


def test_a_ledger_offers_no_change(sit):
    seat = sit("wanglin")
    page = seat.page
    seat.api.make("rules.entry", text="入库 3 台")
    seat.go("/f/rules.entry")
    page.get_by_text("入库 3 台").first.dblclick()
    sheet = pane(page)
    expect(sheet.get_by_role("note")).to_contain_text("台账：只能新增")
    expect(sheet.get_by_label("摘要", exact=True)).to_have_count(0)
    seat.step("ledger")


def test_on_the_phone(sit):
    seat = sit("wanglin", PHONE)
    page = seat.page
    one = seat.api.make("rules.bid", name="手机上的投标", stage="won", lines=[{"item": "泵"}])
    seat.go(f"/f/rules.bid/r/{one}")
    expect(page.get_by_role("note")).to_contain_text("已锁定")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    seat.step("locked")
    seat.go("/f/rules.bid?new=true")
    sheet = pane(page)
    pick(page, sheet.get_by_label("阶段", exact=True), "", "落标")
    expect(sheet.get_by_label("落标原因", exact=True)).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    seat.step("lost")
