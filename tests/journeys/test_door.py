"""At the door: signing in, the one-time password, the language."""

from playwright.sync_api import expect
from tests.journeys.site import FIRST


def test_a_one_time_password_is_changed_before_anything_else(sit):
    seat = sit(None)
    page = seat.page
    seat.go("/f/crm.customer")
    page.get_by_label("账号").fill("newcomer")
    page.get_by_label("密码", exact=True).fill("not-this-one")
    seat.step("sign-in")
    seat.expect_refusal("422 POST .*/api/session$")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("密码", exact=True).fill(FIRST)
    page.get_by_role("button", name="登录").click()

    expect(page.get_by_role("heading", name="修改密码")).to_be_visible()
    seat.step("one-time")
    page.get_by_label("现在的密码").fill(FIRST)
    page.get_by_label("新密码", exact=True).fill("short")
    page.get_by_label("再输入一次新密码").fill("short")
    seat.expect_refusal("422 PATCH .*/api/session$")
    page.get_by_role("button", name="修改密码").click()
    expect(page.get_by_role("alert")).to_contain_text("8")
    seat.step("refused")
    page.get_by_label("新密码", exact=True).fill("a-long-horse-9")
    page.get_by_label("再输入一次新密码").fill("a-long-horse-9")
    page.get_by_role("button", name="修改密码").click()

    # Signing in lands where one wanted to go.
    expect(page.get_by_role("heading", level=1, name="客户", exact=True)).to_be_visible()
    seat.step("inside")
    page.get_by_role("button", name="我 许新").click()
    page.get_by_role("menuitem", name="English").click()
    expect(page.get_by_role("heading", level=1, name="Customer", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Customer", exact=True)).to_be_visible()
    seat.step("english")
