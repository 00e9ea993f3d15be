"""Many records into a flow as a job: fifty in a transaction, what is refused told beside its record (E24).

How far the job is stands in its row and moves in the transaction that submits, so that a worker who
dies loses nothing and nobody submits a record twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from tombolo.base import codec, words
from tombolo.base.errors import Busy, Conflict, Fault, Invalid
from tombolo.base.problems import Problem
from tombolo.flow.acts import Submit
from tombolo.flow.command import perform
from tombolo.flow.messages import MESSAGES
from tombolo.flow.submissions import form_of
from tombolo.pg import named, queue
from tombolo.pg.queue import Job, NewJob
from tombolo.records.read.titles import titles
from tombolo.records.sheets.say import said_problem
from tombolo.records.work import Work, Writing

_SQL = named.beside(__file__)
KIND = "flow.batch"
PIECE = 50
MOST = 5000


async def ask(work: Writing, flow: str, records: Sequence[str]) -> str:
    """Put the records into the queue for the flow; the job's id. Raises Missing for no such flow."""
    wanted = list(dict.fromkeys(records))
    if not 0 < len(wanted) <= MOST:
        raise Invalid("flow.batch_start", values={"most": MOST})
    form = await form_of(work, flow)
    body = {"by": str(work.actor.id), "form": form, "flow": flow, "records": wanted}
    (id_,) = await queue.put(work.tx, [NewJob(KIND, body, max_attempts=5)])
    return str(id_)


async def piece(work: Writing, worker: str, job: Job) -> bool:
    """The next records of the job, in this transaction; whether that was the end.

    Raises Conflict when the job is not the worker's any more, Busy where somebody was in the way: then
    nothing of the piece stays, and it is tried again.
    """
    held = await work.tx.row(_SQL["hold"], job.id, worker)
    if held is None:
        raise Conflict("fault.conflict")
    far = cast("dict[str, Any]", codec.decode(held["progress"]) if held["progress"] else {})
    records = cast("list[str]", job.body["records"])
    done, stopped = int(far.get("done", 0)), bool(held["stopped"])
    some = [] if stopped else records[done : done + PIECE]
    result = cast("dict[str, Any]", far.get("result") or {"started": 0, "problems": []})
    refused: dict[str, Fault] = {}
    for one in some:
        fault = await _submitted(work, job, one)
        if fault is not None:
            refused[one] = fault
    result["started"] += len(some) - len(refused)
    result["problems"] += await _told(work, str(job.body["form"]), refused)
    over = stopped or done + len(some) >= len(records)
    told = {"done": done + len(some), "total": len(records), "result": result}
    await queue.tell(work.tx, worker, job.id, told)
    if stopped:
        await work.tx.run(_SQL["halt"], job.id, worker)
    elif over:
        await queue.finish(work.tx, worker, [job.id])
    return over


async def _submitted(work: Writing, job: Job, record: str) -> Fault | None:
    """Why it was refused; None where it is in the flow now."""
    act = Submit(
        by=work.actor.id, flow=str(job.body["flow"]), form=str(job.body["form"]),
        record=UUID(record), key=f"{job.id}:{record}",
    )  # fmt: skip
    await work.tx.run(_SQL["mark"])
    try:
        await perform(work, act)
    except Busy:
        raise
    except Fault as fault:
        await work.tx.run(_SQL["back"])
        return fault
    await work.tx.run(_SQL["release"])
    return None


async def _told(
    work: Work[Any], form: str, refused: Mapping[str, Fault]
) -> list[dict[str, object]]:
    called = await titles(work, form, list(refused)) if refused else {}
    return [
        {
            "record": one,
            "title": called.get(one, ""),
            "code": fault.code,
            "message": _words(fault),
        }
        for one, fault in refused.items()
    ]


def _words(fault: Fault) -> dict[str, str]:
    """In both languages: whoever reads it later may speak either."""
    some = fault.problems or (Problem(fault.code, "", fault.values),)
    each = [_said(one) for one in some[:3]]
    return {one: "；".join(told[one] for told in each) for one in words.LANGUAGES}


def _said(problem: Problem) -> dict[str, str]:
    if problem.say or problem.code not in MESSAGES:
        return said_problem(problem)
    return {
        one: words.sentence(MESSAGES, problem.code, one, problem.values) for one in words.LANGUAGES
    }
