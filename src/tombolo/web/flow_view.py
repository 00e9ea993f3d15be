"""An approval and an inbox as the face needs them: labels in the person's language, names of people."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tombolo.access.directory import Organisation
from tombolo.base import codec
from tombolo.flow.around import Around, label_of
from tombolo.flow.chart import Block, Chart, Human
from tombolo.flow.forecast import Ahead
from tombolo.flow.inbox import Found
from tombolo.flow.offered import Offer
from tombolo.flow.state import NodeRun, State, Task

Json = dict[str, object]


def names(people: Organisation, ids: Iterable[UUID | None]) -> dict[str, str]:
    """What the people are called, by their id."""
    found = {one for one in ids if one is not None}
    return {str(one): member.name for one in sorted(found) if (member := people.by_id.get(one))}


def inbox_view(found: Found, people: Organisation, language: str) -> bytes:
    """A page of an inbox: {lines, next, people}, where each line has its flow_label and its node, named."""
    who = {one for line in found.lines for one in line.who}
    said: dict[tuple[object, str], str] = {}
    lines: list[str] = []
    for line in found.lines:
        labels = said.get((line.labels, line.node))
        if labels is None:
            flow, node = line.labels
            named = (node.say(language) if node else "") or line.node
            labels = codec.text({"flow_label": flow.say(language), "node": named})[1:]
            said[line.labels, line.node] = labels
        lines.append(f"{line.json[:-1]},{labels}")
    told = codec.text({"next": found.next, "people": names(people, [UUID(one) for one in who])})
    return f'{{"lines":[{",".join(lines)}],{told[1:]}'.encode()


def around_view(seen: Around, people: Organisation, language: str) -> Json:
    """One approval: nodes entered and to come, what happened, what this person can do."""
    state, here, chart = seen.state, seen.instance, seen.chart
    runs = [run for run in state.nodes.values() if run.instance == here.id]
    shown = [run for run in runs if run.kind in {"approve", "handle", "sub", "auto", "start"}]
    ids: list[UUID | None] = [here.initiator, *(one.actor for one in seen.happened)]
    for one in state.tasks.values():
        ids.extend((one.assignee, one.on_behalf_of, one.decided_by, one.added_by))
    for one in seen.to_come:
        ids.extend(one.people)
    for one in seen.happened:
        ids.extend(_named(one.detail))
    ids.extend(one.person for one in state.copies.values() if one.instance == here.id)
    return {
        "instance": {
            "id": str(here.id),
            "flow": here.flow,
            "label": chart.label.say(language),
            "form": here.form,
            "record": str(here.record),
            "code": here.code,
            "title": here.title,
            "status": here.status,
            "round": here.round,
            "version": here.version,
            "rev": state.instance.rev,
            "initiator": str(here.initiator),
            "submitted_at": here.submitted_at.isoformat() if here.submitted_at else None,
            "finished_at": here.finished_at.isoformat() if here.finished_at else None,
            "parent": _id(here.parent),
        },
        "nodes": [_node(state, chart, run, language) for run in shown],
        "to_come": [_ahead(chart, one, language) for one in seen.to_come],
        "ends": seen.ends,
        "happened": [
            {
                "seq": one.seq,
                "at": one.at.isoformat(),
                "what": one.what,
                "actor": _id(one.actor),
                "on_behalf_of": _id(one.on_behalf_of),
                "node": label_of(chart, one.node, language) if one.node else "",
                "opinion": one.opinion,
                "detail": _detail(chart, one.detail, language),
                "signature": _id(one.signature),
            }
            for one in seen.happened
        ],
        "offer": _offer(chart, seen.offer, language),
        "task": _mine(chart, state, seen.mine, seen.on_mine, language),
        "take_back": _seat(state, chart, seen.back, language) if seen.back else None,
        "cuts": [_seat(state, chart, one, language) for one in seen.cuts],
        "stuck": [
            {
                "run": str(one.run.id),
                "label": label_of(chart, one.run.key, language),
                "because": one.run.because,
                "hows": list(one.hows),
                "ways": _ways(chart, one.run.key, language),
            }
            for one in seen.stuck
        ],
        "copies": [
            {"person": str(one.person), "at": one.at.isoformat(), "read": one.read_at is not None}
            for one in state.copies.values()
            if one.instance == here.id
        ],
        "people": names(people, ids),
    }


def _node(state: State, chart: Chart, run: NodeRun, language: str) -> Json:
    slots = {slot.id: slot for slot in state.slots.values() if slot.node_run == run.id}
    tasks = [one for one in state.tasks.values() if one.slot in slots]
    return {
        "run": str(run.id),
        "key": run.key,
        "label": label_of(chart, run.key, language),
        "kind": run.kind,
        "mode": run.mode,
        "state": run.state,
        "because": run.because,
        "activated_at": run.activated_at.isoformat() if run.activated_at else None,
        "due_at": run.due_at.isoformat() if run.due_at else None,
        "closed_at": run.closed_at.isoformat() if run.closed_at else None,
        "round": run.round,
        "tasks": [_task(one) for one in tasks],
    }


def _task(one: Task) -> Json:
    return {
        "id": str(one.id),
        "assignee": str(one.assignee),
        "on_behalf_of": _id(one.on_behalf_of),
        "kind": one.kind,
        "state": one.state,
        "added_by": _id(one.added_by),
        "decided_by": _id(one.decided_by),
        "decided_at": one.decided_at.isoformat() if one.decided_at else None,
        "opinion": one.opinion,
        "signature": _id(one.signature),
    }


def _seat(state: State, chart: Chart, one: Task, language: str) -> Json:
    node = state.nodes[one.node_run].key
    return {
        "task": str(one.id),
        "person": str(one.assignee),
        "kind": one.kind,
        "label": label_of(chart, node, language),
    }


def _ways(chart: Chart, key: str, language: str) -> list[str]:
    """What the ways of a block begin with, as people know them."""
    node = chart.places[key].node
    ways = node.branches if isinstance(node, Block) else ()
    return [
        " → ".join(
            label_of(chart, step.key, language) for step in way.do if isinstance(step, Human)
        )
        for way in ways
    ]


def _ahead(chart: Chart, one: Ahead, language: str) -> Json:
    return {
        "key": one.node,
        "label": label_of(chart, one.node, language),
        "people": [str(who) for who in one.people],
        "state": one.state,
    }


def _offer(chart: Chart, offer: Offer, language: str) -> Json:
    return {
        "acts": list(offer.acts),
        "targets": [{"key": key, "label": label_of(chart, key, language)} for key in offer.targets],
        "modes": list(offer.modes),
    }


def _mine(
    chart: Chart, state: State, task: Task | None, offer: Offer | None, language: str
) -> Json | None:
    if task is None or offer is None:
        return None
    run = state.nodes[task.node_run]
    human = chart.human(run.key)
    return {
        "id": str(task.id),
        "node": run.key,
        "label": label_of(chart, run.key, language),
        "kind": task.kind,
        "handle": run.kind == "handle",
        "draft": task.draft,
        **_offer(chart, offer, language),
        **_wants(human),
    }


def _wants(human: Human | None) -> Mapping[str, object]:
    return {
        "opinion": human.opinion if human else "reject",
        "sign": bool(human and human.sign),
        "edit": list(human.edit) if human else [],
        "require": list(human.require) if human else [],
    }


def _detail(chart: Chart, detail: Mapping[str, object], language: str) -> Json:
    """The details with nodes called by their labels."""
    made: Json = dict(detail)
    to = made.get("to")
    if isinstance(to, str) and to in chart.places:
        made["to"] = label_of(chart, to, language)
    return made


def _named(detail: Mapping[str, Any]) -> list[UUID | None]:
    """The people that details name."""
    found: list[UUID | None] = []
    for value in detail.values():
        for one in value if isinstance(value, list) else [value]:  # pyright: ignore[reportUnknownVariableType]
            try:
                found.append(UUID(str(one)))  # pyright: ignore[reportUnknownArgumentType]
            except ValueError:
                continue
    return found


def _id(one: UUID | None) -> str | None:
    return str(one) if one else None
