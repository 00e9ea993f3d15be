"""Going back: a scope is stopped or frozen, and the flow goes on from its target.

The scope is the innermost sequence that holds both the target and the place one returns from. With
*rerun* everything in it from the target on is void; with *jump* it is frozen and thawed when the
target is done. From behind a join into a branch, only that branch opens again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tombolo.flow.assign import decisions, successor
from tombolo.flow.chart import START, Block, Human
from tombolo.flow.entering import before, ways
from tombolo.flow.faults import refuse
from tombolo.flow.move import Finish, Go, Joined, Judge, Move, Past, Refused, Thaw
from tombolo.flow.state import (
    BlockRun,
    BranchRun,
    Id,
    NodeRun,
    Person,
    Resume,
    Slot,
    Task,
    Write,
)
from tombolo.flow.stopping import clear, freeze, halt, leave, stir, unsuspend

How = Literal["rerun", "jump"]


@dataclass(frozen=True, slots=True)
class Target:
    """A place to go back to. `down` are the branches behind a join, from the scope inward."""

    key: str
    scope: BranchRun
    index: int
    down: tuple[BranchRun, ...] = ()
    run: NodeRun | None = None  # the run that is decided anew


def target_of(move: Move, run: NodeRun, to: str) -> Target:
    """Where `to` is, seen from `run`. Refused when the way there is not clear."""
    branch = move.branches[run.branch]
    if to == "prev":
        found = before(move, branch, move.index(run), really=True)
        if len(found) > 1:
            raise refuse("target_ambiguous")
        to = found[0].key if found else START
    if to == START:
        return Target(START, move.trunk(run.instance), -1)
    if to == run.key:
        raise refuse("target_self")
    decided = decisions(move, run.instance, to)
    if not decided:
        raise refuse("target_invalid", node=to)
    found_at = _locate(move, branch, move.nodes[decided[-1].node_run])
    if found_at is None:
        raise refuse("target_invalid", node=to)
    return found_at


def _locate(move: Move, branch: BranchRun, goal: NodeRun) -> Target | None:
    """The way from `branch` to a done run: up to the common branch, and down through joins."""
    around = {one.id for one in move.upward(branch)}
    down: list[BranchRun] = []
    for here in move.upward(move.branches[goal.branch]):
        if here.id in around:
            joint = _block(move, down[-1]) if down else None
            point = move.index(joint or goal)
            if (joint and joint.state != "ended") or point >= here.cursor:
                return None  # a branch beside this one, or behind where the flow stands
            return Target(goal.key, here, move.index(goal), tuple(reversed(down)), goal)
        if here.state not in {"ended", "rejected"}:
            return None
        down.append(here)
    return None


def _block(move: Move, branch: BranchRun) -> BlockRun:
    assert branch.block is not None
    return move.blocks[branch.block]


def targets(move: Move, run: NodeRun) -> tuple[str, ...]:
    """Every place the people of a run may return to, for the list that the server offers."""
    found = [START]
    branch = move.branches[run.branch]
    for key in move.chart(run.instance).places:
        done = decisions(move, run.instance, key)
        if key != run.key and done and _locate(move, branch, move.nodes[done[-1].node_run]):
            found.append(key)
    return tuple(found)


def go_back(move: Move, target: Target, how: How, returner: Id | None) -> None:
    """Stop or freeze the scope, and take up the target."""
    resume: Resume | None = None
    if how == "jump":
        resume = freeze(move, target.scope, returner)
        kept = tuple((one.id, one.cursor) for one in target.down)
        resume = replace(resume, reopened=kept)
        if target.run is not None:
            move.put(replace(target.run, state="voided"))
    else:
        first = target.index if not target.down else move.index(_block(move, target.down[0])) + 1
        clear(move, target.scope.id, max(first, 0))
        for number, one in enumerate(target.down):
            last = number == len(target.down) - 1
            inner = None if last else move.index(_block(move, target.down[number + 1])) + 1
            clear(move, one.id, target.index if inner is None else inner)
    _set_cursors(move, target)
    last = target.down[-1] if target.down else target.scope
    if target.key == START:
        _wait_at_start(move, last, resume)
    else:
        move.next(Go(last.id, resume))


def _set_cursors(move: Move, target: Target) -> None:
    """The scope and the branches that open again stand where the way to the target leads."""
    line = (target.scope, *target.down)
    for number, one in enumerate(line):
        inner = _block(move, line[number + 1]) if number + 1 < len(line) else None
        cursor = target.index if inner is None else move.index(inner)
        move.put(replace(move.branches[one.id], state="active", cursor=cursor))
        if inner is not None:
            move.put(replace(move.blocks[inner.id], state="active"))


def _wait_at_start(move: Move, trunk: BranchRun, resume: Resume | None) -> None:
    of = move.instances[trunk.instance]
    person = of.initiator
    if not move.asking.active(person):
        person = successor(move, of, person, None) or person
    run = NodeRun(
        id=move.ids(), instance=of.id, branch=trunk.id, key=START, kind="start", round=of.round,
        mode="one", cause=move.rev, resume=resume, activated_at=move.asking.now,
    )  # fmt: skip
    slot = Slot(move.ids(), run.id, 1)
    task = Task(move.ids(), slot.id, run.id, of.id, 1, "main", person)
    for row in (run, slot, task):
        move.put(row)
    move.status(of.id, "returned")
    move.tell("flow.returned", of.id, run=run)
    move.notify("task.given", of.id, person, task=task.id)
    move.writes.append(Write(of.id, "returned", "returned"))


def resume_start(move: Move, run: NodeRun) -> None:
    """The initiator sends it on again."""
    move.put(replace(run, state="passed", closed_at=move.asking.now))
    move.put(replace(move.instances[run.instance], status="running"))
    move.tell("flow.resubmitted", run.instance, run=run)
    move.writes.append(Write(run.instance, "start", "running"))
    move.next(Thaw(run.id) if run.resume is not None else Past(run.branch))


# ---- what a rejection means ----


def refused(move: Move, intent: Refused) -> None:
    """The node's reject rule."""
    run = move.nodes[intent.run]
    node = move.human(run)
    branch = move.branches[run.branch]
    if run.state != "rejected" or node is None or branch.state != "active":
        return
    if node.reject == "branch":
        outer = next(
            (b for b in move.upward(branch) if b.block and _block(move, b).kind != "exclusive"),
            None,
        )
        if outer is not None and outer.block is not None:
            halt(move, outer.id)
            move.put(replace(move.branches[outer.id], state="rejected"))
            move.tell("branch.rejected", run.instance, run=run)
            move.next(Joined(outer.block))
            return
    if node.reject in {"end", "branch"}:
        move.next(Finish(run.instance, "rejected"))
        return
    go_back(move, _rejected_to(move, run, node.reject), "rerun", None)


