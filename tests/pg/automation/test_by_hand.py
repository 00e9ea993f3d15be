"""Buttons and dry runs: what a person sets off, and what she is shown before."""

import asyncio

import pytest
from tests.pg.automation.desk import Desk, rule

from tombolo.automation.button import press
from tombolo.automation.check import warnings
from tombolo.automation.dry import dry
from tombolo.base.errors import Conflict, Missing
from tombolo.pg.pool import WriteTx

PRESS = """
when: {form: desk.order, on: button, if: 'state = "draft"'}
timing: TIMING
as: system
do: [{create: {form: desk.memo, set: {key: subject}}}]
"""


async def _press(desk: Desk, who: str, record: str, once: str) -> bool:
    async def story(tx: WriteTx) -> bool:
        return await press(desk.world.work(tx, who), desk.rules[0], record, once)

    return await desk.pool.writing(story)


@pytest.mark.parametrize("timing", ["together", "after"])
async def test_two_clicks_of_one_press_are_one_run(desk: Desk, timing: str):
    """U14."""
    desk.use(press=PRESS.replace("TIMING", timing))
    (order,) = (await desk.world.put("ann", "desk.order", {"subject": "S"})).ids
    both = await asyncio.gather(*(_press(desk, "sue", order, "k1") for _ in range(2)))
    assert sorted(both) == [False, True]
    await desk.work_off()
    assert await desk.world.rows("ann", "desk.memo", ["key"]) == [["S"]]
    assert await _press(desk, "sue", order, "k2")
    await desk.world.change("ann", "desk.order", order, state="approved")
    with pytest.raises(Conflict):
        await _press(desk, "sue", order, "k3")


async def test_who_does_not_see_the_record_cannot_press(desk: Desk):
    desk.use(press=PRESS.replace("TIMING", "together"))
    (order,) = (await desk.world.put("ann", "desk.order", {"subject": "S"})).ids
    await desk.world.person("nobody")
    with pytest.raises(Missing):
        await _press(desk, "nobody", order, "k")


async def test_a_dry_run_tells_everything_and_leaves_nothing(desk: Desk):
    """U12."""
    desk.use(
        other="""
when: {form: desk.memo, on: created}
as: system
do: [{create: {form: desk.memo, set: {key: key}}}]
"""
    )
    (order,) = (await desk.world.put("ann", "desk.order", {"subject": "S", "amount": 3})).ids
    made = rule(
        desk.world,
        "made",
        """
when: {form: desk.order, on: became, if: amount > 5}
as: system
do:
  - create: {form: desk.memo, set: {key: subject}}
  - update: {form: desk.memo, where: key = trigger.subject, set: {number: trigger.amount}}
  - stop: {say: {zh: 停, en: Enough}}
  - create: {form: desk.memo, set: {key: '"never"'}}
""",
    )
    told = await dry(desk, made, order, desk.world.people["ann"].id)
    assert not told.holds
    assert [(one.verb, len(one.effects)) for one in told.steps] == [
        ("create", 1), ("update", 1), ("stop", 0),
    ]  # fmt: skip
    assert told.steps[1].effects[0].set == {"number": "3"}
    assert told.steps[2].fault
    assert (told.steps[2].fault.problems[0].say or {})["en"] == "Enough"
    assert await desk.world.rows("ann", "desk.memo", ["key"]) == []
    assert await desk.runs() == []


async def test_circles_are_told_before_they_run(desk: Desk):
    a = "{when: {form: desk.order, on: updated, watch: [count]}, as: system, do: [{update: {form: desk.memo, set: {number: '1'}}}]}"
    b = "{when: {form: desk.memo, on: updated}, as: system, do: [{update: {form: desk.order, set: {count: '1'}}}]}"
    c = "{when: {form: desk.order, on: updated, watch: [grade]}, timing: together, do: [{set: {grade: subject}}]}"
    found = warnings([rule(desk.world, key, text) for key, text in (("a", a), ("b", b), ("c", c))])
    assert [(one.code, one.values.get("names") or one.values.get("rule")) for one in found] == [
        ("rule.wakes_itself", "desk.c"),
        ("rule.circle", "desk.a → desk.b → desk.a"),
    ]
