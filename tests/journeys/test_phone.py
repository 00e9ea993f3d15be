"""On a phone of 390 px: a list as cards, open, edit, search; nothing scrolls sideways."""

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import PHONE
from tests.journeys.hands import save

NAME = "手机客户诸暨塑料有限公司"


def fits(page) -> None:
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    assert wide <= PHONE["width"]
    # Nor does anything hide behind the edge of a box that cuts it off; strips that scroll say so.
    cut = page.evaluate(
        """width => [...document.querySelectorAll(".list-card, .home-card, .field-row, .record-head")]
        .filter(one => one.getBoundingClientRect().right > width)
        .map(one => one.className)""",
        PHONE["width"],
    )
    assert cut == []


@pytest.mark.parametrize("dark", [False, True])
def test_a_day_on_the_phone(sit, dark):
    seat = sit("wanglin", PHONE, dark=dark)
    page = seat.page
    name = f"{NAME}{int(dark)}"
    one = seat.api.make(
        "crm.customer", name=name, industry="other", source="website", province="浙江"
    )
    seat.go("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("王琳")
    fits(page)
    seat.step("home")

    seat.go("/f/crm.customer?view=all")
    card = page.locator(".list-card", has_text=name)
    expect(card).to_be_visible()
    fits(page)
    seat.step("cards")
    seat.api.make("crm.opportunity", name=f"{name}的一个名称很长很长的商机项目", customer=one)
    seat.go("/f/crm.opportunity?view=all")
    expect(page.locator(".list-card").first).to_be_visible()
    fits(page)
    seat.step("long")
    seat.go("/f/crm.customer?view=all")
    card.get_by_role("button").first.click()
    field = page.get_by_label("省份", exact=True)
    expect(field).to_have_value("浙江")
    fits(page)
    seat.step("record")
    field.fill("江苏")
    save(page)
    assert seat.api.record("crm.customer", one)["province"] == "江苏"
    page.get_by_role("button", name="关闭").last.click()
    expect(page.locator(".record-sheet")).to_have_count(0)

    search = page.get_by_role("searchbox")
    search.fill("诸暨")
    expect(page.locator(".list-card").first).to_contain_text("诸暨")
    search.fill("没有这样的客户")
    expect(page.locator(".list-card")).to_have_count(0)
    seat.step("nothing")
    seat.go("/f/crm.opportunity?view=board")
    expect(page.locator(".board-column").first).to_be_visible()
    fits(page)
    seat.step("board")
    seat.go("/f/crm.opportunity?new=true")
    expect(page.get_by_label("商机名称", exact=True)).to_be_visible()
    fits(page)
    seat.step("new")
