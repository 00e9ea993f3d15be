"""A record tells its story: comments, history down to the rows of its lines, files; the bin and back; views kept."""

import re

from playwright.sync_api import expect
from tests.journeys.hands import cell, pane, pick, save


def test_comments_history_files_and_the_bin(sit, tmp_path):
    seat = sit("boss")
    page, api = seat.page, seat.api
    customer = api.make(
        "crm.customer", name="台州故事科技有限公司", industry="battery", source="referral"
    )
    product = api.make(
        "erp.product",
        sku="ST-1",
        name="故事产品",
        category="spare",
        list_price="100",
        tax_rate="0.13",
    )
    one = api.make(
        "crm.opportunity",
        name="故事商机",
        customer=customer,
        lines=[{"product": product, "qty": "1"}],
    )
    seat.go(f"/f/crm.opportunity/r/{one}")

    # A line is changed; the history says which row and which column.
    lines = page.locator(".lines-field")
    cell(page, 0, "数量", within=lines).click()
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=lines_total]")).to_contain_text("400.00")
    save(page)
    page.get_by_role("button", name="历史").click()
    told = page.locator(".history-lines").first
    expect(told).to_contain_text("第 1 行")
    expect(told).to_contain_text(re.compile("数量.*1.*4", re.DOTALL))
    seat.step("history")

    # A word to a colleague.
    page.get_by_role("tab", name="动态").click()
    page.get_by_placeholder("写评论").fill("客户确认了数量")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".comment")).to_contain_text("客户确认了数量")

    # A file, kept with the record, in its own tab.
    page.get_by_role("tab", name="需求与方案").click()
    paper = tmp_path / "方案.txt"
    paper.write_text("方案正文", "utf-8")
    page.locator("[data-field=solution_file] input[type=file]").set_input_files(str(paper))
    expect(page.locator("[data-field=solution_file]")).to_contain_text("方案.txt")
    save(page)
    page.locator(".side").get_by_role("tab", name="文件").click()
    expect(page.locator(".side")).to_contain_text("方案.txt")
    seat.step("files")
    with page.expect_download() as waiting:
        page.locator(".side").get_by_role("link", name="方案.txt").click()
    assert waiting.value.path().read_text("utf-8") == "方案正文"

    # Away and back.
    page.get_by_role("button", name="更多").last.click()
    page.get_by_role("menuitem", name="删除").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    page.wait_for_url("**/f/crm.opportunity*")
    seat.go("/f/crm.opportunity/bin")
    row = page.get_by_role("row").filter(has_text="故事商机")
    row.get_by_role("checkbox").check()
    seat.step("bin")
    page.get_by_role("button", name="恢复").click()
    expect(page.get_by_text("回收站是空的")).to_be_visible()
    assert api.record("crm.opportunity", one)["name"] == "故事商机"


def test_a_view_of_ones_own(sit):
    seat = sit("boss")
    page, api = seat.page, seat.api
    for name, level in (("视图甲公司", "A"), ("视图乙公司", "B")):
        api.make("crm.customer", name=name, industry="other", source="cold", level=level)
    seat.go("/f/crm.customer?view=all&q=视图")
    expect(page.get_by_role("tab", name="全部")).to_have_count(1)
    page.get_by_role("button", name="筛选", exact=True).click()
    pick(page, page.get_by_role("combobox", name="字段").first, "客户级别", "客户级别")
    pick(page, page.get_by_role("combobox", name="客户级别").last, "", "A 战略")
    page.get_by_role("button", name="完成").click()
    expect(page.locator("#main [role=grid]")).to_contain_text("视图甲公司")
    expect(page.locator("#main [role=grid]")).not_to_contain_text("视图乙公司")
    seat.step("filtered")
    page.get_by_role("button", name="另存为新视图").last.click()
    page.get_by_role("dialog").get_by_role("textbox").fill("战略客户")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    tab = page.get_by_role("tab", name="战略客户")
    expect(tab).to_have_attribute("aria-selected", "true")
    page.reload()
    expect(tab).to_have_attribute("aria-selected", "true")
    expect(page.locator("#main [role=grid]")).to_contain_text("视图甲公司")
    seat.step("kept")
    expect(pane(page)).to_have_count(0)
