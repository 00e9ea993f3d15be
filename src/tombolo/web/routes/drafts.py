"""A draft that is nowhere but in a designer: its expressions, and what it would do. For administrators.

The place says where they stand: `do[0].create.set.owner` of this very draft. So there is one reading
of what a step sees, that of the rule itself.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from tombolo.automation import dry
from tombolo.automation.read import rule_of, seat_of
from tombolo.base.errors import Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.flow.trial import Tried, trial
from tombolo.records.work import Reading, Writing
from tombolo.schema.editor import names as named
from tombolo.schema.editor.judge import judge
from tombolo.schema.editor.sites import Site
from tombolo.suites import designs
from tombolo.web import door
from tombolo.web.body import text, uuid_of
from tombolo.web.door import Call
from tombolo.web.dry_view import dry_view
from tombolo.web.formula_view import balances_view, judged_view, names_view
from tombolo.web.routes.automations import tried_on

ADMIN = {"who": "admin", "rate": "usual"}
HEAVY = {"who": "admin", "rate": "heavy"}


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


@post("/api/designs/{room:str}/{name:str}/try", opt=HEAVY, status_code=200)
async def draft_try(request: Call, room: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """{data, record}: what a draft would do; nothing is kept and nothing is sent.

    Of a flow with a `person` besides: the way that the record would take. Forms are tried by preview.
    """
    body = await door.body_of(request)
    if room == "rules":
        return await _try_rule(request, name, body)
    record = uuid_of(text(body, "record", needed=True))
    person = UUID(uuid_of(text(body, "person", needed=True)))
    async with door.reading(request) as work:
        if room != "flows":
            raise Missing("design.missing", values={"name": room})
        app, _, key = designs.path_of(work.catalog, room, name).split("/")
        tried = await trial(work, app, key, _data(body), UUID(record), person)
        return door.answer(request, _way(tried, door.names(request), work.language))


async def _try_rule(request: Call, name: str, body: Mapping[str, Any]) -> Response[bytes]:
    house = door.house_of(request)
    async with door.reading(request) as glance:
        app, _, key = designs.path_of(glance.catalog, "rules", name).split("/")
        rule, problems = rule_of(glance.catalog, app, key, _data(body))
        if rule is None:
            raise Invalid("definition.invalid", problems=problems)
        record, brought = tried_on(rule, body)
    async with house.pool.trial() as tx:
        work: Writing = replace(cast("Writing", glance), tx=tx)
        told = await dry.tried(work, rule, record, house.opening.base_url, brought)
    return door.answer(request, dry_view(told, glance.language))


def _data(body: Mapping[str, Any]) -> Mapping[str, object]:
    raw = body.get("data")
    if not isinstance(raw, Mapping):
        raise Invalid("fault.invalid", problems=[Problem("ask.not_mapping", "data")])
    return cast("Mapping[str, object]", raw)


def _way(tried: Tried, names: Mapping[str, str], language: str) -> dict[str, object]:
    return {
        "nodes": [
            {
                "key": one.node,
                "label": tried.labels.get(one.node, {}).get(language) or one.node,
                "people": [names.get(str(who), "") for who in one.people],
                "state": one.state,
            }
            for one in tried.way
        ],
        "ends": tried.ends,
    }


def _site(work: Reading, room: str, name: str, body: Mapping[str, Any]) -> Site:
    """Raises Missing where no expression can stand. Of rules: flows stand at their form."""
    data, place = _data(body), text(body, "place", needed=True)
    app, _, key = name.partition(".")
    if room != "rules" or app not in work.catalog.apps:
        raise Missing("design.missing", values={"name": f"{room}/{name}"})
    found = seat_of(work.catalog, app, key, data, place)
    if found is None:
        raise Missing("rule.no_place", values={"place": place})
    return Site("", "", found.scope, found.want)
