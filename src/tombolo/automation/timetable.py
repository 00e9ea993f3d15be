"""When a rule runs by the clock: days of a calendar and times of a day, in the workspace's zone. Pure.

A time that the clocks skip in spring comes at the next minute there is; one that they repeat in autumn
comes once, the first time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

Every = Literal["day", "workday", "week", "month"]
EVERYS: tuple[Every, ...] = get_args(Every)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAST = 0  # of the days of a month
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_FAR = 8 * 366  # days; a 29th of February that is near enough to be meant
Works = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Cron:
    """The five fields, each as the numbers it names. Where both sorts of days are narrowed, one of
    them is enough, as cron has it.
    """

    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  # Monday is 0
    any_day: bool
    any_weekday: bool


@dataclass(frozen=True, slots=True)
class Timetable:
    """The `times` of every day that fits; `days` are weekdays (Monday is 0) or days of the month."""

    every: Every
    times: tuple[time, ...]
    days: frozenset[int] = frozenset()
    cron: Cron | None = None

    def next(self, moment: datetime, zone: str, works: Works) -> datetime | None:
        """The first time after a moment; None where none comes within years."""
        return next(self.after(moment, zone, works), None)

    def after(self, moment: datetime, zone: str, works: Works) -> Iterator[datetime]:
        """Every time after a moment, in order, each once."""
        here = ZoneInfo(zone)
        day, last = moment.astimezone(here).date(), moment
        for _ in range(_FAR):
            if self._fits(day, works):
                for one in self.times:
                    found = instant(datetime.combine(day, one), here)
                    if found > last:
                        yield found
                        last = found
            day += _DAY

    def _fits(self, day: date, works: Works) -> bool:
        if self.cron is not None:
            return _fits_cron(self.cron, day)
        match self.every:
            case "day":
                return True
            case "workday":
                return works(day)
            case "week":
                return day.weekday() in self.days
            case "month":
                last = (day + _DAY).day == 1
                return day.day in self.days or (last and LAST in self.days)


def _fits_cron(cron: Cron, day: date) -> bool:
    if day.month not in cron.months:
        return False
    of_month, of_week = day.day in cron.days, day.weekday() in cron.weekdays
    if cron.any_day or cron.any_weekday:
        return of_month and of_week
    return of_month or of_week


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks on the wall show this, or the next minute that they show."""
    while True:
        found = local.replace(tzinfo=zone, fold=0)
        shown = found.astimezone(ZoneInfo("UTC")).astimezone(zone)
        if shown.replace(tzinfo=None) == local:
            return found.astimezone(ZoneInfo("UTC"))
        local += _MINUTE


_FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def cron_of(text: str) -> Timetable | None:
    """`minute hour day month weekday`, with `*`, lists, ranges and steps; None where it is not that."""
    parts = text.split()
    if len(parts) != len(_FIELDS):
        return None
    found = [_numbers(part, *span) for part, span in zip(parts, _FIELDS, strict=True)]
    minutes, hours, days, months, weekdays = found
    if not (minutes and hours and days and months and weekdays):
        return None
    times = tuple(time(hour, minute) for hour in sorted(hours) for minute in sorted(minutes))
    cron = Cron(
        days, months, frozenset((one - 1) % 7 for one in weekdays),
        any_day=parts[2].startswith("*"), any_weekday=parts[4].startswith("*"),
    )  # fmt: skip
    return Timetable("day", times, cron=cron)


def _numbers(text: str, low: int, high: int) -> frozenset[int]:
    """What one field of cron names; nothing where it is wrong."""
    made: set[int] = set()
    for one in text.split(","):
        span, _, step = one.partition("/")
        first, _, last = span.partition("-")
        if span == "*":
            first, last = str(low), str(high)
        elif step and not last:
            last = str(high)
        if not all(_digits(each) for each in (first, last or first, step or "1")):
            return frozenset()
        begin, end, by = int(first), int(last or first), int(step or "1")
        if not low <= begin <= end <= high or by < 1:
            return frozenset()
        made.update(range(begin, end + 1, by))
    return frozenset(made)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5
