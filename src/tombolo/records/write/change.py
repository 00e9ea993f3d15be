"""What is to be written: changes as they came, drafts as they become, what was saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tombolo.schema.kinds.shape import Plain

Act = Literal["create", "update", "import", "delete", "restore"]
Values = dict[str, Plain]


@dataclass(frozen=True, slots=True)
class Change:
    """One record to be made or changed. `set` holds raw values; `place` is where problems point."""

    set: Mapping[str, object]
    id: str = ""
    version: int | None = None
    place: str = ""


@dataclass(slots=True)
class LineDraft:
    """One row of lines as it will be; `before` is None for a new one."""

    id: str
    position: int
    values: Values
    given: set[str]
    before: Values | None = None
    place: str = ""


@dataclass(slots=True)
class Draft:
    """One record as it will be. `given` are the fields this change brought."""

    id: str
    place: str
    values: Values
    given: set[str]
    before: Values | None = None
    version: int = 0
    title: str = ""
    search: str = ""
    lines: dict[str, list[LineDraft]] = field(default_factory=dict[str, list[LineDraft]])
    lines_before: dict[str, list[LineDraft]] = field(default_factory=dict[str, list[LineDraft]])

    @property
    def is_new(self) -> bool:
        return self.before is None

    def lines_of(self, key: str) -> list[LineDraft]:
        """The rows as they will be: those given, or those that are."""
        return self.lines.get(key, self.lines_before.get(key, []))


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written: ids in the order of the changes, with their new versions."""

    ids: tuple[str, ...]
    versions: tuple[int, ...]
