"""Orders: what must have been approved before, who decides, who never sees a cost."""

import pytest
from tests.pg.flow.conftest import ORDER, SUPPORT

from tombolo.base.errors import Fault, Invalid
from tombolo.flow import acts

FORM, REQUEST = "crm.sales_order", "crm.support_request"
MARGIN = {
    "discount_cost", "software_cost", "warranty_cost", "support_cost", "support_share",
    "support_share_list", "gross_margin_est", "product_cost", "other_cost", "gross_profit",
    "gross_margin",
}  # fmt: skip


async def approved(house, opportunity, kind, costs=None, **given) -> str:
    made = {"kind": kind, "opportunity": opportunity, "reason": "客户要求", **given}
    (id_,) = (await house.world.put("rep", REQUEST, made)).ids
    await house.agree(await house.submit(id_, flow=SUPPORT), costs)
    return id_


def discount(house, opportunity, price, **more):
    product = house.ids["analyser"]
    return approved(house, opportunity, "discount", product=product, asked_unit_price=price, **more)


def line(house, price="339000", product="analyser", **more):
    return {"product": house.ids[product], "unit_price": price, **more}


async def refused(house, id_) -> dict[str, str]:
    """Why it cannot be submitted: place to words."""
    with pytest.raises(Invalid) as caught:
        await house.submit(id_, flow=ORDER)
    return {one.place: (one.say or {}).get("zh", one.code) for one in caught.value.problems}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"cost": "150000"}, ["head", "clerk"]),
        ({"cost": "211000"}, ["head", "clerk", "director"]),  # margin 29.67 %
        ({"cost": "241000"}, ["head", "clerk", "director", "gm"]),  # margin 19.67 %
        ({"cost": "100000", "qty": 3}, ["head", "clerk", "gm"]),  # 1,017,000
    ],
)
async def test_who_approves_an_order(house, given, expected):
    opportunity = await house.deal()
    one = line(house, est_cost=given["cost"], qty=given.get("qty", 1))
    (id_,) = (
        await house.world.put(
            "ann",
            FORM,
            {
                "opportunity": opportunity, "lines": [one], "warranty_months": 12,
                "payment_terms": [{"name": "deposit", "pct": "1", "trigger": "signed"}],
                "owner": str(house.who("rep")),
            },
        )
    ).ids  # fmt: skip
    assert await house.agree(await house.submit(id_, flow=ORDER)) == expected
    values = (await house.world.get("ann", FORM, id_)).values
    assert (values["state"], values["flow_state"]) == ("approved", "approved")
    for login in ("ann", "rep", "director"):
        with pytest.raises(Fault):
            await house.world.change(login, FORM, id_, warranty_months=13)
        with pytest.raises(Fault):
            await house.world.change(login, FORM, id_, campaign=None, lines=[])


async def test_a_price_below_the_list_names_its_line(house):
    opportunity = await house.deal()
    lines = [line(house, "33900", "software"), line(house, "311880")]
    id_ = await house.order(opportunity, *lines)
    assert list(await refused(house, id_)) == ["lines[1].product"]
    await discount(house, opportunity, "315000")  # dearer than what was promised
    found = await refused(house, id_)
    assert list(found) == ["lines[1].product"]
    assert "折扣申请" in found["lines[1].product"]
    other = await house.deal()
    await discount(house, other, "300000")  # another opportunity's
    assert list(await refused(house, id_)) == ["lines[1].product"]
    await discount(house, opportunity, "311880")
    assert (await house.submit(id_, flow=ORDER)).status == "running"


async def test_five_percent_need_no_request(house):
    id_ = await house.order(await house.deal(), line(house, "322050"))
    assert (await house.submit(id_, flow=ORDER)).status == "running"


async def test_a_request_that_ran_out_covers_nothing(house):
    opportunity = await house.deal()
    await discount(house, opportunity, "311880", expires_on="2026-06-29")
    id_ = await house.order(opportunity, line(house, "311880"), order_date="2026-06-30")
    assert list(await refused(house, id_)) == ["lines[0].product"]


async def test_free_software_and_a_longer_warranty_are_asked_for(house):
    opportunity = await house.deal()
    lines = [line(house), line(house, "0", "software")]
    id_ = await house.order(opportunity, *lines, warranty_months=24)
    found = await refused(house, id_)
    assert {place: words[-12:] for place, words in found.items()}.keys() == {
        "lines[0].product",
        "lines[1].product",
    }
    product = house.ids["analyser"]
    await discount(house, opportunity, "339000")
    await approved(
        house, opportunity, "software", {"tech": {"software_cost": "800"}}, software_item="模块"
    )
    # Free software is a discount of all of it too: that is another request.
    assert list(await refused(house, id_)) == ["lines[0].product", "lines[1].product"]
    await approved(
        house, opportunity, "discount", product=house.ids["software"], asked_unit_price="0"
    )
    assert list(await refused(house, id_)) == ["lines[0].product"]
    service = {"service": {"warranty_cost": "4140"}}
    await approved(house, opportunity, "warranty", service, product=product, extra_months=11)
    assert list(await refused(house, id_)) == ["lines[0].product"]
    await approved(house, opportunity, "warranty", service, product=product, extra_months=12)
    assert (await house.submit(id_, flow=ORDER)).status == "running"


async def test_the_opportunity_must_have_come_to_its_last_stage(house):
    id_ = await house.order(house.ids["opportunity"], line(house))
    assert list(await refused(house, id_)) == ["opportunity"]


async def test_finance_changes_the_terms_and_sees_the_margin(house):
    id_ = await house.order(await house.deal(), line(house))
    done = await house.submit(id_, flow=ORDER)
    (task,) = (await house.open_tasks(done)).values()
    done = await house.do(acts.Approve(by=house.who("head"), task=task.id))
    (task,) = (await house.open_tasks(done)).values()
    act = acts.Approve(by=house.who("clerk"), task=task.id)
    with pytest.raises(Fault):
        await house.do(act, warranty_months=36)
    terms = [{"name": "deposit", "pct": "1", "trigger": "signed", "days": 0}]
    done = await house.do(act, payment_terms=terms)
    assert done.status == "approved"
    values = (await house.world.get("clerk", FORM, id_)).values
    assert values.keys() >= MARGIN - {"gross_profit", "gross_margin"}
    assert len(values["payment_terms"]) == 1


async def test_sales_may_not_approve_by_hand(house):
    id_ = await house.order(await house.deal(), line(house))
    for login in ("rep", "head"):
        with pytest.raises(Fault):
            await house.world.change(login, FORM, id_, state="approved")
