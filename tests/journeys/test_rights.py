"""What a salesperson may not see is found by no road: list, address, search, link picker."""

from playwright.sync_api import expect
from tests.journeys.hands import pane, pick

SECRET = "秘密客户普陀化工有限公司"
OWN = "自己的客户普陀试剂有限公司"


def test_another_salesperson_finds_it_by_no_road(sit):
    owner, other = sit("wanglin"), sit("shenjiayi")
    secret = owner.api.make("crm.customer", name=SECRET, industry="chemical", source="cold")
    other.api.make("crm.customer", name=OWN, industry="chemical", source="cold")

    # The owner sees it.
    owner.go("/f/crm.customer?view=all")
    expect(owner.page.locator("#main")).to_contain_text(SECRET)

    # The list of the other: her own, not his.
    page = other.page
    other.go("/f/crm.customer?view=all")
    expect(page.locator("#main")).to_contain_text(OWN)
    expect(page.locator("#main")).not_to_contain_text(SECRET)
    other.step("list")

    # A pasted address says that there is nothing, and does not say what.
    other.expect_refusal(f"404 GET .*{secret}")
    other.go(f"/f/crm.customer/r/{secret}")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(SECRET)
    other.step("address")

    # Search.
    other.go("/search?q=普陀")
    expect(page.locator("#main")).to_contain_text("自己的客户")
    expect(page.locator("#main")).not_to_contain_text("秘密客户")
    other.step("search")

    # The picker of a link.
    other.go("/f/crm.contact?new=true")
    sheet = pane(page)
    pick(page, sheet.get_by_label("客户", exact=True), "普陀", OWN)
    expect(sheet).to_contain_text(OWN)
    field = sheet.get_by_label("客户", exact=True)
    field.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("秘密客户")
    expect(page.locator(".ant-select-dropdown:visible")).not_to_contain_text(SECRET)
    other.step("picker")

    # And when the owner invites her, it is there.
    me = other.api.http.get("/api/session").json()["member"]["id"]
    owner.api.change("crm.customer", secret, collaborators=[me])
    other.go(f"/f/crm.customer/r/{secret}")
    expect(page.get_by_role("heading", name=SECRET)).to_be_visible()
    other.step("invited")


def test_a_link_made_in_place(sit):
    """In the picker of a link: there is none yet, so it is made, and is the value."""
    seat = sit("wanglin")
    page = seat.page
    seat.go("/f/crm.contact?new=true")
    sheet = pane(page)
    sheet.get_by_label("姓名", exact=True).fill("就地人")
    field = sheet.get_by_label("客户", exact=True)
    field.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("就地")
    page.get_by_role("button", name="新建客户").click()
    inner = page.locator(".record-sheet").last
    expect(inner.get_by_role("heading", name="新建客户")).to_be_visible()
    inner.get_by_label("客户名称", exact=True).fill("就地新建有限公司")
    pick(page, inner.get_by_label("行业", exact=True), "其他", "其他")
    pick(page, inner.get_by_label("来源", exact=True), "", "官网")
    seat.step("in-place")
    inner.get_by_role("button", name="保存").click()
    expect(page.locator(".record-sheet")).to_have_count(1)
    expect(sheet).to_contain_text("就地新建有限公司")
    sheet.get_by_role("button", name="保存").click()
    expect(sheet.get_by_role("heading", name="就地人")).to_be_visible()
    seat.step("saved")
    assert seat.api.rows("crm.contact", ["name", "customer.name"], search="就地人") == [
        ["就地人", "就地新建有限公司"]
    ]
