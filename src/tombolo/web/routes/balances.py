"""Balances: those I may read, one as a page, and the ledger behind each of its numbers."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.records.balances import ledger as behind
from tombolo.records.balances.sight import looking
from tombolo.records.read.ask import ask_of
from tombolo.records.read.fetch import fetch
from tombolo.records.work import Work
from tombolo.schema.catalog import BalanceCard
from tombolo.schema.system import PEOPLE, TITLE
from tombolo.web import body, door
from tombolo.web.door import Call
from tombolo.web.form_view import field_view
from tombolo.web.routes.records import page_bytes

MEMBER = {"who": "member", "rate": "usual"}
_LINES = 50


@get("/api/balances", opt=MEMBER)
async def list_balances(request: Call) -> Response[bytes]:
    """The balances that I may read."""
    async with door.reading(request) as work:
        found = [_head(work, work.catalog.balances[name]) for name in work.grants.sums()]
    return door.answer(request, {"balances": found})


@get("/api/balances/{balance:str}", opt=MEMBER)
async def show_balance(request: Call, balance: FromPath[str]) -> Response[bytes]:
    """The balance as I see it: its keys, its measures, the forms whose records feed it."""
    async with door.reading(request) as work:
        here = looking(work, balance)
        card = work.catalog.balance(balance)
        grant = work.grants.of(balance)
        fields = card.card.form.fields
        sources = dict.fromkeys(one.form for one in card.sources)
        view = {
            **_head(work, card),
            "version": work.catalog.version,
            "fields": [
                field_view(here, card.card, one, grant) for one in fields if grant.sees(one.key)
            ],
            "keys": [one.key for one in card.balance.keys],
            "sorts": _sorts(work, card),
            "measures": [one.key for one in card.balance.measures if grant.sees(one.key)],
            "sources": [
                {"form": name, "label": work.catalog.form(name).label.say(work.language)}
                for name in sources
                if work.grants.of(name).may("read")
            ],
        }
    return door.answer(request, view)


def _head(work: Work[Any], card: BalanceCard) -> dict[str, object]:
    balance = card.balance
    return {
        "balance": balance.name,
        "app": balance.app,
        "label": balance.label.say(work.language),
        "color": work.catalog.apps[balance.app].color,
    }


def _sorts(work: Work[Any], card: BalanceCard) -> dict[str, str]:
    """By key the path that orders it as people read it: by title or name, as far as they may."""
    found: dict[str, str] = {}
    for one in card.balance.keys:
        target = one.kind.points_to()
        if target in PEOPLE:
            found[one.key] = f"{one.key}.name"
        elif not target:
            found[one.key] = one.key
        elif work.grants.of(target).may("read"):
            found[one.key] = f"{one.key}.{TITLE}"
    return found


@post("/api/balances/{balance:str}/query", opt=MEMBER, status_code=200)
async def query_balance(request: Call, balance: FromPath[str]) -> Response[bytes]:
    """One page of a balance: columns, filter, search by the keys' titles, sort, totals."""
    given = await door.body_of(request)
    async with door.reading(request) as work:
        here = looking(work, balance)
        usual = list(_sorts(work, work.catalog.balance(balance)).values())
        page = await fetch(here, ask_of(balance, {**given, "sort": given.get("sort") or usual}))
    return door.answer(request, page_bytes(page))


@post("/api/balances/{balance:str}/ledger", opt=MEMBER, status_code=200)
async def show_ledger(request: Call, balance: FromPath[str]) -> Response[bytes]:
    """The rows that counted for one row of a balance, newest first, with what there was after each.

    What I may not read is one sum, `others`.
    """
    given = await door.body_of(request)
    id_ = body.id_(given, "id")
    if id_ is None:
        raise Invalid("fault.invalid", problems=[Problem("ask.not_text", "id")])
    limit, after = _limit(given), body.text(given, "after")
    async with door.reading(request) as work:
        looking(work, balance)
        found = await behind.ledger(work, balance, str(id_), limit, after)
    return door.answer(request, asdict(found))


def _limit(given: Mapping[str, object]) -> int:
    raw = given.get("limit", _LINES)
    if isinstance(raw, int) and not isinstance(raw, bool) and 1 <= raw <= behind.MOST:
        return raw
    raise Invalid("ask.invalid", problems=[Problem("ask.limit", "limit", {"most": behind.MOST})])
