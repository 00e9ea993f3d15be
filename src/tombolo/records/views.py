"""Views that people saved: their own, and those they share."""

from collections.abc import Mapping
from typing import Any, cast

from tombolo.base import codec, ids
from tombolo.base.errors import Denied, Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records.read.ask import ask_of
from tombolo.records.read.guard import guard
from tombolo.records.read.plan import plan
from tombolo.records.work import Work

_SQL = named.beside(__file__)
LONGEST = 20_000
_KEPT = ("label", "kind", "columns", "where", "sort", "group", "by", "card", "height", "totals")


async def listing(work: Work[Any], form: str) -> list[dict[str, object]]:
    """The shared views and one's own, as docs/api.md says; what names hidden fields is cut out."""
    found: list[dict[str, object]] = []
    for row in await work.tx.rows(_SQL["list"], form, work.actor.id):
        body = cast("dict[str, object]", codec.decode(row["body"]))
        mine = row["owner"] == work.actor.id
        found.append(
            {
                **visible(work, form, body),
                "id": str(row["id"]),
                "shared": row["shared"],
                "mine": mine,
            }
        )
    return found


def visible(work: Work[Any], form: str, body: Mapping[str, object]) -> dict[str, object]:
    """A view made by somebody who sees more: what this person may not name is dropped."""
    made = dict(body)
    columns = cast("list[dict[str, object]]", body.get("columns") or [])
    made["columns"] = [one for one in columns if _fits(work, form, {"columns": [one.get("path")]})]
    sorts = cast("list[str]", body.get("sort") or [])
    made["sort"] = [one for one in sorts if _fits(work, form, {"sort": [one]})]
    groups = cast("list[str]", body.get("group") or [])
    made["group"] = [one for one in groups if _fits(work, form, {"by": [one]})]
    totals = cast("list[dict[str, object]]", body.get("totals") or [])
    made["totals"] = [one for one in totals if _fits(work, form, _total(one))]
    if not _fits(work, form, {"where": body.get("where")}):
        made["where"] = None
    if "card" in body:
        cards = cast("list[str]", body["card"] or [])
        made["card"] = [one for one in cards if _fits(work, form, {"columns": [one]})]
    if body.get("by") and not _fits(work, form, {"columns": [body["by"]]}):
        made["by"], made["kind"] = "", "table"  # a board of what is not seen is a list
    return made


def _total(chosen: Mapping[str, object]) -> dict[str, object]:
    """What a chosen total asks for; "none" names its field only."""
    if chosen.get("fn") == "none":
        return {"columns": [chosen.get("path")]}
    return {"totals": [dict(chosen)]}


def _fits(work: Work[Any], form: str, body: Mapping[str, object]) -> bool:
    try:
        guard(plan(ask_of(form, body).shape, work.catalog, work.grants), work.catalog, work.grants)
    except (Invalid, Missing):
        return False
    return True


async def save(
    work: Work[WriteTx], form: str, body: Mapping[str, object], id_: str = ""
) -> dict[str, object]:
    """Add or change a view. Raises Denied to share without the right, Invalid, Missing."""
    grant = work.grants.of(work.catalog.form(form).name)
    grant.demand("read")
    shared = body.get("shared") is True
    may_share = grant.may("share_views")
    if shared and not may_share:
        raise Denied("grant.denied", values={"verb": "share_views", "form": form})
    kept = {key: body[key] for key in _KEPT if key in body}
    label = kept.get("label")
    if not isinstance(label, str) or not label.strip() or len(label) > 60:
        raise Invalid("view.label", problems=[Problem("view.label", "label", {"most": 60})])
    text = codec.text(kept)
    if len(text) > LONGEST:
        raise Invalid("view.too_large", values={"most": LONGEST})
    _demand_sound(work, form, kept)
    if id_:
        done = await work.tx.run(_SQL["change"], id_, form, work.actor.id, text, shared, may_share)
        if not done:
            raise Missing("view.missing")
    else:
        id_ = str(ids.uuid7())
        await work.tx.run(_SQL["add"], id_, form, work.actor.id, shared, text)
    return {**kept, "id": id_, "shared": shared, "mine": True}


def _demand_sound(work: Work[Any], form: str, kept: Mapping[str, object]) -> None:
    """What a view asks must be something that its maker may ask."""
    columns = [str(one.get("path")) for one in _objects(kept, "columns")]
    asked = {"columns": columns, "where": kept.get("where"), "sort": kept.get("sort")}
    guard(plan(ask_of(form, asked).shape, work.catalog, work.grants), work.catalog, work.grants)
    for one in _objects(kept, "totals"):
        guard(
            plan(ask_of(form, _total(one)).shape, work.catalog, work.grants),
            work.catalog,
            work.grants,
        )


def _objects(kept: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    """What should be a list of objects. Raises Invalid at what is none."""
    raw = kept.get(key)
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise Invalid("fault.invalid", problems=[Problem("ask.not_list", key)])
    items = cast("list[object]", raw)
    if wrong := [at for at, one in enumerate(items) if not isinstance(one, Mapping)]:
        found = [Problem("view.not_object", f"{key}[{at}]") for at in wrong]
        raise Invalid("fault.invalid", problems=found)
    return cast("list[Mapping[str, object]]", items)


async def delete(work: Work[WriteTx], form: str, id_: str) -> None:
    """One's own, or a shared one with the right to share."""
    may_share = work.grants.of(form).may("share_views")
    if not await work.tx.run(_SQL["delete"], id_, form, work.actor.id, may_share):
        raise Missing("view.missing")
