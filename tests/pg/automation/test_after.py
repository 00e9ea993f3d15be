"""Rules after the save: queued with it, done exactly once, tried again, watched by guards."""

import asyncio
import multiprocessing
import os
import signal

import pytest
from tests.pg.automation.desk import Desk
from tests.pg.automation.killed import work_until_killed

from tombolo.automation import after, log
from tombolo.base.errors import Busy, Conflict, Invalid
from tombolo.records.write import save

COPY = """
when: {form: desk.order, on: updated, watch: [state]}
as: system
do: [{create: {form: desk.memo, set: {key: subject, text: state}}}]
"""


async def _put(desk: Desk, form: str, **row) -> str:
    return (await desk.world.put("ann", form, row)).ids[0]


async def _set(desk: Desk, id_: str, **row) -> None:
    await desk.world.change("ann", "desk.order", id_, **row)


async def _count(desk: Desk, form: str = "desk.memo") -> int:
    return len(await desk.world.rows("ann", form, ["id"], limit=500))


async def test_the_same_value_is_no_change(desk: Desk):
    """U01."""
    desk.use(copy=COPY)
    order = await _put(desk, "desk.order", subject="S", state="draft")
    await _set(desk, order, state="draft", amount=3)
    assert await desk.work_off() == 0
    await _set(desk, order, state="approved")
    assert await desk.work_off() == 1
    assert await desk.world.rows("ann", "desk.memo", ["key", "text"]) == [["S", "approved"]]


async def test_it_becomes_true_once(desk: Desk):
    """U02."""
    desk.use(big=COPY.replace("on: updated, watch: [state]", "on: became, if: amount > 100"))
    order = await _put(desk, "desk.order", subject="S", amount=50)
    for amount in (150, 200):
        await _set(desk, order, amount=amount)
    assert await desk.work_off() == 1
    assert await desk.world.put("ann", "desk.order", {"amount": 500})
    assert await desk.work_off() == 1


async def test_a_rule_that_wakes_itself_runs_once_and_the_log_says_so(desk: Desk):
    """U03: the same value makes no event; a new one each time is stopped by once a chain."""
    text = """
when: {form: desk.order, on: updated, watch: [count]}
as: system
do: [{update: {form: desk.order, where: record = trigger, set: {count: COUNT}}}]
"""
    desk.use(same=text.replace("COUNT", "count"))
    order = await _put(desk, "desk.order", subject="S")
    await _set(desk, order, count=1)
    assert await desk.work_off() == 1
    assert [one.state for one in await desk.runs()] == ["done"]
    desk.use(more=text.replace("COUNT", "count + 1"))
    await _set(desk, order, count=5)
    assert await desk.work_off() == 1
    ran = await desk.runs(rule="desk.more")
    assert [(one.state, (one.reason or {}).get("code")) for one in ran] == [
        ("done", None),
        ("skipped", "rule.once"),
    ]
    assert ran[0].chain == ran[1].chain
    assert (ran[1].depth, ran[1].parent) == (2, ran[0].id)
    desk.use(most=text.replace("COUNT", "count + 1") + "again: 3\n")
    await _set(desk, order, count=10)
    assert await desk.work_off() == 3


async def test_a_wakes_b_in_one_chain(desk: Desk):
    """U04."""
    desk.use(
        a="""
when: {form: desk.order, on: created}
as: system
do: [{create: {form: desk.contract, set: {order: record, title: subject}}}]
""",
        b="""
when: {form: desk.contract, on: created}
as: system
do: [{create: {form: desk.memo, set: {key: title, text: order.subject}}}]
""",
    )
    await _put(desk, "desk.order", subject="S")
    assert await desk.work_off() == 2
    a, b = await desk.runs()
    assert (a.rule, a.depth, b.rule, b.depth, b.parent) == ("desk.a", 1, "desk.b", 2, a.id)
    assert a.chain == b.chain
    assert await desk.world.rows("ann", "desk.memo", ["key", "text"]) == [["S", "S"]]


async def test_two_that_wake_each_other_with_new_records_end_at_the_depth(desk: Desk):
    desk.use(
        a="""
when: {form: desk.memo, on: created}
as: system
do: [{create: {form: desk.memo, set: {key: key, number: number + 1}}}]
"""
    )
    await _put(desk, "desk.memo", key="k", number=1)
    assert await desk.work_off() == 8
    assert await _count(desk) == 9
    assert (await desk.runs())[-1].reason == {
        "code": "rule.depth", "values": {"most": 8}
    }  # fmt: skip


