"""Whatever people build and whatever they do in it at once: every stored value and every balance is
what a naive model says, and what a rebuild would write. Worlds, acts and writers are drawn by chance.
"""

from collections import Counter

import pytest
import pytest_asyncio
from tests.laws.play import furnished, played
from tests.world import World, world

FEW = range(1, 9)
MANY = range(100, 220)


@pytest_asyncio.fixture(scope="module")
async def made(pool) -> World:
    return await world(pool)


async def story(made: World, seed: int, hands: int, rounds: int, turns: int) -> Counter[str]:
    house = await furnished(made, seed)
    await played(house, seed, hands, rounds, turns)
    print(seed, len(house.world.forms), len(house.world.sums), dict(house.told))
    assert house.told["gave up"] == 0, "four tries are enough"
    return house.told


async def test_a_few_worlds(made):
    told: Counter[str] = Counter()
    for seed in FEW:
        told += await story(made, seed, hands=6, rounds=2, turns=12)
    for act in ("make", "change", "rows", "bin", "bring"):
        assert told[f"did {act}"] > 0, act


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
async def test_many_worlds(made, seed):
    await story(made, seed, hands=8, rounds=4, turns=30)
