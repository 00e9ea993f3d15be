"""Sheets: what is in a file, imports as jobs, exports."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, cast

from litestar import Response, delete, get, post
from litestar.params import FromPath
from litestar.response import File, Stream

from tombolo.base.errors import Denied, Invalid
from tombolo.pg.pool import WriteTx
from tombolo.records import files
from tombolo.records.sheets import jobs, out
from tombolo.records.sheets.grow import grown, linked
from tombolo.records.sheets.look import Sheet, as_data, look, suggested
from tombolo.records.sheets.run import own_folder
from tombolo.records.sheets.spec import spec_of
from tombolo.records.work import Work
from tombolo.schema import store
from tombolo.schema.catalog import Catalog
from tombolo.schema.store import Plan
from tombolo.web import door, sent
from tombolo.web.door import Call
from tombolo.web.routes.around import parts, uploaded

MEMBER = {"who": "member", "rate": "usual"}
TRIES = 12
HEAVY = {"who": "member", "rate": "heavy"}


@post("/api/sheets", opt=HEAVY, status_code=200)
async def look_at(request: Call) -> Response[bytes]:
    """Takes multipart `file`; says its sheets; with `?form=` also which column may fill which field."""
    house = door.house_of(request)
    form = request.query_params.get("form", "")
    async with door.writing(request) as work:
        _demand_use(work, form)
    most = house.opening.max_upload * 1048576
    given = await uploaded(request, most)
    name = files.safe_name(given.filename or "")
    with own_folder() as folder:
        # Nothing of a file that cannot be read stays in the house.
        path = Path(folder) / "sheet"
        await _take(path, parts(given), most)
        sheets = await look(path, name, _header_row(request))
        stored = await files.keep(house.opening.files, name, sent.pieces(path), most)
    async with house.pool.write() as tx:
        work = door.again(request, tx)
        made = await files.add(work, stored, name)
        mapping = {one.name: _mapping(work, form, one) for one in sheets}
        links = {} if form else await linked(work, sheets)
    data = as_data(sheets, mapping, links)
    return door.answer(request, {"id": made.id, "name": name, "sheets": data})


def _demand_use(work: Work[Any], form: FromPath[str]) -> None:
    """Who may import nowhere and design nothing has no use for this."""
    if form:
        work.grants.of(work.catalog.form(form).name).demand("import")
    elif not work.actor.is_admin and not any(
        work.grants.of(one).may("import") for one in work.catalog.cards
    ):
        raise Denied("fault.denied")


def _mapping(work: Work[Any], form: str, sheet: Sheet) -> Mapping[int, str]:
    catalog: Catalog = work.catalog
    return suggested(catalog.form(form), work.grants.of(form), sheet.columns) if form else {}


def _header_row(request: Call) -> int | None:
    raw = request.query_params.get("header_row", "")
    return int(raw) if raw.isdecimal() and 1 <= int(raw) <= 1000 else None


async def _take(path: Path, pieces: AsyncIterator[bytes], most: int) -> None:
    size = 0
    with path.open("wb") as file:
        async for piece in pieces:
            size += len(piece)
            if size > most:
                raise Invalid("file.too_large", values={"most": most // 1048576})
            file.write(piece)


@post("/api/forms/{form:str}/import", opt=HEAVY, status_code=200)
async def start_import(request: Call, form: FromPath[str]) -> Response[bytes]:
    """An import as a job."""
    spec = spec_of(form, await door.body_of(request))
    folder = door.house_of(request).opening.files
    async with door.writing(request) as work:
        job = await jobs.ask(work, folder, spec)
    return door.answer(request, {"job": job})


@post("/api/apps/new-from-sheet", opt={"who": "admin", "rate": "heavy"}, status_code=200)
async def new_from_sheet(request: Call) -> Response[bytes]:
    """A form (and its app) from the columns of a sheet, then its rows."""
    body = await door.body_of(request)
    house = door.house_of(request)
    async with door.writing(request) as work:
        made = grown(work.catalog, body)
        await jobs.source(work, house.opening.files, made.spec.file)

    async def story(tx: WriteTx) -> Plan:
        plan = await store.plan(tx, work.catalog, made.changes, work.zone)
        note = ", ".join(made.changes)
        await store.apply(tx, plan, by=work.actor.id, note=note, zone=work.zone)
        return plan

    plan = await house.pool.patiently(story, TRIES)
    job: str | None = None
    if body.get("import") is not False:
        async with door.writing(request) as work:
            job = await jobs.ask(work, house.opening.files, made.spec)
    steps = [
        {
            "what": one.what,
            "form": one.form,
            "field": one.column.name if one.column else "",
            "table": one.table,
        }
        for one in plan.steps
    ]
    return door.answer(request, {"plan": steps, "job": job, "form": made.form})


@get("/api/jobs/{job_id:str}", opt=MEMBER)
async def show_job(request: Call, job_id: FromPath[str]) -> Response[bytes]:
    """How far a job of mine is, and what came of it."""
    async with door.reading(request) as work:
        found = await jobs.see(work, jobs.id_of(job_id))
    return door.answer(request, _shown(found, door.language(request)))


def _shown(found: jobs.Seen, language: str) -> dict[str, object]:
    """A job as docs/api.md says; messages in the caller's language."""
    result = dict(found.result)
    if result:
        result["problems"] = [_said(one, language) for one in result["problems"]]
        result["report"] = f"/api/jobs/{found.id}/report" if result.get("report") else None
    made: dict[str, object] = {
        "id": found.id, "kind": found.kind, "form": found.form, "state": found.state,
        "done": found.done, "total": found.total, "result": result or None,
    }  # fmt: skip
    if found.error:
        error = _said(found.error, language)
        error["problems"] = [_said(one, language) for one in found.error["problems"]]
        made["error"] = error
    return made


def _said(item: Mapping[str, Any], language: str) -> dict[str, object]:
    message = cast("Mapping[str, str]", item["message"])
    return {**item, "message": message.get(language) or message["zh"]}


@delete("/api/jobs/{job_id:str}", opt=MEMBER, status_code=200)
async def stop_job(request: Call, job_id: FromPath[str]) -> Response[bytes]:
    """Take a job of mine back; one that runs leaves off at its next step."""
    async with door.writing(request) as work:
        await jobs.stop(work, jobs.id_of(job_id))
        found = await jobs.see(work, jobs.id_of(job_id))
    return door.answer(request, _shown(found, door.language(request)))


@get("/api/jobs/{job_id:str}/report", opt=MEMBER)
async def open_report(request: Call, job_id: FromPath[str]) -> File:
    """The rows that were not taken, each with its reason."""
    folder = door.house_of(request).opening.files
    async with door.reading(request) as work:
        found = await jobs.report(work, folder, jobs.id_of(job_id))
    return File(
        found.path,
        filename=found.name,
        media_type=sent.XLSX,
        content_disposition_type="attachment",
        etag=None,
        headers={"Cache-Control": "no-store"},
    )


@post("/api/forms/{form:str}/export", opt=HEAVY, status_code=200)
async def export(request: Call, form: FromPath[str]) -> Stream:
    """The list as a file."""
    order = out.order_of(form, await door.body_of(request))

    async def make(folder: Path) -> tuple[Path, str]:
        async with door.reading(request) as work:
            made = await out.prepare(work, order)
            path = await out.to_file(work, made, folder)
            return path, work.catalog.form(form).label.say(work.language)

    return await sent.sheet(make, order.format)
