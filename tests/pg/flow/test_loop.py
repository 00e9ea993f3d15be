"""The closed loop: an approved order makes its contract and receivables, uses its requests, wins its
opportunity, in one commit; a cancelled one takes all of it back.
"""

import pytest
from tests.pg.flow.conftest import ORDER, TERMS
from tests.pg.flow.test_order import discount, line

from tombolo.base import codec
from tombolo.base.errors import Fault, Invalid
from tombolo.flow import acts

OPPORTUNITY, CONTRACT, RECEIVABLE = "crm.opportunity", "erp.contract", "erp.receivable"


async def values(house, form, id_, login="ann"):
    return (await house.world.get(login, form, id_)).values


async def contracts(house, order, login="ann"):
    where = {"formula": f'source_order.order_no = "{order["order_no"]}"'}
    columns = ["contract_no", "state", "amount", "net", "receivable_total", "customer"]
    return await house.world.rows(login, CONTRACT, columns, where=where, sort=["contract_no"])


async def plan(house, order):
    where = {"formula": f'contract.source_order.order_no = "{order["order_no"]}"'}
    columns = ["seq", "name", "amount", "falls_due", "days", "open_amount", "voided"]
    return await house.world.rows("ann", RECEIVABLE, columns, where=where, sort=["seq"])


async def done_order(house, price="339000", **more):
    """An approved order: (its id, its values, the opportunity)."""
    opportunity = await house.deal()
    if float(price) < 339000 * 0.95:
        await discount(house, opportunity, price)
    id_ = await house.order(opportunity, line(house, price), **more)
    await house.agree(await house.submit(id_, flow=ORDER))
    return id_, await values(house, "crm.sales_order", id_), opportunity


async def test_an_approved_order_makes_all_of_it(house):
    _, order, opportunity = await done_order(house, "100000.01", payment_terms=TERMS)
    (contract,) = await contracts(house, order)
    assert contract[0].startswith("HT-2026-")
    assert contract[1:5] == ["draft", "100000.01", "88495.58", "100000.01"]
    assert contract[5]["id"] == house.ids["customer"] if isinstance(contract[5], dict) else True
    assert await plan(house, order) == [
        ["1", "deposit", "30000", "signed", "7", "30000", False],
        ["2", "acceptance", "60000.01", "accepted", "30", "60000.01", False],
        ["3", "retention", "10000", "warranty_end", "0", "10000", False],
    ]
    assert (await values(house, OPPORTUNITY, opportunity))["stage"] == "won"
    states = await house.world.rows(
        "ann", "crm.support_request", ["state"],
        where={"formula": f'order.order_no = "{order["order_no"]}"'},
    )  # fmt: skip
    assert states == [["used"]]
    # Whose order it is sees it, a colleague's team does not.
    assert len(await contracts(house, order, "rep")) == 1


@pytest.mark.parametrize(
    ("price", "shares", "expected"),
    [
        ("1000", ["0.3333", "0.3333", "0.3334"], ["333.3", "333.3", "333.4"]),
        ("0.1", ["0.25", "0.25", "0.5"], ["0.03", "0.03", "0.04"]),
        ("357080", ["0.3", "0.6", "0.1"], ["107124", "214248", "35708"]),
        ("100.01", ["0.5", "0.25", "0.25"], ["50.01", "25", "25"]),
    ],
)
async def test_what_is_left_over_goes_to_the_last(house, price, shares, expected):
    names = ("deposit", "acceptance", "retention")
    terms = [
        {"name": name, "pct": share, "trigger": "signed", "days": 0}
        for name, share in zip(names, shares, strict=True)
    ]
    opportunity = await house.deal()
    one = {**line(house, price), "list_price": price, "est_cost": "0"}
    given = {
        "opportunity": opportunity, "lines": [one], "payment_terms": terms, "warranty_months": 12,
        "owner": str(house.who("rep")),
    }  # fmt: skip
    (id_,) = (await house.world.put("ann", "crm.sales_order", given)).ids
    await house.agree(await house.submit(id_, flow=ORDER))
    order = await values(house, "crm.sales_order", id_)
    assert [row[2] for row in await plan(house, order)] == expected
    ((*_, amount, _, total, _),) = await contracts(house, order)
    assert amount == total == price


async def test_a_second_time_makes_nothing(house):
    id_, order, opportunity = await done_order(house)
    before = (await contracts(house, order), await plan(house, order))
    for state in ("done", "approved"):
        await house.world.change("ann", "crm.sales_order", id_, state=state)
    assert (await contracts(house, order), await plan(house, order)) == before
    with pytest.raises(Fault):
        await house.world.put("ann", CONTRACT, {"source_order": id_, "kind": "sale", "amount": "1"})
    assert (await values(house, OPPORTUNITY, opportunity))["stage"] == "won"


