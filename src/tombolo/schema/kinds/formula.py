"""formula 公式: computed by the one expression language."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds.shape import Kind
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Formula(Kind):
    """`source` (written `is:` in YAML) is the expression; `scale` and `format` say how it is shown.

    What reads the clock, the person or other records is computed when read; the rest is stored.
    """

    source: str = ""
    scale: int | None = None
    format: str = ""  # "", "money" or "percent"
    currency: str = "CNY"

    name: ClassVar[str] = "formula"
    words: ClassVar[Label] = Label("公式", "Formula")
    column: ClassVar[str | None] = None
    computed: ClassVar[bool] = True

    def computes(self) -> str:
        return self.source

    def shown_as(self) -> str:
        return self.format

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {
            "text": self.source,
            "scale": self.scale,
            "format": self.format,
            "currency": self.currency,
        }

    def problems(self) -> tuple[tuple[str, dict[str, object]], ...]:
        return () if self.source.strip() else (("setting.missing", {"name": "is"}),)
