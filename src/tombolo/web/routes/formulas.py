"""Expressions of a form: names, functions, checking; for administrators trying, and changing its rules.

Who is no administrator writes conditions on rows that he or she sees, and no name beyond that is there.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from tombolo.base import codec
from tombolo.base.errors import Conflict, Denied, Invalid, Missing
from tombolo.records.read.seen import seen_scope
from tombolo.records.read.worth import worth
from tombolo.records.work import Reading
from tombolo.schema.catalog import Catalog
from tombolo.schema.change.split import large_of
from tombolo.schema.editor import manual, sites
from tombolo.schema.editor import names as named
from tombolo.schema.editor import uses as used
from tombolo.schema.editor.judge import judge
from tombolo.schema.editor.sites import Site
from tombolo.schema.store import Plan
from tombolo.suites import apply, revise
from tombolo.suites.revise import Revised
from tombolo.web import door
from tombolo.web.body import text, uuid_of
from tombolo.web.door import Call
from tombolo.web.formula_view import (
    balances_view,
    judged_view,
    names_view,
    problem_view,
    type_of,
)
from tombolo.web.plan_view import is_hidden, step_view

MEMBER = {"who": "member", "rate": "usual"}
ADMIN = {"who": "admin", "rate": "usual"}
HEAVY = {"who": "admin", "rate": "heavy"}
_FUNCTIONS = codec.encode({"functions": manual.functions()})
_TAG = f'"{hashlib.sha256(_FUNCTIONS).hexdigest()[:20]}"'


@get("/api/formulas", opt=MEMBER)
async def functions(request: Call) -> Response[bytes]:
    """Every function of the language; the same until the program is another."""
    async with door.reading(request):
        pass
    headers = {"ETag": _TAG, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == _TAG:
        return Response(b"", status_code=304, headers=headers)
    return Response(_FUNCTIONS, media_type="application/json", headers=headers)


@get("/api/formulas/{form:str}", opt=MEMBER)
async def names(request: Call, form: FromPath[str]) -> Response[bytes]:
    """The names that may be written at a place, or behind a `path` of it; the balances that may be asked."""
    asked = request.query_params
    body = {key: str(asked.get(key) or "") for key in ("at", "place", "path")}
    async with door.reading(request) as work:
        eyes = _eyes(work)
        site = _open_site(work, form, {**body, "lines": body["at"]})
        steps = [one for one in body["path"].split(".") if one]
        found = named.names(work.catalog, site, steps, work.language, eyes)
        balances = balances_view(
            work.catalog, form.partition(".")[0], eyes(site.scope), work.language
        )
    return door.answer(request, {"names": names_view(found), "balances": balances})


@post("/api/formulas/{form:str}/check", opt=MEMBER, status_code=200)
async def check(request: Call, form: FromPath[str]) -> Response[bytes]:
    """What a text gives and reads at a place, in labels and keys, or what is wrong with it."""
    body = await door.body_of(request)
    async with door.reading(request) as work:
        site = _open_site(work, form, body)
        site = replace(site, scope=_eyes(work)(site.scope))
        judged = judge(work.catalog, site, text(body, "text"), work.language)
        shown = judged_view(judged, work.language)
    return door.answer(request, shown)


@post("/api/formulas/{form:str}/try", opt=HEAVY, status_code=200)
async def try_out(request: Call, form: FromPath[str]) -> Response[bytes]:
    """The value on one record, or on each of its lines, in a transaction that cannot write."""
    body = await door.body_of(request)
    record = UUID(uuid_of(text(body, "record", needed=True)))
    async with door.reading(request) as glance:
        site = _site(glance.catalog, form, body)
    async with door.house_of(request).pool.read() as tx:
        work: Reading = replace(glance, tx=tx)
        judged = judge(work.catalog, site, text(body, "text"), work.language)
        if judged.condition is None:
            raise Invalid("formula.wrong", problems=judged.problems)
        found = await worth(work, site, judged.condition, record, door.names(request))
    values = [{"value": one.value, "text": one.text} for one in found]
    return door.answer(
        request, {"type": type_of(judged), "rows": bool(site.lines), "values": values}
    )


@get("/api/rules/{form:str}", opt=ADMIN)
async def rules(request: Call, form: FromPath[str]) -> Response[bytes]:
    """Every expression of a form at its place, with what it reads and who reads it."""
    async with door.reading(request) as work:
        key = (work.catalog.version, "uses")
        uses = cast("used.Uses | None", work.shelf.get(key))
        if uses is None:
            uses = used.uses(work.catalog)
            work.shelf.put(key, uses)
        shown = _rules(work.catalog, form, uses, work.language)
    return door.answer(request, shown)


@post("/api/rules/{form:str}/plan", opt=HEAVY, status_code=200)
async def plan_rules(request: Call, form: FromPath[str]) -> Response[bytes]:
    """What changes of these rules would do; nothing is written."""
    body = await door.body_of(request)
    house = door.house_of(request)
    async with door.reading(request) as glance:
        pass
    async with house.pool.read() as tx:
        made, todo = await revise.planned(tx, glance.catalog, form, body, glance.zone)
    shown = _planned(made, todo, glance.catalog, glance.language, house.opening.large_table)
    return door.answer(request, shown)


@post("/api/rules/{form:str}/apply", opt=HEAVY, status_code=200)
async def apply_rules(request: Call, form: FromPath[str]) -> Response[bytes]:
    """The same carried out; over large tables a worker does it, see /api/definition-changes.

    `hash` is that of the plan that the person saw: what would do something else is a Conflict.
    """
    body = await door.body_of(request)
    house = door.house_of(request)
    large = house.opening.large_table
    async with door.writing(request) as glance:
        pass
    async with house.pool.read() as tx:
        made, todo = await revise.planned(tx, glance.catalog, form, body, glance.zone)
    if todo.problems:
        raise Invalid("definition.invalid", problems=todo.problems)
    if not todo.sources:
        raise Invalid("rule.nothing")
    if body.get("hash") and body["hash"] != todo.hash:
        raise Conflict("catalog.changed")
    label = glance.catalog.form(form).label.say(glance.language)
    done = await apply.ask(
        house.pool, todo, by=glance.actor.id, note=label, zone=glance.zone, large=large
    )
    shown = _planned(made, todo, glance.catalog, glance.language, large)
    if isinstance(done, UUID):
        return door.answer(request, {**shown, "change": str(done), "version": None})
    house.written.set()
    return door.answer(request, {**shown, "change": None, "version": done})


def _eyes(work: Reading) -> named.Eyes:
    """What this person sees of the names: everything who changes the definitions, else what is granted."""
    if work.actor.is_admin:
        return lambda scope: scope
    return lambda scope: seen_scope(scope, work.grants, work.catalog)


def _open_site(work: Reading, form: str, body: Mapping[str, object]) -> Site:
    """The site; who is no administrator writes in a form that he or she reads, at no place of its file."""
    if not work.actor.is_admin:
        work.grants.of(work.catalog.form(form).name).demand("read")
        lines = text(body, "lines")
        if any(text(body, key) for key in ("place", "leaf")):
            raise Denied("auth.admin_only")
        if lines and not work.grants.of(form).sees(lines):
            raise Missing("rule.no_place", values={"place": lines})
    return _site(work.catalog, form, body)


def _site(catalog: Catalog, form: str, body: Mapping[str, object]) -> Site:
    """Where the expression stands: at a `place` of the file, or in a row of the form or its `lines`."""
    place, lines = text(body, "place"), text(body, "lines")
    parts = {key: text(body, key) for key in ("of", "calc", "where") if body.get(key) is not None}
    if place:
        return sites.at(catalog, form, place, parts)
    site = sites.plain(catalog, form, lines, truth=body.get("want") == "boolean")
    leaf = text(body, "leaf")
    return sites.rollup(site, leaf, parts) if leaf in {"of", "where"} else site


def _rules(catalog: Catalog, name: str, uses: used.Uses, language: str) -> dict[str, object]:
    form = catalog.form(name)
    card = catalog.card(name)

    def label_of(end: used.End) -> str:
        owner = catalog.cards.get(end[0])
        found = owner.form.field(end[1] or end[2]) if owner else None
        one = found.column(end[2]) if found and end[1] else found
        own = one.label.say(language) if one else end[2]
        parts = [owner.form.label.say(language)] if owner and end[0] != name else []
        return ".".join([*parts, *([found.label.say(language)] if found and end[1] else []), own])

    def shown(one: used.Expression) -> dict[str, Any]:
        site = sites.at(catalog, name, one.place)
        judged = judge(catalog, site, one.text, language)
        expressions = card.lines[one.lines] if one.lines else card.own
        computed = expressions.computed.get(one.key) if one.group == "computed" else None
        read_by = uses.readers.get((name, one.lines, one.key), []) if computed else []
        made: dict[str, Any] = {
            "place": one.place, "group": one.group, "leaf": one.leaf,
            "label": one.label.say(language), "lines": one.lines, "key": one.key,
            "keys": one.text, "labels": judged.labels, "type": type_of(judged),
            "say": {"zh": one.say.zh, "en": one.say.en}, "about": list(one.about),
            "reads": [label_of(end) for end in uses.reads.get((name, one.place), [])],
            "read_by": [
                {
                    "form": reader.form, "form_label": catalog.form(reader.form).label.say(language),
                    "place": reader.expression.place,
                    "label": reader.expression.label.say(language),
                    "leaf": reader.expression.leaf,
                }
                for reader in read_by
            ],
        }  # fmt: skip
        if computed:
            made["stored"] = computed.stored
            made["live"] = [{"code": why.code, "name": why.name} for why in judged.live]
        if one.parts:
            where = one.parts.get("where", "")
            inside = sites.at(catalog, name, f"{one.place.removesuffix('.of')}.where")
            said = judge(catalog, inside, where, language).labels if where else ""
            made["rollup"] = {"calc": one.parts["calc"], "where": where, "where_labels": said}
        return made

    return {
        "form": name,
        "label": form.label.say(language),
        "app": form.app,
        "title": form.title,
        "version": catalog.version,
        "rules": [shown(one) for one in used.all_of(catalog, form)],
        "lines": [{"key": one.key, "label": one.label.say(language)} for one in form.lines()],
        "views": [
            {"key": one.key, "label": one.label.say(language)} for one in form.views if one.columns
        ],
        "fields": [
            {"key": one.key, "label": one.label.say(language)}
            for one in form.fields
            if not one.kind.computed
        ],
    }


def _planned(
    made: Revised, todo: Plan, before: Catalog, language: str, large: int
) -> dict[str, object]:
    """A plan as a person reads it; places of problems in the form's own file are without its path."""
    return {
        "steps": [
            step_view(one, before if one.step.what.startswith("drop_") else todo.after, language)
            for one in todo.effects
            if not is_hidden(one)
        ],
        "problems": [
            {**problem_view(one, language), "place": one.place.removeprefix(f"{made.path}#")}
            for one in todo.problems
        ],
        "changed": bool(todo.sources),
        "added": list(made.added),
        "hash": todo.hash,
        "large": bool(large_of(todo, large)),
    }  # fmt: skip
