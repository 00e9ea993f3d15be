"""Many records into a flow at once: a job of fifty at a time, what is refused told beside its record (D15)."""

import asyncio
from typing import Any

import pytest
import pytest_asyncio
from tests.web.approving import approving, ask, do, order
from tests.web.test_flows import FLOW, NAME

from tombolo.flow import batch
from tombolo.runtime.worker import Worker

START = f"/api/flows/{NAME}/instances/batch"


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory) -> Any:
    async with approving(pool, tmp_path_factory.mktemp("files"), FLOW) as made:
        yield made


async def orders(house, many: int) -> list[str]:
    lines = [{"product": house.product, "qty": 1, "price": "100"}]
    rows = [{"customer": house.customer, "subject": f"s{n}", "lines": lines} for n in range(many)]
    return list((await house.world.put("li", "shop.order", *rows)).ids)


async def running(house, records: list[str]) -> int:
    async with house.world.pool.read() as tx:
        return await tx.value(
            "select count(*) from sys_flow_instance where record = any ($1::uuid[]) and status = 'running'",
            records,
        )


async def work_off(house) -> None:
    worker = Worker(house.app.state.house)
    while job := await worker._next():
        await worker.do(job)


async def test_all_of_them_start_and_the_refused_are_named(house):
    records = await orders(house, 120)
    taken = records[7]
    await do(house, "li", f"/api/flows/{NAME}/instances", record=taken)
    approved = records[70]
    await house.world.change("ann", "shop.order", approved, state="approved")
    told = await do(house, "li", START, 202, records=records)
    await work_off(house)
    seen = await ask(house, "li", f"/api/jobs/{told['job']}")
    assert (seen["state"], seen["kind"], seen["done"], seen["total"]) == ("done", "flow.batch", 120, 120)  # fmt: skip
    assert seen["result"]["started"] == 118
    problems = {one["record"]: one for one in seen["result"]["problems"]}
    assert set(problems) == {taken, approved}
    assert problems[taken]["code"] == "flow.open_already"
    assert "s7" in problems[taken]["title"]
    assert all(one["message"] for one in problems.values())
    assert await running(house, records) == 119


async def test_a_worker_who_dies_between_pieces_leaves_no_record_twice(house, monkeypatch):
    records = await orders(house, 120)
    told = await do(house, "li", START, 202, records=records)
    pieces, real = 0, batch.piece

    async def dying(*args):
        nonlocal pieces
        pieces += 1
        if pieces == 2:
            await real(*args)
            raise asyncio.CancelledError  # all of the piece is written, and nothing of it committed
        return await real(*args)

    worker = Worker(house.app.state.house)
    job = await worker._next()
    with monkeypatch.context() as patched:
        patched.setattr("tombolo.flow.batch.piece", dying)
        with pytest.raises(asyncio.CancelledError):
            await worker.do(job)
    assert await running(house, records) == 50
    await work_off(house)
    seen = await ask(house, "li", f"/api/jobs/{told['job']}")
    assert (seen["state"], seen["result"]["started"], seen["result"]["problems"]) == (
        "done",
        120,
        [],
    )
    assert await running(house, records) == 120


async def test_what_is_asked_wrongly_is_refused_before_anything_starts(house):
    id_ = await order(house)
    assert (await do(house, "li", START, 422, records=[]))["code"] == "flow.batch_start"
    assert (await do(house, "li", START, 422, records=["x"]))["code"] == "web.bad_id"
    assert (await do(house, "li", "/api/flows/shop.none/instances/batch", 404, records=[id_]))[
        "code"
    ]
    other = await do(house, "out", START, 202, records=[id_])
    await work_off(house)
    seen = await ask(house, "out", f"/api/jobs/{other['job']}")
    assert (seen["result"]["started"], len(seen["result"]["problems"])) == (0, 1)
    assert seen["result"]["problems"][0]["title"] == ""  # what is out of sight has no name
    await ask(house, "li", f"/api/jobs/{other['job']}", 404)
