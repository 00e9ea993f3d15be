"""A record in approval is frozen for every writer, but for what a node of its flow opens."""

import pytest
import pytest_asyncio
from tests.pg.records_app import APP
from tests.world import World, world

from tombolo.base.errors import Conflict, Invalid
from tombolo.flow.lens import Lens, as_flow, through
from tombolo.records.write import erase
from tombolo.records.write.change import Change
from tombolo.records.write.save import preview, update

FLOWED = f"{APP}\nshop/flows/order_approval: {{form: order, label: 订单审批}}\n"


@pytest_asyncio.fixture(scope="module")
async def shop(pool) -> World:
    made = await world(pool)
    await made.apply(FLOWED)
    await made.person("li", roles=["sales"])
    (made.customer,) = (await made.put("ann", "shop.customer", {"name": "A"})).ids
    (made.product,) = (await made.put("ann", "shop.product", {"name": "P", "list_price": "10"})).ids
    return made


@pytest_asyncio.fixture
async def order(shop) -> str:
    lines = [{"product": shop.product, "qty": 2}]
    given = {"customer": shop.customer, "subject": "s", "lines": lines}
    (id_,) = (await shop.put("ann", "shop.order", given)).ids
    return id_


async def stand(shop, id_, state):
    async with shop.writing("ann") as work:
        await update(
            as_flow(work, "shop.order"), "shop.order", [Change({"flow_state": state}, id_)]
        )


@pytest.mark.parametrize("state", ["running", "suspended", "incident"])
async def test_in_approval_nothing_is_changed_or_deleted(shop, order, state):
    await stand(shop, order, state)
    for set_ in ({"subject": "t"}, {"lines": []}):
        with pytest.raises(Invalid) as caught:
            await shop.change("ann", "shop.order", order, **set_)
        assert {one.code for one in caught.value.problems} == {"record.locked"}
    with pytest.raises(Conflict, match=r"record\.in_approval"):
        async with shop.writing("ann") as work:
            await erase.delete(work, "shop.order", [order])


@pytest.mark.parametrize("state", ["returned", "approved", "withdrawn"])
async def test_outside_it_the_record_is_as_free_as_before(shop, order, state):
    await stand(shop, order, state)
    await shop.change("ann", "shop.order", order, subject="t")


async def test_nobody_writes_the_state_of_approval_by_hand(shop, order):
    with pytest.raises(Invalid) as caught:
        await shop.change("ann", "shop.order", order, flow_state="approved")
    assert [one.code for one in caught.value.problems] == ["field.not_writable"]


async def test_the_preview_tells_what_is_locked_and_why(shop, order):
    await stand(shop, order, "running")
    told = await shop.try_("ann", "shop.order", {}, id_=order, version=2)
    (lock,) = told.said.locked
    assert {"subject", "lines", "lines.qty"} <= set(lock.fields)
    assert lock.say == "审批进行中，记录已锁定"


async def test_through_a_node_its_fields_are_written_and_no_others(shop, order):
    await stand(shop, order, "running")
    lens = Lens(
        "shop.order", hide=frozenset({"lines.price"}), edit=frozenset({"discount", "lines.qty"})
    )
    async with shop.writing("li") as work:
        seen = through(work, lens)
        await update(seen, "shop.order", [Change({"discount": "0.1"}, order)])
        for set_ in ({"subject": "t"}, {"lines": []}, {"lines": [{"product": shop.product}]}):
            with pytest.raises(Invalid):
                await update(seen, "shop.order", [Change(set_, order)])
        tried = await preview(seen, "shop.order", Change({}, order, version=3))
        assert "price" not in tried.lines["lines"][0]
        assert "total" in tried.lines["lines"][0]


async def test_a_row_is_changed_through_a_node_that_opens_its_column(shop, order):
    await stand(shop, order, "running")
    rows = await shop.get("ann", "shop.order", order)
    async with shop.writing("li") as work:
        seen = through(work, Lens("shop.order", edit=frozenset({"lines.qty"})))
        row = rows.values["lines"][0]["id"]
        await update(seen, "shop.order", [Change({"lines": [{"id": row, "qty": 3}]}, order)])
        with pytest.raises(Invalid):
            await update(seen, "shop.order", [Change({"lines": []}, order)])


async def test_a_form_without_a_flow_has_no_such_field(shop):
    assert shop.catalog.form("shop.customer").field("flow_state") is None
