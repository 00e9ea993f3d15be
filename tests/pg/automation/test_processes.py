"""Rules and processes: what approvals, stages and imports set off, what rules begin, move on and call."""

import asyncio
from uuid import UUID

import pytest
import pytest_asyncio
from tests.pg.automation.desk import Desk, wrong
from tests.world import World, world

from tombolo.automation.dry import dry
from tombolo.automation.read import rules_of
from tombolo.automation.together import Rules
from tombolo.base.errors import Conflict, Fault, Invalid
from tombolo.flow.acts import Approve, Submit
from tombolo.flow.command import perform
from tombolo.records.sheets import run as sheets
from tombolo.records.sheets.spec import spec_of

FORMS = """
desk/app: {app: desk, label: Desk, nav: [deal, memo]}
desk/forms/deal:
  label: {zh: 商机, en: Deal}
  title: "{subject}"
  fields:
    subject: {kind: text, label: 主题}
    amount: {kind: number, label: 金额}
    budget: {kind: number, label: 预算}
    parent: {kind: link, label: 上级, to: deal, inverse: parts}
    stage:
      kind: stage
      label: 阶段
      stages:
        talk: {label: 接洽, probability: "0.1"}
        offer: {label: 报价, probability: "0.5", require: [budget]}
      outcomes:
        won: {label: 赢单, probability: "1"}
desk/forms/memo:
  label: {zh: 备忘, en: Memo}
  fields:
    key: {kind: text, label: 键}
    text: {kind: text, label: 内容}
    number: {kind: number, label: 数}
desk/flows/review:
  form: deal
  label: {zh: 评审, en: Review}
  nodes:
    - {node: first, approve: {one: person(sue)}}
    - {node: last, approve: {one: person(tom)}}
"""
NOTE = "create: {form: memo, set: {key: %s}}"


@pytest_asyncio.fixture(scope="module")
async def place(pool) -> World:
    made = await world(pool)
    for login in ("sue", "tom"):
        await made.person(login, admin=True)
    await made.apply(FORMS)
    return made


@pytest_asyncio.fixture
async def desk(place: World) -> Desk:
    async with place.pool.owner() as tx:
        await tx.run("truncate sys_flow_instance cascade")
        for form in ("deal", "memo"):
            await tx.run(f'delete from "desk_{form}"')
        await tx.run("delete from sys_rule_run")
    place.reactions = ()
    return Desk(place)


async def use(desk: Desk, **texts: str) -> None:
    """These rules and no others, in the definitions."""
    gone = {path: "null" for path in desk.world.catalog.files if "/rules/" in path}
    new = {f"desk/rules/{key}": "{" + text + "}" for key, text in texts.items()}
    await desk.world.apply("\n".join(f"{path}: {body}" for path, body in {**gone, **new}.items()))
    rules, problems = rules_of(desk.world.catalog)
    assert problems == (), [(one.code, one.place, dict(one.values)) for one in problems]
    desk.rules = list(rules)
    desk.world.reactions = (Rules.of(rules),)


async def deal(desk: Desk, **more: str) -> str:
    (id_,) = (await desk.world.put("sue", "desk.deal", {"subject": "S", **more})).ids
    return id_


async def submit(desk: Desk, record: str) -> None:
    async with desk.world.writing("sue") as work:
        act = Submit(by=work.actor.id, flow="desk.review", form="desk.deal", record=UUID(record))
        await perform(work, act)


async def approve(desk: Desk, **more: str) -> None:
    async with desk.pool.read() as tx:
        row = await tx.row("select id, assignee from sys_flow_task where state = 'pending'")
    assert row is not None
    who = next(login for login, one in desk.world.people.items() if one.id == row["assignee"])
    async with desk.world.writing(who) as work:
        task = row["id"]
        await perform(work, Approve(by=work.actor.id, task=task, **more))


async def memos(desk: Desk, *fields: str) -> list[list[object]]:
    return sorted(await desk.world.rows("sue", "desk.memo", list(fields) or ["key"]), key=str)


# -- approvals -------------------------------------------------------------------------------------


async def test_steps_of_an_approval_set_rules_off_each_once(desk: Desk):
    on = "{flow: review, event: [submitted, entered, decided, approved]}"
    await use(
        desk,
        log=f"when: {{form: deal, on: {on}}}, do: [{{create: {{form: memo, set: {{key: event.name & '-' & event.node, text: event.opinion}}}}}}]".replace("'", '"').replace('event.name & "-" & event.node', "'event.name & \"-\" & event.node'"),
    )  # fmt: skip
    record = await deal(desk)
    await submit(desk, record)
    await approve(desk, opinion="fine")
    await approve(desk)
    await desk.work_off()
    assert await memos(desk, "key", "text") == [
        ["approved-", None],
        ["decided-first", "fine"],
        ["decided-last", None],
        ["entered-first", None],
        ["entered-last", None],
        ["submitted-", None],
    ]


