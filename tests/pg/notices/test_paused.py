"""A rule that pauses itself tells who looks after it: once, in her words, and nobody else."""

import pytest
from tests.pg.automation.desk import Desk
from tests.pg.notices.test_hear import hear_all, told

from tombolo.automation import after

pytestmark = pytest.mark.asyncio(loop_scope="session")
BAD = """
label: {zh: 建客户, en: Make a customer}
when: {form: desk.order, on: created}
as: owner(tom)
do: [{create: {form: desk.customer, set: {name: grade}}}]
"""


async def test_administrators_and_the_owner_hear_of_it_once(desk: Desk, monkeypatch):
    monkeypatch.setattr(after, "FAILURES", 3)
    desk.use(bad=BAD)
    await desk.world.put("ann", "desk.order", *({"subject": f"S{n}"} for n in range(6)))
    await desk.work_off()
    await hear_all(desk)
    (ann,), (tom,) = await told(desk, "ann"), await told(desk, "tom")
    assert ann.title == "自动化已暂停：建客户"
    assert "连续 3 次失败" in ann.body
    assert (ann.topic, ann.link) == ("incident", "/design/rules/desk.bad")
    assert tom.title == ann.title or "Make a customer" in tom.title
    assert await told(desk, "sue") == [], "it is none of her rules"
    # More failures of what runs already say nothing new, until somebody lets it go on.
    async with desk.pool.write() as tx:
        await after.resume(tx, "desk.bad")
    await desk.world.put("ann", "desk.order", *({"subject": f"T{n}"} for n in range(3)))
    await desk.work_off()
    await hear_all(desk)
    assert len(await told(desk, "ann")) == 2
