"""What kinds that hold uploaded files share: ids of the file store, how many, how large, which types."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.formula.types import TEXT, Type, list_of
from tombolo.schema.kinds import ids
from tombolo.schema.kinds.shape import AggregateName, Bad, Kind, OperatorName, Plain


@dataclass(frozen=True, slots=True)
class Attached(Kind):
    """At most `most` files, each up to `max_mb` megabytes; `types` are the MIME types taken, () for any."""

    most: int = 50
    max_mb: int = 50

    types: ClassVar[tuple[str, ...]] = ()
    column: ClassVar[str | None] = "uuid[]"
    many: ClassVar[bool] = True
    sortable: ClassVar[bool] = False
    groupable: ClassVar[bool] = False
    operators: ClassVar[tuple[OperatorName, ...]] = ("empty", "not_empty")
    aggregates: ClassVar[tuple[AggregateName, ...]] = ("count_empty",)

    def type(self) -> Type:
        return list_of(TEXT)

    def points_to(self) -> str:
        return "sys.file"

    def parse(self, raw: object) -> Plain:
        found = ids.several(raw)
        if isinstance(found, list) and len(found) > self.most:
            raise Bad("value.too_many", most=self.most)
        return found

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {
            "most": self.most,
            "max_size": self.max_mb * 1024 * 1024,
            "types": list(self.types),
        }
