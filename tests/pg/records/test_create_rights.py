"""Which fields a person fills in a new record is said by the grants that let create, no others."""

import pytest
import pytest_asyncio
from tests.world import World, world

from tombolo.base.errors import Invalid

APP = """
own/app: {app: own, label: 自, nav: [thing]}
own/forms/thing:
  label: 物
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    price: {kind: money, label: 价}
    note: {kind: text, label: 注}
    lines:
      kind: lines
      label: 行
      fields:
        what: {kind: text, label: 何}
        q: {kind: number, label: 量}
own/grants/makes:
  who: [role(clerk)]
  forms:
    thing: {may: [read, create, import], readonly: [price, lines.q]}
own/grants/changes:
  who: [role(clerk)]
  forms:
    thing: {may: [read, update], readonly: [note]}
"""


@pytest_asyncio.fixture(scope="module")
async def own(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("li", roles=["clerk"])
    return made


def places(refused: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(one.code, one.place) for one in refused.value.problems]


async def test_on_create_only_grants_that_create_count(own):
    for set_, place in (({"price": "1"}, "price"), ({"lines": [{"q": "1"}]}, "lines[0].q")):
        with pytest.raises(Invalid) as refused:
            await own.put("li", "own.thing", {"name": "新", **set_})
        assert places(refused) == [("field.readonly", place)]
        seen = await own.try_("li", "own.thing", {"name": "新", **set_})
        assert [(one.code, one.place) for one in seen.problems] == [("field.readonly", place)]
    made = await own.put("li", "own.thing", {"name": "新", "note": "可", "lines": [{"what": "x"}]})
    assert made.versions == (1,)


async def test_on_update_only_grants_that_update_count(own):
    (id_,) = (await own.put("li", "own.thing", {"name": "旧"})).ids
    await own.change("li", "own.thing", id_, price="5", lines=[{"q": "2"}])
    with pytest.raises(Invalid) as refused:
        await own.change("li", "own.thing", id_, note="不可")
    assert places(refused) == [("field.readonly", "note")]
    editable = (await own.get("li", "own.thing", id_)).abilities.editable
    assert "price" in editable and "note" not in editable
