"""The threat table T01–T81, as far as there are routes; docs/threats.md says which test is which."""

import asyncio
import io
import json
import re
import uuid
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from PIL import Image
from tests.web.conftest import PASSWORD, Site, alive, opened
from tests.web.test_threats_matrix import ADMIN, MATRIX, STREAMS
from tests.web.threats_app import APP, MARKS, N, S, furnish, made, record

from tombolo.access import directory
from tombolo.access import sessions as session_store
from tombolo.base import clock
from tombolo.pg import migrate, workspace
from tombolo.pg.pool import Limits, Place, Pool
from tombolo.schema import store
from tombolo.web.app import create
from tombolo.web.opening import Opening
from tombolo.web.routes import live

EMP = "/api/forms/hr.emp"
COOKIE = "tombolo_session"


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory):
    async with opened(pool, tmp_path_factory.mktemp("files")) as site:
        await site.person("ann_", admin=True)
        yield await furnish(site)


@pytest_asyncio.fixture
async def alice(house):
    return await house.site.as_("alice")


@pytest_asyncio.fixture
async def bob(house):
    return await house.site.as_("bob")


@pytest_asyncio.fixture
async def ann(house):
    return await house.site.as_("ann_")


async def query(browser, **ask):
    return await browser.post(f"{EMP}/query", json={"columns": ["name"], **ask})


def codes(answer) -> list[str]:
    return [one["code"] for one in answer.json()["problems"]]


# -- injection -----------------------------------------------------------------------------------


async def test_t01_a_value_of_a_megabyte(alice):
    for op in ("is", "contains", "in"):
        where = {"field": "name", "op": op, "value": "x" * 1_000_000}
        assert (await query(alice, where=where)).status_code in {200, 422}, op


async def test_t03_sort_keys_that_are_statements(alice):
    for key in ("name;select 1", "(case when 1=1 then name end)", "name desc", "-name,,", "--name"):
        answer = await query(alice, sort=[key])
        assert (answer.status_code, codes(answer)) == (422, ["ask.no_field"]), key
    assert codes(await query(alice, sort=["name"] * 6)) == ["ask.too_many"]


WORDS = [
    'a"b', "a'b", "a`b", "a;--b", "x" * 60, "😀🎉", "pg_class", "select", "user", "order", "a\\b",
    "{name}", "%s", "$1", "</script>", "id", "owner", "记录 id", "a.b", "ſtraße", "\u202eabc", "zero\u200bwidth",
]  # fmt: skip


async def test_t05_names_of_every_sort_become_an_app(house, ann):
    """Labels are only ever labels: what the database calls a column is made by us."""
    head = ",".join('"' + word.replace('"', '""') + '"' for word in WORDS)
    sheet = f"{head}\n{','.join(['v'] * len(WORDS))}\n{','.join(['w'] * len(WORDS))}\n"
    seen = await made(ann, "/api/sheets", files={"file": ("n.csv", sheet.encode())})
    body = {
        "sheet_file": seen["id"],
        "app": {"label": 'a"; drop table sys_member; --'},
        "form": {"label": "'; select pg_sleep(9); --"},
        "fields": [
            {"column": at, "label": word, "kind": "text", "settings": {}}
            for at, word in enumerate(WORDS)
        ],
        "import": False,
    }
    form = (await made(ann, "/api/apps/new-from-sheet", json=body))["form"]
    assert re.fullmatch(r"[a-z0-9_]+\.[a-z0-9_]+", form)
    view = (await ann.get(f"/api/forms/{form}")).json()
    fields = [one for one in view["fields"] if not one["system"] and one["kind"] == "text"]
    keys = [one["key"] for one in fields]
    assert len(keys) == len(WORDS) and all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in keys)
    assert [one["label"] for one in fields][:6] == WORDS[:6]
    values = dict(zip(keys, WORDS, strict=True))
    url = f"/api/forms/{form}"
    (id_,) = (await made(ann, f"{url}/records", json={"records": [{"set": values}]}))["ids"]
    for key in keys:
        where = {"field": key, "op": "is", "value": values[key]}
        ask = {"columns": [key], "sort": [f"-{key}"], "where": where, "count": True}
        page = await made(ann, f"{url}/query", json=ask)
        assert [row[0] for row in page["rows"]] == [id_], (key, values[key])
        await made(ann, f"{url}/groups", json={"by": key, "totals": []})
    out = await ann.post(f"{url}/export", json={"columns": keys, "format": "csv"})
    assert out.status_code == 200 and "drop table" not in out.text


