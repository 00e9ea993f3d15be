"""Every question to the outside and its answer, written down, so that an act can be played again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec

from tombolo.flow.chart import Chart, Span
from tombolo.flow.facts import Charts, Directory, Facts
from tombolo.flow.state import Id, Instance, Person

T = TypeVar("T")
People = tuple[Person, ...]
NO_FACTS = Facts()


class Diverged(Exception):
    """A replay asks something else than what was asked then: the code or the log has changed."""


@dataclass(slots=True)
class Asking:
    """The machine's only view of the outside."""

    charts: Charts
    facts: Facts
    directory: Directory | None
    now: datetime
    heard: list[tuple[str, object]] = field(default_factory=list[tuple[str, object]])

    def ask(self, name: str, kind: Any, make: Callable[[], T]) -> T:
        """The answer, noted under the question's name. `kind` is its type, for a replay."""
        del kind
        answer = make()
        self.heard.append((name, answer))
        return answer

    def plain(self) -> list[object]:
        """What was heard, as JSON data."""
        return cast("list[object]", msgspec.to_builtins(self.heard))

    # ---- the organisation ----

    @property
    def _who(self) -> Directory:
        assert self.directory is not None
        return self.directory

    def named(self, login: str) -> Person | None:
        return self.ask("named", UUID | None, lambda: self._who.named(login))

    def active(self, person: Person) -> bool:
        return self.ask("active", bool, lambda: self._who.active(person))

    def superior(self, person: Person) -> Person | None:
        return self.ask("superior", UUID | None, lambda: self._who.superior(person))

    def department(self, person: Person) -> Id | None:
        return self.ask("department", UUID | None, lambda: self._who.department(person))

    def heads(self, department: Id) -> tuple[Person | None, ...]:
        return self.ask("heads", tuple[UUID | None, ...], lambda: self._who.heads(department))

    def members(self, role: str) -> People:
        return self.ask("members", tuple[UUID, ...], lambda: self._who.members(role))

    def delegate(self, person: Person, of: Instance) -> Person | None:
        return self.ask(
            "delegate",
            UUID | None,
            lambda: self._who.delegate(person, self.now, of.flow, of.department),
        )

    def later(self, moment: datetime, span: Span) -> datetime:
        return self.ask("later", datetime, lambda: self._who.later(moment, span))

    # ---- the record ----

    def _value(self, of: Instance, expr: int) -> object:
        found = self.facts.values.get((of.flow, of.version, of.row))
        return found.get(expr) if found else None

    def holds(self, of: Instance, expr: int) -> bool:
        """Whether a condition holds: blank and what is no truth value count as no."""
        return self.ask("holds", bool, lambda: self._value(of, expr) is True)

    def risen(self, of: Instance, expr: int) -> bool:
        """Whether the fields that came with the act made a number greater."""
        return self.ask("risen", bool, lambda: (of.flow, of.version, expr) in self.facts.risen)

    def ids(self, of: Instance, expr: int) -> People:
        """The persons or departments that an expression gives."""

        def make() -> People:
            value = self._value(of, expr)
            if isinstance(value, UUID):
                return (value,)
            if isinstance(value, Sequence) and not isinstance(value, str | bytes):
                items = cast("Sequence[object]", value)
                return tuple(one for one in items if isinstance(one, UUID))
            return ()

        return self.ask("ids", tuple[UUID, ...], make)

    def moment(self, of: Instance, expr: int) -> datetime | None:
        def make() -> datetime | None:
            value = self._value(of, expr)
            return value if isinstance(value, datetime) else None

        return self.ask("moment", datetime | None, make)

    def version(self) -> int:
        return self.ask("version", int, lambda: self.facts.version)

    def changed(self) -> tuple[str, ...]:
        return self.ask("changed", tuple[str, ...], lambda: tuple(self.facts.changed))

    def blank(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        return self.ask(
            "blank", tuple[str, ...], lambda: tuple(f for f in fields if f in self.facts.blank)
        )

    def rows(self, each: str) -> tuple[str, ...]:
        return self.ask("rows", tuple[str, ...], lambda: tuple(self.facts.rows.get(each, ())))

    # ---- the definitions ----

    def chart(self, of: Instance) -> Chart:
        return self.charts.at(of.flow, of.version)

    def newest(self, flow: str) -> Chart:
        version = self.ask("newest", int, lambda: self.charts.newest(flow).version)
        return self.charts.at(flow, version)


@dataclass(slots=True)
class Retold(Asking):
    """Answers as they were given then."""

    told: Sequence[Any] = ()
    at: int = 0

    def ask(self, name: str, kind: Any, make: Callable[[], T]) -> T:
        del make
        if self.at >= len(self.told) or self.told[self.at][0] != name:
            raise Diverged(name)
        answer: T = msgspec.convert(self.told[self.at][1], kind)
        self.at += 1
        self.heard.append((name, answer))
        return answer


def retold(charts: Charts, now: datetime, told: Sequence[object]) -> Retold:
    """The outside as `Asking.plain` wrote it down."""
    return Retold(charts, NO_FACTS, None, now, told=told)
