"""An approval as somebody sees it: who may see it, what happened, who has it, what is to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from tombolo.base import codec
from tombolo.base.errors import Fault
from tombolo.flow import signatures, store
from tombolo.flow.asked import facts
from tombolo.flow.chart import Chart, Human, Node
from tombolo.flow.command import lens_of
from tombolo.flow.faults import refuse
from tombolo.flow.forecast import Ahead, ahead
from tombolo.flow.lens import Lens
from tombolo.flow.offered import (
    Offer,
    Stuck,
    Trial,
    cut_out,
    of_instance,
    of_task,
    stuck,
    taken_back,
)
from tombolo.flow.organisation import House, house
from tombolo.flow.published import Published, published
from tombolo.flow.state import Id, Instance, State, Task
from tombolo.pg import named
from tombolo.records.read.record import records
from tombolo.records.work import Work

_SQL = named.beside(__file__)


@dataclass(frozen=True, slots=True)
class Happened:
    """One act, or one thing that the flow did by itself (`actor` None)."""

    seq: int
    at: datetime
    what: str  # an act (`Approve`), or an event of the flow (`node.skipped`)
    actor: UUID | None
    on_behalf_of: UUID | None
    node: str
    opinion: str
    detail: Mapping[str, object]
    signature: UUID | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """Everything a page on an approval shows."""

    state: State
    instance: Instance
    chart: Chart
    happened: tuple[Happened, ...]
    to_come: tuple[Ahead, ...]
    ends: str
    offer: Offer  # on the instance
    mine: Task | None  # the open task of who looks on
    on_mine: Offer | None
    back: Task | None  # the own decision that can be taken back
    cuts: tuple[Task, ...]  # of added people who can be taken out again
    stuck: tuple[Stuck, ...]
    lens: Lens  # what who looks on sees of the record
    by_lens: bool  # the record is seen through the flow alone, not by the person's own rights


# What people are told; the rest of the log is for replaying it.
_TOLD = frozenset({
    "node.skipped", "node.empty", "node.incident", "node.overdue", "task.auto", "task.inherited",
    "copy.sent", "jump.downgraded", "flow.restarted", "branch.rejected",
    "flow.approved", "flow.rejected",
})  # fmt: skip
# Acts of the clock tell by their events what they did.
_SILENT = frozenset({"act.Tick", "act.Edit", "act.Save"})


async def around(work: Work[Any], instance: Id, *, task: Id | None = None) -> Around:
    """An approval as the acting person sees it. Raises Missing for who may not, and for none."""
    root = await store.root_of(work.tx, instance=instance)
    if root is None:
        raise refuse("not_found")
    state = await store.load(work.tx, root)
    here = state.instances[instance]
    charts = await published(work, {(one.flow, one.version) for one in state.instances.values()})
    chart = charts.at(here.flow, here.version)
    lens, by_lens = await _sight(work, state, here, charts, task)
    who = await house(work)
    asked = await facts(work, charts, here.form, here.record)
    trial = Trial(charts, state, asked, who, work.now)
    me = work.actor.id
    mine = _mine(state, instance, me, task)
    to_come, ends = _ahead(trial, here)
    return Around(
        state=state,
        instance=here,
        chart=chart,
        happened=await _happened(work, root, instance),
        to_come=to_come,
        ends=ends,
        offer=of_instance(trial, instance, me),
        mine=mine,
        on_mine=of_task(trial, mine.id, me) if mine else None,
        back=taken_back(trial, instance, me),
        cuts=cut_out(trial, instance, me),
        stuck=stuck(trial, instance, me),
        lens=lens,
        by_lens=by_lens,
    )


def _ahead(trial: Trial, here: Instance) -> tuple[tuple[Ahead, ...], str]:
    if here.status not in {"running", "returned"} or here.parent is not None:
        return (), ""
    try:
        return ahead(
            trial.charts, trial.state, None, trial.facts, cast("House", trial.directory), trial.now
        )
    except Fault:
        return (), ""


def _mine(state: State, instance: Id, me: UUID, task: Id | None) -> Task | None:
    """The person's open task in the instance: the one asked for, else the oldest."""
    mine = [
        one
        for one in state.tasks.values()
        if one.instance == instance and one.assignee == me and one.state == "pending"
    ]
    asked = [one for one in mine if one.id == task]
    return (asked or mine or [None])[0]


