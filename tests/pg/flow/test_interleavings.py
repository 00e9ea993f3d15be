"""Two threads at one approval, each with a connection of its own: one right outcome, every rule kept."""

import asyncio
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from tests.pg.flow import laws, twin
from tests.pg.flow.office import Office, settled

from tombolo.base.errors import Fault
from tombolo.flow import acts, timers
from tombolo.flow.command import perform
from tombolo.pg.pool import Limits, Pool
from tombolo.records.work import Shelf

FLOWS = {
    "any": "n1=any(a,b)", "all": "n1=all(a,b)", "vote": "n1=vote(1/2; a:1,b:1)",
    "late": "n1=one(a)[due=30_pass]",
}  # fmt: skip
Story = Callable[[Office], Awaitable[str]]
TIMES = 4


@pytest_asyncio.fixture(scope="module")
async def office(pool) -> Office:
    made = await settled(pool)
    made.flows = {
        name: twin.written(text, {}, {"amt": 1, "who": "", "note": "x"}, n)
        for n, (name, text) in enumerate(FLOWS.items())
    }
    await made.publish(*made.flows.values())
    return made


def act(login: str, make: Callable[..., acts.Act], **more: Any) -> Story:
    async def story(office: Office) -> str:
        async with office.world.writing(login) as work:
            return (await perform(work, make(by=office.world.people[login].id, **more))).status

    return story


async def together(office: Office, *stories: Story) -> list[str]:
    """Every story in a thread of its own; what each came to, its status or why it was refused."""
    gate = threading.Barrier(len(stories))

    def thread(story: Story) -> str:
        async def alone() -> str:
            async with await Pool.open(office.world.pool.place, Limits(least=1)) as pool:
                mine = replace(office, world=replace(office.world, pool=pool, shelf=Shelf()))
                gate.wait(30)
                try:
                    return await story(mine)
                except Fault as fault:
                    return fault.code

        return asyncio.run(alone())

    return await asyncio.gather(*(asyncio.to_thread(thread, one) for one in stories))


async def begun(office: Office, flow: str) -> tuple[UUID, dict[str, UUID], str]:
    """(root, login to open task, record) of a new approval."""
    one = office.flows[flow]
    record = await office.settle(one)
    who = office.world.people["i"].id
    submit = acts.Submit(by=who, flow=one.main, form=twin.FORM, record=UUID(record))
    async with office.world.writing("i") as work:
        done = await perform(work, submit)
    state = await office.state(done.root)
    tasks = {office.name(t.assignee): t.id for t in state.tasks.values() if t.state == "pending"}
    return done.root, tasks, record


async def sound(office: Office, root: UUID) -> None:
    assert await laws.apart(office.world, root) == []
    assert await laws.broken(office.world) == {}


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        ("any", Counter({"approved": 1, "flow.state": 1})),
        ("all", Counter({"running": 1, "approved": 1})),
        ("vote", Counter({"approved": 1, "flow.state": 1})),
    ],
)
async def test_two_who_say_yes_at_once(office, flow, expected):
    for _ in range(TIMES):
        root, tasks, _ = await begun(office, flow)
        told = await together(
            office, *(act(who, acts.Approve, task=task) for who, task in tasks.items())
        )
        assert Counter(told) == expected
        await sound(office, root)


async def test_a_yes_against_a_withdrawal(office):
    for _ in range(TIMES):
        root, tasks, _ = await begun(office, "any")
        told = await together(
            office,
            act("a", acts.Approve, task=tasks["a"]), act("i", acts.Withdraw, instance=root),
        )  # fmt: skip
        assert told in (["approved", "flow.state"], ["flow.state", "withdrawn"])
        await sound(office, root)


async def test_a_no_against_the_clock_that_says_yes(office):
    async def clock(mine: Office) -> str:
        async with mine.world.pool.read() as tx:
            found = [one for one in await timers.due(tx) if one.root == root]
        if not found:
            return "nothing due"
        async with mine.world.writing("i") as work:
            return (await timers.fire(work, found[0])).status

    for _ in range(TIMES):
        root, tasks, _ = await begun(office, "late")  # in January, so it is late by now
        no = act("a", acts.Reject, task=tasks["a"], opinion="no")
        told = await together(office, no, clock)
        assert told in (
            ["rejected", "flow.state"], ["rejected", "nothing due"], ["flow.state", "approved"],
        )  # fmt: skip
        await sound(office, root)


async def test_a_transfer_against_the_end_of_a_delegation(office):
    async def over(mine: Office) -> str:
        async with mine.world.pool.write() as tx:
            await tx.run("update sys_flow_delegation set revoked_at = now()")
        return "over"

    for _ in range(TIMES):
        office.flows["all"].org.delegations = {"d": "e"}
        root, tasks, _ = await begun(office, "all")
        to = office.world.people["d"].id
        told = await together(office, act("a", acts.Transfer, task=tasks["a"], to=to), over)
        assert told == ["running", "over"]
        state = await office.state(root)
        has = {office.name(t.assignee) for t in state.tasks.values() if t.state == "pending"}
        assert has in ({"b", "d"}, {"b", "e"})
        await sound(office, root)
    office.flows["all"].org.delegations = {}


async def test_a_yes_against_a_new_version(office):
    root, tasks, _ = await begun(office, "all")
    new = twin.written("n1=one(e)", {}, {"amt": 1, "who": "", "note": "x"}, 1)

    async def publish(mine: Office) -> str:
        await mine.publish(new)
        return "published"

    told = await together(office, act("a", acts.Approve, task=tasks["a"]), publish)
    assert told == ["running", "published"]
    assert await act("b", acts.Approve, task=tasks["b"])(office) == "approved"
    await sound(office, root)


async def test_two_who_submit_one_record(office):
    one = office.flows["any"]
    for _ in range(TIMES):
        record = UUID(await office.settle(one))
        submit = act("i", acts.Submit, flow=one.main, form=twin.FORM, record=record)
        told = await together(office, submit, submit)
        assert Counter(told) == {"running": 1, "flow.open_already": 1}
    assert await laws.broken(office.world) == {}
