"""A web app of thirty lines, standing in for the web room: it opens a pool and answers from it."""

import os

from tombolo.base.errors import Fault
from tombolo.pg.pool import Pool


def create(opening):
    state = {}

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                event = (await receive())["type"]
                if event == "lifespan.startup":
                    state["pool"] = await Pool.open(opening.place, opening.limits)
                else:
                    await state["pool"].close()
                await send({"type": f"{event}.complete"})
                if event == "lifespan.shutdown":
                    return
        try:
            async with state["pool"].read() as tx:
                schema = await tx.value("select current_schema()")
            status, body = 200, f"{os.getpid()} {schema}".encode()
        except Fault as fault:
            status, body = 503, fault.code.encode()
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body})

    return app
