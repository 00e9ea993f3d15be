"""Approvals: submit, decide, and everything else one can do with an instance or a task."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, cast
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from tombolo.base.errors import Fault, Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.flow import acts, inbox, submissions
from tombolo.flow import batch as many
from tombolo.flow.acts import Act
from tombolo.flow.around import around
from tombolo.flow.command import Done, perform
from tombolo.flow.faults import refuse
from tombolo.flow.lens import through
from tombolo.records.read.record import record
from tombolo.records.work import Work, Writing
from tombolo.records.write.change import Change
from tombolo.records.write.offer import offer
from tombolo.records.write.save import preview
from tombolo.web import body as read
from tombolo.web import door, faults
from tombolo.web.body import text, uuid_of
from tombolo.web.door import Call
from tombolo.web.flow_view import around_view
from tombolo.web.form_view import form_view
from tombolo.web.routes.records import previewed, shown

MEMBER = {"who": "member", "rate": "usual"}
MOST = 200  # of a batch
PICKED = 30  # candidates at once
Body = Mapping[str, object]
_KEY = 200


@get("/api/forms/{form:str}/records/{record_id:str}/flows", opt=MEMBER)
async def of_record(
    request: Call, form: FromPath[str], record_id: FromPath[str]
) -> Response[bytes]:
    """The approvals of a record, and which flows this person could submit it to now."""
    async with door.reading(request) as work:
        found = await submissions.of_record(work, form, uuid_of(record_id))
        return door.answer(request, found)


@get("/api/flows/{flow:str}/preview/{record_id:str}", opt=MEMBER)
async def forecast(request: Call, flow: FromPath[str], record_id: FromPath[str]) -> Response[bytes]:
    """The way the record would take if it were submitted now and everybody agreed."""
    async with door.reading(request) as work:
        people = request.state.knowledge.organisation
        told = await submissions.preview(work, flow, UUID(uuid_of(record_id)), people)
        return door.answer(request, told)


@post("/api/flows/{flow:str}/instances", opt=MEMBER, status_code=200)
async def submit(request: Call, flow: FromPath[str]) -> Response[bytes]:
    """{record, department, chosen}: the record goes into the flow."""
    body = await door.body_of(request)
    record_id = read.id_(body, "record")
    if record_id is None:
        raise Invalid("fault.invalid", problems=[Problem("ask.not_text", "record")])

    async def story(work: Writing) -> Done:
        form = await submissions.form_of(work, flow)
        act = acts.Submit(
            by=work.actor.id, flow=flow, form=form, record=record_id,
            department=read.id_(body, "department"), chosen=_chosen(body), key=_key(request),
        )  # fmt: skip
        return await perform(work, act)

    return await _carried_out(request, story)


@post("/api/flows/{flow:str}/instances/batch", opt=MEMBER, status_code=202)
async def submit_many(request: Call, flow: FromPath[str]) -> Response[bytes]:
    """{records}: all of them go into the flow, by a job; 202 {job}, whose result is {started, problems}."""
    body = await door.body_of(request)
    records = [uuid_of(one) for one in read.texts(body, "records")]
    async with door.writing(request) as work:
        job = await many.ask(work, flow, records)
    return door.answer(request, {"job": job}, 202)


@get("/api/instances/{instance_id:str}", opt=MEMBER)
async def show(request: Call, instance_id: FromPath[str]) -> Response[bytes]:
    """One approval with its record, as this person may see both."""
    task = request.query_params.get("task", "")
    async with door.reading(request) as work:
        instance = UUID(uuid_of(instance_id))
        return door.answer(
            request, await _around(request, work, instance, UUID(uuid_of(task)) if task else None)
        )


@get("/api/tasks/{task_id:str}", opt=MEMBER)
async def show_task(request: Call, task_id: FromPath[str]) -> Response[bytes]:
    """The same, asked for by a task."""
    async with door.reading(request) as work:
        task = UUID(uuid_of(task_id))
        instance = await submissions.instance_of(work, task)
        return door.answer(request, await _around(request, work, instance, task))


async def _around(request: Call, work: Work[Any], instance: UUID, task: UUID | None) -> object:
    seen = await around(work, instance, task=task)
    view = around_view(seen, request.state.knowledge.organisation, work.language)
    here = seen.instance
    sight = through(work, seen.lens) if seen.by_lens else work
    try:
        found = await record(sight, here.form, str(here.record))
    except Missing:
        return {**view, "form": None, "record": None}  # it was deleted when the flow had ended
    form = form_view(sight, here.form)
    if seen.by_lens and seen.mine is not None:
        _pick_through(form, f"tasks/{seen.mine.id}", seen.lens.edit)
    return {**view, "form": form, "record": shown(found)}


def _pick_through(form: Any, place: str, edit: Collection[str]) -> None:
    """Links that the node opens ask the task for their candidates: who decides may have no right to
    the form itself.
    """
    for one in form["fields"]:
        for key, each in ((one["key"], one), *((f"{one['key']}.{c['key']}", c) for c in one.get("fields") or ())):  # fmt: skip
            if "to" in each.get("settings", {}) and (key in edit or one["key"] in edit):
                each["settings"] = {**each["settings"], "picks": place}


@post("/api/tasks/{task_id:str}/preview", opt=MEMBER, status_code=200)
async def try_out(request: Call, task_id: FromPath[str]) -> Response[bytes]:
    """{set, version}: what the fields that go with a decision would compute and be refused for."""
    body = await door.body_of(request)
    async with door.reading(request) as work:
        task = UUID(uuid_of(task_id))
        seen = await around(work, await submissions.instance_of(work, task), task=task)
        if seen.mine is None or seen.mine.id != task:
            raise refuse("not_assignee")
        version = body.get("version")
        change = Change(
            _fields({"fields": body.get("set")}), str(seen.instance.record),
            version if isinstance(version, int) else None,
        )  # fmt: skip
        made = await preview(through(work, seen.lens), seen.instance.form, change)
        return door.answer(request, previewed(work.language, made))


@post("/api/tasks/{task_id:str}/pick", opt=MEMBER, status_code=200)
async def pick(request: Call, task_id: FromPath[str]) -> Response[bytes]:
    """Candidates for a link that the node of the task opens: those that one's own rights show of its form."""
    body = await door.body_of(request)
    async with door.reading(request) as work:
        task = UUID(uuid_of(task_id))
        seen = await around(work, await submissions.instance_of(work, task), task=task)
        if seen.mine is None or seen.mine.id != task:
            raise refuse("not_assignee")
        field = text(body, "field", needed=True)
        # Of a link that is only shown nothing is offered: its titles are seen one by one, not as a list.
        if not {field, field.partition(".")[0]} & set(seen.lens.edit):
            raise Missing("form.missing", values={"form": f"{seen.instance.form}.{field}"})
        given = body.get("set")
        draft = Change(_fields({"fields": given}), str(seen.instance.record)) if given else None
        limit = body.get("limit")
        found = await offer(
            through(work, seen.lens), seen.instance.form, field,
            text(body, "search"), limit if isinstance(limit, int) and 0 < limit <= PICKED else PICKED,
            draft, uuid_of(row) if (row := text(body, "row")) else "",
        )  # fmt: skip
    return door.answer(request, found)


