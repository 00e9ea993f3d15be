"""Candidates for a link: title and a few facts, found by what is typed."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from tombolo.base import codec
from tombolo.base.errors import Missing
from tombolo.records.read.ask import Ask, ask_of
from tombolo.records.read.fetch import Page, fetch
from tombolo.records.read.titles import titles
from tombolo.records.work import Work
from tombolo.schema.field import Field
from tombolo.schema.form import Form

_FACTS = 2


async def pick(
    work: Work[Any],
    form: str,
    name: str,
    search: str,
    limit: int,
    page_of: Callable[[Work[Any], Ask], Awaitable[Page]] = fetch,
) -> dict[str, object]:
    """{options: [{id, title, facts}], may_create}. Missing for a field that is no link or not seen."""
    field = _field(work.catalog.form(form), name)
    grant = work.grants.of(form)
    if field is None or not (grant.sees(name) or grant.writes(name)):
        raise Missing("form.missing", values={"form": f"{form}.{name}"})
    target = field.kind.points_to()
    if target not in work.catalog.cards:
        raise Missing("form.missing", values={"form": target})
    facts = _facts(work, target, field)
    ask = ask_of(target, {"columns": facts, "search": search, "limit": limit})
    page = await page_of(work, ask)
    rows = codec.decode(page.rows)
    found = await titles(work, target, [row[0] for row in rows])
    may_create = field.kind.may_create() and work.grants.of(target).may("create")
    return {
        "options": [
            {
                "id": row[0],
                "title": found.get(row[0], ""),
                "facts": [text for value in row[2:] if (text := _text(value))],
            }
            for row in rows
        ],
        "may_create": bool(may_create),
        "form": target,
    }


def _field(form: Form, name: str) -> Field | None:
    top, _, column = name.partition(".")
    found = form.field(top)
    return found.column(column) if found and column else found


def _facts(work: Work[Any], target: str, field: Field) -> list[str]:
    """The facts that the link names, else the first numbers and texts beside the title."""
    form, grant = work.catalog.form(target), work.grants.of(target)
    given = field.kind.picked_with()
    named = [one for one in given if grant.sees(one.split(".")[0])]
    if named:
        return named[:4]
    title = form.title.strip("{}")
    usual = [
        one.key
        for one in form.fields
        if (one.kind.searchable or one.kind.given)
        and one.key not in {title, "name"}
        and grant.sees(one.key)
    ]
    return usual[:_FACTS]


def _text(value: object) -> str:
    if isinstance(value, dict):
        return str(cast("dict[str, object]", value).get("title") or "")
    return "" if value is None else str(value)
