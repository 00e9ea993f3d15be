"""An option that was taken out of the definition still stands in records, and can be asked for."""

import pytest
import pytest_asyncio
from tests.world import World, world

from tombolo.base import codec
from tombolo.base.errors import Invalid
from tombolo.records.read.ask import ask_of
from tombolo.records.read.fetch import groups

APP = """
old/app: {{app: old, label: 旧, nav: [thing]}}
old/forms/thing:
  label: 物
  title: "{{name}}"
  fields:
    name: {{kind: text, label: 名}}
    level: {{kind: choice, label: 级, options: {options}}}
    tags: {{kind: choices, label: 签, options: {options}}}
"""


@pytest_asyncio.fixture(scope="module")
async def old(pool) -> World:
    made = await world(pool)
    await made.apply(APP.format(options="{A: 甲, 老 乙: 乙}"))
    await made.put(
        "ann",
        "old.thing",
        {"name": "留", "level": "A", "tags": ["A"]},
        {"name": "旧", "level": "老 乙", "tags": ["A", "老 乙"]},
    )
    await made.apply(APP.format(options="{A: 甲, B: 丙}"))
    return made


@pytest.mark.parametrize(
    ("field", "op", "value", "found"),
    [
        ("level", "is", "老 乙", ["旧"]),
        ("level", "is_not", "老 乙", ["留"]),
        ("level", "in", ["A", "老 乙"], ["旧", "留"]),
        ("level", "not_in", ["老 乙"], ["留"]),
        ("tags", "any_of", ["老 乙"], ["旧"]),
        ("tags", "all_of", ["老 乙", "A"], ["旧"]),
        ("tags", "none_of", ["老 乙"], ["留"]),
        ("level", "is", "甲", ["留"]),
        ("level", "is", "never was", []),
    ],
)
async def test_what_stands_in_records_can_be_asked_for(old, field, op, value, found):
    where = {"field": field, "op": op, "value": value}
    rows = await old.rows("ann", "old.thing", ["name"], where=where, sort=["name"])
    assert sorted(row[0] for row in rows) == sorted(found)


async def test_a_group_of_a_gone_option_leads_to_its_records(old):
    async with old.reading("ann") as work:
        found, _ = await groups(work, ask_of("old.thing", {"by": "level"}))
    assert ("老 乙",) in [one.key for one in found]


async def test_what_no_option_could_be_called_is_still_refused(old):
    for field, op, value in (
        ("level", "is", "不\0是"),
        ("tags", "any_of", [7]),
        ("level", "is", {}),
    ):
        with pytest.raises(Invalid) as refused:
            await old.page(
                "ann",
                "old.thing",
                columns=["name"],
                where={"field": field, "op": op, "value": value},
            )
        assert refused.value.problems[0].code == "value.not_option"


async def test_it_is_shown_and_kept_but_not_written_anew(old):
    page = await old.page("ann", "old.thing", columns=["name", "level"], sort=["name"])
    (id_,) = [row[0] for row in codec.decode(page.rows) if row[3] == "老 乙"]
    await old.change("ann", "old.thing", id_, name="旧物")
    assert (await old.get("ann", "old.thing", id_)).values["level"] == "老 乙"
    await old.change("ann", "old.thing", id_, name="旧")
    with pytest.raises(Invalid):
        await old.put("ann", "old.thing", {"name": "新", "level": "老 乙"})
