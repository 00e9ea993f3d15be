"""Customers and their contacts, weighted so that a few of them matter most."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from tombolo.suites.demo.chance import Chance, Row
from tombolo.suites.demo.names import PROVINCES, TITLES, Names
from tombolo.suites.demo.people import Staff
from tombolo.suites.demo.profile import Profile

# Share of customers, readiness to order, median net size of an instrument order.
INDUSTRIES: Mapping[str, tuple[float, float, int]] = {
    "university": (20, 0.22, 210_000), "institute": (10, 0.22, 210_000),
    "chemical": (15, 0.34, 190_000), "coating": (12, 0.36, 165_000),
    "semiconductor": (12, 0.40, 320_000), "pharma": (9, 0.30, 205_000),
    "battery": (8, 0.42, 260_000), "auto_material": (6, 0.28, 180_000),
    "cosmetics": (4, 0.25, 150_000), "dealer": (2, 2.10, 140_000), "other": (2, 0.15, 120_000),
}  # fmt: skip
BUSY = 4.0  # nobody pulls harder: there is only so much to sell to one customer
_LEVELS = {"A": 0.08, "B": 0.22, "C": 0.50, "D": 0.20}
_SOURCES = {
    "campaign": 40,
    "website": 22,
    "referral": 14,
    "tender": 8,
    "cold": 6,
    "service": 5,
    "parent_company": 5,
}
_PARTS = {"user": 45, "procurement": 22, "decision": 18, "influence": 10, "finance": 5}


@dataclass(slots=True)
class Client:
    """A customer as the later chapters meet it."""

    row: Row
    name: str
    industry: str
    province: str
    region: str
    owner: str
    since: date
    weight: float
    contacts: list[tuple[str, str, str]]  # id, name, mobile

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def is_dealer(self) -> bool:
        return self.industry == "dealer"

    @property
    def pull(self) -> float:
        """How likely the next order is this customer's."""
        return self.weight * INDUSTRIES[self.industry][1]


class Crowd:
    """Draws clients by their pull among those known on a day."""

    def __init__(self, known: list[Client], power: float) -> None:
        self._known = sorted(known, key=lambda one: one.row.at)
        self._since = [one.since for one in self._known]
        pulls = (min(one.pull, BUSY) ** power for one in self._known)
        self._sums = list(accumulate(pulls))

    def one(self, chance: Chance, day: date) -> Client:
        many = max(1, bisect_right(self._since, day))
        at = chance.random.random() * self._sums[many - 1]
        return self._known[bisect_right(self._sums, at, 0, many - 1)]


def clients(
    chance: Chance, names: Names, staff: Staff, profile: Profile, campaigns: list[Row]
) -> tuple[list[Client], list[Row], list[Row]]:
    """The clients, their records, and the records of their contacts."""
    count = profile.count("crm.customer")
    made = [_client(chance, names, staff, campaigns, known=n < count / 5) for n in range(count)]
    made.sort(key=lambda one: one.row.at)
    ranked = sorted(made, key=lambda one: -one.pull)
    for place, one in enumerate(ranked):
        share, level = (place + 0.5) / count, "D"
        for name, part in _LEVELS.items():
            if share < part:
                level = name
                break
            share -= part
        one.row.set["level"] = level
        one.row.set["credit_limit"] = {"A": 2_000_000, "B": 800_000, "C": 200_000, "D": 0}[level]
    people = _contacts(chance, names, made, profile.count("crm.contact"))
    helpers = staff.those("app_engineer") + staff.those("app_head")
    for one in ranked[: count // 12]:
        one.row.set["collaborators"] = [chance.pick(helpers)]
    return made, [one.row for one in made], people


def _client(
    chance: Chance, names: Names, staff: Staff, campaigns: list[Row], *, known: bool
) -> Client:
    industry = chance.weighted({name: entry[0] for name, entry in INDUSTRIES.items()})
    province = names.province()
    region = PROVINCES[province][2]
    day = chance.start if known else chance.season_day()
    at = chance.moment(day)
    source = chance.weighted(_SOURCES)
    past = [one for one in campaigns if one.at <= at] if source == "campaign" else []
    if source == "campaign" and not past:
        source = "website"
    name = names.organisation(industry, province)
    owner = staff.seller(chance, region)
    values: dict[str, object] = {
        "name": name, "short_name": name[:6], "industry": industry, "province": province,
        "address": {"province": province, "detail": f"演示大道{chance.between(1, 999)}号"},
        "source": source, "source_campaign": chance.pick(past).id if past else None,
        "usci": names.code() if chance.often(0.8) else None, "owner": owner,
        "payment_days": chance.pick((0, 30, 30, 30, 60)), "note": "演示数据：虚构单位",
    }  # fmt: skip
    weight = chance.spread(1, 1.1)
    return Client(chance.row(at, values), name, industry, province, region, owner, day, weight, [])


def _contacts(chance: Chance, names: Names, made: list[Client], count: int) -> list[Row]:
    """One to six for each, two on average; the first is the primary one."""
    plan = [1] * len(made)
    while sum(plan) < count:
        place = chance.between(0, len(made) - 1)
        plan[place] += plan[place] < 6
    rows: list[Row] = []
    for client, many in zip(made, plan, strict=True):
        for number in range(many):
            day = client.since if number == 0 else _later(chance, client.since)
            at = max(client.row.at, chance.moment(day))
            name, mobile = names.person(), names.mobile()
            values: dict[str, object] = {
                "customer": client.id, "name": name, "job_title": chance.pick(TITLES),
                "role": chance.weighted(_PARTS), "mobile": None if chance.often(0.015) else mobile,
                "email": f"contact{names.mobiles}@customer.example" if chance.often(0.7) else None,
                "wechat": f"demo_{names.mobiles}" if chance.often(0.5) else None,
                "is_primary": number == 0, "consent": chance.often(0.6), "owner": client.owner,
            }  # fmt: skip
            row = chance.row(at, values)
            rows.append(row)
            client.contacts.append((row.id, name, mobile))
    return rows


def _later(chance: Chance, since: date) -> date:
    span = (chance.as_of - since).days
    return (
        chance.workday(since + (chance.as_of - since) * chance.random.random()) if span else since
    )
