"""拿回: one's approval is undone while everything that it caused is untouched."""

from dataclasses import replace

from tombolo.flow.acts import TakeBack
from tombolo.flow.faults import refuse
from tombolo.flow.judging import judge
from tombolo.flow.move import Judge, Move
from tombolo.flow.state import BranchRun, NodeRun, Task
from tombolo.flow.stopping import clear


def take_back(move: Move, act: TakeBack) -> None:
    """The task is pending again; a node that had passed, and the joins behind it, open again."""
    task = move.tasks.get(act.task)
    if task is None:
        raise refuse("not_found")
    of = move.demand(task.instance, "running", "incident")
    run = move.nodes[task.node_run]
    if task.assignee != act.by or task.decided_by != act.by:
        raise refuse("not_assignee")
    if task.state != "approved" or task.kind == "advice" or run.kind == "start":
        raise refuse("not_allowed")
    branch = move.branches[run.branch]
    if run.state == "passed":
        _demand_standing_behind(move, run, branch, task)
        _reopen(move, run, branch)
    elif run.state != "active":
        raise refuse("closed")
    _unsign(move, run, task)
    move.tell("task.taken_back", of.id, run=run, task=replace(task, decided_by=act.by))
    judge(move, Judge(run.id))


def _demand_standing_behind(move: Move, run: NodeRun, branch: BranchRun, task: Task) -> None:
    """The run passed by this very decision, and nobody has touched what came after it."""
    closing = max(
        (t.act for t in move.tasks_of(run.id) if t.state in {"approved", "auto"}), default=0
    )
    if closing != task.act:
        raise refuse("closed")
    if branch.state not in {"active", "ended"} or branch.cursor <= move.index(run):
        raise refuse("closed")
    position = move.index(run)
    for here in move.upward(branch):
        for later in _later(move, here, position):
            if later.cause < task.act or not _pristine(move, later):
                raise refuse("closed")
        if here.state == "active":
            return
        if here.block is None or move.blocks[here.block].state not in {"active", "ended"}:
            raise refuse("closed")
        block = move.blocks[here.block]
        if block.state == "active":
            return
        position = move.index(block)


def _later(move: Move, branch: BranchRun, position: int) -> list[NodeRun]:
    """Every run that counts behind a position, in blocks too."""
    found = [
        run
        for run in move.runs_in(branch.id)
        if move.index(run) > position and run.state not in {"cancelled", "voided", "returned"}
    ]
    for block in move.blocks_in(branch.id):
        if move.index(block) > position and block.state in {"active", "ended", "frozen"}:
            for inner in move.branches_of(block.id):
                found += _later(move, inner, -1)
    return found


def _pristine(move: Move, run: NodeRun) -> bool:
    if run.kind in {"auto", "sub"} and run.state != "skipped":
        return False  # what it has begun elsewhere cannot be taken back
    if run.state in {"frozen", "rejected", "incident"}:
        return False
    closed_with_it = run.state == "passed"
    return all(
        t.kind == "main" and t.hops == 0
        and (t.state in {"pending", "waiting", "auto"} or (closed_with_it and t.state == "closed"))
        for t in move.tasks_of(run.id)
    )  # fmt: skip


def _reopen(move: Move, run: NodeRun, branch: BranchRun) -> None:
    position = move.index(run)
    for here in move.upward(branch):
        clear(move, here.id, position + 1)
        was = here.state
        move.put(replace(move.branches[here.id], state="active", cursor=position))
        if was == "active" or here.block is None:
            break
        block = move.blocks[here.block]
        if block.state == "active":
            break
        move.put(replace(block, state="active"))
        position = move.index(block)
    move.put(replace(move.nodes[run.id], state="active", closed_at=None))


def _unsign(move: Move, run: NodeRun, task: Task) -> None:
    """The slot is open again, and with it what this decision had closed in the node."""
    for one in move.tasks_of(run.id):
        if one.state == "closed" and one.act == task.act:
            move.put(replace(one, state="waiting"))
        elif one.kind == "after" and one.beside == task.id:
            if one.state not in {"pending", "waiting"}:
                raise refuse("closed")
            move.put(replace(one, state="closed", act=move.rev))
    move.put(
        replace(
            task, state="waiting", decided_by=None, decided_at=None, act=move.rev, signature=None
        )
    )
    slot = move.slots[task.slot]
    move.put(replace(slot, state="open"))
    if run.mode == "seq":
        for later in move.slots_of(run.id):
            if later.ord > slot.ord and later.state == "open":
                for one in move.steps(later.id):
                    if one.state == "pending":
                        if one.hops or one.kind != "main":
                            raise refuse("closed")
                        move.put(replace(one, state="waiting"))
                move.put(replace(later, opened=False))
            elif later.ord > slot.ord:
                raise refuse("closed")
