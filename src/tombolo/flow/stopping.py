"""Ending, freezing and thawing what runs: one run, everything behind a point, a whole instance."""

from dataclasses import replace

from tombolo.flow.move import Move
from tombolo.flow.state import CLOSED, BlockRun, BranchRun, Id, NodeRun, NodeState, Resume, Status

RUNNING = frozenset({"active", "frozen", "incident"})


def leave(move: Move, run: NodeRun, state: NodeState) -> None:
    """The run ends so; its tasks, timers, children and frozen context end with it."""
    move.close_tasks(run.id)
    stop_timers(move, run.id)
    move.put(
        replace(
            move.nodes[run.id], state=state, closed_at=move.asking.now, resume=None, remaining=None
        )
    )
    for child in move.children(run.id):
        if child.status not in CLOSED:
            close(move, child.id, "terminated")
    if run.resume is not None:
        discard(move, run.resume)


def stop_timers(move: Move, run: Id) -> None:
    for timer in move.timers_of(run):
        if timer.state in {"armed", "held"}:
            move.put(replace(timer, state="cancelled"))


def clear(move: Move, branch: Id, start: int) -> None:
    """From position `start` on nothing runs and nothing counts: open is cancelled, done is voided."""
    for run in move.runs_in(branch):
        if move.index(run) >= start:
            _clear_run(move, move.nodes[run.id])
    for block in move.blocks_in(branch):
        if move.index(block) >= start:
            _clear_block(move, block)


def _clear_run(move: Move, run: NodeRun) -> None:
    if run.state in RUNNING:
        leave(move, run, "cancelled")
    elif run.state in {"passed", "skipped"}:
        move.put(replace(run, state="voided"))


def _clear_block(move: Move, block: BlockRun) -> None:
    if block.state in {"cancelled", "voided"}:
        return
    for branch in move.branches_of(block.id):
        clear(move, branch.id, 0)
        done = branch.state in {"ended", "rejected"}
        move.put(replace(move.branches[branch.id], state="voided" if done else "cancelled"))
    done = block.state == "ended"
    move.put(replace(move.blocks[block.id], state="voided" if done else "cancelled"))


def discard(move: Move, resume: Resume) -> None:
    """What was frozen will not come back: behind where each branch now stands nothing counts."""
    for branch in (resume.scope, *(one for one, _ in resume.reopened)):
        clear(move, branch, move.branches[branch].cursor + 1)


def halt(move: Move, branch: Id) -> None:
    """Everything open in the branch is cancelled; what is done stays done."""
    for run in move.runs_in(branch):
        if move.nodes[run.id].state in RUNNING:
            leave(move, move.nodes[run.id], "cancelled")
    for block in move.blocks_in(branch):
        if move.blocks[block.id].state in {"active", "frozen"}:
            for inner in move.branches_of(block.id):
                halt(move, inner.id)
                if move.branches[inner.id].state in {"active", "frozen"}:
                    move.put(replace(move.branches[inner.id], state="cancelled"))
            move.put(replace(move.blocks[block.id], state="cancelled"))


def close(move: Move, instance: Id, status: Status) -> None:
    """The instance is over: nothing open, frozen or ticking is left of it."""
    trunk = move.trunk(instance)
    halt(move, trunk.id)
    over = "ended" if status == "approved" else "cancelled"
    move.put(replace(move.branches[trunk.id], state=over))
    move.put(replace(move.instances[instance], status=status, finished_at=move.asking.now))
    move.tell(f"flow.{status}", instance)


# ---- standing still ----


def freeze_run(move: Move, run: NodeRun) -> None:
    """The run stands still: out of every inbox, its clock stopped."""
    still(move, run.id)
    move.put(replace(move.nodes[run.id], state="frozen"))


def still(move: Move, run: Id) -> None:
    """Tasks out of the inboxes, clocks stopped."""
    for task in move.tasks_of(run):
        if task.state == "pending":
            move.put(replace(task, state="suspended"))
    for timer in move.timers_of(run):
        if timer.state == "armed":
            move.put(replace(timer, state="held"))
            left = timer.due_at - move.asking.now
            move.put(replace(move.nodes[run], remaining=left))


def stir(move: Move, run: Id) -> None:
    """The same, back: tasks pending, clocks go on with what was left."""
    for task in move.tasks_of(run):
        if task.state == "suspended":
            move.put(replace(task, state="pending"))
            move.notify("task.given", task.instance, task.assignee, task=task.id)
    left = move.nodes[run].remaining
    for timer in move.timers_of(run):
        if timer.state == "held" and left is not None:
            due = move.asking.now + left
            move.put(replace(timer, state="armed", due_at=due))
            move.put(replace(move.nodes[run], remaining=None, due_at=due))


def freeze(move: Move, scope: BranchRun, returner: Id | None) -> Resume:
    """Everything that runs below the scope stands still; what is needed to thaw it."""
    nodes: list[Id] = []
    blocks: list[Id] = []
    branches: list[Id] = []
    children: list[Id] = []

    def down(branch: Id) -> None:
        for run in move.runs_in(branch):
            if run.state in {"active", "incident"}:
                freeze_run(move, run)
                nodes.append(run.id)
                for child in move.children(run.id):
                    if child.status not in CLOSED and child.status != "suspended":
                        suspend(move, child.id)
                        children.append(child.id)
        for block in move.blocks_in(branch):
            if block.state == "active":
                move.put(replace(block, state="frozen"))
                blocks.append(block.id)
                for inner in move.branches_of(block.id):
                    if inner.state == "active":
                        move.put(replace(inner, state="frozen"))
                        branches.append(inner.id)
                    down(inner.id)

    down(scope.id)
    return Resume(
        scope.id, scope.cursor, returner, tuple(nodes), tuple(blocks), tuple(branches),
        tuple(children),
    )  # fmt: skip


def suspend(move: Move, instance: Id) -> None:
    """The instance stands still, with the children it waits for."""
    for run in [r for r in move.nodes.values() if r.instance == instance]:
        if run.state in {"active", "incident"}:
            still(move, run.id)
            for child in move.children(run.id):
                if child.status not in CLOSED:
                    suspend(move, child.id)
    move.status(instance, "suspended")
    move.tell("flow.suspended", instance)


def unsuspend(move: Move, instance: Id) -> None:
    """The instance goes on where it stood."""
    for run in [r for r in move.nodes.values() if r.instance == instance]:
        if run.state in {"active", "incident"}:
            stir(move, run.id)
            for child in move.children(run.id):
                if child.status == "suspended":
                    unsuspend(move, child.id)
    move.status(instance, standing(move, instance))
    move.tell("flow.resumed", instance)


def standing(move: Move, instance: Id) -> Status:
    """Which open status the rows of an instance amount to."""
    runs = [r for r in move.nodes.values() if r.instance == instance]
    if any(r.kind == "start" and r.state == "active" for r in runs):
        return "returned"
    if any(r.state == "incident" for r in runs):
        return "incident"
    return "running"
