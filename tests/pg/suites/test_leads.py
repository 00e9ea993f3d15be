"""Leads of the shipped suite: claimed from the pool by many at once, returned, assigned, converted once."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
import pytest_asyncio
from tests.pg.automation.desk import Desk
from tests.pg.suites.test_suites import install
from tests.world import World, world

from tombolo.automation.button import press
from tombolo.automation.read import rules_of
from tombolo.automation.together import Rules
from tombolo.base import ids
from tombolo.base.errors import Conflict, Fault, Invalid
from tombolo.suites.shipped import folders

LEAD, HAND = "crm.lead", "crm.lead_hand"
REPS = ("ada", "bea", "cyd", "dan", "eve")
GIVEN = {
    "company": "某涂料厂", "contact_name": "王工", "email": "a@b.example", "industry": "coating",
    "source": "website",
}  # fmt: skip


class Firm:
    """The suite with its rules, five who sell, and the pool."""

    def __init__(self, house: World) -> None:
        self.house = house
        self.rules = {one.name: one for one in rules_of(house.catalog)[0]}

    async def press(self, login: str, rule: str, lead: str, once: str = "") -> bool:
        async with self.house.writing(login) as work:
            key = once or str(ids.uuid7())
            return await press(work, self.rules[f"crm.{rule}"], lead, key)

    async def tried(self, login: str, rule: str, lead: str) -> str:
        """What came of it: "" or the code of the refusal."""
        try:
            await self.press(login, rule, lead)
        except Fault as fault:
            return fault.code
        return ""

    async def leads(self, many: int = 1, **more) -> list[str]:
        made = {**GIVEN, "in_pool": True, "owner": None, **more}
        rows = [{**made, "company": f"某涂料厂{ids.token(6)}"} for _ in range(many)]
        return list((await self.house.put("ann", LEAD, *rows)).ids)

    async def lead(self, id_: str) -> dict:
        return dict((await self.house.get("ann", LEAD, id_)).values)

    async def held(self, login: str) -> int:
        where = {"formula": f'owner.name = "{login.title()}" AND NOT in_pool'}
        rows = await self.house.rows("ann", LEAD, ["lead_no"], where=where, limit=500)
        async with self.house.reading("ann") as work:
            counted = await work.tx.value(
                "select held from crm_lead_load where member = $1", self.house.people[login].id
            )
        assert (counted or 0) == len(rows)
        return len(rows)


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


async def pool_rule(firm, **more) -> str:
    given = {"name": ids.token(6), "daily_claim_limit": 1000, **more}
    return (await firm.house.put("ann", "crm.pool_rule", given)).ids[0]


async def test_of_fifty_claims_of_one_lead_one_gets_it(firm):
    (lead,) = await firm.leads(pool=await pool_rule(firm))
    came = await asyncio.gather(*(firm.tried(REPS[n % 5], "lead_claim", lead) for n in range(50)))
    assert len(came) == 50
    assert Counter(bool(one) for one in came) == {False: 1, True: 49}
    assert set(came) <= {"", "rule.not_now", "record.missing"}
    values = await firm.lead(lead)
    assert (values["in_pool"], values["owner"] is not None) == (False, True)
    columns = ["reason"]
    where = {"formula": f'lead.lead_no = "{values["lead_no"]}"'}
    assert await firm.house.rows("ann", HAND, columns, where=where) == [["claim"]]


async def test_capacity_holds_when_one_claims_three_at_once(firm):
    pool = await pool_rule(firm, capacity=50)
    await firm.leads(
        49 - await firm.held("dan"), in_pool=False, owner=str(firm.house.people["dan"].id)
    )
    assert await firm.held("dan") == 49
    three = await firm.leads(3, pool=pool)
    came = await asyncio.gather(*(firm.tried("dan", "lead_claim", one) for one in three))
    assert sorted(came) == ["", "record.invalid", "record.invalid"]
    assert await firm.held("dan") == 50
    kept = [(await firm.lead(one))["in_pool"] for one in three]
    assert sorted(kept) == [False, True, True]


async def test_so_many_a_day_and_no_more(firm):
    pool = await pool_rule(firm, daily_claim_limit=2)
    firm.house.now = firm.house.now.replace(day=29)
    leads = await firm.leads(4, pool=pool)
    came = await asyncio.gather(*(firm.tried("eve", "lead_claim", one) for one in leads))
    assert sorted(came) == ["", "", "record.invalid", "record.invalid"]
    firm.house.now = firm.house.now.replace(day=30)
    left = [one for one in leads if (await firm.lead(one))["in_pool"]]
    assert await firm.tried("eve", "lead_claim", left[0]) == ""


async def test_who_returned_it_waits_and_another_may(firm):
    (lead,) = await firm.leads(pool=await pool_rule(firm, cooldown_days=7))
    await firm.press("ada", "lead_claim", lead)
    assert (await firm.house.get("ada", LEAD, lead)).values["email"] == "a@b.example"
    assert await firm.tried("bea", "lead_return", lead) == "record.missing"
    await firm.press("ada", "lead_return", lead)
    values = await firm.lead(lead)
    assert (values["in_pool"], values.get("owner")) == (True, None)
    # In the pool all see it, and nobody who to call.
    assert (await firm.house.get("bea", LEAD, lead)).values.get("email") is None
    with pytest.raises(Invalid) as early:
        await firm.press("ada", "lead_claim", lead)
    assert "冷却" in (early.value.problems[0].say or {})["zh"]
    await firm.press("bea", "lead_claim", lead)
    where = {"formula": f'lead.lead_no = "{values["lead_no"]}"'}
    rows = await firm.house.rows("ann", HAND, ["reason"], where=where, sort=["created_at"])
    assert sorted(one for (one,) in rows) == ["claim", "claim", "return"]


async def test_an_assignment_is_noted_and_takes_it_out_of_the_pool(firm):
    (lead,) = await firm.leads()
    await firm.house.change("ann", LEAD, lead, owner=str(firm.house.people["cyd"].id))
    values = await firm.lead(lead)
    assert values["in_pool"] is False
    where = {"formula": f'lead.lead_no = "{values["lead_no"]}"'}
    assert await firm.house.rows("ann", HAND, ["reason"], where=where) == [["assign"]]


async def test_a_lead_is_converted_once_however_often_it_is_pressed(firm):
    campaign = {
        "name": "春季巡展", "kind": "expo", "start_date": "2026-04-01", "end_date": "2026-04-02",
        "budget": "1000",
    }  # fmt: skip
    (event,) = (await firm.house.put("ann", "crm.campaign", campaign)).ids
    given = {**GIVEN, "company": "转化 材料厂（苏州）", "source": "campaign", "campaign": event}
    (lead,) = (await firm.house.put("cyd", LEAD, {**given, "mobile": "13800138000"})).ids
    came = await asyncio.gather(*(firm.tried("cyd", "lead_convert", lead) for _ in range(5)))
    assert sorted(came) == ["", *["rule.not_now"] * 4]
    where = {"formula": 'name_norm = "转化材料厂(苏州)"'}
    rows = await firm.house.rows("ann", "crm.customer", ["source", "source_campaign"], where=where)
    assert len(rows) == 1
    where = {"formula": 'customer.name_norm = "转化材料厂(苏州)"'}
    assert await firm.house.rows("ann", "crm.contact", ["name", "mobile"], where=where) == [
        ["王工", "13800138000"]
    ]
    (deal,) = await firm.house.rows("cyd", "crm.opportunity", ["name", "campaign"], where=where)
    assert deal[0] == "转化 材料厂（苏州）项目"
    assert deal[1] is not None
    values = await firm.lead(lead)
    assert values["state"] == "converted"
    assert values["customer"]
    for login in ("cyd", "ann"):
        with pytest.raises(Fault):
            await firm.house.change(login, LEAD, lead, need="再改")
    # Another lead of the same company finds the customer, without an opportunity.
    again = {
        **GIVEN,
        "company": "转化材料厂(苏州)",
        "contact_name": "李工",
        "make_opportunity": False,
    }
    (second,) = (await firm.house.put("dan", LEAD, again)).ids
    await firm.press("dan", "lead_convert", second)
    assert (await firm.lead(second))["customer"] == values["customer"]
    assert len(await firm.house.rows("ann", "crm.contact", ["name"], where=where)) == 2
    assert len(await firm.house.rows("ann", "crm.opportunity", ["name"], where=where)) == 1


async def test_nobody_converts_what_is_another_s(firm):
    (lead,) = (await firm.house.put("cyd", LEAD, {**GIVEN, "company": "别人的线索厂"})).ids
    with pytest.raises(Fault):
        await firm.press("ada", "lead_convert", lead)
    with pytest.raises(Conflict):
        await firm.press("ann", "lead_convert", lead)


async def test_a_lead_that_nobody_followed_up_goes_back_at_night(firm):
    """Chosen by the timetable; the one that was followed up meanwhile stays with its owner."""
    then, firm.house.now = firm.house.now, firm.house.now - timedelta(days=60)
    old, followed = await firm.leads(2, in_pool=False, owner=str(firm.house.people["eve"].id))
    firm.house.now = then
    spoken = {
        "lead": followed,
        "kind": "call",
        "at": then.isoformat(),
        "content": "说过了，下周再谈一次细节",
    }
    await firm.house.put("ann", "crm.follow_up", spoken)
    desk = Desk(firm.house, list(firm.rules.values()))
    await desk.tick()
    async with firm.house.pool.write() as tx:
        await tx.run(
            "update sys_rule_timer set next_run_at = clock_timestamp() - interval '1 hour'"
            " where rule = 'crm.lead_recycle'"
        )
    await desk.tick()
    await desk.work_off()
    gone, kept = await firm.lead(old), await firm.lead(followed)
    assert (gone["in_pool"], gone["owner"]) == (True, None)
    assert (kept["in_pool"], kept["owner"]) == (False, str(firm.house.people["eve"].id))
    reasons = await firm.house.rows(
        "ann", HAND, ["reason"], where={"formula": f'lead.lead_no = "{gone["lead_no"]}"'}
    )
    assert "recycle" in str(reasons)
