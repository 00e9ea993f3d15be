"""lookup 引用字段: a value behind a link, read when looked at."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds.shape import Kind
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Lookup(Kind):
    """`path` leads through links to the field whose value is shown: `customer.level`."""

    path: str = ""

    name: ClassVar[str] = "lookup"
    words: ClassVar[Label] = Label("引用字段", "Look-up")
    column: ClassVar[str | None] = None
    leaf: ClassVar[str] = "path"
    computed: ClassVar[bool] = True

    def looks_at(self) -> str:
        return self.path

    def settings(self, language: str) -> dict[str, object]:
        del language
        return {"path": self.path}

    def problems(self) -> tuple[tuple[str, dict[str, object]], ...]:
        return () if "." in self.path else (("setting.missing", {"name": "path"}),)
