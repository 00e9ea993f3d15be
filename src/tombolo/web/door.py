"""The door: who is calling, the unit of work, the one broad except, times of every stage."""

import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from ipaddress import ip_address, ip_network
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from litestar import Request, Response

from tombolo.access import keys, sessions
from tombolo.access.people import Actor
from tombolo.base import clock, codec, ids
from tombolo.base.errors import Broken, Busy, Denied, Fault, Invalid
from tombolo.pg.pool import ReadTx, WriteTx, step_aside
from tombolo.records import entry
from tombolo.records.entry import Knock
from tombolo.records.work import Reading, Work, Writing
from tombolo.web import faults
from tombolo.web.house import House, Knowledge

AROUND = 1048576  # bytes of a form around the file it brings
MOST_JSON = 32  # megabytes; 5,000 records are a few
_log = logging.getLogger("tombolo.web")
Call = Request[Any, Any, Any]
T = TypeVar("T")
RACES = frozenset({"busy.deadlock", "busy.serialization"})
PAUSES = (0.1, 0.2, 0.4, 0.8, 1.0)  # seconds, at most, until a story is told again


@dataclass(slots=True)
class Times:
    """Milliseconds by stage, for Server-Timing."""

    began: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=dict[str, float])

    def mark(self, name: str) -> None:
        """What passed since the last mark belongs to `name`."""
        spent = sum(self.stages.values())
        self.stages[name] = (time.perf_counter() - self.began) * 1000 - spent

    def header(self) -> str:
        return ", ".join(f"{name};dur={spent:.2f}" for name, spent in self.stages.items())


@asynccontextmanager
async def reading(call: Call) -> AsyncGenerator[Reading]:
    """A reading unit of work in the name of who is calling."""
    house = house_of(call)
    async with house.pool.glance() as tx:
        work = await _work(call, house, tx, "read")
        times(call).mark("door")
        yield cast("Reading", work)
    times(call).mark("work")
    await _used(call, house)


@asynccontextmanager
async def writing(call: Call) -> AsyncGenerator[Writing]:
    """A writing unit of work; commits at the end, once, or nothing of it stays."""
    house = house_of(call)
    _demand_own_page(call)
    async with house.pool.write() as tx:
        # The catalog is held in place first: whoever changes it waits for us, or we for them.
        held = int(await tx.value("select catalog_hold()"))
        work = await _work(call, house, tx, "write", held)
        times(call).mark("door")
        yield cast("Writing", work)
        times(call).mark("work")
    times(call).mark("kept")
    house.written.set()
    await _used(call, house)


async def written(call: Call, story: Callable[[Writing], Awaitable[T]]) -> T:
    """The story in a writing unit of work. Of two savers who wait for one another the database lets
    one go; that one begins anew, a few times, and nobody hears of it. Raises Busy after that.
    """
    for pause in PAUSES:
        try:
            async with writing(call) as work:
                return await story(work)
        except Busy as busy:
            if busy.code not in RACES:
                raise
        await step_aside(pause)
    async with writing(call) as work:
        return await story(work)


async def _work(
    call: Call, house: House, tx: ReadTx, scope: str, held: int | None = None
) -> Work[Any]:
    knock = await _knock(call, tx)
    house.rates.take(knock.member, call.route_handler.opt["rate"], time.monotonic())
    knowledge = await house.know(tx, held or knock.catalog, knock.people)
    actor = await house.actor(tx, knowledge, knock.member)
    if actor is None:
        raise Denied("auth.signed_out")
    if knock.scopes is not None:
        if scope not in knock.scopes:
            raise Denied("auth.scope", values={"scope": scope})
        actor = actor.narrowed(knock.scopes)
    if actor.must_change_password and "password" not in call.route_handler.opt.get("may", ()):
        raise Denied("auth.must_change")
    # A program under a key has no second step to set up; who made the key answers for it.
    idle = actor.must_add_second_step and actor.scopes is None
    if idle and not {"password", "second_step"} & set(call.route_handler.opt.get("may", ())):
        raise Denied("auth.must_add_second_step")
    if call.route_handler.opt.get("who") == "admin" and not actor.is_admin:
        raise Denied("auth.admin_only")
    actor = replace(actor, address=address(call))
    call.state.actor = actor
    call.state.knowledge = knowledge
    call.state.knock = knock
    return house.work(knowledge, actor, tx)


async def _used(call: Call, house: House) -> None:
    """A key that works is seen to work: its last use is noted, every few minutes at most. What was
    asked is done by now and is not refused because the note fails.
    """
    knock = cast("Knock", call.state.knock)
    seen, now = knock.last_seen, clock.now()
    if knock.scopes is not None and (seen is None or now - seen > sessions.TOUCH):
        with suppress(Fault):
            async with house.pool.write() as tx:
                await keys.used(tx, knock.id, now)


async def _knock(call: Call, tx: ReadTx) -> Knock:
    bearer = call.headers.get("authorization", "")
    now = clock.now()
    if bearer.lower().startswith("bearer "):
        found = await entry.by_key(tx, bearer[7:].strip(), now)
    else:
        token = token_of(call)
        found = await entry.by_session(tx, token, now) if token else None
    if found is None:
        raise Denied("auth.signed_out")
    return found


async def still_in(call: Call) -> bool:
    """Whether who opened a long answer is still let in: signed out, expired and left are not."""
    house = house_of(call)
    async with house.pool.glance() as tx:
        try:
            knock = await _knock(call, tx)
        except Denied:
            return False
        knowledge = await house.know(tx, knock.catalog, knock.people)
        return await house.actor(tx, knowledge, knock.member) is not None


