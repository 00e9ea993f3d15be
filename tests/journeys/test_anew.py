"""What a record took from its source is taken again on demand: seen first, filled in, then saved."""

from playwright.sync_api import expect
from tests.journeys.conftest import PHONE
from tests.journeys.hands import cell, grave, pane, save


def prepared(seat) -> str:
    """An offer whose goods have another price and term by now."""
    pump = seat.api.make("rules.good", name="离心泵", price="100", term=30)
    valve = seat.api.make("rules.good", name="球阀", price="8.5", term=7)
    offer = seat.api.make(
        "rules.offer",
        name="循环水改造",
        good=pump,
        lines=[{"good": pump, "qty": "2"}, {"good": valve, "qty": "10"}],
    )
    seat.api.change("rules.good", pump, price="120", term=45)
    return offer


def test_a_field_and_then_all_of_them(sit):
    seat = sit("wanglin")
    page = seat.page
    offer = prepared(seat)
    seat.go(f"/f/rules.offer?open={offer}")
    sheet = pane(page)
    term = sheet.get_by_label("承诺交期", exact=True)
    expect(term).to_have_value("30")
    again = sheet.get_by_role("button", name="承诺交期：按来源重新带出")
    expect(again).to_be_visible()
    # A default without a source, and a value that is as its source gives it, have no such button.
    expect(sheet.get_by_role("button", name="按来源重新带出")).to_have_count(1)
    seat.step("differs")
    assert grave(page) == []
    again.click()
    expect(term).to_have_value("45")
    expect(again).to_have_count(0)
    seat.step("one")
    sheet.get_by_role("button", name="放弃").click()
    expect(term).to_have_value("30")

    # All of them: shown first, each to be left out.
    sheet.get_by_role("button", name="更多", exact=True).click()
    page.get_by_role("menuitem", name="重新带出全部").click()
    box = page.get_by_role("dialog", name="重新带出全部")
    expect(box.get_by_role("listitem")).to_have_count(2)
    expect(box.get_by_role("listitem").nth(1)).to_contain_text("明细 · 单价")
    expect(box.get_by_role("listitem").nth(1)).to_contain_text("第 1 行")
    expect(box.get_by_role("listitem").nth(1)).not_to_contain_text("第 2 行")
    seat.step("list")
    assert grave(page) == []
    box.get_by_role("checkbox", name="承诺交期").uncheck()
    box.get_by_role("button", name="带出 1 项").click()
    expect(box).to_have_count(0)
    lines = sheet.locator(".lines-field")
    expect(cell(page, 0, "单价", within=lines)).to_contain_text("120")
    expect(cell(page, 1, "单价", within=lines)).to_contain_text("8.50")
    expect(sheet.locator("[data-field=total]")).to_contain_text("325")
    expect(term).to_have_value("30")
    seat.step("filled")
    # Nothing was saved by it, until it is saved.
    assert float(seat.api.record("rules.offer", offer)["lines"][0]["price"]) == 100
    save(page)
    values = seat.api.record("rules.offer", offer)
    assert [float(row["price"]) for row in values["lines"]] == [120, 8.5]
    assert float(values["term"]) == 30


def test_on_the_phone_in_english(sit):
    seat = sit("wanglin", PHONE, "en")
    page = seat.page
    offer = prepared(seat)
    seat.go(f"/f/rules.offer/r/{offer}")
    expect(page.get_by_role("button", name="Promised term: take again")).to_be_visible()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Take all again from their sources").click()
    box = page.get_by_role("dialog", name="Take all again from their sources")
    expect(box.get_by_role("listitem")).to_have_count(2)
    seat.step("list")
    assert grave(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    box.get_by_role("button", name="Take 2").click()
    expect(page.get_by_label("Promised term", exact=True)).to_have_value("45")
    seat.step("filled")
