"""A condition of a list written as a formula: offered what one sees, told what is wrong, asked when it is right."""

from playwright.sync_api import expect
from tests.journeys.conftest import PHONE
from tests.journeys.hands import grave


def test_a_list_is_narrowed_by_a_formula(sit):
    seat = sit("wanglin")
    page = seat.page
    for name, price, term in (("公式甲", "100", 10), ("公式乙", "20", 30)):
        seat.api.make("rules.good", name=name, price=price, term=term)
    seat.go("/f/rules.good")
    grid = page.locator("#main")
    expect(grid.get_by_text("公式乙")).to_be_visible()
    page.get_by_role("button", name="筛选", exact=True).click()
    panel = page.get_by_role("dialog", name="筛选")
    panel.get_by_role("button", name="移除条件").click()
    panel.get_by_role("button", name="添加公式").click()
    editor = panel.get_by_role("textbox", name="公式条件")
    editor.click()
    page.keyboard.type("jq")
    offered = page.locator(".cm-tooltip-autocomplete li")
    expect(offered.first).to_contain_text("交期")
    seat.step("completion")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    expect(editor).to_have_text("「交期」")
    page.keyboard.type(" * 2 > prise")
    wrong = panel.locator(".formula-wrong")
    expect(wrong).to_be_visible()
    seat.step("wrong")
    assert grave(page) == []
    # Until it is right the list stays as it was.
    expect(grid.get_by_text("公式甲")).to_be_visible()
    wrong.get_by_role("button").click()
    expect(editor).to_have_text("「交期」 * 2 > price")
    expect(grid.get_by_text("公式甲")).to_have_count(0)
    expect(grid.get_by_text("公式乙")).to_be_visible()
    seat.step("narrowed")
    panel.get_by_role("button", name="完成").click()
    chip = page.get_by_role("group", name="筛选")
    expect(chip).to_contain_text("「交期」 * 2 > 「标价」")
    # The address tells it, and the editor shows it in labels again.
    page.reload()
    expect(grid.get_by_text("公式乙")).to_be_visible()
    expect(grid.get_by_text("公式甲")).to_have_count(0)
    chip.get_by_role("button", name="「交期」 * 2 > 「标价」").click()
    expect(panel.get_by_role("textbox", name="公式条件")).to_have_text("「交期」 * 2 > 「标价」")


def test_on_the_phone(sit):
    seat = sit("wanglin", PHONE)
    page = seat.page
    seat.go("/f/rules.good")
    page.get_by_role("button", name="筛选", exact=True).click()
    panel = page.get_by_role("dialog", name="筛选")
    panel.get_by_role("button", name="添加公式").click()
    panel.get_by_role("textbox", name="公式条件").click()
    page.keyboard.insert_text("「交期」 > 5")
    expect(panel.locator(".formula-good")).to_be_visible()
    seat.step("editor")
    assert grave(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
