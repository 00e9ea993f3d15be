"""A web process over a workspace with the small shop, and people who sign in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio
from tests.pg.records_app import APP
from tests.world import World, world

from tombolo.access import passwords
from tombolo.web.app import create
from tombolo.web.opening import Opening

PASSWORD = "correct-horse-7"
OURS = {"X-Tombolo": "1"}
LEAVE = 60  # seconds


@dataclass
class Site:
    """The site, and one browser for each person."""

    app: Any
    world: World
    files: Path
    browsers: dict[str, httpx.AsyncClient] = field(default_factory=dict)

    def browser(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://tombolo.test", headers=OURS)

    async def as_(self, login: str) -> httpx.AsyncClient:
        """Somebody's browser, signed in."""
        if login not in self.browsers:
            browser = self.browser()
            answer = await browser.post("/api/session", json={"login": login, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            self.browsers[login] = browser
        return self.browsers[login]

    async def person(self, login: str, **rights: Any) -> None:
        actor = await self.world.person(login, **rights)
        hashed = await passwords.hashed(PASSWORD)
        async with self.world.pool.write() as tx:
            await tx.run("update sys_member set password_hash = $2 where id = $1", actor.id, hashed)


@asynccontextmanager
async def opened(pool: Any, files: Path) -> AsyncIterator[Site]:
    made = await world(pool)
    opening = Opening(pool.place, pool.limits, files, files / "static", "http://tombolo.test")
    app = create(opening)
    async with alive(app):
        site = Site(app, made, files)
        yield site
        for browser in site.browsers.values():
            await browser.aclose()


@asynccontextmanager
async def alive(app: Any) -> AsyncIterator[None]:
    """The app's start and stop, both in one task of their own, as a server does it."""
    said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    task = asyncio.create_task(app(scope, said.get, heard.put))
    await said.put({"type": "lifespan.startup"})
    assert (await heard.get())["type"] == "lifespan.startup.complete"
    yield
    await said.put({"type": "lifespan.shutdown"})
    async with asyncio.timeout(LEAVE):  # what does not stop is a failure, not a run without end
        assert (await heard.get())["type"] == "lifespan.shutdown.complete"
        await task


@pytest_asyncio.fixture(scope="module")
async def site(pool, tmp_path_factory) -> AsyncIterator[Site]:
    async with opened(pool, tmp_path_factory.mktemp("files")) as made:
        await made.world.apply(APP)
        await made.person("boss", admin=True)
        await made.person("li", roles=["sales"])
        await made.person("bo", roles=["sales"])
        yield made
