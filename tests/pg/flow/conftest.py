"""The shipped suites with the departments and people that approvals need."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest_asyncio
from tests.world import ZONE, World, world

from tombolo.access import directory
from tombolo.access.people import Department
from tombolo.automation.read import rules_of
from tombolo.automation.together import Rules
from tombolo.flow import acts, store
from tombolo.flow.command import Done, perform
from tombolo.flow.state import State
from tombolo.records.write.change import Change
from tombolo.records.write.save import create
from tombolo.suites import plan
from tombolo.suites.apply import apply
from tombolo.suites.read import read
from tombolo.suites.shipped import folders

TERMS = [
    {"name": "deposit", "pct": "0.3", "trigger": "signed", "days": 7},
    {"name": "acceptance", "pct": "0.6", "trigger": "accepted", "days": 30},
    {"name": "retention", "pct": "0.1", "trigger": "warranty_end", "days": 0},
]
FLOW, SUPPORT, ORDER = "crm.quotation_approval", "crm.support_approval", "crm.order_approval"
FORMS = {FLOW: "crm.quotation", SUPPORT: "crm.support_request", ORDER: "crm.sales_order"}
# The approvers of a quotation as story 5 of the domain calls them.
APPROVERS = {
    "tech": "app_head", "supply": "purchaser", "head": "sales_head", "director": "sales_director",
    "finance": "finance_head", "gm": "gm", "service": "service_head", "clerk": "finance",
}  # fmt: skip


@dataclass
class House:
    """A workspace, and what people do in its approvals."""

    world: World
    ids: dict[str, str] = field(default_factory=dict)

    async def do(self, act: acts.Act, **fields: Any) -> Done:
        """An act in the name of who does it."""
        login = next(key for key, one in self.world.people.items() if one.id == act.by)
        async with self.world.writing(login) as work:
            return await perform(replace(work, now=self.world.now), act, fields)

    def who(self, login: str) -> Any:
        return self.world.people[login].id

    async def submit(
        self, record: str, login: str = "rep", *, flow: str = FLOW, **more: Any
    ) -> Done:
        by, form = self.who(login), FORMS[flow]
        return await self.do(acts.Submit(by=by, flow=flow, form=form, record=record, **more))

    async def agree(self, done: Done, fields: dict[str, dict[str, Any]] | None = None) -> list[str]:
        """Everybody who is asked agrees, to the end; who that was, in order. `fields` are written by
        the login they stand under.
        """
        asked: list[str] = []
        while done.status == "running":
            for login, task in sorted((await self.open_tasks(done)).items()):
                asked.append(login)
                told = (fields or {}).get(login, {})
                done = await self.do(acts.Approve(by=self.who(login), task=task.id), **told)
        assert done.status == "approved"
        return asked

    async def state(self, done: Done) -> State:
        async with self.world.pool.read() as tx:
            return await store.load(tx, done.root)

    async def open_tasks(self, done: Done) -> dict[str, Any]:
        """Who has to decide now: role of the story to task."""
        state = await self.state(done)
        names = {self.who(login): login for login in self.world.people}
        return {
            names[task.assignee]: task for task in state.tasks.values() if task.state == "pending"
        }

    async def deal(self) -> str:
        """An opportunity in its last stage, known to us since it stood there."""
        given = {
            "name": "接触角项目", "customer": self.ids["customer"], "stage": "negotiation",
            "amount": "357080", "expected_close": "2026-07-31", "owner": str(self.who("rep")),
        }  # fmt: skip
        async with self.world.writing("ann") as work:
            (id_,) = (await create(work, "crm.opportunity", [Change(given)], act="import")).ids
        return id_

    async def order(self, opportunity: str, *lines: dict[str, Any], **more: Any) -> str:
        """The rep's draft: a third on signing, the rest once it is delivered and accepted."""
        made = {
            "opportunity": opportunity, "lines": list(lines), "payment_terms": TERMS,
            "warranty_months": 12, "owner": str(self.who("rep")), **more,
        }  # fmt: skip
        (id_,) = (await self.world.put("rep", "crm.sales_order", made)).ids
        return id_

    def later(self, **span: int) -> None:
        self.world.now += timedelta(**span)


@pytest_asyncio.fixture(scope="module")
async def house(pool) -> House:
    packages, findings = read(folders())
    assert findings == []
    async with pool.read() as tx:
        todo = await plan.plan(tx, packages, ZONE)
    assert todo.problems == ()
    await apply(pool, todo, by=None, note="test", zone=ZONE)
    made = House(await world(pool))
    made.world.reactions = (Rules.of(rules_of(made.world.catalog)[0]),)
    team = await made.world.department("华东组")
    for login, role in APPROVERS.items():
        await made.world.person(login, roles=[role], department=team if login == "head" else None)
    await made.world.person("rep", roles=["sales_rep"], department=team)
    async with pool.write() as tx:
        await directory.save_department(tx, Department(team, "华东组", None, made.who("head")))
    put = made.world.put
    product = {
        "sku": "AN-1",
        "name": "视频光学接触角测量仪",
        "category": "instrument",
        "list_price": "339000",
    }
    (made.ids["analyser"],) = (
        await put("ann", "erp.product", {**product, "std_cost": "150000", "lead_days": 60})
    ).ids
    for sku, category, price, key in (
        ("SW-1", "software", "33900", "software"),
        ("IN-1", "service", "11300", "install"),
    ):
        goods = {"sku": sku, "name": sku, "category": category, "list_price": price}
        (made.ids[key],) = (await put("ann", "erp.product", {**goods, "std_cost": "3000"})).ids
    (made.ids["customer"],) = (await put("rep", "crm.customer", CUSTOMER)).ids
    given = {"name": "接触角", "customer": made.ids["customer"]}
    (made.ids["opportunity"],) = (await put("rep", "crm.opportunity", given)).ids
    return made  # fmt: skip


CUSTOMER = {"name": "某大学材料学院", "industry": "university", "source": "website"}
