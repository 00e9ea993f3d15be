"""One rule, every road: what the preview refuses, a save and an import refuse, at the same places."""

from collections import Counter

import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pg.records_rules_app import APP
from tests.world import World, world

from tombolo.base.errors import Invalid
from tombolo.records.write.change import Change
from tombolo.records.write.save import create, preview, update

RULED = {
    "field.required", "field.hidden", "field.readonly", "value.option_not_now", "link.not_candidate",
    "record.locked",
}  # fmt: skip


@pytest_asyncio.fixture(scope="module")
async def rl(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


def drawn(customers: list[str], contacts: list[str]) -> list[tuple[dict, str, dict]]:
    """A new record, the stage it is then brought to, and a change to it."""
    who = st.sampled_from([contacts[0]] * 5 + contacts)  # mostly those who fit
    amount = st.sampled_from(["1", "101", "2000"])
    row = st.fixed_dictionaries(
        {},
        optional={
            "item": st.sampled_from(["i", None]), "who": who, "kind": st.sampled_from("pq"),
            "price": amount, "memo": st.just("m"), "extra": st.just("e"),
        },
    )  # fmt: skip
    record = st.fixed_dictionaries(
        {"name": st.just("d"), "customer": st.sampled_from([customers[0]] * 5 + customers)},
        optional={
            "stage": st.sampled_from(["open", "won", "lost", "held"]),
            "contact": who,
            "others": st.lists(who, max_size=2, unique=True), "brand": st.sampled_from("xy"),
            "model": st.sampled_from(["x1", "y1", "z"]), "marks": st.lists(st.sampled_from("ab"), unique=True),
            "reason": st.sampled_from(["r", None]), "amount": amount, "after": st.just("a"),
            "lines": st.lists(row, max_size=3), "extras": st.lists(st.just({"text": "t"}), max_size=1),
        },
    )  # fmt: skip
    found: list[tuple[dict, str, dict]] = []

    def some(one: dict) -> st.SearchStrategy[dict]:
        """A few of the fields: a change is seldom of everything."""
        keys = st.lists(st.sampled_from(sorted(one)), max_size=4)
        return keys.map(lambda chosen: {key: one[key] for key in chosen})

    @given(record.flatmap(some), st.sampled_from(["open", "won", "held"]), record.flatmap(some))
    @settings(
        max_examples=200,
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def draw(one, stage, two):
        found.append(({**one, "name": "d"}, stage, two))

    draw()
    return found


async def test_preview_save_and_import_refuse_the_same(rl):
    customers = list((await rl.put("ann", "rl.customer", {"name": "A"}, {"name": "B"})).ids)
    contacts = list(
        (
            await rl.put(
                "ann", "rl.contact", *({"name": one, "customer": one} for one in customers)
            )
        ).ids
    )
    codes: Counter[str] = Counter()
    kept: list[str] = []
    for new, stage, change in drawn(customers, contacts):
        codes += await agreed(rl, Change(new))
        try:
            (id_,) = (await rl.put("ann", "rl.deal", new)).ids
            saved = await rl.change("ann", "rl.deal", id_, stage=stage)
        except Invalid:
            continue
        kept.append(id_)
        codes += await agreed(rl, Change(change, id_, saved.versions[0]))
    assert kept
    assert set(codes) >= RULED, codes


async def agreed(rl, change: Change) -> Counter[str]:
    """What the preview says, which every other road must say too."""
    async with rl.reading("ann") as work:
        told = {(one.code, one.place) for one in (await preview(work, "rl.deal", change)).problems}
    for act in ("update", "import") if change.id else ("create", "import"):
        said: set[tuple[str, str]] = set()
        try:
            async with rl.pool.write() as tx:
                work = rl.work(tx, "ann")
                await (update if change.id else create)(work, "rl.deal", [change], act=act)
                undo()
        except Undone:
            pass
        except Invalid as invalid:
            said = {(one.code, one.place) for one in invalid.problems}
        assert said == told, (act, change)
    return Counter(code for code, _ in told)


def undo() -> None:
    raise Undone


class Undone(Exception):
    """The change was taken; it is rolled back so that the next road finds the same."""
