"""API keys at the door: what their scopes leave, and who left has no key."""

from datetime import timedelta

from tests.web.conftest import PASSWORD

from tombolo.access import directory, keys
from tombolo.base import clock

URL = "/api/forms/shop.customer"


async def token(site, login, *scopes):
    now = clock.now()
    member = site.world.people[login].id
    async with site.world.pool.write() as tx:
        _, made = await keys.create(
            tx, member, "bot", scopes, expires_at=now + timedelta(days=1), now=now
        )
    return {"Authorization": f"Bearer {made}"}


async def test_a_key_may_only_what_its_scopes_say(site):
    browser = site.browser()
    read, write = await token(site, "li", "read"), await token(site, "li", "read", "write")
    new = {"records": [{"set": {"name": "经密钥"}}]}
    ask = {"columns": ["name"]}
    assert (await browser.post(f"{URL}/query", json=ask, headers=read)).status_code == 200
    refused = await browser.post(f"{URL}/records", json=new, headers=read)
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.scope")
    assert (await browser.post(f"{URL}/records", json=new, headers=write)).status_code == 200


async def test_an_administrators_key_without_that_scope_is_no_administrator(site):
    browser = site.browser()
    plain = await token(site, "boss", "read", "write")
    full = await token(site, "boss", "read", "write", "admin")
    body = {"ids": ["019f0000-0000-7000-8000-00000000dead"]}
    ask = {"columns": ["name"]}
    assert (await browser.post(f"{URL}/purge", json=body, headers=plain)).status_code == 403
    assert (await browser.post(f"{URL}/query", json=ask, headers=plain)).status_code == 404
    assert (await browser.post(f"{URL}/purge", json=body, headers=full)).status_code == 200


async def test_who_left_has_no_key(site):
    await site.person("zoe", roles=["sales"])
    browser = site.browser()
    key = await token(site, "zoe", "read")
    ask = {"columns": ["name"]}
    assert (await browser.post(f"{URL}/query", json=ask, headers=key)).status_code == 200
    async with site.world.pool.write() as tx:
        await directory.deactivate(tx, site.world.people["zoe"].id, clock.now())
    assert (await browser.post(f"{URL}/query", json=ask, headers=key)).status_code == 401


async def test_a_person_makes_a_key_sees_its_use_and_takes_it_back(site):
    li = await site.as_("li")
    wanted = {"name": " 报表机器人 ", "scopes": ["read"], "days": 30, "password": PASSWORD}
    made = await li.post("/api/keys", json=wanted)
    assert made.status_code == 200, made.text
    key = made.json()["key"]
    assert (key["name"], key["scopes"], key["last_used"]) == ("报表机器人", ["read"], None)
    mine = (await li.get("/api/keys")).json()
    assert mine["scopes"] == ["read", "write"], "only administrators may give that of theirs"
    assert key["id"] in {one["id"] for one in mine["keys"]}
    assert made.json()["token"] not in str(mine)
    program = site.browser()
    bearer = {"Authorization": f"Bearer {made.json()['token']}"}
    assert (await program.get(URL, headers=bearer)).status_code == 200
    used = {one["id"]: one["last_used"] for one in (await li.get("/api/keys")).json()["keys"]}
    assert used[key["id"]]
    assert (await li.delete(f"/api/keys/{key['id']}")).json() == {"revoked": 1}
    assert (await program.get(URL, headers=bearer)).status_code == 401


async def test_a_key_needs_the_password_and_good_wishes(site):
    li = await site.as_("li")
    good = {"name": "bot", "scopes": ["read"], "days": 30, "password": PASSWORD}
    for bad, place in (
        ({"password": "wrong"}, "password"), ({"password": None}, "password"),
        ({"name": ""}, "name"), ({"name": 1}, "name"), ({"scopes": []}, "scopes"),
        ({"scopes": ["all"]}, "scopes"), ({"scopes": "read"}, "scopes"), ({"days": 0}, "days"),
        ({"days": 10_000}, "days"), ({"days": True}, "days"),
    ):  # fmt: skip
        answer = await li.post("/api/keys", json=good | bad)
        assert answer.status_code == 422, (bad, answer.text)
        assert place in {one["place"] for one in answer.json()["problems"]}, bad
    admin = await li.post("/api/keys", json=good | {"scopes": ["read", "admin"]})
    assert (admin.status_code, admin.json()["code"]) == (403, "auth.admin_only")


async def test_no_key_makes_keys_and_administrators_end_anybodys(site):
    full = await token(site, "boss", "read", "write", "admin")
    wanted = {"name": "bot", "scopes": ["read"], "days": 30, "password": PASSWORD}
    refused = await site.browser().post("/api/keys", json=wanted, headers=full)
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.person_only")
    li, boss, bo = await site.as_("li"), await site.as_("boss"), await site.as_("bo")
    key = (await li.post("/api/keys", json=wanted)).json()["key"]["id"]
    everybody = (await boss.get("/api/keys?all=1")).json()["keys"]
    assert key in {one["id"] for one in everybody}
    assert (await bo.delete(f"/api/keys/{key}")).status_code == 404
    assert (await boss.delete(f"/api/keys/{key}")).status_code == 200


async def test_where_one_is_signed_in_is_seen_and_ended(site):
    me = {"login": "bo", "password": PASSWORD}
    here, there = site.browser(), site.browser()
    for browser in (here, there):
        assert (await browser.post("/api/session", json=me)).status_code == 200
    found = (await here.get("/api/sessions")).json()["sessions"]
    assert sum(one["here"] for one in found) == 1
    assert {"agent", "address", "last_seen", "created_at", "expires_at"} < set(found[0])
    other = next(
        one["id"] for one in (await there.get("/api/sessions")).json()["sessions"] if one["here"]
    )
    assert (await here.delete(f"/api/sessions/{other}")).json() == {"ended": 1}
    assert (await there.get("/api/session")).status_code == 401
    assert (await here.delete("/api/sessions/others")).status_code == 200
    assert [one["here"] for one in (await here.get("/api/sessions")).json()["sessions"]] == [True]
    site.browsers.pop("bo", None)
