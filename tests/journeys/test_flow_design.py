"""An administrator draws an approval, tries it, publishes it; somebody submits a record to it."""

import re

from playwright.sync_api import Page, expect
from tests.journeys.conftest import PHONE
from tests.journeys.hands import grave, pick


def plus(page: Page, at: int, what: str) -> None:
    """Something new at one of the plusses of the canvas."""
    page.get_by_role("button", name="在这里添加").nth(at).click()
    page.get_by_role("menuitem", name=what, exact=True).click()


def test_a_flow_is_drawn_tried_and_published(sit):
    seat = sit("boss")
    page = seat.page
    seat.expect_refusal("422 POST .*/try$")
    record = seat.api.make("rules.buyer", name="嘉兴纺机")

    seat.go("/design/flows")
    page.get_by_role("button", name="新建流程").click()
    asked = page.get_by_role("dialog", name="新建流程")
    pick(page, asked.get_by_role("combobox"), "买方", "买方")
    asked.get_by_label("名称").fill("采购方准入")
    seat.step("new")
    asked.get_by_role("button", name="开始设计").click()

    # A branch without a condition is told where it stands, and not published.
    plus(page, 0, "审批")
    expect(page.get_by_role("heading", name="审批")).to_be_visible()
    panel = page.get_by_role("complementary", name="所选节点的设置")
    panel.get_by_label("名称 中文").fill("主管确认")
    expect(page.get_by_role("button", name=re.compile("^主管确认"))).to_be_visible()
    plus(page, 1, "条件分支")
    expect(page.get_by_role("button", name=re.compile("处问题"))).to_be_visible()
    page.get_by_role("button", name="发布", exact=True).click()
    refused = page.get_by_role("dialog", name="发布这次改动")
    expect(refused).to_contain_text("还不能发布")
    seat.step("refused")
    assert grave(page) == [], grave(page)
    refused.get_by_role("button", name="关闭").click()
    # Taken back, and made again, and taken back.
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("button", name="条件分支", exact=True)).to_have_count(0)
    page.get_by_role("button", name="重做").click()
    expect(page.get_by_role("button", name="条件分支", exact=True)).to_be_visible()
    page.get_by_role("button", name="撤销").click()

    page.get_by_role("button", name="试运行").click()
    trial = page.get_by_role("dialog", name="试运行")
    pick(page, trial.get_by_role("combobox").first, "嘉兴", "嘉兴纺机")
    trial.get_by_role("button", name="开始试运行").click()
    expect(page.get_by_role("status").filter(has_text="主管确认")).to_contain_text("通过")
    seat.step("tried")

    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("dialog").get_by_label("改动说明").fill("第一版")
    page.get_by_role("dialog").get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("第 ", exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    seat.step("published")

    seat.go(f"/f/rules.buyer/r/{record}")
    expect(page.get_by_role("button", name="提交审批")).to_be_visible()
    seat.step("offered")


def test_the_canvas_on_the_phone(sit):
    seat = sit("boss", PHONE)
    page = seat.page
    seat.go("/design/flows/crm.quotation_approval")
    page.get_by_role("button", name=re.compile("^技术确认")).click()
    panel = page.get_by_role("complementary", name="所选节点的设置")
    panel.get_by_role("tab", name="字段权限").click()
    expect(panel.get_by_role("row", name="预估成本")).to_contain_text("隐藏")
    seat.step("rights")
    panel.get_by_role("button", name="关闭").click()
    expect(panel).to_have_count(0)
    assert grave(page) == [], grave(page)
