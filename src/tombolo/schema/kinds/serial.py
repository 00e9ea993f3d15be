"""serial 流水号: a running number. Unique always; without a hole where it is promised."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds.shape import Kind, Plain, Series, Value, text_of
from tombolo.schema.label import Label

_PART = re.compile(r"\{(0+|[A-Za-z_][A-Za-z0-9_]*)\}")
_DAY = {"yyyy": "%Y", "yy": "%y", "MM": "%m", "dd": "%d"}
_SAID = {  # what a number must say of a period, so that no two are the same
    "year": (("yyyy", "yy"),),
    "month": (("yyyy", "yy"), ("MM",)),
    "day": (("yyyy", "yy"), ("MM",), ("dd",)),
}
_PERIODS = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "none": ""}


@dataclass(frozen=True, slots=True)
class Serial(Kind):
    """`pattern` is text with {yyyy} {yy} {MM} {dd} for the day, {name} for the value of a field and
    {0000} for the number.

    The number starts again whenever the text around it changes (each month for OP-{yy}{MM}-{0000}), or
    with each `period`: year, month, day, none. The day is that of the field `date`, or today in the
    workspace's zone. A record gets its number when it is made, or when `when` holds for the first time.
    `gapless`: numbers follow one another without a hole in the order of the commits; who makes such a
    record waits for the one before.
    """

    pattern: str = "{00000}"
    date: str = ""
    period: str = ""
    when: str = ""
    gapless: bool = False

    name: ClassVar[str] = "serial"
    words: ClassVar[Label] = Label("流水号", "Serial number")
    given: ClassVar[bool] = True
    searchable: ClassVar[bool] = True

    def parse(self, raw: object) -> Plain:
        return text_of(raw, 60)

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {"pattern": self.pattern}

    def problems(self) -> tuple[tuple[str, dict[str, object]], ...]:
        counts = [part for part in _PART.findall(self.pattern) if part.startswith("0")]
        rest = _PART.sub("", self.pattern)
        if len(counts) != 1 or "{" in rest or "}" in rest or len(counts[0]) > 12:
            return (("setting.serial", {"pattern": self.pattern}),)
        if self.period and self.period not in _PERIODS:
            return (("setting.choice", {"name": "period", "choices": ", ".join(_PERIODS)}),)
        missing = [one for one in _SAID.get(self.period, ()) if not set(one) & set(self._parts())]
        if missing:
            # The same number in another year would be no number.
            parts = " ".join(f"{{{one[0]}}}" for one in missing)
            return (("setting.serial_period", {"period": self.period, "parts": parts}),)
        return ()

    def series_reads(self) -> tuple[str, ...]:
        parts = self._parts()
        named = [one for one in parts if not one.startswith("0") and one not in _DAY]
        return tuple(dict.fromkeys([*([self.date] if self.date else []), *named]))

    def series_when(self) -> str:
        return self.when

    def _parts(self) -> list[str]:
        return _PART.findall(self.pattern)

    def series(self, day: dt.date, value: Value) -> Series:
        own = value(self.date) if self.date else None
        if isinstance(own, str):
            day = dt.date.fromisoformat(own[:10])
        digits = 0

        def part(found: re.Match[str]) -> str:
            nonlocal digits
            if found[1].startswith("0"):
                digits = len(found[1])
                return "{}"
            given = day.strftime(_DAY[found[1]]) if found[1] in _DAY else value(found[1])
            return str(given or "").replace("{", "(").replace("}", ")")

        text = _PART.sub(part, self.pattern)
        counter = text
        if self.period:
            # What the day writes into the number does not begin it again, only the period does.
            named = [str(value(one) or "") for one in self.series_reads() if one != self.date]
            counter = "|".join([self.pattern, *named, day.strftime(_PERIODS[self.period])])
        return Series(text, digits, counter, gapless=self.gapless)