@post("/api/instances/{instance_id:str}/read", opt=MEMBER, status_code=200)
async def mark_read(request: Call, instance_id: FromPath[str]) -> Response[bytes]:
    """What was told was looked at."""
    async with door.writing(request) as work:
        await inbox.read(work, UUID(uuid_of(instance_id)))
    return door.answer(request, {})


@post("/api/tasks/{task_id:str}/{act:str}", opt=MEMBER, status_code=200)
async def decide(request: Call, task_id: FromPath[str], act: FromPath[str]) -> Response[bytes]:
    """approve, reject, return, transfer, ask, add-sign, cut, take-back, save."""
    make = _ON_TASK.get(act)
    if make is None:
        raise Missing("web.no_such_page")
    body = await door.body_of(request)

    async def story(work: Writing) -> Done:
        made = make(body, work.actor.id, UUID(uuid_of(task_id)), _key(request))
        return await perform(work, made, _fields(body))

    return await _carried_out(request, story)


@post("/api/instances/{instance_id:str}/{act:str}", opt=MEMBER, status_code=200)
async def steer(request: Call, instance_id: FromPath[str], act: FromPath[str]) -> Response[bytes]:
    """withdraw, resubmit, remind, terminate, jump, suspend, resume, revive, resolve."""
    make = _ON_INSTANCE.get(act)
    if make is None:
        raise Missing("web.no_such_page")
    body = await door.body_of(request)

    async def story(work: Writing) -> Done:
        made = make(body, work.actor.id, UUID(uuid_of(instance_id)), _key(request))
        return await perform(work, made)

    return await _carried_out(request, story)


