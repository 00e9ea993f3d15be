"""Imports as jobs: asked for here, done by a worker, watched by the person who asked."""

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from tombolo.base import codec
from tombolo.base.errors import Conflict, Fault, Missing
from tombolo.pg import named, queue
from tombolo.pg.pool import Pool, ReadTx, WriteTx
from tombolo.pg.queue import NewJob
from tombolo.records import files
from tombolo.records.sheets.fit import fitted
from tombolo.records.sheets.run import Outcome
from tombolo.records.sheets.say import said, said_problem
from tombolo.records.sheets.spec import Spec, spec_of
from tombolo.records.work import Work

_SQL = named.beside(__file__)
IMPORT = "import"
MOST_TOLD = 200
_STATES: Mapping[str, str] = {
    "waiting": "waiting", "running": "running", "done": "done", "dead": "failed",
    "cancelled": "stopped",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """A job as its owner sees it. `result` has problems in both languages, `report` a file's id."""

    id: str
    kind: str
    state: str
    form: str
    done: int
    total: int
    result: Mapping[str, Any]
    error: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Source:
    """An uploaded file: where its bytes lie, what it was called."""

    path: Path
    name: str


async def source(work: Work[Any], folder: Path, file: str) -> Source:
    """One's own upload. Raises Missing."""
    try:
        row = await work.tx.row(_SQL["file"], UUID(file))
    except ValueError:
        row = None
    if row is None or row["uploaded_by"] != work.actor.id:
        raise Missing("sheet.missing_file")
    path = files.where(folder, row["sha256"])
    if not path.exists():
        raise Missing("sheet.missing_file")
    return Source(path, row["name"])


async def ask(work: Work[WriteTx], folder: Path, spec: Spec) -> str:
    """Put an import into the queue; the job's id. Raises what run() would raise at its start."""
    fitted(work, spec)
    await source(work, folder, spec.file)
    # Not swept away before the job that needs it is there.
    if not await work.tx.value(_SQL["hold_file"], UUID(spec.file)):
        raise Missing("sheet.missing_file")
    body = {"by": str(work.actor.id), "form": spec.form, "spec": spec.data()}
    (id_,) = await queue.put(work.tx, [NewJob(IMPORT, body, max_attempts=3)])
    return str(id_)


def asked(body: Mapping[str, Any]) -> tuple[UUID, Spec]:
    """Who asked for what, from a job's body."""
    return UUID(str(body["by"])), spec_of(
        str(body["form"]), cast("Mapping[str, object]", body["spec"])
    )


async def see(work: Work[Any], id_: str) -> Seen:
    """A job of one's own; an administrator sees every one. Raises Missing."""
    row = await work.tx.row(_SQL["one"], UUID(id_))
    if row is None:
        raise Missing("job.missing")
    body = cast("dict[str, Any]", codec.decode(row["body"]))
    if body["by"] != str(work.actor.id) and not work.actor.is_admin:
        raise Missing("job.missing")
    progress = cast("dict[str, Any]", codec.decode(row["progress"]) if row["progress"] else {})
    error: dict[str, object] | None = progress.get("error")
    state = _STATES[row["state"]]
    if state == "failed" and not error:
        error = {"code": "job.broken", "message": said("job.broken", {}), "problems": []}
    return Seen(
        id=str(row["id"]),
        kind=row["kind"],
        state="failed" if state == "done" and error else state,
        form=str(body.get("form", "")),
        done=int(progress.get("done", 0)),
        total=int(progress.get("total", 0)),
        result=progress.get("result") or {},
        error=error,
    )


async def stop(work: Work[WriteTx], id_: str) -> None:
    """Take back a waiting job; ask a running one to leave off. Raises Missing."""
    found = await see(work, id_)
    if not await queue.cancel(work.tx, UUID(found.id)):
        await work.tx.run(_SQL["stop"], UUID(found.id))


# -- the worker's side -------------------------------------------------------------------------


async def is_stopped(tx: ReadTx, job: UUID) -> bool:
    """Whether somebody asked the job to leave off."""
    return bool(await tx.value(_SQL["is_stopped"], job))


async def settle(tx: WriteTx, worker: str, job: UUID, outcome: Outcome, report: str) -> None:
    """The end of an import, in the transaction that holds it. Conflict when the job is not ours any
    more: then another worker has it, and nothing of ours may stay.
    """
    await queue.tell(tx, worker, job, told(outcome, report))
    if outcome.stopped:
        ended = await tx.run(_SQL["halt"], job, worker)
    else:
        ended = await queue.finish(tx, worker, [job])
    if not ended:
        raise Conflict("fault.conflict")


async def refuse(tx: WriteTx, worker: str, job: UUID, fault: Fault) -> None:
    """The end of an import that could not begin: the file or the mapping is wrong."""
    problems = [{"place": one.place, "message": said_problem(one)} for one in fault.problems]
    error = {"code": fault.code, "message": said(fault.code, fault.values), "problems": problems}
    await queue.tell(tx, worker, job, {"done": 0, "total": 0, "error": error})
    await queue.finish(tx, worker, [job])


async def give_back(pool: Pool, worker: str, job: UUID) -> None:
    """A job in hand goes back to the queue, untried: its worker leaves in good order, so nobody has
    to wait for the lease to run out. Nothing happens when it is not ours any more, or when the
    database is away; then the lease does it.
    """
    with suppress(Fault):
        async with pool.write() as tx:
            await tx.run(_SQL["give_back"], job, worker)


def told(outcome: Outcome, report: str = "") -> dict[str, object]:
    """Progress and result as JSON."""
    return {
        "done": outcome.done,
        "total": outcome.total,
        "result": {
            "added": outcome.added,
            "updated": outcome.updated,
            "skipped": outcome.bad if outcome.kept else 0,
            "bad": outcome.bad,
            "kept": outcome.kept,
            "problems": [
                {"sheet": p.sheet, "row": p.row, "column": p.column, "message": p.message}
                for p in outcome.problems[:MOST_TOLD]
            ],
            "report": report,
        },
    }


async def keep_report(work: Work[WriteTx], folder: Path, path: Path) -> str:
    """The report of bad rows into the store of files, in the name of who imported; its id."""

    async def parts() -> AsyncIterator[bytes]:
        with path.open("rb") as file:
            while piece := file.read(262_144):
                yield piece

    stored = await files.keep(folder, "import-problems.xlsx", parts(), 1 << 30)
    made = await files.add(work, stored, "import-problems.xlsx")
    return made.id


async def report(work: Work[Any], folder: Path, id_: str) -> Source:
    """The report of a job one may see. Raises Missing."""
    found = await see(work, id_)
    row = None
    if file := str(found.result.get("report") or ""):
        row = await work.tx.row(_SQL["file"], UUID(file))
    if row is None:
        raise Missing("job.no_report")
    return Source(files.where(folder, row["sha256"]), row["name"])


def id_of(text: str) -> str:
    """A job's id. Raises Invalid's gentler twin: what is no id names no job."""
    try:
        return str(UUID(text))
    except ValueError:
        raise Missing("job.missing") from None
