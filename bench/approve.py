"""One approval of a flow of eight nodes on a form of sixty fields, against its row changes by hand."""

import asyncio
import json
import statistics
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bench import stage
from tombolo.base import ids
from tombolo.flow import store as flow_store
from tombolo.flow.acts import Approve, Submit
from tombolo.flow.command import perform
from tombolo.pg.pool import Pool
from tombolo.records.write.change import Change
from tombolo.records.write.save import create
from tombolo.schema import store
from tombolo.schema.store import Source

ROUNDS, TIMES = 5, 40
NODES = 8
FLOW = "paper.review"


def _definitions() -> dict[str, Source | None]:
    fields = {f"f{n}": {"kind": "text" if n % 2 else "number", "label": f"F{n}"} for n in range(60)}
    nodes = [
        {
            "node": f"n{n}",
            "approve": {"one": "person(admin)"},
            "edit": ["f1"],
            "when": f"f{2 * n} >= 0",
        }
        for n in range(NODES)
    ]
    files: dict[str, Any] = {
        "paper/app": {"app": "paper", "label": "Paper", "nav": ["sheet"]},
        "paper/forms/sheet": {"label": "Sheet", "title": "{f1}", "fields": fields},
        "paper/flows/review": {"form": "sheet", "label": "Review", "nodes": nodes},
    }
    return {path: Source("", data) for path, data in files.items()}


async def main() -> None:
    async with stage.stage() as (pool, _place):
        await stage.people(pool)
        async with pool.read() as tx:
            catalog = await store.load(tx)
            plan = await store.plan(tx, catalog, _definitions(), stage.ZONE)
        assert plan.problems == (), plan.problems
        async with pool.owner() as tx:
            await store.apply(tx, plan, by=None, note="bench", zone=stage.ZONE)
        base = await stage.work_of(pool, None, "admin")
        tasks = await _given(pool, base, ROUNDS * TIMES * 2 + 40)
        waiting = iter(tasks)

        async def ours() -> None:
            async with pool.write() as tx:
                await tx.value("select catalog_hold()")
                work = replace(base, tx=tx, now=datetime.now(UTC))
                task, version = next(waiting)
                act = Approve(by=base.actor.id, task=task, seen=version, key=ids.token(8))
                await perform(work, act)

        async def by_hand() -> None:
            task, _ = next(waiting)
            async with pool.write() as tx:
                await _by_hand(tx, base.actor.id, task)

        for call in (ours, by_hand):
            await stage.timed(call, 15)
        mine: list[float] = []
        theirs: list[float] = []
        for _ in range(ROUNDS):
            mine.append(statistics.median(await stage.timed(ours, TIMES)))
            theirs.append(statistics.median(await stage.timed(by_hand, TIMES)))
        a, b = statistics.median(mine), statistics.median(theirs)
        print(f"approve, flow of {NODES} nodes, form of 60 fields; {stage.load()}")
        print(f"  {a:.2f} ms against {b:.2f} ms by hand: ratio {a / b:.2f} (target <= 2.5)")


async def _given(pool: Pool, base: Any, count: int) -> list[tuple[uuid.UUID, int]]:
    """Tasks at the third node of as many instances, with the version of their record."""
    made: list[tuple[uuid.UUID, int]] = []
    values = {f"f{n}": str(n) for n in range(60)}
    for _ in range(count):
        async with pool.write() as tx:
            work = replace(base, tx=tx, now=datetime.now(UTC))
            (record,) = (await create(work, "paper.sheet", [Change(values)])).ids
            act: Any = Submit(
                by=base.actor.id, flow=FLOW, form="paper.sheet", record=uuid.UUID(record)
            )
            for _node in range(3):
                done = await perform(work, act)
                state = await flow_store.load(tx, done.root)
                (task,) = [one.id for one in state.tasks.values() if one.state == "pending"]
                act = Approve(by=base.actor.id, task=task)
            made.append((task, 2))
    return made


