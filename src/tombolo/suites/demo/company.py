"""Four years of the company as records, pure: nothing is read and nothing written."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from tombolo.suites.demo import (
    clients,
    contracts,
    deals,
    goods,
    market,
    papers,
    stays,
    stock,
    support,
    talks,
)
from tombolo.suites.demo.chance import Chance, Row
from tombolo.suites.demo.names import Names
from tombolo.suites.demo.people import Staff, staff
from tombolo.suites.demo.profile import Profile


@dataclass(frozen=True, slots=True)
class Company:
    """Everything, by form and in the order in which the forms are filled."""

    staff: Staff
    rows: Mapping[str, list[Row]]
    waiting: list[Row]  # quotations that are in approval: made as drafts, then submitted
    asking: list[Row]  # orders likewise; one that may not be submitted stays a draft
    pasts: Mapping[str, stays.Past]  # the way of each opportunity

    @property
    def count(self) -> int:
        return sum(len(rows) for rows in self.rows.values())


def company(profile: Profile, chance: Chance) -> Company:
    """The same company for the same profile and seed."""
    everybody = staff(chance)
    names = Names(chance)
    catalogue = goods.goods(chance, names, everybody)
    events = market.campaigns(chance, everybody)
    known, customers, contacts = clients.clients(chance, names, everybody, profile, events)
    leads = market.leads(chance, names, everybody, profile, events, known)
    made = deals.deals(chance, everybody, profile, catalogue, known, leads)
    quotations, taken = papers.quotations(chance, profile, made)
    waiting = [one for one in quotations if one.set["state"] == "in_review"]
    for one in waiting:
        one.set["state"] = "draft"
    tenders = papers.tenders(chance, names, everybody, profile, made)
    orders = papers.orders(chance, profile, catalogue, known, made, taken)
    asking = [one for one in orders if one.set["state"] == "in_review"]
    for one in asking:
        one.set["state"] = "draft"
    rates = {one.id: str(one.set.get("tax_rate", "0.13")) for one in catalogue.products}
    agreed, plans = contracts.contracts(orders, rates, chance.as_of)
    followed = talks.talks(chance, profile, made, known, leads)
    moved = stock.moves(chance, profile, everybody, catalogue, orders)
    market.into_pool(leads, chance.as_of)
    return Company(
        everybody,
        {
            "erp.supplier": catalogue.suppliers,
            "erp.product": catalogue.products,
            "erp.warehouse": catalogue.warehouses,
            "crm.campaign": events,
            "crm.customer": customers,
            "crm.contact": contacts,
            "crm.lead": leads,
            "crm.opportunity": [one.row for one in made],
            "crm.quotation": quotations,
            "crm.tender": tenders,
            "crm.sales_order": orders,
            "crm.support_request": support.requests(orders, rates),
            "erp.contract": agreed,
            "erp.receivable": plans,
            "crm.follow_up": followed,
            "erp.stock_move": moved,
        },
        waiting,
        asking,
        stays.pasts(made, chance.as_of),
    )


def order_revenue(orders: list[Row]) -> dict[str, int]:
    """What each customer ordered, tax included; cancelled orders left out."""
    found: dict[str, int] = defaultdict(int)
    for row in orders:
        if row.set["state"] != "cancelled":
            lines = cast("list[dict[str, int]]", row.set["lines"])
            found[str(row.set["customer"])] += sum(one["qty"] * one["unit_price"] for one in lines)
    return found


def top_share(orders: list[Row], customers: int) -> float:
    """The part of the revenue that the top 5 % of all customers make."""
    revenue = sorted(order_revenue(orders).values(), reverse=True)
    return sum(revenue[: round(customers * 0.05)]) / sum(revenue)


def quarters(rows: list[Row]) -> set[tuple[int, int]]:
    """The quarters in which something was made."""
    days: list[date] = [row.at.date() for row in rows]
    return {(day.year, (day.month + 2) // 3) for day in days}