async def test_a_save_that_fails_leaves_no_run(desk: Desk):
    """U05."""
    desk.use(copy=COPY.replace("on: updated, watch: [state]", "on: created"))
    with pytest.raises(Invalid):
        async with desk.world.writing("ann") as work:
            await save.create(work, "desk.order", [save.Change({"subject": "S"})])
            await save.create(work, "desk.order", [save.Change({"amount": "x"})])
    assert await desk.runs() == []


async def test_a_thousand_imported_are_seen_exactly_once_each(desk: Desk):
    """U09."""
    desk.use(copy=COPY.replace("on: updated, watch: [state]", "on: created"))
    await desk.world.put("ann", "desk.order", *({"subject": f"S{n}"} for n in range(1000)))
    other = Desk(desk.world, desk.rules, "other")
    await asyncio.gather(desk.work_off(), other.work_off())
    await desk.work_off()
    async with desk.world.reading("ann") as work:
        row = await work.tx.row("select count(*) as n, count(distinct key) as k from desk_memo")
    assert (row["n"], row["k"]) == (1000, 1000)
    assert {one.state for one in await desk.runs()} == {"done"}
    assert not any(one.reason for one in await desk.runs())


async def test_one_bad_record_among_many_fails_alone_and_runs_again_from_its_step(desk: Desk):
    text = """
when: {form: desk.order, on: created}
as: system
do:
  - create: {form: desk.memo, set: {key: subject, text: '"first"'}}
  - create: {form: desk.customer, set: {name: grade}}
"""
    desk.use(make=text)
    saved = await desk.world.put(
        "ann", "desk.order", *({"subject": f"S{n}", "grade": f"G{n}"} for n in range(4)),
        {"subject": "bad"},
    )  # fmt: skip
    await desk.work_off()
    runs = await desk.runs()
    assert [one.state for one in runs] == ["done"] * 4 + ["failed"]
    bad = runs[-1]
    assert bad.reason and bad.reason["code"] == "rule.failed"
    assert bad.reason["problems"][0]["code"] == "field.required"
    assert (await _count(desk), await _count(desk, "desk.customer")) == (5, 4)
    desk.world.reactions = ()
    await _set(desk, saved.ids[-1], grade="G")
    async with desk.pool.write() as tx:
        await after.again(tx, bad.id)
    await desk.work_off()
    assert (await _count(desk), await _count(desk, "desk.customer")) == (5, 5)
    async with desk.pool.read() as tx:
        steps = await log.steps(tx, bad.id)
    assert [(one["verb"], len(one["effects"])) for one in steps] == [("create", 1), ("create", 1)]
    with pytest.raises(Conflict):
        async with desk.pool.write() as tx:
            await after.again(tx, bad.id)


async def test_what_is_busy_is_tried_again_and_counted(desk: Desk, monkeypatch):
    """U07 for a step of the database: busy, busy, done; three tries, one checkpoint."""
    desk.use(copy=COPY.replace("on: updated, watch: [state]", "on: created"))
    await _put(desk, "desk.order", subject="S")
    left = [1, 1]
    create = save.create

    async def busy(*args, **more):
        if left:
            left.pop()
            raise Busy("busy.locked")
        return await create(*args, **more)

    monkeypatch.setattr(save, "create", busy)
    for _ in range(3):
        await desk.work_off()
        (run,) = await desk.runs()
        assert run.state == ("done" if run.attempts == 3 else "queued")
        await desk.hurry()
    assert (run.attempts, await _count(desk)) == (3, 1)
    left.extend([1] * 10)
    await _put(desk, "desk.order", subject="T")
    for _ in range(after.TRIES):
        await desk.work_off()
        await desk.hurry()
    assert [one.state for one in await desk.runs()] == ["done", "failed"]


async def test_an_error_of_ours_is_noted_and_tried_again(desk: Desk, monkeypatch):
    desk.use(copy=COPY.replace("on: updated, watch: [state]", "on: created"))
    await desk.world.put("ann", "desk.order", {"subject": "S"}, {"subject": "T"})

    async def wrong(*args, **more):
        raise RuntimeError("ours")

    with monkeypatch.context() as patch:
        patch.setattr(save, "create", wrong)
        with pytest.raises(RuntimeError) as error:
            await after.turn(desk)
        await after.broken(desk, error.value)
    assert [(one.state, (one.reason or {}).get("code")) for one in await desk.runs()] == [
        ("queued", "rule.broken")
    ] * 2
    await desk.hurry()
    assert await desk.work_off() == 2
    assert await _count(desk) == 2


