"""A pipeline like that of the house's own opportunities, its people, and a clock that is set."""

from datetime import UTC, datetime
from typing import Any

import pytest_asyncio
from tests.world import World, world

APP = """
deal/app: {app: deal, label: 商机, nav: [opp, quote], roles: {sales_head: {zh: 销售主管, en: Head of sales}, app_head: 应用主管, sales_director: 销售总监}}
deal/forms/opp:
  label: {zh: 商机, en: Opportunity}
  title: "{name}"
  fields:
    name: {kind: text, label: 名称, required: true}
    engineer: {kind: member, label: 工程师}
    stage:
      kind: stage
      label: {zh: 阶段, en: Stage}
      probability: probability
      override: by_hand
      stages:
        s1:
          label: {zh: 需求确认, en: Needs}
          probability: 0.10
          days: 14
          require: [need_summary, match_level, budget_known]
          tasks:
            key_facts: {label: 记录客户重要信息, who: owner, due: 3, mandatory: false}
        s2:
          label: {zh: 方案确认, en: Solution}
          probability: 0.25
          days: 21
          enter: 'NOT EMPTY(need_summary) AND match_level <> "none"'
          tasks:
            plan: {label: 相关部门制定方案, who: role(app_head), mandatory: false}
            confirm: {label: 客户确认方案, who: owner, due: 10, mandatory: true, result: true}
        s3:
          label: {zh: 报价确认, en: Quotation}
          probability: 0.5
          days: 14
          exit: [{need: 'EXISTS(quotes, state = "approved")', say: {zh: 需要一份已批准的报价, en: An approved quotation is needed}}]
        s4: {label: {zh: 招投标, en: Tender}, probability: 0.7, days: 30}
        s5: {label: {zh: 最终谈判, en: Negotiation}, probability: 0.9, days: 14}
      outcomes:
        won: {label: {zh: 赢单, en: Won}, probability: 1, need: 'amount > 0'}
        lost: {label: {zh: 输单, en: Lost}, probability: 0, ask: [lost_reason, "lost_note?"]}
        invalid: {label: {zh: 无效, en: Invalid}, probability: 0, ask: [invalid_reason]}
      moves:
        back: {steps: 1, who: role(sales_head), reason: true}
        reopen: {from: [lost], within: 90, who: role(sales_director)}
        skip: {s4: NOT needs_tender}
    probability: {kind: percent, label: 赢率}
    by_hand: {kind: switch, label: 人工赢率}
    amount: {kind: money, label: 金额}
    weighted: {kind: formula, label: 加权, is: "ROUND(amount * probability, 2)"}
    age: {kind: formula, label: 天, is: "DAYS(TODAY(), stage_entered_on)"}
    need_summary: {kind: text, label: 需求摘要}
    match_level: {kind: choice, label: 匹配度, options: {full: 完全, none: 不匹配}}
    budget_known: {kind: switch, label: 预算已确认}
    needs_tender: {kind: switch, label: 需招投标}
    lost_reason: {kind: choice, label: 输单原因, options: {price: 价格, other: 其他}}
    lost_note: {kind: text, label: 说明}
    invalid_reason: {kind: text, label: 无效原因}
  views:
    board: {kind: kanban, label: 看板, by: stage, card: [name]}
    stuck: {label: 停滞, where: stage_stalled, columns: [name, stage_days]}
deal/forms/quote:
  label: 报价
  fields:
    opp: {kind: link, label: 商机, to: deal.opp, inverse: quotes}
    state: {kind: choice, label: 状态, options: {draft: 草稿, approved: 已批准}, default: '"draft"'}
deal/grants/sales:
  who: [role(sales)]
  forms:
    opp: {may: [read, create, update, delete, import], rows: "owner = ME()"}
    quote: {may: [read, create, update]}
deal/grants/heads:
  who: [role(sales_head), role(sales_director)]
  forms:
    opp: {may: [read, create, update]}
    quote: {may: [read, create, update]}
deal/grants/looking:
  who: [role(app_head)]
  forms:
    opp: {may: [read]}
deal/grants/blind:
  who: [role(blind)]
  forms:
    opp: {may: [read, update], hide: [stage]}
"""

READY = {"need_summary": "摘要", "match_level": "full", "budget_known": True}


def at(day: str, hour: int = 1) -> datetime:
    """09:00 in Shanghai on that day of 2026."""
    return datetime.fromisoformat(f"2026-{day}T{hour:02}:00:00").replace(tzinfo=UTC)


async def ready(pool: Any) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("li", roles=["sales"])
    await made.person("hu", roles=["sales", "sales_head"])
    await made.person("du", roles=["sales_director"])
    await made.person("ap", roles=["app_head"])
    await made.person("bo", roles=["blind"])
    return made


@pytest_asyncio.fixture(scope="module")
async def deal(pool) -> World:
    return await ready(pool)
