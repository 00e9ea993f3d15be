"""The organisation at one moment, as the machine asks for it: heads, roles, delegations, work days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from tombolo.access import directory
from tombolo.access.directory import Organisation
from tombolo.flow.chart import Span
from tombolo.flow.state import Id, Person
from tombolo.pg import named
from tombolo.records.work import Work

_SQL = named.beside(__file__)
ADMINISTRATORS = "sysadmin"  # the role that every administrator holds, given or not
_WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Delegation:
    """Approvals of `principal` go to `delegate`; empty `flows` and `departments` mean all."""

    principal: UUID
    delegate: UUID
    starts_at: datetime
    ends_at: datetime
    flows: tuple[str, ...] = ()
    departments: tuple[UUID, ...] = ()

    def covers(self, at: datetime, flow: str, department: UUID | None) -> bool:
        """Whether it is in force for such an approval at this moment."""
        if not self.starts_at <= at < self.ends_at:
            return False
        return (not self.flows or flow in self.flows) and (
            not self.departments or department in self.departments
        )


@dataclass(frozen=True, slots=True)
class House:
    """Everything the machine may ask; implements Directory."""

    people: Organisation
    delegations: tuple[Delegation, ...]
    days: Mapping[date, bool]  # those that are not what their weekday says: whether one works
    zone: str

    def named(self, login: str) -> Person | None:
        """The person with this login."""
        return next((one.id for one in self.people.members if one.login == login), None)

    def active(self, person: Person) -> bool:
        """Whether the person still works here."""
        found = self.people.by_id.get(person)
        return found is not None and found.active

    def superior(self, person: Person) -> Person | None:
        """The nearest head above."""
        found = self.people.superior(person)
        return found.id if found else None

    def department(self, person: Person) -> Id | None:
        """The person's first department."""
        found = self.people.by_id.get(person)
        return found.department if found else None

    def heads(self, department: Id) -> tuple[Person | None, ...]:
        """The heads from the department upward; None where nobody is or the head has left."""
        return tuple(
            one.head if one.head and self.active(one.head) else None
            for one in self.people.above(department)
        )

    def members(self, role: str) -> tuple[Person, ...]:
        """Who holds the role, by name."""
        holders = [
            one
            for one in self.people.members
            if one.active and (role in one.roles or (role == ADMINISTRATORS and one.is_admin))
        ]
        return tuple(one.id for one in sorted(holders, key=lambda one: (one.name, one.id)))

    def delegate(
        self, person: Person, at: datetime, flow: str, department: Id | None
    ) -> Person | None:
        """To whom the person handed such approvals; of two delegations the one that began later."""
        found = [
            one
            for one in self.delegations
            if one.principal == person and one.covers(at, flow, department)
        ]
        return max(found, key=lambda one: one.starts_at).delegate if found else None

    def later(self, moment: datetime, span: Span) -> datetime:
        """The moment after a stretch of time; days are work days, at the same hour."""
        if span.unit == "m":
            return moment + timedelta(minutes=span.amount)
        if span.unit == "h":
            return moment + timedelta(hours=span.amount)
        local = moment.astimezone(ZoneInfo(self.zone))
        day, left = local.date(), span.amount
        while left > 0:
            day += timedelta(days=1)
            left -= self._works(day)
        return datetime.combine(day, local.timetz().replace(tzinfo=None), ZoneInfo(self.zone))

    def _works(self, day: date) -> bool:
        return self.days.get(day, day.weekday() < _WEEKEND)


@dataclass(frozen=True, slots=True)
class _Told:
    people: int
    delegations: list[Delegation]
    days: list[tuple[date, bool]]


async def house(work: Work[Any]) -> House:
    """The organisation as it is now. People are remembered until one of them changes."""
    told = msgspec.json.decode(await work.tx.value(_SQL["around"], work.now), type=_Told)
    key = ("flow_people", told.people)
    people = work.shelf.get(key)
    if people is None:
        people = await directory.organisation(work.tx)
        work.shelf.put(key, people)
    return House(cast("Organisation", people), tuple(told.delegations), dict(told.days), work.zone)
