"""Fifty people who decide in fifty approvals at once, for thirty seconds: every rule kept, how many acts.

    python -m bench.crowd [seconds]

Each has a connection of her own and takes whatever waits for her: most say yes, some no, send back, hand
on, add somebody, remind. Approvals that are over begin anew. Refusals are part of the game (somebody was
faster); anything else is a fault. Afterwards the rules of approvals are asked of the tables, and of each
approval its log is played again (tests/pg/flow/laws.py).
"""

import asyncio
import random
import sys
import time
import uuid
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, cast

from tests.pg.flow import laws
from tests.world import World

from bench import stage
from tombolo.access import directory
from tombolo.access.grant import grants_for
from tombolo.access.people import Actor, Member, Role
from tombolo.access.policy import policies_of
from tombolo.base import ids
from tombolo.base.errors import Broken, Fault
from tombolo.flow import acts
from tombolo.flow.command import perform
from tombolo.pg.pool import Limits, Pool
from tombolo.records.work import Work
from tombolo.records.write.change import Change
from tombolo.records.write.save import create
from tombolo.schema import store

PEOPLE = 50
FLOW = "paper.review"
GROUPS = [[f"c{n:02}" for n in range(at, at + 10)] for at in range(0, PEOPLE, 10)]


def _all(people: list[str]) -> list[str]:
    return [f"person({one})" for one in people]


APP: dict[str, Any] = {
    "paper/app": {"app": "paper", "label": "Paper", "nav": ["sheet"]},
    "paper/forms/sheet": {
        "label": "Sheet", "title": "{name}",
        "fields": {"name": {"kind": "text", "label": "Name"}, "sum": {"kind": "number", "label": "Sum"}},
    },
    "paper/flows/review": {
        "form": "sheet", "label": "Review",
        "nodes": [
            {"node": "any", "approve": {"any": _all(GROUPS[0])}, "return": {"to": "any"}},
            {"node": "all", "approve": {"all": _all(GROUPS[1][:3])}, "return": {"to": "any"}},
            {"parallel": [
                [{"node": "left", "approve": {"any": _all(GROUPS[2])}, "return": {"to": "any"}}],
                [{"node": "right", "approve": {"all": _all(GROUPS[3][:2])}, "return": {"to": "any"}}],
            ]},
            {"node": "last", "approve": {"any": _all(GROUPS[4])}, "return": {"to": "any"}},
        ],
    },
    "paper/grants/crowd": {
        "label": "Crowd", "who": ["role(crowd)"], "forms": {"sheet": {"may": ["read", "create", "update"]}},
    },
}  # fmt: skip


@dataclass
class Crowd:
    """The people, their work, and what came of it."""

    pool: Pool
    base: Work[Any]
    actors: dict[str, Actor]
    end: float
    done: Counter[str]
    refused: Counter[str]
    broken: Counter[str]

    def work(self, tx: Any, login: str) -> Work[Any]:
        actor = self.actors[login]
        policies, _ = policies_of(self.base.catalog)
        grants = grants_for(self.base.catalog, policies, actor)
        return replace(self.base, tx=tx, actor=actor, grants=grants, now=datetime.now(UTC))

    @asynccontextmanager
    async def reading(self, login: str) -> AsyncGenerator[Work[Any]]:
        """As the laws read."""
        del login
        async with self.pool.read() as tx:
            yield replace(self.base, tx=tx)

    async def person(self, login: str, seed: int) -> None:
        """One of the fifty until the time is over."""
        dice = random.Random(seed)
        while time.perf_counter() < self.end:
            try:
                async with self.pool.write() as tx:
                    await tx.value("select catalog_hold()")
                    work = self.work(tx, login)
                    act = await self._next(work, dice)
                    if act is not None:
                        await perform(work, act)
                        self.done[type(act).__name__] += 1
            except Fault as fault:
                kind = self.broken if isinstance(fault, Broken) else self.refused
                kind[fault.code] += 1

    async def _next(self, work: Work[Any], dice: random.Random) -> acts.Act | None:
        me = work.actor.id
        rows = await work.tx.rows(
            "select t.id, t.instance, n.kind from sys_flow_task t join sys_flow_node n on n.id = t.node_run"
            " where t.assignee = $1 and t.state = 'pending' limit 60", me,
        )  # fmt: skip
        if not rows or dice.random() < 0.05:
            record = await work.tx.value(
                "select s.id from paper_sheet s where not exists (select from sys_flow_instance i"
                " where i.record = s.id and i.status in ('running', 'returned', 'incident', 'suspended'))"
                " order by random() limit 1"
            )
            if record is not None:
                return acts.Submit(by=me, flow=FLOW, form="paper.sheet", record=record)
        if not rows:
            await asyncio.sleep(0.02)
            return None
        row = dice.choice(rows)
        return _act(work, dice, row["id"], row["instance"], row["kind"], self._other(dice))

    def _other(self, dice: random.Random) -> uuid.UUID:
        return self.actors[dice.choice(sorted(self.actors))].id