async def test_a_node_that_is_named_is_meant_alone(desk: Desk):
    on = "{flow: review, event: entered, node: last}"
    await use(desk, log=f"when: {{form: deal, on: {on}, if: 'amount > 5'}}, do: [{{{NOTE % 'subject'}}}]")  # fmt: skip
    for amount in ("5", "6"):
        record = await deal(desk, subject=f"D{amount}", amount=amount)
        await submit(desk, record)
        await approve(desk)
    await desk.work_off()
    assert await memos(desk) == [["D6"]]


async def test_a_rule_with_an_approval_is_part_of_the_act(desk: Desk):
    await use(
        desk,
        both=f"when: {{form: deal, on: {{flow: review, event: approved}}}}, timing: together, do: [{{{NOTE % 'subject'}}}, {{branch: [{{if: 'amount = 13', do: [{{stop: {{say: no}}}}]}}]}}]",
    )  # fmt: skip
    good, bad = await deal(desk, subject="good"), await deal(desk, subject="bad", amount="13")
    await submit(desk, good)
    await approve(desk)
    await approve(desk)
    assert await memos(desk) == [["good"]]
    await submit(desk, bad)
    await approve(desk)
    with pytest.raises(Invalid) as refused:
        await approve(desk)
    assert refused.value.problems[0].code == "rule.stopped"
    assert await memos(desk) == [["good"]]
    async with desk.pool.read() as tx:
        assert await tx.value("select count(*) from sys_flow_task where state = 'pending'") == 1


async def test_what_is_undone_sets_nothing_off(desk: Desk):
    await use(desk, log=f"when: {{form: deal, on: {{flow: review, event: submitted}}}}, do: [{{{NOTE % 'subject'}}}]")  # fmt: skip
    record = await deal(desk)
    with pytest.raises(RuntimeError):
        async with desk.world.writing("sue") as work:
            act = Submit(by=work.actor.id, flow="desk.review", form="desk.deal", record=UUID(record))  # fmt: skip
            await perform(work, act)
            raise RuntimeError
    assert await desk.runs() == []


# -- stages ----------------------------------------------------------------------------------------


async def test_a_stage_that_is_entered_or_left(desk: Desk):
    await use(
        desk,
        come=f"when: {{form: deal, on: {{stage: stage, enters: [talk, offer]}}}}, do: [{{{NOTE % 'subject'}}}]",
        go="when: {form: deal, on: {stage: stage, leaves: offer}}, do: [{create: {form: memo, set: {key: '\"left\"'}}}]",
    )  # fmt: skip
    record = await deal(desk, subject="one")
    await desk.world.change("sue", "desk.deal", record, subject="two")
    await desk.work_off()
    assert await memos(desk) == [["two"]]
    await desk.world.change("sue", "desk.deal", record, stage="offer", budget="1")
    await desk.work_off()
    assert await memos(desk) == [["two"], ["two"]]
    await desk.world.change("sue", "desk.deal", record, stage="won")
    await desk.work_off()
    assert await memos(desk) == [["left"], ["two"], ["two"]]


async def test_a_rule_moves_a_stage_through_its_gate(desk: Desk):
    on = "when: {form: deal, on: updated, watch: [amount]}, timing: together, do: [{advance: {stage: stage, to: offer, set: {budget: amount}}}]"
    await use(desk, on=on)
    record = await deal(desk)
    await desk.world.change("sue", "desk.deal", record, amount="5")
    assert await desk.world.rows("sue", "desk.deal", ["stage", "budget"]) == [["offer", "5"]]
    # Back it goes only with a reason, whoever moves it.
    await use(desk, on=on.replace("to: offer, set: {budget: amount}", "to: talk"))
    with pytest.raises(Invalid) as refused:
        await desk.world.change("sue", "desk.deal", record, amount="7")
    assert (refused.value.code, bool(refused.value.problems)) == ("rule.failed", True)
    assert await desk.world.rows("sue", "desk.deal", ["amount", "stage"]) == [["5", "offer"]]


