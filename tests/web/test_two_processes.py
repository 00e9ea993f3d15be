"""Two web processes on one workspace, and two workspaces on one server."""

import asyncio

import asyncpg
import pytest
import pytest_asyncio
from tests.pg.records_app import APP
from tests.web.conftest import PASSWORD, Site, alive

from tombolo.pg import migrate, workspace
from tombolo.pg.pool import Limits, Place, Pool
from tombolo.web.app import create
from tombolo.web.opening import Opening

MORE = APP.replace(
    "    secret: {kind: text, label: 密}",
    "    secret: {kind: text, label: 密}\n    nick: {kind: text, label: 昵称}",
)


@pytest_asyncio.fixture
async def second(site):
    """Another process with a memory of its own."""
    app = create(
        Opening(
            site.world.pool.place,
            site.world.pool.limits,
            site.files,
            site.files,
            "http://tombolo.test",
        )
    )
    async with alive(app):
        other = Site(app, site.world, site.files)
        yield other
        for browser in other.browsers.values():
            await browser.aclose()


async def test_what_one_process_changes_the_other_knows_at_once(site, second):
    here, there = await site.as_("boss"), await second.as_("boss")
    made = await here.post(
        "/api/forms/shop.customer/records", json={"records": [{"set": {"name": "两地"}}]}
    )
    (id_,) = made.json()["ids"]
    assert (await there.get(f"/api/forms/shop.customer/records/{id_}")).json()["title"] == "两地"
    await site.world.apply(MORE)
    changed = await there.patch(
        "/api/forms/shop.customer/records", json={"records": [{"id": id_, "set": {"nick": "小两"}}]}
    )
    assert changed.status_code == 200, changed.text
    page = (
        await here.post(
            "/api/forms/shop.customer/query",
            json={"columns": ["nick"], "where": {"field": "nick", "op": "is", "value": "小两"}},
        )
    ).json()
    assert [row[2] for row in page["rows"]] == ["小两"]
    await site.world.apply(APP)
    gone = await there.post("/api/forms/shop.customer/query", json={"columns": ["nick"]})
    assert gone.status_code == 422


async def test_a_change_is_loaded_before_anybody_asks(site, second):
    await site.as_("boss")
    house = second.app.state.house
    await site.world.apply(MORE)
    async with asyncio.timeout(20):
        while (
            house.knowledge is None or house.knowledge.catalog.version != site.world.catalog.version
        ):
            await asyncio.sleep(0.02)


async def test_changes_reach_listeners_of_the_other_process_who_may_see_them(site, second):
    here = await site.as_("li")
    li, bo = site.world.people["li"].id, site.world.people["bo"].id
    wire = second.app.state.wire
    heard: dict[str, list[bytes]] = {"li": [], "bo": []}

    async def listen(name, member):
        async for event in wire.listen(member):
            heard[name].append(event)

    tasks = [asyncio.create_task(listen("li", li)), asyncio.create_task(listen("bo", bo))]
    await asyncio.sleep(0.1)
    made = await here.post(
        "/api/forms/shop.customer/records", json={"records": [{"set": {"name": "直播"}}]}
    )
    (id_,) = made.json()["ids"]
    for _ in range(100):
        if any(id_.encode() in event for event in heard["li"]):
            break
        await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert any(b"event: record" in event and id_.encode() in event for event in heard["li"])
    assert not any(id_.encode() in event for event in heard["bo"])
    assert not wire.listeners


async def test_two_workspaces_of_one_server_know_nothing_of_each_other(site):
    mine = site.world.pool.place
    theirs = await workspace.prepare(Place(mine.dsn, schema="w_other", roles=mine.roles))
    async with await Pool.open(theirs, Limits(least=0)) as pool:
        await migrate.migrate(pool, migrate.found())
        app = create(Opening(theirs, Limits(least=0), site.files, site.files, "http://other.test"))
        async with alive(app):
            boss = await site.as_("boss")
            made = await boss.post(
                "/api/forms/shop.customer/records",
                json={"records": [{"set": {"name": "我司机密"}}]},
            )
            (id_,) = made.json()["ids"]
            other = Site(app, site.world, site.files)
            async with other.browser() as stranger:
                signed = await stranger.post(
                    "/api/session", json={"login": "boss", "password": PASSWORD}
                )
                assert signed.status_code == 401
                stranger.cookies["tombolo_session"] = boss.cookies["tombolo_session"]
                assert (await stranger.get("/api/session")).status_code == 401
                assert (
                    await stranger.get(f"/api/forms/shop.customer/records/{id_}")
                ).status_code == 401
        connection = await asyncpg.connect(theirs.dsn, user=theirs.app)
        try:
            for statement in (
                "select * from w_main.sys_member",
                "select * from w_main.shop_customer",
                "set role w_main_owner",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
        finally:
            await connection.close()