async def test_t08_searches_of_signs(alice):
    for text in ("' & !:*", '"', "\\", "&|!()<->", ":*", "%", "_", "\u202e", "a\u0000b", "🙂" * 20):
        assert (await query(alice, search=text)).status_code in {200, 422}, text
        assert (await alice.get("/api/search", params={"q": text})).status_code == 200, text
    assert (await query(alice, search="字" * 10_000)).status_code == 422
    assert (await alice.get("/api/search", params={"q": "字" * 2000})).status_code == 200


FORMULAS = [
    '__import__("os")', "().__class__", "name.__globals__", '"{0.__class__}".format(1)',
    "lambda: 1", "[x for x in (1,2)]", "name[0]", "9**9**9 = 1", "1e308*10 = 1", "(" * 10_000,
    "name; drop table sys_member", "name = 'a' or 1=1 --", "pg_sleep(9)", "version() = 'x'",
    "current_user = 'x'", "$1 = 1", "name::text = 'x'", "(select 1) = 1", "a" * 9000, "1 = 1 \\",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS, ids=lambda text: text[:30])
async def test_t09_formulas_that_are_programs(alice, text):
    answer = await query(alice, where={"formula": text})
    assert answer.status_code in {200, 422}, answer.text
    if answer.status_code == 200:
        assert answer.json()["rows"] == [] or text == "9**9**9 = 1"


async def test_t10_templates_are_text(ann, house):
    for text in (
        "{{7*7}}",
        "${7*7}",
        "<%= 7*7 %>",
        "{{config}}",
        "{% for a in b %}",
        "{name}",
        "=7*7",
    ):
        body = {"records": [{"set": {"name": text, "dept": house.ids["dept"]}}]}
        (id_,) = (await made(ann, f"{EMP}/records", json=body))["ids"]
        url = f"{EMP}/records/{id_}"
        await made(ann, f"{url}/comments", json={"text": text})
        shown = (await ann.get(url)).json()
        assert shown["title"] == shown["values"]["name"] == text
        told = (await ann.get(f"{url}/comments")).json()["comments"]
        assert [one["text"] for one in told] == [text]


RAW = {
    "surrogate": b'{"columns": ["name"], "search": "\\ud800"}',
    "surrogate in a filter": b'{"columns": ["name"], "where": {"field": "name", "op": "is", "value": "\\udfff"}}',
    "surrogate as a name": b'{"columns": ["\\ud800"]}',
    "overlong": b'{"columns": ["\xc0\xae"]}',
    "deep": b'{"columns": ' + b"[" * 1000 + b"]" * 1000 + b"}",
    "keys": json.dumps({f"k{n}": n for n in range(10_000)}).encode(),
    "twice": b'{"columns": ["name"], "columns": ["secret"], "limit": 1, "limit": 2}',
    "limit": b'{"columns": ["name"], "limit": 9223372036854775808}',
    "float": b'{"columns": ["name"], "limit": 1e400}',
    "nan": b'{"columns": ["name"], "limit": NaN}',
}


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW.keys())
async def test_t15_odd_json_is_refused_and_breaks_nothing(alice, raw):
    headers = {"Content-Type": "application/json"}
    answer = await alice.post(f"{EMP}/query", content=raw, headers=headers)
    assert answer.status_code in {200, 400, 422}, answer.text


ODD = [
    2**63,
    -(2**63) - 1,
    "-0",
    "1e400",
    "٣",
    "1_000",
    "０１",
    "\ud800",
    [[]],
    {"a": {}},
    "9" * 500,
    1e300,
]


