"""The administrator adds what a form computes: by mouse and keyboard, seeing what it does first."""

from playwright.sync_api import expect
from tests.journeys.conftest import PHONE
from tests.journeys.hands import cell, grave, row_of


def test_a_roll_up_is_written_planned_applied_and_seen_in_the_list(sit):
    seat = sit("boss")
    page = seat.page
    buyer = seat.api.make("rules.buyer", name="公式纺织")
    for stage, amount in (("open", "120.5"), ("lost", "80"), ("open", "30")):
        more = {"reason": "价格"} if stage == "lost" else {}
        seat.api.make(
            "rules.bid", name=f"标{amount}", buyer=buyer, stage=stage, amount=amount, **more
        )

    seat.go("/f/rules.buyer")
    page.get_by_role("button", name="更多", exact=True).click()
    page.get_by_role("menuitem", name="计算与规则").click()
    expect(page.get_by_role("heading", name="计算与规则", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="还没有计算和规则")).to_be_visible()
    assert grave(page) == []
    seat.step("empty")
    page.get_by_role("button", name="新建规则").click()
    page.get_by_role("menuitem", name="新建汇总字段").click()
    page.get_by_label("名称", exact=True).fill("在投金额")

    # Initials of the pinyin find the label; what is behind it comes after a dot.
    of = page.get_by_role("textbox", name="汇总什么")
    of.click()
    offered = page.locator(".cm-tooltip-autocomplete li")

    def take(label: str) -> None:
        """What is first among the offers, once they answer to all that was typed."""
        expect(offered.first).to_contain_text(label)
        expect(offered.first).to_have_attribute("aria-selected", "true")
        page.wait_for_timeout(400)
        page.keyboard.press("Enter")

    page.keyboard.type("tb")
    take("投标")
    expect(of).to_have_text("「投标」")
    page.keyboard.type(".je")
    seat.step("completion")
    take("金额")
    expect(of).to_have_text("「投标」.「金额」")
    expect(of.locator(".fx-chip")).to_have_text(["「投标」", "「金额」"])

    # The rows' own names are offered to the condition; what is wrong is told and mended.
    where = page.get_by_role("textbox", name="只汇总符合条件的")
    where.click()
    page.keyboard.type("jd")
    take("阶段")
    expect(where).to_have_text("「投标」.「阶段」")
    page.keyboard.type(' = "opne"')
    save = page.get_by_role("button", name="查看影响并保存")
    mend = page.get_by_role("button", name="改为「open」")
    expect(mend).to_be_visible()
    expect(where.locator(".fx-wrong")).to_have_text('"opne"')
    expect(save).to_be_disabled()
    seat.step("wrong")
    mend.click()
    expect(where).to_have_text('「投标」.「阶段」 = "open"')
    trial = page.get_by_role("region", name="试算")
    expect(trial.get_by_role("status")).to_contain_text("150.5")
    seat.step("tried")
    assert grave(page) == []

    save.click()
    plan = page.get_by_role("dialog", name="保存后会发生什么")
    expect(plan.get_by_role("listitem").first).to_contain_text("在投金额")
    seat.step("plan")
    assert grave(page) == []
    plan.get_by_role("button", name="应用").click()
    expect(page.get_by_role("heading", name="在投金额")).to_be_visible()
    expect(page.get_by_role("navigation", name="规则列表")).to_contain_text("「投标」.「金额」")
    seat.step("applied")

    page.get_by_role("link", name="买方").first.click()
    expect(cell(page, row_of(page, "公式纺织"), "在投金额")).to_have_text("150.5")
    seat.step("list")


def test_on_a_phone_in_english(sit):
    seat = sit("boss", screen=PHONE, language="en")
    page = seat.page
    seat.go("/rules/rules.bid")
    entry = page.locator(".rules-entry", has_text="Stage").first
    expect(entry).to_be_visible()
    seat.step("list")
    assert grave(page) == []
    page.locator(".rules-entry", has_text="「Stage」").first.click()
    expect(page.get_by_role("textbox", name="Expression")).to_contain_text("「Stage」")
    expect(page.locator(".formula-good")).to_contain_text("Yes/no")
    seat.step("editor")
    assert grave(page) == []
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(wide)


def test_others_are_told_so(sit):
    seat = sit("wanglin")
    seat.go("/rules/rules.bid")
    expect(seat.page.get_by_role("alert")).to_contain_text("只有管理员")
