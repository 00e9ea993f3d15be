"""A quotation that was approved is not changed: its new revision replaces it, in the commit that approves it."""

from uuid import uuid4

import pytest
from tests.pg.flow.test_quotation import quotation, walked

from tombolo.automation.button import press
from tombolo.automation.read import rules_of
from tombolo.base.errors import Conflict

FORM = "crm.quotation"


async def revised(house, id_: str, login: str = "rep") -> str:
    """The new revision that the person makes by the button."""
    rule = next(
        one for one in rules_of(house.world.catalog)[0] if one.name == "crm.quotation_revision"
    )
    async with house.world.writing(login) as work:
        assert await press(work, rule, id_, str(uuid4()))
    number = (await house.world.get("ann", FORM, id_)).values["quote_no"]
    where = {"formula": f'replaces.quote_no = "{number}"'}
    (row,) = await house.world.rows("ann", FORM, ["quote_no"], where=where)
    async with house.world.pool.read() as tx:
        return str(await tx.value("select id from crm_quotation where quote_no = $1", row[0]))


async def amount(house) -> str:
    return (await house.world.get("ann", "crm.opportunity", house.ids["opportunity"])).values[
        "amount"
    ]


async def test_the_new_revision_takes_the_place_of_the_old_one(house):
    old = await quotation(house, 325440)
    await walked(house, old)
    assert await amount(house) == "325440"
    new = await revised(house, old)
    made = (await house.world.get("ann", FORM, new)).values
    was = (await house.world.get("ann", FORM, old)).values
    assert (made["state"], made["revision"], made["owner"]) == ("draft", "2", was["owner"])
    for name in (
        "total",
        "deposit_pct",
        "credit_days",
        "delivery_weeks",
        "est_margin",
        "max_discount",
    ):
        assert made[name] == was[name], name
    assert was["state"] == "approved"  # as long as the new one is not
    with pytest.raises(Conflict):
        await revised(house, old)
    row = made["lines"][0]["id"]
    await house.world.change("rep", FORM, new, lines=[{"id": row, "unit_price": "315270"}])
    assert await walked(house, new) == [{"tech"}, {"head"}, {"director"}]  # 7 %
    states = [(await house.world.get("ann", FORM, one)).values["state"] for one in (old, new)]
    assert tuple(states) == ("superseded", "approved")
    assert await amount(house) == "315270"


async def test_nobody_else_makes_one(house):
    id_ = await quotation(house, 335000)
    await walked(house, id_)
    with pytest.raises(Conflict):
        await revised(house, id_, "finance")
