"""Standing delegations: who decides in whose place, from when to when."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.params import FromPath

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.base.words import say
from tombolo.flow import delegations
from tombolo.flow.delegations import Standing, Wanted, period
from tombolo.flow.published import labels
from tombolo.records.work import Work
from tombolo.web import body as read
from tombolo.web import door
from tombolo.web.body import uuid_of
from tombolo.web.door import Call
from tombolo.web.flow_view import names

MEMBER = {"who": "member", "rate": "usual"}


@get("/api/delegations", opt=MEMBER)
async def show(request: Call) -> Response[bytes]:
    """{mine, to_me, flows}: in force or to come; `?of=all`, for administrators, everybody's as `all`."""
    async with door.reading(request) as work:
        if request.query_params.get("of") == "all":
            found = {"all": await delegations.of_all(work)}
        else:
            mine, to_me = await delegations.of_person(work)
            found = {"mine": mine, "to_me": to_me}
        told: dict[str, object] = {key: _view(work, ones) for key, ones in found.items()}
        people = request.state.knowledge.organisation
        ids = [
            who
            for ones in found.values()
            for one in ones
            for who in (one.wanted.principal, one.wanted.delegate)
        ]
        return door.answer(
            request,
            {**told, "flows": await labels(work), "people": names(people, ids)},
        )


@post("/api/delegations", opt=MEMBER, status_code=200)
async def add(request: Call) -> Response[bytes]:
    """{delegate, from, to, flows, departments}: days or moments; `principal` for an administrator."""
    given = await door.body_of(request)
    delegate = read.id_(given, "delegate")
    if delegate is None:
        raise Invalid("flow.who", problems=[Problem("field.required", "delegate")])
    async with door.writing(request) as work:
        starts, ends = period(
            read.text(given, "from"), read.text(given, "to", needed=True), work.zone, work.now
        )
        wanted = Wanted(
            principal=read.id_(given, "principal") or work.actor.id,
            delegate=delegate,
            starts_at=starts,
            ends_at=ends,
            flows=tuple(read.texts(given, "flows")) if given.get("flows") else (),
            departments=tuple(UUID(uuid_of(one)) for one in read.texts(given, "departments"))
            if given.get("departments")
            else (),
        )
        id_, circles = await delegations.add(work, wanted)
        language = work.language
    warnings = [say("flow.delegation_circle", language)] if circles else []
    return door.answer(request, {"id": str(id_), "warnings": warnings})


@delete("/api/delegations/{delegation_id:str}", opt=MEMBER, status_code=200)
async def end(request: Call, delegation_id: FromPath[str]) -> Response[bytes]:
    """It ends now; the tasks that were given stay with whom they are."""
    async with door.writing(request) as work:
        await delegations.end(work, UUID(uuid_of(delegation_id)))
    return door.answer(request, {"ended": 1})


def _view(work: Work[Any], ones: Sequence[Standing]) -> list[dict[str, object]]:
    return [
        {
            "id": str(one.id),
            "principal": str(one.wanted.principal),
            "delegate": str(one.wanted.delegate),
            "from": one.wanted.starts_at.isoformat(),
            "to": one.wanted.ends_at.isoformat(),
            "now": one.wanted.starts_at <= work.now,
            "flows": list(one.wanted.flows),
            "departments": [str(id_) for id_ in one.wanted.departments],
        }
        for one in ones
    ]
