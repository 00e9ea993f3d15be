"""When a mail may go: once a day, outside quiet hours, or at once. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's hours, in the company's time zone; None where there are none."""

    digest_at: int | None = None
    quiet_from: int | None = None
    quiet_until: int | None = None


USUAL = Hours()


def due(hours: Hours, now: datetime, zone: str) -> datetime:
    """When a mail about what happens now may go. The day's mail beats quiet hours: it has its hour."""
    here = now.astimezone(ZoneInfo(zone))
    if hours.digest_at is not None:
        return _next(here, hours.digest_at)
    if hours.quiet_from is None or hours.quiet_until is None:
        return now
    return _next(here, hours.quiet_until) if _quiet(here.hour, hours) else now


def _quiet(hour: int, hours: Hours) -> bool:
    begin, end = hours.quiet_from or 0, hours.quiet_until or 0
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


def _next(here: datetime, hour: int) -> datetime:
    """The next time that the clock on the wall shows this hour."""
    day = here.date()
    at = datetime.combine(day, time(hour), here.tzinfo)
    return at if at > here else datetime.combine(day + timedelta(days=1), time(hour), here.tzinfo)
