"""Now. Asked once at the door and then carried as `work.now`; tests fix it with `fixed()`."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_fixed: list[datetime] = []


def now() -> datetime:
    """This moment, in UTC."""
    return _fixed[-1] if _fixed else datetime.now(UTC)


def today(zone: str, moment: datetime | None = None) -> date:
    """The calendar day of `moment` (now, if not given) in a time zone such as Asia/Shanghai."""
    return (moment or now()).astimezone(ZoneInfo(zone)).date()


@contextmanager
def fixed(moment: datetime) -> Generator[None]:
    """For tests: time stands still."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    _fixed.append(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.pop()
