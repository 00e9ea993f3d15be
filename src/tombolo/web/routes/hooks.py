"""Calls from outside to rules, and the addresses that administrators give to those who call."""

import time
from uuid import NAMESPACE_URL, uuid5

from litestar import Response, delete, post
from litestar.params import FromPath

from tombolo.automation import hooks
from tombolo.automation.hooks import Knock
from tombolo.automation.together import rules_in
from tombolo.base import clock
from tombolo.base.errors import Invalid, Missing
from tombolo.web import door
from tombolo.web.door import Call
from tombolo.web.house import in_name

ANYONE = {"who": "anyone", "rate": "hook"}
ADMIN = {"who": "admin", "rate": "usual"}


@post("/hooks/{rule:str}/{token:str}", opt=ANYONE, status_code=202)
async def take_in(request: Call, rule: FromPath[str], token: FromPath[str]) -> Response[bytes]:
    """202 {run, again}: what the body brings is taken in and the rule will run. JSON or a form, 1 MB at most.

    A signed rule wants X-Tombolo-Signature. Of calls with one Idempotency-Key, or the same in the field
    that the rule names, the first counts for 7 days; the others are answered with its run.
    """
    house = door.house_of(request)
    if (request.content_length or 0) > hooks.MOST:
        raise Invalid("web.too_large", values={"most": 1})
    knock = Knock(
        token, await request.body(), request.content_type[0],
        request.headers.get("x-tombolo-signature", ""), request.headers.get("idempotency-key", ""),
    )  # fmt: skip
    async with house.pool.write() as tx:
        await hooks.let_in(tx, house.vault, rule, knock, clock.now())
        house.rates.take(uuid5(NAMESPACE_URL, f"hook:{rule}"), "hook", time.monotonic())
        keeper = await hooks.keeper(tx)
        if keeper is None:
            raise Missing("rule.no_hook")
        work = await in_name(house, keeper, tx, hold=True)
        found = next((one for one in rules_in(work) if one.name == rule), None)
        if found is None:
            raise Missing("rule.no_hook")
        done = await hooks.take_in(work, found, knock)
    return door.answer(request, {"run": done.run, "again": done.again}, 202)


@post("/api/automations/{rule:str}/hook", opt=ADMIN, status_code=200)
async def make_address(request: Call, rule: FromPath[str]) -> Response[bytes]:
    """{url, secret}: a new address, shown this once; the one before it is good no more. `secret` is what
    calls are signed with, where the rule wants that.
    """
    house = door.house_of(request)
    async with door.writing(request) as work:
        found = next((one for one in rules_in(work) if one.name == rule), None)
        if found is None:
            raise Missing("rule.missing", values={"name": rule})
        made = await hooks.make(work, house.vault, found)
    base = house.opening.base_url.rstrip("/")
    url = f"{base}/hooks/{found.name}/{made.token}"
    return door.answer(request, {"url": url, "secret": made.secret or None})


@delete("/api/automations/{rule:str}/hook", opt=ADMIN, status_code=200)
async def close_address(request: Call, rule: FromPath[str]) -> Response[bytes]:
    """Nobody can call the rule any more."""
    async with door.writing(request) as work:
        await hooks.forget(work.tx, rule)
    return door.answer(request, {"rule": rule})
