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
    refresh: tuple[str, ...] = ()  # fields whose default is taken anew: `price`, `lines.price`


@dataclass(slots=True)
class LineDraft:
    """One row of lines as it will be; `before` is None for a new one."""

    id: str
    position: int
    values: Values
    given: set[str]
    before: Values | None = None
    place: str = ""
    was: frozenset[str] = frozenset()  # whose default was due already, see Field.default_when
    refreshed: set[str] = field(default_factory=set[str])
    settled: frozenset[str] = frozenset()


@dataclass(slots=True)
class Draft:
    """One record as it will be. `given` are the fields this change brought, `refreshed` those whose
    default it asks for anew.
    """

    id: str
    place: str
    values: Values
    given: set[str]
    before: Values | None = None
    version: int = 0
    title: str = ""
    title_before: str = ""
    search: str = ""
    was: frozenset[str] = frozenset()
    refreshed: set[str] = field(default_factory=set[str])
    settled: frozenset[str] = frozenset()  # set by a move of a stage, before anything is computed
    lines: dict[str, list[LineDraft]] = field(default_factory=dict[str, list[LineDraft]])
    lines_before: dict[str, list[LineDraft]] = field(default_factory=dict[str, list[LineDraft]])

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def changed(self) -> bool:
        """Whether it differs from what was there, values or lines or their order."""
        if self.before is None or _differ(self.before, self.values):
            return True
        for key, were in self.lines_before.items():
            rows = self.lines_of(key)
            if [one.id for one in were] != [one.id for one in rows]:
                return True
            if any(one.before is None or _differ(one.before, one.values) for one in rows):
                return True
        return False

    def lines_of(self, key: str) -> list[LineDraft]:
        """The rows as they will be: those given, or those that are."""
        return self.lines.get(key, self.lines_before.get(key, []))


def _differ(before: Values, after: Values) -> bool:
    return any(before.get(key) != after.get(key) for key in before.keys() | after.keys())


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written: ids in the order of the changes, with their new versions."""

    ids: tuple[str, ...]
    versions: tuple[int, ...]
