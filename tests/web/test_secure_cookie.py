"""Behind https the session's cookie is bound to the host, and taken away as it was given."""

import httpx
import pytest_asyncio
from tests.web.conftest import OURS, PASSWORD, alive

from tombolo.web.app import create
from tombolo.web.opening import Opening


@pytest_asyncio.fixture
async def browser(site):
    place, limits = site.world.pool.place, site.world.pool.limits
    opening = Opening(
        place, limits, site.files, site.files, "https://tombolo.test", secure_cookies=True
    )
    app = create(opening)
    async with alive(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="https://tombolo.test", headers=OURS
        ) as made:
            yield made


async def test_in_and_out(browser):
    answer = await browser.post("/api/session", json={"login": "li", "password": PASSWORD})
    (given,) = answer.headers.get_list("set-cookie")
    for part in ("__Host-tombolo_session=", "HttpOnly", "Path=/", "SameSite=lax", "Secure"):
        assert part in given
    assert "Domain" not in given
    assert (await browser.get("/api/session")).status_code == 200
    (gone,) = (await browser.delete("/api/session")).headers.get_list("set-cookie")
    assert "Max-Age=0" in gone
    assert "Secure" in gone
    assert (await browser.get("/api/session")).status_code == 401