async def test_a_rule_moves_the_stage_of_others(desk: Desk):
    await use(
        desk,
        up="when: {form: deal, on: {stage: stage, enters: won}}, do: [{advance: {form: deal, where: 'id = trigger.parent.id', stage: stage, to: won}}]".replace("id = trigger.parent.id", "subject = trigger.parent.subject"),
    )  # fmt: skip
    top = await deal(desk, subject="top")
    low = await deal(desk, subject="low", parent=top)
    await desk.world.change("sue", "desk.deal", low, stage="won")
    await desk.work_off()
    assert sorted(await desk.world.rows("sue", "desk.deal", ["subject", "stage"])) == [
        ["low", "won"],
        ["top", "won"],
    ]


# -- what rules begin ------------------------------------------------------------------------------


@pytest.mark.parametrize("timing", ["together", "after"])
async def test_a_rule_puts_a_record_into_a_flow_once(desk: Desk, timing: str):
    await use(desk, go=f"when: {{form: deal, on: updated, watch: [amount]}}, timing: {timing}, do: [{{start: {{flow: review}}}}]")  # fmt: skip
    record = await deal(desk)
    await desk.world.change("sue", "desk.deal", record, amount="1")
    await desk.work_off()
    async with desk.pool.read() as tx:
        rows = await tx.rows("select record, status, initiator from sys_flow_instance")
    assert [(str(row["record"]), row["status"], row["initiator"]) for row in rows] == [
        (record, "running", desk.world.people["sue"].id)
    ]
    # A second time it is in the flow already: its fields are locked, and started it is not again.
    found = await dry(desk, desk.rules[0], record, desk.world.people["sue"].id)
    assert [(one.verb, list(one.effects), one.fault) for one in found.steps] == [("start", [], None)]  # fmt: skip


async def test_a_rule_that_is_called_runs_with_what_it_is_given(desk: Desk):
    await use(
        desk,
        callee="when: {form: deal, on: {called: {factor: {type: number, needed: true}, word: text}}}, timing: together, do: [{create: {form: memo, set: {key: subject & input.word, number: amount * input.factor}}}]",
        caller="when: {form: deal, on: updated, watch: [amount]}, timing: together, do: [{run: {rule: callee, with: {factor: '2', word: '\"!\"'}}}]",
    )  # fmt: skip
    record = await deal(desk)
    await desk.world.change("sue", "desk.deal", record, amount="21")
    assert await memos(desk, "key", "number") == [["S!", "42"]]
    (run,) = await desk.runs(rule="desk.caller")
    async with desk.pool.read() as tx:
        effects = await tx.value("select effects::text from sys_rule_step where run = $1", run.id)
    assert '"desk.memo"' in effects


async def test_what_is_needed_and_blank_is_refused(desk: Desk):
    await use(
        desk,
        callee="when: {form: deal, on: {called: {factor: {type: number, needed: true}}}}, timing: together, do: [{create: {form: memo, set: {number: input.factor}}}]",
        caller="when: {form: deal, on: updated, watch: [amount]}, timing: together, do: [{run: {rule: callee, with: {factor: budget}}}]",
    )  # fmt: skip
    record = await deal(desk)
    with pytest.raises(Invalid) as refused:
        await desk.world.change("sue", "desk.deal", record, amount="21")
    assert refused.value.problems[0].code == "rule.not_given"


async def test_rules_that_call_one_another_end(desk: Desk):
    text = "when: {form: deal, on: {called: {}}}, timing: TIMING, do: [{run: {rule: OTHER}}]"
    for timing in ("together", "after"):
        await use(
            desk,
            a=text.replace("TIMING", timing).replace("OTHER", "b"),
            b=text.replace("TIMING", timing).replace("OTHER", "a"),
            go="when: {form: deal, on: updated, watch: [amount]}, timing: after, do: [{run: {rule: a}}]",
        )  # fmt: skip
        record = await deal(desk)
        await desk.world.change("sue", "desk.deal", record, amount="21")
        await desk.work_off()
        runs = await desk.runs()
        if timing == "together":
            assert [(one.state, (one.reason or {}).get("code")) for one in runs] == [("failed", "rule.depth")]  # fmt: skip
        else:
            last = runs[-1]
            assert (last.state, (last.reason or {}).get("code")) == ("skipped", "rule.once")
        async with desk.pool.write() as tx:
            await tx.run("delete from sys_rule_run")


async def test_a_called_rule_without_a_form_is_queued_for_each_record(desk: Desk):
    await use(
        desk,
        tell="when: {on: {called: {name: text}}}, as: system, do: [{create: {form: memo, set: {key: input.name}}}]",
        go="when: {form: deal, on: updated, watch: [amount]}, do: [{run: {rule: tell, with: {name: subject}}}]",
    )  # fmt: skip
    for name in ("A", "B"):
        record = await deal(desk, subject=name)
        await desk.world.change("sue", "desk.deal", record, amount="1")
    await desk.work_off()
    assert await memos(desk) == [["A"], ["B"]]
    assert {one.depth for one in await desk.runs(rule="desk.tell")} == {2}


