"""Rules in the saving transaction: what they write is saved with it, what they refuse is not saved."""

import pytest
from tests.pg.automation.desk import Desk

from tombolo.base.errors import Denied, Invalid
from tombolo.records.write.erase import delete

CONTRACT = """
when: {form: desk.order, on: became, if: 'state = "approved"'}
timing: together
as: system
do:
  - create:
      form: desk.contract
      source: order
      set:
        customer: customer
        total: total
        title: '"For " & customer.name'
        parts: {of: lines, set: {what: item, many: qty * 2}}
"""


async def _order(desk: Desk, **more) -> str:
    (who,) = (await desk.world.put("ann", "desk.customer", {"name": "Acme"})).ids
    lines = [{"item": "pump", "qty": 2}, {"item": "valve", "qty": 3}]
    row = {"subject": "S", "customer": who, "lines": lines, **more}
    return (await desk.world.put("ann", "desk.order", row)).ids[0]


def _table(desk: Desk, lines: str) -> str:
    return desk.world.catalog.form("desk.contract").lines_table(lines)


async def test_an_order_that_is_approved_makes_its_contract_once(desk: Desk):
    desk.use(contract=CONTRACT)
    order = await _order(desk)
    for state in ("approved", "draft", "approved"):
        await desk.world.change("ann", "desk.order", order, state=state)
    assert await desk.world.rows("ann", "desk.contract", ["title", "total"]) == [["For Acme", "5"]]
    async with desk.world.reading("ann") as work:
        rows = await work.tx.rows(
            f"select what, many from {_table(desk, 'parts')} order by position"
        )
    assert [(row["what"], int(row["many"])) for row in rows] == [("pump", 4), ("valve", 6)]
    runs = await desk.runs()
    assert [(one.timing, one.state) for one in runs] == [("together", "done")] * 2


async def test_the_rights_are_those_of_who_it_runs_as(desk: Desk):
    desk.use(contract=CONTRACT.replace("as: system", "as: causer"))
    order = await _order(desk)
    with pytest.raises(Denied):
        await desk.world.change("sue", "desk.order", order, state="approved")
    assert (await desk.world.rows("ann", "desk.order", ["state"]))[0][0] == "draft"
    desk.use(contract=CONTRACT.replace("as: system", "as: owner(ann)"))
    await desk.world.change("sue", "desk.order", order, state="approved")
    async with desk.world.reading("ann") as work:
        by = await work.tx.value("select created_by from desk_contract")
    assert by == desk.world.people["ann"].id


async def test_what_the_causer_may_not_see_is_not_copied(desk: Desk):
    spy = """
when: {form: desk.order, on: created}
timing: together
do: [{set: {grade: customer.secret}}]
"""
    desk.use(spy=spy)
    (who,) = (await desk.world.put("ann", "desk.customer", {"name": "A", "secret": "x"})).ids
    with pytest.raises(Denied):
        await desk.world.put("sue", "desk.order", {"customer": who})
    await desk.world.put("ann", "desk.order", {"customer": who})
    assert await desk.world.rows("ann", "desk.order", ["grade"]) == [["x"]]


async def test_stop_says_its_words_and_nothing_is_stored(desk: Desk):
    """U06: sets a field, and stops with a message where the amount is below zero."""
    desk.use(
        grade="""
when: {form: desk.order, on: created}
timing: together
as: system
do:
  - set: {grade: 'IF(amount > 100, "A", "B")'}
  - branch:
      - if: amount < 0
        do: [{stop: {say: {zh: 金额不能为负, en: Below zero}}}]
"""
    )
    saved = await desk.world.put("ann", "desk.order", {"amount": 500}, {"amount": 5})
    assert len(saved.ids) == 2
    with pytest.raises(Invalid) as refused:
        await desk.world.put("ann", "desk.order", {"amount": 1}, {"amount": -1})
    (problem,) = refused.value.problems
    assert (problem.place, (problem.say or {})["en"]) == ("records[1]", "Below zero")
    rows = await desk.world.rows("ann", "desk.order", ["amount", "grade"], sort=["amount"])
    assert rows == [["5", "B"], ["500", "A"]]


