"""A page of the inbox of a person among 100,000 open tasks, against a bare handler with hand-written SQL."""

import asyncio
import multiprocessing
import statistics
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import asyncpg
import uvicorn

from bench import list as pages
from bench import stage
from tombolo.flow.acts import Submit
from tombolo.flow.command import perform
from tombolo.pg.pool import Limits, Place, Pool
from tombolo.records.write.change import Change
from tombolo.records.write.save import create
from tombolo.schema import store
from tombolo.schema.store import Source
from tombolo.web import app as site
from tombolo.web.opening import Opening

TASKS = 100_000
DEFINITIONS: dict[str, Any] = {
    "desk/app": {"app": "desk", "label": "Desk", "nav": ["sheet"]},
    "desk/forms/sheet": {
        "label": "Sheet",
        "title": "{name}",
        "fields": {"name": {"kind": "text", "label": "Name"}},
    },
    "desk/flows/check": {
        "form": "sheet",
        "label": "Check",
        "nodes": [{"node": "only", "label": "Check", "approve": {"one": "person(s00)"}}],
    },
}
# One real approval again and again, for one of the twenty-five after the other.
CLONES = """
with numbers as (
    select n, gen_random_uuid() as new_inst, gen_random_uuid() as new_branch,
        gen_random_uuid() as new_node, gen_random_uuid() as new_slot, ($2::uuid[])[1 + n % cardinality($2::uuid[])] as who
    from generate_series(1, $3::int) n
), made as (
    insert into sys_flow_instance select r.* from numbers,
        sys_flow_instance i, jsonb_populate_record(i, jsonb_build_object('id', new_inst, 'root', new_inst,
            'record', gen_random_uuid(), 'title', 'Sheet ' || n)) r where i.id = $1
), branches as (
    insert into sys_flow_branch select r.* from numbers, sys_flow_branch b,
        jsonb_populate_record(b, jsonb_build_object('id', new_branch, 'root', new_inst, 'instance', new_inst)) r
        where b.root = $1
), nodes as (
    insert into sys_flow_node select r.* from numbers, sys_flow_node b, jsonb_populate_record(b,
        jsonb_build_object('id', new_node, 'root', new_inst, 'instance', new_inst, 'branch', new_branch)) r
        where b.root = $1
), slots as (
    insert into sys_flow_slot select r.* from numbers, sys_flow_slot b, jsonb_populate_record(b,
        jsonb_build_object('id', new_slot, 'root', new_inst, 'node_run', new_node)) r where b.root = $1
)
insert into sys_flow_task select r.* from numbers, sys_flow_task b, jsonb_populate_record(b,
    jsonb_build_object('id', gen_random_uuid(), 'root', new_inst, 'instance', new_inst, 'node_run', new_node,
        'slot', new_slot, 'assignee', who)) r where b.root = $1
"""
BY_HAND = """
select json_build_object('lines', coalesce(json_agg(l), '[]'))::text from (
    select t.given_at as at, t.id as task, i.id as instance, i.flow, n.key as node, i.title, i.code,
        i.form, i.record, i.initiator, m.name as initiator_name, i.submitted_at, i.status, t.state,
        n.due_at, t.on_behalf_of
    from sys_flow_task t join sys_flow_instance i on i.id = t.instance
    join sys_flow_node n on n.id = t.node_run join sys_member m on m.id = i.initiator
    where t.assignee = $1 and t.state = 'pending' order by t.id desc limit 30) l
"""


def bare(place: Place, owner: Any) -> Any:
    """The handler that somebody would write by hand."""
    box: dict[str, Any] = {}

    async def keep(_: object) -> None: ...

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            settings = {"search_path": place.schema, "jit": "off"}
            box["pool"] = await asyncpg.create_pool(
                place.dsn, user=place.app, min_size=8, max_size=10, reset=keep,
                server_settings=settings,
            )  # fmt: skip
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await box["pool"].close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        async with box["pool"].acquire() as connection:
            content = (await connection.fetchval(BY_HAND, owner)).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    return app


def serve(what: str, place: Place, owner: Any, port: int) -> None:
    """A child process with one of the two apps."""
    files = stage.FOLDER / "files"
    opening = Opening(place, Limits(least=8), files, stage.FOLDER / "none", "http://127.0.0.1")
    app = bare(place, owner) if what == "bare" else site.create(opening)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


async def _filled(pool: Pool, everybody: list[Any]) -> None:
    """The flow, and its tasks, once."""
    async with pool.read() as tx:
        files: dict[str, Source | None] = {p: Source("", body) for p, body in DEFINITIONS.items()}
        plan = await store.plan(tx, await store.load(tx), files, stage.ZONE)
    assert plan.problems == (), plan.problems
    if plan.sources:
        async with pool.owner() as tx:
            await store.apply(tx, plan, by=None, note="bench", zone=stage.ZONE)
    async with pool.read() as tx:
        if await tx.value("select count(*) from sys_flow_task where state = 'pending'") >= TASKS:
            return
    base = await stage.work_of(pool, None, "admin")
    async with pool.write() as tx:
        work = replace(base, tx=tx, now=datetime.now(UTC))
        (record,) = (await create(work, "desk.sheet", [Change({"name": "One"})])).ids
        act = Submit(
            by=base.actor.id, flow="desk.check", form="desk.sheet", record=uuid.UUID(record)
        )
        done = await perform(work, act)
    async with pool.owner() as tx:
        await tx.run(CLONES, done.root, [one.id for one in everybody], TASKS)
    async with pool.alone() as connection:
        await connection.execute("vacuum analyze")


async def main() -> None:
    async with stage.stage("inbox") as (pool, place):
        everybody = await stage.people(pool)
        await _filled(pool, everybody)
        token = await stage.cookie(pool)
        owner = next(one for one in everybody if one.login == "s00").id
        spawn = multiprocessing.get_context("spawn")
        ports = {"tombolo": pages.free_port(), "bare": pages.free_port()}
        children = [
            spawn.Process(target=serve, args=(what, place, owner, port))
            for what, port in ports.items()
        ]
        for child in children:
            child.start()
        head = "GET /api/inbox?which=todo HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        ours = f"{head}Cookie: tombolo_session={token}\r\nX-Tombolo: 1\r\n\r\n".encode()
        requests = {"tombolo": ours, "bare": f"{head}\r\n".encode()}
        try:
            rates: dict[str, list[float]] = {what: [] for what in ports}
            for what, port in ports.items():
                await pages.ready(port)
                await stage.pound("127.0.0.1", port, requests[what], 2, 1)
            for _ in range(3):
                for what, port in ports.items():
                    rate, _ = await stage.pound("127.0.0.1", port, requests[what], 4, 2)
                    rates[what].append(rate)
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.join()
        a, b = (statistics.median(rates[what]) for what in ("tombolo", "bare"))
        print(f"inbox, a page of 30 among {TASKS:,} open tasks; {stage.load()}")
        print(f"  {a:.0f} req/s against {b:.0f} by hand: ratio {a / b:.2f} (target >= 0.6)")


if __name__ == "__main__":
    asyncio.run(main())
