"""A chain: what one save set off, and what that set off in turn, however far."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from tombolo.base import ids

DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Chain:
    """`ran` counts, by rule and record, what ran in it; all links of a transaction share it."""

    id: UUID = field(default_factory=ids.uuid7)
    depth: int = 0
    parent: int | None = None
    ran: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])

    def deeper(self) -> "Chain":
        return replace(self, depth=self.depth + 1)

    def fresh(self, rule: str, records: Iterable[str], again: int) -> list[str]:
        """Those of the records for which the rule has not run as often as it may."""
        return [one for one in records if self.ran.get((rule, one), 0) < again]

    def note(self, rule: str, records: Iterable[str]) -> None:
        for one in records:
            self.ran[rule, one] = self.ran.get((rule, one), 0) + 1
