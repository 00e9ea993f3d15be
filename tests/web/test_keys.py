"""API keys at the door: what their scopes leave, and who left has no key."""

from datetime import timedelta

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
