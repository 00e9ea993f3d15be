"""url 网址."""

import re
from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds.shape import Bad, Kind, Plain, text_of
from tombolo.schema.label import Label

_SHAPE = re.compile(r"https?://[^\s<>\"'\\]{3,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Url(Kind):
    """A web address; only http and https are taken."""

    name: ClassVar[str] = "url"
    words: ClassVar[Label] = Label("网址", "Web address")
    searchable: ClassVar[bool] = True

    def parse(self, raw: object) -> Plain:
        text = (text_of(raw, 2000) or "").strip()
        if not text:
            return None
        if ":" not in text.split("/", 1)[0]:
            text = "https://" + text
        if not _SHAPE.fullmatch(text):
            raise Bad("value.not_url", value=text[:60])
        return text
