"""The inbox of who is signed in."""

from litestar import Response, get

from tombolo.flow import inbox
from tombolo.web import door
from tombolo.web.door import Call
from tombolo.web.flow_view import inbox_view

MEMBER = {"who": "member", "rate": "usual"}


@get("/api/inbox", opt=MEMBER)
async def show(request: Call) -> Response[bytes]:
    """A page: `which` is todo, done, sent, copied or delegated; `flow` and `q` narrow it, `after` goes on."""
    asked = request.query_params
    async with door.reading(request) as work:
        found = await inbox.lines(
            work,
            asked.get("which", "todo"),
            flow=asked.get("flow", ""),
            text=asked.get("q", ""),
            after=asked.get("after", ""),
            most=_number(asked.get("most", "")),
        )
        people = request.state.knowledge.organisation
        return door.answer(request, inbox_view(found, people, work.language))


@get("/api/inbox/counts", opt=MEMBER)
async def counts(request: Call) -> Response[bytes]:
    """How many wait, and how many were told and not looked at."""
    async with door.reading(request) as work:
        return door.answer(request, await inbox.counts(work))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 30
