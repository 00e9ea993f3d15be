"""What I am told: the list, the counts, that it was read, and what I want to hear."""

from dataclasses import asdict
from typing import cast

from litestar import Response, get, post, put

from tombolo.automation.notices import centre, preferences
from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.web import door
from tombolo.web.door import Call

MEMBER = {"who": "member", "rate": "usual"}
HIGHEST = 2**63 - 1


@get("/api/notices", opt=MEMBER)
async def show(request: Call) -> Response[bytes]:
    """A page, the newest first: `unread=1` and `topic` narrow it, `after` goes on behind an id."""
    asked = request.query_params
    async with door.reading(request) as work:
        found, more = await centre.page(
            work,
            after=_number(asked.get("after", "")),
            unread=asked.get("unread") == "1",
            topic=asked.get("topic", ""),
            most=_number(asked.get("most", "")) or 30,
        )
        names, zone = door.names(request), work.zone
    lines = [{**asdict(one), "by_name": names.get(str(one.by), "")} for one in found]
    return door.answer(request, {"notices": lines, "next": more, "zone": zone})


@get("/api/notices/counts", opt=MEMBER)
async def counts(request: Call) -> Response[bytes]:
    """How many are unread."""
    async with door.reading(request) as work:
        return door.answer(request, await centre.counts(work))


@post("/api/notices/read", opt=MEMBER, status_code=200)
async def read(request: Call) -> Response[bytes]:
    """{ids} or {all: true}: they were read."""
    body = await door.body_of(request)
    wanted = None if body.get("all") is True else _ids(body.get("ids"))
    async with door.writing(request) as work:
        done = await centre.read(work, wanted)
        left = await centre.counts(work)
    return door.answer(request, {"read": done, **left})


@get("/api/notices/preferences", opt=MEMBER)
async def show_preferences(request: Call) -> Response[bytes]:
    """What I hear of over which channel, and when mail comes; `mail`: whether this house sends any."""
    async with door.reading(request) as work:
        found = await preferences.mine(work)
        mail = {"sends_mail": door.house_of(request).opening.smtp is not None}
        return door.answer(request, {**found, **mail, "email": work.actor.email})


@put("/api/notices/preferences", opt=MEMBER)
async def choose(request: Call) -> Response[bytes]:
    """The same again, as I want it; what is not named stays."""
    body = await door.body_of(request)
    async with door.writing(request) as work:
        await preferences.choose(work, body)
        found = await preferences.mine(work)
    return door.answer(request, found)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _ids(raw: object) -> list[int]:
    listed = cast("list[object]", raw) if isinstance(raw, list) else [None]
    if not all(isinstance(one, int) and not isinstance(one, bool) and 0 <= one <= HIGHEST for one in listed):  # fmt: skip
        raise Invalid("fault.invalid", problems=[Problem("ask.not_list", "ids")])
    return cast("list[int]", listed)