@post("/api/tasks/batch", opt=MEMBER, status_code=200)
async def batch(request: Call) -> Response[bytes]:
    """{act: approve | reject, tasks: [{task, record_version}], opinion}: each for itself, with its own
    answer; what needs a signature, an opinion or a field says so.
    """
    body = await door.body_of(request)
    items = body.get("tasks")
    if not isinstance(items, list) or not 0 < len(cast("list[object]", items)) <= MOST:
        raise Invalid("flow.batch", values={"most": MOST})
    name = read.text(body, "act") or "approve"
    if name not in {"approve", "reject"}:
        raise Invalid("flow.batch", values={"most": MOST})
    async with door.writing(request) as work:  # who may not write at all is refused at once, whole
        language = work.language
    answers: list[object] = []
    for number, item in enumerate(cast("list[object]", items)):
        one: Body = cast("Body", item) if isinstance(item, Mapping) else {}
        answers.append(await _one_of_many(request, name, {**body, **one}, number, language))
    return door.answer(request, {"results": answers})


async def _one_of_many(request: Call, name: str, body: Body, number: int, language: str) -> object:
    key = _key(request)

    async def story(work: Writing) -> Done:
        task = read.id_(body, "task")
        if task is None:
            raise Invalid("web.bad_id")
        made = _ON_TASK[name](body, work.actor.id, task, f"{key}:{number}" if key else "")
        return await perform(work, made)

    try:
        done = await door.written(request, story)
    except Fault as fault:
        return {
            "task": body.get("task"),
            "refused": faults.body(fault, language),
        }
    return {"task": body.get("task"), "status": done.status}


async def _carried_out(request: Call, story: Callable[[Writing], Any]) -> Response[bytes]:
    done = await door.written(request, story)
    return door.answer(
        request,
        {
            "instance": str(done.instance),
            "root": str(done.root),
            "status": done.status,
            "rev": done.rev,
            "again": done.again,
        },
    )


def _key(request: Call) -> str:
    """The header Idempotency-Key: an act sent twice with one key is carried out once."""
    given = request.headers.get("idempotency-key", "")
    if len(given) > _KEY or not given.isprintable():
        raise Invalid("flow.bad_key", values={"most": _KEY})
    return given


def _fields(body: Body) -> Mapping[str, object]:
    given = body.get("fields")
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise Invalid("fault.invalid", problems=[Problem("ask.not_mapping", "fields")])
    return cast("Body", given)


def _chosen(body: Body) -> Mapping[str, tuple[UUID, ...]]:
    """{node: [person]}: whom the acting person chose for later nodes."""
    given = body.get("chosen")
    if not isinstance(given, Mapping):
        return {}
    return {
        str(node): _people(cast("Body", given), str(node))
        for node in cast("Mapping[str, object]", given)
    }


def _people(body: Body, key: str) -> tuple[UUID, ...]:
    return tuple(UUID(uuid_of(one)) for one in read.texts(body, key))


