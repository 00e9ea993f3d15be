"""What a person can do with a task or an instance now: the machine itself is asked.

Each act is tried on the state, on paper; what the machine refuses because of the person or the state
is not offered, what it refuses for want of something (an opinion, a signature, a field) is offered
with what it wants. So the buttons never promise what the server then refuses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from tombolo.base import ids
from tombolo.base.errors import Fault, Invalid
from tombolo.flow.acts import (
    Act,
    AddSign,
    Approve,
    Ask,
    Cut,
    Jump,
    Reject,
    Remind,
    Resolve,
    Resubmit,
    Return,
    Revive,
    Save,
    Suspend,
    TakeBack,
    Terminate,
    Transfer,
    Unsuspend,
    Withdraw,
)
from tombolo.flow.chart import START, Block, Human
from tombolo.flow.facts import Directory, Facts
from tombolo.flow.machine import step
from tombolo.flow.published import Published
from tombolo.flow.state import LIVE, Id, NodeRun, Person, State, Task

_NOBODY = UUID(int=0)
_LOOKED_AT = 3  # of the own decisions; older ones stand behind what came of them
_HOWS: tuple[Literal["retry", "skip", "choose", "assign"], ...] = (
    "retry", "skip", "choose", "assign",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """Acts by their name in the API; `targets` are the nodes that one may return or jump to, `modes`
    the ways back that the flow leaves to the person.
    """

    acts: tuple[str, ...]
    targets: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stuck:
    """An incident: its run, how it can be ended, and among how many ways one may choose."""

    run: NodeRun
    hows: tuple[str, ...]
    ways: int


@dataclass(frozen=True, slots=True)
class Trial:
    """Everything the machine needs besides an act."""

    charts: Published
    state: State
    facts: Facts
    directory: Directory
    now: datetime

    def takes(self, act: Act) -> bool:
        """Whether the machine would carry the act out, if it got all it wants."""
        try:
            step(self.charts, self.state, act, self.facts, self.directory, self.now, ids.uuid7)
        except Invalid:
            return True
        except Fault:
            return False
        return True


def of_task(trial: Trial, task: Id, by: Person) -> Offer:
    """What `by` can do with a task."""
    found: list[str] = []
    tries: tuple[tuple[str, Act], ...] = (
        ("approve", Approve(by=by, task=task)),
        ("reject", Reject(by=by, task=task, opinion="x")),
        ("transfer", Transfer(by=by, task=task, to=_NOBODY)),
        ("ask", Ask(by=by, task=task, of=_NOBODY)),
        ("add-sign", AddSign(by=by, task=task, people=(_NOBODY,), place="before")),
        ("save", Save(by=by, task=task)),
    )
    found.extend(name for name, act in tries if trial.takes(act))
    targets = tuple(
        key
        for key in (START, *_humans(trial, trial.state.tasks[task].instance))
        if trial.takes(Return(by=by, task=task, to=key, opinion="x"))
    )
    if targets:
        found.append("return")
    modes = tuple(
        mode
        for mode in ("rerun", "jump")
        if targets and trial.takes(Return(by=by, task=task, to=targets[0], mode=mode, opinion="x"))
    )
    return Offer(tuple(found), targets, modes)


def of_instance(trial: Trial, instance: Id, by: Person) -> Offer:
    """What `by` can do with an instance."""
    tries: tuple[tuple[str, Act], ...] = (
        ("withdraw", Withdraw(by=by, instance=instance)),
        ("resubmit", Resubmit(by=by, instance=instance)),
        ("remind", Remind(by=by, instance=instance)),
        ("terminate", Terminate(by=by, instance=instance, opinion="x")),
        ("suspend", Suspend(by=by, instance=instance)),
        ("resume", Unsuspend(by=by, instance=instance)),
    )
    found = [name for name, act in tries if trial.takes(act)]
    targets: list[str] = []
    for key in _humans(trial, instance):
        for name, act in (
            ("jump", Jump(by=by, instance=instance, to=key)),
            ("revive", Revive(by=by, instance=instance, to=key)),
        ):
            if trial.takes(act):
                targets.append(key)
                if name not in found:
                    found.append(name)
    return Offer(tuple(found), tuple(targets))


def taken_back(trial: Trial, instance: Id, by: Person) -> Task | None:
    """The newest decision of `by` that can be taken back as things stand."""
    mine = [
        one
        for one in trial.state.tasks.values()
        if one.instance == instance and one.decided_by == by and one.state == "approved"
    ]
    newest = sorted(mine, key=lambda one: one.act, reverse=True)[:_LOOKED_AT]
    return next((one for one in newest if trial.takes(TakeBack(by=by, task=one.id))), None)


def cut_out(trial: Trial, instance: Id, by: Person) -> tuple[Task, ...]:
    """The tasks of added people that `by` may take out again."""
    return tuple(
        one
        for one in trial.state.tasks.values()
        if one.instance == instance and one.kind != "main" and one.state in LIVE
        and trial.takes(Cut(by=by, task=one.id))
    )  # fmt: skip


def stuck(trial: Trial, instance: Id, by: Person) -> tuple[Stuck, ...]:
    """The incidents of an instance, and how `by` can end each."""
    of = trial.state.instances[instance]
    chart = trial.charts.at(of.flow, of.version)
    found: list[Stuck] = []
    for run in trial.state.nodes.values():
        if run.instance != instance or run.state != "incident":
            continue
        node = chart.places[run.key].node
        ways = len(node.branches) if isinstance(node, Block) else 0
        tries = {
            how: Resolve(by=by, instance=instance, run=run.id, how=how, people=(by,))
            for how in _HOWS
        }
        hows = tuple(how for how, act in tries.items() if trial.takes(act))
        if hows:
            found.append(Stuck(run, hows, ways))
    return tuple(found)


def _humans(trial: Trial, instance: Id) -> Iterator[str]:
    one = trial.state.instances[instance]
    for place in trial.charts.at(one.flow, one.version).places.values():
        if isinstance(place.node, Human):
            yield place.node.key
