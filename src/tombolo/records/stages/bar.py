"""The stages of one record: where it stood, where it stands, what is missing to go on.

What is missing is not guessed: each move that is allowed is computed and judged as a save would be,
all of them in the one computing SELECT.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tombolo.base.errors import Missing
from tombolo.base.problems import Problem
from tombolo.records.stages.tasks import role_name, task_of
from tombolo.records.visits import keep
from tombolo.records.work import Work
from tombolo.records.write import check, locks, stages
from tombolo.records.write.change import Change, Draft
from tombolo.records.write.compute import RecordResult, apply, compute
from tombolo.records.write.judge import Judge, judge
from tombolo.records.write.load import Found, load
from tombolo.records.write.merge import merged
from tombolo.schema.catalog import FormCard
from tombolo.schema.field import Field
from tombolo.schema.label import Label
from tombolo.schema.pipeline import Pipeline
from tombolo.schema.stage_fields import reason


@dataclass(frozen=True, slots=True)
class Target:
    """A move that is allowed, and what a save would refuse of it as the record stands."""

    key: str
    way: str  # forward, back, outcome, reopen
    reasoned: bool
    ask: tuple[str, ...]
    missing: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One stage field of one record. `stages` and `outcomes` are as the face draws them."""

    field: str
    label: str
    value: str
    state: str
    stages: list[dict[str, object]]
    outcomes: list[dict[str, object]]
    targets: list[Target]
    visits: list[dict[str, object]]


async def bars(work: Work[Any], form: str, id_: str) -> list[Bar]:
    """The stage bars of a record that this person may read. Raises Missing."""
    card = work.catalog.card(form)
    grant = work.grants.of(form)
    grant.demand("read")
    found = (await load(work, card, [id_], "update", lock=False)).get(id_)
    if found is None or found.deleted or not found.readable:
        raise Missing("record.missing", values={"form": form})
    shown = [
        (one, line)
        for one, line in stages.staged(card)
        if grant.sees(one.key) and one.key not in found.masked
    ]
    if not shown:
        return []
    visits, tasks = await keep.visits(work, form, id_), await keep.tasks(work, form, id_)
    people = {str(row[key]) for row in visits for key in ("by_member",) if row[key]}
    people |= {str(row[key]) for row in tasks for key in ("who", "done_by") if row[key]}
    names = await _names(work, sorted(people))
    return [
        await _bar(work, card, one, line, found, (id_, visits, tasks, names)) for one, line in shown
    ]


async def _names(work: Work[Any], people: Sequence[str]) -> Mapping[str, str]:
    return {str(row["id"]): row["name"] for row in await keep.people(work, people)}


_Kept = tuple[str, list[Any], list[Any], Mapping[str, str]]


async def _bar(
    work: Work[Any], card: FormCard, one: Field, line: Pipeline, found: Found, kept: _Kept
) -> Bar:
    id_, visits, tasks, names = kept
    stays = [row for row in visits if row["field"] == one.key]
    value = str(found.before.values.get(one.key) or "")
    colors = {spot.key: spot.color for spot in (*line.stages, *line.outcomes)}
    return Bar(
        field=one.key,
        label=one.label.say(work.language),
        value=value,
        state="" if not value else value if line.outcome(value) else "open",
        stages=[
            {
                **_spot(work, step.key, step.label, colors, stays),
                "state": _state(line, step.key, value, stays),
                "target_days": step.days or None,
                "tasks": [
                    _task(work, card, row, names)
                    for row in tasks
                    if row["field"] == one.key and row["stage"] == step.key
                ],
            }
            for step in line.stages
        ],
        outcomes=[
            {**_spot(work, end.key, end.label, colors, stays), "reached": end.key == value}
            for end in line.outcomes
        ],
        targets=await _targets(work, card, one, line, found, id_),
        visits=[
            {
                "visit": row["visit"],
                "stage": row["stage"],
                "label": line.label(row["stage"]).say(work.language),
                "outcome": row["outcome"],
                "entered_at": row["entered_at"].isoformat(),
                "left_at": row["left_at"].isoformat() if row["left_at"] else None,
                "seconds": row["seconds"],
                "by": names.get(str(row["by_member"]), ""),
                "reason": row["reason"],
            }
            for row in stays
        ],
    )


