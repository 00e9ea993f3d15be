"""Many browsers at once: no number twice, no guard broken at any commit, no change lost."""

import asyncio
import random
from collections import Counter
from typing import Any

import pytest_asyncio
from tests.web.conftest import Site

from tombolo.pg.pool import Pool
from tombolo.records import rebuild
from tombolo.records.balances.rebuild import differences
from tombolo.schema import store

APP = """
busy/app: {app: busy, label: Busy, nav: [item, slip, tally]}
busy/forms/item:
  label: Item
  title: "{name}"
  fields:
    name: {kind: text, label: Name}
    moved: {kind: formula, label: Moved, is: SUM(slips.qty)}
busy/forms/slip:
  label: Slip
  title: "{no}"
  fields:
    no: {kind: serial, label: No, pattern: "S-{000000}"}
    item: {kind: link, label: Item, to: busy.item, inverse: slips}
    qty: {kind: number, label: Qty}
busy/forms/tally:
  label: Tally
  fields:
    n: {kind: number, label: N}
busy/balances/stock:
  label: Stock
  keys: {item: item}
  from: {form: slip, keys: {item: item}, add: {on_hand: qty}}
  guard: {need: on_hand >= 0, say: {zh: 不足, en: short}}
"""
BROWSERS, TURNS = 6, 25
SLIPS = "/api/forms/busy.slip/records"
TALLY = "/api/forms/busy.tally/records"


@pytest_asyncio.fixture(scope="module")
async def busy(site: Site) -> Site:
    await site.world.apply(APP)
    return site


class Watcher:
    """Somebody who looks at the balance all the time."""

    def __init__(self, pool: Pool) -> None:
        self.pool, self.looks, self.least = pool, 0, 0
        self.ended = asyncio.Event()

    async def look(self) -> None:
        while not self.ended.is_set():
            async with self.pool.glance() as tx:
                found = await tx.value("select min(on_hand) from busy_stock")
            self.least = min(self.least, found or 0)
            self.looks += 1
            await asyncio.sleep(0.01)


class Clerk:
    def __init__(self, browser: Any, items: list[str], tally: str, seed: int) -> None:
        self.browser, self.items, self.tally = browser, items, tally
        self.chance = random.Random(seed)
        self.told: Counter[str] = Counter()
        self.qty: Counter[str] = Counter()

    async def work(self) -> None:
        for _ in range(TURNS):
            await self.post()
            await self.count()

    async def post(self) -> None:
        rows = [
            {"item": self.chance.choice(self.items), "qty": str(self.chance.choice([3, 1, -2, -4]))}
            for _ in range(self.chance.choice([1, 1, 3]))
        ]
        answer = await self.browser.post(SLIPS, json={"records": [{"set": one} for one in rows]})
        if answer.status_code == 422:
            assert {one["code"] for one in answer.json()["problems"]} == {"balance.guard"}
            self.told["short"] += 1
            return
        assert answer.status_code == 200, answer.text
        for one in rows:
            self.qty[one["item"]] += int(one["qty"])
        self.told["posted"] += len(rows)

    async def count(self) -> None:
        """One more, on top of what was read; who was too late hears of it."""
        seen = (await self.browser.get(f"{TALLY}/{self.tally}")).json()
        body = {"id": self.tally, "version": seen["version"], "set": {"n": str(int(seen["values"]["n"]) + 1)}}  # fmt: skip
        answer = await self.browser.patch(TALLY, json={"records": [body]})
        assert answer.status_code in {200, 409}, answer.text
        self.told["counted" if answer.status_code == 200 else "late"] += 1


async def test_many_browsers(busy: Site):
    made = busy.world
    items = list((await made.put("ann", "busy.item", *({"name": str(n)} for n in range(4)))).ids)
    (tally,) = (await made.put("ann", "busy.tally", {"n": "0"})).ids
    boss = await busy.as_("boss")
    watcher = Watcher(made.pool)
    looking = asyncio.create_task(watcher.look())
    clerks = [Clerk(boss, items, tally, n) for n in range(BROWSERS)]
    await asyncio.gather(*(one.work() for one in clerks))
    watcher.ended.set()
    await looking
    told: Counter[str] = sum((one.told for one in clerks), Counter())
    print(told, watcher.looks)
    assert min(told[one] for one in ("posted", "short", "counted")) > 0
    assert watcher.looks > 10
    assert watcher.least >= 0
    async with made.pool.read() as tx:
        numbers = await tx.row("select count(*) as n, count(distinct no) as d from busy_slip")
        stock = {
            str(r["item"]): int(r["on_hand"]) for r in await tx.rows("select * from busy_stock")
        }
        counted = await tx.value("select n from busy_tally")
        catalog = await store.load(tx)
        assert await differences(tx, catalog) == []
        assert await rebuild.differences(tx, catalog, "Asia/Shanghai") == []
    assert numbers["n"] == numbers["d"] == told["posted"]
    assert counted == told["counted"]
    qty: Counter[str] = sum((one.qty for one in clerks), Counter())
    for item in items:
        assert stock.get(item, 0) == sum(one.qty[item] for one in clerks), qty
