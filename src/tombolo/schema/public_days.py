"""What the state arranges: days off and weekend days that are worked, year by year.

From the package `chinesecalendar`, which takes them from the yearly notices of the State Council
(国务院办公厅关于部分节假日安排的通知). A notice comes in November for the next year, so the coming
year is known to a version of the package that is younger than its notice.
"""

from collections.abc import Mapping
from datetime import date
from typing import cast

from chinese_calendar import constants

from tombolo.schema.holidays import Day

_OFF = cast("Mapping[date, str]", constants.holidays)
_WORKED = cast("Mapping[date, str]", constants.workdays)
_WEEKEND = 5  # date.weekday() of Saturday


def public_days(year: int) -> tuple[Day, ...]:
    """The days of a year that are not what their weekday says, in order; none of a year not known."""
    off = (Day(one, works=False) for one in _OFF if one.weekday() < _WEEKEND)
    worked = (Day(one, works=True) for one in _WORKED if one.weekday() >= _WEEKEND)
    every = (one for days in (off, worked) for one in days if one.day.year == year)
    return tuple(sorted(every, key=lambda one: one.day))
