"""Ask in, rows out: the one road by which records leave the database."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from tombolo.base import codec
from tombolo.pg import printer
from tombolo.pg.tree import Select
from tombolo.records.read import lower
from tombolo.records.read.ask import Ask
from tombolo.records.read.guard import Sealed, guard
from tombolo.records.read.plan import plan
from tombolo.records.read.slots import bound
from tombolo.records.work import Work

COUNTED = 10_000
AnyWork = Work[Any]


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` is JSON as PostgreSQL wrote it; `next` the cursor of the following page or ""."""

    rows: str
    next: str
    count: "Count | None"
    totals: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """`n` rows, or more than `n`, then `about` is the server's guess."""

    n: int
    more: bool
    about: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its keys as texts, how many rows, the totals as texts."""

    key: tuple[str | None, ...]
    n: int
    totals: tuple[str | None, ...]


def seal(work: AnyWork, ask: Ask) -> Sealed:
    """The ask checked, planned and guarded; kept by its shape for the next time."""
    key = (work.catalog.version, work.grants.fingerprint, ask.shape)
    found = work.shelf.get(key)
    if found is None:
        found = guard(plan(ask.shape, work.catalog, work.grants), work.catalog, work.grants)
        work.shelf.put(key, found)
    return cast("Sealed", found)


async def fetch(work: AnyWork, ask: Ask) -> Page:
    """One page. Raises Missing, Invalid, Busy."""
    sql, values = prepared(work, ask, "page", lower.page)
    row = await work.tx.row(sql, *values)
    assert row is not None
    full = row["n"] == ask.shape.limit and row["last"] is not None
    return Page(
        rows=row["rows"],
        next=lower.cursor(row["last"]) if full else "",
        count=await count(work, ask) if ask.count else None,
        totals=await _totals(work, ask) if ask.shape.totals else None,
    )


async def count(work: AnyWork, ask: Ask) -> Count:
    """How many rows match: exact up to ten thousand, then a guess."""
    sql, values = prepared(work, ask, "count", lambda sealed: lower.counted(sealed, COUNTED + 1))
    n = int(await work.tx.value(sql, *values))
    if n <= COUNTED:
        return Count(n, more=False, about=None)
    sql, values = prepared(work, ask, "estimate", lower.estimated)
    plan_text = await work.tx.value("explain (format json) " + sql, *values)
    plans = codec.decode(plan_text)
    about = int(plans[0]["Plan"]["Plan Rows"])
    return Count(COUNTED, more=True, about=max(about, COUNTED + 1))


async def groups(work: AnyWork, ask: Ask) -> tuple[list[Group], bool]:
    """The groups, and whether there are more than were asked for."""
    sql, values = prepared(work, ask, "groups", lower.groups)
    rows = await work.tx.rows(sql, *values)
    found = [
        Group(tuple(codec.decode(row["key"])), int(row["n"]), tuple(codec.decode(row["totals"])))
        for row in rows
    ]
    return found[: ask.shape.limit], len(found) > ask.shape.limit


async def _totals(work: AnyWork, ask: Ask) -> str:
    sql, values = prepared(work, ask, "totals", lower.totals)
    return cast("str", await work.tx.value(sql, *values))


def prepared(
    work: AnyWork, ask: Ask, name: str, make: Callable[[Sealed], Select]
) -> tuple[str, list[object]]:
    """The printed statement of this shape, and its values bound for this ask."""
    key = (work.catalog.version, work.grants.fingerprint, name, ask.shape)
    found = work.shelf.get(key)
    if found is None:
        found = printer.text(make(seal(work, ask)))
        work.shelf.put(key, found)
    sql, values = cast("tuple[str, list[object]]", found)
    return sql, bound(values, ask, work)
