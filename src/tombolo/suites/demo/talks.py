"""Follow-ups: what was said, and what comes next."""

from datetime import date, datetime, timedelta

from tombolo.suites.demo.chance import ZONE, Chance, Row
from tombolo.suites.demo.clients import Client, Crowd
from tombolo.suites.demo.deals import Deal
from tombolo.suites.demo.profile import Profile

_KINDS = {"call": 36, "wechat": 26, "visit": 16, "email": 11, "meeting": 6, "demo": 5}
_DONE = (
    "与{who}沟通了测试需求，对方关注重复性和温控范围。", "向{who}介绍了新方案，约定近期安排测样。",
    "{who}反馈预算仍在审批，暂不能下单。", "拜访{who}，现场查看了现有设备和样品情况。",
    "给{who}发送了技术资料和应用案例，等待回复。", "{who}对比了竞品参数，要求补充精度说明。",
    "测样报告已发给{who}，结果符合预期。", "与{who}确认了配置清单，准备更新报价。",
    "{who}希望缩短交期，已向供应链询问。", "回访{who}，设备使用正常，询问备件价格。",
)  # fmt: skip


def talks(
    chance: Chance, profile: Profile, made: list[Deal], known: list[Client], leads: list[Row]
) -> list[Row]:
    """Some on every opportunity, the rest on customers and leads."""
    rows: list[Row] = []
    total = profile.count("crm.follow_up")
    share = profile.part(17_400) / max(1, len(made))
    for deal in made:
        end = deal.closed or chance.as_of
        many = max(1, round(chance.near(share, 2.4, 1, 16)))
        target: dict[str, object] = {
            "opportunity": deal.row.id,
            "customer": deal.client.id,
            "owner": deal.owner,
        }
        rows += _several(
            chance, target, deal.client.contacts[0][1], deal.row.at, end, many, live=not deal.closed
        )
    crowd = Crowd(known, 1.0)
    chased = [one for one in leads if one.set["state"] != "new"]
    while len(rows) < total:
        if chance.often(0.5):
            lead = chance.pick(chased)
            end = min(chance.as_of, lead.at.date() + timedelta(days=40))
            target = {
                "lead": lead.id,
                "owner": lead.set["owner"],
            }
            live = lead.set["state"] == "following"
            rows += _several(
                chance, target, str(lead.set["contact_name"]), lead.at, end, 1, live=live
            )
        else:
            client = crowd.one(chance, chance.as_of) if chance.often(0.5) else chance.pick(known)
            target = {"customer": client.id, "owner": client.owner}
            many = min(chance.between(1, 3), total - len(rows))
            rows += _several(
                chance,
                target,
                client.contacts[0][1],
                client.row.at,
                chance.as_of,
                many,
                live=chance.often(0.03),
            )
    del rows[total:]
    rows.sort(key=lambda one: one.at)
    return rows


def _several(
    chance: Chance,
    target: dict[str, object],
    who: str,
    since: datetime,
    end: date,
    many: int,
    *,
    live: bool,
) -> list[Row]:
    """So many talks between two days; only the last of a live matter waits for the next."""
    span = max(0, (end - since.date()).days)
    days = sorted(
        since.date() + timedelta(days=round(span * chance.random.random())) for _ in range(many)
    )
    moments = sorted(max(since, chance.moment(chance.workday(day))) for day in days)
    made: list[Row] = []
    for number, at in enumerate(moments):
        last = number == many - 1
        following = (
            chance.moment(chance.as_of + timedelta(days=chance.between(-6, 12)))
            if last
            else moments[number + 1]
        )
        waits = (last and live) or (not last and chance.often(0.5))
        values: dict[str, object] = {
            **target, "kind": chance.weighted(_KINDS), "at": at.astimezone(ZONE).isoformat(),
            "content": chance.pick(_DONE).format(who=who),
            "next_at": following.isoformat() if waits and following > at else None, "next_done": not last,
        }  # fmt: skip
        made.append(chance.row(at, values))
    return made
