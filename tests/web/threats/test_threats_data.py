"""The threat table, access to data: another's rows and hidden fields stay unknown (T16–T36)."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from tests.web.conftest import PASSWORD, opened
from tests.web.threats.app import APP, COOKIE, EMP, MARKS, N, S, made, query, record
from tests.web.threats.matrix import MATRIX, STREAMS

from tombolo.pg import migrate, workspace
from tombolo.pg.pool import Limits, Place, Pool
from tombolo.web.routes import live


async def test_t16_an_administrator_of_another_workspace_is_a_stranger(house):
    """The same server, the same app, ids of the first: every answer is that to a random id."""
    site = house.site
    mine = site.world.pool.place
    theirs = await workspace.prepare(Place(mine.dsn, schema="w_mal", roles=mine.roles))
    async with await Pool.open(theirs, Limits(least=0)) as pool:
        await migrate.migrate(pool, migrate.found())
        async with opened(pool, site.files) as other:
            await other.world.apply(APP)
            await other.person("mal", admin=True)
            mal = await other.as_("mal")
            for row in MATRIX:
                if row.operation in STREAMS or row.operation.endswith("/session"):
                    continue
                answer = await mal.request(row.operation.split()[0], **row.make(house.ids))
                none = {key: str(uuid.uuid4()) for key in house.ids}
                nothing = await mal.request(row.operation.split()[0], **row.make(none))
                assert not [mark for mark in MARKS[:3] if mark in answer.text.replace(f"q={S}", "")]
                if row.operation in {"POST /api/members", "POST /api/departments"}:
                    continue  # their names are taken the second time
                assert answer.status_code == nothing.status_code, row.operation
                if answer.status_code >= 400:
                    assert answer.json() == nothing.json(), row.operation


HIDDEN = (
    "salary",
    "yearly",
    "rich",
    "dept_total",
    "parts.bonus",
    "bonus",
    "dept.total",
    "dept.emps.salary",
    "emps.salary",
)


@pytest.mark.parametrize("name", HIDDEN)
async def test_t19_t20_what_is_hidden_answers_like_what_does_not_exist(alice, name):
    asks = [
        lambda x: {"where": {"field": x, "op": "gt", "value": "1"}},
        lambda x: {"where": {"field": x, "op": "empty"}},
        lambda x: {"where": {"not": {"any": [{"field": x, "op": "empty"}]}}},
        lambda x: {"where": {"formula": f"{x} > 1"}},
        lambda x: {"where": {"formula": f"SUM({x}) > 1"}},
        lambda x: {"where": {"formula": f"{x} = 'x'"}},
        lambda x: {"sort": [x]},
        lambda x: {"sort": ["name", f"-{x}"]},
        lambda x: {"columns": [x]},
        lambda x: {"totals": [{"path": x, "fn": "sum"}]},
    ]
    for ask in asks:
        hidden, nothing = await query(alice, **ask(name)), await query(alice, **ask("qqq"))
        assert hidden.status_code == nothing.status_code == 422, (name, hidden.text)
        same = [(one["code"], one["place"].partition(":")[0]) for one in hidden.json()["problems"]]
        told = [(one["code"], one["place"].partition(":")[0]) for one in nothing.json()["problems"]]
        if "formula" in ask(name).get("where", {}):  # it says which part of a path it is
            rows = {"formula.rows_outside"} if name.count(".") else set()
            assert same[0][0] in {"formula.no_name", "formula.no_member"} | rows, hidden.text
            assert not any(one["values"].get("near") for one in hidden.json()["problems"])
        else:
            assert hidden.text.replace(name, "qqq") == nothing.text and same == told, name
    for url, body in (
        (f"{EMP}/groups", {"by": name}),
        (f"{EMP}/export", {"columns": [name], "format": "csv"}),
    ):
        answer = await alice.post(url, json=body)
        assert answer.status_code == 422 and "ask.no_field" in answer.text, (url, answer.text)


async def test_t20_a_view_sorted_by_what_is_hidden_loses_the_sort(alice, ann):
    top = next(one for one in (await alice.get(EMP)).json()["views"] if one["key"] == "top")
    assert (top["columns"], top["sort"], top["where"]) == (
        [{"path": "name", "frozen": True}],
        [],
        None,
    )
    whole = next(one for one in (await ann.get(EMP)).json()["views"] if one["key"] == "top")
    assert whole["sort"] == ["-salary"]


async def test_t23_sums_count_what_may_be_read(alice, ann):
    """`heads_now` counts the rows that I may read. `heads` is stored, one count for all, and tells of
    rows that I may not read; `total` is made of what is hidden: so both are hidden.
    """
    url = "/api/forms/hr.dept/query"
    ask = {"columns": ["heads_now"], "where": {"field": "name", "op": "is", "value": "共"}}
    mine = (await made(alice, url, json=ask))["rows"][0][2]
    whole = (await made(ann, url, json=ask))["rows"][0][2]
    rows = (await query(alice, count=True)).json()["count"]["n"]
    assert int(mine) <= rows and int(mine) < int(whole)
    for hidden in ("total", "heads"):
        assert (await alice.post(url, json={"columns": [hidden]})).status_code == 422, hidden


async def test_t27_a_file_is_reached_through_its_record_only(house, alice, bob, ann):
    body = record("bob", house.ids["dept"], cv=[house.ids["file"]])
    (id_,) = (await made(bob, f"{EMP}/records", json=body))["ids"]
    url = f"{EMP}/records/{id_}/files/{house.ids['file']}"
    assert N.encode() in (await bob.get(url)).content
    for query_ in ("", "?thumb=1", "?show=1"):
        for headers in ({}, {"Range": "bytes=0-9"}):
            answer = await alice.get(url + query_, headers=headers)
            assert answer.status_code == 404 and N not in answer.text
    async with house.site.browser() as anon:
        assert (await anon.get(url)).status_code == 401
    me = str(house.site.world.people["alice"].id)
    moved = {"records": [{"id": id_, "set": {"owner": me}}]}
    assert (await ann.patch(f"{EMP}/records", json=moved)).status_code == 200
    assert (await alice.get(url)).status_code == 200  # the record went to her, the file with it
    back = {"records": [{"id": id_, "set": {"owner": str(house.site.world.people["bob"].id)}}]}
    assert (await ann.patch(f"{EMP}/records", json=back)).status_code == 200
    assert (await alice.get(url)).status_code == 404
    # Naming Bob's file in a record of mine does not make it mine.
    stolen = {"records": [{"set": {"name": "x", "cv": [house.ids["sheet"]]}}]}
    refused = await alice.post(f"{EMP}/records", json=stolen)
    assert refused.status_code == 422, refused.text


async def test_t29_what_the_server_sets_nobody_sends(house, alice):
    before = (await alice.get(f"{EMP}/records/{house.ids['mine']}")).json()
    keys = (
        "created_by", "created_at", "updated_by", "updated_at", "deleted_at", "deleted_by",
        "version", "yearly", "salary", "bonus", "dept_total", "record_title", "record_search",
        "is_admin", "role", "workspace_id", "__class__", "flow_state",
    )  # fmt: skip
    for key in keys:
        for value in ("2020-01-01", "1", True, None):
            body = {"records": [{"id": house.ids["mine"], "set": {key: value}}]}
            assert (await alice.patch(f"{EMP}/records", json=body)).status_code == 422, key
            new = {"records": [{"set": {"name": "x", key: value}}]}
            assert (await alice.post(f"{EMP}/records", json=new)).status_code == 422, key
    assert (await alice.get(f"{EMP}/records/{house.ids['mine']}")).json() == before


async def test_t30_giving_a_row_away_out_of_ones_own_reach_is_refused(house, alice):
    bob = str(house.site.world.people["bob"].id)
    body = {"records": [{"set": {"name": "geschenkt", "owner": bob}}]}
    made_ = await alice.post(f"{EMP}/records", json=body)
    assert made_.status_code in {200, 403}
    change = {"records": [{"id": house.ids["mine"], "set": {"owner": bob, "name": "weg"}}]}
    assert (await alice.patch(f"{EMP}/records", json=change)).status_code == 403
    assert (await alice.get(f"{EMP}/records/{house.ids['mine']}")).status_code == 200


async def heard_until_over(site, token, do, patience=8.0):
    """What a browser hears of /api/live until the server ends the stream."""
    heard: list[bytes] = []
    over = asyncio.Event()
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": "/api/live", "raw_path": b"/api/live", "query_string": b"",
        "headers": [(b"host", b"tombolo.test"), (b"cookie", f"{COOKIE}={token}".encode())],
        "client": ("127.0.0.1", 5), "server": ("tombolo.test", 80), "state": {}, "root_path": "",
    }  # fmt: skip

    async def receive():
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        heard.append(message.get("body", b""))
        if message["type"] == "http.response.body" and not message.get("more_body"):
            over.set()  # as a server does: nothing more comes, so the line is down

    task = asyncio.create_task(site.app(scope, receive, send))
    await asyncio.sleep(0.3)
    await do()
    ended, _ = await asyncio.wait({task}, timeout=patience)
    over.set()
    await asyncio.wait({task}, timeout=5)
    return bool(ended), b"".join(heard)


async def test_t36_who_signs_out_hears_no_more(house, monkeypatch):
    monkeypatch.setattr(live, "ASK_AGAIN", timedelta(0))
    site = house.site
    site.browsers.pop("alice", None)
    browser = await site.as_("alice")
    token = browser.cookies[COOKIE]
    writer = site.browser()
    signed = await writer.post("/api/session", json={"login": "alice", "password": PASSWORD})
    assert signed.status_code == 200

    async def story():
        assert (await browser.delete("/api/session")).status_code == 200
        site.browsers.pop("alice", None)
        await made(writer, f"{EMP}/records", json=record("alice", house.ids["dept"]))

    ended, heard = await heard_until_over(site, token, story)
    assert b"event: record" not in heard, heard
    assert ended, heard


async def test_t36_who_lost_the_right_hears_nothing_of_it(house, ann):
    site = house.site
    await site.person("carl", roles=["staff"])
    carl = await site.as_("carl")
    (id_,) = (await made(carl, f"{EMP}/records", json=record("carl", house.ids["dept"])))["ids"]

    async def story():
        member = str(site.world.people["carl"].id)
        changed = await ann.patch(f"/api/members/{member}", json={"roles": []})
        assert changed.status_code == 200
        change = {"records": [{"id": id_, "set": {"name": "anders"}}]}
        assert (await ann.patch(f"{EMP}/records", json=change)).status_code == 200
        assert (await carl.get(f"{EMP}/records/{id_}")).status_code == 404

    _, heard = await heard_until_over(site, carl.cookies[COOKIE], story, patience=2)
    assert b"welcome" in heard and b'"act":"update"' not in heard
