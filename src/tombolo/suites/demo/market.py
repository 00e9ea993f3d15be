"""Campaigns, and the leads they and other sources bring."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from tombolo.suites.demo.chance import Chance, Row
from tombolo.suites.demo.clients import INDUSTRIES, Client
from tombolo.suites.demo.names import PROVINCES, Names
from tombolo.suites.demo.people import Staff
from tombolo.suites.demo.profile import Profile

_CITIES = ("上海", "北京", "广州", "深圳", "南京", "成都", "武汉", "苏州")
_TOPICS = (
    "电池浆料分散",
    "涂层润湿",
    "乳液稳定性",
    "泡沫控制",
    "晶圆清洗",
    "粉体表面能",
    "胶粘界面",
    "药物制剂",
)
_ITEMS = ("booth", "material", "travel", "gift", "media", "venue", "labour")
_SOURCES: Mapping[str, int] = {
    "campaign": 2800,
    "website": 1100,
    "referral": 500,
    "tender": 500,
    "cold": 300,
}
# How leads end, apart from those that became customers.
_ENDS = {"invalid": 1144, "closed": 1352, "open": 728}
_WHY = {"no_need": 40, "wrong_number": 20, "competitor": 12, "duplicate": 18, "other": 10}
_NEEDS = (
    "想了解{topic}方面的测试方案，样品为{kind}。", "现有设备老化，计划采购新仪器做{topic}。",
    "课题需要做{topic}测试，希望先测样。", "产线质检需要{topic}的快速方法，请安排演示。",
)  # fmt: skip
_SAMPLES = ("水性体系", "浆料", "薄膜", "粉末", "纤维", "乳液")


def campaigns(chance: Chance, staff: Staff) -> list[Row]:
    """48 of them: two large ones a year, the rest webinars and small events."""
    plan: list[tuple[date, str, str, bool]] = []
    for year in range(chance.start.year, chance.as_of.year + 1):
        large = (
            (date(year, 4, 12), f"{year}春季新品巡展", "expo", True),
            (date(year, 10, 18), f"{year}秋季用户大会", "user_meeting", True),
        )
        plan.extend(one for one in large if chance.start < one[0] <= chance.as_of)
    for number in range(40):
        kind = chance.weighted({"webinar": 26, "ads": 5, "mailing": 5, "expo": 4})
        word = {
            "webinar": "网络研讨会",
            "ads": "搜索推广",
            "mailing": "邮件专题",
            "expo": "区域技术交流会",
        }[kind]
        day = chance.workday(chance.start + timedelta(days=9 + 36 * number + chance.between(0, 20)))
        plan.append((day, f"{chance.pick(_TOPICS)}{word}（{day:%Y-%m}）", kind, False))
    rows: list[Row] = []
    for start, name, kind, major in sorted(plan):
        end = start + timedelta(days=2 if major else 0)
        cost = chance.between(150, 320) * 1000 if major else chance.between(30, 120) * 100
        parts = chance.between(3, 5) if major else chance.between(1, 2)
        share = cost // parts
        expenses = [
            {
                "item": chance.pick(_ITEMS),
                "amount": share if n else cost - share * (parts - 1),
                "paid_on": end.isoformat(),
            }
            for n in range(parts)
        ]
        state = "closed" if end < chance.as_of - timedelta(days=120) else "running"
        values: dict[str, object] = {
            "name": name, "kind": kind, "is_major": major, "state": state, "start_date": start.isoformat(),
            "end_date": end.isoformat(), "city": chance.pick(_CITIES) if kind != "webinar" else None,
            "budget": round(cost * chance.near(1.05, 0.12, 0.8, 1.4), -2), "expenses": expenses,
            "owner": staff.id(chance.pick(("yangfan", "linke"))),
        }  # fmt: skip
        rows.append(chance.row(chance.moment(chance.workday(start - timedelta(days=30))), values))
    return rows


def leads(
    chance: Chance,
    names: Names,
    staff: Staff,
    profile: Profile,
    events: list[Row],
    known: list[Client],
) -> list[Row]:
    """Those that became customers or opportunities, and the larger part that did not."""
    count = profile.count("crm.lead")
    fresh = list(known)
    chance.random.shuffle(fresh)
    converted = profile.part(1976)
    rows: list[Row] = []
    for number in range(count):
        client = fresh[number % len(fresh)] if number < converted else None
        rows.append(_lead(chance, names, staff, events, client))
    rows.sort(key=lambda one: one.at)
    return rows


def _lead(
    chance: Chance, names: Names, staff: Staff, events: list[Row], client: Client | None
) -> Row:
    source = chance.weighted(_SOURCES)
    event: Row | None = None
    if source == "campaign":
        major = chance.often(1600 / 2800)
        event = chance.pick([one for one in events if one.set["is_major"] is major])
        day = chance.workday(_day(event, "start_date") + timedelta(days=chance.between(0, 10)))
    else:
        day = chance.season_day()
    if client and not event and client.since > day:
        day = client.since
    at = chance.moment(day)
    industry = (
        client.industry if client else chance.weighted({k: v[0] for k, v in INDUSTRIES.items()})
    )
    province = client.province if client else names.province()
    person = client.contacts[0] if client else ("", names.person(), names.mobile())
    state, reason = ("converted", None) if client else _end(chance, at)
    topic, kind = chance.pick(_TOPICS), chance.pick(_SAMPLES)
    values: dict[str, object] = {
        "company": client.name if client else names.organisation(industry, province),
        "contact_name": person[1], "industry": industry, "province": province,
        # A converted lead keeps no mobile of its own: the contact has it, and live leads share none.
        "mobile": None if client else person[2],
        "email": f"lead{names.mobiles}.{chance.between(1000, 9999)}@customer.example" if client or chance.often(0.4) else None,
        "need": chance.pick(_NEEDS).format(topic=topic, kind=kind), "source": source,
        "campaign": event.id if event else None, "state": state, "invalid_reason": reason,
        "customer": client.id if client else None,
        "owner": client.owner if client else staff.seller(chance, PROVINCES[province][2]),
    }  # fmt: skip
    return chance.row(at, values)


def into_pool(leads: list[Row], as_of: date) -> None:
    """Those that nobody got anywhere with for long are back in the pool."""
    for one in leads:
        open_ = one.set["state"] in {"new", "following"}
        if open_ and one.at.date() <= as_of - timedelta(days=75):
            one.set.update(in_pool=True, owner=None)


def _end(chance: Chance, at: datetime) -> tuple[str, str | None]:
    if at.date() > chance.as_of - timedelta(days=75) and chance.often(0.85):
        return ("new" if at.date() > chance.as_of - timedelta(days=10) else "following"), None
    end = chance.weighted(_ENDS)
    if end == "open":
        return ("following" if chance.often(0.7) else "new"), None
    return end, chance.weighted(_WHY) if end == "invalid" else None


def _day(row: Row, key: str) -> date:
    return date.fromisoformat(str(row.set[key]))
