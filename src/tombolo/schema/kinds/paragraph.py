"""paragraph 多行文本."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds.shape import Kind, Plain, text_of
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Paragraph(Kind):
    """Several lines, up to `max` characters."""

    max: int = 20_000

    name: ClassVar[str] = "paragraph"
    words: ClassVar[Label] = Label("多行文本", "Paragraph")
    searchable: ClassVar[bool] = True
    groupable: ClassVar[bool] = False

    def parse(self, raw: object) -> Plain:
        text = text_of(raw, self.max)
        return text.replace("\r\n", "\n").strip() or None if text else None

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {"max": self.max}
