"""Customers of the shipped suite: claimed from the pool by many at once, returned, taken back at night."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
import pytest_asyncio
from tests.pg.automation.desk import Desk
from tests.pg.suites.test_leads import REPS, Firm
from tests.pg.suites.test_suites import install
from tests.world import world

from tombolo.automation.together import Rules
from tombolo.base import ids
from tombolo.base.errors import Invalid
from tombolo.suites.shipped import folders

CUSTOMER, HAND = "crm.customer", "crm.customer_hand"


@pytest_asyncio.fixture(scope="module")
async def firm(pool) -> Firm:
    await install(pool, folders())
    house = await world(pool)
    sales = await house.department("销售部")
    for login in REPS:
        await house.person(login, roles=["sales_rep"], department=sales)
    made = Firm(house)
    house.reactions = (Rules.of(list(made.rules.values())),)
    return made


async def pool_rule(firm: Firm, **more) -> str:
    given = {"name": ids.token(6), "object": "customer", "daily_claim_limit": 1000, **more}
    return (await firm.house.put("ann", "crm.pool_rule", given)).ids[0]


async def customers(firm: Firm, many: int = 1, **more) -> list[str]:
    made = {"industry": "coating", "source": "website", "in_pool": True, "owner": None, **more}
    rows = [{**made, "name": f"某客户{ids.token(6)}"} for _ in range(many)]
    return list((await firm.house.put("ann", CUSTOMER, *rows)).ids)


async def values(firm: Firm, id_: str, *names: str) -> list[object]:
    found = (await firm.house.get("ann", CUSTOMER, id_)).values
    return [found.get(name) for name in names]


async def reasons(firm: Firm, id_: str) -> list[str]:
    (number,) = await values(firm, id_, "customer_no")
    where = {"formula": f'customer.customer_no = "{number}"'}
    return sorted(one for (one,) in await firm.house.rows("ann", HAND, ["reason"], where=where))


async def test_of_fifty_claims_of_one_customer_one_gets_it(firm):
    """T-CLAIM-1, of customers."""
    (one,) = await customers(firm, pool=await pool_rule(firm))
    came = await asyncio.gather(*(firm.tried(REPS[n % 5], "customer_claim", one) for n in range(50)))  # fmt: skip
    assert Counter(bool(each) for each in came) == {False: 1, True: 49}
    assert set(came) <= {"", "rule.not_now", "record.missing"}
    assert (await values(firm, one, "in_pool"))[0] is False
    assert await reasons(firm, one) == ["claim"]


async def test_capacity_and_the_limit_of_the_day_hold_when_claimed_at_once(firm):
    pool = await pool_rule(firm, capacity=3)
    some = await customers(firm, 5, pool=pool)
    came = await asyncio.gather(*(firm.tried("dan", "customer_claim", one) for one in some))
    held = await firm.house.rows("ann", CUSTOMER, ["name"], where={"formula": 'owner.name = "Dan"'})
    assert Counter(came) == {"": 3, "record.invalid": 2}
    assert len(held) == 3
    few = await customers(firm, 3, pool=await pool_rule(firm, daily_claim_limit=2))
    came = await asyncio.gather(*(firm.tried("eve", "customer_claim", one) for one in few))
    assert Counter(came) == {"": 2, "record.invalid": 1}


async def test_who_returned_it_waits_and_another_may(firm):
    (one,) = await customers(firm, pool=await pool_rule(firm, cooldown_days=7), tax_no="91310000X")
    assert (await firm.house.get("bea", CUSTOMER, one)).values.get("tax_no") is None
    await firm.press("ada", "customer_claim", one)
    assert (await firm.house.get("ada", CUSTOMER, one)).values["tax_no"] == "91310000X"
    assert await firm.tried("bea", "customer_return", one) == "record.missing"
    await firm.press("ada", "customer_return", one)
    assert await values(firm, one, "in_pool", "owner") == [True, None]
    with pytest.raises(Invalid) as early:
        await firm.press("ada", "customer_claim", one)
    assert "冷却" in (early.value.problems[0].say or {})["zh"]
    await firm.press("bea", "customer_claim", one)
    assert await reasons(firm, one) == ["claim", "claim", "return"]


async def test_an_assignment_takes_it_out_of_the_pool(firm):
    (one,) = await customers(firm)
    await firm.house.change("ann", CUSTOMER, one, owner=str(firm.house.people["cyd"].id))
    assert await values(firm, one, "in_pool") == [False]
    assert await reasons(firm, one) == ["assign"]


async def test_at_night_those_go_back_whom_nobody_follows_and_nothing_protects(firm):
    pool, mine = await pool_rule(firm), str(firm.house.people["eve"].id)
    given = {"in_pool": False, "owner": mine}
    then, firm.house.now = firm.house.now, firm.house.now - timedelta(days=50)
    (gone,) = await customers(firm, pool=pool, level="C", **given)
    (key,) = await customers(firm, pool=pool, level="A", **given)  # 60 days
    (kept_until,) = await customers(firm, pool=pool, protect_until="2027-01-01", **given)
    (free,) = await customers(firm, **given)  # without a pool nothing goes back
    (open_,) = await customers(firm, pool=pool, **given)
    firm.house.now = then
    await firm.house.put(
        "ann", "crm.opportunity", {"customer": open_, "name": "在跟项目", "owner": mine}
    )
    desk = Desk(firm.house, list(firm.rules.values()))
    await desk.tick()
    async with firm.house.pool.write() as tx:
        await tx.run(
            "update sys_rule_timer set next_run_at = clock_timestamp() - interval '1 hour'"
            " where rule = 'crm.customer_recycle'"
        )
    await desk.tick()
    await desk.work_off()
    assert await values(firm, gone, "in_pool", "owner") == [True, None]
    assert await reasons(firm, gone) == ["recycle"]
    for one in (key, kept_until, free, open_):
        assert await values(firm, one, "in_pool", "owner") == [False, mine]
