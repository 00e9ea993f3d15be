"""serial 流水号: a running number, unique, gaps allowed."""

import re
from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds.shape import Kind, Plain, text_of
from tombolo.schema.label import Label

_PART = re.compile(r"\{(yyyy|yy|MM|dd|0+)\}")


@dataclass(frozen=True, slots=True)
class Serial(Kind):
    """`pattern` is text with {yyyy} {yy} {MM} {dd} for the day and {0000} for the number.

    The number starts again whenever the text around it changes (each month for OP-{yy}{MM}-{0000}).
    """

    pattern: str = "{00000}"

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
        return ()

    def series(self, year: int, month: int, day: int) -> tuple[str, int] | None:
        words = {
            "yyyy": f"{year:04}",
            "yy": f"{year % 100:02}",
            "MM": f"{month:02}",
            "dd": f"{day:02}",
        }
        digits = 0

        def part(found: re.Match[str]) -> str:
            nonlocal digits
            if found[1] in words:
                return words[found[1]]
            digits = len(found[1])
            return "{}"

        return _PART.sub(part, self.pattern), digits
