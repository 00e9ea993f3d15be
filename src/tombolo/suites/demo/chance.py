"""Chance from one seed: the same company every time."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

T = TypeVar("T")
SEED = 20260630
AS_OF = date(2026, 6, 30)  # where the story ends unless told
YEARS = 4
ZONE = ZoneInfo("Asia/Shanghai")
SEASON = (0.6, 0.4, 0.9, 0.9, 1.0, 1.2, 0.8, 0.8, 1.1, 1.0, 1.5, 1.8)
GROWTH = (1.0, 1.09, 1.09 * 1.12, 1.09 * 1.12 * 1.06)


@dataclass(frozen=True, slots=True)
class Row:
    """A record of the demo: when it was made, under which id, with which values."""

    at: datetime
    id: str
    set: dict[str, object]


class Chance:
    """Draws that the generator needs, and the four years of the story."""

    def __init__(self, seed: int = SEED, as_of: date = AS_OF) -> None:
        self.random = random.Random(seed)
        self.as_of = as_of
        self.start = _years(as_of, -YEARS) + timedelta(days=1)
        self.months = [_month(self.start, n) for n in range(12 * YEARS)]
        self._shares = [
            SEASON[(month + timedelta(days=14)).month - 1] * GROWTH[n // 12]
            for n, month in enumerate(self.months)
        ]

    def ago(self, days: int) -> date:
        """A day of the story, counted back from its end."""
        return self.as_of - timedelta(days=days)

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self.random.random() * len(items))]

    def weighted(self, items: Mapping[T, float]) -> T:
        return self.random.choices(list(items), list(items.values()))[0]

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def between(self, least: int, most: int) -> int:
        return self.random.randint(least, most)

    def spread(self, median: float, sigma: float) -> float:
        """Lognormal around a median."""
        return median * self.random.lognormvariate(0, sigma)

    def days(self, mean: float) -> int:
        """A duration with a long tail (gamma of shape 2), one day at least."""
        return max(1, round(self.random.gammavariate(2, mean / 2)))

    def near(self, mean: float, deviation: float, least: float, most: float) -> float:
        return min(most, max(least, self.random.gauss(mean, deviation)))

    def season_day(self) -> date:
        """A working day of the four years, as busy months are busy."""
        month = self.random.choices(self.months, self._shares)[0]
        return self.workday(month + timedelta(days=self.between(0, 27)))

    def workday(self, day: date) -> date:
        """The day, or the Friday before it, within the story."""
        day = min(max(day, self.start), self.as_of)
        return (
            day - timedelta(days=max(0, day.weekday() - 4))
            if day.weekday() > 4 and day > self.start + timedelta(days=2)
            else day
        )

    def moment(self, day: date) -> datetime:
        """Some time in the office hours of that day."""
        minute = self.between(0, 8 * 60 + 29)
        return datetime.combine(day, time(9, 0), ZONE) + timedelta(minutes=minute)

    def id(self, at: datetime) -> str:
        """A time-ordered id of that moment, the same in every run."""
        milliseconds = int(at.timestamp() * 1000)
        number = (milliseconds << 80) | (7 << 76) | (self.random.getrandbits(12) << 64)
        number |= (2 << 62) | self.random.getrandbits(62)
        return str(UUID(int=number))

    def row(self, at: datetime, values: Mapping[str, object]) -> Row:
        """A record without what is blank."""
        kept = {key: value for key, value in values.items() if value is not None}
        return Row(at, self.id(at), kept)


def end_of(begun: str) -> date:
    """The end of the story whose first ids look like `begun` (the day it starts stands in them)."""
    start = datetime.fromtimestamp((UUID(begun).int >> 80) / 1000, UTC).date()
    return _years(start, YEARS) - timedelta(days=1)


def _years(day: date, years: int) -> date:
    """The same day of another year; 29 February is the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _month(start: date, number: int) -> date:
    """The day on which the story's month of that number begins."""
    months = start.month - 1 + number
    return date(start.year + months // 12, months % 12 + 1, min(start.day, 28))
