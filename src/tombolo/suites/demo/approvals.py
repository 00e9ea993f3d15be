"""What is in approval in the demo really is: submitted by its owner, part of the way decided; what that
sets off is done by the rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tombolo.access import directory
from tombolo.access.grant import grants_for
from tombolo.access.policy import Policy
from tombolo.automation.read import rules_of
from tombolo.automation.together import Rules
from tombolo.base.errors import Fault
from tombolo.flow import store
from tombolo.flow.acts import Act, Approve, Return, Submit
from tombolo.flow.command import Done, perform
from tombolo.flow.state import State, Task
from tombolo.pg.pool import Pool
from tombolo.records.work import Reaction, Shelf, Work
from tombolo.schema.catalog import Catalog
from tombolo.suites.demo.chance import ZONE, Row

QUOTATIONS = ("crm.quotation_approval", "crm.quotation")
ORDERS = ("crm.order_approval", "crm.sales_order")
STEPS = (0, 1, 2, 4)  # how many decisions a quotation has behind it, in turn
RETURNED = 7  # every so many is sent back to its owner
_OPINIONS = ("技术方案可行", "同意", "交期已确认", "折扣在权限内，同意")
_BACK = "付款条件请与客户再谈一轮"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where people of the demo do what they do, one transaction an act."""

    pool: Pool
    catalog: Catalog
    policies: tuple[Policy, ...]
    shelf: Shelf
    reactions: tuple[Reaction, ...]

    async def do(self, act: Act, by: UUID, now: datetime) -> Done | None:
        """An act in somebody's name; None when that person may not or has left."""
        async with self.pool.write() as tx:
            actor = await directory.actor(tx, by)
            if actor is None:
                return None
            grants = grants_for(self.catalog, self.policies, actor)
            work = Work(tx, self.catalog, actor, grants, now, ZONE.key, self.shelf, self.reactions)
            return await perform(work, act)

    async def state(self, done: Done) -> State:
        async with self.pool.read() as tx:
            return await store.load(tx, done.root)


async def submit(
    pool: Pool,
    catalog: Catalog,
    policies: tuple[Policy, ...],
    rows: Sequence[Row],
    what: tuple[str, str] = QUOTATIONS,
) -> int:
    """The papers go into their approval, in the order of their days. How many did; one that did
    before a load was broken off, or that its owner may not submit, is left as it is.
    """
    if what[0] not in {f"{app}.{key}" for app, key, _ in catalog.others("flows")}:
        return 0
    rules = Rules.of(rules_of(catalog)[0])
    desk = Desk(pool, catalog, policies, Shelf(), (rules,))
    count = 0
    for number, row in enumerate(sorted(rows, key=lambda one: one.at)):
        try:
            count += await _one(desk, row, number, what)
        except Fault:
            continue
    return count


async def _one(desk: Desk, row: Row, number: int, what: tuple[str, str]) -> bool:
    flow, form = what
    owner, now = UUID(str(row.set["owner"])), row.at + timedelta(hours=2)
    done = await desk.do(Submit(by=owner, flow=flow, form=form, record=UUID(row.id)), owner, now)
    if done is None:
        return False
    for step in range(STEPS[number % len(STEPS)]):
        now += timedelta(hours=5)
        task = _oldest(await desk.state(done))
        if task is None:
            break
        done = await _decided(desk, task, step, now) or done
    if number % RETURNED == RETURNED - 1 and (task := _oldest(await desk.state(done))):
        act = Return(by=task.assignee, task=task.id, opinion=_BACK)
        await desk.do(act, task.assignee, now + timedelta(hours=3))
    return True


async def _decided(desk: Desk, task: Task, step: int, now: datetime) -> Done | None:
    opinion = _OPINIONS[step % len(_OPINIONS)]
    act = Approve(by=task.assignee, task=task.id, opinion=opinion)
    return await desk.do(act, task.assignee, now)


def _oldest(state: State) -> Task | None:
    open_: Mapping[UUID, Task] = {
        id_: task for id_, task in state.tasks.items() if task.state == "pending"
    }
    return open_[min(open_)] if open_ else None
