"""Stages: the bar of a record, acts on its tasks, the tasks that wait for me."""

from dataclasses import asdict

from litestar import Response, get, post
from litestar.params import FromPath

from tombolo.records.stages import tasks
from tombolo.records.stages.bar import Bar, bars
from tombolo.records.work import Writing
from tombolo.web import door
from tombolo.web.body import uuid_of
from tombolo.web.door import Call
from tombolo.web.words import say_problem

MEMBER = {"who": "member", "rate": "usual"}


@get("/api/forms/{form:str}/records/{record_id:str}/stages", opt=MEMBER)
async def show_stages(
    request: Call, form: FromPath[str], record_id: FromPath[str]
) -> Response[bytes]:
    """Where a record stood and stands, its tasks, and what is missing for each way on."""
    async with door.reading(request) as work:
        found = await bars(work, form, uuid_of(record_id))
    language = door.language(request)
    return door.answer(request, {"fields": [_shown(one, language) for one in found]})


@post("/api/stage-tasks/{task:str}", opt=MEMBER, status_code=200)
async def act_on_task(request: Call, task: FromPath[str]) -> Response[bytes]:
    """A task is done, skipped or assigned; the bar as it is now."""
    wanted = tasks.act_of(await door.body_of(request))
    id_ = uuid_of(task)

    async def acting(work: Writing) -> list[Bar]:
        return await bars(work, *await tasks.act(work, id_, wanted))

    found = await door.written(request, acting)
    language = door.language(request)
    return door.answer(request, {"fields": [_shown(one, language) for one in found]})


@get("/api/stage-tasks", opt=MEMBER)
async def my_tasks(request: Call) -> Response[bytes]:
    """What is to be done by me in stages, what is due first first."""
    async with door.reading(request) as work:
        found = await tasks.mine(work)
    return door.answer(request, {"tasks": found})


def _shown(bar: Bar, language: str) -> dict[str, object]:
    made = asdict(bar)
    made["targets"] = [
        {
            "key": one.key,
            "way": one.way,
            "reason": one.reasoned,
            "ask": list(one.ask),
            "missing": [
                {"code": told.code, "place": told.place, "message": say_problem(told, language)}
                for told in one.missing
            ],
        }
        for one in bar.targets
    ]
    return made
