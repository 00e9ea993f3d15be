"""The workbench of one person: last looked at, and the cards that apps put there."""

from collections.abc import Mapping
from typing import Any, cast

from tombolo.base import codec
from tombolo.base.errors import Invalid, Missing
from tombolo.records.read.ask import ask_of
from tombolo.records.read.fetch import fetch
from tombolo.records.recent import recent
from tombolo.records.work import Work
from tombolo.schema.condition import condition
from tombolo.schema.plainly import plainly

ROWS = 6


async def home(work: Work[Any]) -> dict[str, object]:
    """{recent, cards}: cards come from `<app>/home` of the definitions, as far as one may read them."""
    visits = await recent(work, 12)
    cards: list[dict[str, object]] = []
    for app in work.catalog.apps:
        given = work.catalog.files.get(f"{app}/home", {}).get("cards")
        for key, data in cast("Mapping[str, Any]", given or {}).items():
            made = await _card(work, app, key, data)
            if made:
                cards.append(made)
    return {
        "recent": [
            {
                "form": one.form,
                "form_label": work.catalog.form(one.form).label.say(work.language),
                "id": one.record,
                "title": one.title,
                "at": one.at.isoformat(),
            }
            for one in visits
        ],
        "cards": cards,
    }


def _texts(raw: object) -> list[str]:
    return [str(one) for one in cast("list[object]", raw)] if isinstance(raw, list) else []


async def _card(
    work: Work[Any], app: str, key: str, data: Mapping[str, Any]
) -> dict[str, object] | None:
    form = str(data.get("form", ""))
    name = form if "." in form else f"{app}.{form}"
    if name not in work.catalog.cards or not work.grants.of(name).may("read"):
        return None
    columns = _texts(data.get("columns"))
    card = work.catalog.card(name)
    try:
        where = condition(str(data["where"]), card.scope) if data.get("where") else None
        asked: dict[str, object] = {
            "columns": columns,
            "where": where and plainly(where, card.form),
            "sort": _texts(data.get("sort")),
            "limit": ROWS,
            "count": True,
        }
        page = await fetch(work, ask_of(name, asked))
    except (Invalid, Missing):
        return None  # the card names what this person may not see
    label = data.get("label")
    words = (
        cast("Mapping[str, str]", label)
        if isinstance(label, Mapping)
        else {"zh": str(label or key)}
    )
    return {
        "key": f"{app}.{key}",
        "label": words.get(work.language) or words.get("zh") or key,
        "form": name,
        "count": page.count.n if page.count else 0,
        "ask": asked,
        "columns": columns,
        "rows": codec.decode(page.rows),
    }
