"""A flow that is not published yet, tried with a record and a person: the way it would take.

Nothing is written, and nothing of the draft is remembered: its prepared statements go with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from tombolo.access import directory
from tombolo.base.errors import Invalid, Missing
from tombolo.flow.acts import Submit
from tombolo.flow.asked import facts
from tombolo.flow.chart import Submission
from tombolo.flow.forecast import Ahead, ahead
from tombolo.flow.organisation import house
from tombolo.flow.published import Published, published
from tombolo.flow.read import flow_of
from tombolo.records.work import Shelf, Work

_DRAFT = 0  # no version of the definitions has this number


@dataclass(frozen=True, slots=True)
class Tried:
    """The nodes in the order they were entered, and how it ends ("" where that cannot be said)."""

    way: tuple[Ahead, ...]
    ends: str
    labels: Mapping[str, Mapping[str, str]]


async def trial(
    work: Work[Any], app: str, key: str, data: Mapping[str, object], record: UUID, by: UUID
) -> Tried:
    """The way of the record if `by` submitted it and everybody agreed.

    Raises Invalid when the flow cannot be read, Missing when record or person are gone, and the
    refusal with which the submission would be refused.
    """
    scopes = {name: card.scope for name, card in work.catalog.cards.items()}
    chart, problems = flow_of(app, key, data, scopes, _DRAFT)
    if problems:
        raise Invalid("definition.invalid", problems=problems)
    person = await directory.actor(work.tx, by)
    if person is None:
        raise Missing("auth.no_member")
    work = replace(work, actor=person, shelf=Shelf())
    # Which records may be submitted is no question of the way: any of them shows it.
    chart = replace(chart, submission=Submission())
    known = await published(work, (), [name for name in _others(work) if name != chart.name])
    charts = Published(
        {**known.charts, (chart.name, _DRAFT): chart}, {**known.versions, chart.name: _DRAFT}
    )
    asked = await facts(work, charts, chart.form, record)
    act = Submit(by=by, flow=chart.name, form=chart.form, record=record)
    way, ends = ahead(charts, None, act, asked, await house(work), work.now)
    labels = {
        name: {"zh": place.node.label.say("zh"), "en": place.node.label.say("en")}
        for name, place in chart.places.items()
    }
    return Tried(way, ends, labels)


def _others(work: Work[Any]) -> list[str]:
    return [f"{app}.{key}" for app, key, _ in work.catalog.others("flows")]
