"""Times of a calendar: days that fit, clocks that skip an hour or repeat one, cron's five fields."""

from datetime import UTC, date, datetime, time
from itertools import islice

import pytest

from tombolo.automation.timetable import LAST, Timetable, cron_of

HALF_PAST_TWO = (time(2, 30),)


def _weekday(day: date) -> bool:
    return day.weekday() < 5


def _next(table: Timetable, begin: str, zone: str = "Asia/Shanghai", many: int = 3) -> list[str]:
    moment = datetime.fromisoformat(begin).replace(tzinfo=UTC)
    return [f"{one:%m-%d %H:%M}" for one in islice(table.after(moment, zone, _weekday), many)]


def test_days_of_the_week_and_of_the_month():
    week = Timetable("week", (time(9), time(18)), frozenset({0, 4}))
    assert _next(week, "2026-03-02T01:00") == ["03-02 10:00", "03-06 01:00", "03-06 10:00"]
    month = Timetable("month", (time(9),), frozenset({31, LAST}))
    assert _next(month, "2026-01-31T02:00") == ["02-28 01:00", "03-31 01:00", "04-30 01:00"]
    work = Timetable("workday", (time(9),))
    assert _next(work, "2026-03-06T02:00") == ["03-09 01:00", "03-10 01:00", "03-11 01:00"]


def test_a_skipped_hour_runs_at_the_next_minute_there_is():
    """Berlin, 29 March 2026: from 2:00 straight to 3:00."""
    table = Timetable("day", HALF_PAST_TWO)
    found = _next(table, "2026-03-28T00:00", "Europe/Berlin")
    assert found == ["03-28 01:30", "03-29 01:00", "03-30 00:30"]
    many = cron_of("*/20 2 * * *")
    assert many is not None
    assert _next(many, "2026-03-28T12:00", "Europe/Berlin", 2) == ["03-29 01:00", "03-30 00:00"]


def test_a_repeated_hour_runs_once():
    """Berlin, 25 October 2026: 2:30 comes twice."""
    table = Timetable("day", HALF_PAST_TWO)
    found = _next(table, "2026-10-24T00:00", "Europe/Berlin")
    assert found == ["10-24 00:30", "10-25 00:30", "10-26 01:30"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("*/15 9-10 * * 1-5", "03-09 01:00"),
        ("0 0 1 1 *", "12-31 16:00"),
        ("5,50 8 * * 0", "03-08 00:05"),
        ("0 12 13 * 5", "03-13 04:00"),  # the 13th, or a Friday
        ("0 12 */10 * 7", "05-31 04:00"),  # a day that is a star's is narrowed with the weekday
    ],
)
def test_cron(text: str, first: str):
    table = cron_of(text)
    assert table is not None
    assert _next(table, "2026-03-07T12:00", many=1) == [first]


@pytest.mark.parametrize(
    "text", ["", "* * * *", "60 * * * *", "* 24 * * *", "5-1 * * * *", "*/0 * * * *", "a * * * *"]
)
def test_what_is_no_cron(text: str):
    assert cron_of(text) is None
