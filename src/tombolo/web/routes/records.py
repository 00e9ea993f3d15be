"""Records: lists, groups, one record, preview, create, change, delete, restore."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import cast

from litestar import Response, get, patch, post
from litestar.params import FromPath

from tombolo.base import codec
from tombolo.base.errors import Conflict, Fault, Invalid
from tombolo.base.problems import Problem
from tombolo.flow import deleting
from tombolo.records import recent, views
from tombolo.records.read.ask import ask_of
from tombolo.records.read.fetch import Page, fetch, groups
from tombolo.records.read.labels import group_labels
from tombolo.records.read.record import Record, record, records
from tombolo.records.read.stories import story
from tombolo.records.work import Writing
from tombolo.records.write import erase, save
from tombolo.records.write.change import Change, Saved
from tombolo.records.write.offer import offer
from tombolo.records.write.said import Said
from tombolo.schema.change import kept
from tombolo.web import door, faults
from tombolo.web.body import text, uuid_of
from tombolo.web.door import Call
from tombolo.web.form_view import form_view
from tombolo.web.words import say_problem

MEMBER = {"who": "member", "rate": "usual"}


@get("/api/forms/{form:str}", opt=MEMBER)
async def show_form(request: Call, form: FromPath[str]) -> Response[bytes]:
    """The form as I see it."""
    async with door.reading(request) as work:
        work.grants.of(work.catalog.form(form).name).demand("read")
        saved = await views.listing(work, form)
        refreshing = _refreshing(await kept.pending(work.tx), form)
        mark = f"{work.catalog.version}-{work.grants.fingerprint}-{work.language}"
        etag = f'"{mark}-{hashlib.sha256(codec.encode([saved, refreshing])).hexdigest()[:12]}"'
        if request.headers.get("if-none-match") == etag:
            return Response(b"", status_code=304, headers={"ETag": etag})
        view = form_view(work, form, saved, refreshing)
    response = door.answer(request, view)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    return response


def _refreshing(pending: Sequence[kept.Pending], form: str) -> dict[str, float]:
    return {
        f"{one.lines}.{field}" if one.lines else field: one.share
        for one in pending
        if one.form == form
        for field in one.fields
    }


@post("/api/forms/{form:str}/query", opt=MEMBER, status_code=200)
async def query(request: Call, form: FromPath[str]) -> Response[bytes]:
    """One page of records."""
    ask = ask_of(form, await door.body_of(request))
    async with door.reading(request) as work:
        page = await fetch(work, ask)
    return door.answer(request, page_bytes(page))


def page_bytes(page: Page) -> bytes:
    """The page as JSON; the rows are passed on as PostgreSQL wrote them."""
    rest = codec.text({"next": page.next or None, "count": page.count and asdict(page.count)})
    return f'{{"rows":{page.rows},"totals":{page.totals or "null"},{rest[1:]}'.encode()


@post("/api/forms/{form:str}/groups", opt=MEMBER, status_code=200)
async def group(request: Call, form: FromPath[str]) -> Response[bytes]:
    """Rows grouped, with counts and totals."""
    ask = ask_of(form, await door.body_of(request))
    async with door.reading(request) as work:
        found, more = await groups(work, ask)
        labels = await group_labels(work, ask, found)
    return door.answer(
        request,
        {
            "groups": [
                {"key": list(one.key), "label": label, "count": one.n, "totals": list(one.totals)}
                for one, label in zip(found, labels, strict=True)
            ],
            "more": more,
        },
    )


@get("/api/forms/{form:str}/records/{record_id:str}", opt=MEMBER)
async def show(request: Call, form: FromPath[str], record_id: FromPath[str]) -> Response[bytes]:
    """One record, whole."""
    in_bin = request.query_params.get("bin") == "1"
    async with door.reading(request) as work:
        found = await record(work, form, uuid_of(record_id), in_bin=in_bin)
    if not in_bin:
        async with door.house_of(request).pool.write() as tx:
            await recent.visited(door.again(request, tx), form, found.id)
    return door.answer(request, shown(found))


@get("/api/forms/{form:str}/records/{record_id:str}/history", opt=MEMBER)
async def history(request: Call, form: FromPath[str], record_id: FromPath[str]) -> Response[bytes]:
    """Who changed what, newest first; only of fields that I see."""
    before = request.query_params.get("after")
    async with door.reading(request) as work:
        entries, following = await story(
            work,
            form,
            uuid_of(record_id),
            door.names(request),
            before=int(before) if before and before.isdigit() else None,
        )
    return door.answer(request, {"entries": entries, "next": following})


@post("/api/forms/{form:str}/pick", opt=MEMBER, status_code=200)
async def candidates(request: Call, form: FromPath[str]) -> Response[bytes]:
    """Candidates for a link field; of those that fit the draft, where the field says which fit."""
    body = await door.body_of(request)
    async with door.reading(request) as work:
        found = await offer(
            work,
            form,
            str(body.get("field", "")),
            str(body.get("search") or ""),
            _limit(body),
            change_of(body, "") if isinstance(body.get("set"), dict) else None,
            uuid_of(str(row)) if (row := body.get("row")) else "",
        )
    return door.answer(request, found)


@post("/api/forms/{form:str}/preview", opt=MEMBER, status_code=200)
async def try_out(request: Call, form: FromPath[str]) -> Response[bytes]:
    """What a save would compute and refuse."""
    body = await door.body_of(request)
    change = change_of(body, "")
    async with door.reading(request) as work:
        found = await save.preview(work, form, change)
    return door.answer(request, previewed(door.language(request), found))


def previewed(language: str, found: save.Preview) -> dict[str, object]:
    """A preview as docs/api.md says."""
    return {
        "values": found.values,
        "lines": found.lines,
        "titles": found.titles,
        "problems": [
            {"code": one.code, "place": one.place, "message": say_problem(one, language)}
            for one in found.problems
        ],
        **(_said(found.said) if found.said else {}),
    }


def _said(found: Said) -> dict[str, object]:
    """docs/api.md, preview: what the rules say of the record, of rows of its lines, and the locks."""
    return {
        "rules": asdict(found.own),
        "line_rules": {
            key: [{"id": id_, **asdict(told)} for id_, told in rows]
            for key, rows in found.lines.items()
        },
        "locked": [asdict(one) for one in found.locked],
    }


@post("/api/forms/{form:str}/records", opt=MEMBER, status_code=200)
async def create(request: Call, form: FromPath[str]) -> Response[bytes]:
    """New records, all or none."""
    changes = changes_of(await door.body_of(request))

    async def saving(work: Writing) -> tuple[Saved, list[Record]]:
        saved = await save.create(work, form, changes)
        return saved, await records(work, form, saved.ids)

    saved, whole = await door.written(request, saving)
    return door.answer(request, {"saved": [shown(one) for one in whole], "ids": list(saved.ids)})


@patch("/api/forms/{form:str}/records", opt=MEMBER)
async def change(request: Call, form: FromPath[str]) -> Response[bytes]:
    """Changes: all or none, or each for itself."""
    body = await door.body_of(request)
    changes = changes_of(body)
    if len(changes) > 1000:
        raise Invalid("record.too_many", values={"most": 1000})
    if body.get("each") is True:
        return door.answer(request, await _each(request, form, changes))

    async def saving(work: Writing) -> tuple[Saved, list[Record] | None]:
        saved = await save.update(work, form, changes)
        asked = request.query_params.get("whole")
        return saved, await records(work, form, saved.ids) if asked else None

    try:
        saved, whole = await door.written(request, saving)
    except Conflict as clash:
        if clash.code == "record.stale":
            await _tell_stale(request, form, clash, changes)
        raise
    return door.answer(
        request, {"saved": [shown(one) for one in whole] if whole is not None else _versions(saved)}
    )


async def _each(request: Call, form: str, changes: list[Change]) -> dict[str, object]:
    """All at once if all are good; else one by one, so that the good ones are saved."""
    try:
        saved = await door.written(request, lambda work: save.update(work, form, changes))
        return {"saved": _versions(saved), "failed": []}
    except Fault as fault:
        if fault.code.startswith("auth."):
            raise  # nobody was let in: that is no matter of one record
        if len(changes) == 1:
            return {"saved": [], "failed": [_failed(request, changes[0], fault)]}
    done: list[dict[str, object]] = []
    failed: list[dict[str, object]] = []
    for one in changes:
        alone = [Change(one.set, one.id, one.version, refresh=one.refresh)]
        try:
            saved = await door.written(
                request, lambda work, own=alone: save.update(work, form, own)
            )
            done.extend(_versions(saved))
        except Fault as fault:
            failed.append(_failed(request, one, fault))
    return {"saved": done, "failed": failed}


def _failed(request: Call, change: Change, fault: Fault) -> dict[str, object]:
    told = faults.body(fault, door.language(request))
    found = cast("list[dict[str, object]]", told["problems"])
    strip = f"{change.place}."
    for one in found:
        one["place"] = str(one["place"]).removeprefix(strip)
    return {
        "id": change.id,
        "problems": found or [{"code": fault.code, "place": "", "message": told["message"]}],
    }


async def _tell_stale(request: Call, form: str, clash: Conflict, changes: Sequence[Change]) -> None:
    """The other person's record goes with the refusal, so that both can be shown side by side."""
    mine = next((one.version for one in changes if one.id == clash.values["id"]), None)
    async with door.reading(request) as work:
        theirs = await record(work, form, str(clash.values["id"]))
        # Every save counts the version up and leaves one entry.
        since = min(max(theirs.version - (mine or 0), 1), 100)
        names = door.names(request)
        entries, _ = await story(work, form, theirs.id, names, before=None, limit=since)
    by = next((str(one["by_name"]) for one in entries), "")
    touched = [
        str(change["field"])
        for one in entries
        for change in cast("list[dict[str, object]]", one["changes"])
    ]
    clash.values = {**clash.values, "by": by}
    clash.more = {
        "theirs": shown(theirs),
        "changed": sorted(set(touched)),
        "by": by,
        "at": entries[0]["at"] if entries else None,
    }


