"""place 定位: a point on the map and what it is called."""

from dataclasses import dataclass
from typing import ClassVar, cast

from tombolo.schema.kinds import numeric
from tombolo.schema.kinds.shape import AggregateName, Bad, Kind, OperatorName, Plain, blank, text_of
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Place(Kind):
    """Latitude and longitude in degrees (WGS 84), six decimals, and a text."""

    name: ClassVar[str] = "place"
    words: ClassVar[Label] = Label("定位", "Place")
    column: ClassVar[str | None] = "jsonb"
    sortable: ClassVar[bool] = False
    groupable: ClassVar[bool] = False
    operators: ClassVar[tuple[OperatorName, ...]] = ("empty", "not_empty")
    aggregates: ClassVar[tuple[AggregateName, ...]] = ("count_empty",)

    def parse(self, raw: object) -> Plain:
        if blank(raw):
            return None
        if not isinstance(raw, dict):
            raise Bad("value.not_place")
        given = cast("dict[str, object]", raw)
        lat = numeric.exact(given.get("lat"), 12, "-90", "90")
        lng = numeric.exact(given.get("lng"), 12, "-180", "180")
        if lat is None or lng is None:
            raise Bad("value.not_place")
        return {"lat": lat, "lng": lng, "text": text_of(given.get("text"), 200) or ""}

    def show(self, value: Plain, language: str) -> str:
        del language
        if not isinstance(value, dict):
            return ""
        return str(value.get("text") or f"{value.get('lat')},{value.get('lng')}")
