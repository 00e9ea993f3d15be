"""Stretches of days by name: 本月, 上周, 近 30 天. Ends are exclusive."""

import datetime as dt
from collections.abc import Callable, Mapping

Span = tuple[dt.date | None, dt.date | None]
_DAY = dt.timedelta(days=1)


def _week(day: dt.date, weeks: int) -> Span:
    monday = day - dt.timedelta(days=day.weekday()) + dt.timedelta(weeks=weeks)
    return monday, monday + dt.timedelta(weeks=1)


def _first(day: dt.date, months: int, step: int = 1) -> dt.date:
    """The first day of the period of `step` months that `day` is in, `months` later."""
    count = day.year * 12 + (day.month - 1) // step * step + months
    return dt.date(count // 12, count % 12 + 1, 1)


def _months(day: dt.date, from_: int, step: int) -> Span:
    return _first(day, from_, step), _first(day, from_ + step, step)


SPANS: Mapping[str, Callable[[dt.date], Span]] = {
    "today": lambda day: (day, day + _DAY),
    "yesterday": lambda day: (day - _DAY, day),
    "tomorrow": lambda day: (day + _DAY, day + 2 * _DAY),
    "this_week": lambda day: _week(day, 0),
    "last_week": lambda day: _week(day, -1),
    "next_week": lambda day: _week(day, 1),
    "this_month": lambda day: _months(day, 0, 1),
    "last_month": lambda day: _months(day, -1, 1),
    "next_month": lambda day: _months(day, 1, 1),
    "this_quarter": lambda day: _months(day, 0, 3),
    "last_quarter": lambda day: _months(day, -3, 3),
    "this_year": lambda day: _months(day, 0, 12),
    "last_year": lambda day: _months(day, -12, 12),
    "last_7_days": lambda day: (day - 6 * _DAY, day + _DAY),
    "last_30_days": lambda day: (day - 29 * _DAY, day + _DAY),
    "last_90_days": lambda day: (day - 89 * _DAY, day + _DAY),
    "next_7_days": lambda day: (day, day + 7 * _DAY),
    "next_30_days": lambda day: (day, day + 30 * _DAY),
    "overdue": lambda day: (None, day),
}
