"""The threat table, values and names: what is sent is only ever a value (T01–T15)."""

import json
import re

import pytest
from tests.web.threats.app import EMP, codes, made, query


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