async def _sight(
    work: Work[Any], state: State, here: Instance, charts: Published, task: Id | None
) -> tuple[Lens, bool]:
    """What the person sees of the record, and whether that is because of the flow alone.

    The initiator, deciders of today and before, who was told, and administrators may look; and
    everybody who may read the record. Nobody else learns that there is one.
    """
    me = work.actor.id
    chart = charts.at(here.flow, here.version)
    own = [one for one in state.tasks.values() if one.instance == here.id and me in _people(one)]
    open_ = [one for one in own if one.state == "pending"]
    chosen = [one for one in open_ if one.id == task] or open_
    if chosen:
        return lens_of(chart, state.nodes[chosen[0].node_run].key), True
    readable = bool(work.grants.of(here.form).may("read")) and bool(
        await records(work, here.form, [str(here.record)])
    )
    if readable or here.initiator == me or work.actor.is_admin:
        return Lens(here.form), not readable
    if own:
        lens = lens_of(chart, state.nodes[own[-1].node_run].key)
        return Lens(lens.form, lens.hide, frozenset(), lens.see), True
    if any(one.person == me and one.instance == here.id for one in state.copies.values()):
        return Lens(here.form), True
    raise refuse("not_found")


def _people(task: Task) -> tuple[UUID | None, ...]:
    return (task.assignee, task.decided_by, task.on_behalf_of)


async def demand_sight(work: Work[Any], instance: Id) -> None:
    """Raises Missing for who may not look at the approval, and where there is none."""
    root = await store.root_of(work.tx, instance=instance)
    if root is None:
        raise refuse("not_found")
    state = await store.load(work.tx, root)
    here = state.instances[instance]
    await _sight(work, state, here, await published(work, {(here.flow, here.version)}), None)


async def _happened(work: Work[Any], root: Id, instance: Id) -> tuple[Happened, ...]:
    """The log as people read it: each act with what it said, and what the flow did by itself."""
    rows = await work.tx.rows(_SQL["events"], root)
    signed = {str(one): one for one in await signatures.used(work, instance)}
    made: list[Happened] = []
    for group in _groups(rows):
        opening = group[0]
        data = cast("dict[str, Any]", codec.decode(opening["data"]))
        act = cast("dict[str, Any]", data.get("act", {}))
        about = next((row for row in group[1:] if row["task"]), None)
        if opening["type"] not in _SILENT and opening["instance"] == instance:
            made.append(
                Happened(
                    seq=int(opening["seq"]),
                    at=opening["at"],
                    what=str(opening["type"]).removeprefix("act."),
                    actor=opening["actor"],
                    on_behalf_of=about["on_behalf_of"] if about else None,
                    node=_node_of(about),
                    opinion=str(act.get("opinion") or ""),
                    detail={
                        key: act[key]
                        for key in ("to", "of", "people", "place", "mode", "how", "successor")
                        if act.get(key) not in (None, "", [], ())
                    },
                    signature=signed.get(str(act.get("signature"))),
                )
            )
        made.extend(
            Happened(
                seq=int(row["seq"]), at=row["at"], what=row["type"], actor=None, on_behalf_of=None,
                node=_node_of(row), opinion="",
                detail={k: v for k, v in cast("dict[str, Any]", codec.decode(row["data"])).items() if k != "node"},
            )
            for row in group[1:]
            if row["type"] in _TOLD and row["instance"] == instance
        )  # fmt: skip
    return tuple(made)


def _groups(rows: Sequence[Any]) -> list[list[Any]]:
    groups: list[list[Any]] = []
    for row in rows:
        if str(row["type"]).startswith("act.") or not groups:
            groups.append([])
        groups[-1].append(row)
    return groups


def _node_of(row: Any) -> str:
    if row is None:
        return ""
    return str(cast("dict[str, Any]", codec.decode(row["data"])).get("node") or "")


def label_of(chart: Chart, node: str, language: str) -> str:
    """What a node is called; its key where it has no label."""
    place = chart.places.get(node)
    said = place.node.label.say(language) if place else ""
    return said or node


def human_of(chart: Chart, node: str) -> Human | None:
    """The definition of a node that waits for people."""
    found: Node | None = chart.places[node].node if node in chart.places else None
    return found if isinstance(found, Human) else None
