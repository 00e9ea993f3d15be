"""time 时间."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import ClassVar

from tombolo.formula.types import TIME, Type
from tombolo.schema.kinds.shape import (
    NUMERIC,
    RANGED,
    AggregateName,
    Bad,
    Kind,
    OperatorName,
    Plain,
    blank,
)
from tombolo.schema.label import Label

_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?")


@dataclass(frozen=True, slots=True)
class Time(Kind):
    """A time of day."""

    name: ClassVar[str] = "time"
    words: ClassVar[Label] = Label("时间", "Time")
    column: ClassVar[str | None] = "time"
    operators: ClassVar[tuple[OperatorName, ...]] = NUMERIC
    aggregates: ClassVar[tuple[AggregateName, ...]] = RANGED

    def type(self) -> Type:
        return TIME

    def parse(self, raw: object) -> Plain:
        if blank(raw):
            return None
        if isinstance(raw, dt.time):
            return raw.isoformat("seconds")
        found = _CLOCK.fullmatch(str(raw).strip())
        if not found:
            raise Bad("value.not_time", value=str(raw)[:40])
        try:
            hour, minute, second = (int(part or 0) for part in found.groups())
            return dt.time(hour, minute, second).isoformat("seconds")
        except ValueError:
            raise Bad("value.not_time", value=str(raw)[:40]) from None

    def show(self, value: Plain, language: str) -> str:
        del language
        return value[:5] if isinstance(value, str) else ""
