"""The approvals of a record: those there were, those it could go into, and the way it would take."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tombolo.access.directory import Organisation
from tombolo.base import ids
from tombolo.base.errors import Fault
from tombolo.flow.acts import Submit
from tombolo.flow.asked import facts
from tombolo.flow.chart import Chart
from tombolo.flow.faults import refuse
from tombolo.flow.forecast import ahead
from tombolo.flow.machine import step
from tombolo.flow.organisation import house
from tombolo.flow.published import published
from tombolo.flow.submitting import record_of
from tombolo.pg import named
from tombolo.pg.pool import ReadTx
from tombolo.records.read.record import record
from tombolo.records.work import Work

_SQL = named.beside(__file__)
_OPEN = frozenset({"running", "returned", "incident", "suspended"})


async def form_of(work: Work[Any], flow: str) -> str:
    """The form of a flow. Raises Missing when there is no such flow."""
    return (await published(work, (), [flow])).newest(flow).form


async def under_way(tx: ReadTx, flow: str, records: Sequence[str]) -> set[str]:
    """Which of these records are in the flow now."""
    rows = await tx.rows(_SQL["under_way"], flow, [UUID(one) for one in records])
    return {str(row["record"]) for row in rows}


async def instance_of(work: Work[Any], task: UUID) -> UUID:
    """The instance of a task. Raises Missing when there is no such task."""
    found = await work.tx.value(_SQL["instance_of"], task)
    if found is None:
        raise refuse("not_found")
    return found


async def of_record(work: Work[Any], form: str, record_id: str) -> dict[str, object]:
    """{instances, submit}: the approvals of a record, newest first, and the flows it may go into now.

    Raises Missing when the person may not read the record.
    """
    await record(work, form, record_id)
    rows = await work.tx.rows(_SQL["of_record"], form, UUID(record_id))
    charts = await published(work, {(row["flow"], int(row["version"])) for row in rows})
    language = work.language
    return {
        "instances": [
            {
                "id": str(row["id"]),
                "flow": row["flow"],
                "label": charts.at(row["flow"], int(row["version"])).label.say(language),
                "code": row["code"],
                "status": row["status"],
                "mine": row["initiator"] == work.actor.id,
                "submitted_at": row["submitted_at"].isoformat(),
                "finished_at": row["finished_at"].isoformat() if row["finished_at"] else None,
            }
            for row in rows
        ],
        "submit": await _submittable(work, form, record_id, {row["flow"] for row in rows if row["status"] in _OPEN}),
    }  # fmt: skip


async def _submittable(
    work: Work[Any], form: str, record_id: str, open_: set[str]
) -> list[dict[str, object]]:
    """The flows of a form that this person may submit the record to as it is: tried on paper."""
    found: list[dict[str, object]] = []
    for app, key, data in work.catalog.others("flows"):
        name = f"{app}.{key}"
        of = str(data.get("form", ""))
        if (of if "." in of else f"{app}.{of}") != form or name in open_:
            continue
        charts = await published(work, (), [name])
        chart = charts.newest(name)
        try:
            await record_of(work, chart, record_id)
            asked = await facts(work, charts, form, UUID(record_id))
            act = Submit(by=work.actor.id, flow=name, form=form, record=UUID(record_id))
            step(charts, None, act, asked, await house(work), work.now, ids.uuid7)
        except Fault as fault:
            if fault.code not in _ASKS:
                continue
        found.append({"flow": name, "label": chart.label.say(work.language)})
    return found


# Refusals that only say that something is still to be chosen.
_ASKS = frozenset({"flow.no_department", "flow.choose_people"})


async def preview(
    work: Work[Any], flow: str, record_id: UUID, people: Organisation
) -> dict[str, object]:
    """{nodes: [{key, label, people, state}], ends, people}: the way if everybody agreed."""
    charts = await published(work, (), [flow])
    chart = charts.newest(flow)
    await record_of(work, chart, str(record_id))
    asked = await facts(work, charts, chart.form, record_id)
    act = Submit(by=work.actor.id, flow=flow, form=chart.form, record=record_id)
    told, ends = ahead(charts, None, act, asked, await house(work), work.now)
    named_ = {one for node in told for one in node.people}
    return {
        "nodes": [
            {
                "key": one.node,
                "label": _label(chart, one.node, work.language),
                "people": [str(who) for who in one.people],
                "state": one.state,
            }
            for one in told
        ],
        "ends": ends,
        "people": {
            str(one): member.name for one in sorted(named_) if (member := people.by_id.get(one))
        },
    }


def _label(chart: Chart, node: str, language: str) -> str:
    place = chart.places.get(node)
    return (place.node.label.say(language) if place else "") or node
