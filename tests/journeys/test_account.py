"""One's own account: devices that are signed in, a key for a program, made and taken back."""

import re

import httpx
from playwright.sync_api import expect
from tests.journeys.site import PASSWORD


def test_a_key_is_made_used_and_taken_back(sit, house):
    seat = sit("wanglin")
    page = seat.page
    seat.go("/")
    page.get_by_role("button", name=re.compile("^我 ")).click()
    page.get_by_role("menuitem", name="账号与安全").click()
    expect(page.get_by_text("本机")).to_be_visible()
    page.get_by_role("button", name="新建密钥").click()
    page.get_by_label("用途").fill("官网询盘接入")
    page.get_by_label("当前密码").fill("not-this-one")
    seat.expect_refusal("422 POST .*/api/keys$")
    page.get_by_role("button", name="生成密钥").click()
    expect(page.get_by_text("密码不正确")).to_be_visible()
    seat.step("refused")
    page.get_by_label("当前密码").fill(PASSWORD)
    page.get_by_role("button", name="生成密钥").click()
    token = page.locator("code", has_text="tbk_").inner_text()
    seat.step("shown-once")
    page.get_by_role("button", name="我已保存").click()
    expect(page.get_by_text("从未使用")).to_be_visible()

    bearer = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{house}/api/session", headers=bearer).status_code == 200
    page.reload()
    expect(page.get_by_text("从未使用")).to_have_count(0)
    seat.step("used")
    page.get_by_role("button", name="作废 官网询盘接入").click()
    page.get_by_role("button", name="作废", exact=True).last.click()
    expect(page.get_by_text("还没有密钥")).to_be_visible()
    assert httpx.get(f"{house}/api/session", headers=bearer).status_code == 401


def test_another_device_is_signed_out_from_here(sit):
    there, here = sit("shenjiayi"), sit("shenjiayi")
    there.go("/")
    here.go("/account")
    ending = here.page.get_by_role("button", name=re.compile("^结束登录"))
    expect(ending.first).to_be_visible()
    while ending.count():
        before = ending.count()
        ending.first.click()
        expect(ending).to_have_count(before - 1)
    here.step("ended")
    there.expect_refusal("401 .*")
    there.page.reload()
    expect(there.page.get_by_label("密码", exact=True)).to_be_visible()
