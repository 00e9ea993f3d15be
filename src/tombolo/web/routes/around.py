"""Around a record: files, comments, saved views, search, the workbench."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any, cast

from litestar import Response, delete, get, post, put
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import File

from tombolo.base.errors import Denied, Invalid, Missing
from tombolo.flow import sight as sight_of
from tombolo.records import comments, files, home, views
from tombolo.records.files import Opened
from tombolo.records.read import stories
from tombolo.records.read.record import Record, record
from tombolo.records.read.search import search
from tombolo.records.work import Work
from tombolo.schema.field import Field
from tombolo.schema.form import Form
from tombolo.web import door
from tombolo.web.body import uuid_of
from tombolo.web.door import Call

MEMBER = {"who": "member", "rate": "usual"}


@post("/api/files", opt=MEMBER, status_code=200)
async def upload(request: Call) -> Response[bytes]:
    """Multipart `file`, for `?form=&field=`: kept by its hash, waiting to be named by a record."""
    form, field = request.query_params.get("form", ""), request.query_params.get("field", "")
    house = door.house_of(request)
    async with door.writing(request) as work:
        found = _file_field(work.catalog.form(form), field)
        if not work.grants.of(form).writes(field):
            raise Missing("form.missing", values={"form": f"{form}.{field}"})
    settings = found.kind.settings(door.language(request))
    most = min(int(str(settings["max_size"])), house.opening.max_upload * 1048576)
    given = await uploaded(request, most)
    name = given.filename or ""
    types = cast("list[str]", settings["types"])
    stored = await files.keep(house.opening.files, name, parts(given), most, types)
    async with house.pool.write() as tx:
        made = await files.add(door.again(request, tx), stored, name)
    return door.answer(request, asdict(made))


async def uploaded(request: Call, most: int) -> UploadFile:
    """The multipart `file` of a request; refused unread where it says to be above `most` bytes."""
    if (request.content_length or 0) > most + door.AROUND:
        raise Invalid("file.too_large", values={"most": most // 1048576})
    form = await request.form()
    given = form.get("file")
    if not isinstance(given, UploadFile):
        raise Invalid("file.name")
    return given


async def parts(given: UploadFile) -> AsyncIterator[bytes]:
    """Its bytes, piece by piece."""
    while part := await given.read(262_144):
        yield part


def _file_field(form: Form, name: str) -> Field:
    top, _, column = name.partition(".")
    found = form.field(top)
    if found and column:
        found = found.column(column)
    if found is None or found.kind.points_to() != "sys.file":
        raise Missing("form.missing", values={"form": f"{form.name}.{name}"})
    return found


@get("/api/forms/{form:str}/records/{record_id:str}/files/{file_id:str}", opt=MEMBER)
async def open_file(
    request: Call, form: FromPath[str], record_id: FromPath[str], file_id: FromPath[str]
) -> File:
    """The bytes, with the record's right each time."""
    thumb = request.query_params.get("thumb") == "1"
    folder = door.house_of(request).opening.files
    async with door.reading(request) as work:
        named = await _named(work, form, record_id, uuid_of(file_id))
        opened = await files.opened(work, folder, uuid_of(file_id), named, thumb=thumb)
    inline = (opened.type in files.SHOWN and request.query_params.get("show") == "1") or thumb
    return handed(opened, inline=inline, thumb=thumb)


def handed(opened: Opened, *, inline: bool, thumb: bool = False) -> File:
    """A file as the answer; nothing in it can act, nobody in between keeps it."""
    return File(
        opened.path,
        filename=opened.name,
        media_type=opened.type if inline else "application/octet-stream",
        content_disposition_type="inline" if inline else "attachment",
        etag=None,
        headers={
            "Content-Security-Policy": "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
            "X-Content-Type-Options": "nosniff",
            # A small picture may stay a while with who saw it; the file itself is data.
            "Cache-Control": "private, max-age=300" if thumb else "no-store",
            "Vary": "Cookie, Authorization",
        },
    )


async def _named(work: Work[Any], form: str, record_id: str, file_id: str) -> frozenset[str]:
    """The files that open with this record's right: those it names, and the one its history tells of.

    Who has the record before her in an approval opens the files that her node shows, and no others.
    """
    try:
        found = None if record_id == "new" else await record(work, form, uuid_of(record_id))
    except (Missing, Denied):
        return await _in_approval(work, form, uuid_of(record_id), file_id)
    if found is None:  # not saved yet: only one's own uploads
        return frozenset()
    named = _files_of(found)
    if file_id not in named and await stories.tells_of(work, form, found.id, file_id):
        return frozenset({file_id})
    return named


