"""Which fields a person fills in a new record is said by the grants that let create this very record."""

import pytest
import pytest_asyncio
from tests.world import World, world

from tombolo.base.errors import Denied, Invalid
from tombolo.records.write.change import Change
from tombolo.records.write.save import create

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


# Two grants that create, each for rows and fields of its own; a third that fills what all may.
PARTS = """
parts/app: {app: parts, label: 分, nav: [deal]}
parts/forms/deal:
  label: 单
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    state: {kind: choice, label: 状态, options: {draft: 草稿, sold: 成交}, default: '"draft"'}
    price: {kind: money, label: 价}
    note: {kind: text, label: 注}
    lines:
      kind: lines
      label: 行
      fields:
        what: {kind: text, label: 何}
        q: {kind: number, label: 量}
    gifts:
      kind: lines
      label: 赠
      fields:
        what: {kind: text, label: 何}
parts/grants/own:
  who: [role(clerk)]
  forms:
    deal: {may: [read, create, update, import], rows: {create: "owner = ME()"}, readonly: [note, gifts]}
parts/grants/drafts:
  who: [role(clerk)]
  forms:
    deal: {may: [read, create, update, import], rows: {create: "state = 'draft'"}, readonly: [price, lines.q]}
parts/grants/sold:
  who: [role(seller)]
  forms:
    deal: {may: [read, create], rows: {create: "state = 'sold'"}}
"""


@pytest_asyncio.fixture(scope="module")
async def parts(pool, own) -> World:
    await own.apply(PARTS)
    own.other = str((await own.person("bo", roles=["seller"])).id)
    return own


DEAL = "parts.deal"


@pytest.mark.parametrize(
    ("set_", "place"),
    [
        ({"price": "1"}, "price"),
        ({"price": None}, "price"),
        ({"lines": [{"what": "x"}, {"q": "1"}]}, "lines[1].q"),
    ],
)
async def test_a_field_of_a_grant_whose_rows_the_new_one_is_none_of_is_refused(parts, set_, place):
    """A draft of somebody else is made by the second grant alone, which fills no price."""
    given = {"name": "别人的", "owner": parts.other, **set_}
    with pytest.raises(Invalid) as refused:
        await parts.put("li", DEAL, given)
    assert places(refused) == [("field.readonly", place)]
    seen = await parts.try_("li", DEAL, given)
    assert [(one.code, one.place) for one in seen.problems] == [("field.readonly", place)]


async def test_the_other_way_round_and_whole_lines(parts):
    """One's own that is sold is made by the first grant alone, which fills neither note nor gifts."""
    for set_ in ({"note": "x"}, {"gifts": [{"what": "x"}]}):
        with pytest.raises(Invalid) as refused:
            await parts.put("li", DEAL, {"name": "我的", "state": "sold", **set_})
        assert places(refused) == [("field.readonly", next(iter(set_)))]


async def test_where_both_hold_their_fields_add_up(parts):
    every = {"note": "可", "price": "1", "lines": [{"q": "2"}], "gifts": [{"what": "笔"}]}
    made = await parts.put("li", DEAL, {"name": "两者", **every})
    assert made.versions == (1,)
    seen = await parts.try_("li", DEAL, {"name": "两者", **every})
    assert seen.problems == ()


async def test_of_many_rows_each_is_asked_for_itself(parts):
    rows = [
        {"name": "一", "price": "1"},
        {"name": "二", "price": "1", "owner": parts.other},
        {"name": "三", "note": "x", "state": "sold"},
    ]
    with pytest.raises(Invalid) as refused:
        await parts.put("li", DEAL, *rows)
    assert places(refused) == [
        ("field.readonly", "records[1].price"),
        ("field.readonly", "records[2].note"),
    ]
    async with parts.writing("li") as work:
        with pytest.raises(Invalid) as refused:
            await create(work, DEAL, [Change(rows[1])], act="import")
    assert places(refused) == [("field.readonly", "price")]


async def test_who_has_one_grant_is_asked_only_for_the_row(parts):
    await parts.put("bo", DEAL, {"name": "卖", "state": "sold", "price": "1", "note": "x"})
    with pytest.raises(Denied):
        await parts.put("bo", DEAL, {"name": "卖", "state": "draft", "price": "1"})
    with pytest.raises(Denied):
        await parts.put(
            "li", DEAL, {"name": "卖", "state": "sold", "owner": parts.other, "note": "x"}
        )
