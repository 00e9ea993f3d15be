"""Opportunities: what became of each, through which stages, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tombolo.suites.demo.chance import Chance, Row
from tombolo.suites.demo.clients import INDUSTRIES, Client, Crowd
from tombolo.suites.demo.goods import Goods, Product
from tombolo.suites.demo.people import Staff
from tombolo.suites.demo.profile import Profile

STAGES = ("requirement", "solution", "quotation", "tender", "negotiation")
_MEAN = {"requirement": 16, "solution": 24, "quotation": 18, "tender": 33, "negotiation": 13}
_OPEN = {"requirement": 28, "solution": 27, "quotation": 22, "tender": 15, "negotiation": 8}
_LOST_AT = {"requirement": 22, "solution": 28, "quotation": 27, "tender": 17, "negotiation": 6}
_INVALID_AT = {"requirement": 75, "solution": 25}
_LOST_BY = {
    "price": 31,
    "no_decision": 21,
    "spec": 17,
    "budget_cut": 13,
    "relation": 9,
    "delivery": 6,
    "other": 3,
}
_INVALID_BY = {"no_need": 40, "unqualified": 25, "test_only": 20, "duplicate": 10, "other": 5}
_RIVALS = ("竞品甲", "竞品乙", "竞品丙", "国产丁", "国产戊")
_DISCOUNTS: Mapping[tuple[float, float], float] = {
    (0, 0): 24, (0.01, 0.05): 38, (0.05, 0.10): 27, (0.10, 0.20): 9, (0.20, 0.28): 2,
}  # fmt: skip
OUTCOMES = {"won": 870, "lost": 1190, "invalid": 430, "open": 410}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a quotation or an order."""

    product: Product
    qty: int
    list_price: int
    unit_price: int
    cost: str

    def values(self) -> dict[str, object]:
        return {
            "product": self.product.id, "qty": self.qty, "list_price": self.list_price,
            "unit_price": self.unit_price, "est_cost": self.cost,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Course:
    """What became of an opportunity: the stages it went through, and when."""

    outcome: str
    stages: tuple[str, ...]
    entered: Mapping[str, date]
    closed: date | None
    needs_tender: bool


@dataclass(frozen=True, slots=True)
class Deal:
    """An opportunity as quotations, tenders and orders need it."""

    row: Row
    client: Client
    course: Course
    lines: tuple[Line, ...]

    @property
    def outcome(self) -> str:
        return self.course.outcome

    @property
    def stages(self) -> tuple[str, ...]:
        return self.course.stages

    @property
    def entered(self) -> Mapping[str, date]:
        return self.course.entered

    @property
    def closed(self) -> date | None:
        return self.course.closed

    @property
    def owner(self) -> str:
        return str(self.row.set["owner"])


def deals(
    chance: Chance,
    staff: Staff,
    profile: Profile,
    goods: Goods,
    known: list[Client],
    leads: list[Row],
) -> list[Deal]:
    """The opportunities in the order in which they came up."""
    by_client: dict[str, list[Row]] = {}
    for lead in leads:
        if "customer" in lead.set:
            by_client.setdefault(str(lead.set["customer"]), []).append(lead)
    total = profile.count("crm.opportunity")
    outcomes = [name for name, full in OUTCOMES.items() for _ in range(profile.part(full))]
    outcomes = (outcomes + ["lost"] * total)[:total]
    chance.random.shuffle(outcomes)
    # Who buys more is worked on more; what is lost or invalid is spread more evenly.
    buyers, others = Crowd(known, 0.8), Crowd(known, 0.5)
    made = [
        _deal(chance, staff, goods, buyers if outcome == "won" else others, by_client, outcome)
        for outcome in outcomes
    ]
    made.sort(key=lambda one: one.row.at)
    return made


def _deal(
    chance: Chance,
    staff: Staff,
    goods: Goods,
    crowd: Crowd,
    leads: Mapping[str, list[Row]],
    outcome: str,
) -> Deal:
    end = chance.as_of if outcome == "open" else chance.season_day()
    client = crowd.one(chance, end - timedelta(days=45))
    course = _course(chance, client, outcome, end)
    lines = choose(chance, goods, client, INDUSTRIES[client.industry][2])
    return Deal(_row(chance, staff, client, leads, course, lines), client, course, lines)


def _course(chance: Chance, client: Client, outcome: str, end: date) -> Course:
    """The way back from its end, but never before the client was known."""
    last = _last(chance, outcome)
    school = client.industry in {"university", "institute"}
    needs_tender = last == "tender" or chance.often(0.55 if school else 0.2)
    way = tuple(s for s in STAGES[: STAGES.index(last) + 1] if s != "tender" or needs_tender)
    spans = {stage: chance.days(_MEAN[stage]) for stage in way}
    start = end - timedelta(days=sum(spans.values()))
    if outcome == "open":  # the last stage is still going on
        before = sum(list(spans.values())[:-1])
        start = chance.as_of - timedelta(days=before + chance.between(0, spans[last]))
    floor = max(chance.start, client.since)
    if start < floor:
        start = floor
        end = min(chance.as_of, max(end, start + timedelta(days=len(way))))
    day = chance.workday(start)
    entered: dict[str, date] = {}
    for stage in way:
        entered[stage] = min(day, end)
        day += timedelta(days=spans[stage])
    return Course(outcome, way, entered, None if outcome == "open" else end, needs_tender)


def _last(chance: Chance, outcome: str) -> str:
    if outcome == "won":
        return "negotiation"
    shares = {"lost": _LOST_AT, "invalid": _INVALID_AT, "open": _OPEN}[outcome]
    return chance.weighted(shares)


def choose(chance: Chance, goods: Goods, client: Client, median: float) -> tuple[Line, ...]:
    """An instrument near the size such customers buy, with what goes with it."""
    target = chance.spread(median, 0.55) * 1.13 * min(2.2, max(0.6, client.weight**0.2))
    tried = [chance.pick(goods.of["instrument"]) for _ in range(8)]
    main = min(tried, key=lambda one: abs(one.price - target * 0.9))
    qty = max(1, min(4, round(target / main.price / 1.2)))
    margin, discount = chance.near(0.41, 0.07, 0.08, 0.62), discount_of(chance)
    lines = [line(chance, client, main, qty, discount, margin)]
    extras = ("accessory", "accessory", "software", "service", "consumable")
    lines += [
        line(chance, client, chance.pick(goods.of[kind]), chance.between(1, 2), discount, margin)
        for kind in chance.random.sample(extras, chance.between(1, 3))
    ]
    return tuple(lines)


def discount_of(chance: Chance) -> float:
    least, most = chance.weighted(_DISCOUNTS)
    return chance.random.uniform(least, most)


def line(
    chance: Chance, client: Client, product: Product, qty: int, discount: float, margin: float
) -> Line:
    """Dealers have a list of their own, a quarter lower; that is no discount."""
    list_price = round(product.price * 0.75) if client.is_dealer else product.price
    unit_price = round(list_price * (1 - (0 if client.is_dealer else discount)))
    cost = unit_price / 1.13 * (1 - margin) * chance.random.uniform(0.95, 1.05)
    return Line(product, qty, list_price, unit_price, f"{cost:.2f}")


def amount_of(lines: tuple[Line, ...]) -> int:
    return sum(one.qty * one.unit_price for one in lines)


def _row(
    chance: Chance,
    staff: Staff,
    client: Client,
    leads: Mapping[str, list[Row]],
    course: Course,
    lines: tuple[Line, ...],
) -> Row:
    outcome, way, entered, closed = course.outcome, course.stages, course.entered, course.closed
    main, begun = lines[0].product.name.split(" ")[0], min(entered.values())
    at = max(client.row.at, chance.moment(begun))
    behind = [one for one in leads.get(client.id, ()) if one.at <= at]
    lead = chance.pick(behind) if behind and chance.often(0.97) else None
    stage = way[-1] if outcome == "open" else outcome
    further = len(way) > 1 or outcome == "won"
    expected = closed or chance.as_of + timedelta(days=chance.between(-15, 110))
    owner = (
        staff.seller(chance, client.region, closed)
        if closed and closed < chance.ago(514) and chance.often(0.15)
        else client.owner
    )
    values: dict[str, object] = {
        "name": f"{client.name[:8]}{main}项目", "customer": client.id,
        "contact": chance.pick(client.contacts)[0], "lead": lead.id if lead else None,
        "campaign": lead.set.get("campaign") if lead else client.row.set.get("source_campaign"),
        "stage": stage, "amount": amount_of(lines),
        "expected_close": max(expected, begun).isoformat() if further or chance.often(0.6) else None,
        "lines": [{"product": one.product.id, "qty": one.qty, "est_price": one.list_price} for one in lines],
        "need_summary": f"客户需要{main}，用于研发与质检。",
        "match_level": chance.weighted({"full": 55, "partial": 35, "custom": 10}) if further else None,
        "budget_known": further, "needs_tender": course.needs_tender, "owner": owner,
        "customer_confirmed_on": entered["quotation"].isoformat() if "quotation" in entered else None,
        "competitor": chance.pick(_RIVALS) if outcome == "lost" or chance.often(0.3) else None,
        "lost_reason": chance.weighted(_LOST_BY) if outcome == "lost" else None,
        "invalid_reason": chance.weighted(_INVALID_BY) if outcome == "invalid" else None,
        "collaborators": [chance.pick(staff.those("app_engineer"))] if len(way) > 1 and chance.often(0.4) else None,
    }  # fmt: skip
    return chance.row(at, values)