@pytest.mark.parametrize("key", ["name", "salary", "note", "site", "dept", "owner", "parts", "cv"])
async def test_t15_odd_values_of_every_kind(ann, key):
    for value in ODD:
        sent = json.dumps({"records": [{"set": {"name": "odd", key: value}}]}).encode()
        headers = {"Content-Type": "application/json"}
        answer = await ann.post(f"{EMP}/records", content=sent, headers=headers)
        assert answer.status_code in {200, 400, 422}, (key, value, answer.text)


# -- access to data ------------------------------------------------------------------------------


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
    """`heads` counts the rows that I may read; `total` is made of what is hidden, so it is hidden."""
    url = "/api/forms/hr.dept/query"
    ask = {"columns": ["heads"], "where": {"field": "name", "op": "is", "value": "共"}}
    mine = (await made(alice, url, json=ask))["rows"][0][2]
    whole = (await made(ann, url, json=ask))["rows"][0][2]
    rows = (await query(alice, count=True)).json()["count"]["n"]
    assert int(mine) <= rows and int(mine) < int(whole)
    assert (await alice.post(url, json={"columns": ["total"]})).status_code == 422


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


# -- content -------------------------------------------------------------------------------------

SCRIPTS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>", "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>", "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>", "<iframe src=//evil></iframe>", "<object data=x></object>",
    "<embed src=x>", "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<style>@import url(//evil)</style>", "<link rel=stylesheet href=//evil>", "<base href=//evil>",
    "<form action=//evil><button>x</button></form>", "<p style='background:url(//evil)'>x</p>",
    "<p onclick=alert(1)>x</p>", "<div id=location>x</div>", "<template><script>1</script></template>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<video src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>", "<body onload=alert(1)>", "<meta http-equiv=refresh content=0>",
    "<!--><script>alert(1)</script>", "<![CDATA[<script>alert(1)</script>]]>", "<x xmlns:a='b' a:onclick='x'>",
    "<a href='//evil' target=_blank>x</a>", "<table background=javascript:alert(1)><td>x",
]  # fmt: skip
BAD = re.compile(
    r"<\s*(script|img|svg|iframe|object|embed|math|style|link|base|form|template|meta|video|div)"
    r"|\son\w+\s*=|javascript:|data:|vbscript:|style\s*=|\sid\s*=|srcdoc|xlink",
    re.IGNORECASE,
)


@pytest.mark.parametrize("html", SCRIPTS)
async def test_t52_formatted_text_is_kept_clean(house, bob, html):
    body = record("bob", house.ids["dept"], note=f"<p>ok</p>{html}")
    saved = (await made(bob, f"{EMP}/records", json=body))["saved"][0]
    kept = saved["values"]["note"]
    assert kept.startswith("<p>ok</p>") and not BAD.search(kept), kept
    assert "<a" not in kept or 'rel="noopener' in kept
    seen = await made(bob, f"{EMP}/preview", json={"set": {"note": html}})
    assert not BAD.search(str(seen["values"].get("note") or ""))


async def test_t52_comments_and_labels_come_back_as_they_went_in(house, bob):
    """They are text and shown as text; the browser's part is in tests/journeys."""
    url = f"{EMP}/records/{house.ids['emp']}/comments"
    for html in SCRIPTS:
        assert (await made(bob, url, json={"text": html}))["text"] == html.strip()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
        "data:text/html,<script>", "vbscript:x", "file:///etc/passwd", "javascript://x.de/%0aalert(1)",
        "https:javascript:alert(1)", "http://x y", "ftp://x.de/a",
    ],
)  # fmt: skip
async def test_t54_addresses_that_are_programs(bob, house, url):
    body = record("bob", house.ids["dept"], site=url)
    answer = await bob.post(f"{EMP}/records", json=body)
    assert answer.status_code == 422, answer.text


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG")
    return out.getvalue()


