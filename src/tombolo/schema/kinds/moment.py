"""moment 日期时间."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import ClassVar
from zoneinfo import ZoneInfo

from tombolo.formula.types import MOMENT, Type
from tombolo.schema.kinds.date import day_of
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

_CLOCK = re.compile(r"[T ]\s*(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})(?:\.\d+)?)?秒?\s*$")


@dataclass(frozen=True, slots=True)
class Moment(Kind):
    """A point in time. What comes without an offset is taken in `zone` (the workspace's)."""

    zone: str = "Asia/Shanghai"

    name: ClassVar[str] = "moment"
    words: ClassVar[Label] = Label("日期时间", "Date and time")
    column: ClassVar[str | None] = "timestamptz"
    operators: ClassVar[tuple[OperatorName, ...]] = DATED
    aggregates: ClassVar[tuple[AggregateName, ...]] = RANGED

    def type(self) -> Type:
        return MOMENT

    def parse(self, raw: object) -> Plain:
        if blank(raw):
            return None
        moment = self._moment(raw)
        if not 1000 <= moment.year <= 9999:
            raise Bad("value.no_such_date", value=str(raw)[:40])
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(self.zone))
        try:
            return moment.astimezone(dt.UTC).isoformat()
        except OverflowError:
            raise Bad("value.no_such_date", value=str(raw)[:40]) from None

    def show(self, value: Plain, language: str) -> str:
        del language
        if not isinstance(value, str):
            return ""
        local = dt.datetime.fromisoformat(value).astimezone(ZoneInfo(self.zone))
        return local.strftime("%Y-%m-%d %H:%M")

    @staticmethod
    def _moment(raw: object) -> dt.datetime:
        if isinstance(raw, dt.datetime):
            return raw
        text = str(raw).strip()
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            pass
        clock = _CLOCK.search(text)
        day = day_of(text[: clock.start()] if clock else raw)
        hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
        try:
            return dt.datetime.combine(day, dt.time(hour, minute, second))
        except ValueError:
            raise Bad("value.no_such_date", value=text[:40]) from None
