"""What an index refuses is said in the words of the form or of the definition."""

import pytest
from tests.pg.change.lab import BASE
from tests.world import ZONE

from tombolo.base import ids
from tombolo.base.errors import Conflict, Invalid
from tombolo.schema import ddl_shadow, store
from tombolo.schema.tables import tables_of

RULED = BASE.replace("code: {kind: text", "code: {kind: text, unique: true")
LONG = ids.token(2000)  # 4,000 characters that do not compress


async def test_a_value_too_long_for_a_unique_rule_is_named(lab):
    await lab.apply(RULED)
    await lab.put("ann", "lab.sample", {"code": "x" * 4000})  # this one compresses
    with pytest.raises(Invalid) as refused:
        await lab.put("ann", "lab.sample", {"code": "short"}, {"code": LONG})
    (problem,) = refused.value.problems
    assert (problem.code, problem.place) == ("value.too_long_to_index", "records[1].code")
    assert problem.values["field"] == {"zh": "编号", "en": "编号"}


@pytest.mark.parametrize("rows", [0, 1000])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        (RULED, "fields.code.unique"),
        (BASE.replace("sort: [-weight]", "sort: [code]"), "fields.code"),
    ],
)
async def test_a_rule_over_values_too_long_is_refused_with_its_place(lab, rows, text, place):
    await lab.put("ann", "lab.sample", {"code": LONG})
    if rows:
        todo = await lab.plan(text)
        with pytest.raises(Invalid) as refused:
            async with lab.pool.owner() as tx:
                await store.apply(tx, todo, by=None, note="", zone=ZONE)
        problems = refused.value.problems
    else:
        ended = await lab.carry(await lab.ask(text, 0))
        # A rule is refused; an index that only helps is told of, and all else is in force.
        assert ended.state == ("refused" if text == RULED else "done")
        problems = ended.problems
    assert [one.code for one in problems] == ["definition.too_long"]
    assert problems[0].place == f"lab/forms/sample#{place}"
    await lab.put("ann", "lab.sample", {"code": LONG + "2"})  # nothing half made refuses it


async def test_a_long_text_that_is_sorted_by_has_no_index(lab):
    text = BASE.replace("name: {kind: text", "name: {kind: paragraph").replace(
        "sort: [-weight]", "sort: [name]"
    )
    await lab.apply(text)
    await lab.put("ann", "lab.sample", {"name": LONG})
    every = [one.columns for one in tables_of(lab.catalog)["lab_sample"].indexes.values()]
    assert ('"name"', '"id"') not in every


async def test_a_rule_that_is_coming_already_binds_and_says_so(lab):
    """Between the making of its index and its beginning, no new duplicate slips in."""
    await lab.fill(1200)
    id_ = await lab.ask(RULED)
    said = []

    async def told(now):
        if now.state == "preparing" and now.pieces[-1].ended and not said:
            with pytest.raises(Conflict) as clash:
                await lab.put("ann", "lab.sample", {"code": "c1"})
            said.append(clash.value.code)

    assert (await lab.carry(id_, told=told)).state == "done"
    assert said == ["definition.rule_coming"]


async def test_every_index_of_a_large_table_is_made_concurrently(lab, monkeypatch):
    """Neither in the transaction nor outside it does anything write-lock the table for long."""
    await lab.fill(1200)
    made, real = [], type(lab.pool).unhurried

    async def noted(pool, statement):
        made.append(statement)
        await real(pool, statement)

    monkeypatch.setattr(type(lab.pool), "unhurried", noted)
    text = RULED.replace("weight: {kind: text", "weight: {kind: number").replace(
        "    heavy:", "    cheap: {label: 便宜, columns: [name], sort: [price]}\n    heavy:"
    )
    ended = await lab.carry(await lab.ask(text))
    assert (ended.state, ended.problems) == ("done", ())
    assert len(made) == 3  # the rule, the sort by weight, the sort by price
    assert all("index concurrently" in one for one in made)
    assert sum(ddl_shadow.PREFIX in one for one in made) == 2
    await lab.demand_sound()
