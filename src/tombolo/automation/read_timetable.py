"""Timetables out of plain data: `{every, days, at}` or `{cron}`."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import cast

from tombolo.automation.reader import Data, Reader
from tombolo.automation.timetable import EVERYS, LAST, WEEKDAYS, Timetable, cron_of
from tombolo.automation.trigger import MISSED, Schedule

_KEYS = {"every", "days", "at", "cron"}
SPAN = re.compile(r"(\d{1,4})\s*(d|day|days|h|hour|hours)")
_SOME_DAY = datetime(2024, 1, 1, tzinfo=UTC)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def schedule_of(reader: Reader, raw: object, missed: object, place: str) -> Schedule | None:
    """The times of a schedule; None and a problem where it has none."""
    if not isinstance(raw, Mapping):
        reader.wrong("definition.not_mapping", place)
        return None
    data = cast("Data", raw)
    reader.known(data, _KEYS, f"{place}.")
    policy = reader.one_of(missed, MISSED, f"{place.rpartition('.')[0]}.missed")
    times = _cron(reader, data, place) if "cron" in data else _calendar(reader, data, place)
    if times is None:
        return None
    if times.next(_SOME_DAY, "UTC", lambda _: True) is None:
        reader.wrong("rule.never", place)
        return None
    return Schedule(times, policy)


def _cron(reader: Reader, data: Data, place: str) -> Timetable | None:
    found = cron_of(str(data["cron"]))
    if found is None or len(data) > 1:
        reader.wrong("rule.cron", f"{place}.cron", text=str(data["cron"]))
        return None
    return found


def _calendar(reader: Reader, data: Data, place: str) -> Timetable | None:
    every = reader.one_of(data.get("every"), EVERYS, f"{place}.every")
    times = [time_of(reader, one, f"{place}.at") for one in _listed(data.get("at", "00:00"))]
    days: set[int] = set()
    if every in ("week", "month"):
        for one in _listed(data.get("days")):
            day = _weekday(one) if every == "week" else _day(one)
            if day is None:
                known = ", ".join(WEEKDAYS) if every == "week" else "1–31, last"
                reader.wrong("rule.one_of", f"{place}.days", name=str(one), known=known)
            else:
                days.add(day)
    elif "days" in data:
        reader.wrong("definition.unknown", f"{place}.days", name="days", near="at")
    right = {one for one in times if one is not None}
    return Timetable(every, tuple(sorted(right)), frozenset(days)) if right else None


def time_of(reader: Reader, raw: object, place: str) -> time | None:
    """`09:00`."""
    found = _TIME.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        reader.wrong("rule.time", place, text=str(raw))
        return None
    return time(int(found[1]), int(found[2]))


def _listed(raw: object) -> list[object]:
    return cast("list[object]", raw) if isinstance(raw, list) else [raw]


def _weekday(raw: object) -> int | None:
    return WEEKDAYS.index(str(raw)) if raw in WEEKDAYS else None


def _day(raw: object) -> int | None:
    if raw == "last":
        return LAST
    fit = isinstance(raw, int) and not isinstance(raw, bool) and 1 <= raw <= 31
    return cast("int", raw) if fit else None