async def _by_hand(tx: Any, me: uuid.UUID, task: uuid.UUID) -> None:
    """What one would write for this flow alone: the same locks, checks, rows, events and facts."""
    key = ids.token(8)
    await tx.run(
        "insert into sys_idempotency (member, key, digest, expires_at)"
        " values ($1, $2, 'x', now() + interval '7 days')", me, key,
    )  # fmt: skip
    row = await tx.row(
        "select id, flow, version, form, record, rev, seq from sys_flow_instance"
        " where id = (select root from sys_flow_task where id = $1) for update", task,
    )  # fmt: skip
    root, rev, seq = row["id"], row["rev"] + 1, row["seq"]
    open_ = await tx.row(
        "select t.slot, t.node_run, n.branch, n.key, b.cursor from sys_flow_task t"
        " join sys_flow_node n on n.id = t.node_run join sys_flow_branch b on b.id = n.branch"
        " where t.id = $1 and t.assignee = $2 and t.state = 'pending' and n.state = 'active'", task, me,
    )  # fmt: skip
    await tx.value("select f6 >= 0 from paper_sheet where id = $1 and version = 2", row["record"])
    await tx.value("select id from sys_member where login = 'admin' and active")
    await tx.run(
        "update sys_flow_task set state = 'approved', decided_by = $2, decided_at = now(), act = $3,"
        " record_version = 2 where id = $1", task, me, rev,
    )  # fmt: skip
    await tx.run("update sys_flow_slot set state = 'approved' where id = $1", open_["slot"])
    await tx.run(
        "update sys_flow_node set state = 'passed', closed_at = now() where id = $1",
        open_["node_run"],
    )
    await tx.run(
        'update sys_flow_branch set "cursor" = "cursor" + 1 where id = $1', open_["branch"]
    )
    node, slot, new = ids.uuid7(), ids.uuid7(), ids.uuid7()
    await tx.run(
        "insert into sys_flow_node (id, root, instance, branch, key, kind, round, mode, th_num, th_den,"
        " state, cause, activated_at, because)"
        " values ($1, $2, $2, $3, 'n3', 'approve', 1, 'one', 0, 0, 'active', $4, now(), '')",
        node, root, open_["branch"], rev,
    )  # fmt: skip
    await tx.run(
        "insert into sys_flow_slot (id, root, node_run, ord, weight, opened, state)"
        " values ($1, $2, $3, 0, 1, true, 'open')", slot, root, node,
    )  # fmt: skip
    await tx.run(
        "insert into sys_flow_task (id, root, slot, node_run, instance, step_no, kind, assignee, state,"
        " act, opinion, hops, draft) values ($1, $2, $3, $4, $2, 0, 'main', $5, 'pending', $6, '', 0, '')",
        new, root, slot, node, me, rev,
    )  # fmt: skip
    for n, kind in enumerate(("act.Approve", "task.approved", "node.passed", "node.entered"), 1):
        await tx.run(
            "insert into sys_flow_event (root, seq, instance, rev, type, at, actor, data, idem_key)"
            " values ($1, $2, $1, $3, $4, now(), $5, $6, '')",
            root, seq + n, rev, kind, me, json.dumps({"act": {"task": str(task)}, "heard": []}),
        )  # fmt: skip
    await tx.run(
        "update sys_flow_instance set rev = $2, seq = $3 where id = $1", root, rev, seq + 4
    )
    await tx.run(
        "insert into sys_outbox (at, form, record, act, by_member, detail)"
        " values (now(), $1, $2, 'task.given', $3, $4)",
        row["form"], row["record"], me, json.dumps({"instance": str(root), "people": [str(me)]}),
    )  # fmt: skip
    await tx.run(
        "update sys_idempotency set response = $3 where member = $1 and key = $2",
        me, key, json.dumps({"root": str(root), "rev": rev}),
    )  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main())
