"""Quotations, tenders and orders."""

from datetime import date, datetime, timedelta

from tombolo.suites.demo.chance import Chance, Row
from tombolo.suites.demo.clients import Client, Crowd
from tombolo.suites.demo.deals import Deal, Line, amount_of, discount_of, line
from tombolo.suites.demo.goods import Goods
from tombolo.suites.demo.names import Names
from tombolo.suites.demo.people import Staff
from tombolo.suites.demo.profile import Profile

_SITES = ("示例招标网", "示例政府采购网", "示例高校采购平台")
_AGENCIES = ("示例招标代理甲", "示例招标代理乙", "示例招标代理丙")
_GOODS = ("表面张力仪", "接触角测量仪", "旋转流变仪", "粒度分析仪", "泡沫分析仪")


def quotations(
    chance: Chance, profile: Profile, made: list[Deal]
) -> tuple[list[Row], dict[str, Row]]:
    """The quotations, and by opportunity the one that became the order."""
    count = profile.count("crm.quotation")
    series = round(count / 1.3)
    won = [one for one in made if one.outcome == "won"]
    other = [one for one in made if one.outcome in {"lost", "open"} and "quotation" in one.stages]
    chance.random.shuffle(other)
    quoted = (won + other)[:series]
    again = {
        one.row.id
        for one in chance.random.sample(quoted, min(len(quoted), max(0, count - len(quoted))))
    }
    rows: list[Row] = []
    taken: dict[str, Row] = {}
    for deal in quoted:
        day = chance.workday(
            deal.entered["quotation"] if "quotation" in deal.entered else deal.row.at.date()
        )
        if deal.row.id in again:
            rows.append(_quotation(chance, deal, day, 1, "superseded", 1.03))
            day = min(deal.closed or chance.as_of, day + timedelta(days=chance.between(2, 9)))
        state = "approved"
        if deal.outcome == "open":
            state = chance.weighted({"approved": 60, "in_review": 25, "draft": 15})
        elif deal.outcome == "lost":
            state = chance.weighted({"expired": 70, "approved": 20, "rejected": 10})
        row = _quotation(chance, deal, day, 2 if deal.row.id in again else 1, state, 1.0)
        rows.append(row)
        if deal.outcome == "won":
            taken[deal.row.id] = row
    rows.sort(key=lambda one: one.at)
    return rows, taken


def _quotation(
    chance: Chance, deal: Deal, day: date, revision: int, state: str, dearer: float
) -> Row:
    lines = [
        one.values() | {"unit_price": min(one.list_price, round(one.unit_price * dearer))}
        for one in deal.lines
    ]
    university = deal.client.industry in {"university", "institute"}
    values: dict[str, object] = {
        "opportunity": deal.row.id, "revision": revision, "state": state, "quoted_on": day.isoformat(),
        "valid_until": (day + timedelta(days=chance.pick((30, 30, 45, 60)))).isoformat(),
        "deposit_pct": "0" if university else chance.pick(("0.3", "0.3", "0.5")), "credit_days": chance.pick((30, 30, 45, 60, 90)),
        "delivery_weeks": chance.between(4, 14), "warranty_months": chance.weighted({12: 70, 24: 25, 36: 5}),
        "lines": lines, "owner": deal.owner,
    }  # fmt: skip
    return chance.row(max(deal.row.at, chance.moment(day)), values)


def orders(
    chance: Chance,
    profile: Profile,
    goods: Goods,
    known: list[Client],
    made: list[Deal],
    taken: dict[str, Row],
) -> list[Row]:
    """One for every opportunity that was won, and the smaller ones that need none."""
    rows = [_order(chance, deal, taken.get(deal.row.id)) for deal in made if deal.outcome == "won"]
    crowd = Crowd(known, 1.0)
    while len(rows) < profile.count("crm.sales_order"):
        day = chance.season_day()
        rows.append(_small(chance, goods, crowd.one(chance, day), day))
    rows.sort(key=lambda one: one.at)
    for row in chance.random.sample(rows, profile.part(40)):
        row.set["state"] = "cancelled"
    return rows


def _order(chance: Chance, deal: Deal, quotation: Row | None) -> Row:
    assert deal.closed
    university = deal.client.industry in {"university", "institute"}
    terms = (
        ((0, 90, 10) if university and chance.often(0.85) else (30, 60, 10))
        if chance.often(0.97)
        else (100, 0, 0)
    )
    values = {
        "order_kind": "instrument", "opportunity": deal.row.id, "customer": deal.client.id,
        "quotation": quotation.id if quotation else None, "campaign": deal.row.set.get("campaign"),
        "warranty_months": quotation.set["warranty_months"] if quotation else 12, "owner": deal.owner,
    }  # fmt: skip
    floor = max(deal.row.at, quotation.at) if quotation else deal.row.at
    return _made(chance, deal.closed, floor, values, deal.lines, terms, chance.between(45, 100))


def _small(chance: Chance, goods: Goods, client: Client, day: date) -> Row:
    kind = chance.weighted({"spare": 60, "service": 25, "repair": 15})
    category = {"spare": "spare", "service": "service", "repair": "spare"}[kind]
    target, margin = chance.spread(6_800, 0.9) * 1.13, chance.near(0.41, 0.07, 0.08, 0.62)
    lines: list[Line] = []
    while amount_of(tuple(lines)) < target * 0.7 and len(lines) < 4:
        product = min(
            (chance.pick(goods.of[category]) for _ in range(6)),
            key=lambda one: abs(one.price - target),
        )
        qty = max(1, min(20, round(target / 2 / product.price)))
        lines.append(line(chance, client, product, qty, discount_of(chance), margin))
    values: dict[str, object] = {
        "order_kind": kind,
        "customer": client.id,
        "owner": client.owner,
        "warranty_months": 3,
    }
    return _made(
        chance, day, client.row.at, values, tuple(lines), (100, 0, 0), chance.between(5, 30)
    )


