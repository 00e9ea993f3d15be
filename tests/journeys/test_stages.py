"""A seller takes an opportunity through its first gate, with its tasks; and gives one up on the board."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Error, Page, expect
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.hands import grave, pick


def bar(page: Page):
    return page.get_by_role("region", name="阶段", exact=True)


@pytest.mark.parametrize("screen", [DESK, PHONE])
def test_through_a_gate(sit, screen):
    narrow = screen == PHONE
    seat = sit("wanglin", screen)
    page, api = seat.page, seat.api
    name = f"过闸商机{int(narrow)}"
    customer = api.make("crm.customer", name=f"{name}客户", industry="coating", source="cold")
    one = api.make("crm.opportunity", name=name, customer=customer)
    # What waits for me is on the workbench.
    seat.go("/")
    mine = page.get_by_role("region", name="我的阶段任务")
    expect(mine).to_contain_text(name)
    seat.step("home")
    seat.go(f"/f/crm.opportunity/r/{one}")
    expect(bar(page).locator('[aria-current="step"]')).to_contain_text("需求确认")
    seat.step("bar")
    # The gate says what is missing: tasks to be done first, fields to be filled in here.
    bar(page).get_by_role("button", name="方案确认").click()
    panel = page.get_by_role("dialog", name="推进到方案确认")
    expect(panel).to_contain_text("记录客户重要信息并挖掘需求")
    expect(panel.get_by_role("button", name="推进到方案确认")).to_be_disabled()
    seat.step("missing")
    assert grave(page) == []
    panel.get_by_role("button", name="取消").click()
    # The tasks: one ticked, one that asks what came of it.
    bar(page).get_by_role("checkbox", name="记录客户重要信息").click()
    expect(bar(page).get_by_role("checkbox", name="记录客户重要信息")).to_be_checked()
    bar(page).get_by_role("checkbox", name="识别需求满足点").click()
    bar(page).get_by_label("完成情况").fill("两款都匹配")
    bar(page).get_by_role("button", name="完成", exact=True).click()
    expect(bar(page)).to_contain_text("两款都匹配")
    expect(bar(page).get_by_role("checkbox", name="识别需求满足点")).to_be_checked()
    seat.step("tasks-done")
    # Now only the fields are left, and one save takes them and the move.
    bar(page).get_by_role("button", name="方案确认").click()
    expect(panel).not_to_contain_text("必做任务")
    panel.get_by_label("需求摘要").fill("需要测量表面张力")
    pick(page, panel.get_by_label("需求匹配度"), "", "完全匹配")
    panel.get_by_label("预算已确认").click()
    panel.get_by_label("预计金额").fill("120000")
    close = (datetime.now(UTC).date() + timedelta(days=60)).isoformat()
    panel.get_by_label("预计成交日").fill(close)
    page.keyboard.press("Enter")
    seat.step("filled")
    # Enter closes the calendar, or has sent it already.
    if panel.is_visible():
        with suppress(Error):
            panel.get_by_role("button", name="推进到方案确认").click(timeout=5_000)
    expect(bar(page).locator('[aria-current="step"]')).to_contain_text("方案确认")
    expect(bar(page)).to_contain_text("客户确认方案")
    seat.step("moved")
    values = api.record("crm.opportunity", one)
    assert (values["stage"], values["probability"], values["match_level"]) == (
        "solution",
        "0.25",
        "full",
    )
    if narrow:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_card_given_up_on_the_board(sit):
    seat = sit("wanglin")
    page, api = seat.page, seat.api
    customer = api.make("crm.customer", name="湖州拖动材料厂", industry="coating", source="cold")
    one = api.make("crm.opportunity", name="拖动的商机", customer=customer)
    seat.go("/f/crm.opportunity?view=board")

    def drag(to: str) -> None:
        card = page.locator(".board-card", has_text="拖动的商机")
        column = page.get_by_label(to, exact=True)
        column.scroll_into_view_if_needed()
        card.scroll_into_view_if_needed()
        box = card.bounding_box()
        target = column.locator(".board-cards").bounding_box()
        assert box and target
        page.mouse.move(box["x"] + box["width"] - 12, box["y"] + 12)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"], box["y"] + 30, steps=4)
        page.mouse.move(target["x"] + 60, target["y"] + 40, steps=8)
        seat.step(f"dragging-{to}")
        page.mouse.up()

    # What is missing is told, and without it the card is back where it was.
    drag("方案确认")
    panel = page.get_by_role("dialog", name="推进到方案确认")
    expect(panel).to_contain_text("必做任务")
    seat.step("asked")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page.get_by_label("需求确认", exact=True)).to_contain_text("拖动的商机")
    assert api.record("crm.opportunity", one)["stage"] == "requirement"
    # Where it cannot go at all it does not stay.
    drag("报价确认")
    expect(page.get_by_label("需求确认", exact=True)).to_contain_text("拖动的商机")
    assert api.record("crm.opportunity", one)["stage"] == "requirement"


def test_given_up_from_the_bar(sit):
    seat = sit("wanglin")
    page, api = seat.page, seat.api
    customer = api.make("crm.customer", name="绍兴放弃材料厂", industry="coating", source="cold")
    one = api.make("crm.opportunity", name="放弃的商机", customer=customer)
    seat.go(f"/f/crm.opportunity/r/{one}")
    bar(page).get_by_role("button", name="输单").click()
    panel = page.get_by_role("dialog", name="结束为输单")
    pick(page, panel.get_by_label("输单原因"), "", "价格")
    # Either of two fields will do; which, the server says when neither is there.
    seat.expect_refusal("422 PATCH")
    panel.get_by_role("button", name="结束为输单").click()
    expect(panel).to_contain_text("输单必须填写竞争对手或说明")
    panel.get_by_label("竞争对手").fill("竞品甲")
    panel.get_by_role("button", name="结束为输单").click()
    expect(bar(page).locator('[aria-current="step"]')).to_contain_text("输单")
    seat.step("lost")
    assert api.record("crm.opportunity", one)["probability"] == "0"