def _rejected_to(move: Move, run: NodeRun, to: str) -> Target:
    """Where a rejection leads; to the start where the named place cannot be gone to."""
    start = Target(START, move.trunk(run.instance), -1)
    if to == START:
        return start
    branch = move.branches[run.branch]
    if to == "prev":
        found = before(move, branch, move.index(run), really=True)
        goal = found[0] if len(found) == 1 else None
    else:
        done = decisions(move, run.instance, to)
        goal = move.nodes[done[-1].node_run] if done else None
    if goal is None or not decisions(move, run.instance, goal.key):
        return start
    return _locate(move, branch, goal) or start


# ---- thawing ----


def thaw(move: Move, intent: Thaw) -> None:
    """The target of a jump back is done: what was frozen goes on, if the path is still the same."""
    run = move.nodes[intent.run]
    resume = run.resume
    if resume is None or run.state not in {"passed", "skipped"}:
        return
    move.put(replace(run, resume=None))
    if not _same_path(move, resume):
        for branch in (resume.scope, *(one for one, _ in resume.reopened)):
            clear(move, branch, move.branches[branch].cursor + 1)
        move.tell("jump.downgraded", run.instance, run=run)
        move.next(Past(run.branch))
        return
    _reopen_no_more(move, resume)
    move.tell("jump.resumed", run.instance, run=run)
    broken = False
    for one in resume.nodes:
        frozen = move.nodes[one]
        if frozen.state == "frozen":
            broken = broken or bool(frozen.because)
            move.put(replace(frozen, state="incident" if frozen.because else "active"))
            stir(move, one)
            move.next(Judge(one))
    if broken and move.instances[run.instance].status == "running":
        move.status(run.instance, "incident")


