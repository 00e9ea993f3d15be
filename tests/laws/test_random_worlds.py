"""Whatever people build and whatever they do in it at once: every stored value and every balance is
what a naive model says, and what a rebuild would write. Worlds, acts and writers are drawn by chance.
"""

from collections import Counter

import pytest
import pytest_asyncio
from tests.laws.play import furnished, played
from tests.world import World, world

FEW = range(1, 9)


@pytest_asyncio.fixture(scope="module")
async def made(pool) -> World:
    return await world(pool)


async def story(made: World, seed: int, hands: int, rounds: int, turns: int) -> Counter[str]:
    house = await furnished(made, seed)
    await played(house, seed, hands, rounds, turns)
    print(seed, len(house.world.forms), len(house.world.sums), dict(house.told))
    return house.told


def demand_few_given_up(told: Counter[str], of_hundred: int) -> None:
    """Hands hardly rest, see play.py: no company is as hot, and even so little is given up."""
    acts = sum(count for what, count in told.items() if what.startswith("did "))
    assert told["gave up"] * 100 <= acts * of_hundred, told


async def test_a_few_worlds(made):
    told: Counter[str] = Counter()
    for seed in FEW:
        told += await story(made, seed, hands=6, rounds=2, turns=12)
    for act in ("make", "change", "rows", "bin", "bring"):
        assert told[f"did {act}"] > 0, act
    demand_few_given_up(told, 2)


@pytest.mark.slow
@pytest.mark.parametrize("ten", range(12))
async def test_many_worlds(made, ten):
    told: Counter[str] = Counter()
    for seed in range(100 + ten * 10, 110 + ten * 10):
        told += await story(made, seed, hands=8, rounds=3, turns=25)
    demand_few_given_up(told, 5)
