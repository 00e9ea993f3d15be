"""What a flow tells: tasks, decisions, copies, each to whom it concerns, in words."""

from uuid import UUID

import pytest_asyncio
from tests.pg.automation.desk import APP, Desk
from tests.world import World, world

from tombolo.automation.notices import centre, hear
from tombolo.base import codec
from tombolo.flow import acts, inbox
from tombolo.flow.command import perform

FLOW = """
desk/flows/check:
  flow: check
  form: order
  label: {zh: 订单审批, en: Order approval}
  submit: {when: "TRUE"}
  nodes:
    - {node: boss, label: {zh: 主管, en: Head}, approve: {one: person(bob)}, return: {to: any, mode: rerun}}
    - copy: person(cho)
"""


@pytest_asyncio.fixture(scope="module")
async def flowing(pool) -> World:
    made = await world(pool)
    await made.apply(APP + FLOW)
    await made.person("sue", roles=["sales"])
    await made.person("bob")
    await made.person("cho")
    return made


async def heard(made: World, login: str) -> list[tuple[str, str, str, str]]:
    desk = Desk(made)
    while await hear.turn(desk, mails=False):
        pass
    async with made.reading(login) as work:
        found, _ = await centre.page(work)
    return [(one.topic, one.code, one.title, one.body) for one in reversed(found)]


async def task_of(made: World, login: str):
    async with made.reading(login) as work:
        return UUID(codec.decode((await inbox.lines(work, "todo")).lines[0].json)["task"])


async def test_the_way_of_an_approval(flowing: World):
    bob, sue = flowing.people["bob"].id, flowing.people["sue"].id
    saved = await flowing.put("sue", "desk.order", {"subject": "镜头"})
    async with flowing.writing("sue") as work:
        record = acts.Id(saved.ids[0])
        act = acts.Submit(by=sue, flow="desk.check", form="desk.order", record=record)
        sent = await perform(work, act)
    assert await heard(flowing, "bob") == [
        ("task", "task.given", "待您处理：镜头", "Sue 提交的「订单审批」到达「主管」")
    ], "bob may not read orders, yet the flow shows him this one"
    task = await task_of(flowing, "bob")
    async with flowing.writing("bob") as work:
        await perform(work, acts.Return(by=bob, task=task, to="start", opinion="改"))
    assert (await heard(flowing, "sue"))[-1][:3] == ("task", "task.given", "被退回：镜头")
    async with flowing.writing("sue") as work:
        await perform(work, acts.Resubmit(by=sue, instance=sent.instance))
    task = await task_of(flowing, "bob")
    async with flowing.writing("bob") as work:
        await perform(work, acts.Approve(by=bob, task=task))
    assert (await heard(flowing, "sue"))[-1][1:3] == ("flow.approved", "已通过：镜头")
    assert [one[1] for one in await heard(flowing, "cho")] == ["flow.copy"]
