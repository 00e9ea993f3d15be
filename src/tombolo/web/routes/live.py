"""Live changes over SSE: only of records that the listener may see."""

from collections.abc import AsyncIterator
from datetime import timedelta

from litestar import get
from litestar.response import Stream

from tombolo.base import clock
from tombolo.web import door
from tombolo.web.door import Call

MEMBER = {"who": "member", "rate": "usual"}
ASK_AGAIN = timedelta(seconds=4)  # who signed out or left hears nothing after that


@get("/api/live", opt=MEMBER)
async def live(request: Call) -> Stream:
    """Events `record` and `catalog`; resumes by Last-Event-ID."""
    async with door.reading(request) as work:
        actor = work.actor
    since = request.headers.get("last-event-id", "")

    async def events() -> AsyncIterator[bytes]:
        asked = clock.now()
        async for event in request.app.state.wire.listen(actor.id, since, actor.scopes):
            if clock.now() - asked > ASK_AGAIN:
                asked = clock.now()
                if not await door.still_in(request):
                    return
            yield event

    return Stream(
        events(),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
