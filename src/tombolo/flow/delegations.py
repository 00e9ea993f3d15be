"""委托: for a period new approvals of one person go to another, all of them or those of some flows.

Written down by the person, or by an administrator for anybody. What the machine makes of them when
a task is given is in assign.py: at most three steps, never to the initiator, a circle gives the task
back to its owner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tombolo.base import ids
from tombolo.base.errors import Denied, Invalid
from tombolo.base.problems import Problem
from tombolo.flow.faults import refuse
from tombolo.flow.organisation import House, house
from tombolo.pg import named
from tombolo.pg.pool import Row
from tombolo.records.work import Work, Writing

_SQL = named.beside(__file__)
MOST = 20  # of one person, in force or to come


@dataclass(frozen=True, slots=True)
class Wanted:
    """Approvals of `principal` are to go to `delegate`; empty scopes mean all."""

    principal: UUID
    delegate: UUID
    starts_at: datetime
    ends_at: datetime
    flows: tuple[str, ...] = ()
    departments: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A delegation that is in force or will be."""

    id: UUID
    wanted: Wanted

    @classmethod
    def of(cls, row: Row) -> "Standing":
        return cls(
            row["id"],
            Wanted(
                row["principal"], row["delegate"], row["starts_at"], row["ends_at"],
                tuple(row["flows"]), tuple(row["departments"]),
            ),
        )  # fmt: skip


async def of_person(work: Work[Any]) -> tuple[list[Standing], list[Standing]]:
    """What the acting person handed to others, and what others handed over."""
    me = work.actor.id
    mine = await work.tx.rows(_SQL["open"], me, None, work.now)
    to_me = await work.tx.rows(_SQL["open"], None, me, work.now)
    return [Standing.of(row) for row in mine], [Standing.of(row) for row in to_me]


async def of_all(work: Work[Any]) -> list[Standing]:
    """Everybody's, for an administrator. Raises Denied for others."""
    if not work.actor.is_admin:
        raise Denied("auth.admin_only")
    return [Standing.of(row) for row in await work.tx.rows(_SQL["open"], None, None, work.now)]


async def add(work: Writing, wanted: Wanted) -> tuple[UUID, bool]:
    """Write it down; tells its id and whether it closes a circle, in which approvals stay with their
    owners. Raises Invalid for what cannot be, Denied where it is somebody else's.
    """
    if wanted.principal != work.actor.id and not work.actor.is_admin:
        raise Denied("auth.admin_only")
    await work.tx.run(_SQL["hold"], str(wanted.principal))
    around = await house(work)
    problems = _problems(work, wanted, around)
    if problems:
        raise Invalid("fault.invalid", problems=problems)
    found = [Standing.of(row) for row in await work.tx.rows(_SQL["open"], None, None, work.now)]
    if sum(one.wanted.principal == wanted.principal for one in found) >= MOST:
        raise refuse("limit", most=MOST)
    id_ = ids.uuid7()
    await work.tx.run(
        _SQL["add"], id_, wanted.principal, wanted.delegate, wanted.starts_at, wanted.ends_at,
        list(wanted.flows), list(wanted.departments), work.actor.id, work.now,
    )  # fmt: skip
    return id_, _circles(wanted, [one.wanted for one in found])


async def end(work: Writing, id_: UUID) -> None:
    """It ends now; open tasks stay where they are. Raises Missing."""
    whose = None if work.actor.is_admin else work.actor.id
    if not await work.tx.run(_SQL["end"], id_, whose, work.now):
        raise refuse("not_found")


def _problems(work: Writing, wanted: Wanted, around: House) -> list[Problem]:
    found: list[Problem] = []
    if wanted.delegate == wanted.principal:
        found.append(Problem("flow.self", "delegate"))
    elif not around.active(wanted.delegate):
        found.append(Problem("flow.inactive", "delegate"))
    if not around.active(wanted.principal):
        found.append(Problem("flow.inactive", "principal"))
    if wanted.ends_at <= wanted.starts_at or wanted.ends_at <= work.now:
        found.append(Problem("flow.delegation_period", "to"))
    flows = {f"{app}.{key}" for app, key, _ in work.catalog.others("flows")}
    if not flows.issuperset(wanted.flows):
        found.append(Problem("flow.not_found", "flows"))
    if not around.people.department.keys() >= set(wanted.departments):
        found.append(Problem("auth.no_department", "departments"))
    return found


def _circles(wanted: Wanted, others: Sequence[Wanted]) -> bool:
    """Whether approvals handed on so could come back to their owner while all of it is in force."""
    reached, waiting = {wanted.delegate}, [wanted.delegate]
    while waiting:
        here = waiting.pop()
        for one in others:
            if one.principal == here and _meet(one, wanted) and one.delegate not in reached:
                reached.add(one.delegate)
                waiting.append(one.delegate)
    return wanted.principal in reached


def _meet(one: Wanted, other: Wanted) -> bool:
    def common(left: Sequence[object], right: Sequence[object]) -> bool:
        return not left or not right or not set(left).isdisjoint(right)

    return (
        one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
        and common(one.flows, other.flows)
        and common(one.departments, other.departments)
    )


def period(first: str, last: str, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """From the beginning of a day (now, if none is given) to the end of a day; moments are taken as
    they are. Raises Invalid.
    """
    starts = _moment(first, "from", zone, ends=False) if first else now
    return starts, _moment(last, "to", zone, ends=True)


def _moment(text: str, place: str, zone: str, *, ends: bool) -> datetime:
    try:
        if len(text) == len("2026-01-01"):
            day = date.fromisoformat(text) + timedelta(days=int(ends))
            return datetime.combine(day, time(), ZoneInfo(zone))
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise Invalid(
            "fault.invalid", problems=[Problem("flow.delegation_period", place)]
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
