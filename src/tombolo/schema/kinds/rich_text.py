"""rich text 富文本: HTML, cleaned when it is written."""

import re
from dataclasses import dataclass
from typing import ClassVar

import nh3

from tombolo.schema.kinds.shape import Kind, OperatorName, Plain, text_of
from tombolo.schema.label import Label

_TAGS = frozenset({
    "p", "br", "b", "strong", "i", "em", "u", "s", "h1", "h2", "h3", "ul", "ol", "li", "a",
    "blockquote", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "hr", "span",
})  # fmt: skip
_MARKUP = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class RichText(Kind):
    """Formatted text. Only harmless tags stay; no scripts, styles, images from elsewhere."""

    max: int = 100_000

    name: ClassVar[str] = "rich_text"
    words: ClassVar[Label] = Label("富文本", "Rich text")
    groupable: ClassVar[bool] = False
    sortable: ClassVar[bool] = False
    operators: ClassVar[tuple[OperatorName, ...]] = (
        "contains",
        "not_contains",
        "empty",
        "not_empty",
    )

    def parse(self, raw: object) -> Plain:
        text = text_of(raw, self.max)
        if text is None:
            return None
        clean = nh3.clean(
            text,
            tags=set(_TAGS),
            attributes={"a": {"href", "title"}, "td": {"colspan", "rowspan"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer",
        )
        return clean.strip() or None

    def show(self, value: Plain, language: str) -> str:
        del language
        return _MARKUP.sub(" ", value).strip() if isinstance(value, str) else ""
