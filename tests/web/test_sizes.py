"""What is too large is refused with the limit that is set, and before it is read."""

import json

import httpx
import pytest
from tests.web.conftest import OURS, Site, alive

from tombolo.web.app import create
from tombolo.web.opening import Opening

MEGABYTE = 1048576


@pytest.fixture
async def small(site, tmp_path):
    """The same house with a limit of 3 MB."""
    place, limits = site.world.pool.place, site.world.pool.limits
    opening = Opening(place, limits, tmp_path, tmp_path, "http://tombolo.test", max_upload=3)
    app = create(opening)
    async with alive(app):
        yield Site(app, site.world, tmp_path)


async def told(small, path, content_type, length, *, cookie=None):
    """The answer to a request that says its length and then sends nothing."""
    boss = await small.as_("boss")
    heard = []
    cookie = boss.cookies["tombolo_session"] if cookie is None else cookie
    headers = {
        **OURS, "Content-Type": content_type, "Content-Length": str(length),
        "Host": "tombolo.test", "Cookie": f"tombolo_session={cookie}",
    }  # fmt: skip
    path, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
        "client": ("127.0.0.1", 5), "server": ("tombolo.test", 80), "state": {}, "root_path": "",
    }  # fmt: skip

    async def receive():
        raise AssertionError("the body was read")

    async def send(message):
        heard.append(message)

    await small.app(scope, receive, send)
    body = b"".join(one.get("body", b"") for one in heard)
    return heard[0]["status"], json.loads(body)


@pytest.mark.parametrize(
    ("path", "kind", "length", "code"),
    [
        (
            "/api/files?form=shop.customer&field=papers",
            "multipart/form-data; boundary=x",
            9,
            "file.too_large",
        ),
        ("/api/sheets", "multipart/form-data; boundary=x", 9, "file.too_large"),
        ("/api/forms/shop.customer/query", "application/json", 60, "web.too_large"),
    ],
)
async def test_the_limit_that_is_set_is_said_before_anything_is_read(
    small, path, kind, length, code
):
    status, answer = await told(small, path, kind, length * MEGABYTE)
    assert (status, answer["code"]) == (413, code)
    most = "3 MB" if code == "file.too_large" else "32 MB"
    assert most in answer["message"], answer


async def test_what_says_no_length_is_stopped_on_its_way(small):
    boss = await small.as_("boss")

    async def endless():
        for _ in range(40):
            yield b"x" * MEGABYTE

    answer = await boss.post(
        "/api/forms/shop.customer/query",
        content=endless(),
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "web.too_large")
    assert "3 MB" in answer.json()["message"]


async def test_what_is_just_small_enough_passes(small):
    boss = await small.as_("boss")
    url = "/api/files?form=shop.customer&field=papers"
    kept = await boss.post(url, files={"file": ("a.bin", b"x" * (3 * MEGABYTE))})
    assert kept.status_code == 200, kept.text
    refused = await boss.post(url, files={"file": ("a.bin", b"x" * (3 * MEGABYTE + 1))})
    assert (refused.status_code, refused.json()["code"]) == (413, "file.too_large")
    assert isinstance(refused, httpx.Response)


@pytest.mark.parametrize("path", ["/api/forms/shop.customer/query", "/api/files", "/api/members"])
async def test_nothing_is_read_of_who_is_nobody(small, path):
    status, answer = await told(small, path, "application/json", 9, cookie="")
    assert (status, answer["code"]) == (401, "auth.signed_out")
