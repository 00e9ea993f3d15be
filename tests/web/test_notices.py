"""Notices over HTTP and on the wire: one's own, counted, read."""

import asyncio

from tests.web.test_wire import listening, until

from tombolo.automation.notices import hear
from tombolo.base.errors import Missing


class Bench:
    """A worker's bench over the site."""

    name = "t"

    def __init__(self, site):
        self.site, self.pool = site, site.world.pool

    async def work(self, tx, member):
        for login, actor in self.site.world.people.items():
            if actor.id == member:
                return self.site.world.work(tx, login)
        raise Missing("auth.no_member")


async def mention(site, *logins):
    boss = await site.as_("boss")
    made = await boss.post(
        "/api/forms/shop.product/records", json={"records": [{"set": {"name": "Lens"}}]}
    )
    id_ = made.json()["ids"][0]
    people = [str(site.world.people[one].id) for one in logins]
    url = f"/api/forms/shop.product/records/{id_}/comments"
    answer = await boss.post(url, json={"text": "look", "mentions": people})
    assert answer.status_code == 200, answer.text
    while await hear.turn(Bench(site), mails=False):
        pass
    return id_


async def test_a_mention_reaches_one_browser_and_is_read(site):
    async with listening(site, "li") as li, listening(site, "bo") as bo:
        id_ = await mention(site, "li")
        await until(lambda: any(b"event: notices" in one for one in li))
        await asyncio.sleep(0.1)
        assert not any(b"event: notices" in one for one in bo), "it is nobody else's"
    mine, other = await site.as_("li"), await site.as_("bo")
    found = (await mine.get("/api/notices")).json()["notices"]
    assert [(one["record"], one["topic"], one["read"]) for one in found] == [
        (id_, "mention", False)
    ]
    assert (await other.get("/api/notices")).json()["notices"] == []
    ids = [found[0]["id"]]
    assert (await other.post("/api/notices/read", json={"ids": ids})).json()["read"] == 0
    assert (await mine.get("/api/notices/counts")).json() == {"unread": 1, "topics": {"mention": 1}}
    assert (await mine.post("/api/notices/read", json={"ids": ids})).json()["unread"] == 0
    assert (await mine.get("/api/notices?unread=1")).json()["notices"] == []


async def test_pages_go_on_behind_an_id(site):
    for _ in range(3):
        await mention(site, "bo")
    bo = await site.as_("bo")
    first = (await bo.get("/api/notices?most=2")).json()
    rest = (await bo.get(f"/api/notices?most=2&after={first['next']}")).json()
    assert [len(first["notices"]), len(rest["notices"]), rest["next"]] == [2, 1, None]
    assert (await bo.post("/api/notices/read", json={"all": True})).json()["read"] == 3


async def test_preferences_are_kept_and_wrong_ones_told(site):
    li = await site.as_("li")
    body = {"topics": [{"topic": "copy", "mail": True}], "quiet_from": 22, "quiet_until": 7}
    made = (await li.put("/api/notices/preferences", json=body)).json()
    assert {"topic": "copy", "app": True, "mail": True} in made["topics"]
    assert (made["quiet_from"], made["quiet_until"], made["digest_at"]) == (22, 7, None)
    for wrong in (
        {"digest_at": 24},
        {"quiet_from": None},
        {"topics": [{"topic": "x"}]},
        {"topics": "x"},
        {"topics": ["x"]},
        {"digest_at": True},
    ):
        answer = await li.put("/api/notices/preferences", json=wrong)
        assert answer.status_code == 422, wrong
    assert (await li.get("/api/notices/preferences")).json()["quiet_from"] == 22
    for wrong in ({"ids": "x"}, {"ids": [True]}, {"ids": [-1]}, {"ids": [2**70]}, {}):
        assert (await li.post("/api/notices/read", json=wrong)).status_code == 422, wrong
    assert (await li.get("/api/notices?topic=nope")).status_code == 422