UPLOADS = {
    "x.html": (b"<script>alert(1)</script>", "text/html"),
    "x.svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
    "x.xhtml": (
        b"<html xmlns='http://www.w3.org/1999/xhtml'><script>1</script></html>",
        "application/xhtml+xml",
    ),
    "x.xml": (b"<?xml-stylesheet href='x.xsl'?><a/>", "text/xml"),
    "x.png": (b"<script>alert(1)</script>", "text/html;image/png"),
    "x.png.html": (picture() + b"<script>alert(1)</script>", "text/html"),
    "x.txt": (b"<script>alert(1)</script>", "text/plain"),
    "x.pdf": (b"%PDF-1.4 /JS (app.alert(1))", "application/pdf"),
    "../../etc/passwd": (b"root", "text/plain"),
    "C:\\windows\\x.exe": (b"MZ", "application/octet-stream"),
    "a/../../b": (b"b", "text/plain"),
    "n" * 300 + ".txt": (b"n", "text/plain"),
    ".htaccess": (b"Options", "text/plain"),
    "con": (b"c", "text/plain"),
    'a"; x="b\r\nX-Bad: 1.txt': (b"h", "text/plain"),
}


@pytest.mark.parametrize("name", UPLOADS, ids=lambda name: name[:20])
async def test_t55_t59_an_upload_is_bytes_with_a_harmless_name(house, bob, name):
    content, type_ = UPLOADS[name]
    root = house.site.files.parent
    before = {path for path in root.rglob("*") if house.site.files not in path.parents}
    sent = await made(
        bob, "/api/files?form=hr.emp&field=cv", files={"file": (name, content, type_)}
    )
    assert not re.search(r"[/\\:\x00-\x1f]", sent["name"]) and len(sent["name"]) <= 120
    body = record("bob", house.ids["dept"], cv=[sent["id"]])
    (id_,) = (await made(bob, f"{EMP}/records", json=body))["ids"]
    for query_ in ("", "?show=1"):
        answer = await bob.get(f"{EMP}/records/{id_}/files/{sent['id']}{query_}")
        assert answer.status_code == 200 and answer.content == content
        assert answer.headers["content-type"].split(";")[0] in {
            "application/octet-stream", "image/png", "application/pdf", "text/plain",
        }  # fmt: skip
        if b"<" in content and not content.startswith(b"\x89PNG"):
            assert answer.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "x-bad" not in answer.headers
    after = {path for path in root.rglob("*") if house.site.files not in path.parents}
    assert after == before
    assert all(
        re.fullmatch(r"[0-9a-f]{64}(\.thumb)?", p.name)
        for p in house.site.files.rglob("*")
        if p.is_file() and "static" not in p.parts
    )


async def test_t57_headers_on_every_class_of_answer(house, alice, monkeypatch):
    async def broken(*_args, **_kwargs):
        raise RuntimeError("on purpose")

    url = f"{EMP}/records/{house.ids['mine']}"
    answers = {
        200: await alice.get(url),
        404: await alice.get(f"{EMP}/records/{house.ids['emp']}"),
        422: await alice.post(f"{EMP}/query", json={"columns": ["qq"]}),
        400: await alice.post(
            f"{EMP}/query", content=b"{", headers={"Content-Type": "application/json"}
        ),
        405: await alice.put(f"{EMP}/query", json={}),
        403: await alice.get("/api/organisation"),
    }
    async with house.site.browser() as anon:
        answers[401] = await anon.get(url)
    monkeypatch.setattr("tombolo.web.routes.records.record", broken)
    answers[500] = await alice.get(url)
    for status, answer in answers.items():
        assert answer.status_code == status, answer.text
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy and "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store", status
    assert "on purpose" not in answers[500].text and "Traceback" not in answers[500].text


# -- sign-in, sessions, abuse --------------------------------------------------------------------


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
    if path.rsplit("/", 1)[-1] in {"query", "groups", "pick", "preview", "export"}:
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


# -- what is not in the table --------------------------------------------------------------------


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
