"""One write, and everything that reads it is right in the same transaction."""

import pytest
from tests.pg.ripple.conftest import APP, wrong
from tests.world import files_of

from tombolo.base.errors import Invalid
from tombolo.records.write import erase
from tombolo.runtime import doctor_rebuild
from tombolo.schema import younger
from tombolo.schema.build import build


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


async def test_who_comes_late_reads_what_younger_software_stores(chain):
    """A column that the definitions want and the tables lack is added and filled at the start."""
    lab = await one(chain, "customer", name="旧库")
    await one(
        chain, "order", no="7", customer=lab, state="done", lines=[{"qty": "2", "price": "9"}]
    )
    async with chain.pool.owner() as tx:
        await tx.run("alter table chain_customer drop column grade, drop column turnover")
        await tx.run("alter table chain_order__lines drop column total")
    assert await younger.catch_up(chain.pool, "Asia/Shanghai") == 3
    assert await younger.catch_up(chain.pool, "Asia/Shanghai") == 0
    assert await values(chain, "customer", lab, "turnover", "grade") == [18, "B"]
    assert await wrong(chain) == []


def test_circles_over_forms_are_told_with_their_path():
    text = APP.replace("is: SUM(customers.turnover)", 'is: "SUM(customers.turnover)"').replace(
        "    name: {kind: text, label: 名称, required: true}\n    rate:",
        "    name: {kind: text, label: 名称, required: true}\n"
        "    bonus: {kind: formula, label: 奖, is: SUM(customers.turnover)}\n    rate:",
    )
    files = {path: one.data for path, one in files_of(text).items()}
    assert build(files).problems == ()
    files["chain/forms/customer"]["fields"]["turnover"]["is"] = "SUM(orders.net) + region.bonus"
    (circle,) = build(files).problems
    assert circle.code == "formula.cycle"
    assert circle.values["path"] in {
        "chain.region.bonus → chain.customer.turnover → chain.region.bonus",
        "chain.customer.turnover → chain.region.bonus → chain.customer.turnover",
    }


def test_a_title_that_reads_itself_is_a_circle():
    text = APP.replace(
        "chain/forms/customer:\n", 'chain/forms/customer:\n  title: "{parent} {name}"\n'
    )
    (circle,) = build({path: one.data for path, one in files_of(text).items()}).problems
    assert circle.code == "formula.cycle"
    assert "record_title" in circle.values["path"]


async def test_a_view_sorts_and_filters_by_what_others_wrote(chain):
    found = await chain.rows(
        "ann", "chain.customer", ["name", "turnover"], sort=["-turnover"],
        where={"field": "turnover", "op": "gt", "value": "0"},
    )  # fmt: skip
    turnovers = [float(row[1]) for row in found]
    assert turnovers == sorted(turnovers, reverse=True) and turnovers


async def test_the_bin_counts_as_gone_and_what_comes_out_counts_again(chain):
    lab = await one(chain, "customer", name="回收")
    row = {"customer": lab, "state": "done", "lines": [{"qty": "1", "price": "33"}]}
    order = await one(chain, "order", no="8", **row)
    async with chain.writing("ann") as work:
        await erase.delete(work, "chain.order", [order])
    assert await values(chain, "customer", lab, "turnover", "count") == [0, 0]
    async with chain.writing("ann") as work:
        await erase.restore(work, "chain.order", [order])
    assert await values(chain, "customer", lab, "turnover", "count") == [33, 1]
    assert await wrong(chain) == []


async def test_a_roll_up_says_what_a_formula_would(chain):
    lab = await one(chain, "customer", name="汇总")
    for day, state in (("2026-03-01", "done"), ("2026-02-01", "open"), ("2026-01-01", "done")):
        row = {"no": day, "customer": lab, "state": state, "day": day}
        await one(chain, "order", **row, lines=[{"qty": "1", "price": day[6]}])
    keys = ["net_done", "done", "ever", "first_day", "first_no", "big"]
    assert await values(chain, "customer", lab, *keys) == [
        4, 2, True, "2026-01-01", "2026-03-01", 3,
    ]  # fmt: skip
    files = {path: one_.data for path, one_ in files_of(APP).items()}
    files["chain/forms/customer"]["fields"]["done"]["calc"] = "how"
    files["chain/forms/customer"]["fields"]["big"]["of"] = "orders.nets"
    problems = {one_.code: one_.place for one_ in build(files).problems}
    assert problems["setting.choice"].endswith("fields.done")
    assert ".big.of" in problems["formula.no_member"]


async def test_doctor_finds_a_bent_value_and_puts_it_right(chain):
    lab = await one(chain, "customer", name="弯")
    row = {"customer": lab, "state": "done", "lines": [{"qty": "1", "price": "50"}]}
    await one(chain, "order", no="9", **row)
    (good,) = await doctor_rebuild.computed(chain.pool, "Asia/Shanghai", put_right=False)
    assert (good.grade, good.code) == ("good", "doctor.computed")
    async with chain.pool.write() as tx:
        await tx.run("update chain_customer set turnover = 51 where id = $1", lab)
        await tx.run("update chain_order set record_title = 'x' where customer = $1", lab)
    bad = await doctor_rebuild.computed(chain.pool, "Asia/Shanghai", put_right=False)
    places = {one_.values["place"]: one_.values["count"] for one_ in bad[:-1]}
    assert places["chain.customer.turnover"] == 1 and bad[-1].code == "doctor.computed_apart"
    assert places["chain.order.record_title"] == 1
    (done,) = await doctor_rebuild.computed(chain.pool, "Asia/Shanghai", put_right=True)
    assert done.code == "doctor.computed_rebuilt"
    assert await values(chain, "customer", lab, "turnover") == [50]
    assert await wrong(chain) == []
