"""The threat table, content: nothing that is kept becomes a program in a browser (T52–T59)."""

import io
import re

import pytest
from PIL import Image
from tests.web.threats.app import EMP, made, record

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
