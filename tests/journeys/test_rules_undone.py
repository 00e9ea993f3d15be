"""The administrator takes back what was changed, and takes away what was added, seeing first what it does."""

from playwright.sync_api import Page, expect
from tests.journeys.conftest import PHONE
from tests.journeys.hands import grave


def add_formula(page: Page, label: str, text: str) -> None:
    page.get_by_role("button", name="新建规则").click()
    page.get_by_role("menuitem", name="新建公式字段").click()
    page.get_by_label("名称", exact=True).fill(label)
    page.get_by_role("textbox", name="表达式").click()
    page.keyboard.insert_text(text)
    plan(page, "查看影响并保存", "保存后会发生什么")


def plan(page: Page, button: str, title: str) -> None:
    """Through the plan to the end."""
    page.get_by_role("button", name=button, exact=True).click()
    box = page.get_by_role("dialog", name=title)
    box.get_by_role("button", name="应用").click()
    expect(box).to_have_count(0)


def entry(page: Page, text: str):
    return (
        page.get_by_role("navigation", name="规则列表").get_by_role("button").filter(has_text=text)
    )


def test_what_was_applied_is_undone_from_the_notice_and_from_the_head(sit):
    seat = sit("boss")
    page = seat.page
    seat.expect_refusal("409 POST .*/plan$")
    seat.go("/rules/rules.offer")
    expect(page.get_by_role("heading", name="计算与规则", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="撤销上次更改")).to_have_count(0)
    add_formula(page, "含税合计", "「合计」 * 1.13")
    notice = page.locator(".toasts")
    expect(notice).to_contain_text("已应用")
    expect(entry(page, "含税合计")).to_be_visible()
    seat.step("applied")
    assert grave(page) == []
    notice.get_by_role("button", name="撤销").click()
    box = page.get_by_role("dialog", name="撤销后会发生什么")
    expect(box.get_by_role("listitem")).to_contain_text(["删除 报价单 · 含税合计"])
    seat.step("undoing")
    assert grave(page) == []
    box.get_by_role("button", name="应用").click()
    expect(notice).to_contain_text("已撤销")
    expect(entry(page, "含税合计")).to_have_count(0)
    expect(page.get_by_role("button", name="撤销上次更改")).to_have_count(0)

    # From the head of the page; a colleague's change in between is not undone with it.
    add_formula(page, "半价", "「合计」 * 0.5")
    last = page.get_by_role("button", name="撤销上次更改")
    expect(last).to_be_visible()
    colleague = {"add": [{"what": "check", "need": "total >= 0", "at": "name"}]}
    answer = seat.api.http.post("/api/rules/rules.offer/apply", json=colleague)
    assert answer.status_code == 200, answer.text
    last.click()
    box = page.get_by_role("dialog", name="撤销后会发生什么")
    expect(box.get_by_role("alert")).to_contain_text("此后又有别的更改")
    seat.step("too-late")
    box.get_by_role("button", name="关闭").click()
    expect(last).to_have_count(0)


def test_a_field_goes_when_nobody_reads_it_and_a_message_has_two_languages(sit):
    seat = sit("boss")
    page = seat.page
    seat.expect_refusal("422 POST .*/plan$")
    seat.api.make("rules.offer", name="有合计", lines=[])
    seat.go("/rules/rules.offer")
    add_formula(page, "折算", "「合计」 + 1")
    page.get_by_role("button", name="新建规则").click()
    page.get_by_role("menuitem", name="新建校验").click()
    page.get_by_role("textbox", name="表达式").click()
    page.keyboard.insert_text("「折算」 > 0")
    page.get_by_label("不符合时的提示 · 中文").fill("折算必须为正")
    page.get_by_label("不符合时的提示 · English").fill("It must be above zero")
    seat.step("message")
    assert grave(page) == []
    plan(page, "查看影响并保存", "保存后会发生什么")
    rules = seat.api.http.get("/api/rules/rules.offer").json()["rules"]
    (check,) = [one for one in rules if one["keys"].endswith("> 0") and one["leaf"] == "check"]
    assert check["say"] == {"zh": "折算必须为正", "en": "It must be above zero"}

    # Who reads it is told, with the way there.
    entry(page, "折算").first.click()
    page.get_by_role("button", name="删除", exact=True).click()
    box = page.get_by_role("dialog", name="删除后会发生什么")
    expect(box.get_by_role("alert")).to_contain_text("用到了「折算」")
    seat.step("in-use")
    assert grave(page) == []
    box.get_by_role("link", name=check["place"]).click()
    expect(box).to_have_count(0)
    expect(page.get_by_label("不符合时的提示 · English")).to_have_value("It must be above zero")
    page.get_by_role("button", name="删除", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="应用").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    entry(page, "折算").first.click()
    page.get_by_role("button", name="删除", exact=True).click()
    box = page.get_by_role("dialog", name="删除后会发生什么")
    expect(box.get_by_role("listitem")).to_contain_text(["删除 报价单 · 折算"])
    expect(box.get_by_role("listitem")).to_contain_text(["个值会丢失"])
    seat.step("lost")
    box.get_by_role("button", name="应用").click()
    expect(entry(page, "折算")).to_have_count(0)


def test_the_reason_of_a_lock_on_a_phone(sit):
    seat = sit("boss", PHONE, "en")
    page = seat.page
    seat.go("/rules/rules.bid?rule=locks.0.when")
    expect(page.get_by_label("Why it is locked · 中文")).to_have_value("已中标，内容不再变动")
    expect(page.get_by_label("Why it is locked · English")).to_have_value(
        "Won bids stay as they are"
    )
    page.get_by_label("Why it is locked · English").scroll_into_view_if_needed()
    seat.step("reason")
    assert grave(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
