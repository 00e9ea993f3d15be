"""What may be chosen is narrowed wherever one chooses: in a list's cells, on a board, for many at once."""

from playwright.sync_api import Page, expect
from tests.journeys.hands import cell, grave, pick, row_of


def shown(page: Page):
    return page.locator(".ant-select-dropdown:visible .ant-select-item-option")


def test_cells_of_a_list(sit):
    seat = sit("wanglin")
    page = seat.page
    one = seat.api.make("rules.buyer", name="窄化纺机")
    other = seat.api.make("rules.buyer", name="窄化染整")
    seat.api.make("rules.speaker", name="高子涵甲", buyer=one)
    seat.api.make("rules.speaker", name="周以宁乙", buyer=other)
    seat.api.make("rules.bid", name="窄化一标", buyer=one, brand="kruss", amount="5")
    seat.api.make("rules.bid", name="窄化二标", brand="dsa")
    won = seat.api.make("rules.bid", name="窄化三标")
    seat.api.change("rules.bid", won, stage="won")
    seat.go("/f/rules.bid")
    first, second, third = (row_of(page, f"窄化{n}标") for n in "一二三")

    # Options and candidates follow the record.
    cell(page, first, "型号").dblclick()
    expect(shown(page)).to_have_text(["K100", "通用型"])
    seat.step("options")
    assert grave(page) == []
    shown(page).first.click()
    expect(cell(page, first, "型号")).to_have_text("K100")
    cell(page, second, "型号").dblclick()
    expect(shown(page)).to_have_text(["D25", "通用型"])
    page.keyboard.press("Escape")
    cell(page, first, "对接人").dblclick()
    expect(shown(page)).to_have_text(["高子涵甲"])
    page.keyboard.press("Escape")

    # What may not be written here says so when one begins, whichever way it is written.
    cell(page, second, "金额").click()
    page.keyboard.press("F2")
    expect(
        page.get_by_role("status").get_by_text('不能修改「金额」：「品牌」 = "迪斯"')
    ).to_be_visible()
    expect(page.locator(".ink.writing")).to_have_count(0)
    cell(page, third, "品牌").dblclick()
    expect(page.get_by_role("status").get_by_text("已锁定：已中标，内容不再变动")).to_be_visible()
    expect(page.locator(".grid-popup")).to_have_count(0)
    seat.step("locked")
    # And what may be is written as ever.
    cell(page, first, "金额").click()
    page.keyboard.type("77")
    page.keyboard.press("Enter")
    expect(cell(page, first, "金额")).to_contain_text("77")

    # For several at once: what every one of them allows.
    for at in (first, second):
        box = page.get_by_role("checkbox", name=f"选择第 {at + 1} 行", include_hidden=True)
        box.evaluate("box => box.click()")
    page.get_by_role("toolbar", name="已选 2 条").get_by_role("button", name="编辑").click()
    box = page.get_by_role("dialog")
    pick(page, box.get_by_label("字段", exact=True), "型号", "型号")
    expect(box.get_by_text("有 2 个选项不适用于所选的全部数据，未列出")).to_be_visible()
    seat.step("batch")


def test_cards_of_a_board(sit):
    seat = sit("wanglin")
    page = seat.page
    seat.api.make("rules.offer", name="无交期")
    seat.go("/f/rules.offer?view=board")
    card = page.locator(".board-card", has_text="无交期")
    sent, closed = (page.get_by_role("region", name=name) for name in ("已发出", "已关闭"))
    place, over = card.bounding_box(), sent.bounding_box()
    assert place and over
    page.mouse.move(place["x"] + 20, place["y"] + 8)
    page.mouse.down()
    page.mouse.move(over["x"] + 40, over["y"] + 90, steps=8)
    expect(sent.get_by_text("不可移到此处")).to_be_visible()
    expect(closed.get_by_text("不可移到此处")).to_have_count(0)
    seat.step("held")
    page.mouse.up()
    expect(page.get_by_text("不可移到此处")).to_have_count(0)
    expect(page.get_by_role("region", name="草稿").locator(".board-card")).to_contain_text(
        ["无交期"]
    )
    seat.step("stayed")
