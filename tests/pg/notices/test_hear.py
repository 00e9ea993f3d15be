"""A fact makes one notice for each whom it concerns, in her words, of what she may see, once."""

import asyncio
from typing import Any

import pytest
from tests.pg.automation.desk import Desk, rule, wrong

from tombolo.access import directory
from tombolo.automation.notices import centre, hear, preferences
from tombolo.records import comments

pytestmark = pytest.mark.asyncio(loop_scope="session")
ASSIGN = """
rule: assign
label: {zh: 指派, en: Assign}
when: {form: desk.order, on: created}
timing: together
as: system
do:
  - notify:
      to: [role(sales)]
      title: {zh: "新订单 {subject}（{state}）", en: "New order {subject} ({state})"}
      text: {zh: "数量 {count}", en: "Count {count}"}
"""


async def told(desk: Desk, login: str, **which: Any) -> list[centre.Notice]:
    async with desk.world.reading(login) as work:
        return (await centre.page(work, **which))[0]


async def hear_all(desk: Desk, **kwargs: Any) -> int:
    done = 0
    while some := await hear.turn(desk, mails=False, **kwargs):
        done += some
    return done


async def test_a_rule_tells_people_in_their_language(desk: Desk):
    async with desk.pool.write() as tx:
        await directory.set_language(tx, desk.world.people["tom"].id, "en")
    desk.use(assign=ASSIGN)
    saved = await desk.world.put("ann", "desk.order", {"subject": "镜头", "count": 3})
    assert await told(desk, "sue") == [], "nothing before the worker's turn"
    assert await hear_all(desk) == 2
    (sue,), (tom,) = await told(desk, "sue"), await told(desk, "tom")
    assert (sue.title, sue.body) == ("新订单 镜头（草稿）", "数量 3")
    assert tom.title.startswith("New order 镜头") and tom.body == "Count 3"
    assert sue.topic == "rule" and not sue.read
    assert sue.link == f"/f/desk.order/r/{saved.ids[0]}"
    assert await hear_all(desk) == 0
    assert len(await told(desk, "sue")) == 1, "a fact is told once"


async def test_nothing_of_a_save_that_was_refused(desk: Desk):
    stop = """
    rule: stop
    when: {form: desk.order, on: created}
    timing: together
    do: [{stop: {say: {zh: 不行, en: no}}}]
    """
    desk.use(assign=ASSIGN, stop=stop)
    with pytest.raises(Exception, match="invalid"):
        await desk.world.put("ann", "desk.order", {"subject": "x"})
    assert await hear_all(desk) == 0


async def test_who_may_not_read_the_record_hears_nothing(desk: Desk):
    desk.use(tell=ASSIGN.replace("[role(sales)]", "[person(out), person(sue)]"))
    await desk.world.put("ann", "desk.order", {"subject": "x"})
    await hear_all(desk)
    assert await told(desk, "out") == []
    assert len(await told(desk, "sue")) == 1


async def test_what_she_may_not_see_is_not_in_the_text(desk: Desk):
    text = """
    rule: leak
    label: {zh: 客户变动, en: Customer moved}
    when: {form: desk.customer, on: created}
    as: system
    timing: together
    do: [{notify: {to: [person(sue), person(ann)], title: "{name}", text: "{secret}"}}]
    """
    desk.use(leak=text)
    await desk.world.put("ann", "desk.customer", {"name": "A", "secret": "XYZZY"})
    await hear_all(desk)
    (ann,), (sue,) = await told(desk, "ann"), await told(desk, "sue")
    assert ann.body == "XYZZY"
    assert (sue.title, sue.body) == ("A", "")


async def test_people_by_expression(desk: Desk):
    text = """
    rule: owner
    when: {form: desk.order, on: updated, watch: [subject]}
    timing: together
    do: [{notify: {to: owner, title: "{subject}"}}]
    """
    desk.use(owner=text)
    saved = await desk.world.put("sue", "desk.order", {"subject": "x"})
    await desk.world.change("ann", "desk.order", saved.ids[0], subject="y")
    await hear_all(desk)
    assert [one.title for one in await told(desk, "sue")] == ["y"]
    assert await told(desk, "tom") == []


