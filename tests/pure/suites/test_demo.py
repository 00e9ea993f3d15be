"""The demo company is the same every time, of the size and shape it promises."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from tombolo.suites.demo.chance import AS_OF, ZONE, Chance, end_of
from tombolo.suites.demo.company import company, quarters, top_share
from tombolo.suites.demo.load import WAVES, batches
from tombolo.suites.demo.people import PEOPLE
from tombolo.suites.demo.profile import COUNTS, FULL, MINI


@pytest.fixture(scope="module")
def full():
    return company(FULL, Chance())


def test_counts(full):
    for form, wanted in COUNTS.items():
        assert abs(len(full.rows[form]) - wanted) <= wanted * 0.02, form
    assert {form for wave in WAVES for form in wave} == set(full.rows) == set(COUNTS)


def test_the_same_every_time():
    first, second = company(MINI, Chance()), company(MINI, Chance())
    assert first == second
    assert company(MINI, Chance(1)).rows["crm.customer"] != first.rows["crm.customer"]
    assert len(first.rows["crm.customer"]) == 65


def test_every_quarter_has_something(full):
    wanted = {(year, quarter) for year in range(2022, 2027) for quarter in range(1, 5)}
    wanted = {one for one in wanted if (2022, 3) <= one <= (2026, 2)}
    for form in (
        "crm.customer",
        "crm.lead",
        "crm.opportunity",
        "crm.quotation",
        "crm.tender",
        "crm.sales_order",
        "crm.follow_up",
    ):
        assert quarters(full.rows[form]) == wanted, form


def test_few_customers_make_much_of_the_revenue(full):
    assert 0.38 <= top_share(full.rows["crm.sales_order"], COUNTS["crm.customer"]) <= 0.46


def test_outcomes(full):
    stages = Counter(row.set["stage"] for row in full.rows["crm.opportunity"])
    assert (stages["won"], stages["lost"], stages["invalid"]) == (870, 1190, 430)
    kinds = Counter(row.set["order_kind"] for row in full.rows["crm.sales_order"])
    assert kinds["instrument"] == 870
    assert Counter(row.set["state"] for row in full.rows["crm.lead"])["converted"] == 1976
    reasons = Counter(
        row.set["lost_reason"] for row in full.rows["crm.opportunity"] if "lost_reason" in row.set
    )
    assert 0.27 <= reasons["price"] / 1190 <= 0.35
    levels = Counter(row.set["level"] for row in full.rows["crm.customer"])
    assert abs(levels["A"] - 104) <= 2


def test_nothing_happens_before_its_time(full):
    born = {row.id: row.at for rows in full.rows.values() for row in rows}
    assert len(born) == full.count
    for form, rows in full.rows.items():
        for row in rows:
            day = row.at.astimezone(ZONE).date()
            assert Chance().start <= day <= AS_OF, (form, row)
            if form == "crm.lead":
                continue  # a lead names the customer that it became later
            for key in ("customer", "opportunity", "lead", "quotation", "source_campaign"):
                if key in row.set:
                    assert born[row.set[key]] <= row.at, (form, key, row)


def test_batches_keep_to_their_month(full):
    rows = full.rows["crm.follow_up"]
    made = list(batches(rows))
    assert sum(map(len, made)) == len(rows)
    for batch in made:
        assert len({row.at.astimezone(ZONE).strftime("%Y%m") for row in batch}) == 1
    assert [batch[-1].at for batch in made] == sorted(batch[-1].at for batch in made)


def test_people():
    here = [one for one in PEOPLE if not one.left_ago]
    assert len(here) == 25
    assert len({one.login for one in PEOPLE}) == len({one.name for one in PEOPLE}) == len(PEOPLE)
    sales = {"销售部": 1, "华东组": 4, "华北组": 2, "华南西部组": 2}
    assert {name: sum(one.department == name for one in here) for name in sales} == sales


def test_names_do_not_repeat(full):
    names = [row.set["name"] for row in full.rows["crm.customer"]]
    assert len(set(names)) == len(names)
    mobiles = [row.set["mobile"] for row in full.rows["crm.contact"] if "mobile" in row.set]
    assert len(set(mobiles)) == len(mobiles)
    assert all(mobile.startswith("199000") and len(mobile) == 11 for mobile in mobiles)


@pytest.mark.parametrize("as_of", [date(2027, 1, 31), date(2028, 2, 29), date(2026, 11, 22)])
def test_the_story_may_end_on_any_day(as_of):
    chance = Chance(as_of=as_of)
    made = company(MINI, chance)
    # How many orders are approved by the last day is luck, and contracts follow from them.
    usual = company(MINI, Chance()).rows
    follows = {"erp.contract", "erp.receivable", "crm.support_request"}
    assert {form: len(rows) for form, rows in made.rows.items() if form not in follows} == {
        form: len(rows) for form, rows in usual.items() if form not in follows
    }
    days = [row.at.astimezone(ZONE).date() for rows in made.rows.values() for row in rows]
    assert chance.start <= min(days)
    assert as_of - timedelta(days=7) <= max(days) <= as_of
    assert end_of(made.staff.id("yuyang")) == as_of


def test_opportunities_stand_in_every_stage_and_some_for_too_long(full):
    """The ways run forward in time; the days are those that the suite gives each stage."""
    days = {"requirement": 14, "solution": 21, "quotation": 14, "tender": 30, "negotiation": 14}
    ways = [past.way for past in full.pasts.values()]
    assert all(a[1] < b[1] for way in ways for a, b in pairwise(way))
    assert max(way[-1][1] for way in ways).astimezone(ZONE).date() <= AS_OF
    still = [way[-1] for way in ways if way[-1][0] in days]
    assert {stage for stage, _ in still} == set(days)
    waited = [(stage, (AS_OF - at.astimezone(ZONE).date()).days) for stage, at in still]
    stalled = sum(1 for stage, n in waited if n > days[stage] * 1.5)
    assert 0 < stalled < len(still) / 4
    assert any(past.back for past in full.pasts.values())


def test_every_approved_order_has_its_contract_and_plan(full):
    orders = {row.id: row for row in full.rows["crm.sales_order"]}
    agreed = {row.id: row for row in full.rows["erp.contract"]}
    approved = {id_ for id_, row in orders.items() if row.set["state"] in {"approved", "done"}}
    assert sorted(row.set["source_order"] for row in agreed.values()) == sorted(approved)
    sums = Counter()
    for row in full.rows["erp.receivable"]:
        sums[row.set["contract"]] += Decimal(row.set["amount"])
        assert row.set["collected"] in {"0", row.set["amount"]}
    assert sums == {id_: Decimal(row.set["amount"]) for id_, row in agreed.items()}
    assert {row.set["state"] for row in agreed.values()} == {"draft", "effective", "completed"}


def test_orders_and_leads_wait_where_people_look(full):
    assert len(full.asking) > 3
    assert {row.set["state"] for row in full.asking} == {"draft"}
    pooled = [row for row in full.rows["crm.lead"] if row.set.get("in_pool")]
    assert len(pooled) > 300
    assert all(row.set["owner"] is None for row in pooled)