def _person(body: Body, key: str) -> UUID:
    found = read.id_(body, key)
    if found is None:
        raise Invalid("flow.who", problems=[Problem("field.required", key)])
    return found


def _decision(body: Body, by: UUID, task: UUID, key: str) -> dict[str, Any]:
    seen = body.get("record_version")
    return {
        "by": by,
        "task": task,
        "opinion": read.text(body, "opinion").strip(),
        "signature": read.id_(body, "signature"),
        "seen": seen if isinstance(seen, int) and not isinstance(seen, bool) else None,
        "key": key,
    }


def _way(body: Body) -> Any:
    mode = read.text(body, "mode")
    return mode if mode in {"rerun", "jump"} else None


def _where(body: Body) -> Any:
    place = read.text(body, "place") or "before"
    if place not in {"before", "after", "with"}:
        raise Invalid("flow.place", problems=[Problem("ask.not_text", "place")])
    return place


def _how(body: Body) -> Any:
    how = read.text(body, "how")
    if how not in {"retry", "skip", "choose", "assign"}:
        raise Invalid("flow.how", problems=[Problem("ask.not_text", "how")])
    return how


def _on(body: Body, by: UUID, instance: UUID, key: str) -> dict[str, Any]:
    return {
        "by": by,
        "instance": instance,
        "opinion": read.text(body, "opinion").strip(),
        "key": key,
    }


def _number(body: Body, key: str) -> int:
    given = body.get(key)
    return given if isinstance(given, int) else 0


_Make = Callable[[Body, UUID, UUID, str], Act]
_ON_TASK: Mapping[str, _Make] = {
    "approve": lambda b, by, id_, key: acts.Approve(
        **_decision(b, by, id_, key), chosen=_chosen(b)
    ),
    "reject": lambda b, by, id_, key: acts.Reject(**_decision(b, by, id_, key)),
    "return": lambda b, by, id_, key: acts.Return(
        **_decision(b, by, id_, key), to=read.text(b, "to") or "start", mode=_way(b)
    ),
    "transfer": lambda b, by, id_, key: acts.Transfer(
        **_decision(b, by, id_, key), to=_person(b, "to")
    ),
    "ask": lambda b, by, id_, key: acts.Ask(**_decision(b, by, id_, key), of=_person(b, "of")),
    "add-sign": lambda b, by, id_, key: acts.AddSign(
        **_decision(b, by, id_, key), people=_people(b, "people"), place=_where(b)
    ),
    "save": lambda b, by, id_, key: acts.Save(**_decision(b, by, id_, key)),
    "cut": lambda _, by, id_, key: acts.Cut(by=by, task=id_, key=key),
    "take-back": lambda _, by, id_, key: acts.TakeBack(by=by, task=id_, key=key),
}
_ON_INSTANCE: Mapping[str, _Make] = {
    "withdraw": lambda b, by, id_, key: acts.Withdraw(**_on(b, by, id_, key)),
    "resubmit": lambda b, by, id_, key: acts.Resubmit(**_on(b, by, id_, key)),
    "remind": lambda b, by, id_, key: acts.Remind(**_on(b, by, id_, key)),
    "terminate": lambda b, by, id_, key: acts.Terminate(**_on(b, by, id_, key)),
    "suspend": lambda b, by, id_, key: acts.Suspend(**_on(b, by, id_, key)),
    "resume": lambda b, by, id_, key: acts.Unsuspend(**_on(b, by, id_, key)),
    "jump": lambda b, by, id_, key: acts.Jump(**_on(b, by, id_, key), to=read.text(b, "to")),
    "revive": lambda b, by, id_, key: acts.Revive(**_on(b, by, id_, key), to=read.text(b, "to")),
    "resolve": lambda b, by, id_, key: acts.Resolve(
        **_on(b, by, id_, key), run=_person(b, "run"), how=_how(b),
        branch=_number(b, "branch"), people=_people(b, "people") if b.get("people") else (),
    ),
}  # fmt: skip