async def test_a_mention_is_told_to_who_may_read(desk: Desk):
    people = desk.world.people
    saved = await desk.world.put("ann", "desk.order", {"subject": "镜头"})
    named = [str(people[one].id) for one in ("sue", "out", "ann")]
    async with desk.world.writing("ann") as work:
        await comments.add(work, "desk.order", saved.ids[0], "请看 <b>这里</b>", named)
    await hear_all(desk)
    (sue,) = await told(desk, "sue")
    assert (sue.topic, sue.title, sue.body) == (
        "mention",
        "Ann 在「镜头」中提到了您",
        "请看 <b>这里</b>",
    )
    assert await told(desk, "out") == [] and await told(desk, "ann") == []


async def test_two_workers_and_small_pieces_tell_each_fact_once(desk: Desk):
    desk.use(assign=ASSIGN)
    await desk.world.put("ann", "desk.order", *[{"subject": f"n{n}"} for n in range(7)])
    await asyncio.gather(*(hear_all(desk, most=2) for _ in range(3)))
    await hear_all(desk)
    titles = [one.title for one in await told(desk, "sue")]
    assert sorted(titles) == sorted(f"新订单 n{n}（草稿）" for n in range(7))


async def test_a_transaction_that_commits_late_is_heard(desk: Desk):
    desk.use(assign=ASSIGN)
    async with desk.world.writing("ann") as work:
        data = '{"people": []}'
        await work.tx.run(
            "insert into sys_outbox (at, form, record, act, detail)"
            " select now(), 'desk.order', gen_random_uuid(), 'rule.notify', $1::jsonb",
            data,
        )
        await desk.world.put("ann", "desk.order", {"subject": "other"})
        assert await hear_all(desk) == 2
    assert await hear_all(desk) == 1, "the earlier number, committed later"


async def test_a_fact_that_cannot_be_told_is_passed_over(desk: Desk):
    async with desk.pool.write() as tx:
        await tx.run(
            "insert into sys_outbox (at, form, record, act, detail) values"
            " (now(), 'desk.order', gen_random_uuid(), 'rule.notify', '{\"people\": [\"nobody\"]}')"
        )
    desk.use(assign=ASSIGN)
    await desk.world.put("ann", "desk.order", {"subject": "after"})
    with pytest.raises(ValueError, match="UUID"):
        await hear.turn(desk, mails=False)
    await hear.pass_over(desk)
    await hear_all(desk)
    assert len(await told(desk, "sue")) == 1


async def test_preferences_read_and_counts(desk: Desk):
    async with desk.world.writing("tom") as work:
        await preferences.choose(work, {"topics": [{"topic": "rule", "app": False}]})
    desk.use(assign=ASSIGN)
    await desk.world.put("ann", "desk.order", {"subject": "1"}, {"subject": "2"})
    await hear_all(desk)
    assert await told(desk, "tom") == []
    async with desk.world.writing("sue") as work:
        assert (await centre.counts(work))["unread"] == 2
        newest = (await told(desk, "sue"))[0]
        assert await centre.read(work, [newest.id]) == 1
        assert await centre.read(work, [newest.id]) == 0
    assert len(await told(desk, "sue", unread=True)) == 1
    async with desk.world.writing("tom") as work:
        assert await centre.read(work, [one.id for one in await told(desk, "sue")]) == 0
    async with desk.world.writing("sue") as work:
        assert await centre.read(work, None) == 1


async def test_what_is_wrong_in_a_notify_step_is_told(desk: Desk):
    text = """
    when: {form: desk.order, on: created}
    do: [{notify: {to: [submitter, amount], title: "{nothing}", channels: [smoke]}}]
    """
    found = dict.fromkeys(code for code, _ in wrong(desk.world, text))
    assert set(found) >= {"notice.to", "flow.not_people", "notice.no_channel"}
    assert any(code.startswith("formula.") for code in found), found
    assert rule(desk.world, "assign", ASSIGN).do
