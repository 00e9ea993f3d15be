"""One write, and everything that reads it is right in the same transaction."""

import pytest
from tests.pg.ripple.conftest import wrong

from tombolo.base.errors import Invalid


async def one(chain, form, **set_):
    return (await chain.put("ann", f"chain.{form}", set_)).ids[0]


async def values(chain, form, id_, *keys):
    found = await chain.get("ann", f"chain.{form}", id_)
    return [_plain(found.values.get(key)) for key in keys]


def _plain(value):
    """Numbers as such: how many zeros follow the point is not the question here."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


async def test_an_order_moves_its_customer_the_region_and_the_payments(chain):
    north = await one(chain, "region", name="北", rate="0")
    lab = await one(chain, "customer", name="甲", region=north)
    lines = [{"qty": "2", "price": "300"}, {"qty": "1", "price": "500"}]
    order = await one(
        chain, "order", no="1", customer=lab, state="done", day="2026-05-01", lines=lines
    )
    assert await values(chain, "customer", lab, "turnover", "count", "grade", "last") == [
        1100, 1, "A", "2026-05-01",
    ]  # fmt: skip
    assert await values(chain, "region", north, "turnover", "busiest") == [1100, 1100]
    paid = await one(chain, "payment", order=order, amount="100")
    assert await values(chain, "customer", lab, "paid", "open") == [100, 1000]
    assert await values(chain, "payment", paid, "customer_grade") == ["A"]
    assert await values(chain, "order", order, "share", "region_name") == [1, "北"]
    assert await wrong(chain) == []


async def test_a_link_that_changes_moves_both_ends(chain):
    first, second = [await one(chain, "customer", name=name) for name in ("乙", "丙")]
    order = await one(
        chain, "order", no="2", customer=first, state="done", lines=[{"qty": "1", "price": "70"}]
    )
    await chain.change("ann", "chain.order", order, customer=second)
    assert await values(chain, "customer", first, "turnover", "count") == [0, 0]
    assert await values(chain, "customer", second, "turnover", "count") == [70, 1]
    assert await wrong(chain) == []


async def test_a_rate_moves_lines_of_orders_far_away_and_all_that_reads_them(chain):
    south = await one(chain, "region", name="南", rate="0")
    lab = await one(chain, "customer", name="丁", region=south)
    order = await one(
        chain, "order", no="3", customer=lab, state="done", lines=[{"qty": "10", "price": "10"}]
    )
    await chain.change("ann", "chain.region", south, rate="0.1", name="华南")
    assert await values(chain, "order", order, "net", "region_name") == [110, "华南"]
    assert await values(chain, "region", south, "turnover") == [110]
    assert await wrong(chain) == []


async def test_a_title_follows_the_linked_record(chain):
    lab = await one(chain, "customer", name="旧名")
    order = await one(chain, "order", no="4", customer=lab)
    payment = await one(chain, "payment", order=order, amount="5")
    await chain.change("ann", "chain.customer", lab, name="新名")
    assert (await chain.get("ann", "chain.order", order)).title == "4 新名"
    assert (await chain.get("ann", "chain.payment", payment)).title == "4 新名 5"
    found = await chain.rows("ann", "chain.payment", ["amount"], search="新名")
    assert len(found) == 1
    assert await wrong(chain) == []


async def test_a_check_of_who_follows_refuses_the_one_who_moves(chain):
    """A customer's limit is kept by whoever writes its orders; who was over it is not held to it."""
    lab = await one(chain, "customer", name="限额", limit="500")
    row = {"customer": lab, "state": "done"}
    order = await one(chain, "order", no="5", **row, lines=[{"qty": "1", "price": "400"}])
    with pytest.raises(Invalid) as refused:
        await one(chain, "order", no="6", **row, lines=[{"qty": "1", "price": "200"}])
    (problem,) = refused.value.problems
    assert problem.code == "ripple.check"
    assert problem.values["title"] == "「限额」" and problem.values["need"]["zh"] == "超过限额"
    assert await values(chain, "customer", lab, "turnover") == [400]
    await chain.change("ann", "chain.order", order, lines=[{"qty": "1", "price": "450"}])
    assert await wrong(chain) == []
