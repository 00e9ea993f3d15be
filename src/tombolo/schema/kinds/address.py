"""address 地址: province, city, district and the rest."""

import re
from dataclasses import dataclass
from typing import ClassVar, cast

from tombolo.pg.tree import Expr
from tombolo.schema.kinds.shape import AggregateName, Bad, Kind, OperatorName, Plain, blank, text_of
from tombolo.schema.label import Label

PARTS = ("province", "city", "district", "detail")
_SHAPE = re.compile(
    r"(?P<province>[^省市区]{2,8}?(?:省|自治区|特别行政区)|(?:北京|上海|天津|重庆)市?)?"
    r"(?P<city>[^市州]{2,8}?(?:市|自治州|地区|盟))?"
    r"(?P<district>[^区县市旗]{1,8}?(?:区|县|市|旗))?(?P<detail>.*)"
)


@dataclass(frozen=True, slots=True)
class Address(Kind):
    """An address in parts; `detail` says whether street and number belong to it."""

    detail: bool = True

    name: ClassVar[str] = "address"
    words: ClassVar[Label] = Label("地址", "Address")
    column: ClassVar[str | None] = "jsonb"
    sortable: ClassVar[bool] = False
    groupable: ClassVar[bool] = False
    operators: ClassVar[tuple[OperatorName, ...]] = (
        "contains",
        "not_contains",
        "empty",
        "not_empty",
    )
    aggregates: ClassVar[tuple[AggregateName, ...]] = ("count_empty",)

    def parse(self, raw: object) -> Plain:
        if blank(raw):
            return None
        if isinstance(raw, str):
            found = _SHAPE.fullmatch(raw.strip())
            raw = found.groupdict() if found else {"detail": raw}
        if not isinstance(raw, dict):
            raise Bad("value.not_address")
        given = cast("dict[str, object]", raw)
        parts: dict[str, Plain] = {part: text_of(given.get(part), 200) or "" for part in PARTS}
        return parts if any(parts.values()) else None

    def show(self, value: Plain, language: str) -> str:
        del language
        return (
            "".join(str(value.get(part) or "") for part in PARTS) if isinstance(value, dict) else ""
        )

    def out(self, expr: Expr) -> Expr:
        return expr

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {"detail": self.detail}
