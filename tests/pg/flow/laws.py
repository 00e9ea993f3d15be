"""The rules of approvals asked of the tables, for every test that let many hands at them.

Each query finds rows that break a rule; its number is that of the specification. What takes
computing (a node's verdict, the story of the log) is asked of the pure machine.
"""

import json
from typing import Any
from uuid import UUID

from tests.world import World

from tombolo.flow import store
from tombolo.flow.machine import replay
from tombolo.flow.published import published
from tombolo.flow.rules import problems
from tombolo.flow.state import Event

_CLOSED = "('approved', 'rejected', 'withdrawn', 'terminated')"
BROKEN = {
    "1 closed holds nothing open": f"""
        select i.id from sys_flow_instance i where i.status in {_CLOSED} and (
            exists (select from sys_flow_task t where t.instance = i.id
                and t.state in ('pending', 'suspended', 'waiting'))
            or exists (select from sys_flow_node n where n.instance = i.id
                and n.state in ('active', 'frozen', 'incident'))
            or exists (select from sys_flow_timer r where r.instance = i.id
                and r.state in ('armed', 'held')))""",
    "2 running waits for something": """
        select i.id from sys_flow_instance i where i.status = 'running'
            and not exists (select from sys_flow_task t where t.instance = i.id and t.state = 'pending')
            and not exists (select from sys_flow_node n where n.instance = i.id
                and n.state = 'active' and n.kind in ('sub', 'auto'))""",
    "3 returned waits for the initiator": """
        select i.id from sys_flow_instance i join sys_flow_task t on t.instance = i.id
            join sys_flow_node n on n.id = t.node_run
        where i.status = 'returned' and t.state = 'pending' and n.kind <> 'start'""",
    "4 one active node in a branch": """
        select branch from sys_flow_node where state = 'active' group by branch having count(*) > 1""",
    "4 an active node has somebody": """
        select n.id from sys_flow_node n join sys_flow_instance i on i.id = n.instance
        where n.state = 'active' and n.kind in ('approve', 'handle') and i.status <> 'suspended'
            and not exists (select from sys_flow_task t join sys_flow_slot s on s.id = t.slot
                where t.node_run = n.id and t.state = 'pending' and s.state = 'open')""",
    "5 one task for a person in a node": """
        select node_run from sys_flow_task where state in ('pending', 'suspended')
        group by node_run, assignee having count(*) > 1""",
    "7 a block ends with its branches": """
        select b.id from sys_flow_block b where (b.state = 'ended' and exists (
                select from sys_flow_branch r where r.block = b.id
                    and r.state not in ('ended', 'rejected')))
            or (select array_agg(r.idx order by r.idx) from sys_flow_branch r where r.block = b.id)
                is distinct from (select array_agg(one order by one) from unnest(b.chosen) one)""",
    "9 no gap in the log": """
        select root from sys_flow_event group by root
        having min(seq) <> 1 or max(seq) <> count(*)""",
    "9 as many acts as versions": """
        select i.id from sys_flow_instance i join (
            select root, max(seq) as seq, count(*) filter (where type like 'act.%') as acts
            from sys_flow_event group by root) e on e.root = i.id
        where i.parent is null and (i.seq <> e.seq or i.rev <> e.acts)""",
    "9 a decision has one event": """
        select e.task from sys_flow_event e where e.type in ('task.approved', 'task.rejected')
        group by e.task, e.rev having count(*) > 1""",
    "11 who decided had it": """
        select id from sys_flow_task where state in ('approved', 'rejected', 'returned')
            and decided_by is distinct from assignee""",
    "14 a clock runs with its node": """
        select r.id from sys_flow_timer r join sys_flow_node n on n.id = r.node_run
        where r.state = 'armed' and n.state <> 'active'""",
    "15 the record is told": """
        select i.id from sys_flow_instance i where i.parent is null and not exists (
            select from sys_flow_event e where e.root = i.id and e.type = 'act.Submit')""",
    "15 one open approval of a flow": f"""
        select record from sys_flow_instance where parent is null and status not in {_CLOSED}
        group by flow, record having count(*) > 1""",
    "15 an answer was kept with its act": """
        select key from sys_idempotency where response is null""",
    "16 what is told was done": """
        select o.detail from sys_outbox o where o.detail ? 'instance' and not exists (
            select from sys_flow_instance i where i.id::text = o.detail ->> 'instance')""",
}


async def broken(world: World) -> dict[str, list[Any]]:
    """Every rule of the tables that something breaks, and what."""
    found: dict[str, list[Any]] = {}
    async with world.pool.read() as tx:
        for rule, query in BROKEN.items():
            rows = await tx.rows(query)
            if rows:
                found[rule] = [tuple(row) for row in rows]
    return found


async def apart(world: World, root: UUID) -> list[str]:
    """What is wrong with one approval: rules that need computing, its log, its record's state."""
    async with world.reading("ann") as work:
        state = await store.load(work.tx, root)
        charts = await published(
            work,
            {(one.flow, one.version) for one in state.instances.values()},
            {one.flow for one in state.instances.values()},
        )
        rows = await work.tx.rows("select * from sys_flow_event where root = $1 order by seq", root)
        table = work.catalog.form(state.instance.form).table
        told = await work.tx.value(
            f"select flow_state from {table} where id = $1", state.instance.record
        )
        last = await work.tx.value(
            "select status from sys_flow_instance where record = $1 and parent is null"
            " order by id desc limit 1",
            state.instance.record,
        )
    found = [f"{one.place} {one.values}" for one in problems(state, charts)]
    if told != last:
        found.append(f"the record says {told}, its approval {last}")
    ids = iter(
        sorted([
            *state.instances, *state.branches, *state.blocks, *state.nodes, *state.slots,
            *state.tasks, *state.timers, *state.copies,
        ])
    )  # fmt: skip
    if replay(charts, [_event(row) for row in rows], lambda: next(ids)) != state:
        found.append("the log tells another story")
    return found


def _event(row: Any) -> Event:
    return Event(
        row["instance"], row["seq"], row["rev"], row["type"], row["at"], row["actor"],
        row["on_behalf_of"], row["node_run"], row["task"], json.loads(row["data"]), row["idem_key"],
    )  # fmt: skip
