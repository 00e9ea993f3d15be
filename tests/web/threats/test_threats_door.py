"""The threat table, the door: sign-in, sessions, forged requests, abuse (T63–T80)."""

from datetime import timedelta

import httpx
import pytest
from tests.web.conftest import PASSWORD, Site, alive
from tests.web.threats.app import COOKIE, EMP, made, query, record
from tests.web.threats.matrix import ADMIN, MATRIX, STREAMS

from tombolo.access import directory
from tombolo.access import sessions as session_store
from tombolo.base import clock
from tombolo.schema import store
from tombolo.web.app import create
from tombolo.web.opening import Opening


async def test_t63_a_forged_address_makes_no_fresh_tries(house, monkeypatch):
    async def at_once(_seconds):
        return None

    monkeypatch.setattr(session_store.sign_in, "__defaults__", (at_once,))
    site = house.site
    await site.person("target", roles=["staff"])
    statuses = []
    async with site.browser() as browser:
        for at in range(13):
            headers = {"X-Forwarded-For": f"10.0.0.{at}", "X-Real-IP": f"10.0.1.{at}"}
            body = {"login": "target", "password": f"wrong-guess-{at}"}
            statuses.append(
                (await browser.post("/api/session", json=body, headers=headers)).status_code
            )
    assert statuses[0] == 401 and statuses[-1] == 429
    transport = httpx.ASGITransport(site.app, client=("192.0.2.9", 1))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://tombolo.test", headers={"X-Tombolo": "1"}
    ) as elsewhere:
        good = await elsewhere.post("/api/session", json={"login": "target", "password": PASSWORD})
    assert good.status_code == 200, "the owner is not locked out elsewhere"


async def test_t67_a_cookie_of_before_is_worth_nothing(house):
    site = house.site
    async with site.browser() as browser:
        browser.cookies[COOKIE] = "chosen-by-the-attacker"
        answer = await browser.post("/api/session", json={"login": "bob", "password": PASSWORD})
        assert answer.status_code == 200
        set_ = answer.headers["set-cookie"]
        assert "HttpOnly" in set_ and "SameSite=lax" in set_ and "chosen-by" not in set_
    async with site.browser() as victim:
        victim.cookies[COOKIE] = "chosen-by-the-attacker"
        assert (await victim.get("/api/session")).status_code == 401


async def test_t67_signing_in_twice_gives_two_sessions_and_out_ends_one(house):
    site = house.site
    tokens = []
    for _ in range(2):
        async with site.browser() as browser:
            await browser.post("/api/session", json={"login": "bob", "password": PASSWORD})
            tokens.append(browser.cookies[COOKIE])
    assert tokens[0] != tokens[1]
    for token, status in ((tokens[0], 200), (tokens[1], 200)):
        async with site.browser() as browser:
            browser.cookies[COOKIE] = token
            assert (await browser.get("/api/session")).status_code == status
            if token == tokens[0]:
                assert (await browser.delete("/api/session")).status_code == 200
    async with site.browser() as browser:
        browser.cookies[COOKIE] = tokens[0]
        assert (await browser.get("/api/session")).status_code == 401


async def test_t67_a_cookie_of_two_weeks_ago(house):
    site = house.site
    async with site.browser() as browser:
        await browser.post("/api/session", json={"login": "bob", "password": PASSWORD})
        token = browser.cookies[COOKIE]
        async with site.world.pool.write() as tx:
            old = clock.now() - session_store.IDLE - timedelta(minutes=1)
            await tx.run(
                "update sys_session set last_seen = $2 where token_hash = sha256($1::text::bytea)",
                token,
                old,
            )
        assert (await browser.get("/api/session")).status_code == 401


READS = {
    "query",
    "groups",
    "pick",
    "preview",
    "export",
    "ledger",
    "check",
    "try",
    "dry",
    "plan",
    "names",
}


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.operation)
async def test_t68_no_write_by_get_and_none_from_another_site(house, row):
    method, _, path = row.operation.partition(" ")
    if method == "GET":
        return
    browser = await house.site.as_("ann_")  # who may do it all
    kwargs = row.make(house.ids)
    reads = {one.operation.partition(" ")[2] for one in MATRIX if one.operation.startswith("GET ")}
    if path not in reads:
        answer = await browser.get(kwargs["url"])
        assert answer.status_code in {404, 405}, answer.text
    if path.rsplit("/", 1)[-1] in READS:
        return  # they write nothing, and no other site may read the answer
    for headers in ({"Origin": "https://evil.example"}, {"X-Tombolo": ""}, {"Origin": "null"}):
        answer = await browser.request(method, **kwargs, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "auth.no_header"), headers


@pytest.mark.parametrize(
    "token",
    [
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.", "", "null", "undefined", "tbk_" + "a" * 43,
        "../../etc/passwd", "' or 1=1 --", "a" * 9000, "ü",
    ],
)  # fmt: skip
async def test_t69_invented_tokens_are_nobody(house, token):
    for headers in (
        {"Authorization": f"Bearer {token}".encode()},
        {"Cookie": f"{COOKIE}={token}".encode()},
    ):
        async with house.site.browser() as browser:
            assert (await browser.get("/api/session", headers=headers)).status_code == 401


async def test_t69_a_session_is_no_key_and_a_key_is_no_session(house):
    browser = await house.site.as_("bob")
    token = browser.cookies[COOKIE]
    async with house.site.browser() as other:
        headers = {"Authorization": f"Bearer {token}"}
        assert (await other.get("/api/session", headers=headers)).status_code == 401


