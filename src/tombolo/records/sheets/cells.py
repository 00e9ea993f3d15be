"""A value of the read line as a cell: what a person reads, numbers and days still countable. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

from tombolo.records.sheets.frames import Cell
from tombolo.schema.kinds.moment import Moment
from tombolo.schema.kinds.shape import Kind, Plain
from tombolo.schema.kinds.text import Text

Type = Literal["text", "number", "percent", "date", "moment"]
_BY_COLUMN: Mapping[str, Type] = {"numeric": "number", "date": "date", "timestamptz": "moment"}
_PLAIN = Text()
MOST_DIGITS = 15  # what a spreadsheet's number holds; longer ones stay text and stay exact


@dataclass(frozen=True, slots=True)
class Shower:
    """How one column is shown."""

    type: Type
    kind: Kind = _PLAIN
    zone: str = "UTC"

    def cell(self, value: Any, names: Mapping[str, str], language: str, *, exact: bool) -> Cell:
        """The cell; `exact` keeps numbers as the text they travel in."""
        if value is None:
            return None
        match self.type:
            case "number" | "percent":
                return str(value) if exact else number(str(value))
            case "date":
                return str(value)
            case "moment":
                moment = dt.datetime.fromisoformat(str(value)).astimezone(ZoneInfo(self.zone))
                return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
            case "text":
                return self._text(value, names, language) or None

    def _text(self, value: Any, names: Mapping[str, str], language: str) -> str:
        target = self.kind.points_to()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not target:
            return self.kind.show(cast("Plain", value), language)
        items = cast("list[Any]", value) if isinstance(value, list) else [value]
        return "、".join(text for one in items if (text := _named(one, names)))


def _named(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, dict):
        data = cast("dict[str, Any]", value)
        return str(data.get("title") or data.get("name") or "")
    return names.get(str(value), "")


def number(text: str) -> Cell:
    """A decimal text as a number when a spreadsheet can hold it exactly, else as it is."""
    digits = text.lstrip("-").replace(".", "").lstrip("0")
    if len(digits) > MOST_DIGITS:
        return text
    return float(text) if "." in text else int(text)


def shower(kind: Kind, zone: str) -> Shower:
    """The shower of a kind of value."""
    if kind.rows:
        return Shower("number", kind, zone)
    if kind.name == "percent":
        return Shower("percent", kind, zone)
    if kind.points_to():
        return Shower("text", kind, zone)
    zone = kind.zone if isinstance(kind, Moment) else zone
    return Shower(_BY_COLUMN.get(str(kind.column), "text"), kind, zone)
