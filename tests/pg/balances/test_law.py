"""T-STOCK-3: whatever is received, issued, transferred, charged late, reversed, deleted and restored,
the balance is what a naive model in Python says, and what the ledger adds up to.
"""

import asyncio
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pg.balances.stock import APP, apart, left, value_of, warehouse
from tests.world import World, world

from tombolo.base.errors import Invalid
from tombolo.records.write.erase import delete, restore

CENT, ZERO = Decimal("0.01"), Decimal(0)
Pool = tuple[int, int]  # product, warehouse


@dataclass
class Row:
    """One row of the ledger: what it adds when it counts."""

    pool: Pool
    qty: Decimal
    value: Decimal
    deleted: bool = False


@dataclass
class Model:
    """The naive stock."""

    pools: dict[Pool, tuple[Decimal, Decimal]] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)

    def at(self, pool: Pool) -> tuple[Decimal, Decimal]:
        return self.pools.get(pool, (ZERO, ZERO))

    def cost(self, pool: Pool, qty: Decimal) -> Decimal:
        on_hand, value = self.at(pool)
        if on_hand == qty:
            return value
        return (value * qty / on_hand).quantize(CENT, ROUND_HALF_UP) if on_hand else ZERO

    def takes(self, pool: Pool, qty: Decimal, value: Decimal) -> bool:
        """Adds, unless a guard would break."""
        on_hand, worth = self.at(pool)
        on_hand, worth = on_hand + qty, worth + value
        if on_hand < 0 or worth < 0 or (on_hand == 0 and worth != 0):
            return False
        self.pools[pool] = on_hand, worth
        return True


POOLS = st.tuples(st.integers(0, 1), st.integers(0, 1))
QTY = st.decimals("0.001", 50, places=3)
MONEY = st.decimals("0.01", "99999.99", places=2)
STEPS = st.one_of(
    st.tuples(st.just("receive"), POOLS, QTY, MONEY),
    st.tuples(st.just("issue"), POOLS, st.sampled_from(["all", "half", "third", "more"]), MONEY),
    st.tuples(st.just("issues"), POOLS, st.integers(2, 5), MONEY),
    st.tuples(st.just("transfer"), POOLS, st.sampled_from(["all", "half", "third"]), MONEY),
    st.tuples(st.just("late"), POOLS, QTY, MONEY),
    st.tuples(st.just("reverse"), POOLS, st.integers(0, 20), MONEY),
    st.tuples(st.just("bin"), POOLS, st.integers(0, 20), MONEY),
)