async def _in_approval(work: Work[Any], form: str, record_id: str, file_id: str) -> frozenset[str]:
    async for sight in sight_of.sights(work, form, record_id):
        try:
            named = _files_of(await record(sight, form, record_id))
        except Missing:
            return frozenset()
        if file_id in named:
            return named
    return frozenset()


def _files_of(found: Record) -> frozenset[str]:
    """The ids of all files that the record names and this person sees."""

    def walk(value: Any) -> list[str]:
        if isinstance(value, list):
            return [one for item in cast("list[Any]", value) for one in walk(item)]
        if isinstance(value, dict):
            data = cast("dict[str, Any]", value)
            own = [str(data["id"])] if "size" in data and "id" in data else []
            return own + [one for item in data.values() for one in walk(item)]
        return []

    return frozenset(one for value in found.values.values() for one in walk(value))


@get("/api/forms/{form:str}/records/{record_id:str}/comments", opt=MEMBER)
async def list_comments(
    request: Call, form: FromPath[str], record_id: FromPath[str]
) -> Response[bytes]:
    async with door.reading(request) as work:
        found = await comments.listing(work, form, uuid_of(record_id))
    return door.answer(request, {"comments": [asdict(one) for one in found]})


@post("/api/forms/{form:str}/records/{record_id:str}/comments", opt=MEMBER, status_code=200)
async def add_comment(
    request: Call, form: FromPath[str], record_id: FromPath[str]
) -> Response[bytes]:
    body = await door.body_of(request)
    mentions = [uuid_of(str(one)) for one in cast("list[object]", body.get("mentions") or [])]
    async with door.writing(request) as work:
        made = await comments.add(
            work, form, uuid_of(record_id), str(body.get("text") or ""), mentions
        )
    return door.answer(request, asdict(made))


@delete(
    "/api/forms/{form:str}/records/{record_id:str}/comments/{comment_id:str}",
    opt=MEMBER,
    status_code=200,
)
async def delete_comment(
    request: Call, form: FromPath[str], record_id: FromPath[str], comment_id: FromPath[str]
) -> Response[bytes]:
    async with door.writing(request) as work:
        await comments.delete(work, form, uuid_of(record_id), uuid_of(comment_id))
    return door.answer(request, {"deleted": 1})


@get("/api/forms/{form:str}/views", opt=MEMBER)
async def list_views(request: Call, form: FromPath[str]) -> Response[bytes]:
    async with door.reading(request) as work:
        work.grants.of(work.catalog.form(form).name).demand("read")
        found = await views.listing(work, form)
    return door.answer(request, {"views": found})


@post("/api/forms/{form:str}/views", opt=MEMBER, status_code=200)
async def add_view(request: Call, form: FromPath[str]) -> Response[bytes]:
    body = await door.body_of(request)
    async with door.writing(request) as work:
        made = await views.save(work, form, body)
    return door.answer(request, made)


@put("/api/forms/{form:str}/views/{view_id:str}", opt=MEMBER)
async def change_view(
    request: Call, form: FromPath[str], view_id: FromPath[str]
) -> Response[bytes]:
    body = await door.body_of(request)
    async with door.writing(request) as work:
        made = await views.save(work, form, body, uuid_of(view_id))
    return door.answer(request, made)


@delete("/api/forms/{form:str}/views/{view_id:str}", opt=MEMBER, status_code=200)
async def delete_view(
    request: Call, form: FromPath[str], view_id: FromPath[str]
) -> Response[bytes]:
    async with door.writing(request) as work:
        await views.delete(work, form, uuid_of(view_id))
    return door.answer(request, {"deleted": 1})


@get("/api/search", opt=MEMBER)
async def find(request: Call) -> Response[bytes]:
    """?q= over everything I may see."""
    text = request.query_params.get("q", "")[:200].replace("\0", "")
    async with door.reading(request) as work:
        hits = await search(work, text)
        forms = work.catalog.cards
        language = work.language
    return door.answer(
        request,
        {
            "hits": [
                {
                    **asdict(one),
                    "form_label": forms[one.form].form.label.say(language),
                    "app": forms[one.form].form.app,
                }
                for one in hits
            ]
        },
    )


@get("/api/home", opt=MEMBER)
async def workbench(request: Call) -> Response[bytes]:
    """What I looked at last, and the cards of my apps."""
    async with door.reading(request) as work:
        found = await home.home(work)
    return door.answer(request, found)
