"""The workspace's calendar: holidays, and weekend days that are worked instead.

WORKDAY and NETWORKDAYS read it (see formula/functions/workdays.py). Who changes it has what was
computed with it computed anew: records/calendar.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tombolo.pg import named
from tombolo.pg.pool import ReadTx, WriteTx

_SQL = named.beside(__file__)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is not what its weekday says: `works` tells a weekend day that is worked."""

    day: date
    works: bool


async def holidays(tx: ReadTx, year: int) -> tuple[Day, ...]:
    """The days of one year, in order."""
    found = await tx.rows(_SQL["within"], *_year(year))
    return tuple(Day(row["day"], row["works"]) for row in found)


async def replace_holidays(tx: WriteTx, year: int, days: Sequence[Day]) -> None:
    """The days of one year become these; a day of another year is left out."""
    start, end = _year(year)
    kept = {one.day: one.works for one in days if start <= one.day <= end}
    await tx.run(_SQL["clear"], start, end)
    await tx.run(_SQL["write"], list(kept), list(kept.values()))


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)