@pytest_asyncio.fixture(scope="module")
async def erp(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


@dataclass
class Play:
    """One story in pools of its own."""

    erp: World
    goods: list[str]
    houses: list[str]
    model: Model = field(default_factory=Model)

    def row(self, pool: Pool, direction: str, qty: Decimal, value: Decimal | None) -> dict:
        what, where = self.goods[pool[0]], self.houses[pool[1]]
        made = {"product": what, "warehouse": where, "direction": direction, "qty": str(qty)}
        return made if value is None else {**made, "value": str(value)}

    async def put(self, *rows: dict) -> tuple[str, ...] | None:
        try:
            return (await self.erp.put("ann", "erp.move", *rows)).ids
        except Invalid as refused:
            assert refused.code == "balance.guard"
            return None

    async def given(self, pool: Pool, qty: Decimal, value: Decimal) -> str | None:
        """A row whose value is said: receipt, late cost, reversal."""
        direction, sign = ("out", -1) if qty < 0 or value < 0 else ("in", 1)
        ids = await self.put(self.row(pool, direction, sign * qty, sign * value))
        assert bool(ids) == self.model.takes(pool, qty, value)
        if ids:
            self.model.rows[ids[0]] = Row(pool, qty, value)
        return ids[0] if ids else None

    async def issued(self, pool: Pool, quantities: list[Decimal]) -> list[str]:
        """Issues in one save, each at the cost of what is there when its turn comes."""
        trial = Model(dict(self.model.pools))
        costs: list[Decimal] = []
        fits = True
        for qty in quantities:
            costs.append(trial.cost(pool, qty))
            fits = fits and trial.takes(pool, -qty, -costs[-1])
        ids = await self.put(*(self.row(pool, "out", qty, None) for qty in quantities))
        assert bool(ids) == fits, (quantities, self.model.at(pool))
        if not ids:
            return []
        self.model.pools = trial.pools
        for id_, qty, cost in zip(ids, quantities, costs, strict=True):
            assert (await value_of(self.erp, id_) or ZERO) == cost
            self.model.rows[id_] = Row(pool, -qty, -cost)
        return list(ids)

    def share(self, pool: Pool, how: str) -> Decimal:
        on_hand, _ = self.model.at(pool)
        part = {"all": 1, "half": 2, "third": 3}.get(how)
        if part is None:
            return on_hand + 1
        return (on_hand / part).quantize(Decimal("0.001"), ROUND_HALF_UP)

    async def step(self, act: str, pool: Pool, what: Any, money: Decimal) -> None:
        if act == "receive":
            await self.given(pool, what, money)
        elif act == "late":
            await self.given(pool, ZERO, money)
        elif act == "issue" and self.share(pool, what):
            await self.issued(pool, [self.share(pool, what)])
        elif act == "issues" and self.model.at(pool)[0] > what:
            await self.issued(pool, [Decimal(1)] * what)
        elif act == "transfer" and self.share(pool, what):
            ids = await self.issued(pool, [self.share(pool, what)])
            for row in [self.model.rows[one] for one in ids]:
                other = (pool[0], 1 - pool[1])
                await self.given(other, -row.qty, -row.value)
        elif act in {"reverse", "bin"} and self.model.rows:
            id_ = list(self.model.rows)[what % len(self.model.rows)]
            row = self.model.rows[id_]
            if act == "bin":
                await self.binned(id_, row)
            elif not row.deleted:
                await self.given(row.pool, -row.qty, -row.value)

    async def binned(self, id_: str, row: Row) -> None:
        """To the bin, or back."""
        sign = 1 if row.deleted else -1
        fits = self.model.takes(row.pool, sign * row.qty, sign * row.value)
        try:
            async with self.erp.writing("ann") as work:
                await (restore if row.deleted else delete)(work, "erp.move", [id_])
        except Invalid as refused:
            assert refused.code == "balance.guard"
            assert not fits
        else:
            assert fits
            row.deleted = not row.deleted

    async def compare(self) -> None:
        for pool in [(a, b) for a in (0, 1) for b in (0, 1)]:
            kept = await left(self.erp, self.goods[pool[0]], self.houses[pool[1]])
            assert kept == self.model.at(pool)
            assert kept[0] or not kept[1]
        living = [one for one in self.model.rows.values() if not one.deleted]
        worth = sum((value for _, value in self.model.pools.values()), ZERO)
        assert sum((one.value for one in living), ZERO) == worth
        assert await apart(self.erp) == []


async def played(erp: World, steps: list[Any]) -> None:
    goods = [(await erp.put("ann", "erp.product", {})).ids[0] for _ in (0, 1)]
    play = Play(erp, goods, [await warehouse(erp), await warehouse(erp)])
    for act, pool, what, money in steps:
        await play.step(act, pool, what, money)
    await play.compare()


async def lawful(erp: World, examples: int, steps: int) -> None:
    loop = asyncio.get_running_loop()

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(st.lists(STEPS, min_size=3, max_size=steps))
    def run(told: list[Any]) -> None:
        asyncio.run_coroutine_threadsafe(played(erp, told), loop).result()

    await asyncio.to_thread(run)


async def test_any_story(erp: World) -> None:
    await lawful(erp, 60, 14)


@pytest.mark.slow
async def test_any_long_story(erp: World) -> None:
    await lawful(erp, 500, 60)
