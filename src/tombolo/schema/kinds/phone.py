"""phone 电话."""

import re
from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds.shape import Bad, Kind, Plain, text_of
from tombolo.schema.label import Label

_SHAPE = re.compile(r"\+?[0-9()\-.#*xX/ ]{3,30}(转\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Phone(Kind):
    """A telephone number; `mobile` asks for a Chinese mobile number of 11 digits."""

    mobile: bool = False

    name: ClassVar[str] = "phone"
    words: ClassVar[Label] = Label("电话", "Phone")
    searchable: ClassVar[bool] = True

    def parse(self, raw: object) -> Plain:
        text = (text_of(raw, 40) or "").strip()
        if not text:
            return None
        if self.mobile:
            text = re.sub(r"[\s-]", "", text.removeprefix("+86"))
            if not re.fullmatch(r"1[3-9]\d{9}", text):
                raise Bad("value.not_mobile", value=text)
        elif not _SHAPE.fullmatch(text):
            raise Bad("value.not_phone", value=text)
        return text

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {"mobile": self.mobile}
