"""Saving and reading on real tables."""

import pytest
import pytest_asyncio
from tests.pg.records_app import APP
from tests.world import World, world

from tombolo.base.errors import Conflict, Denied, Invalid, Missing
from tombolo.records.write.change import Change
from tombolo.records.write.save import preview, update


@pytest_asyncio.fixture(scope="module")
async def shop(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("li", roles=["sales"])
    await made.person("bo", roles=["sales"])
    return made


async def test_an_order_is_computed_from_its_lines(shop):
    (customer,) = (await shop.put("ann", "shop.customer", {"name": "上屿大学"})).ids
    (pump,) = (await shop.put("ann", "shop.product", {"name": "泵", "list_price": "100"})).ids
    saved = await shop.put(
        "ann",
        "shop.order",
        {
            "customer": customer,
            "subject": "首单",
            "discount": "10%",
            "lines": [
                {"product": pump, "qty": "2"},
                {"product": pump, "qty": "1.5", "price": "80"},
            ],
        },
    )
    order = await shop.get("ann", "shop.order", saved.ids[0])
    values = order.values
    assert [line["price"] for line in values["lines"]] == ["100", "80"]
    assert [line["total"] for line in values["lines"]] == ["200", "120"]
    assert (values["total"], values["net"], values["tax"]) == ("320", "288", "37.44")
    assert values["customer"] == {"id": customer, "title": "上屿大学"}
    assert values["customer_level"] == "B"
    assert values["on"] == "2026-06-30"
    assert values["age"] == "0"
    assert values["mine"] is True
    assert order.title == "SO-2606-001 首单"


async def test_preview_says_what_save_does(shop):
    (customer,) = (await shop.put("ann", "shop.customer", {"name": "预览客户"})).ids
    (pump,) = (await shop.put("ann", "shop.product", {"name": "阀", "list_price": "12.34"})).ids
    set_ = {"customer": customer, "lines": [{"product": pump, "qty": "3"}]}
    seen = await shop.try_("ann", "shop.order", set_)
    saved = await shop.put("ann", "shop.order", set_)
    order = await shop.get("ann", "shop.order", saved.ids[0])
    for key in ("total", "net", "tax", "on", "state", "customer_level", "age", "mine"):
        assert seen.values[key] == order.values[key], key
    assert seen.lines["lines"][0]["price"] == order.values["lines"][0]["price"] == "12.34"
    assert seen.problems == ()


async def test_problems_are_told_all_at_once_with_their_places(shop):
    with pytest.raises(Invalid) as caught:
        await shop.put("ann", "shop.order", {"lines": [{"qty": "-1"}], "discount": "0.9"})
    found = {(one.code, one.place) for one in caught.value.problems}
    assert ("field.required", "customer") in found
    assert ("field.required", "lines[0].product") in found
    assert ("field.check", "lines[0].qty") in found
    assert ("field.check", "discount") in found


async def test_a_stale_save_is_a_conflict(shop):
    (id_,) = (await shop.put("ann", "shop.customer", {"name": "陈旧"})).ids
    await shop.change("ann", "shop.customer", id_, 1, phone="021-5555")
    with pytest.raises(Conflict) as caught:
        await shop.change("ann", "shop.customer", id_, 1, phone="021-6666")
    assert caught.value.code == "record.stale"


async def test_a_repeated_create_is_harmless(shop):
    row = {"id": "019f0000-0000-7000-8000-000000000001", "name": "重复"}
    first = await shop.put("ann", "shop.customer", row)
    second = await shop.put("ann", "shop.customer", row)
    assert first.ids == second.ids
    assert (
        len(
            await shop.rows(
                "ann",
                "shop.customer",
                ["name"],
                where={"field": "name", "op": "is", "value": "重复"},
            )
        )
        == 1
    )


async def test_a_unique_name_clashes_in_the_words_of_the_form(shop):
    await shop.put("ann", "shop.customer", {"name": "唯一"})
    with pytest.raises(Conflict) as caught:
        await shop.put("ann", "shop.customer", {"name": "唯一"})
    assert caught.value.problems[0].code == "field.not_unique"
    assert caught.value.problems[0].place == "name"


async def test_a_changed_link_brings_its_default_again(shop):
    (customer,) = (await shop.put("ann", "shop.customer", {"name": "联动"})).ids
    a, b = (
        await shop.put(
            "ann",
            "shop.product",
            {"name": "甲", "list_price": "10"},
            {"name": "乙", "list_price": "20"},
        )
    ).ids
    (id_,) = (
        await shop.put(
            "ann", "shop.order", {"customer": customer, "lines": [{"product": a, "qty": "1"}]}
        )
    ).ids
    line = (await shop.get("ann", "shop.order", id_)).values["lines"][0]
    await shop.change("ann", "shop.order", id_, lines=[{"id": line["id"], "product": b}])
    order = await shop.get("ann", "shop.order", id_)
    assert order.values["lines"][0]["price"] == "20"
    assert order.values["total"] == "20"


async def test_a_salesperson_sees_only_his_own(shop):
    (mine,) = (await shop.put("li", "shop.customer", {"name": "李的客户"})).ids
    (theirs,) = (await shop.put("bo", "shop.customer", {"name": "博的客户"})).ids
    assert await shop.rows("li", "shop.customer", ["name"]) == [["李的客户"]]
    with pytest.raises(Missing):
        await shop.get("li", "shop.customer", theirs)
    with pytest.raises(Missing):
        await shop.change("li", "shop.customer", theirs, phone="123")
    with pytest.raises(Invalid) as caught:
        await shop.put("li", "shop.order", {"customer": theirs})
    assert caught.value.problems[0].code == "link.missing"
    assert (await shop.get("li", "shop.customer", mine)).abilities.update


async def test_a_hidden_field_is_answered_like_one_that_is_not_there(shop):
    await shop.put("ann", "shop.customer", {"name": "藏", "secret": "8675309"})
    asks = (
        {"columns": ["secret"]},
        {"columns": ["name"], "where": {"field": "secret", "op": "is", "value": "8675309"}},
        {"columns": ["name"], "sort": ["secret"]},
        {"columns": ["name"], "where": {"formula": 'secret = "8675309"'}},
        {"columns": ["name"], "totals": [{"path": "secret", "fn": "count_empty"}]},
    )
    for ask in asks:
        with pytest.raises(Invalid) as caught:
            await shop.page("li", "shop.customer", **ask)
        code = "formula.no_name" if "formula" in str(ask) else "ask.no_field"
        assert caught.value.problems[0].code == code, ask
    with pytest.raises(Invalid) as unknown:
        await shop.page("li", "shop.customer", columns=["nonsense"])
    assert unknown.value.problems[0].code == "ask.no_field"


async def test_what_he_may_not_write_is_refused(shop):
    with pytest.raises(Invalid) as caught:
        await shop.put("li", "shop.customer", {"name": "额度", "credit": "5"})
    assert [one.code for one in caught.value.problems] == ["field.readonly"]
    with pytest.raises(Denied):
        await shop.put("li", "shop.product", {"name": "不行"})


async def test_mass_assignment_is_refused(shop):
    for key in (
        "id",
        "created_by",
        "created_at",
        "version",
        "deleted_at",
        "record_title",
        "owner_department",
        "no",
        "nonsense",
    ):
        with pytest.raises(Invalid) as caught:
            async with shop.writing("ann") as work:
                from tombolo.records.write.change import Change
                from tombolo.records.write.save import create

                await create(work, "shop.customer", [Change({"name": f"攻击{key}", key: "x"})])
        assert caught.value.problems[0].code in {"record.no_field", "field.not_writable"}, key


async def test_pages_by_cursor_meet_every_row_once(shop):
    await shop.put(
        "ann",
        "shop.product",
        *({"name": f"件{n:03}", "list_price": str(n % 7) if n % 5 else None} for n in range(60)),
    )
    where = {"field": "name", "op": "starts_with", "value": "件"}
    for sort in (["list_price"], ["-list_price"], ["name"], ["-name"], [], ["list_price", "-name"]):
        seen: list[str] = []
        after = None
        while True:
            page = await shop.page(
                "ann",
                "shop.product",
                columns=["name"],
                where=where,
                sort=sort,
                limit=7,
                after=after,
            )
            from tombolo.base import codec

            seen += [row[2] for row in codec.decode(page.rows)]
            if not page.next:
                break
            after = page.next
        assert len(seen) == 60 and len(set(seen)) == 60, sort


async def test_two_chinese_characters_find_a_record(shop):
    await shop.put("ann", "shop.customer", {"name": "合肥微尺度研究院"})
    assert await shop.rows("ann", "shop.customer", ["name"], search="尺度") == [
        ["合肥微尺度研究院"]
    ]
    assert await shop.rows("ann", "shop.customer", ["name"], search="度尺") == []


async def test_totals_and_groups(shop):
    page = await shop.page(
        "ann",
        "shop.product",
        columns=["name"],
        where={"field": "name", "op": "starts_with", "value": "件"},
        totals=[{"path": "list_price", "fn": "sum"}, {"path": "list_price", "fn": "count_empty"}],
        count=True,
    )
    expected = sum(n % 7 for n in range(60) if n % 5)
    assert page.totals == f'["{expected}", "12"]'
    assert page.count is not None and page.count.n == 60


async def test_a_default_is_taken_anew_on_demand(shop):
    """Copied once, it stays when its source moves; who asks gets it anew, where she may write it."""
    (product,) = (await shop.put("ann", "shop.product", {"name": "刷新", "list_price": "10"})).ids
    (customer,) = (await shop.put("ann", "shop.customer", {"name": "刷新客户"})).ids
    lines = [{"product": product, "qty": "2"}, {"product": product, "qty": "1", "price": "7"}]
    (order,) = (await shop.put("ann", "shop.order", {"customer": customer, "lines": lines})).ids
    await shop.change("ann", "shop.product", product, list_price="12")
    before = (await shop.get("ann", "shop.order", order)).values
    assert [row["price"] for row in before["lines"]] == ["10", "7"]
    async with shop.reading("ann") as work:
        seen = await preview(work, "shop.order", Change({}, order, 1, refresh=("lines.price",)))
    assert [row["price"] for row in seen.lines["lines"]] == ["12", "12"]
    async with shop.writing("ann") as work:
        await update(work, "shop.order", [Change({}, order, 1, refresh=("lines.price",))])
    after = (await shop.get("ann", "shop.order", order)).values
    assert [row["price"] for row in after["lines"]] == ["12", "12"]
    assert float(after["total"]) == 36
    for name, code in (
        ("subject", "field.no_default"), ("lines.total", "field.not_writable"), ("nothing", "record.no_field"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            async with shop.writing("ann") as work:
                await update(work, "shop.order", [Change({}, order, 2, refresh=(name,))])
        assert [one.code for one in refused.value.problems] == [code], name