def _spot(
    work: Work[Any], key: str, label: Label, colors: Mapping[str, str], stays: Sequence[Any]
) -> dict[str, object]:
    mine = [row for row in stays if row["stage"] == key]
    seconds = sum(row["seconds"] for row in mine)
    return {
        "key": key,
        "label": label.say(work.language),
        "color": colors[key],
        "visits": len(mine),
        "seconds": seconds,
        "days": seconds // 86_400,
        "entered_at": mine[-1]["entered_at"].isoformat() if mine else None,
    }


def _state(line: Pipeline, key: str, value: str, stays: Sequence[Any]) -> str:
    """done, now, passed (never stood in, but behind), ahead."""
    if key == value:
        return "now"
    keys = [one.key for one in line.stages]
    been = {row["stage"] for row in stays}
    last = (
        value
        if value in keys
        else next((s["stage"] for s in reversed(stays) if s["stage"] in keys), "")
    )
    behind = last in keys and keys.index(key) <= keys.index(last)
    if behind:
        return "done" if key in been else "passed"
    return "ahead"


def _task(work: Work[Any], card: FormCard, row: Any, names: Mapping[str, str]) -> dict[str, object]:
    task = task_of(card, row["field"], row["stage"], row["key"])
    return {
        "id": str(row["id"]),
        "visit": row["visit"],
        "key": row["key"],
        "label": (task.label if task else Label(row["key"])).say(work.language),
        "mandatory": row["mandatory"],
        "asks_result": bool(task and task.result),
        "who": str(row["who"]) if row["who"] else None,
        "who_name": names.get(str(row["who"]), ""),
        "role": row["role"],
        "role_name": role_name(work, row["role"]),
        "due_on": row["due_on"].isoformat() if row["due_on"] else None,
        "overdue": row["state"] == "todo" and bool(row["due_on"] and row["due_on"] < work.today),
        "state": row["state"],
        "result": row["result"],
        "done_at": row["done_at"].isoformat() if row["done_at"] else None,
        "done_by": names.get(str(row["done_by"]), ""),
    }


# -- where it may go -----------------------------------------------------------------------------


async def _targets(
    work: Work[Any], card: FormCard, one: Field, line: Pipeline, found: Found, id_: str
) -> list[Target]:
    """The moves that this person may make, each judged as a save."""
    grant = work.grants.of(card.form.name)
    writes = grant.writes_in(one.key, new=False) and one.key not in found.barred
    if not (found.allowed and grant.may("update") and writes and found.before.values.get(one.key)):
        return []
    every = [key for key in line.keys if key != found.before.values[one.key]]
    drafts = merged(
        card.form, [Change({one.key: key}, id_) for key in every],
        {id_: found.before}, grant, [],
    )  # fmt: skip
    moves = [move for draft in drafts for move in stages.settle(card, [draft], "update", work.now)]
    results = await compute(work, card, drafts)
    apply(card, drafts, results)
    where = (id_, one.key)
    standing = (await keep.standings(work, card.form.name, [where]))[where]
    made: list[Target] = []
    for draft, result, move in zip(drafts, results, moves, strict=True):
        judging = judge(work, card, move, standing, result)
        if move.to not in judging.targets():
            continue
        told = [*judging.problems(), *_usual(work, card, draft, result, found)]
        unasked = [one for one in told if one.code != "stage.reason"]
        made.append(_target(judging, line, move.to, unasked))
    return made


def _usual(
    work: Work[Any], card: FormCard, draft: Draft, result: RecordResult, found: Found
) -> list[Problem]:
    """What a save would refuse beside the move itself."""
    held = {draft.id: found.locks}
    return [
        *check.of_record(card, draft, result),
        *locks.problems(work, card, [draft], held),
    ]


def _target(judging: Judge, line: Pipeline, to: str, missing: Sequence[Problem]) -> Target:
    end = line.outcome(to)
    way = judging.way()
    back, reopen = line.moves.back, line.moves.reopen
    reasoned = bool(
        (way == "back" and back and back.reason) or (way == "reopen" and reopen and reopen.reason)
    )
    ask = (*(end.asked if end else ()), *((reason(judging.move.one.key),) if reasoned else ()))
    return Target(to, way, reasoned, ask, tuple(missing))