async def test_what_cannot_be_refuses_the_approval_and_leaves_nothing(house):
    opportunity = await house.deal()
    await discount(house, opportunity, "311880")
    id_ = await house.order(opportunity, line(house, "311880"))
    done = await house.submit(id_, flow=ORDER)
    lost = {"stage": "lost", "lost_reason": "price", "competitor": "竞品甲"}
    await house.world.change("rep", OPPORTUNITY, opportunity, **lost)
    (task,) = (await house.open_tasks(done)).values()
    done = await house.do(acts.Approve(by=house.who("head"), task=task.id))
    (task,) = (await house.open_tasks(done)).values()
    act = acts.Approve(by=house.who("clerk"), task=task.id)
    with pytest.raises(Invalid) as refused_:
        await house.do(act)
    assert refused_.value.code == "rule.failed"
    assert refused_.value.values["rule"]["zh"] == "订单批准生成合同"
    order = await values(house, "crm.sales_order", id_)
    assert (order["state"], order["flow_state"]) == ("in_review", "running")
    assert await contracts(house, order) == [] == await plan(house, order)
    (request,) = await house.world.rows(
        "ann", "crm.support_request", ["state"],
        where={"formula": f'order.order_no = "{order["order_no"]}"'},
    )  # fmt: skip
    assert request == ["approved"]


async def test_a_cancelled_order_takes_it_back(house):
    id_, order, opportunity = await done_order(house, "311880")
    house.later(days=200)
    for login in ("rep", "head"):
        with pytest.raises(Fault):
            await house.world.change(login, "crm.sales_order", id_, state="cancelled")
    await house.world.change("director", "crm.sales_order", id_, state="cancelled")
    assert [row[1] for row in await contracts(house, order)] == ["void"]
    assert {(row[5], row[6]) for row in await plan(house, order)} == {("0", True)}
    after = await values(house, OPPORTUNITY, opportunity)
    assert (after["stage"], after["stage_state"]) == ("negotiation", "open")
    # The discount that was approved serves the next order, whose contract is another.
    again = await house.order(opportunity, line(house, "311880"), order_date="2026-06-30")
    await house.agree(await house.submit(again, flow=ORDER))
    assert (await values(house, OPPORTUNITY, opportunity))["stage"] == "won"
    order = await values(house, "crm.sales_order", again)
    assert [row[1] for row in await contracts(house, order)] == ["draft"]


async def test_what_was_paid_is_not_cancelled(house):
    id_, order, opportunity = await done_order(house)
    where = {"formula": f'contract.source_order.order_no = "{order["order_no"]}" AND seq = 1'}
    page = await house.world.page("clerk", RECEIVABLE, columns=["seq"], where=where)
    receivable = codec.decode(page.rows)[0][0]
    with pytest.raises(Invalid):
        await house.world.change("clerk", RECEIVABLE, receivable, collected="999999")
    await house.world.change("clerk", RECEIVABLE, receivable, collected="1")
    with pytest.raises(Invalid) as stopped:
        await house.world.change("director", "crm.sales_order", id_, state="cancelled")
    assert "回款" in (stopped.value.problems[0].say or {})["zh"]
    assert (await values(house, "crm.sales_order", id_))["state"] == "approved"
    assert (await values(house, OPPORTUNITY, opportunity))["stage"] == "won"


async def test_signing_sets_off_what_is_due_on_it(house):
    _, order, _ = await done_order(house)
    where = {"formula": f'source_order.order_no = "{order["order_no"]}"'}
    page = await house.world.page("clerk", CONTRACT, columns=["state"], where=where)
    contract = codec.decode(page.rows)[0][0]
    with pytest.raises(Invalid):
        await house.world.change("clerk", CONTRACT, contract, state="effective")
    signed = {"state": "effective", "signed_on": "2026-07-01"}
    await house.world.change("clerk", CONTRACT, contract, **signed)
    where = {"formula": f'contract.source_order.order_no = "{order["order_no"]}"'}
    rows = await house.world.rows("ann", RECEIVABLE, ["seq", "due_on"], where=where, sort=["seq"])
    assert rows == [["1", "2026-07-08"], ["2", None], ["3", None]]
    with pytest.raises(Fault):
        await house.world.change("clerk", CONTRACT, contract, payment_terms=[])