async def test_t77_groups_of_ten_and_depth(alice):
    for body in (
        {"by": ["name"] * 10},
        {"by": "name", "limit": 10**6},
        {"by": "name", "bucket": "eon"},
    ):
        assert (await alice.post(f"{EMP}/groups", json=body)).status_code == 422, body
    path = ".".join(["dept", "emps"] * 6)
    assert (await query(alice, columns=[path])).status_code == 422


async def test_t80_apps_and_people_are_made_by_administrators_only(alice, house):
    for row in MATRIX:
        if row.nobody == ADMIN["nobody"] and row.other == (403,):
            answer = await alice.request(row.operation.split()[0], **row.make(house.ids))
            assert answer.status_code == 403, row.operation


# What is not in the table.


async def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(house):
    site = house.site
    await site.person("pat", roles=["staff"])
    browsers_ = []
    for _ in range(3):
        browser = site.browser()
        await browser.post("/api/session", json={"login": "pat", "password": PASSWORD})
        browsers_.append(browser)
    body = {"old_password": PASSWORD, "password": "another-Good-Horse-9"}
    assert (await browsers_[0].patch("/api/session", json=body)).status_code == 200
    assert [(await one.get("/api/session")).status_code for one in browsers_] == [200, 401, 401]
    wrong = {"old_password": "nope-nope-nope-1", "password": "third-Good-Horse-9"}
    refused = await browsers_[0].patch("/api/session", json=wrong)
    assert refused.status_code == 422
    for one in browsers_:
        await one.aclose()


async def test_who_must_change_the_password_can_do_nothing_else(house, ann):
    added = await made(
        ann, "/api/members", json={"name": "Neu", "login": "must", "roles": ["staff"]}
    )
    site = house.site
    async with site.browser() as browser:
        signed = await browser.post(
            "/api/session", json={"login": "must", "password": added["password"]}
        )
        assert signed.status_code == 200
        for row in MATRIX:
            front = row.operation.endswith(("/session", "/session/second-step"))
            if front or row.operation in STREAMS:
                continue
            answer = await browser.request(row.operation.split()[0], **row.make(house.ids))
            assert (answer.status_code, answer.json()["code"]) == (403, "auth.must_change"), (
                row.operation
            )
        stream = await browser.get("/api/live")
        assert stream.status_code == 403
        # The same password again, or only a language, is no change.
        again = {"old_password": added["password"], "password": added["password"]}
        assert (await browser.patch("/api/session", json=again)).status_code == 422
        await browser.patch("/api/session", json={"language": "en"})
        assert (await browser.get("/api/home")).status_code == 403
        new = {"old_password": added["password"], "password": "brand-New-Horse-9"}
        assert (await browser.patch("/api/session", json=new)).status_code == 200
        assert (await browser.get("/api/home")).status_code == 200


async def test_a_role_counts_at_once_in_every_process(house, ann):
    site = house.site
    place, limits = site.world.pool.place, site.world.pool.limits
    app = create(Opening(place, limits, site.files, site.files, "http://tombolo.test"))
    async with alive(app):
        other = Site(app, site.world, site.files)
        await site.person("eve", roles=["staff"])
        here, there = await site.as_("eve"), await other.as_("eve")
        member = str(site.world.people["eve"].id)
        for roles, status in (([], 404), (["staff"], 200), ([], 404)):
            changed = await ann.patch(f"/api/members/{member}", json={"roles": roles})
            assert changed.status_code == 200
            assert [(await query(one)).status_code for one in (here, there)] == [status] * 2
        assert (
            await ann.patch(f"/api/members/{member}", json={"active": False})
        ).status_code == 200
        assert [(await query(one)).status_code for one in (here, there)] == [401] * 2
        await there.aclose()


async def test_rights_of_import_export_and_pick(house, ann):
    """Each is a verb of its own; the picker shows what may be read of the other form, no more."""
    site = house.site
    await site.person("looker")
    async with site.world.pool.write() as tx:
        await directory.save_role(tx, directory.Role("looker", {"zh": "看"}))
        site.world.catalog = await store.load(tx)
    await site.world.apply("""
hr/grants/look: {who: [role(looker)], forms: {emp: {may: [read, create], hide: [salary]}}}
""")
    member = str(site.world.people["looker"].id)
    assert (
        await ann.patch(f"/api/members/{member}", json={"roles": ["looker"]})
    ).status_code == 200
    looker = await site.as_("looker")
    assert (await query(looker)).status_code == 200
    export = await looker.post(f"{EMP}/export", json={"columns": ["name"], "format": "csv"})
    assert export.status_code == 403
    sheet = await looker.post("/api/sheets?form=hr.emp", files={"file": ("b.csv", b"name\nx\n")})
    assert sheet.status_code == 403
    start = {"sheet_file": house.ids["sheet"], "mapping": [{"column": 0, "path": "name"}]}
    assert (await looker.post(f"{EMP}/import", json=start)).status_code in {403, 404}
    pick = await looker.post(f"{EMP}/pick", json={"field": "dept"})
    assert pick.status_code == 404, "departments may not be read"
    # A department that may not be read cannot be linked to either.
    refused = await looker.post(f"{EMP}/records", json=record("x", house.ids["dept"]))
    assert refused.status_code == 422 and "link.missing" in refused.text
