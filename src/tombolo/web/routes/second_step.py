"""The second step of signing in: giving the code, setting it up, and what administrators do about it."""

from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Response, get, patch, post
from litestar.params import FromPath

from tombolo.access import directory, second_step, sessions
from tombolo.access.people import Actor
from tombolo.access.sessions import Attempt
from tombolo.base import clock
from tombolo.base.errors import Denied, Missing
from tombolo.web import door
from tombolo.web.body import text, uuid_of
from tombolo.web.door import Call
from tombolo.web.routes.people import ADMIN, shown
from tombolo.web.routes.session import ANYONE, let_in

MINE = {"who": "member", "rate": "usual", "may": ("second_step",)}


@post("/api/session/second-step", opt=ANYONE, status_code=200)
async def finish(request: Call) -> Response[bytes]:
    """{challenge, code} after the password: a new session, its token in the cookie."""
    door.demand_header(request)
    body = await door.body_of(request)
    challenge, code = text(body, "challenge", needed=True), text(body, "code", needed=True)
    house = door.house_of(request)
    agent = request.headers.get("user-agent", "")
    attempt = Attempt("", "", door.address(request), agent)
    signed = await second_step.finish(
        house.pool, house.vault, challenge, code, attempt, clock.now()
    )
    return await let_in(request, signed)


@get("/api/second-step", opt=MINE)
async def show(request: Call) -> Response[bytes]:
    """Whether I have one, since when, how many recovery codes are left, whether it is demanded."""
    async with door.reading(request) as work:
        state = await second_step.state(work.tx, work.actor.id)
        demanded = await second_step.demanded(work.tx, is_admin=work.actor.is_admin)
    return door.answer(
        request,
        {
            "on": state.since is not None,
            "since": state.since,
            "codes_left": state.codes_left,
            "demanded": demanded,
        },
    )


@post("/api/second-step", opt=MINE, status_code=200)
async def begin(request: Call) -> Response[bytes]:
    """{password}, and {code} for another device: what an authenticator takes; not in force yet."""
    body = await door.body_of(request)
    actor = await _proven(request, body)
    house = door.house_of(request)
    host = urlsplit(house.opening.base_url).hostname or ""
    code = text(body, "code", needed=True) if actor.second_step else ""
    offer = await second_step.begin(house.pool, house.vault, actor, code, host, clock.now())
    return door.answer(request, {"secret": offer.secret, "uri": offer.uri})


@post("/api/second-step/confirm", opt=MINE, status_code=200)
async def confirm(request: Call) -> Response[bytes]:
    """{code} that it shows: in force; the recovery codes are shown this once."""
    body = await door.body_of(request)
    actor = await _person(request)
    house = door.house_of(request)
    codes = await second_step.confirm(
        house.pool, house.vault, actor.id, text(body, "code", needed=True),
        keep=door.token_of(request), now=clock.now(),
    )  # fmt: skip
    return door.answer(request, {"codes": codes})


@post("/api/second-step/codes", opt=MINE, status_code=200)
async def renew_codes(request: Call) -> Response[bytes]:
    """{password, code}: new recovery codes instead of all old ones."""
    body = await door.body_of(request)
    actor = await _proven(request, body)
    house = door.house_of(request)
    codes = await second_step.renew_codes(
        house.pool, house.vault, actor.id, text(body, "code", needed=True), clock.now()
    )
    return door.answer(request, {"codes": codes})


@post("/api/second-step/off", opt=MINE, status_code=200)
async def turn_off(request: Call) -> Response[bytes]:
    """{password, code}: none any more, unless the company demands it."""
    body = await door.body_of(request)
    actor = await _proven(request, body)
    house = door.house_of(request)
    await second_step.turn_off(
        house.pool, house.vault, actor, text(body, "code", needed=True), clock.now()
    )
    return door.answer(request, {"on": False})


# -- administrators -----------------------------------------------------------------------------


@patch("/api/organisation", opt=ADMIN)
async def demand(request: Call) -> Response[bytes]:
    """{second_step: free | administrators | everybody}: who must have one."""
    body = await door.body_of(request)
    wanted = text(body, "second_step", needed=True)
    async with door.writing(request) as work:
        await second_step.demand(work.tx, wanted, work.now, by=work.actor.id)
    return door.answer(request, {"second_step": wanted})


@post("/api/members/{member_id:str}/second-step/reset", opt=ADMIN, status_code=200)
async def reset(request: Call, member_id: FromPath[str]) -> Response[bytes]:
    """For a member who lost the device: none any more, and signed out everywhere."""
    member = UUID(uuid_of(member_id))
    async with door.writing(request) as work:
        if member == work.actor.id:
            raise Denied("auth.second_step_own")
        await second_step.reset(work.tx, member, work.now, by=work.actor.id)
        found = await directory.member(work.tx, member)
        if found is None:
            raise Missing("auth.no_member")
    return door.answer(request, {"member": shown(found)})


async def _person(request: Call) -> Actor:
    """Who is calling, in person."""
    async with door.writing(request) as work:
        door.demand_person(work.actor)
        return work.actor


async def _proven(request: Call, body: Mapping[str, object]) -> Actor:
    """Who is calling and knows the password."""
    actor = await _person(request)
    pool, address = door.house_of(request).pool, door.address(request)
    await sessions.prove(pool, actor, text(body, "password", needed=True), address, clock.now())
    return actor
