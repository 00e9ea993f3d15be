"""An administrator writes a rule: its trigger, its steps; tries it, publishes it, sees it run."""

import re

import httpx
from playwright.sync_api import Page, expect
from tests.journeys.conftest import PHONE
from tests.journeys.hands import grave, pick


def add(page: Page, what: str) -> None:
    """A step at the end of the rule."""
    page.get_by_role("button", name="添加步骤").last.click()
    page.get_by_role("menuitem", name=what, exact=True).click()


def test_a_rule_is_written_tried_published_and_runs(sit):
    seat = sit("boss")
    page = seat.page
    first = seat.api.make("rules.buyer", name="温州泵阀")

    seat.go("/design/rules")
    expect(page.get_by_role("link", name=re.compile("^订单批准生成合同"))).to_be_visible()
    seat.step("list")
    assert grave(page) == [], grave(page)
    page.get_by_role("button", name="新建规则").click()
    asked = page.get_by_role("dialog", name="新建规则")
    pick(page, asked.get_by_role("combobox"), "买方", "买方")
    asked.get_by_label("名称").fill("新买方告知")
    asked.get_by_role("button", name="开始设计").click()
    expect(page.get_by_role("button", name="新建 买方 时")).to_be_visible()

    # A condition in the words of the form, then a message that says a field.
    page.get_by_role("button", name="新建 买方 时").click()
    panel = page.get_by_role("complementary", name="所选步骤的设置")
    panel.get_by_role("textbox", name="条件").fill("NOT EMPTY(「名称」)")
    expect(panel.get_by_text("结果：是/否")).to_be_visible()
    add(page, "通知")
    expect(page.get_by_role("button", name="1 处问题")).to_be_visible()
    seat.step("no title yet")
    pick(page, panel.get_by_role("combobox", name="审批人"), "成员", "指定成员")
    pick(page, panel.get_by_role("combobox", name="指定成员"), "陆", "陆晓雯")
    panel.get_by_label("标题 中文").fill("来了新买方 {name}")
    expect(page.get_by_role("button", name="1 处问题")).to_have_count(0)

    page.get_by_role("button", name="试运行").click()
    trial = page.get_by_role("dialog", name="试运行")
    pick(page, trial.get_by_role("combobox").first, "温州", "温州泵阀")
    trial.get_by_role("button", name="试运行").click()
    expect(trial.get_by_role("status")).to_contain_text("条件成立")
    seat.step("tried")
    assert grave(page) == [], grave(page)
    trial.get_by_role("button", name="关闭").click()

    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    seat.api.make("rules.buyer", name="台州阀门")
    page.get_by_role("button", name="运行记录").click()
    runs = page.get_by_role("complementary", name="运行记录")
    line = runs.get_by_role("button", name=re.compile("完成"))
    expect(line).to_have_count(1, timeout=30_000)  # of the one that was made after, not before
    line.click()
    expect(runs.get_by_text("通知", exact=True).first).to_be_visible()
    seat.step("ran")
    assert grave(page) == [], grave(page)
    assert first

    seat.go("/design/rules")
    page.get_by_role("button", name="暂停 新买方告知").click()
    expect(page.get_by_text("已暂停")).to_be_visible()
    page.get_by_role("button", name="恢复 新买方告知").click()
    expect(page.get_by_text("已暂停")).to_have_count(0)
    page.get_by_role("button", name="触发关系").click()
    expect(page.get_by_role("link", name=re.compile("^订单批准生成合同.*会触发"))).to_be_visible()
    seat.step("picture")
    assert grave(page) == [], grave(page)


def test_another_system_calls_a_rule(sit):
    """The address is made once the rule is published, shown once, and a call makes a record."""
    seat = sit("boss")
    page = seat.page
    seat.go("/design/rules/rules.from_outside?form=rules.buyer&label=官网来客")
    page.get_by_role("button", name="新建 买方 时").click()
    panel = page.get_by_role("complementary", name="所选步骤的设置")
    pick(page, panel.get_by_role("combobox", name="触发方式"), "", "外部调用")
    expect(panel.get_by_text("发布后在这里生成接收地址")).to_be_visible()
    panel.get_by_role("searchbox", name="取出的字段：新名称").fill("who")
    page.keyboard.press("Enter")
    panel.get_by_label("who 来自").fill("visitor.name")
    panel.get_by_role("checkbox", name="必填").check()
    seat.step("takes")
    add(page, "新建")
    pick(page, panel.get_by_role("combobox", name="表单"), "买方", "买方")
    pick(page, panel.get_by_role("combobox", name="添加要写入的字段"), "名称", "名称")
    panel.get_by_role("textbox", name="名称").fill("body.who")
    expect(page.get_by_role("button", name=re.compile("处问题"))).to_have_count(0)
    page.get_by_role("button", name="试运行").click()
    trial = page.get_by_role("dialog", name="试运行")
    expect(trial.get_by_label("收到的内容（JSON）")).to_have_value(re.compile("visitor"))
    trial.get_by_role("button", name="试运行").click()
    expect(trial.get_by_role("status")).to_contain_text("条件成立")
    seat.step("tried")
    assert grave(page) == [], grave(page)
    trial.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="收到外部调用时").click()
    panel.get_by_role("button", name="生成地址").click()
    shown = panel.get_by_role("textbox", name="接收地址")
    expect(shown).to_have_value(re.compile("/hooks/rules.from_outside/"))
    seat.step("address")
    assert grave(page) == [], grave(page)
    path = "/hooks/" + shown.input_value().partition("/hooks/")[2]
    told = httpx.post(f"{seat.api.http.base_url}{path}", json={"visitor": {"name": "官网访客一"}})
    assert told.status_code == 202, told.text
    page.get_by_role("button", name="运行记录").click()
    runs = page.get_by_role("complementary", name="运行记录")
    expect(runs.get_by_role("button", name=re.compile("完成"))).to_have_count(1, timeout=30_000)
    seat.go("/f/rules.buyer")
    expect(page.get_by_text("官网访客一")).to_be_visible()


def test_what_is_secret_is_put_in_once(sit):
    seat = sit("boss")
    page = seat.page
    seat.go("/design/rules")
    page.get_by_role("button", name="密钥").click()
    asked = page.get_by_role("dialog", name="密钥")
    asked.get_by_label("名称").fill("sales_group")
    asked.get_by_label("内容").fill("https://example.com/hook")
    asked.get_by_role("button", name="保存").click()
    expect(asked.get_by_text("sales_group")).to_be_visible()
    expect(asked.get_by_label("内容")).to_have_value("")
    seat.step("kept")
    assert grave(page) == [], grave(page)


def test_a_rule_on_the_phone(sit):
    seat = sit("boss", PHONE)
    page = seat.page
    seat.go("/design/rules/crm.lead_claim")
    page.get_by_role("button", name=re.compile("^新建 线索经手记录")).click()
    panel = page.get_by_role("complementary", name="所选步骤的设置")
    expect(panel.get_by_text("原因", exact=True).first).to_be_visible()
    seat.step("step")
    panel.get_by_role("button", name="关闭").click()
    expect(panel).to_have_count(0)
