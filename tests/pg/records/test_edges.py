"""The write line and the read line at their edges: what is hardly ever sent, and must not surprise."""

import pytest
import pytest_asyncio
from tests.world import World, world

from tombolo.base import codec
from tombolo.base.errors import Conflict, Invalid
from tombolo.records.write.erase import delete

APP = """
edge/app: {app: edge, label: 边, nav: [thing, other]}
edge/forms/other:
  label: 另
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
edge/forms/thing:
  label: 物
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    code: {kind: text, label: 码, unique: true}
    n: {kind: number, label: 数, scale: 2}
    at: {kind: moment, label: 时}
    others: {kind: links, label: 另一些, to: edge.other}
    price: {kind: money, label: 价}
    lines:
      kind: lines
      label: 行
      fields:
        q: {kind: number, label: 量}
        d: {kind: formula, label: 倍, is: "q * 2"}
        secret: {kind: text, label: 密}
    total: {kind: formula, label: 和, is: SUM(lines.d)}
edge/grants/own:
  who: [role(seller)]
  forms:
    thing: {may: [read, create, update], rows: "owner = ME()"}
edge/grants/every:
  who: [role(seller)]
  forms:
    thing: {may: [read, update], readonly: [price, lines.q], hide: [lines.secret]}
"""


@pytest_asyncio.fixture(scope="module")
async def edge(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("li", roles=["seller"])
    return made


async def entries(edge: World, id_: str) -> list[tuple[str, dict]]:
    async with edge.pool.read() as tx:
        rows = await tx.rows(
            "select act, changes::text as c from sys_history where record = $1 order by id", id_
        )
    return [(row["act"], codec.decode(row["c"])) for row in rows]


async def test_a_moment_at_the_end_of_time_can_be_asked_for(edge):
    end = "9999-12-31T23:59:59.999999Z"
    for op in ("is", "gt", "le"):
        where = {"field": "at", "op": op, "value": end}
        assert await edge.rows("ann", "edge.thing", ["name"], where=where) == []


async def test_what_is_as_it_was_is_not_written(edge):
    (id_,) = (
        await edge.put(
            "ann", "edge.thing", {"n": "1.50", "lines": [{"q": "1"}, {"q": "2"}], "name": "静"}
        )
    ).ids
    lines = (await edge.get("ann", "edge.thing", id_)).values["lines"]
    same = {"n": "1.5", "name": "静", "lines": [{"id": one["id"], "q": one["q"]} for one in lines]}
    assert (await edge.change("ann", "edge.thing", id_, 1, **same)).versions == (1,)
    assert (await edge.change("ann", "edge.thing", id_, 1, code=None)).versions == (1,)
    assert [act for act, _ in await entries(edge, id_)] == ["create"]
    with pytest.raises(Conflict):
        await edge.change("ann", "edge.thing", id_, 7, **same)


async def test_lines_in_another_order_are_a_change_that_history_tells(edge):
    (id_,) = (await edge.put("ann", "edge.thing", {"lines": [{"q": "1"}, {"q": "2"}]})).ids
    lines = (await edge.get("ann", "edge.thing", id_)).values["lines"]
    turned = [{"id": one["id"]} for one in reversed(lines)]
    assert (await edge.change("ann", "edge.thing", id_, 1, lines=turned)).versions == (2,)
    assert (await entries(edge, id_))[-1] == ("update", {"lines": {"moved": True}})
    seen = (await edge.get("ann", "edge.thing", id_)).values["lines"]
    assert [one["q"] for one in seen] == ["2", "1"]
    await edge.change("ann", "edge.thing", id_, 2, lines=turned[1:])
    changes = (await entries(edge, id_))[-1][1]["lines"]
    assert changes.keys() == {"removed"}


async def test_of_many_records_the_one_that_clashes_is_named(edge):
    await edge.put("ann", "edge.thing", {"code": "K1"})
    for codes, place in (
        (["Z1", "Z2", "K1"], "records[2].code"),
        (["K1", "Z2"], "records[0].code"),
        (["Z1", "Z2", "Z2"], "records[2].code"),
    ):
        with pytest.raises(Conflict) as caught:
            await edge.put("ann", "edge.thing", *({"code": code} for code in codes))
        assert [one.place for one in caught.value.problems] == [place]


async def test_an_id_twice_or_of_another_record_is_refused_in_words(edge):
    id_ = "019f0000-0000-7000-8000-0000000000aa"
    with pytest.raises(Invalid) as twice:
        await edge.put("ann", "edge.thing", {"id": id_}, {"id": id_})
    assert twice.value.code == "record.twice"
    a, b = (await edge.put("ann", "edge.thing", {"lines": [{"q": "1"}]}, {"name": "b"})).ids
    line = (await edge.get("ann", "edge.thing", a)).values["lines"][0]["id"]
    with pytest.raises(Conflict) as taken:
        await edge.change("ann", "edge.thing", b, lines=[{"id": line, "q": "2"}])
    assert taken.value.code == "record.id_taken"


async def test_a_link_in_the_bin_may_stay_when_others_are_taken_away(edge):
    a, b, c = (await edge.put("ann", "edge.other", {"name": "a"}, {"name": "b"}, {"name": "c"})).ids
    (id_,) = (await edge.put("ann", "edge.thing", {"others": [a, b]})).ids
    async with edge.writing("ann") as work:
        await delete(work, "edge.other", [b])
    with pytest.raises(Invalid):
        await edge.change("ann", "edge.thing", id_, others=[b, c])
    await edge.change("ann", "edge.thing", id_, others=[b])


async def test_a_blank_that_became_required_is_asked_only_of_who_touches_it(edge):
    (id_,) = (await edge.put("ann", "edge.thing", {"name": "旧"})).ids
    await edge.apply(APP.replace("n: {kind: number", "n: {required: true, kind: number"))
    try:
        await edge.change("ann", "edge.thing", id_, name="改")
        for set_ in ({"n": None},):
            with pytest.raises(Invalid) as caught:
                await edge.change("ann", "edge.thing", id_, **set_)
            assert [one.code for one in caught.value.problems] == ["field.required"]
        await edge.change("ann", "edge.thing", id_, n="1")
    finally:
        await edge.apply(APP)


async def test_a_field_is_written_only_on_the_rows_where_a_grant_says_so(edge):
    """One grant writes own records whole; another lets everybody write the rest of every record."""
    li = str(edge.people["li"].id)
    lines = [{"q": "1", "secret": "s"}]
    mine, other = (
        await edge.put("ann", "edge.thing", {"owner": li, "lines": lines}, {"lines": lines})
    ).ids
    await edge.change("li", "edge.thing", mine, price="5")
    await edge.change("li", "edge.thing", other, name="可以")
    line = (await edge.get("ann", "edge.thing", other)).values["lines"][0]["id"]
    for set_, place in (
        ({"price": "5"}, "price"),
        ({"lines": [{"id": line, "q": "9"}]}, "lines[0].q"),
    ):
        with pytest.raises(Invalid) as caught:
            await edge.change("li", "edge.thing", other, **set_)
        assert [(one.code, one.place) for one in caught.value.problems] == [
            ("field.readonly", place)
        ]
    own = (await edge.get("ann", "edge.thing", mine)).values["lines"][0]["id"]
    await edge.change("li", "edge.thing", mine, lines=[{"id": own, "q": "9"}])
