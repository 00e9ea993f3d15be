"""rich text 富文本: HTML, cleaned when it is written."""

import html
import re
from dataclasses import dataclass
from typing import ClassVar

import nh3

from tombolo.schema.kinds.shape import Kind, OperatorName, Plain, text_of
from tombolo.schema.label import Label

# What the editor of the face can make; tests/journeys presses every button and compares.
TAGS = frozenset({
    "p", "br", "strong", "em", "u", "s", "code", "a", "h1", "h2", "h3", "ul", "ol", "li",
    "blockquote", "pre",
})  # fmt: skip
# The same said otherwise, as other programs write it.
_SAME = {"b": "strong", "i": "em", "del": "s", "strike": "s", "div": "p"}
_OTHERWISE = re.compile(r"<(/?)(b|i|del|strike|div)(?=[\s/>])", re.IGNORECASE)
_LINE_ENDS = re.compile(r"<br\s*/?>|</(?:p|h[1-3]|li|pre)>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]+>")
_EMPTY_LINES = re.compile(r"\s*\n\s*")


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
            _OTHERWISE.sub(lambda tag: f"<{tag[1]}{_SAME[tag[2].lower()]}", text),
            tags=set(TAGS),
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel="noopener noreferrer",
        ).strip()
        return clean if _said(clean) else None

    def read(self, cell: object, language: str) -> Plain:
        # A cell of a sheet is plain text: its lines are paragraphs.
        if isinstance(cell, str) and not _MARKUP.search(cell):
            lines = html.escape(cell, quote=False).splitlines()
            return self.parse("".join(f"<p>{line}</p>" for line in lines))
        return Kind.read(self, cell, language)

    def show(self, value: Plain, language: str) -> str:
        del language
        return _said(value) if isinstance(value, str) else ""


def _said(markup: str) -> str:
    """The words without the markup, a line for each paragraph and item."""
    lines = _LINE_ENDS.sub("\n", markup.replace("<li>", "• "))
    return _EMPTY_LINES.sub("\n", html.unescape(_MARKUP.sub("", lines))).strip()
