"""The workspace's calendar, for administrators: days off, and weekend days that are worked."""

import datetime as dt
from typing import cast

from litestar import Response, get, put
from litestar.params import FromPath

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.pg.pool import WriteTx
from tombolo.records import calendar
from tombolo.schema import store
from tombolo.schema.change.again import Again, Asked
from tombolo.schema.holidays import Day, holidays
from tombolo.schema.public_days import public_days
from tombolo.web import door
from tombolo.web.door import Call

ADMIN = {"who": "admin", "rate": "usual"}
LEAST, MOST = 1970, 2200
_NOTE = {"zh": "{year} 年工作日历", "en": "The calendar of {year}"}


@get("/api/holidays/{year:str}", opt={"who": "member", "rate": "usual"})
async def show(request: Call, year: FromPath[str]) -> Response[bytes]:
    """The days of one year, known to all; beside them what the state arranges, as far as known."""
    number = _year(year)
    async with door.reading(request) as work:
        days = await holidays(work.tx, number)
    public = [_shown(one) for one in public_days(number)]
    return door.answer(request, {"days": [_shown(one) for one in days], "public": public})


@put("/api/holidays/{year:str}", opt=ADMIN)
async def change(request: Call, year: FromPath[str]) -> Response[bytes]:
    """The days of one year become these; what was computed with them is computed anew, in large tables
    by a worker (`change`, see /api/definition-changes).
    """
    body, number = await door.body_of(request), _year(year)
    days = _days(body.get("days"), number)
    async with door.writing(request) as work:
        note = _NOTE[work.language] if work.language in _NOTE else _NOTE["zh"]
        large = door.house_of(request).opening.large_table
        asked = Asked(work.actor.id, note.format(year=number), work.zone, large)

    async def story(tx: WriteTx) -> Again:
        return await calendar.change(tx, await store.load(tx), number, days, asked)

    # As the owner, because values of many records may follow.
    made = await door.house_of(request).pool.patiently(story)
    change = str(made.change) if made.change else None
    return door.answer(request, {"computed": made.count, "change": change})


def _shown(one: Day) -> dict[str, object]:
    return {"day": one.day.isoformat(), "works": one.works}


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and LEAST <= int(text[:6]) <= MOST):
        raise Invalid("holidays.year", values={"least": LEAST, "most": MOST})
    return int(text)


def _days(raw: object, year: int) -> list[Day]:
    """[{day, works}] of that year. Raises Invalid with every bad one."""
    if not isinstance(raw, list):
        raise Invalid("record.invalid", problems=[Problem("ask.not_list", "days")])
    found: list[Day] = []
    problems: list[Problem] = []
    for number, item in enumerate(cast("list[object]", raw)[:400]):
        data = cast("dict[str, object]", item) if isinstance(item, dict) else {}
        day = _day(data.get("day"))
        if day is None or day.year != year:
            values = {"given": str(data.get("day"))[:40]}
            problems.append(Problem("holidays.no_date", f"days[{number}].day", values))
        else:
            found.append(Day(day, works=data.get("works") is True))
    if problems:
        raise Invalid("record.invalid", problems=problems)
    return found


def _day(raw: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(raw))
    except ValueError:
        return None
