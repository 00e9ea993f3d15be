"""Definitions as designers read, try and publish them: flows, rules, forms. For administrators."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from tombolo.automation import secrets
from tombolo.automation.read import rules_of
from tombolo.base.errors import Conflict, Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.flow import pinned
from tombolo.pg.pool import ReadTx
from tombolo.records.work import Reading
from tombolo.schema.catalog import Catalog
from tombolo.schema.change.split import large_of
from tombolo.schema.label import Label
from tombolo.schema.store import Plan
from tombolo.suites import apply, designs
from tombolo.suites.designs import Design
from tombolo.web import door
from tombolo.web.body import text
from tombolo.web.door import Call
from tombolo.web.plan_view import is_hidden, step_view
from tombolo.web.words import say_problem

ADMIN = {"who": "admin", "rate": "usual"}
HEAVY = {"who": "admin", "rate": "heavy"}
Data = Mapping[str, object]


@get("/api/designs/{room:str}", opt=ADMIN)
async def list_designs(request: Call, room: FromPath[str]) -> Response[bytes]:
    """Every definition of a room: [{name, app, label, form}]; `room` is flows, rules or forms.

    Of forms also `stages`: their fields that are a pipeline, [{key, label}].
    """
    async with door.reading(request) as work:
        if room not in designs.ROOMS:
            raise Missing("design.missing", values={"name": room})
        found = [
            {
                "name": f"{app}.{key}",
                "app": app,
                "label": _label(data.get("label"), key, work.language),
                "form": f"{app}.{key}" if room == "forms" else _form(app, data),
                **({"stages": _stages(data, work.language)} if room == "forms" else {}),
            }
            for app, key, data in work.catalog.others(room)
        ]
        return door.answer(request, {"designs": found})


@get("/api/designs/{room:str}/{name:str}", opt=ADMIN)
async def show_design(request: Call, room: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """The definition in force with its versions; `?version=` gives the data of an earlier one."""
    wanted = str(request.query_params.get("version") or "")
    async with door.reading(request) as work:
        path = designs.path_of(work.catalog, room, name)
        found = await designs.design(work.tx, work.catalog, path)
        data: Data = found.data
        if wanted.isdigit():
            data = await designs.at_version(work.tx, path, int(wanted))
        people = request.state.knowledge.organisation
        names = {str(one.id): one.name for one in people.members}
        return door.answer(request, await _shown(work, room, name, found, data, names))


@post("/api/designs/{room:str}/{name:str}/plan", opt=HEAVY, status_code=200)
async def plan_design(request: Call, room: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """{data, base}: what publishing would do and what is wrong; nothing is written.

    `data` null takes the definition away; `base` is the version it was read at, 0 for a new one.
    """
    body = await door.body_of(request)
    house = door.house_of(request)
    async with door.reading(request) as glance:
        path = designs.path_of(glance.catalog, room, name)
    async with house.pool.read() as tx:
        yaml, todo = await designs.planned(
            tx, glance.catalog, path, _data(body), _base(body), glance.zone
        )
        opened = await pinned.open_of(tx, name) if room == "flows" else {}
        warned = [] if todo.problems else await _warned(tx, todo.after, path)
    large = house.opening.large_table
    shown = _planned(path, todo, warned, glance.catalog, glance.language, large)
    return door.answer(request, {**shown, "yaml": yaml, "open": _open(opened)})


@post("/api/designs/{room:str}/{name:str}/apply", opt=HEAVY, status_code=200)
async def apply_design(request: Call, room: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """{data, base, hash, note}: the same carried out; `hash` is that of the plan that was seen."""
    body = await door.body_of(request)
    house = door.house_of(request)
    large = house.opening.large_table
    async with door.writing(request) as glance:
        path = designs.path_of(glance.catalog, room, name)
    async with house.pool.read() as tx:
        _, todo = await designs.planned(
            tx, glance.catalog, path, _data(body), _base(body), glance.zone
        )
    if todo.problems:
        raise Invalid("definition.invalid", problems=todo.problems)
    if not todo.sources:
        raise Invalid("design.nothing")
    if body.get("hash") and body["hash"] != todo.hash:
        raise Conflict("catalog.changed")
    note = text(body, "note")[:200] or path
    done = await apply.ask(
        house.pool, todo, by=glance.actor.id, note=note, zone=glance.zone, large=large
    )
    if isinstance(done, UUID):
        return door.answer(request, {"change": str(done), "version": None})
    house.written.set()
    return door.answer(request, {"change": None, "version": done})


def _data(body: Mapping[str, Any]) -> Data | None:
    raw = body.get("data")
    if raw is None and "data" in body:
        return None
    if not isinstance(raw, Mapping):
        raise Invalid("fault.invalid", problems=[Problem("ask.not_mapping", "data")])
    return cast("Data", _as_written(cast("object", raw)))


def _as_written(value: object) -> object:
    """Numbers with a point as definitions keep them: as they are written, without an exponent."""
    if isinstance(value, Decimal | float):
        return format(Decimal(str(value)), "f")
    if isinstance(value, Mapping):
        return {key: _as_written(one) for key, one in cast("Data", value).items()}
    if isinstance(value, list):
        return [_as_written(one) for one in cast("list[object]", value)]
    return value


def _base(body: Mapping[str, Any]) -> int:
    raw = body.get("base", 0)
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise Invalid("fault.invalid", problems=[Problem("number.bad", "base")])
    return raw


def _form(app: str, data: Data) -> str:
    when = data.get("when")
    form = data.get("form") or (cast("Data", when).get("form") if isinstance(when, Mapping) else "")
    return f"{app}.{form}" if form and "." not in str(form) else str(form or "")


def _stages(data: Data, language: str) -> list[dict[str, str]]:
    fields = data.get("fields")
    if not isinstance(fields, Mapping):
        return []
    return [
        {"key": key, "label": _label(one.get("label"), key, language)}
        for key, one in cast("Mapping[str, Data]", fields).items()
        if one.get("kind") == "stage"
    ]


def _label(raw: object, key: str, language: str) -> str:
    if isinstance(raw, Mapping):
        words = cast("Data", raw)
        return Label(str(words.get("zh") or key), str(words.get("en") or "")).say(language)
    return str(raw or key)


async def _shown(
    work: Reading, room: str, name: str, found: Design, data: Data, names: Mapping[str, str]
) -> dict[str, object]:
    opened = await pinned.open_of(work.tx, name) if room == "flows" else {}
    return {
        "name": name,
        "path": found.path,
        "label": _label(found.data.get("label"), name, work.language),
        "form": _form(found.path.partition("/")[0], found.data),
        "data": data,
        "yaml": found.text,
        "version": found.version,
        "versions": [
            {
                "version": one.version,
                "at": one.at.isoformat(),
                "by": names.get(str(one.by)) if one.by else None,
                "note": one.note,
                "gone": one.gone,
            }
            for one in found.versions
        ],
        "open": _open(opened),
        "warnings": _problems(
            await _warned(work.tx, work.catalog, found.path), found.path, work.language
        ),
    }


def _open(opened: Mapping[int, int]) -> list[dict[str, int]]:
    return [{"version": version, "count": count} for version, count in opened.items()]


async def _warned(tx: ReadTx, catalog: Catalog, path: str) -> list[Problem]:
    """What works but may surprise; of a rule also what it names and nobody has put in."""
    found = list(designs.warnings(catalog, path))
    app, room, key = path.split("/")
    if room == "rules":
        rules, _ = rules_of(catalog)
        found += await secrets.unkept(tx, [x for x in rules if (x.app, x.key) == (app, key)])
    return found


def _planned(
    path: str, todo: Plan, warned: Sequence[Problem], before: Catalog, language: str, large: int
) -> dict[str, object]:
    return {
        "steps": [
            step_view(one, before if one.step.what.startswith("drop_") else todo.after, language)
            for one in todo.effects
            if not is_hidden(one)
        ],
        "problems": _problems(todo.problems, path, language),
        "warnings": _problems(warned, path, language),
        "changed": bool(todo.sources),
        "hash": todo.hash,
        "large": bool(large_of(todo, large)),
    }


def _problems(found: Sequence[Problem], path: str, language: str) -> list[dict[str, str]]:
    """Places in the definition itself are told without its path; others with theirs."""
    return [
        {
            "code": one.code,
            "message": say_problem(one, language),
            "place": one.place.removeprefix(f"{path}#"),
        }
        for one in found
    ]