# -- imports ---------------------------------------------------------------------------------------


async def test_the_end_of_an_import_is_told_once_and_only_if_it_is_kept(desk: Desk, tmp_path):
    await use(
        desk,
        over="when: {form: memo, on: imported}, as: system, do: [{create: {form: deal, set: {subject: sheet.file, amount: sheet.added}}}]",
    )  # fmt: skip
    path = tmp_path / "memos.csv"
    path.write_text("key\n" + "\n".join(f"k{n}" for n in range(1200)) + "\n")
    for dry_ in (True, False):
        spec = spec_of("desk.memo", {"sheet_file": "f", "mapping": [{"column": 0, "path": "key"}], "dry": dry_})  # fmt: skip
        await sheets.run(_Bench(desk), spec, path, "memos.csv", tmp_path)
        await desk.work_off()
    assert await desk.world.rows("sue", "desk.deal", ["subject", "amount"]) == [["memos.csv", "1200"]]  # fmt: skip


class _Bench:
    """An import in sue's name."""

    def __init__(self, desk: Desk) -> None:
        self.pool = desk.pool
        self.desk = desk

    async def work(self, tx, *, hold):
        del hold
        return self.desk.world.work(tx, "sue")

    async def told(self, outcome):
        del outcome
        return True

    async def ended(self, tx, work, outcome):
        pass


# -- what is wrong with them -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("when: {form: memo, on: {flow: review, event: approved}}", ("rule.other_flow", "when.on.flow")),
        ("when: {form: deal, on: {flow: gone, event: approved}}", ("definition.no_field", "when.on.flow")),
        ("when: {form: deal, on: {flow: review, event: done}}", ("rule.one_of", "when.on.event")),
        ("when: {form: deal, on: {flow: review, event: approved, node: first}}", ("rule.no_node_event", "when.on.node")),
        ("when: {form: deal, on: {flow: review, event: entered, node: x}}", ("definition.no_field", "when.on.node")),
        ("when: {form: deal, on: {stage: amount}}", ("definition.no_field", "when.on.stage")),
        ("when: {form: deal, on: {stage: stage, enters: gone}}", ("definition.no_field", "when.on.enters")),
        ("when: {form: memo, on: imported}\ntiming: together", ("rule.alone_after", "timing")),
        ("when: {on: {hook: token, take: {a: text}}}", ("rule.nobody_caused", "as")),
        ("when: {on: {hook: token, take: {a: text}, once: b}}\nas: system", ("definition.no_field", "when.on.once")),
    ],
)  # fmt: skip
async def test_a_trigger_that_is_wrong_is_told_where(desk: Desk, text: str, found: tuple[str, str]):
    do = "\ndo: [{create: {form: memo, set: {key: '\"x\"'}}}]"
    assert found in wrong(desk.world, text + do)


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ("start: {flow: review}", ("rule.which", "do[0].start.where")),
        ("start: {flow: gone}", ("definition.no_field", "do[0].start.flow")),
        ("advance: {form: deal, stage: stage, to: gone, where: TRUE}", ("rule.one_of", "do[0].advance.to")),
        ("advance: {form: deal, stage: amount, to: won, where: TRUE}", ("definition.no_field", "do[0].advance.stage")),
        ("advance: {form: deal, stage: stage, to: won, where: TRUE, set: {stage: '\"won\"'}}", ("rule.advance_set", "do[0].advance.set.stage")),
        ("run: {rule: gone}", ("rule.not_called", "do[0].run.rule")),
    ],
)  # fmt: skip
async def test_a_step_that_is_wrong_is_told_where(desk: Desk, step: str, found: tuple[str, str]):
    text = f"when: {{form: memo, on: created}}\ntiming: together\ndo: [{{{step}}}]"
    assert found in wrong(desk.world, text)


async def test_two_acts_at_once_set_the_rule_off_once(desk: Desk):
    await use(desk, log=f"when: {{form: deal, on: {{flow: review, event: submitted}}}}, do: [{{{NOTE % 'subject'}}}]")  # fmt: skip
    record = await deal(desk)
    done = await asyncio.gather(*(submit(desk, record) for _ in range(4)), return_exceptions=True)
    assert sum(1 for one in done if one is None) == 1
    assert all(isinstance(one, Conflict | Fault) for one in done if one is not None)
    await desk.work_off()
    assert await memos(desk) == [["S"]]