async def test_update_changes_one_record_for_many_one_after_another(desk: Desk):
    desk.use(
        turnover="""
when: {form: desk.order, on: became, if: 'state = "approved"'}
timing: together
as: system
do:
  - update:
      form: desk.customer
      where: id_is_not_a_name
      set: {turnover: turnover + trigger.amount}
""".replace("id_is_not_a_name", "record = trigger.customer")
    )
    (who,) = (await desk.world.put("ann", "desk.customer", {"name": "A", "turnover": 1})).ids
    await desk.world.put(
        "ann",
        "desk.order",
        *({"customer": who, "amount": n, "state": "approved"} for n in (10, 20, 30)),
    )
    assert await desk.world.rows("ann", "desk.customer", ["turnover"]) == [["61"]]


async def test_upsert_and_each_and_delete(desk: Desk):
    desk.use(
        stock="""
when: {form: desk.order, on: created}
timing: together
as: system
do:
  - each:
      of: lines
      as: line
      do:
        - upsert: {form: desk.memo, by: [key], set: {key: line.item, number: qty, text: trigger.subject}}
""",
        tidy="""
when: {form: desk.order, on: deleted}
timing: together
as: system
do: [{delete: {form: desk.memo, where: text = trigger.subject}}]
""",
    )
    first = await _order(desk)
    await _order(desk, subject="T", lines=[{"item": "pump", "qty": 9}])
    memos = await desk.world.rows("ann", "desk.memo", ["key", "number", "text"], sort=["key"])
    assert memos == [["pump", "9", "T"], ["valve", "3", "S"]]
    async with desk.world.writing("ann") as work:
        await delete(work, "desk.order", [first])
    assert await desk.world.rows("ann", "desk.memo", ["key"]) == [["pump"]]


async def test_many_alike_fail_unless_all_are_meant(desk: Desk):
    text = """
when: {form: desk.order, on: created}
timing: together
as: system
do: [{upsert: {form: desk.memo, by: [key], set: {key: subject, number: amount}, many: fail}}]
"""
    await desk.world.put("ann", "desk.memo", {"key": "k"}, {"key": "k"})
    desk.use(up=text)
    with pytest.raises(Exception) as refused:
        await desk.world.put("ann", "desk.order", {"subject": "k", "amount": 1})
    assert getattr(refused.value, "code", "") == "rule.many"
    desk.use(up=text.replace("many: fail", "many: all"))
    await desk.world.put("ann", "desk.order", {"subject": "k", "amount": 7})
    assert await desk.world.rows("ann", "desk.memo", ["number"]) == [["7"], ["7"]]


async def test_what_rippled_sets_rules_off_too(desk: Desk):
    desk.use(
        rich="""
when: {form: desk.customer, on: became, if: worth > 4}
timing: together
as: system
do: [{set: {note: '"rich"'}}]
"""
    )
    await _order(desk)
    assert await desk.world.rows("ann", "desk.customer", ["note"]) == [["rich"]]


async def test_a_circle_of_rules_ends_and_says_so(desk: Desk):
    """U03 in one transaction: it writes what it listens to, a new value each time."""
    desk.use(
        count="""
when: {form: desk.order, on: updated, watch: [count]}
timing: together
as: system
do: [{set: {count: count + 1}}]
"""
    )
    order = await _order(desk)
    await desk.world.change("ann", "desk.order", order, count=1)
    assert await desk.world.rows("ann", "desk.order", ["count"]) == [["2"]]
    runs = await desk.runs()
    assert sorted((one.state, (one.reason or {}).get("code")) for one in runs) == [
        ("done", None),
        ("skipped", "rule.once"),
    ]


async def test_a_thousand_records_are_one_run_of_one_statement_each(desk: Desk):
    desk.use(contract=CONTRACT)
    rows = [{"subject": f"S{n}", "state": "approved", "amount": n} for n in range(1000)]
    await desk.world.put("ann", "desk.order", *rows)
    async with desk.world.reading("ann") as work:
        assert await work.tx.value('select count(distinct "order") from desk_contract') == 1000
    (run,) = await desk.runs()
    assert run.records == 1000
