"""The way an instance will take with the record as it is, if everybody agrees: played on paper.

The machine itself walks it: every open task is approved by its person until nothing is open. So the
picture of the way to come never tells another story than the flow.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tombolo.base import ids
from tombolo.base.errors import Fault
from tombolo.flow.acts import Act, Approve, Resubmit, Submit
from tombolo.flow.chart import Block, Branch, Chart, Human, Node
from tombolo.flow.facts import Directory, Facts
from tombolo.flow.machine import step
from tombolo.flow.published import Published
from tombolo.flow.state import Id, NodeRun, Person, State, Task

_MOST = 500  # decisions on paper
_SIGNED = UUID(int=1)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A node that will be entered: who will decide, as far as is known now."""

    node: str
    people: tuple[Person, ...]
    state: str  # passed, skipped, incident: what becomes of it on paper


def ahead(
    charts: Published,
    state: State | None,
    first: Submit | None,
    facts: Facts,
    directory: Directory,
    now: datetime,
) -> tuple[tuple[Ahead, ...], str]:
    """The nodes entered from here on, in order, and how it ends ("" when that cannot be said).

    `first` starts an instance that is not there yet. Raises the fault with which it would be refused.
    """
    eased = Published({key: _eased(chart) for key, chart in charts.charts.items()}, charts.versions)
    calm = replace(facts, changed=(), blank=frozenset())
    known = frozenset(state.nodes) if state else frozenset[Id]()
    now_open = _open_runs(state)

    def did(before: State | None, act: Act) -> State:
        return step(eased, before, act, calm, directory, now, ids.uuid7).state

    if first is not None:
        state = did(None, first)
    assert state is not None
    for _ in range(_MOST):
        act = _next(state)
        if act is None:
            break
        try:
            state = did(state, act)
        except Fault:
            break  # somebody has to choose people, or the like: the rest cannot be said
    told = tuple(
        _told(state, run)
        for run in state.nodes.values()
        if run.id not in known and run.id not in now_open and run.kind in {"approve", "handle"}
    )
    status = state.instance.status
    return told, status if status in {"approved", "rejected", "incident"} else ""


def _open_runs(state: State | None) -> frozenset[Id]:
    if state is None:
        return frozenset()
    return frozenset(run.id for run in state.nodes.values() if run.state == "active")


def _next(state: State) -> Act | None:
    """The next decision on paper: the oldest open task, approved; a returned instance goes on."""
    for instance in state.instances.values():
        if instance.status == "returned":
            return Resubmit(by=instance.initiator, instance=instance.id)
    for task in state.tasks.values():
        if task.state == "pending":
            return _agreed(task)
    return None


def _agreed(task: Task) -> Act:
    return Approve(by=task.assignee, task=task.id, opinion="x", signature=_SIGNED)


def _told(state: State, run: NodeRun) -> Ahead:
    slots = {slot.id for slot in state.slots.values() if slot.node_run == run.id}
    people = dict.fromkeys(
        task.assignee for task in state.tasks.values() if task.slot in slots and task.kind == "main"
    )
    return Ahead(run.key, tuple(people), run.state)


def _eased(chart: Chart) -> Chart:
    """The chart without what only a person can bring: signatures, required fields, checks."""
    return replace(chart, nodes=tuple(_ease(node) for node in chart.nodes))


def _ease(node: Node) -> Node:
    if isinstance(node, Human):
        return replace(node, require=(), checks=(), sign=False, restart=None)
    if isinstance(node, Block):
        return replace(node, branches=tuple(_ease_branch(one) for one in node.branches))
    return node


def _ease_branch(branch: Branch) -> Branch:
    return replace(branch, do=tuple(_ease(node) for node in branch.do))
