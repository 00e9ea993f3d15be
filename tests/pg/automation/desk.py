"""A small sales desk with rules as plain data, and a worker's turn in the test's own hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ruamel.yaml import YAML
from tests.world import World

from tombolo.access import directory
from tombolo.automation import after, log
from tombolo.automation.clock import Clock
from tombolo.automation.errand import place_of
from tombolo.automation.outbound import Outbound
from tombolo.automation.read import rule_of
from tombolo.automation.rule import Rule
from tombolo.automation.together import Rules
from tombolo.base.errors import Missing
from tombolo.base.vault import Vault
from tombolo.pg.pool import Pool
from tombolo.records.work import Work

APP = """
desk/app: {app: desk, label: {zh: 柜台, en: Desk}, nav: [customer, order, contract, memo]}
desk/forms/customer:
  label: {zh: 客户, en: Customer}
  title: "{name}"
  fields:
    name: {kind: text, label: 名称, required: true}
    status: {kind: choice, label: 状态, options: {new: 新, signed: 已签, gone: 流失}, default: '"new"'}
    turnover: {kind: number, label: 累计}
    secret: {kind: text, label: 密}
    worth: {kind: formula, label: 订单额, is: SUM(orders.total)}
    note: {kind: text, label: 备注}
desk/forms/order:
  label: {zh: 订单, en: Order}
  title: "{subject}"
  fields:
    subject: {kind: text, label: 主题}
    customer: {kind: link, label: 客户, to: desk.customer, inverse: orders}
    state: {kind: choice, label: 状态, options: {draft: 草稿, approved: 已批准}, default: '"draft"'}
    amount: {kind: number, label: 金额}
    ends: {kind: date, label: 到期}
    meets: {kind: moment, label: 会面}
    grade: {kind: text, label: 等级}
    count: {kind: number, label: 次数}
    lines:
      kind: lines
      label: 明细
      fields:
        item: {kind: text, label: 品名}
        qty: {kind: number, label: 数量}
    total: {kind: formula, label: 合计, is: SUM(lines.qty)}
desk/forms/contract:
  label: {zh: 合同, en: Contract}
  fields:
    order: {kind: link, label: 订单, to: desk.order, inverse: contracts}
    customer: {kind: link, label: 客户, to: desk.customer}
    total: {kind: number, label: 合计}
    title: {kind: text, label: 标题}
    parts:
      kind: lines
      label: 部分
      fields:
        what: {kind: text, label: 品名}
        many: {kind: number, label: 数量}
desk/forms/memo:
  label: {zh: 备忘, en: Memo}
  fields:
    key: {kind: text, label: 键}
    text: {kind: text, label: 内容}
    number: {kind: number, label: 数}
desk/grants/sales:
  label: {zh: 销售, en: Sales}
  who: [role(sales)]
  forms:
    customer: {may: [read, create, update], hide: [secret]}
    order: {may: [read, create, update, delete]}
    contract: {may: [read]}
"""


def rule(world: World, key: str, text: str) -> Rule:
    """A rule of YAML text that must be right."""
    found, problems = rule_of(world.catalog, "desk", key, data_of(text))
    assert found is not None, [(one.code, one.place, dict(one.values)) for one in problems]
    return found


def wrong(world: World, text: str) -> list[tuple[str, str]]:
    """The problems of a rule: code and place."""
    found, problems = rule_of(world.catalog, "desk", "bad", data_of(text))
    assert found is None
    return [(one.code, one.place.partition("#")[2]) for one in problems]


def data_of(text: str) -> Mapping[str, object]:
    return YAML(typ="safe", pure=True).load(text)


@dataclass
class Desk:
    """The world with the rules that are in force now."""

    world: World
    rules: list[Rule] = field(default_factory=list)
    name: str = "desk"
    vault: Vault = field(default_factory=lambda: Vault(b"k" * 32))
    outbound: Outbound = field(default_factory=Outbound)
    base_url: str = "http://tombolo.test"

    def use(self, **texts: str) -> None:
        """These rules and no others."""
        self.rules = [rule(self.world, key, text) for key, text in texts.items()]
        self.world.reactions = (Rules.of(self.rules),)

    async def runs(self, **which: Any) -> list[log.Entry]:
        """Runs in the order in which they came."""
        async with self.world.pool.read() as tx:
            return list(reversed(await log.entries(tx, most=5000, **which)))

    async def work(self, tx: Any, member: UUID) -> Work[Any]:
        """In a member's name, as a worker's bench gives it."""
        actor = await directory.actor(tx, member)
        if actor is None:
            raise Missing("auth.no_member")
        self.world.people[f"#{member}"] = actor
        return self.world.work(tx, f"#{member}")

    @property
    def pool(self) -> Pool:
        return self.world.pool

    async def work_off(self, most: int = 100) -> int:
        """Turns until there is nothing to do now; how many runs that were."""
        done = 0
        for _ in range(most):
            some = await after.turn(self)
            if not some:
                return done
            done += some
        raise AssertionError("the rules do not come to an end")

    async def keep_secret(self, name: str, text: str) -> None:
        sealed = self.vault.seal(text, place_of(name))
        async with self.pool.write() as tx:
            put = "insert into sys_rule_secret (name, sealed) values ($1, $2) on conflict (name) do update set sealed = $2"
            await tx.run(put, name, sealed)

    async def tick(self) -> int:
        """The clock rings what is due, for the rules in force; how many timers and dates that were."""
        clock, rang = Clock(self), 0
        while some := await clock.turn():
            rang += some
        return rang

    async def hurry(self) -> None:
        """What waits for another try is due now."""
        async with self.pool.write() as tx:
            await tx.run(
                "update sys_rule_run set run_at = clock_timestamp() where state = 'queued'"
            )
