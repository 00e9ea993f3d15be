"""email 邮箱."""

import re
from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds.shape import Bad, Kind, Plain, text_of
from tombolo.schema.label import Label

_SHAPE = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,190}\.[^@\s<>\".]{2,24}")


@dataclass(frozen=True, slots=True)
class Email(Kind):
    """A mail address."""

    name: ClassVar[str] = "email"
    words: ClassVar[Label] = Label("邮箱", "E-mail")
    searchable: ClassVar[bool] = True

    def parse(self, raw: object) -> Plain:
        text = (text_of(raw, 254) or "").strip()
        if not text:
            return None
        if not _SHAPE.fullmatch(text):
            raise Bad("value.not_email", value=text[:60])
        return text
