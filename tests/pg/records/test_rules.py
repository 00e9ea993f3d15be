"""Rules on data bind every road by which a change comes, and the preview tells them before."""

import asyncio

import pytest
import pytest_asyncio
from tests.pg.records_rules_app import APP
from tests.world import World, world

from tombolo.base.errors import Conflict, Denied, Invalid
from tombolo.records.read.slots import WHO
from tombolo.records.write import erase, locks
from tombolo.records.write.change import Change
from tombolo.records.write.offer import offer
from tombolo.records.write.save import update
from tombolo.records.write.statement import sides
from tombolo.schema.frame import Joins, TableFrame


@pytest_asyncio.fixture(scope="module")
async def rl(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("li", roles=["sales"])
    await made.person("ro", roles=["reader"])
    a, b = (await made.put("ann", "rl.customer", {"name": "A", "level": "A"}, {"name": "B"})).ids
    made.a, made.b = a, b
    made.of_a, made.also_a, made.of_b = (
        await made.put(
            "ann",
            "rl.contact",
            {"name": "of a", "customer": a},
            {"name": "also a", "customer": a},
            {"name": "of b", "customer": b},
        )
    ).ids
    return made


async def put(rl, login="ann", **set_) -> str:
    (id_,) = (await rl.put(login, "rl.deal", {"name": "d", **set_})).ids
    return id_


async def refused(rl, id_="", login="ann", **set_) -> dict[str, str]:
    """{place: code} of what a save refuses; the preview must say the same."""
    with pytest.raises(Invalid) as invalid:
        if id_:
            await rl.change(login, "rl.deal", id_, **set_)
        else:
            await put(rl, login, **set_)
    saved = {(one.place, one.code) for one in invalid.value.problems}
    tried = await rl.try_(
        login,
        "rl.deal",
        set_ if id_ else {"name": "d", **set_},
        id_=id_,
        version=1 if id_ else None,
    )
    assert {(one.place, one.code) for one in tried.problems} == saved
    assert invalid.value.code == "record.invalid"
    return dict(saved)


# -- required, visible, read-only ----------------------------------------------------------------


async def test_required_when_the_rule_says_so(rl):
    assert await refused(rl, stage="lost") == {"reason": "field.required"}
    id_ = await put(rl)
    assert await refused(rl, id_, stage="lost") == {"reason": "field.required"}
    await rl.change("ann", "rl.deal", id_, stage="lost", reason="price")
    assert await refused(rl, id_, reason=None) == {"reason": "field.required"}


async def test_what_was_blank_before_the_rule_is_not_asked_of_other_changes(rl):
    id_ = await put(rl, stage="lost", reason="x")
    async with rl.pool.owner() as tx:
        await tx.run("update rl_deal set reason = null where id = $1", id_)
    await rl.change("ann", "rl.deal", id_, after="hello")


async def test_required_in_lines_follows_the_row(rl):
    rows = [{"price": "50"}, {"price": "101"}]
    assert await refused(rl, lines=rows) == {"lines[1].memo": "field.required"}
    await put(rl, lines=[{"price": "101", "memo": "ok"}])


async def test_lines_may_be_required(rl):
    rows = [{"price": "1001", "memo": "much"}]
    assert await refused(rl, lines=rows) == {"extras": "field.required"}
    await put(rl, lines=rows, extras=[{"text": "x"}])
    await put(rl, lines=rows, brand="y")  # not visible, so not required


async def test_what_is_not_visible_keeps_its_value_and_takes_no_other(rl):
    id_ = await put(rl, reason="why")
    await rl.change("ann", "rl.deal", id_, stage="held")
    assert (await rl.get("ann", "rl.deal", id_)).values["reason"] == "why"
    assert await refused(rl, id_, reason="other") == {"reason": "field.hidden"}
    await rl.change("ann", "rl.deal", id_, reason="why", after="the same is no change")
    assert await refused(rl, stage="held", reason="x") == {"reason": "field.hidden"}
    assert await refused(rl, lines=[{"extra": "x"}]) == {"lines[0].extra": "field.hidden"}
    assert await refused(rl, brand="y", extras=[{"text": "x"}]) == {"extras": "field.hidden"}


async def test_what_is_not_visible_is_never_required(rl):
    assert await refused(rl, name="never") == {
        "never": "field.required",
        "nothing": "lines.too_few",
    }


async def test_read_only_when_the_rule_says_so(rl):
    id_ = await put(rl, brand="x", amount="10")
    assert await refused(rl, id_, brand="y", amount="11") == {"amount": "field.readonly"}
    await rl.change("ann", "rl.deal", id_, brand="y", amount="10.00")
    rows = [{"kind": "p", "price": "3"}]
    assert await refused(rl, brand="x", lines=rows) == {"lines[0].price": "field.readonly"}


# -- options and candidates ----------------------------------------------------------------------


async def test_an_option_only_where_it_fits(rl):
    assert await refused(rl, brand="y", model="x1") == {"model": "value.option_not_now"}
    assert await refused(rl, model="x1") == {"model": "value.option_not_now"}
    assert await refused(rl, marks=["a", "b"]) == {"marks": "value.option_not_now"}
    id_ = await put(rl, brand="x", model="x1", marks=["a"], lines=[{"kind": "p"}])
    assert await refused(rl, id_, brand="y") == {
        "model": "value.option_not_now",
        "marks": "value.option_not_now",
        "lines[0].kind": "value.option_not_now",
    }
    row = (await rl.get("ann", "rl.deal", id_)).values["lines"][0]["id"]
    await rl.change(
        "ann", "rl.deal", id_, brand="y", model="y1", marks=["b"], lines=[{"id": row, "kind": "q"}]
    )


async def test_a_link_only_to_a_candidate(rl):
    assert await refused(rl, customer=rl.b, contact=rl.of_a) == {"contact": "link.not_candidate"}
    assert await refused(rl, customer=rl.a, others=[rl.of_a, rl.of_b]) == {
        "others": "link.not_candidate"
    }
    rows = [{"item": "i", "who": rl.of_a}]
    assert await refused(rl, customer=rl.b, lines=rows) == {"lines[0].who": "link.not_candidate"}
    id_ = await put(rl, customer=rl.a, contact=rl.of_a, others=[rl.of_a, rl.also_a], lines=rows)
    assert await refused(rl, id_, customer=rl.b) == {
        "contact": "link.not_candidate",
        "others": "link.not_candidate",
        "lines[0].who": "link.not_candidate",
    }
    await rl.change("ann", "rl.deal", id_, others=[rl.of_a], after="fewer")


async def picked(rl, login, name, change, row="", search="") -> list[str]:
    async with rl.reading(login) as work:
        found = await offer(work, "rl.deal", name, search, 20, change, row)
    return sorted(one["title"] for one in found["options"])


async def test_the_picker_offers_what_fits_the_draft(rl):
    both = ["also a", "of a"]
    assert await picked(rl, "ann", "contact", Change({"customer": rl.a})) == both
    assert await picked(rl, "ann", "others", Change({"customer": rl.b})) == ["of b"]
    assert await picked(rl, "ann", "contact", Change({"customer": rl.a}), search="also") == [
        "also a"
    ]
    id_ = await put(rl, customer=rl.a, lines=[{"item": "i"}])
    row = (await rl.get("ann", "rl.deal", id_)).values["lines"][0]["id"]
    assert await picked(rl, "ann", "contact", Change({}, id_, 1)) == both
    assert await picked(rl, "ann", "contact", Change({"customer": rl.b}, id_, 1)) == ["of b"]
    assert await picked(rl, "ann", "lines.who", Change({}, id_, 1), row) == both
    assert await picked(rl, "ann", "lines.who", Change({"customer": rl.b})) == ["of b"]
    rows = [{"id": row, "item": "of a"}, {"item": "also a"}]
    assert await picked(rl, "ann", "lines.who", Change({"lines": rows}, id_, 1), row) == ["also a"]


async def test_the_picker_offers_only_what_may_be_read(rl):
    await rl.apply(
        APP.replace("contact: {may: [read]}", "contact: {may: [read], rows: 'name <> \"of a\"'}")
    )
    try:
        mine = await rl.put("ann", "rl.customer", {"name": "M", "owner": str(rl.people["li"].id)})
        await rl.put("ann", "rl.contact", {"name": "of m", "customer": mine.ids[0]})
        assert await picked(rl, "li", "contact", Change({"customer": mine.ids[0]})) == ["of m"]
        assert "of a" not in await picked(rl, "li", "contact", Change({"customer": rl.a}))
    finally:
        await rl.apply(APP)


# -- locks -----------------------------------------------------------------------------------------


async def hash_of(rl, id_) -> str:
    async with rl.pool.read() as tx:
        return await tx.value(
            "select md5(to_jsonb(d)::text || (select coalesce(jsonb_agg(l order by l.position)::text, '') "
            "from rl_deal__lines l where l.record = d.id)) from rl_deal d where d.id = $1",
            id_,
        )


async def won(rl) -> tuple[str, str]:
    id_ = await put(rl, customer=rl.a, amount="5", lines=[{"item": "i", "price": "7"}])
    await rl.change("ann", "rl.deal", id_, stage="won")
    row = (await rl.get("ann", "rl.deal", id_)).values["lines"][0]["id"]
    return id_, row


async def test_a_locked_record_takes_no_change_by_any_road(rl):
    id_, row = await won(rl)
    before = await hash_of(rl, id_)
    tries = (
        {"name": "other"}, {"stage": "open"}, {"owner": None}, {"customer": rl.b},
        {"lines": []}, {"lines": [{"id": row}, {"item": "new"}]}, {"lines": [{"id": row, "price": "8"}]},
        {"lines": [{"item": "instead"}]}, {"extras": [{"text": "x"}]},
    )  # fmt: skip
    for act in ("update", "import"):
        for set_ in tries:
            with pytest.raises(Invalid) as invalid:
                async with rl.writing("ann") as work:
                    await update(work, "rl.deal", [Change(set_, id_)], act=act)
            assert "record.locked" in {one.code for one in invalid.value.problems}, set_
            assert await hash_of(rl, id_) == before
    with pytest.raises(Conflict) as conflict:
        async with rl.writing("ann") as work:
            await erase.delete(work, "rl.deal", [id_])
    assert conflict.value.code == "record.locked"
    assert await hash_of(rl, id_) == before


async def test_what_a_lock_excepts_may_change_and_the_same_is_no_change(rl):
    id_, row = await won(rl)
    await rl.change(
        "ann",
        "rl.deal",
        id_,
        name="d",
        amount="5.00",
        after="yes",
        lines=[{"id": row, "memo": "m"}],
    )
    told = (await rl.try_("ann", "rl.deal", {"name": "z"}, id_=id_, version=3)).problems
    assert [(one.place, one.code, one.say["zh"]) for one in told] == [
        ("name", "record.locked", "已成交")
    ]


async def test_a_lock_of_some_fields_leaves_the_others(rl):
    id_ = await put(rl, amount="5", lines=[{"item": "i", "price": "7"}])
    await rl.change("ann", "rl.deal", id_, stage="held")
    row = (await rl.get("ann", "rl.deal", id_)).values["lines"][0]["id"]
    assert await refused2(rl, id_, amount="6") == {"amount": "record.locked"}
    assert await refused2(rl, id_, lines=[{"id": row, "price": "9"}]) == {
        "lines[0].price": "record.locked"
    }
    assert await refused2(rl, id_, lines=[]) == {"lines": "record.locked"}
    assert await refused2(rl, id_, lines=[{"id": row}, {"price": "1"}]) == {
        "lines[1].price": "record.locked"
    }
    await rl.change(
        "ann", "rl.deal", id_, name="x", lines=[{"id": row, "item": "j"}, {"item": "k"}]
    )
    async with rl.writing("ann") as work:
        await erase.delete(work, "rl.deal", [id_])


async def refused2(rl, id_, **set_):
    with pytest.raises(Invalid) as invalid:
        await rl.change("ann", "rl.deal", id_, **set_)
    return {one.place: one.code for one in invalid.value.problems}


async def test_a_lock_may_leave_the_bin_open(rl):
    id_ = await put(rl, name="loose")
    assert await refused(rl, id_, after="x") == {"after": "record.locked"}
    async with rl.writing("ann") as work:
        await erase.delete(work, "rl.deal", [id_])


async def test_a_ledger_only_grows(rl):
    (id_,) = (await rl.put("ann", "rl.journal", {"text": "x", "rows": [{"n": "1"}]})).ids
    for set_ in ({"text": "y"}, {"rows": []}, {"owner": None}):
        with pytest.raises(Invalid) as invalid:
            await rl.change("ann", "rl.journal", id_, **set_)
        assert {one.code for one in invalid.value.problems} == {"record.append_only"}
    for way in (erase.delete, erase.purge):
        with pytest.raises(Conflict) as conflict:
            async with rl.writing("ann") as work:
                await way(work, "rl.journal", [id_])
        assert conflict.value.code == "record.append_only"


# -- what the preview tells ------------------------------------------------------------------------


async def test_the_preview_tells_the_verdicts(rl):
    set_ = {"name": "d", "stage": "lost", "brand": "x", "lines": [{"item": "i", "price": "200"}]}
    said = (await rl.try_("ann", "rl.deal", set_)).said
    assert said.own.visible["reason"]
    assert said.own.required == {"reason": True, "extras": False}
    assert said.own.readonly == {"amount": False}
    assert said.own.options == {
        "model": ["x1", "z"],
        "marks": ["a", "b"],
        "rank": ["h", "l"],
    }
    ((_, row),) = said.lines["lines"]
    assert (row.required, row.readonly, row.options) == (
        {"memo": True},
        {"price": False},
        {"kind": ["p", "q"]},
    )
    assert said.locked == ()
    id_, _ = await won(rl)
    (locked,) = (await rl.try_("ann", "rl.deal", {}, id_=id_, version=2)).said.locked
    assert locked.say == "已成交"
    assert "name" in locked.fields
    assert "after" not in locked.fields
    assert "secret" in locked.fields


async def test_two_at_once_meet_the_lock(rl):
    id_ = await put(rl, amount="5")
    async with rl.writing("ann") as work:
        await update(work, "rl.deal", [Change({"stage": "won"}, id_)])
        late = asyncio.create_task(rl.change("ann", "rl.deal", id_, amount="6"))
        await asyncio.sleep(0.2)  # it waits for the row meanwhile
    with pytest.raises(Invalid) as invalid:
        await late
    assert {one.code for one in invalid.value.problems} == {"record.locked"}


async def test_a_form_without_rules_pays_nothing(rl):
    card = rl.catalog.card("rl.plain")
    for live in (True, False):
        assert {one.parts for one in sides(rl.catalog, card, live=live)} == {tuple("ockv")}
    frame = TableFrame(rl.catalog, "rl.plain", "t", Joins(), WHO)
    assert list(locks.outs(card, frame)) == []
    assert (await rl.try_("ann", "rl.plain", {"text": "x"})).said is None


async def test_who_only_reads_is_told_too(rl):
    id_, _ = await won(rl)
    said = (await rl.try_("ro", "rl.deal", {}, id_=id_, version=2)).said
    assert said.own.visible["reason"] is False
    assert said.locked[0].say == "已成交"
    with pytest.raises(Denied):
        await rl.try_("ro", "rl.deal", {"after": "x"}, id_=id_, version=2)


async def test_a_refusal_tells_nothing_of_a_record_out_of_reach(rl):
    set_ = {"customer": rl.a, "level_note": "x"}
    assert await refused(rl, login="li", **set_) == {"customer": "link.missing"}
    assert (await refused(rl, **set_)) == {"level_note": "field.hidden"}


async def test_no_verdict_tells_what_a_person_may_not_see(rl):
    id_ = await put(rl, secret="no", customer=rl.a, stage="won")
    mine = (await rl.try_("li", "rl.deal", {}, id_=id_, version=1)).said
    boss = (await rl.try_("ann", "rl.deal", {}, id_=id_, version=1)).said
    assert "hint" not in mine.own.visible  # it reads what is hidden
    assert boss.own.visible["hint"] is False
    assert mine.own.visible["level_note"] is True  # li reads no customer of another owner
    assert boss.own.visible["level_note"] is False
    assert (mine.own.options["rank"], boss.own.options["rank"]) == (["h", "l"], ["l"])
    assert "secret" not in mine.locked[0].fields