def _reopen_no_more(move: Move, resume: Resume) -> None:
    """Branches, blocks and children stand again as they stood when they were frozen."""
    for one, cursor in resume.reopened:
        branch = move.branches[one]
        move.put(replace(branch, state="ended", cursor=cursor))
        move.put(replace(_block(move, branch), state="ended"))
    move.put(replace(move.branches[resume.scope], cursor=resume.cursor))
    for one in resume.blocks:
        if move.blocks[one].state == "frozen":
            move.put(replace(move.blocks[one], state="active"))
    for one in resume.branches:
        if move.branches[one].state == "frozen":
            move.put(replace(move.branches[one], state="active"))
    for one in resume.children:
        if move.instances[one].status == "suspended":
            unsuspend(move, one)


def _same_path(move: Move, resume: Resume) -> bool:
    """Whether the conditions between the target and the returner still say what they said."""
    scopes = [(resume.scope, move.branches[resume.scope].cursor)]
    scopes += [(one, move.branches[one].cursor) for one, _ in resume.reopened]
    return all(_same_after(move, branch, index) for branch, index in scopes)


def _same_after(move: Move, branch: Id, index: int) -> bool:
    of = move.instances[move.branches[branch].instance]
    places = move.chart(of.id).places
    for run in move.runs_in(branch):
        place = places.get(run.key)
        counts = run.state in {"passed", "skipped", "frozen"}
        if place is None or place.index <= index or not counts:
            continue
        node = place.node
        if not isinstance(node, Block) and node.when is not None:
            skipped = run.state == "skipped" and run.because == "when"
            if move.asking.holds(of, node.when) == skipped:
                return False
    for block in move.blocks_in(branch):
        node = places[block.key].node
        if move.index(block) <= index or block.state not in {"ended", "frozen"}:
            continue
        if isinstance(node, Block) and ways(move, of, node) != block.chosen:
            return False
        if not all(_same_after(move, inner.id, -1) for inner in move.branches_of(block.id)):
            return False
    return True


# ---- an administrator's jump, and what a change of the record restarts ----


def set_to(move: Move, instance: Id, to: str) -> None:
    """The flow goes on from node `to`, in a sequence that is being walked, forward or back."""
    place = move.chart(instance).places.get(to)
    if place is None or not isinstance(place.node, Human):
        raise refuse("target_invalid", node=to)
    scope = next(
        (
            one
            for one in move.branches.values()
            if one.instance == instance and one.state == "active" and move.way(one) == place.way
        ),
        None,
    )
    if scope is None:
        raise refuse("target_invalid", node=to)
    back = place.index <= scope.cursor
    if any(r.key == to and r.state == "active" for r in move.runs_in(scope.id)):
        raise refuse("target_self")
    _drop_contexts(move, scope)
    clear(move, scope.id, place.index if back else scope.cursor)
    move.put(replace(move.branches[scope.id], cursor=place.index))
    move.next(Go(scope.id))


def _drop_contexts(move: Move, scope: BranchRun) -> None:
    """A jump forgets what was frozen for runs of this scope, and what waits in it."""
    for run in list(move.nodes.values()):
        kept = run.resume if run.state == "active" else None
        if kept is not None and scope.id in {run.branch, kept.scope}:
            leave(move, run, "cancelled")


def restarted(
    move: Move, run: NodeRun, node: Human, fields: Sequence[str], by: Person | None
) -> bool:
    """An approver's change that sends the flow back, whatever the approver was about to decide."""
    rule = node.restart
    of = move.instances[run.instance]
    if not fields or rule is None:
        return False
    asked = move.asking.risen if rule.rises else move.asking.holds
    if not asked(of, rule.when):
        return False
    place = move.chart(of.id).places[rule.at]
    branch = next(
        (b for b in move.upward(move.branches[run.branch]) if move.way(b) == place.way), None
    )
    if branch is None or place.index > branch.cursor:
        return False
    move.tell("flow.restarted", of.id, run=run, at=rule.at, by=by)
    leave(move, run, "returned")
    go_back(move, Target(rule.at, branch, place.index), "rerun", None)
    return True


def timed_back(move: Move, run: NodeRun, to: str) -> None:
    """The clock returns the node; to the start where the named place cannot be gone to."""
    target = _rejected_to(move, run, to)
    leave(move, run, "returned")
    go_back(move, target, "rerun", None)
