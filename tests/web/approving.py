"""The shop with flows of a module's own, the people who approve in it, and what they do over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.pg.records_app import APP
from tests.web.conftest import Site, opened

# Who works in the shop: an administrator, a seller, two who check, one who has the last word, and
# somebody who has no part in it.
CAST: dict[str, Any] = {
    "gm": {}, "boss": {"admin": True}, "li": {"roles": ["sales"]}, "wu": {"roles": ["tech"]},
    "xu": {"roles": ["tech"]}, "out": {},
}  # fmt: skip


@asynccontextmanager
async def approving(pool: Any, files: Path, flows: str, *more: str) -> AsyncIterator[Site]:
    """The shop with `flows`, its cast and the people `more`, one customer and one product.

    People come first, because publishing asks whether those whom a flow names are there.
    """
    async with opened(pool, files) as made:
        for login, rights in CAST.items():
            await made.person(login, **rights)
        for login in more:
            await made.person(login)
        await made.world.apply(APP + flows)
        (made.customer,) = (await made.world.put("li", "shop.customer", {"name": "A"})).ids
        product = {"name": "P", "list_price": "100"}
        (made.product,) = (await made.world.put("ann", "shop.product", product)).ids
        yield made


async def order(house: Site, qty: int = 1) -> str:
    """A draft of li."""
    lines = [{"product": house.product, "qty": qty, "price": "100"}]
    given = {"customer": house.customer, "subject": "s", "lines": lines}
    (id_,) = (await house.world.put("li", "shop.order", given)).ids
    return id_


async def ask(house: Site, login: str, path: str, status: int = 200) -> Any:
    """What the person reads there."""
    answer = await (await house.as_(login)).get(path)
    assert answer.status_code == status, answer.text
    return answer.json()


async def do(house: Site, login: str, path: str, status: int = 200, key: str = "", **body) -> Any:
    """What the person is answered who sends that."""
    headers = {"Idempotency-Key": key} if key else {}
    answer = await (await house.as_(login)).post(path, json=body, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


async def begun(house: Site, flow: str, qty: int = 1) -> tuple[str, str]:
    """An order of li in approval: (record, instance)."""
    id_ = await order(house, qty)
    done = await do(house, "li", f"/api/flows/{flow}/instances", record=id_)
    assert done["status"] == "running"
    return id_, done["instance"]


async def mine(house: Site, login: str, instance: str) -> str:
    """The person's open task in an instance."""
    found = await ask(house, login, "/api/inbox?which=todo&most=99")
    (task,) = [one["task"] for one in found["lines"] if one["instance"] == instance]
    return task
