"""One definition as a designer in the browser reads it and leaves it: a flow, a rule, a form.

It is sent whole, as the data that its YAML file means; the file keeps its comments and its writing
(`rewrite`). Nothing is applied that `suite check` would refuse.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast
from uuid import UUID

from tombolo.automation import check as rule_check
from tombolo.automation.read import rules_of
from tombolo.base import codec
from tombolo.base.errors import Conflict, Missing
from tombolo.base.problems import Problem
from tombolo.flow import check as flow_check
from tombolo.flow import pinned
from tombolo.flow.flows import charts_of
from tombolo.pg import named
from tombolo.pg.pool import ReadTx
from tombolo.schema import store
from tombolo.schema.catalog import Catalog
from tombolo.schema.store import Plan, Source
from tombolo.suites import check
from tombolo.suites.read import parsed
from tombolo.suites.rewrite import fresh, rewritten

_SQL = named.beside(__file__)
ROOMS = ("flows", "rules", "forms")
_NAME = {"flows": "flow", "rules": "rule", "forms": "form"}  # the key that repeats a file's name
_SCHEMA = "# yaml-language-server: $schema=../../_schema/{one}.schema.json\n"
Data = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Kept:
    """A version of a file: when, by whom and why; `gone` where it was taken away by it."""

    version: int
    at: datetime
    by: UUID | None
    note: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Design:
    """A definition in force: `version` is the last that changed its file, 0 where there is none."""

    path: str
    data: Data
    text: str
    version: int
    versions: tuple[Kept, ...] = ()


def path_of(catalog: Catalog, room: str, name: str) -> str:
    """`crm/flows/quotation_approval`. Raises Missing where there is no such room or app."""
    app, _, key = name.partition(".")
    if room not in ROOMS or app not in catalog.apps or not key:
        raise Missing("design.missing", values={"name": name})
    return f"{app}/{room}/{key}"


async def design(tx: ReadTx, catalog: Catalog, path: str) -> Design:
    """The definition and its versions. Raises Missing."""
    data = catalog.files.get(path)
    if data is None:
        raise Missing("design.missing", values={"name": path})
    text = (await store.sources(tx)).get(path) or ""
    if parsed(text)[0] != data:
        text = fresh(data)
    rows = await tx.rows(_SQL["versions"], path)
    versions = tuple(
        Kept(int(row["version"]), row["at"], row["by_member"], row["note"], row["gone"])
        for row in rows
    )
    return Design(path, data, text, versions[0].version if versions else 0, versions)


async def at_version(tx: ReadTx, path: str, version: int) -> Data:
    """What the file said in a version. Raises Missing."""
    data = await tx.value(_SQL["data"], path, version)
    if data is None:
        raise Missing("design.missing", values={"name": path})
    return cast("Data", codec.decode(data))


async def planned(
    tx: ReadTx, catalog: Catalog, path: str, data: Data | None, base: int, zone: str
) -> tuple[str, Plan]:
    """The text as it is to be and the plan that leads there; None takes the file away.

    Raises Conflict when the file was changed after the version `base`, which is what the person saw.
    """
    if int(await tx.value(_SQL["version"], path)) != base:
        raise Conflict("design.moved_on")
    if data is None:
        if path not in catalog.files:
            raise Missing("design.missing", values={"name": path})
        source = None
    else:
        source = await _source(tx, catalog, path, data)
    todo = await store.plan(tx, catalog, {path: source}, zone)
    if not todo.problems:
        # What was wrong elsewhere before is not for this person to mend now.
        old = {(one.code, one.place) for one in check.problems(catalog)}
        wrong = [one for one in check.problems(todo.after) if (one.code, one.place) not in old]
        wrong.extend(await pinned.problems(tx, todo.after))
        todo = replace(todo, problems=tuple(wrong)) if wrong else todo
    return source.text if source else "", todo


async def _source(tx: ReadTx, catalog: Catalog, path: str, data: Data) -> Source:
    _, room, key = path.split("/")
    named_data = {_NAME[room]: key, **{k: v for k, v in data.items() if k != _NAME[room]}}
    if path not in catalog.files:
        text = _SCHEMA.format(one=_NAME[room]) + fresh(named_data)
    else:
        before = catalog.files[path]
        # A file may do without its own name; then it is not given one.
        wanted = named_data if _NAME[room] in before else dict(list(named_data.items())[1:])
        text = (await store.sources(tx)).get(path) or ""
        if parsed(text)[0] != before:
            text = fresh(before)
        text = rewritten(text, wanted)
    return Source(text, parsed(text)[0])


def warnings(catalog: Catalog, path: str) -> Iterator[Problem]:
    """What works but may surprise, of the flow or the rule at `path`."""
    app, room, key = path.split("/")
    if room == "flows":
        charts, _ = charts_of(catalog)
        chart = charts.get(f"{app}.{key}")
        for one in flow_check.warnings(chart) if chart else ():
            yield replace(one, place=f"{path}#{one.place}")
    elif room == "rules":
        rules, _ = rules_of(catalog)
        for one in rule_check.warnings(rules):
            if one.place.startswith(f"{path}#") or f"{app}.{key}" in str(one.values):
                yield one
