"""Expressions of a draft that is nowhere but in a designer: names and checking. For administrators.

The place says where they stand: `do[0].create.set.owner` of this very draft. So there is one reading
of what a step sees, that of the rule itself.
"""

from collections.abc import Mapping
from typing import Any, cast

from litestar import Response, post
from litestar.params import FromPath

from tombolo.automation.read import seat_of
from tombolo.base.errors import Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.records.work import Reading
from tombolo.schema.editor import names as named
from tombolo.schema.editor.judge import judge
from tombolo.schema.editor.sites import Site
from tombolo.web import door
from tombolo.web.body import text
from tombolo.web.door import Call
from tombolo.web.formula_view import balances_view, judged_view, names_view

ADMIN = {"who": "admin", "rate": "usual"}


@post("/api/designs/{room:str}/{name:str}/names", opt=ADMIN, status_code=200)
async def draft_names(request: Call, room: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """{data, place, path}: the names at the place of an expression of a draft, or behind a path of it."""
    body = await door.body_of(request)
    steps = [one for one in text(body, "path").split(".") if one]
    async with door.reading(request) as work:
        site = _site(work, room, name, body)
        found = named.names(work.catalog, site, steps, work.language)
        balances = balances_view(work.catalog, name.partition(".")[0], site.scope, work.language)
    return door.answer(request, {"names": names_view(found), "balances": balances})


@post("/api/designs/{room:str}/{name:str}/check", opt=ADMIN, status_code=200)
async def draft_check(request: Call, room: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """{data, place, text}: what the text gives and reads there, or what is wrong with it."""
    body = await door.body_of(request)
    async with door.reading(request) as work:
        site = _site(work, room, name, body)
        judged = judge(work.catalog, site, text(body, "text"), work.language)
    return door.answer(request, judged_view(judged, work.language))


def _site(work: Reading, room: str, name: str, body: Mapping[str, Any]) -> Site:
    """Raises Missing where no expression can stand. Of rules: flows stand at their form."""
    raw, place = body.get("data"), text(body, "place", needed=True)
    if not isinstance(raw, Mapping):
        raise Invalid("fault.invalid", problems=[Problem("ask.not_mapping", "data")])
    app, _, key = name.partition(".")
    if room != "rules" or app not in work.catalog.apps:
        raise Missing("design.missing", values={"name": f"{room}/{name}"})
    found = seat_of(work.catalog, app, key, cast("Mapping[str, object]", raw), place)
    if found is None:
        raise Missing("rule.no_place", values={"place": place})
    return Site("", "", found.scope, found.want)
