"""Balances: those I may read, one as a page, by period, and the ledger behind each of its numbers."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.records.balances import ledger as behind
from tombolo.records.balances import period as by
from tombolo.records.balances.period import Period, period_of
from tombolo.records.balances.sight import looking
from tombolo.records.balances.told import by_period
from tombolo.records.read.ask import Ask, ask_of
from tombolo.records.read.fetch import fetch
from tombolo.records.read.pick import pick
from tombolo.records.sheets import ledger, out
from tombolo.records.sheets.laid import format_of
from tombolo.records.work import Work
from tombolo.schema.catalog import BalanceCard
from tombolo.schema.system import PEOPLE, TITLE
from tombolo.web import body, door, sent
from tombolo.web.door import Call
from tombolo.web.form_view import field_view
from tombolo.web.routes.records import page_bytes

MEMBER = {"who": "member", "rate": "usual"}
HEAVY = {"who": "member", "rate": "heavy"}
_LINES = 50


@get("/api/balances", opt=MEMBER)
async def list_balances(request: Call) -> Response[bytes]:
    """The balances that I may read."""
    async with door.reading(request) as work:
        found = [_head(work, work.catalog.balances[name]) for name in work.grants.sums()]
    return door.answer(request, {"balances": found})


@get("/api/balances/{balance:str}", opt=MEMBER)
async def show_balance(request: Call, balance: FromPath[str]) -> Response[bytes]:
    """The balance as I see it: its keys, its measures, the forms whose records feed it, and what may
    be asked by period.
    """
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
            "verbs": [verb for verb in ("read", "export") if grant.may(verb)],
            "periods": _periods(work, here, card),
            "today": work.today.isoformat(),
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


def _periods(work: Work[Any], here: Work[Any], card: BalanceCard) -> dict[str, object]:
    """By measure that may be told by period the fields that a query with a period has."""
    told = by_period(work, card)
    if not told:
        return {}
    name = card.balance.name
    during = by.during(here, name)
    shown, grant = during.catalog.card(name), during.grants.of(name)
    return {
        measure: [field_view(during, shown, one, grant) for one in by.fields(card, measure)]
        for measure in told
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
    """One page of a balance: columns, filter, search by the keys' titles, sort, totals; with a
    `period` what there was before, in and after it.
    """
    given = await door.body_of(request)
    async with door.reading(request) as work:
        here, ask = _asked(work, balance, ask_of(balance, _sorted(work, balance, given)), given)
        page = await fetch(here, ask)
    return door.answer(request, page_bytes(page))


def _sorted(work: Work[Any], balance: str, given: Mapping[str, object]) -> dict[str, object]:
    """What is asked, in the usual order where none is said."""
    looking(work, balance)
    usual = list(_sorts(work, work.catalog.balance(balance)).values())
    return {**given, "sort": given.get("sort") or usual}


def _asked(
    work: Work[Any], balance: str, ask: Ask, given: Mapping[str, object]
) -> tuple[Work[Any], Ask]:
    """The balance among the forms, with the columns of a period where one is asked for."""
    here = looking(work, balance)
    period = _period(work, given)
    if period is None:
        return here, ask
    return by.during(here, balance), by.asked(ask, period)


def _period(work: Work[Any], given: Mapping[str, object]) -> Period | None:
    raw = given.get("period")
    return None if raw is None else period_of(raw, work.today)


@post("/api/balances/{balance:str}/pick", opt=MEMBER, status_code=200)
async def pick_key(request: Call, balance: FromPath[str]) -> Response[bytes]:
    """Records that a key can be compared with."""
    given = await door.body_of(request)
    name, search = body.text(given, "field"), body.text(given, "search")
    async with door.reading(request) as work:
        found = await pick(looking(work, balance), balance, name, search, _limit(given))
    return door.answer(request, {**found, "may_create": False})


@post("/api/balances/{balance:str}/export", opt=HEAVY, status_code=200)
async def export_balance(request: Call, balance: FromPath[str]) -> Stream:
    """All rows of a query as a file."""
    given = await door.body_of(request)
    format_ = format_of(given.get("format", "xlsx"))

    async def make(folder: Path) -> tuple[Path, str]:
        async with door.reading(request) as work:
            order = out.order_of(balance, _sorted(work, balance, given))
            here, ask = _asked(work, balance, order.ask, given)
            export = await out.prepare(here, replace(order, ask=ask))
            path = await out.to_file(here, export, folder)
            return path, work.catalog.balance(balance).balance.label.say(work.language)

    return await sent.sheet(make, format_)


@post("/api/balances/{balance:str}/ledger", opt=MEMBER, status_code=200)
async def show_ledger(request: Call, balance: FromPath[str]) -> Response[bytes]:
    """The rows that counted for one row of a balance, newest first, with what there was after each.

    What I may not read is one sum, `others`; with a `period` what there was before it is `opening`.
    """
    given = await door.body_of(request)
    id_ = _row(given)
    limit, after = _limit(given), body.text(given, "after")
    async with door.reading(request) as work:
        looking(work, balance)
        wish = behind.Wish(limit, after, _period(work, given))
        found = await behind.ledger(work, balance, id_, wish)
    return door.answer(request, asdict(found))


@post("/api/balances/{balance:str}/ledger/export", opt=HEAVY, status_code=200)
async def export_ledger(request: Call, balance: FromPath[str]) -> Stream:
    """The whole ledger behind one row of a balance as a file."""
    given = await door.body_of(request)
    id_, format_ = _row(given), format_of(given.get("format", "xlsx"))

    async def make(folder: Path) -> tuple[Path, str]:
        async with door.reading(request) as work:
            looking(work, balance)
            wish = behind.Wish(behind.MOST, period=_period(work, given))
            return await ledger.to_file(work, balance, id_, wish, format_, folder)

    return await sent.sheet(make, format_)


def _row(given: Mapping[str, object]) -> str:
    id_ = body.id_(given, "id")
    if id_ is None:
        raise Invalid("fault.invalid", problems=[Problem("ask.not_text", "id")])
    return str(id_)


def _limit(given: Mapping[str, object]) -> int:
    raw = given.get("limit", _LINES)
    if isinstance(raw, int) and not isinstance(raw, bool) and 1 <= raw <= behind.MOST:
        return raw
    raise Invalid("ask.invalid", problems=[Problem("ask.limit", "limit", {"most": behind.MOST})])
