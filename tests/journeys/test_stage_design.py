"""An administrator gives a pipeline another stage with a task and a gate; the board has it at once."""

import re

from playwright.sync_api import expect
from tests.journeys.conftest import PHONE
from tests.journeys.hands import grave, pick


def test_a_pipeline_gets_a_stage_and_loses_it(sit):
    seat = sit("boss")
    page = seat.page
    seat.go("/design/stages")
    page.get_by_role("link", name=re.compile("^商机")).click()
    expect(page.get_by_role("button", name=re.compile("^需求确认"))).to_be_visible()
    seat.step("pipeline")
    assert grave(page) == [], grave(page)
    page.get_by_role("button", name="添加阶段").click()
    panel = page.get_by_role("complementary", name="所选阶段的设置")
    panel.get_by_label("名称 中文").fill("样品测试")
    panel.get_by_role("button", name="添加任务").click()
    panel.get_by_label("任务 中文").fill("寄出样品")
    pick(page, panel.get_by_role("combobox", name="离开前必填"), "竞争", "竞争对手")
    page.get_by_role("heading", name="样品测试").click()
    panel.get_by_role("button", name="添加条件").first.click()
    panel.get_by_role("textbox", name="离开条件 1").fill("「预计金额(含税)」 > 0")
    expect(panel.get_by_text("结果：是/否")).to_be_visible()
    panel.get_by_label("不满足时提示 1 中文").fill("先估一个金额")
    page.get_by_role("button", name="左移 样品测试").click()
    seat.step("stage")
    assert grave(page) == [], grave(page)
    page.get_by_role("button", name="发布", exact=True).click()
    asked = page.get_by_role("dialog", name="发布这次改动")
    seat.step("plan")
    asked.get_by_role("button", name="发布", exact=True).click()
    expect(asked).to_have_count(0)
    seat.go("/f/crm.opportunity?view=board")
    expect(page.get_by_label("样品测试", exact=True)).to_be_visible()
    seat.step("board")
    # And gone again, for the other journeys.
    seat.go("/design/stages/crm.opportunity/stage")
    page.get_by_role("button", name="删除 样品测试").click()
    page.get_by_role("button", name="发布", exact=True).click()
    asked.get_by_role("button", name=re.compile("^(发布|删除)$")).click()
    expect(asked).to_have_count(0)
    names = page.get_by_role("button", name=re.compile("^样品测试"))
    expect(names).to_have_count(0)


def test_the_stages_on_the_phone(sit):
    seat = sit("boss", PHONE)
    page = seat.page
    seat.go("/design/stages/crm.opportunity/stage")
    page.get_by_role("button", name=re.compile("^输单")).click()
    panel = page.get_by_role("complementary", name="所选阶段的设置")
    expect(panel.get_by_text("输单原因 必填")).to_be_visible()
    seat.step("outcome")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
