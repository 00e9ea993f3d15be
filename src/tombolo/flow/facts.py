"""What the machine asks from outside: the record as it is, the organisation, the charts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from tombolo.flow.chart import Chart, Span
from tombolo.flow.state import Id, Person

Values = Mapping[int, object]  # by the number of the expression in its chart


@dataclass(frozen=True, slots=True)
class Facts:
    """The record now, after the fields that the act itself brought were written.

    `values` by (flow, version, row of a sub-table or ""). `changed` are the fields changed since the
    version that the acting person saw, those of the act itself left out; `risen` are the expressions,
    (flow, version, number), whose value the fields of the act made greater.
    """

    version: int = 1
    values: Mapping[tuple[str, int, str], Values] = field(
        default_factory=dict[tuple[str, int, str], Values]
    )
    changed: tuple[str, ...] = ()
    blank: frozenset[str] = frozenset()
    risen: frozenset[tuple[str, int, int]] = frozenset()
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


class Directory(Protocol):
    """The organisation at one moment, as plain answers."""

    def named(self, login: str) -> Person | None:
        """The person with this login."""
        ...

    def active(self, person: Person) -> bool:
        """Whether the person still works here."""
        ...

    def superior(self, person: Person) -> Person | None:
        """The nearest head above, never oneself, never one who left."""
        ...

    def department(self, person: Person) -> Id | None:
        """The person's department."""
        ...

    def heads(self, department: Id) -> tuple[Person | None, ...]:
        """The heads from the department up to the top; None where the post is vacant."""
        ...

    def members(self, role: str) -> tuple[Person, ...]:
        """Who holds the role."""
        ...

    def delegate(
        self, person: Person, at: datetime, flow: str, department: Id | None
    ) -> Person | None:
        """To whom the person has handed such approvals at this moment."""
        ...

    def later(self, moment: datetime, span: Span) -> datetime:
        """The moment after a stretch of time, by the calendar of work days."""
        ...


class Charts(Protocol):
    """The published versions."""

    def at(self, flow: str, version: int) -> Chart:
        """The version an instance is pinned to."""
        ...

    def newest(self, flow: str) -> Chart:
        """The version a new instance takes."""
        ...