async def demand_token(call: Call) -> None:
    """Who brings nothing to be known by is told so before a byte of the body is read."""
    known = token_of(call) or call.headers.get("authorization")
    if call.route_handler.opt.get("who") != "anyone" and not known:
        raise Denied("auth.signed_out")


def _demand_own_page(call: Call) -> None:
    """A cross-site form can send neither our header nor our origin."""
    if call.headers.get("authorization", "").lower().startswith("bearer "):
        return
    demand_header(call)


def demand_header(call: Call) -> None:
    """Raises Denied for a request that another site may have made."""
    origin = call.headers.get("origin", "")
    foreign = origin and urlsplit(origin).netloc != call.headers.get("host", "")
    if foreign or not call.headers.get("x-tombolo"):
        raise Denied("auth.no_header")


async def touch(call: Call) -> None:
    """Keep a session alive; a write every few minutes, after the answer is on its way."""
    knock = cast("Knock | None", getattr(call.state, "knock", None))
    if knock is None or knock.last_seen is None or knock.scopes is not None:
        return
    now = clock.now()
    if now - knock.last_seen > sessions.TOUCH:
        async with house_of(call).pool.write() as tx:
            await sessions.touch_id(tx, knock.id, now, address(call))


# -- what routes use ---------------------------------------------------------------------------


def house_of(call: Call) -> House:
    """The process' memory."""
    return cast("House", call.app.state.house)


def token_of(call: Call) -> str:
    """The session's token that the browser sent; "" without one."""
    return call.cookies.get(house_of(call).opening.cookie, "")


def times(call: Call) -> Times:
    """The times of this request."""
    found = cast("Times | None", getattr(call.state, "times", None))
    if found is None:
        found = call.state.times = Times()
    return found


def again(call: Call, tx: WriteTx) -> Writing:
    """Another unit of work for the caller who was let in: small notes beside a reading."""
    house = house_of(call)
    return cast("Writing", house.work(call.state.knowledge, call.state.actor, tx))


def demand_person(actor: Actor) -> None:
    """Raises Denied for a program: a key proves nobody's presence."""
    if actor.scopes is not None:
        raise Denied("auth.person_only")


def names(call: Call) -> dict[str, str]:
    """The names of people and departments, by id."""
    organisation = cast("Knowledge", call.state.knowledge).organisation
    people = {str(one.id): one.name for one in organisation.members}
    return {**people, **{str(one.id): one.name for one in organisation.departments}}


async def body_of(call: Call) -> Mapping[str, object]:
    """The request's JSON object. Raises Invalid."""
    if not (call.content_type[0] or "").endswith("json"):
        raise Invalid("web.not_json")
    demand_small(call, MOST_JSON)
    data = codec.decode(await call.body() or b"{}")
    if not isinstance(data, dict):
        raise Invalid("web.not_json")
    return cast("Mapping[str, object]", data)


def demand_small(call: Call, most: int) -> None:
    """Raises Invalid for a body of more megabytes than that, before any of it is read."""
    if (call.content_length or 0) > most * 1048576 + AROUND:
        raise Invalid("web.too_large", values={"most": most})


def answer(call: Call, value: object, status: int = 200) -> Response[bytes]:
    """A value (or JSON bytes) as the answer, with the times of its making."""
    content = value if isinstance(value, bytes) else codec.encode(value)
    times(call).mark("answer")
    return Response(
        content,
        status_code=status,
        media_type="application/json",
        headers={"Server-Timing": times(call).header(), "Cache-Control": "no-store"},
    )


def language(call: Call) -> str:
    """The caller's language: the person's, or before sign-in the browser's."""
    actor = cast("Actor | None", getattr(call.state, "actor", None))
    if actor:
        return actor.language
    wanted = call.headers.get("accept-language", "")
    if not wanted:
        return house_of(call).opening.language
    return "en" if wanted.lower().startswith("en") else "zh"


def address(call: Call) -> str:
    """Where the caller sits; what a proxy says is believed only of configured ones."""
    peer = call.client.host if call.client else ""
    trusted = house_of(call).opening.trusted_proxies
    if not trusted or not _within(peer, trusted):
        return peer
    hops = [
        hop.strip() for hop in call.headers.get("x-forwarded-for", "").split(",") if hop.strip()
    ]
    for hop in reversed(hops):
        if not _within(hop, trusted):
            return hop
    return peer


def _within(text: str, networks: tuple[str, ...]) -> bool:
    try:
        return any(ip_address(text) in ip_network(one, strict=False) for one in networks)
    except ValueError:
        return False


# -- the one try -------------------------------------------------------------------------------


def told(call: Call, error: Exception) -> Response[bytes]:
    """Any failure as an answer; the unexpected is logged under a number that the caller may quote."""
    if isinstance(error, Fault) and not isinstance(error, Broken):
        fault = error
    else:
        number = ids.token(6)
        _log.error("broken", exc_info=error, extra={"number": number, "path": call.url.path})
        fault = Broken("web.broken", values={"number": number})
    content = codec.encode(faults.body(fault, language(call)))
    headers = {"Cache-Control": "no-store"}
    if isinstance(fault, Busy):
        headers["Retry-After"] = str(fault.values.get("seconds", 1))
    return Response(
        content,
        status_code=faults.status(fault),
        media_type="application/json",
        headers=headers,
    )
