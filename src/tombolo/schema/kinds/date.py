"""date 日期."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import ClassVar

from tombolo.formula.types import DATE, Type
from tombolo.schema.kinds.shape import (
    DATED,
    RANGED,
    AggregateName,
    Bad,
    Kind,
    OperatorName,
    Plain,
    blank,
)
from tombolo.schema.label import Label

_SHAPE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ].*)?")


def day_of(raw: object) -> dt.date:
    """A raw value as a day: ISO, 2026/6/30, 2026年6月30日, 20260630, a date of a sheet. Raises Bad."""
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    text = str(raw).strip()
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    found = _SHAPE.fullmatch(text)
    if not found:
        raise Bad("value.not_date", value=text[:40])
    year, month, day = (int(part) for part in found.groups())
    try:
        found_day = dt.date(year, month, day)
    except ValueError:
        raise Bad("value.no_such_date", value=text[:40]) from None
    if not 1000 <= year <= 9999:
        raise Bad("value.no_such_date", value=text[:40])
    return found_day


@dataclass(frozen=True, slots=True)
class Date(Kind):
    """A calendar day."""

    name: ClassVar[str] = "date"
    words: ClassVar[Label] = Label("日期", "Date")
    column: ClassVar[str | None] = "date"
    operators: ClassVar[tuple[OperatorName, ...]] = DATED
    aggregates: ClassVar[tuple[AggregateName, ...]] = RANGED

    def type(self) -> Type:
        return DATE

    def parse(self, raw: object) -> Plain:
        return None if blank(raw) else day_of(raw).isoformat()