@post("/api/forms/{form:str}/delete", opt=MEMBER, status_code=200)
async def delete(request: Call, form: FromPath[str]) -> Response[bytes]:
    """To the recycle bin. `terminate`: what is in approval is terminated first, with `opinion`, by who
    may do that, all in one transaction.
    """
    body = await door.body_of(request)
    ids, opinion = ids_of(body), text(body, "opinion")

    async def drop(work: Writing) -> int:
        if body.get("terminate") is True:
            return await deleting.delete(work, form, ids, opinion)
        return await erase.delete(work, form, ids)

    gone = await door.written(request, drop)
    return door.answer(request, {"deleted": gone})


@post("/api/forms/{form:str}/restore", opt=MEMBER, status_code=200)
async def restore(request: Call, form: FromPath[str]) -> Response[bytes]:
    """Out of the recycle bin."""
    ids = ids_of(await door.body_of(request))
    back = await door.written(request, lambda work: erase.restore(work, form, ids))
    return door.answer(request, {"restored": back})


@post("/api/forms/{form:str}/purge", opt={"who": "admin", "rate": "usual"}, status_code=200)
async def purge(request: Call, form: FromPath[str]) -> Response[bytes]:
    """For good."""
    ids = ids_of(await door.body_of(request))
    async with door.writing(request) as work:
        gone = await erase.purge(work, form, ids)
    return door.answer(request, {"purged": gone})


