"""Support requests: who approves which, who names the cost, and who never sees it."""

import pytest
from tests.pg.flow.conftest import SUPPORT

from tombolo.base import codec
from tombolo.base.errors import Fault, Invalid
from tombolo.flow import acts

FORM = "crm.support_request"
COSTS = {"software_cost", "warranty_cost", "other_cost", "cost_amount", "approved_amount"}


async def request(house, kind, **given) -> str:
    made = {
        "kind": kind, "opportunity": house.ids["opportunity"], "product": house.ids["analyser"],
        "reason": "客户预算有限，争取年度大单", **given,
    }  # fmt: skip
    (id_,) = (await house.world.put("rep", FORM, made)).ids
    return id_


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (322050, ["head"]),  # 5 % exactly
        (311880, ["head", "director"]),
        (305100, ["head", "director"]),  # 10 % exactly
        (298320, ["head", "director", "finance"]),
        (271200, ["head", "director", "finance"]),  # 20 % exactly
        (264420, ["head", "director", "finance", "gm"]),
    ],
)
async def test_a_discount_goes_up_the_ladder(house, price, expected):
    id_ = await request(house, "discount", asked_unit_price=str(price))
    assert await house.agree(await house.submit(id_, flow=SUPPORT)) == expected
    record = (await house.world.get("ann", FORM, id_)).values
    net = (339000 - price) / 1.13
    assert float(record["approved_amount"]) == pytest.approx(net, abs=0.011)
    assert (record["state"], record["flow_state"]) == ("approved", "approved")


@pytest.mark.parametrize(
    ("cost", "expected"),
    [("5000", ["tech"]), ("6800", ["tech", "director"]), ("30000.01", ["tech", "director", "gm"])],
)
async def test_software_costs_what_the_head_of_application_says(house, cost, expected):
    id_ = await request(house, "software", software_item="扩展分析功能")
    done = await house.submit(id_, flow=SUPPORT)
    (task,) = (await house.open_tasks(done)).values()
    with pytest.raises(Fault) as refused:
        await house.do(acts.Approve(by=house.who("tech"), task=task.id))
    assert refused.value.code == "flow.field_required"
    assert await house.agree(done, {"tech": {"software_cost": cost}}) == expected
    record = (await house.world.get("ann", FORM, id_)).values
    assert float(record["approved_amount"]) == float(cost)


@pytest.mark.parametrize(
    ("months", "cost", "expected"),
    [
        (12, "4140", ["service"]),
        (12, "5000", ["service"]),
        (12, "5000.01", ["service", "director"]),
        (13, "4140", ["service", "director"]),
    ],
)
async def test_twelve_more_months_are_no_directors_matter(house, months, cost, expected):
    id_ = await request(house, "warranty", extra_months=months)
    done = await house.submit(id_, flow=SUPPORT)
    assert await house.agree(done, {"service": {"warranty_cost": cost}}) == expected


async def test_another_kind_is_for_the_head_and_finance(house):
    id_ = await request(house, "other", product=None)
    done = await house.submit(id_, flow=SUPPORT)
    assert await house.agree(done, {"finance": {"other_cost": "800"}}) == ["head", "finance"]


async def test_sales_sees_no_cost_anywhere(house):
    id_ = await request(house, "software", software_item="扩展分析功能")
    await house.agree(await house.submit(id_, flow=SUPPORT), {"tech": {"software_cost": "6800"}})
    for login in ("rep", "head"):
        record = await house.world.get(login, FORM, id_)
        assert not COSTS & record.values.keys()
        for path in sorted(COSTS):
            with pytest.raises(Invalid):
                await house.world.page(login, FORM, columns=["req_no"], sort=[path])
            with pytest.raises(Invalid):
                await house.world.page(login, FORM, columns=[path])
        with pytest.raises(Fault):
            await house.world.change(login, FORM, id_, software_cost="1")
        page = await house.world.page(login, FORM, columns=["req_no", "kind"])
        assert b"6800" not in codec.encode(page.rows)
    assert (await house.world.get("director", FORM, id_)).values["cost_amount"] == "6800"
    assert (await house.world.get("tech", FORM, id_)).values["software_cost"] == "6800"


async def test_approved_it_is_closed_and_rejected_it_comes_again(house):
    id_ = await request(house, "discount", asked_unit_price="330000")
    done = await house.submit(id_, flow=SUPPORT)
    (task,) = (await house.open_tasks(done)).values()
    by = house.who("head")
    await house.do(acts.Reject(by=by, task=task.id, opinion="幅度再小些"))
    assert (await house.world.get("rep", FORM, id_)).values["state"] == "rejected"
    await house.world.change("rep", FORM, id_, asked_unit_price="335000")
    await house.agree(await house.submit(id_, flow=SUPPORT))
    for login in ("ann", "rep"):
        with pytest.raises(Fault):
            await house.world.change(login, FORM, id_, asked_unit_price="1")
