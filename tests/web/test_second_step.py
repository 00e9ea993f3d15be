"""Two-step sign-in over HTTP, as a browser does it."""

import pytest
from pyotp.totp import TOTP
from tests.web.conftest import PASSWORD

from tombolo.base import clock

LOGIN = {"login": "li", "password": PASSWORD}


def code_of(secret, ahead=0):
    return TOTP(secret).generate_otp(TOTP(secret).timecode(clock.now()) + ahead)


@pytest.fixture
async def fresh(site):
    """Nobody has a second step and nobody must; no tries are counted."""
    yield
    async with site.world.pool.write() as tx:
        for table in ("sys_second_step", "sys_sign_in_attempt", "sys_setting", "sys_sign_in_step"):
            await tx.run(f"delete from {table}")


async def set_up(browser):
    offer = (await browser.post("/api/second-step", json={"password": PASSWORD})).json()
    # The code before this one, so that this one is still good for what follows.
    done = await browser.post(
        "/api/second-step/confirm", json={"code": code_of(offer["secret"], -1)}
    )
    assert done.status_code == 200, done.text
    return offer["secret"], done.json()["codes"]


@pytest.fixture
async def li(site, fresh):
    async with site.browser() as browser:
        assert (await browser.post("/api/session", json=LOGIN)).status_code == 200
        yield browser


async def test_from_setting_up_to_turning_off(site, li):
    none = (await li.get("/api/second-step")).json()
    assert none == {"on": False, "since": None, "codes_left": 0, "demanded": False}
    wrong = await li.post("/api/second-step", json={"password": "wrong"})
    assert (wrong.status_code, wrong.json()["problems"][0]["place"]) == (422, "password")
    secret, codes = await set_up(li)
    on = (await li.get("/api/second-step")).json()
    assert (on["on"], on["codes_left"], bool(on["since"])) == (True, 10, True)
    assert (await li.get("/api/session")).json()["member"]["second_step"]
    async with site.browser() as other:
        first = await other.post("/api/session", json=LOGIN)
        assert first.status_code == 200
        assert set(first.json()) == {"second_step"}
        assert "set-cookie" not in first.headers
        assert (await other.get("/api/session")).status_code == 401
        challenge = first.json()["second_step"]["challenge"]
        bad = await other.post(
            "/api/session/second-step", json={"challenge": challenge, "code": "000000"}
        )
        assert (bad.status_code, bad.json()["code"]) == (401, "auth.wrong_code")
        good = await other.post(
            "/api/session/second-step", json={"challenge": challenge, "code": code_of(secret)}
        )
        assert good.status_code == 200, good.text
        assert good.json()["member"]["login"] == "li"
        assert (await other.get("/api/session")).status_code == 200
        new = await other.post(
            "/api/second-step/codes", json={"password": PASSWORD, "code": codes[0]}
        )
        assert len(new.json()["codes"]) == 10
        off = {"password": PASSWORD, "code": codes[1]}
        assert (await other.post("/api/second-step/off", json=off)).status_code == 422
        off["code"] = new.json()["codes"][0]
        assert (await other.post("/api/second-step/off", json=off)).json() == {"on": False}
        assert not (await other.get("/api/session")).json()["member"]["second_step"]


async def test_too_many_codes_are_told_with_the_seconds(site, li):
    await set_up(li)
    async with site.browser() as other:
        for _ in range(2):
            first = (await other.post("/api/session", json=LOGIN)).json()
            body = {"challenge": first["second_step"]["challenge"], "code": "000000"}
            for _ in range(3):
                last = await other.post("/api/session/second-step", json=body)
    assert (last.status_code, last.json()["code"]) == (429, "auth.code_later")
    assert 25 <= int(last.headers["retry-after"]) <= 31


async def test_what_the_company_demands_comes_before_anything_else(site, li):
    boss = await site.as_("boss")
    wanted = await boss.patch("/api/organisation", json={"second_step": "everybody"})
    assert wanted.json() == {"second_step": "everybody"}
    assert (await boss.get("/api/organisation")).json()["code"] == "auth.must_add_second_step"
    me = (await li.get("/api/session")).json()["member"]
    assert (me["second_step"], me["must_add_second_step"]) == (False, True)
    for road in ("/api/home", "/api/forms/shop.customer"):
        refused = await li.get(road)
        assert (refused.status_code, refused.json()["code"]) == (403, "auth.must_add_second_step")
    assert (await li.get("/api/second-step")).json()["demanded"]
    _, codes = await set_up(li)
    assert (await li.get("/api/forms/shop.customer")).status_code == 200
    off = await li.post("/api/second-step/off", json={"password": PASSWORD, "code": codes[0]})
    assert (off.status_code, off.json()["code"]) == (403, "auth.second_step_demanded")


async def test_an_administrator_sees_who_has_one_and_resets_a_lost_one(site, li):
    boss = await site.as_("boss")
    await set_up(li)
    house = (await boss.get("/api/organisation")).json()
    assert house["second_step"] == "free"
    have = {one["login"]: one["second_step"] for one in house["members"]}
    assert (have["li"], have["bo"], have["boss"]) == (True, False, False)
    member = {one["login"]: one["id"] for one in house["members"]}
    done = await boss.post(f"/api/members/{member['li']}/second-step/reset", json={})
    assert (done.status_code, done.json()["member"]["second_step"]) == (200, False)
    assert (await li.get("/api/session")).status_code == 401, "signed out everywhere"
    async with site.browser() as other:
        assert "member" in (await other.post("/api/session", json=LOGIN)).json()
    own = await boss.post(f"/api/members/{member['boss']}/second-step/reset", json={})
    assert (own.status_code, own.json()["code"]) == (403, "auth.second_step_own")
    none = await boss.post(f"/api/members/{member['bo']}/second-step/reset", json={})
    assert none.status_code == 404


async def test_another_site_can_not_give_a_code(site, fresh):
    async with site.browser() as browser:
        answer = await browser.post(
            "/api/session/second-step",
            json={"challenge": "x", "code": "000000"},
            headers={"X-Tombolo": ""},
        )
    assert answer.json()["code"] == "auth.no_header"


@pytest.mark.parametrize(
    "body", [{}, {"challenge": 1, "code": "1"}, {"challenge": "x", "code": None},
             {"challenge": "x", "code": "1" * 20_000}, {"challenge": "a\0", "code": "1"}]
)  # fmt: skip
async def test_nonsense_is_told_at_its_place(site, fresh, body):
    async with site.browser() as browser:
        answer = await browser.post("/api/session/second-step", json=body)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["place"] in {"challenge", "code"}
