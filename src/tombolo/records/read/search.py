"""One box, many forms: records by what is typed, over everything a person may read."""

from dataclasses import dataclass
from typing import Any

from tombolo.base import codec
from tombolo.base.text import search_fold
from tombolo.records.read.ask import ask_of
from tombolo.records.read.fetch import fetch
from tombolo.records.read.titles import titles
from tombolo.records.work import Work
from tombolo.schema.search import searchable

PER_FORM = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """A record, and the field that holds what was typed when it is not the title."""

    form: str
    id: str
    title: str
    field: str
    snippet: str


async def search(work: Work[Any], text: str, limit: int = 20) -> list[Hit]:
    """A few of each form, titles that begin with the text first. Nothing for an empty text."""
    terms = search_fold(text).split()
    if not terms:
        return []
    found: list[Hit] = []
    for name in work.grants.readable():
        found.extend(await _in_form(work, name, text, terms))
    starts = tuple(terms)
    found.sort(key=lambda hit: (not search_fold(hit.title).startswith(starts), bool(hit.field)))
    return found[:limit]


async def _in_form(work: Work[Any], name: str, text: str, terms: list[str]) -> list[Hit]:
    card, grant = work.catalog.card(name), work.grants.of(name)
    fields = [one for one in searchable(card) if grant.sees(one.key)][:40]
    if not fields:
        return []
    ask = ask_of(name, {"columns": [one.key for one in fields], "search": text, "limit": PER_FORM})
    rows = codec.decode((await fetch(work, ask)).rows)
    known = await titles(work, name, [row[0] for row in rows])
    hits: list[Hit] = []
    for row in rows:
        title = known.get(row[0], "")
        field = snippet = ""
        if not all(term in search_fold(title) for term in terms):
            for one, value in zip(fields, row[2:], strict=True):
                if isinstance(value, str) and any(term in search_fold(value) for term in terms):
                    field, snippet = one.label.say(work.language), _around(value, terms)
                    break
        hits.append(Hit(name, row[0], title, field, snippet))
    return hits


def _around(value: str, terms: list[str]) -> str:
    # Folding may make a text longer, so this is where about; a snippet needs no more.
    folded = search_fold(value)
    at = min((place for term in terms if (place := folded.find(term)) >= 0), default=0)
    start = max(0, at - 20)
    return ("…" if start else "") + value[start : start + 80]