def _act(
    work: Work[Any], dice: random.Random, task: Any, instance: Any, kind: str, other: uuid.UUID
) -> acts.Act:
    said: dict[str, Any] = {"by": work.actor.id, "task": task, "opinion": "x", "key": ids.token(8)}
    if kind == "start":
        return acts.Resubmit(by=work.actor.id, instance=instance, key=ids.token(8))
    ways: list[tuple[float, Any]] = [
        (0.72, lambda: acts.Approve(**said)),
        (0.06, lambda: acts.Reject(**said)),
        (0.08, lambda: acts.Return(**said, to=dice.choice(["start", "prev"]))),
        (0.05, lambda: acts.Transfer(**said, to=other)),
        (
            0.06,
            lambda: acts.AddSign(**said, people=(other,), place=dice.choice(["before", "with"])),
        ),
        (0.03, lambda: acts.Ask(**said, of=other)),
    ]
    (make,) = dice.choices([way for _, way in ways], [share for share, _ in ways])
    return cast("acts.Act", make())


async def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    async with stage.stage("crowd") as (_, place):
        limits = Limits(least=PEOPLE, most=PEOPLE + 5, owner_statement="60min")
        async with await Pool.open(place, limits) as pool:
            crowd = await _gathered(pool)
            before = stage.load()
            crowd.end = time.perf_counter() + seconds
            await asyncio.gather(
                *(crowd.person(login, n) for n, login in enumerate(sorted(crowd.actors)))
            )
            acts_done = sum(crowd.done.values())
            print(f"{PEOPLE} people in {PEOPLE} approvals for {seconds:.0f} s; {before}")
            print(f"  {acts_done} acts, {acts_done / seconds:.0f} a second: {dict(crowd.done)}")
            print(f"  refused: {dict(crowd.refused)}")
            print(f"  faults: {dict(crowd.broken) or 0}")
            await _judged(crowd)


async def _gathered(pool: Pool) -> Crowd:
    """The people, the flow and the records, new."""
    await stage.people(pool)
    async with pool.write() as tx:
        await directory.save_role(tx, Role("crowd", {"zh": "众人", "en": "Crowd"}))
        for login in (one for group in GROUPS for one in group):
            if await directory.by_login(tx, login) is None:
                member = Member(ids.uuid7(), login, login, roles=("crowd",))
                await directory.save_member(tx, member, datetime.now(UTC))
    async with pool.read() as tx:
        catalog = await store.load(tx)
        files: Any = {path: store.Source("", data) for path, data in APP.items()}
        plan = await store.plan(tx, catalog, files, stage.ZONE)
    assert plan.problems == (), plan.problems
    async with pool.owner() as tx:
        if plan.sources:
            await store.apply(tx, plan, by=None, note="bench", zone=stage.ZONE)
        await tx.run("truncate sys_flow_instance, sys_idempotency, paper_sheet cascade")
        await tx.run("delete from sys_outbox")
    base = await stage.work_of(pool, None, "admin")
    async with pool.write() as tx:
        work = replace(base, tx=tx)
        changes = [Change({"name": f"S{n}", "sum": str(n)}) for n in range(PEOPLE)]
        await create(work, "paper.sheet", changes)
    actors: dict[str, Actor] = {}
    async with pool.read() as tx:
        for one in (await directory.organisation(tx)).members:
            actor = await directory.actor(tx, one.id) if one.login.startswith("c") else None
            if actor is not None:
                actors[one.login] = actor
    assert len(actors) == PEOPLE
    return Crowd(pool, base, actors, 0.0, Counter(), Counter(), Counter())


async def _judged(crowd: Crowd) -> None:
    world = cast("World", crowd)
    wrong: list[str] = [f"{rule}: {rows[:3]}" for rule, rows in (await laws.broken(world)).items()]
    async with crowd.pool.read() as tx:
        rows = await tx.rows("select id from sys_flow_instance where parent is null")
    for row in rows:
        wrong.extend(f"{row['id']}: {one}" for one in await laws.apart(world, row["id"]))
    print(f"  {len(wrong)} failures of the rules in {len(rows)} approvals; {stage.load()}")
    for one in wrong[:20]:
        print("   ", one)
    if wrong or crowd.broken:
        raise SystemExit(1)


if __name__ == "__main__":
    asyncio.run(main())
