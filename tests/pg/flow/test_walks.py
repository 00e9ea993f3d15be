"""Random walks done twice, on paper and in the database: the same answers, the same rows, after every act."""

import random
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from tests.pg.flow import laws, twin
from tests.pg.flow.office import Office, settled
from tests.pure.flow import walking
from tests.pure.flow.charts import START, name_of

from tombolo.base.errors import Fault
from tombolo.flow import acts
from tombolo.flow.around import around
from tombolo.flow.command import perform
from tombolo.flow.offered import Trial, of_task
from tombolo.flow.state import CLOSED, State

AT_ONCE = 8  # walks whose flows are published together


@pytest_asyncio.fixture(scope="module")
async def office(pool) -> Office:
    return await settled(pool)


async def walk(office: Office, one: twin.Twin, pick: Any, steps: int) -> UUID | None:
    """One walk; returns its last root."""
    record = await office.settle(one)
    root: UUID | None = None
    todo = ["submit"]
    for _ in range(steps):
        text = todo.pop() if todo else walking.draw_command(pick, one)
        if text.split()[0] in {"edit", "leave", "publish"}:
            continue  # not acts of a person in an approval
        asked = one.command(text)
        if asked is None:
            continue
        fields: dict[str, str] = {}
        data = None
        if isinstance(asked, acts.Approve) and asked.task in one.state.tasks:
            run = one.state.nodes[one.state.tasks[asked.task].node_run]
            instance = one.state.instances[run.instance]
            human = one.library.at(instance.flow, instance.version).human(run.key)
            if human and human.edit and pick([0, 1]):
                fields = {"amt": str(pick([1, 6, 10]))}
                data = {**one.data, "amt": int(fields["amt"])}
        one.version = int((await office.world.get("ann", twin.FORM, record)).version)
        if data is not None and data != one.data:
            one.version += 1  # what comes with a decision is written before the machine looks
        before = await office.state(root)
        answer, root_now = await really(office, one, asked, before, record, fields)
        expected = one.really(replace(asked, fields=tuple(fields)) if fields else asked, data)
        if isinstance(asked, acts.Submit) and expected == "flow.state":
            expected = "flow.open_already"  # in the database a submission finds only what is over
        assert answer == expected, (text, answer, expected, one.flow, one.policies)
        if answer == "" and data is not None:
            one.data = data
        root = root_now or root
        after = await office.state(root)
        if one.state is not None and after is not None:
            same(office, one, after, text)
            if pick([0, 0, 0, 1]):
                await offers(office, one, after, pick)
        if one.state is None:
            return root
    return root


def same(office: Office, one: twin.Twin, stored: State, text: str) -> None:
    on_paper = twin.rows(one.state, name_of, START)
    there = twin.rows(stored, office.name, START)
    for part in twin.PARTS:
        assert there[part] == on_paper[part], (text, part, one.flow, one.policies)


async def really(office, one, asked, before, record, fields) -> tuple[str, UUID | None]:
    """The act in the database: the code of its refusal, or "" with its root."""
    paper = one.state
    if isinstance(asked, acts.Submit) and paper is None:
        before = None
    act = twin.translated(asked, paper, before, office.who)
    if isinstance(act, acts.Submit):
        act = replace(act, record=UUID(record))
    office.world.now = one.now
    try:
        async with office.world.writing(office.name(act.by) if act.by else "i") as work:
            done = await perform(work, act, fields)
    except Fault as fault:
        return fault.code, None
    return "", done.root


async def offers(office: Office, one: twin.Twin, stored: State, pick: Any) -> None:
    """The buttons that a person is shown are those that the machine on paper would take."""
    pending = sorted(t.id for t in one.state.tasks.values() if t.state == "pending")
    if not pending:
        return
    id_ = pick(pending)
    task = one.state.tasks[id_]
    across = dict(zip(sorted(one.state.tasks), sorted(stored.tasks), strict=True))
    instance = stored.tasks[across[id_]].instance
    trial = Trial(one.library, one.state, one.facts(), one.org, one.now)
    async with office.world.reading(name_of(task.assignee)) as work:
        seen = await around(work, instance, task=across[id_])
    assert seen.on_mine == of_task(trial, id_, task.assignee)


async def walks(office: Office, seeds: range, steps: int = 22) -> int:
    """Walks by seed; how many came to an end by themselves."""
    ended = 0
    for start in range(seeds.start, seeds.stop, AT_ONCE):
        chance = {n: random.Random(n) for n in range(start, min(start + AT_ONCE, seeds.stop))}

        def picker(of):
            return lambda among: among[int(of.random() * len(among))]

        worlds = {n: twin.drawn(picker(one), n) for n, one in chance.items()}
        await office.publish(*worlds.values())
        for n, one in worlds.items():
            root = await walk(office, one, picker(chance[n]), steps)
            if root is not None:
                assert await laws.apart(office.world, root) == [], (n, one.flow)
                state = await office.state(root)
                ended += state is not None and state.instance.status in CLOSED
    assert await laws.broken(office.world) == {}
    return ended


async def test_walks_in_the_database_are_those_on_paper(office):
    assert await walks(office, range(100, 148)) > 5


async def test_what_would_end_at_once_is_not_submitted_beside_an_open_one(office):
    flow = "n1=all(a,b)[edit=amt when=amt>5]"
    one = twin.written(flow, {}, {"amt": 10, "who": "", "note": "x"}, number=1)
    await office.publish(one)
    record = await office.settle(one)
    answer, root = await really(office, one, one.command("submit"), None, record, {})
    one.really(one.command("submit"))
    asked, before = one.command("ok a"), await office.state(root)
    assert answer == (await really(office, one, asked, before, record, {"amt": "1"}))[0] == ""
    again = one.command("submit")
    for login in ("i", "a"):
        act = replace(again, by=office.world.people[login].id, record=UUID(record))
        with pytest.raises(Fault) as refused:
            async with office.world.writing(login) as work:
                await perform(work, act)
        assert refused.value.code == "flow.open_already"


@pytest.mark.slow
@pytest.mark.parametrize("start", range(10_000, 10_400, 100))
async def test_many_walks_in_the_database(office, start):
    await walks(office, range(start, start + 100), steps=40)
