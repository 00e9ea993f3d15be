"""Whatever many do at once: when all have ended, every stored value is what a rebuild would write."""

import asyncio
import random
from typing import Any

import pytest_asyncio
from tests.pg.ripple.conftest import APP, wrong
from tests.world import World, world

from tombolo.base.errors import Busy, Conflict, Invalid, Missing
from tombolo.pg.pool import step_aside
from tombolo.records.write import erase

WRITERS = 6
ROUNDS = 3
TURNS = 25


@pytest_asyncio.fixture(scope="module")
async def chain(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


class Hand:
    """One writer with a will of its own, over records that all share."""

    def __init__(self, chain: World, known: dict[str, list[str]], seed: int) -> None:
        self.chain = chain
        self.known = known
        self.chance = random.Random(seed)
        self.met = 0

    async def turn(self) -> None:
        await self.again(
            self.chance.choice([self.make, self.make, self.change, self.change, self.erase])
        )

    async def again(self, act: Any) -> None:
        """What the database gave up for others is done again, as the door does."""
        state = self.chance.getstate()
        while True:
            try:
                await act()
            except Busy as busy:
                assert busy.code in {"busy.deadlock", "busy.locked"}, busy.code
                self.met += 1
                self.chance.setstate(state)
                await step_aside(0.05)
                continue
            except (Missing, Conflict):
                pass  # somebody was faster: in the bin, or out of it
            except Invalid as wrong_:
                assert {one.code for one in wrong_.problems} == {"link.missing"}, wrong_.problems
            return

    def any(self, form: str) -> str | None:
        found = self.known[form]
        return self.chance.choice(found) if found and self.chance.random() > 0.1 else None

    def row(self, form: str) -> dict[str, Any]:
        number = str(self.chance.randint(0, 500))
        match form:
            case "region":
                return {
                    "name": f"r{number}",
                    "rate": self.chance.choice(["0", "0.1", "0.05", None]),
                }
            case "customer":
                return {
                    "name": f"c{number}",
                    "region": self.any("region"),
                    "parent": self.any("customer"),
                }
            case "product":
                return {"name": f"p{number}", "cost": number}
            case "payment":
                return {"order": self.any("order"), "amount": number}
            case _:
                lines = [
                    {
                        "product": self.any("product"),
                        "qty": str(self.chance.randint(1, 9)),
                        "price": number,
                    }
                    for _ in range(self.chance.randint(0, 3))
                ]
                return {
                    "no": number, "customer": self.any("customer"), "lines": lines,
                    "state": self.chance.choice(["open", "done"]), "day": f"2026-05-{self.chance.randint(1, 28):02}",
                }  # fmt: skip

    def form(self) -> str:
        return self.chance.choice(["region", "customer", "product", "order", "order", "payment"])

    async def make(self) -> None:
        form = self.form()
        saved = await self.chain.put("ann", f"chain.{form}", self.row(form))
        self.known[form].extend(saved.ids)

    async def change(self) -> None:
        form = self.form()
        id_ = self.any(form)
        if id_:
            row = self.row(form)
            keys = self.chance.sample(sorted(row), self.chance.randint(1, len(row)))
            await self.chain.change("ann", f"chain.{form}", id_, **{key: row[key] for key in keys})

    async def erase(self) -> None:
        form = self.form()
        id_ = self.any(form)
        if id_:
            act = self.chance.choice([erase.delete, erase.restore])
            async with self.chain.writing("ann") as work:
                await act(work, f"chain.{form}", [id_])


async def test_after_a_storm_all_is_as_if_made_anew(chain):
    known: dict[str, list[str]] = {
        form: [] for form in ("region", "customer", "product", "order", "payment")
    }
    first = Hand(chain, known, 0)
    for form, ids in known.items():
        for _ in range(3):
            ids.extend((await chain.put("ann", f"chain.{form}", first.row(form))).ids)
    for round_ in range(ROUNDS):
        hands = [Hand(chain, known, 1 + round_ * 100 + n) for n in range(WRITERS)]

        async def work(hand: Hand) -> None:
            for _ in range(TURNS):
                await hand.turn()

        await asyncio.gather(*(work(hand) for hand in hands))
        print("met", [hand.met for hand in hands], {k: len(v) for k, v in known.items()})
        assert await wrong(chain) == [], round_
