"""Two-step sign-in: set up, signed in with, lost, turned off, and asked for by the company."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Page, expect
from pyotp.totp import TOTP
from tests.journeys.conftest import OURS, PHONE
from tests.journeys.hands import grave

OWN = "a-long-horse-9"


@dataclass
class Authenticator:
    """A phone with the secret: no code is given twice."""

    secret: str
    used: int = 0

    def code(self) -> str:
        otp = TOTP(self.secret)
        here = int(time.time()) // otp.interval
        self.used = max(here, self.used + 1)
        return otp.generate_otp(self.used)

    def wrong(self) -> str:
        otp = TOTP(self.secret)
        here = int(time.time()) // otp.interval
        near = {otp.generate_otp(here + off) for off in range(-3, 4)}
        return next(code for code in ("123123", "321321") if code not in near)


Join = Callable[..., tuple[str, httpx.Client]]


@pytest.fixture
def join(sit) -> Iterator[Join]:
    """join("login", "name"): a new colleague with a password of their own, as the id and at the API."""
    boss = sit("boss").api.http
    with ExitStack() as open_:

        def join_(login: str, name: str, **more) -> tuple[str, httpx.Client]:
            made = boss.post("/api/members", json={"name": name, "login": login, **more}).json()
            http = httpx.Client(base_url=boss.base_url, headers=OURS, timeout=30)
            open_.enter_context(http)
            http.post("/api/session", json={"login": login, "password": made["password"]})
            own = {"old_password": made["password"], "password": OWN}
            assert http.patch("/api/session", json=own).status_code == 200
            return made["member"]["id"], http

        yield join_


def sign_in(page: Page, login: str) -> None:
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码", exact=True).fill(OWN)
    page.get_by_role("button", name="登录").click()


def sign_out(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"我 {name}").click()
    page.get_by_role("menuitem", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录连岛")).to_be_visible()


def recover(page: Page, code: str) -> None:
    page.get_by_role("button", name="使用恢复码").click()
    expect(page.get_by_label("恢复码", exact=True)).to_be_focused()
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def scanned(page: Page) -> Authenticator:
    """What a phone reads; the text beside the picture says the same."""
    expect(page.get_by_role("img", name="两步验证的二维码")).to_be_visible()
    return Authenticator(re.sub(r"\s", "", page.locator(".second-step-secret code").inner_text()))


def kept_codes(page: Page) -> list[str]:
    expect(page.get_by_role("heading", name="保存恢复码")).to_be_visible()
    codes = page.locator(".second-step-codes li").all_inner_texts()
    assert len(set(codes)) == 10
    return codes


def test_from_setting_it_up_to_turning_it_off(sit, join):
    join("liangbu", "梁步")
    seat = sit(None)
    page = seat.page
    seat.expect_refusal("422 POST .*/api/second-step")
    seat.go("/")
    sign_in(page, "liangbu")
    page.get_by_role("button", name="我 梁步").click()
    page.get_by_role("menuitem", name="账号与安全").click()
    page.get_by_role("button", name="两步验证").click()

    password = page.get_by_label("密码", exact=True)
    password.fill("not-this-one")
    page.get_by_role("button", name="开始设置").click()
    expect(page.locator(".ant-form-item-explain-error")).to_be_visible()
    seat.step("wrong-password")
    password.fill(OWN)
    page.get_by_role("button", name="开始设置").click()
    phone = scanned(page)
    assert grave(page) == []
    seat.step("set-up")

    # A wrong code is said where it was typed, and the next one can be typed at once.
    code = page.get_by_label("6 位验证码")
    expect(code).to_be_focused()
    page.keyboard.type(phone.wrong())
    expect(page.locator(".ant-form-item-explain-error")).to_be_visible()
    expect(code).to_have_value("")
    expect(code).to_be_focused()
    page.keyboard.type(phone.code())
    codes = kept_codes(page)
    page.get_by_role("button", name="复制", exact=True).click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").split() == codes
    with page.expect_download() as kept:
        page.get_by_role("button", name="下载").click()
    assert codes[9] in kept.value.path().read_text("utf-8")
    assert grave(page) == []
    seat.step("codes")
    page.get_by_role("button", name="我已保存").click()
    expect(page.get_by_text("还剩 10 个")).to_be_visible()
    seat.step("on")

    # The code after the password; a wrong one is typed anew.
    sign_out(page, "梁步")
    sign_in(page, "liangbu")
    expect(page.get_by_role("heading", name="输入验证码")).to_be_visible()
    expect(page.get_by_role("textbox", name="验证码")).to_be_focused()
    page.keyboard.type(phone.wrong())
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("textbox", name="验证码")).to_have_value("")
    assert grave(page) == []
    seat.step("wrong-code")
    page.keyboard.type(phone.code())
    expect(page.get_by_text("还剩 10 个")).to_be_visible()

    # Without the phone, typed as one reads it from paper; each is good once.
    sign_out(page, "梁步")
    sign_in(page, "liangbu")
    recover(page, codes[0].upper().replace("-", " "))
    expect(page.get_by_text("还剩 9 个")).to_be_visible()
    sign_out(page, "梁步")
    sign_in(page, "liangbu")
    recover(page, codes[0])
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("恢复码", exact=True)).to_have_value(codes[0])
    seat.step("spent")
    page.keyboard.type(codes[1])
    page.keyboard.press("Enter")
    expect(page.get_by_text("还剩 8 个")).to_be_visible()

    # A new phone takes over once it has shown a code of its own.
    page.get_by_role("button", name="更换验证器").click()
    page.get_by_label("密码", exact=True).fill(OWN)
    page.get_by_role("button", name="使用恢复码").click()
    page.get_by_label("恢复码", exact=True).fill(codes[2])
    page.get_by_role("button", name="开始更换").click()
    phone = scanned(page)
    seat.step("another-phone")
    page.get_by_label("6 位验证码").fill(phone.code())
    codes = kept_codes(page)
    page.get_by_role("button", name="我已保存").click()
    expect(page.get_by_text("还剩 10 个")).to_be_visible()

    page.get_by_role("button", name="关闭两步验证").click()
    page.get_by_label("密码", exact=True).fill(OWN)
    page.get_by_role("button", name="使用恢复码").click()
    page.get_by_label("恢复码", exact=True).fill(codes[2])
    seat.step("turning-off")
    page.get_by_role("button", name="关闭", exact=True).click()
    expect(page.get_by_role("button", name="开始设置")).to_be_visible()
    sign_out(page, "梁步")
    sign_in(page, "liangbu")
    expect(page.get_by_role("button", name="开始设置")).to_be_visible()


def test_the_company_asks_for_it(sit, join):
    _, keeper = join("anquan", "安全", is_admin=True)
    mate, _ = join("zhubang", "朱邦", is_admin=True)
    secret = keeper.post("/api/second-step", json={"password": OWN}).json()["secret"]
    done = keeper.post("/api/second-step/confirm", json={"code": Authenticator(secret).code()})
    assert done.status_code == 200, done.text
    try:
        _asked_and_reset(sit, keeper, mate)
    finally:
        # The others of this house are administrators too.
        free = keeper.patch("/api/organisation", json={"second_step": "free"})
        assert free.status_code == 200, free.text


def _asked_and_reset(sit, keeper: httpx.Client, mate: str) -> None:
    seat = sit(None)
    page = seat.page
    cookie = keeper.cookies["tombolo_session"]
    house = str(keeper.base_url)
    seat.context.add_cookies([{"name": "tombolo_session", "value": cookie, "url": house}])
    seat.go("/people")
    page.get_by_role("button", name="两步验证要求：自愿").click()
    box = page.get_by_role("dialog", name="两步验证要求")
    box.get_by_role("radio", name="管理员必须").check()
    seat.step("demand")
    box.get_by_role("button", name="保存").click()
    expect(page.get_by_role("button", name="两步验证要求：管理员必须")).to_be_visible()

    # On a phone, before anything else.
    other = sit(None, PHONE)
    theirs = other.page
    other.go("/search")
    sign_in(theirs, "zhubang")
    expect(theirs.get_by_text("企业要求使用两步验证，设置后才能继续。")).to_be_visible()
    theirs.get_by_label("密码", exact=True).fill(OWN)
    theirs.get_by_role("button", name="开始设置").click()
    phone = scanned(theirs)
    link = theirs.get_by_role("link", name="在本机验证器中打开")
    expect(link).to_have_attribute("href", re.compile(f"^otpauth://totp/.*{phone.secret}"))
    assert grave(theirs) == []
    other.step("first")
    theirs.get_by_label("6 位验证码").fill(phone.code())
    kept_codes(theirs)
    theirs.get_by_role("button", name="我已保存").click()
    expect(theirs.get_by_role("navigation", name="主导航")).to_be_visible()
    assert "/search" in theirs.url
    other.go("/second-step")
    expect(theirs.get_by_text("企业要求使用两步验证，不能关闭。")).to_be_visible()
    expect(theirs.get_by_role("button", name="关闭两步验证")).to_have_count(0)

    # The phone is lost: an administrator takes it back, and the person is out everywhere.
    seat.go(f"/people?person={mate}")
    drawer = page.get_by_role("dialog", name="朱邦")
    expect(drawer.get_by_text("已开启")).to_be_visible()
    drawer.get_by_role("button", name="重置两步验证").click()
    question = page.get_by_role("dialog", name="重置「朱邦」的两步验证？")
    seat.step("reset")
    question.get_by_role("button", name="重置两步验证").click()
    expect(drawer.get_by_text("未开启")).to_be_visible()
    theirs.reload()
    expect(theirs.get_by_role("heading", name="登录连岛")).to_be_visible()
