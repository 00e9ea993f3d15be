"""Who answers to what moved: once for each save, in its transaction, with what rippled too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from tests.world import World, world

from tombolo.base.errors import Invalid
from tombolo.records.moves import Move
from tombolo.records.settle import settle_posted
from tombolo.records.work import Happening
from tombolo.records.write.change import Change
from tombolo.records.write.erase import delete, restore
from tombolo.records.write.save import create

APP = """
heard/app: {app: heard, label: 听, nav: [customer, deal]}
heard/forms/customer:
  label: 客户
  title: "{name}"
  fields:
    name: {kind: text, label: 名称, required: true}
    worth: {kind: formula, label: 合计, is: SUM(deals.amount)}
heard/forms/deal:
  label: 商机
  fields:
    customer: {kind: link, label: 客户, to: heard.customer, inverse: deals}
    amount: {kind: number, label: 金额}
"""


@dataclass
class Ear:
    """Keeps what it hears; `shut` refuses it."""

    answered: list[list[Move]] = field(default_factory=list)
    places: list[Mapping[str, str]] = field(default_factory=list)
    shut: bool = False

    async def react(self, work: object, moves: Sequence[Move], places: Mapping[str, str]) -> None:
        self.answered.append(list(moves))
        self.places.append(places)
        if self.shut:
            raise Invalid("record.invalid")

    async def heard(self, work: object, happenings: Sequence[Happening]) -> None:
        raise AssertionError(happenings)


@pytest_asyncio.fixture(scope="module")
async def made(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


@pytest.fixture
def ear(made) -> Ear:
    found = Ear()
    made.reactions = (found,)
    return found


async def test_one_save_of_many_is_heard_once_with_what_rippled(made: World, ear: Ear):
    (who,) = (await made.put("ann", "heard.customer", {"name": "A"})).ids
    ear.answered.clear()
    ear.places.clear()
    saved = await made.put(
        "ann", "heard.deal", {"customer": who, "amount": 1}, {"customer": who, "amount": 2}
    )
    (moves,) = ear.answered
    assert [(one.form, one.id) for one in moves] == [
        *(("heard.deal", id_) for id_ in saved.ids),
        ("heard.customer", who),
    ]
    assert (moves[-1].before or {}).get("worth") in (None, "0")
    assert (moves[-1].after or {})["worth"] == "3"
    assert ear.places[0][saved.ids[1]] == "records[1]"


async def test_what_is_as_it_was_is_not_heard(made: World, ear: Ear):
    (who,) = (await made.put("ann", "heard.customer", {"name": "B"})).ids
    ear.answered.clear()
    await made.change("ann", "heard.customer", who, name="B")
    assert ear.answered == []


async def test_the_bin_is_heard_and_says_what_came_out_of_it(made: World, ear: Ear):
    (who,) = (await made.put("ann", "heard.customer", {"name": "C"})).ids
    ear.answered.clear()
    async with made.writing("ann") as work:
        await delete(work, "heard.customer", [who])
    async with made.writing("ann") as work:
        await restore(work, "heard.customer", [who])
    (gone,), (back,) = ear.answered
    assert (gone.after, gone.again) == (None, False)
    assert (back.before, back.again) == (None, True)


async def test_who_refuses_stops_the_save(made: World, ear: Ear):
    ear.shut = True
    with pytest.raises(Invalid):
        await made.put("ann", "heard.customer", {"name": "D"})
    assert await made.rows("ann", "heard.customer", ["name"], where={"formula": 'name = "D"'}) == []


async def test_many_saves_settled_together_are_heard_once(made: World, ear: Ear):
    """An import saves frame by frame and settles at the end."""
    moves: list[Move] = []
    async with made.writing("ann") as work:
        for name in ("E", "F"):
            await create(work, "heard.customer", [Change({"name": name})], moves=moves)
        assert ear.answered == []
        await settle_posted(work, moves)
    (heard,) = ear.answered
    assert [(one.after or {})["name"] for one in heard] == ["E", "F"]
