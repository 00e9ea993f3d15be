"""The workspace's calendar over HTTP: who changes it changes what counts working days."""

import pytest_asyncio
from tests.web.conftest import Site

DEADLINE = """
days/app: {app: days, label: 工作日, nav: [task]}
days/forms/task:
  label: 任务
  fields:
    begin: {kind: date, label: 开始}
    due: {kind: formula, label: 到期, is: "WORKDAY(begin, 3)"}
    left: {kind: formula, label: 天数, is: "NETWORKDAYS(begin, due)"}
"""
GOLDEN = [{"day": f"2026-10-0{n}", "works": False} for n in range(1, 8)]


@pytest_asyncio.fixture(scope="module")
async def days(site: Site) -> Site:
    await site.world.apply(DEADLINE)
    return site


async def due(days: Site, id_: str) -> list[object]:
    boss = await days.as_("boss")
    found = (await boss.get(f"/api/forms/days.task/records/{id_}")).json()["values"]
    return [found["due"], found["left"]]


async def test_what_is_stored_follows_the_calendar(days):
    boss = await days.as_("boss")
    made = await boss.post(
        "/api/forms/days.task/records", json={"records": [{"set": {"begin": "2026-09-30"}}]}
    )
    (id_,) = made.json()["ids"]
    assert await due(days, id_) == ["2026-10-05", "4"]
    answer = await boss.put(
        "/api/holidays/2026", json={"days": [*GOLDEN, {"day": "2026-10-10", "works": True}]}
    )
    assert (answer.status_code, answer.json()["computed"]) == (200, 1)
    assert await due(days, id_) == ["2026-10-10", "4"]
    kept = (await boss.get("/api/holidays/2026")).json()["days"]
    assert len(kept) == 8 and kept[-1] == {"day": "2026-10-10", "works": True}
    again = await boss.put("/api/holidays/2026", json={"days": kept})
    assert again.json()["computed"] == 0


async def test_bad_days_are_told_and_only_administrators_change_it(days):
    boss, li = await days.as_("boss"), await days.as_("li")
    bad = await boss.put(
        "/api/holidays/2026",
        json={"days": [{"day": "2026-02-30"}, {"day": "2025-01-01"}, {"day": "2026-01-01"}]},
    )
    assert [one["place"] for one in bad.json()["problems"]] == ["days[0].day", "days[1].day"]
    assert (await boss.get("/api/holidays/1800")).status_code == 422
    assert (await li.put("/api/holidays/2026", json={"days": []})).status_code == 403
    assert (await li.get("/api/holidays/2026")).status_code == 200


async def test_what_the_state_arranges_is_offered_beside(days):
    li = await days.as_("li")
    public = (await li.get("/api/holidays/2026")).json()["public"]
    # 国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04: weekdays off, weekend days worked.
    off = [one["day"] for one in public if not one["works"]]
    worked = [one["day"] for one in public if one["works"]]
    assert worked == [
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ]
    assert off[:2] == ["2026-01-01", "2026-01-02"] and len(off) == 19
    assert (await li.get("/api/holidays/2199")).json()["public"] == []
