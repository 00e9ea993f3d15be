"""Chance from one seed: the same company every time."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

T = TypeVar("T")
SEED = 20260630
AS_OF = date(2026, 6, 30)
START = date(2022, 7, 1)
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
    """Draws that the generator needs."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = random.Random(seed)
        self.months = [
            (
                date(2022 + (6 + n) // 12, (6 + n) % 12 + 1, 1),
                SEASON[(6 + n) % 12] * GROWTH[n // 12],
            )
            for n in range(48)
        ]
        self._shares = [share for _, share in self.months]

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
        month = self.random.choices(self.months, self._shares)[0][0]
        return self.workday(month + timedelta(days=self.between(0, 27)))

    def workday(self, day: date) -> date:
        """The day, or the Friday before it, within the story."""
        day = min(max(day, START), AS_OF)
        return (
            day - timedelta(days=max(0, day.weekday() - 4))
            if day.weekday() > 4 and day > START + timedelta(days=2)
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
