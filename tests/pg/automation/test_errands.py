"""Steps that leave the house: tried again where time may mend it, never inside, secrets kept out of the log."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.pg.automation.desk import Desk, wrong

from tombolo.automation import log
from tombolo.automation.outbound import Outbound
from tombolo.base import codec

CALL = """
when: {form: desk.order, on: created}
as: system
do:
  - call:
      url: URL
      path: [subject]
      query: {n: amount}
      headers: {Authorization: {secret: erp, before: "Bearer "}}
      body: {who: subject, items: [amount]}
      take: {price: {type: number, from: data.0.price}}
  - create: {form: desk.memo, set: {key: subject, number: reply.price * 2}}
"""


@dataclass
class Far:
    """A house far away: what it was told, and what it answers next."""

    answers: list[tuple[int, str]]
    heard: list[str] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.lower().partition("content-length: ")[2].partition("\r\n")[0])
        self.heard.append(head + (await reader.readexactly(length)).decode())
        status, body = self.answers.pop(0)
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def far(desk: Desk, *answers: tuple[int, str]) -> AsyncIterator[Far]:
    made = Far(list(answers))
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    desk.outbound = Outbound(frozenset({"127.0.0.1"}))
    await desk.keep_secret("erp", "s3cret-token")
    async with server:
        yield made


async def test_a_call_is_tried_until_it_is_answered(desk: Desk):
    """U07: 500, 500, 200: done with three attempts and one checkpoint."""
    answer = '{"data": [{"price": 21}]}'
    async with far(desk, (500, ""), (500, ""), (200, answer)) as there:
        desk.use(ask=CALL.replace("URL", f"http://127.0.0.1:{there.port}/v1"))
        await desk.world.put("ann", "desk.order", {"subject": "A/B", "amount": 3})
        for _ in range(3):
            assert await desk.work_off() == 1
            await desk.hurry()
    (run,) = await desk.runs()
    assert (run.state, run.attempts) == ("done", 3)
    assert await desk.world.rows("ann", "desk.memo", ["key", "number"]) == [["A/B", "42"]]
    assert len({one.partition("Idempotency-Key: ")[2].split()[0] for one in there.heard}) == 1
    first = there.heard[0]
    assert first.startswith("POST /v1/A%2FB?n=3") and "Bearer s3cret-token" in first
    assert codec.decode(first.partition("\r\n\r\n")[2].encode())["who"] == "A/B"
    async with desk.pool.read() as tx:
        kept = await log.steps(tx, run.id)
    assert [one["verb"] for one in kept] == ["call", "create"]
    assert "s3cret" not in codec.text(str(kept)) + codec.text(str(run))


async def test_what_is_refused_is_not_asked_again(desk: Desk):
    async with far(desk, (404, "")) as there:
        desk.use(ask=CALL.replace("URL", f"http://127.0.0.1:{there.port}/v1"))
        await desk.world.put("ann", "desk.order", {"subject": "A"})
        assert await desk.work_off() == 1
    (run,) = await desk.runs()
    assert (run.state, run.attempts, (run.reason or {})["code"]) == ("failed", 1, "rule.answered")


async def test_an_address_inside_is_not_called(desk: Desk):
    async with far(desk) as there:
        desk.outbound = Outbound()
        desk.use(ask=CALL.replace("URL", f"http://127.0.0.1:{there.port}/"))
        await desk.world.put("ann", "desk.order", {"subject": "A"})
        await desk.work_off()
    assert there.heard == []
    (run,) = await desk.runs()
    assert (run.state, (run.reason or {})["code"]) == ("failed", "outbound.inside")


async def test_a_robot_says_it_to_the_group(desk: Desk):
    text = """
when: {form: desk.order, on: created}
as: system
do: [{robot: {kind: wecom, address: group, title: "新订单 {subject}"}}]
"""
    refused = '{"errcode": 93000, "errmsg": "invalid webhook"}'
    async with far(desk, (200, '{"errcode": 0}'), (200, refused)) as there:
        await desk.keep_secret("group", f"http://127.0.0.1:{there.port}/send?key=hidden")
        desk.use(tell=text)
        for one in "AB":
            await desk.world.put("ann", "desk.order", {"subject": one})
        await desk.work_off()
    assert "新订单 A" in there.heard[0]
    first, second = await desk.runs()
    assert (first.state, second.state) == ("done", "failed")
    assert (second.reason or {})["code"] == "rule.robot"


async def test_a_run_sleeps_and_keeps_nobody_waiting(desk: Desk):
    text = """
when: {form: desk.order, on: updated, watch: [count]}
as: system
do: [{wait: {for: 2 days}}, {create: {form: desk.memo, set: {key: subject, number: trigger.count}}}]
"""
    desk.use(later=text)
    order = (await desk.world.put("ann", "desk.order", {"subject": "A"})).ids[0]
    for count in (1, 2):
        await desk.world.change("ann", "desk.order", order, count=count)
    assert await desk.work_off() == 2
    assert [one.state for one in await desk.runs()] == ["waiting", "waiting"]
    async with desk.pool.write() as tx:
        await tx.run("update sys_rule_run set run_at = clock_timestamp() where state = 'waiting'")
    assert await desk.work_off() == 2
    assert [one.state for one in await desk.runs()] == ["done", "done"]


def test_what_takes_a_while_stands_at_the_top(desk: Desk):
    inside = """
when: {form: desk.order, on: created}
do: [{each: {of: lines, do: [{wait: {for: 1 hour}}]}}]
"""
    assert ("rule.apart", "do[0].each.do[0]") in wrong(desk.world, inside)
    together = CALL.replace("URL", "http://a.example") + "timing: together"
    assert ("rule.apart", "do[0]") in wrong(desk.world, together)
    assert ("outbound.address", "do[0].call.url") in wrong(
        desk.world, CALL.replace("URL", "file:///x")
    )
