"""Many hands at one moment: one decision wins, nothing is done twice, every state keeps its rules."""

import asyncio
import json
from collections import Counter

from tests.pg.flow.test_quotation import quotation

from tombolo.base.errors import Fault
from tombolo.flow import acts
from tombolo.flow.machine import replay
from tombolo.flow.published import published
from tombolo.flow.rules import problems
from tombolo.flow.state import Event


async def tried(story) -> str:
    try:
        return (await story).status
    except Fault as fault:
        return fault.code


async def sound(house, done) -> None:
    """The rules of the specification hold for what is stored, and the log tells the same story."""
    async with house.world.reading("ann") as work:
        state = await house.state(done)
        pinned = {(one.flow, one.version) for one in state.instances.values()}
        charts = await published(work, pinned, {one.flow for one in state.instances.values()})
        rows = await work.tx.rows(
            "select * from sys_flow_event where root = $1 order by seq", done.root
        )
    assert problems(state, charts) == []
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert state.instance.seq == len(rows)


async def test_of_two_who_submit_at_once_one_does(house):
    id_ = await quotation(house, 335000)
    told = Counter(await asyncio.gather(*(tried(house.submit(id_)) for _ in range(6))))
    assert told["running"] == 1
    assert set(told) <= {"running", "flow.open_already", "flow.not_allowed"}


async def test_of_many_clicks_on_one_task_one_counts(house):
    done = await house.submit(await quotation(house, 335000))
    (task,) = (await house.open_tasks(done)).values()
    told = Counter(
        await asyncio.gather(
            *(tried(house.do(acts.Approve(by=house.who("tech"), task=task.id))) for _ in range(8))
        )
    )
    assert told == {"running": 1, "flow.closed": 7}
    await sound(house, done)


async def test_the_same_key_at_once_is_one_act_and_one_answer(house):
    done = await house.submit(await quotation(house, 335000))
    (task,) = (await house.open_tasks(done)).values()
    act = acts.Approve(by=house.who("tech"), task=task.id, key=f"k-{task.id}")
    answers = await asyncio.gather(*(house.do(act) for _ in range(6)))
    assert Counter(one.again for one in answers) == {False: 1, True: 5}
    assert len({(one.status, one.rev) for one in answers}) == 1


async def test_decisions_withdrawals_and_returns_race(house):
    """Whatever comes first, the state is one that the rules allow."""
    for _ in range(5):
        done = await house.submit(await quotation(house, 311880, weeks=6))
        tasks = await house.open_tasks(done)
        rush = [acts.Approve(by=house.who(name), task=task.id) for name, task in tasks.items()]
        rush += [
            acts.Return(by=house.who("tech"), task=tasks["tech"].id, opinion="x"),
            acts.Reject(by=house.who("supply"), task=tasks["supply"].id, opinion="x"),
            acts.Withdraw(by=house.who("rep"), instance=done.instance),
            acts.Transfer(by=house.who("tech"), task=tasks["tech"].id, to=house.who("gm")),
        ]
        await asyncio.gather(*(tried(house.do(act)) for act in rush))
        await sound(house, done)


async def test_the_log_tells_how_the_state_came_about(house):
    done = await house.submit(await quotation(house, 311880))
    for name in ("tech", "head"):
        (task,) = (await house.open_tasks(done)).values()
        done = await house.do(acts.Approve(by=house.who(name), task=task.id, opinion=name))
    state = await house.state(done)
    async with house.world.reading("ann") as work:
        pinned = {(one.flow, one.version) for one in state.instances.values()}
        charts = await published(work, pinned, {one.flow for one in state.instances.values()})
        rows = await work.tx.rows(
            "select * from sys_flow_event where root = $1 order by seq", done.root
        )
    events = [
        Event(
            row["instance"], row["seq"], row["rev"], row["type"], row["at"], row["actor"],
            row["on_behalf_of"], row["node_run"], row["task"], _plain(row["data"]), row["idem_key"],
        )
        for row in rows
    ]  # fmt: skip
    ids = iter(sorted([
        *state.instances, *state.branches, *state.blocks, *state.nodes, *state.slots, *state.tasks,
        *state.timers, *state.copies,
    ]))  # fmt: skip
    assert replay(charts, events, lambda: next(ids)) == state


def _plain(raw):
    return json.loads(raw)
