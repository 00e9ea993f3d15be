"""Whoever is killed between two statements of an act did all of it or nothing, and can do it again."""

import asyncio
import json
import os
import sys
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from tests.pg.flow import laws, twin
from tests.pg.flow.office import Office, settled

from tombolo.automation.read import rules_of
from tombolo.automation.together import Rules
from tombolo.flow import acts
from tombolo.flow.command import perform

ROOT = Path(__file__).parents[3]
MOST = 60  # statements; more than any of these acts sends
# What hangs on the end of an approval: a slip for the paper, in the same commit.
DESK = """
walk/forms/slip:
  label: Slip
  title: "{text}"
  fields:
    paper: {kind: link, label: Paper, to: walk.paper}
    text: {kind: text, label: Text}
walk/rules/slip:
  label: Slip
  when: {form: walk.paper, on: became, if: 'note = "done"'}
  timing: together
  as: system
  do:
    - create: {form: walk.slip, source: paper, set: {text: note}}
"""


@pytest_asyncio.fixture(scope="module")
async def office(pool) -> Office:
    made = await settled(pool)
    await made.world.apply(DESK)
    one = twin.written("n1=one(a)[edit=amt]", {}, {"amt": 1, "who": "", "note": "x"}, 1)
    one.yaml["walk/flows/w1"]["ends"] = {"approved": {"set": {"note": '"done"'}}}
    await made.publish(one)
    made.flows["one"] = one
    made.world.reactions = (Rules.of(rules_of(made.world.catalog)[0]),)
    return made


async def ready(office: Office, kind: str, n: int) -> tuple[str, acts.Act, dict, UUID]:
    """(who, act, fields, record) of an act that can be done."""
    one = office.flows["one"]
    record = UUID(await office.settle(one))
    i, a = (office.world.people[login].id for login in "ia")
    submit = acts.Submit(by=i, flow=one.main, form=twin.FORM, record=record, key=f"{kind}-{n}")
    if kind == "submit":
        return "i", submit, {}, record
    async with office.world.writing("i") as work:
        done = await perform(work, acts.Submit(by=i, flow=one.main, form=twin.FORM, record=record))
    (task,) = (await office.state(done.root)).tasks
    match kind:
        case "approve":
            act = acts.Approve(by=a, task=task, key=submit.key)
            return "a", act, {"amt": "6"}, record
        case "return":
            return "a", acts.Return(by=a, task=task, opinion="x", key=submit.key), {}, record
        case _:
            return "i", acts.Withdraw(by=i, instance=done.root, key=submit.key), {}, record


async def seen(office: Office, record: UUID) -> dict[str, object]:
    """Everything that an act on the record may change."""
    async with office.world.pool.read() as tx:
        row = await tx.row(
            "select (select to_jsonb(p)::text from walk_paper p where id = $1) as paper,"
            " (select count(*) from walk_slip where paper = $1) as slips,"
            " (select count(*) from sys_rule_run where record = $1) as runs,"
            " (select max(e.seq) from sys_flow_event e join sys_flow_instance i on i.id = e.root"
            "   where i.record = $1) as events,"
            " (select count(*) from sys_history where record = $1) as told,"
            " (select count(*) from sys_outbox where record = $1) as outbox",
            record,
        )
    return dict(row)


@pytest.mark.parametrize("kind", ["approve", "return", "submit", "withdraw"])
async def test_killed_at_every_statement(office, tmp_path, kind):
    cases = [await ready(office, kind, n) for n in range(MOST)]
    before = [await seen(office, record) for *_, record in cases]
    given = tmp_path / "acts.json"
    given.write_text(
        json.dumps([
            {"login": login, "act": acts.plain(act), "fields": fields, "n": n}
            for n, (login, act, fields, _) in enumerate(cases)
        ])
    )  # fmt: skip
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(Path(__file__).parent / "killed.py"), office.world.pool.place.dsn,
        str(given), stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
    )  # fmt: skip
    out, _ = await child.communicate()
    told = out.decode().split()
    killed = told.count("killed")
    assert told[:killed] == ["killed"] * killed, "the later ones are not reached"
    assert 8 < killed < MOST, told
    for n, (login, act, fields, record) in enumerate(cases[: killed + 1]):
        committed = n >= killed - 1  # the last of the killed had committed
        assert (await seen(office, record) == before[n]) != committed, n
        async with office.world.writing(login) as work:
            done = await perform(work, act, fields)
        assert done.again == committed
        once = await seen(office, record)
        async with office.world.writing(login) as work:
            assert (await perform(work, act, fields)).again
        assert await seen(office, record) == once
        assert once["slips"] == once["runs"] == (kind == "approve")
        assert await laws.apart(office.world, done.root) == []
    assert await laws.broken(office.world) == {}