def _made(
    chance: Chance, day: date, floor: datetime, values: dict[str, object], lines: tuple[Line, ...],
    terms: tuple[int, int, int], lead_days: int,
) -> Row:  # fmt: skip
    due = day + timedelta(days=lead_days)
    state = "done" if due < chance.as_of - timedelta(days=30) else "approved"
    if day > chance.as_of - timedelta(days=12):
        state = chance.weighted({"in_review": 60, "approved": 40})
    names = (("deposit", "signed"), ("acceptance", "accepted"), ("retention", "warranty_end"))
    terms_rows = [
        {
            "name": name,
            "pct": f"{share / 100:.2f}",
            "trigger": trigger,
            "days": chance.pick((7, 15, 30)) if name != "retention" else 0,
        }
        for share, (name, trigger) in zip(terms, names, strict=True)
        if share
    ]
    values |= {
        "order_date": day.isoformat(), "delivery_due": due.isoformat(), "state": state,
        "lines": [one.values() for one in lines], "payment_terms": terms_rows,
    }  # fmt: skip
    return chance.row(max(floor, chance.moment(day)), values)


def tenders(
    chance: Chance, names: Names, staff: Staff, profile: Profile, made: list[Deal]
) -> list[Row]:
    """Those we bid in, for an opportunity of ours, and the many notices we let pass."""
    bids = [one for one in made if "tender" in one.stages]
    chance.random.shuffle(bids)
    bids = bids[: profile.part(240)]
    rows = [_bid(chance, deal, number) for number, deal in enumerate(bids)]
    while len(rows) < profile.count("crm.tender"):
        rows.append(_notice(chance, names, staff, len(rows)))
    rows.sort(key=lambda one: one.at)
    return rows


def _bid(chance: Chance, deal: Deal, number: int) -> Row:
    entered = deal.entered["tender"]
    published = chance.workday(max(chance.start, entered))
    deadline = published + timedelta(days=chance.between(15, 25))
    amount = amount_of(deal.lines)
    result = {"won": "won", "lost": "lost"}.get(deal.outcome) if deadline < chance.as_of else None
    if deal.outcome == "open" and "negotiation" in deal.stages:
        result = "shortlisted"
    bond = round(amount * 0.02, -2) if chance.often(0.7) else None
    back = deadline + timedelta(days=chance.between(12, 45))
    won = result == "won"
    values: dict[str, object] = {
        **_head(chance, f"{deal.client.name}{deal.lines[0].product.name.split(' ')[0]}采购项目", published, deadline, number),
        "buyer": deal.client.name, "customer": deal.client.id, "opportunity": deal.row.id,
        "budget": round(amount * 1.1, -3), "ceiling": round(amount * 1.1, -3), "decision": "bid",
        "state": "closed" if result in {"won", "lost"} else "submitted" if deadline < chance.as_of else "decided",
        **_scores(chance, 74), "bid_amount": amount, "bond_amount": bond,
        "bond_paid_on": (deadline - timedelta(days=3)).isoformat() if bond else None,
        "bond_returned_on": back.isoformat() if bond and result and back < chance.as_of and chance.often(0.93) else None,
        "result": result or "pending", "opened_at": chance.moment(deadline).isoformat() if result else None,
        "winner": "本公司" if won else chance.pick(("竞品甲", "竞品乙", "国产丁")) if result == "lost" else None,
        "winner_amount": amount if won else round(amount * chance.near(0.93, 0.06, 0.7, 1.05)) if result == "lost" else None,
        "competitors": [
            {"name": name, "amount": round(amount * chance.near(1.0, 0.1, 0.7, 1.3))}
            for name in chance.random.sample(("竞品甲", "竞品乙", "国产丁", "国产戊"), 2)
        ],
        "owner": deal.owner,
    }  # fmt: skip
    return chance.row(chance.moment(published), values)


def _notice(chance: Chance, names: Names, staff: Staff, number: int) -> Row:
    published = chance.season_day()
    deadline = published + timedelta(days=chance.between(15, 25))
    fresh = deadline >= chance.as_of
    province = names.province()
    buyer = names.organisation(chance.weighted({"university": 60, "institute": 40}), province)
    values: dict[str, object] = {
        **_head(chance, f"{buyer}{chance.pick(_GOODS)}采购公告", published, deadline, number),
        "buyer": buyer, "budget": round(chance.spread(260_000, 0.5), -3), "owner": staff.seller(chance, "east"),
        "state": chance.weighted({"new": 60, "analysing": 40}) if fresh else "closed",
        **({} if fresh else {**_scores(chance, 46), "decision": "no_bid"}),
        "decision_reason": None if fresh else chance.pick(("指标倾向竞品，胜算低。", "预算过低，无法满足毛利要求。", "交期无法满足。")),
        "result": "pending",
    }  # fmt: skip
    return chance.row(chance.moment(published), values)


def _head(
    chance: Chance, title: str, published: date, deadline: date, number: int
) -> dict[str, object]:
    return {
        "title": title, "source_site": chance.pick(_SITES), "notice_no": f"DEMO-{published:%Y%m}-{number:04}",
        "agency": chance.pick(_AGENCIES), "published_on": published.isoformat(),
        "deadline": chance.moment(deadline).isoformat(),
    }  # fmt: skip


def _scores(chance: Chance, mean: float) -> dict[str, object]:
    parts = ("fit", "relation", "price", "delivery", "margin")
    return {f"score_{part}": round(chance.near(mean, 10, 10, 98)) for part in parts}
