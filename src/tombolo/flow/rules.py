"""What must hold after every act, from the rows alone: for the tests and for the nightly look."""

from collections.abc import Iterator, Sequence

from tombolo.base.problems import Problem
from tombolo.flow.facts import Charts
from tombolo.flow.judging import verdict
from tombolo.flow.state import CLOSED, LIVE, Instance, NodeRun, State, Task

OPEN_RUN = frozenset({"active", "frozen"})


def problems(state: State, charts: Charts) -> list[Problem]:
    """Everything that is not as it must be; the values say which row."""
    found: list[Problem] = []
    for of in state.instances.values():
        found += _instance(state, of)
    for run in state.nodes.values():
        found += _run(state, charts, run)
    found += _branches(state)
    found += _blocks(state)
    found += _timers(state)
    return found


def _wrong(rule: int, row: object) -> Problem:
    return Problem("flow.invariant", f"rule {rule}", {"rule": rule, "row": str(row)})


def _instance(state: State, of: Instance) -> Iterator[Problem]:
    runs = [r for r in state.nodes.values() if r.instance == of.id]
    tasks = [t for t in state.tasks.values() if t.instance == of.id]
    timers = [t for t in state.timers.values() if t.instance == of.id]
    pending = [t for t in tasks if t.state == "pending"]
    if of.status in CLOSED and (
        any(t.state in LIVE for t in tasks)
        or any(r.state in OPEN_RUN or r.state == "incident" for r in runs)
        or any(t.state in {"armed", "held"} for t in timers)
        or any(c.parent == of.id and c.status not in CLOSED for c in state.instances.values())
    ):
        yield _wrong(1, of)
    if of.status == "running" and not (
        pending or any(r.state == "active" and r.kind in {"sub", "auto"} for r in runs)
    ):
        yield _wrong(2, of)
    if of.status == "returned" and any(state.nodes[t.node_run].kind != "start" for t in pending):
        yield _wrong(3, of)
    if of.status == "returned" and not pending:
        yield _wrong(3, of)
    if (of.status == "incident") != any(r.state == "incident" for r in runs) and of.status in {
        "incident",
        "running",
    }:
        yield _wrong(2, of)
    if of.status == "suspended" and pending:
        yield _wrong(1, of)


def _run(state: State, charts: Charts, run: NodeRun) -> Iterator[Problem]:
    tasks = [t for t in state.tasks.values() if t.node_run == run.id]
    slots = [s for s in state.slots.values() if s.node_run == run.id and s.state != "removed"]
    of = state.instances[run.instance]
    node = charts.at(of.flow, of.version).human(run.key)
    human = run.kind in {"approve", "handle"}
    open_slots = {s.id for s in slots if s.state == "open" and s.opened}
    due = any(t.state == "pending" and t.slot in open_slots for t in tasks)
    if run.state == "active" and human and of.status != "suspended" and not due:
        yield _wrong(4, run)
    if run.state not in OPEN_RUN and any(t.state in LIVE for t in tasks):
        yield _wrong(1, run)
    if run.state == "frozen" and any(t.state == "pending" for t in tasks):
        yield _wrong(1, run)
    if run.resume is not None and run.state not in {"active", "frozen", "incident"}:
        yield _wrong(4, run)
    seats = [t.assignee for t in tasks if t.state in {"pending", "suspended"}]
    if len(seats) != len(set(seats)):
        yield _wrong(5, run)
    present = of.round == run.round  # an older round may stand on an older version
    if run.state == "passed" and human and node is not None and present:
        slots.sort(key=lambda s: s.ord)
        again = verdict(run.mode, run.th_num, run.th_den, node, slots)
        if again != "passed":
            yield _wrong(6, run)
    yield from _deciders(tasks)


def _deciders(tasks: Sequence[Task]) -> Iterator[Problem]:
    for task in tasks:
        decided = task.state in {"approved", "rejected", "returned"}
        if decided and task.decided_by != task.assignee:
            yield _wrong(11, task)
        if task.hops > 10:
            yield _wrong(11, task)


def _branches(state: State) -> Iterator[Problem]:
    active: dict[object, int] = {}
    for run in state.nodes.values():
        if run.state in {"active", "incident"}:
            active[run.branch] = active.get(run.branch, 0) + 1
            if state.branches[run.branch].state != "active":
                yield _wrong(4, run)
    for block in state.blocks.values():
        if block.state == "active":
            active[block.branch] = active.get(block.branch, 0) + 1
            if state.branches[block.branch].state != "active":
                yield _wrong(7, block)
    for branch, count in active.items():
        if count > 1:
            yield _wrong(4, branch)
    for branch in state.branches.values():
        open_ = state.instances[branch.instance].status not in CLOSED
        if branch.state == "active" and open_ and not active.get(branch.id):
            yield _wrong(2, branch)
    yield from _frozen(state)


def _frozen(state: State) -> Iterator[Problem]:
    """Everything frozen is in the hands of a run that will thaw or discard it."""
    frozen = [r.id for r in state.nodes.values() if r.state == "frozen"]
    kept = {
        one
        for run in state.nodes.values()
        if run.resume is not None and run.state in {"active", "frozen", "incident"}
        for one in run.resume.nodes
    }
    for run in frozen:
        if run not in kept:
            yield _wrong(1, state.nodes[run])


def _blocks(state: State) -> Iterator[Problem]:
    for block in state.blocks.values():
        inner = [b for b in state.branches.values() if b.block == block.id]
        if tuple(sorted(b.idx for b in inner)) != tuple(sorted(block.chosen)):
            yield _wrong(7, block)
        over = all(b.state in {"ended", "rejected"} for b in inner)
        if block.state == "ended" and not over:
            yield _wrong(7, block)
        if block.state == "active" and over:
            yield _wrong(7, block)


def _timers(state: State) -> Iterator[Problem]:
    for timer in state.timers.values():
        run = state.nodes[timer.node_run]
        still = run.state == "frozen" or state.instances[run.instance].status == "suspended"
        if timer.state == "armed" and (run.state != "active" or still):
            yield _wrong(14, timer)
        if timer.state == "held" and (not still or run.remaining is None):
            yield _wrong(14, timer)