# -- shapes ------------------------------------------------------------------------------------


def shown(found: Record) -> dict[str, object]:
    """A record as docs/api.md says."""
    made = asdict(found)
    if found.deleted_at is None:
        del made["deleted_at"]
    return made


def _versions(saved: Saved) -> list[dict[str, object]]:
    return [
        {"id": id_, "version": version}
        for id_, version in zip(saved.ids, saved.versions, strict=True)
    ]


def changes_of(body: Mapping[str, object]) -> list[Change]:
    """{records: [{id?, version?, set}]} as changes."""
    raw = body.get("records")
    if not isinstance(raw, list) or not raw:
        raise Invalid("record.invalid", problems=[Problem("ask.not_list", "records")])
    items = cast("list[object]", raw)
    single = len(items) == 1
    return [
        change_of(
            cast("Mapping[str, object]", one) if isinstance(one, dict) else {},
            "" if single else f"records[{n}]",
        )
        for n, one in enumerate(items)
    ]


def change_of(data: Mapping[str, object], place: str) -> Change:
    """One change; a record without `set` changes nothing."""
    set_ = data.get("set")
    version = data.get("version")
    values: dict[str, object] = (
        dict(cast("Mapping[str, object]", set_)) if isinstance(set_, dict) else {}
    )
    lines = data.get("lines")
    if isinstance(lines, dict):
        values.update(cast("Mapping[str, object]", lines))
    id_ = data.get("id")
    return Change(
        values,
        uuid_of(str(id_)) if id_ else "",
        version if isinstance(version, int) and not isinstance(version, bool) else None,
        place,
        _names(data.get("refresh"), place),
    )


def _names(raw: object, place: str) -> tuple[str, ...]:
    """A list of names, or nothing. Raises Invalid."""
    if raw is None:
        return ()
    items = cast("list[object]", raw) if isinstance(raw, list) else []
    names = [one for one in items if isinstance(one, str)]
    if not isinstance(raw, list) or len(names) != len(items):
        at = f"{place}.refresh" if place else "refresh"
        raise Invalid("record.invalid", problems=[Problem("ask.not_list", at)])
    return tuple(dict.fromkeys(names))


def ids_of(body: Mapping[str, object]) -> list[str]:
    """{ids: [...]}."""
    raw = body.get("ids")
    if not isinstance(raw, list) or not raw:
        raise Invalid("record.invalid", problems=[Problem("ask.not_list", "ids")])
    found = [uuid_of(str(one)) for one in cast("list[object]", raw)]
    if len(found) > 1000:
        raise Invalid("record.too_many", values={"most": 1000})
    return found


def _limit(body: Mapping[str, object]) -> int:
    raw = body.get("limit")
    return raw if isinstance(raw, int) and 1 <= raw <= 100 else 20
