"""text 单行文本."""

import re
from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds.shape import Bad, Kind, Plain, text_of
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Text(Kind):
    """One line. `max` characters; `pattern` is a regular expression the whole text must match."""

    max: int = 500
    pattern: str = ""

    name: ClassVar[str] = "text"
    words: ClassVar[Label] = Label("单行文本", "Text")
    searchable: ClassVar[bool] = True

    def parse(self, raw: object) -> Plain:
        text = text_of(raw, self.max)
        if text is None:
            return None
        text = " ".join(text.split("\n")).strip()
        if text and self.pattern and not re.fullmatch(self.pattern, text):
            raise Bad("value.pattern", pattern=self.pattern)
        return text or None

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {"max": self.max, "pattern": self.pattern}

    def problems(self) -> tuple[tuple[str, dict[str, object]], ...]:
        if not 1 <= self.max <= 10_000:
            return (("setting.range", {"name": "max", "least": 1, "most": 10_000}),)
        try:
            re.compile(self.pattern)
        except re.error as wrong:
            return (("setting.pattern", {"pattern": self.pattern, "why": str(wrong)}),)
        return ()
