"""A list page over HTTP against a bare ASGI handler with hand-written SQL. `python -m bench.list`"""

import asyncio
import json
import multiprocessing
import socket
import statistics
from typing import Any

import asyncpg
import uvicorn

from bench import stage
from tombolo.pg.pool import Limits, Place
from tombolo.web.app import create
from tombolo.web.opening import Opening

COLUMNS = list(stage.DEAL_FIELDS)
ASK = {
    "columns": COLUMNS,
    "where": {
        "all": [
            {"field": "status", "op": "is", "value": "open"},
            {"field": "amount", "op": "gt", "value": "1000"},
        ]
    },
    "sort": ["-amount"],
    "limit": 20,
}
BY_HAND = """
select coalesce(json_agg(json_build_array(t.id, t.version, {cells}) order by t.amount desc nulls last, t.id desc), '[]')::text
from (select * from bench_deal t where deleted_at is null and owner = $1 and status = $2 and amount > $3
      order by amount desc nulls last, id desc limit 20) t
"""
NUMBERS = {
    "amount",
    "cost",
    "qty",
    "rate",
    "score",
    "stars",
    "weight",
    "price",
    "margin",
    "total",
    "share",
}


def bare(place: Place, owner: Any) -> Any:
    """The handler that somebody would write by hand."""
    cells = ", ".join(f"t.{one}::text" if one in NUMBERS else f"t.{one}" for one in COLUMNS)
    sql = BY_HAND.format(cells=cells)
    box: dict[str, Any] = {}

    async def keep(_: object) -> None: ...

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            box["pool"] = await asyncpg.create_pool(
                place.dsn,
                user=place.app,
                min_size=8,
                max_size=10,
                reset=keep,
                server_settings={"search_path": place.schema, "jit": "off"},
            )
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await box["pool"].close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = json.loads((await receive())["body"])
        async with box["pool"].acquire() as connection:
            rows = await connection.fetchval(sql, owner, body["status"], body["amount"])
        content = b'{"rows":' + rows.encode() + b"}"
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    return app


def serve(what: str, place: Place, owner: Any, port: int) -> None:
    """A child process with one of the two apps."""
    app = (
        bare(place, owner)
        if what == "bare"
        else create(
            Opening(
                place,
                Limits(least=8),
                stage.FOLDER / "files",
                stage.FOLDER / "none",
                "http://127.0.0.1",
            )
        )
    )
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


async def main() -> None:
    async with stage.stage() as (pool, place):
        await stage.deals(pool)
        token = await stage.cookie(pool)
        owner = next(one for one in await stage.people(pool) if one.login == "s00").id
        spawn = multiprocessing.get_context("spawn")
        ports = {"tombolo": free_port(), "bare": free_port()}
        children = [
            spawn.Process(target=serve, args=(what, place, owner, port))
            for what, port in ports.items()
        ]
        for child in children:
            child.start()
        try:
            requests = {
                "tombolo": post(
                    "/api/forms/bench.deal/query",
                    ASK,
                    f"Cookie: tombolo_session={token}\r\nX-Tombolo: 1\r\n",
                ),
                "bare": post("/", {"status": "open", "amount": 1000}, ""),
            }
            for what, port in ports.items():
                await ready(port)
                await stage.pound("127.0.0.1", port, requests[what], 2, 1)
            print(
                f"list page, 20 of {stage.ROWS:,} rows x 25 fields, filter + sort + row right; {stage.load()}"
            )
            for workers in (1, 8):
                rates: dict[str, list[float]] = {"tombolo": [], "bare": []}
                middles: dict[str, list[float]] = {"tombolo": [], "bare": []}
                for _ in range(3):
                    for what, port in ports.items():
                        rate, middle = await stage.pound(
                            "127.0.0.1", port, requests[what], workers, 3
                        )
                        rates[what].append(rate)
                        middles[what].append(middle)
                ours, theirs = (statistics.median(rates[what]) for what in ("tombolo", "bare"))
                print(
                    f"  concurrency {workers}: {ours:7.0f} req/s (p50 {statistics.median(middles['tombolo']):.2f} ms) against "
                    f"{theirs:7.0f} (p50 {statistics.median(middles['bare']):.2f} ms): ratio {ours / theirs:.2f} (target >= 0.6)"
                )
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.join()


def post(path: str, body: object, headers: str) -> bytes:
    content = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n{headers}\r\n"
    return head.encode() + content


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


async def ready(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.05)
    raise RuntimeError("the server did not start")


if __name__ == "__main__":
    asyncio.run(main())
