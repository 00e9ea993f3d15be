"""What the slots of a node run amount to: which steps are due, and whether the node is decided."""

from collections.abc import Sequence
from dataclasses import replace

from tombolo.flow.assign import admins
from tombolo.flow.chart import Human
from tombolo.flow.move import Judge, Move, Past, Refused, Thaw
from tombolo.flow.state import LIVE, NodeRun, Slot, Task
from tombolo.flow.stopping import leave, stop_timers


def onward(move: Move, run: NodeRun) -> None:
    """What follows a run that is done: its frozen context, or the next node."""
    move.next(Thaw(run.id) if run.resume is not None else Past(run.branch))


def skip(move: Move, run: NodeRun, why: str) -> None:
    """Counts as passed, though nobody decided."""
    stop_timers(move, run.id)
    move.close_tasks(run.id)
    move.put(replace(move.nodes[run.id], state="skipped", because=why, closed_at=move.asking.now))
    move.tell("node.skipped", run.instance, run=run, why=why)
    onward(move, run)


def pass_run(move: Move, run: NodeRun) -> None:
    """The run has what it needs."""
    move.close_tasks(run.id)
    stop_timers(move, run.id)
    move.put(replace(move.nodes[run.id], state="passed", closed_at=move.asking.now))
    move.tell("node.passed", run.instance, run=run)
    onward(move, run)


def turn_down(move: Move, run: NodeRun) -> None:
    """The run is rejected; the node's rule says what that means for the flow."""
    leave(move, run, "rejected")
    move.tell("node.rejected", run.instance, run=run)
    move.next(Refused(run.id))


def judge(move: Move, intent: Judge) -> None:
    """Open the steps that are due, settle the slots, and see whether the node is decided."""
    run = move.nodes[intent.run]
    if run.state == "frozen":
        _settle(move, run, due="suspended")
        return
    node = move.human(run)
    if run.state != "active" or node is None:
        return
    due = "suspended" if move.instances[run.instance].status == "suspended" else "pending"
    _settle(move, run, due)
    match verdict(run.mode, run.th_num, run.th_den, node, move.slots_of(run.id)):
        case "passed":
            pass_run(move, run)
        case "rejected":
            turn_down(move, run)
        case _:
            pass


def _settle(move: Move, run: NodeRun, due: str) -> None:
    for slot in move.slots_of(run.id):
        if slot.state == "open":
            _settle_slot(move, slot)
    if not move.slots_of(run.id):  # whoever sat here is gone: a node is never without a signature
        _last_resort(move, run)
    if run.mode == "seq":
        first = next((s for s in move.slots_of(run.id) if s.state == "open"), None)
        if first is not None and not first.opened:
            move.put(replace(first, opened=True))
    for slot in move.slots_of(run.id):
        if slot.opened and slot.state == "open":
            for task in move.steps(slot.id):
                if task.state == "waiting" and not _blocked(move, task):
                    _give(move, task, due)


def _give(move: Move, task: Task, due: str) -> None:
    if due == "pending":
        move.put(replace(task, state="pending"))
        move.notify("task.given", task.instance, task.assignee, task=task.id)
    else:
        move.put(replace(task, state="suspended"))


def _settle_slot(move: Move, slot: Slot) -> None:
    steps = move.steps(slot.id)
    if any(t.state == "rejected" and t.kind != "advice" for t in steps):
        for task in steps:
            if task.state in LIVE:
                move.put(replace(task, state="closed", act=move.rev))
        move.put(replace(slot, state="rejected"))
    elif not any(t.state in LIVE for t in steps):
        signed = any(t.state in {"approved", "auto"} and t.kind != "advice" for t in steps)
        move.put(replace(slot, state="approved" if signed else "removed"))


def _blocked(move: Move, task: Task) -> bool:
    """A task waits for those added before it and for its advisers; one added after, for its owner."""
    for other in move.steps(task.slot):
        before = other.beside == task.id and other.kind in {"before", "advice"}
        after = task.kind == "after" and task.beside == other.id
        if (before or after) and other.state in LIVE:
            return True
    return False


def _last_resort(move: Move, run: NodeRun) -> None:
    of = move.instances[run.instance]
    for person in admins(move, of)[:1]:
        slot = Slot(move.ids(), run.id, 1)
        move.put(slot)
        move.put(
            Task(
                id=move.ids(),
                slot=slot.id,
                node_run=run.id,
                instance=of.id,
                step_no=1,
                kind="main",
                assignee=person,
                state="waiting",
            )
        )
        return
    move.put(replace(move.nodes[run.id], state="incident", because="nobody"))
    move.tell("node.incident", of.id, run=run, why="nobody")
    if of.status == "running":
        move.status(of.id, "incident")


def verdict(mode: str, num: int, den: int, node: Human, slots: Sequence[Slot]) -> str:
    """Passed, rejected, or "" while it is open. `slots` are those that count."""
    states = [slot.state for slot in slots]
    if not states:
        return ""
    match mode:
        case "any":
            if "approved" in states:
                return "passed"
            if node.anyrej == "all":
                return "rejected" if all(s == "rejected" for s in states) else ""
            return "rejected" if "rejected" in states else ""
        case "vote":
            strict = node.threshold is not None and node.threshold.strict
            return _count(num, den, slots, strict=strict)
        case _:
            if "rejected" in states:
                return "rejected"
            return "passed" if all(s == "approved" for s in states) else ""


def _count(num: int, den: int, slots: Sequence[Slot], *, strict: bool) -> str:
    """Exact fractions, compared by multiplying across. The total is of the slots that exist now."""
    total = sum(slot.weight for slot in slots)
    yes = sum(slot.weight for slot in slots if slot.state == "approved")
    undecided = sum(slot.weight for slot in slots if slot.state == "open")
    need = num * total if den else num
    of_one = den or 1

    def enough(weight: int) -> bool:
        return weight * of_one > need if strict else weight * of_one >= need

    if enough(yes):
        return "passed"
    return "" if enough(yes + undecided) else "rejected"
