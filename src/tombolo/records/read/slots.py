"""Parameters whose values are known only when the statement runs: who, when, what was typed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from tombolo.pg.tree import Param
from tombolo.records.read.ask import Ask
from tombolo.records.work import Work
from tombolo.schema.frame import Who

AnyWork = Work[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """Stands in a Param in place of a value; `bind` says the value."""

    bind: Callable[[Ask, AnyWork], object]


def slot(bind: Callable[[Ask, AnyWork], object], type_: str) -> Param:
    """A parameter filled when the statement runs."""
    return Param(Slot(bind), type_)


# One object each, so that the printer writes one parameter however often it is read.
WHO = Who(
    me=slot(lambda _, work: work.actor.id, "uuid"),
    department=slot(lambda _, work: work.actor.department, "uuid"),
    departments=slot(lambda _, work: list(work.actor.departments), "uuid[]"),
    roles=slot(lambda _, work: list(work.actor.roles), "text[]"),
    name=slot(lambda _, work: work.actor.name, "text"),
    email=slot(lambda _, work: work.actor.email, "text"),
    address=slot(lambda _, work: work.actor.address, "text"),
    now=slot(lambda _, work: work.now, "timestamptz"),
    today=slot(lambda _, work: work.today, "date"),
    zone=slot(lambda _, work: work.zone, "text"),
)


def bound(values: list[object], ask: Ask, work: AnyWork) -> list[object]:
    """The printed statement's values with every slot filled."""
    return [one.bind(ask, work) if isinstance(one, Slot) else one for one in values]


def start_of(day: dt.date, zone: str) -> dt.datetime:
    """The moment a day begins in a zone, in UTC."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)
