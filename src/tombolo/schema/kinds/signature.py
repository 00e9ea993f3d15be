"""signature 手写签名."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.formula.types import TEXT, Type, list_of
from tombolo.schema.kinds import ids
from tombolo.schema.kinds.shape import AggregateName, Bad, Kind, OperatorName, Plain
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Signature(Kind):
    """A signature drawn by hand, kept as a picture. At most `most` of them, each up to `max_mb` megabytes."""

    most: int = 1
    max_mb: int = 2

    name: ClassVar[str] = "signature"
    words: ClassVar[Label] = Label("手写签名", "Signature")
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
        return {"most": self.most, "max_size": self.max_mb * 1024 * 1024, "types": ["image/png"]}