async def test_ten_failures_in_a_row_pause_a_rule_and_it_goes_on_when_told(desk: Desk):
    desk.use(
        bad="""
when: {form: desk.order, on: created}
as: system
do: [{create: {form: desk.customer, set: {name: grade}}}]
"""
    )
    await desk.world.put("ann", "desk.order", *({"subject": f"S{n}"} for n in range(10)))
    await desk.work_off()
    await _put(desk, "desk.order", subject="late", grade="G")
    assert await desk.work_off() == 0
    async with desk.pool.write() as tx:
        (found,) = await after.paused(tx)
        assert (found.rule, found.reason["code"]) == ("desk.bad", "rule.errors")
        await after.resume(tx, "desk.bad")
    assert await desk.work_off() == 1
    assert await _count(desk, "desk.customer") == 1


async def test_too_many_chains_in_a_minute_pause_a_rule(desk: Desk, monkeypatch):
    monkeypatch.setattr(after, "RATE", 3)
    desk.use(copy=COPY.replace("on: updated, watch: [state]", "on: created"))
    await desk.world.put("ann", "desk.order", *({"subject": f"S{n}"} for n in range(9)))
    assert await desk.work_off() == 9  # one save, one chain
    for n in range(3):
        await _put(desk, "desk.order", subject=f"T{n}")
    await desk.work_off()
    async with desk.pool.read() as tx:
        assert [one.reason["code"] for one in await after.paused(tx)] == ["rule.rate"]
    assert [one.state for one in await desk.runs()].count("queued") == 1


async def test_rights_are_those_of_the_moment_it_runs(desk: Desk):
    desk.use(
        copy=COPY.replace("on: updated, watch: [state]", "on: created").replace(
            "as: system", "as: causer"
        )
    )
    await desk.world.put("sue", "desk.order", {"subject": "S"})
    await desk.world.put("ann", "desk.order", {"subject": "A"})
    await desk.work_off()
    assert [one.state for one in await desk.runs()] == ["failed", "done"]
    assert (await desk.runs())[0].reason["code"] == "grant.denied"
    assert await desk.world.rows("ann", "desk.memo", ["key"]) == [["A"]]


async def test_twenty_at_once_upsert_one_record(desk: Desk):
    """U13."""
    desk.use(
        up="""
when: {form: desk.order, on: created}
timing: together
as: system
do: [{upsert: {form: desk.memo, by: [key], set: {key: subject, number: amount}}}]
"""
    )
    puts = (desk.world.put("ann", "desk.order", {"subject": "k", "amount": n}) for n in range(20))
    await asyncio.gather(*puts)
    assert await _count(desk) == 1


async def test_runs_of_one_record_go_in_the_order_of_its_saves(desk: Desk):
    desk.use(copy=COPY)
    order = await _put(desk, "desk.order", subject="S", state="draft")
    for state in ("approved", "draft", "approved"):
        await _set(desk, order, state=state)
    async with desk.pool.write() as tx:  # the first is to be tried again later
        await tx.run(
            "update sys_rule_run set run_at = clock_timestamp() + interval '1 hour'"
            " where id = (select min(id) from sys_rule_run)"
        )
    assert await desk.work_off() == 0  # the others wait for it
    await desk.hurry()
    assert await desk.work_off() == 3


async def test_a_worker_that_is_killed_in_a_step_leaves_every_step_done_once(desk: Desk, server):
    """U08: killed while step 3 of 5 runs; another takes the run from its last checkpoint."""
    steps = "\n".join(
        f"  - create: {{form: desk.memo, set: {{key: subject, number: '{n}'}}}}"
        for n in range(1, 6)
    )
    text = f"when: {{form: desk.order, on: created}}\nas: system\ndo:\n{steps}\n"
    desk.use(five=text)
    await _put(desk, "desk.order", subject="S")
    context = multiprocessing.get_context("spawn")
    there, here = context.Pipe()
    process = context.Process(target=work_until_killed, args=(desk.pool.place, text, there))
    process.start()
    assert await asyncio.to_thread(here.recv) == 3  # it stands in step 3, nothing of it committed
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert [
        row[0] for row in await desk.world.rows("ann", "desk.memo", ["number"], sort=["number"])
    ] == ["1", "2"]
    assert await desk.work_off() == 0  # its lease still holds
    async with desk.pool.write() as tx:
        await tx.run("update sys_rule_run set lease_until = clock_timestamp() - interval '1 s'")
    assert await desk.work_off() == 1
    numbers = await desk.world.rows("ann", "desk.memo", ["number"], sort=["number"])
    assert [row[0] for row in numbers] == ["1", "2", "3", "4", "5"]
    (run,) = await desk.runs()
    assert (run.state, run.attempts) == ("done", 2)
