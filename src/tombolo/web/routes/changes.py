"""Changes of definitions over large tables, for administrators: how far they are, and a way out."""

from uuid import UUID

from litestar import Response, delete, get
from litestar.params import FromPath

from tombolo.base.errors import Missing
from tombolo.schema.change import kept
from tombolo.schema.change.kept import Underway
from tombolo.web import door
from tombolo.web.door import Call
from tombolo.web.words import say_problem

ADMIN = {"who": "admin", "rate": "usual"}


@get("/api/definition-changes", opt=ADMIN)
async def list_changes(request: Call) -> Response[bytes]:
    """The newest first; at most one of them is underway."""
    async with door.reading(request) as work:
        found = await kept.recent(work.tx)
        language = work.language
    return door.answer(request, {"changes": [_shown(one, language) for one in found]})


@get("/api/definition-changes/{change_id:str}", opt=ADMIN)
async def show_change(request: Call, change_id: FromPath[str]) -> Response[bytes]:
    """How far one is, and what came of it."""
    async with door.reading(request) as work:
        found = await kept.one(work.tx, _id(change_id))
        language = work.language
    return door.answer(request, _shown(found, language))


@delete("/api/definition-changes/{change_id:str}", opt=ADMIN, status_code=200)
async def cancel_change(request: Call, change_id: FromPath[str]) -> Response[bytes]:
    """Take one back that is not in force yet; it leaves off at its next step."""
    async with door.writing(request) as work:
        await kept.stop(work.tx, _id(change_id))
        found = await kept.one(work.tx, _id(change_id))
        language = work.language
    return door.answer(request, _shown(found, language))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing("change.missing") from None


def _shown(change: Underway, language: str) -> dict[str, object]:
    return {
        "id": str(change.id),
        "state": change.state,
        "note": change.note,
        "by": str(change.by) if change.by else None,
        "at": change.at.isoformat(),
        "ended_at": change.ended_at.isoformat() if change.ended_at else None,
        "version": change.version,
        "done": change.done,
        "total": change.total,
        "stopping": change.stop and change.open,
        "steps": [
            {
                "what": one.what, "when": one.phase, "form": one.form, "lines": one.lines,
                "names": list(one.names), "done": one.done, "total": one.total,
                "ended": one.ended,
            }
            for one in change.pieces
        ],
        "problems": [
            {"code": one.code, "place": one.place, "message": say_problem(one, language)}
            for one in change.problems
        ],
    }  # fmt: skip
