"""For whoever watches over the process: is it there, and may requests be sent to it?

Two questions: a process that is there while its database is away must not be killed for it, only
spared until the database is back.
"""

from litestar import Response, get

from tombolo.base.errors import Fault
from tombolo.pg import migrate
from tombolo.web import door
from tombolo.web.door import Call

ANYONE = {"who": "anyone", "rate": "sign_in"}
_CURRENT = migrate.found()


@get("/health/alive", opt=ANYONE)
async def alive(request: Call) -> Response[bytes]:
    """The process answers."""
    return door.answer(request, {"alive": True})


@get("/health/ready", opt=ANYONE)
async def ready(request: Call) -> Response[bytes]:
    """Its database answers, takes writes, and is in the state of this program; 503 while not."""
    try:
        async with door.house_of(request).pool.glance() as tx:
            await migrate.demand_current(tx, _CURRENT)
    except Fault as fault:
        answer = door.answer(request, {"ready": False, "code": fault.code}, status=503)
        answer.headers["Retry-After"] = "2"
        return answer
    return door.answer(request, {"ready": True})
