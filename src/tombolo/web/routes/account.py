"""My account: where I am signed in, and the API keys that act in my name."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import cast
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.params import FromPath

from tombolo.access import keys, sessions
from tombolo.base import clock
from tombolo.base.errors import Denied, Invalid
from tombolo.base.problems import Problem
from tombolo.web import door
from tombolo.web.body import text, uuid_of
from tombolo.web.door import Call

MINE = {"who": "member", "rate": "usual"}


@get("/api/sessions", opt=MINE)
async def list_sessions(request: Call) -> Response[bytes]:
    """Where I am signed in, the latest first; `here` is the one that asks."""
    async with door.reading(request) as work:
        found = await sessions.of_member(work.tx, work.actor.id, work.now)
        here = request.state.knock.id
    shown = [
        {
            **{key: value for key, value in asdict(one).items() if key != "member"},
            "here": one.id == here,
        }
        for one in found
    ]
    return door.answer(request, {"sessions": shown})


@delete("/api/sessions/{session_id:str}", opt=MINE, status_code=200)
async def end_session(request: Call, session_id: FromPath[str]) -> Response[bytes]:
    """One of mine ends; `others` for all but this one."""
    async with door.writing(request) as work:
        door.demand_person(work.actor)
        me = work.actor.id
        if session_id == "others":
            ended = await sessions.end_others(work.tx, me, door.token_of(request), work.now)
        else:
            ended = 1
            await sessions.end(work.tx, me, UUID(uuid_of(session_id)), work.now)
    return door.answer(request, {"ended": ended})


@get("/api/keys", opt=MINE)
async def list_keys(request: Call) -> Response[bytes]:
    """My API keys; with `?all=1`, for administrators, everybody's. No token is told again."""
    async with door.reading(request) as work:
        everybody = request.query_params.get("all") == "1"
        if everybody and not work.actor.is_admin:
            raise Denied("auth.admin_only")
        found = await keys.listing(work.tx, None if everybody else work.actor.id)
        may = keys.SCOPES if work.actor.is_admin else keys.SCOPES[:-1]
    return door.answer(request, {"keys": [asdict(one) for one in found], "scopes": may})


@post("/api/keys", opt=MINE, status_code=200)
async def add_key(request: Call) -> Response[bytes]:
    """{name, scopes, days, password}: a new key and its token, which is shown this once."""
    body = await door.body_of(request)
    async with door.writing(request) as work:
        actor = work.actor
    door.demand_person(actor)
    name, scopes, days = _wanted(body)
    pool, now = door.house_of(request).pool, clock.now()
    password, address = text(body, "password"), door.address(request)
    await sessions.prove(pool, actor, password, address, now)
    async with pool.write() as tx:
        if "admin" in scopes and not actor.is_admin:
            raise Denied("auth.admin_only")
        key, token = await keys.create(
            tx, actor.id, name, scopes, expires_at=now + timedelta(days=days), now=now
        )
    return door.answer(request, {"key": asdict(key), "token": token})


@delete("/api/keys/{key_id:str}", opt=MINE, status_code=200)
async def revoke_key(request: Call, key_id: FromPath[str]) -> Response[bytes]:
    """Worth nothing from now on; administrators revoke anybody's."""
    async with door.writing(request) as work:
        door.demand_person(work.actor)
        whose = None if work.actor.is_admin else work.actor.id
        await keys.revoke(work.tx, UUID(uuid_of(key_id)), work.now, whose)
    return door.answer(request, {"revoked": 1})


def _wanted(body: Mapping[str, object]) -> tuple[str, tuple[str, ...], int]:
    """Name, scopes and days of life. Raises Invalid with everything that cannot be read."""
    name, scopes, days = body.get("name"), body.get("scopes"), body.get("days")
    found: list[Problem] = []
    if not isinstance(name, str) or "\0" in name:
        found.append(Problem("ask.not_text", "name"))
    listed = cast("list[object]", scopes) if isinstance(scopes, list) else [None]
    if not all(isinstance(one, str) for one in listed):
        found.append(Problem("ask.not_list", "scopes"))
    if not isinstance(days, int) or isinstance(days, bool) or not 0 < days <= keys.LONGEST.days:
        found.append(Problem("auth.key_life", "days", {"days": keys.LONGEST.days}))
    if found:
        raise Invalid("fault.invalid", problems=found)
    return str(name), tuple(map(str, listed)), cast("int", days)
