"""Acts that send an instance somewhere: return, resubmit, jump, revive, and a change of its record."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from tombolo.flow.acts import Edit, Jump, Remind, Resubmit, Return, Revive
from tombolo.flow.assign import is_admin
from tombolo.flow.chart import START, Human
from tombolo.flow.deadlines import realign
from tombolo.flow.deciding import demand_fresh, own_task, signed
from tombolo.flow.ending import settle_status
from tombolo.flow.faults import refuse
from tombolo.flow.move import Move
from tombolo.flow.returning import How, go_back, restarted, resume_start, set_to, target_of
from tombolo.flow.state import Instance, NodeRun, Person
from tombolo.flow.stopping import leave

BETWEEN_REMINDERS = timedelta(minutes=10)


def return_(move: Move, act: Return) -> None:
    """退回: acts at once, whatever the others of the node did."""
    task, run, node = own_task(move, act)
    if task.kind == "advice":
        raise refuse("not_allowed")
    demand_fresh(move, act, node)
    how = _mode(move, act, run, node)
    _demand_open_to(node, act.to)
    if not act.opinion.strip():
        raise refuse("opinion_required")
    target = target_of(move, run, act.to)
    if how == "jump":
        kept = replace(task, opinion=act.opinion)
        move.tell("task.returned", task.instance, run=run, task=replace(kept, decided_by=act.by),
                  to=target.key, mode=how)  # fmt: skip
        go_back(move, target, how, task.id)
    else:
        done = signed(move, task, act, "returned")
        move.tell("task.returned", task.instance, run=run, task=done, to=target.key, mode=how)
        leave(move, move.nodes[run.id], "returned")
        go_back(move, target, how, None)
    if move.instances[task.instance].status == "incident":  # the return may have swept it away
        settle_status(move, task.instance)


def _mode(move: Move, act: Return, run: NodeRun, node: Human) -> How:
    allowed = node.returns.mode or move.chart(run.instance).policies.resubmit
    if allowed == "chooser":
        return act.mode or "rerun"
    if act.mode is not None and act.mode != allowed:
        raise refuse("not_allowed")
    return allowed


def _demand_open_to(node: Human, to: str) -> None:
    if node.returns.to in {"any", to}:
        return
    raise refuse("not_allowed")


def resubmit(move: Move, act: Resubmit) -> None:
    """The person at the start sends it on."""
    of = move.demand(act.instance, "returned")
    for run in move.nodes.values():
        if run.instance == of.id and run.kind == "start" and run.state == "active":
            task = next(t for t in move.tasks_of(run.id) if t.state == "pending")
            if task.assignee != act.by:
                raise refuse("not_allowed")
            move.put(
                replace(task, state="approved", decided_by=act.by, decided_at=move.asking.now,
                        act=move.rev, opinion=act.opinion, record_version=move.asking.version())
            )  # fmt: skip
            for slot in move.slots_of(run.id):
                move.put(replace(slot, state="approved"))
            resume_start(move, run)
            return
    raise refuse("state", status=of.status)


def jump(move: Move, act: Jump) -> None:
    """An administrator sets the flow to a node."""
    of = move.demand(act.instance, "running", "incident")
    _demand_admin(move, of, act.by)
    set_to(move, of.id, act.to)
    move.tell("flow.jumped", of.id, to=act.to, by=act.by)
    settle_status(move, of.id)


def revive(move: Move, act: Revive) -> None:
    """A rejected instance goes on from a node of its outermost sequence."""
    of = move.demand(act.instance, "rejected")
    _demand_admin(move, of, act.by)
    if of.parent is not None:
        raise refuse("state", status=of.status)
    move.put(replace(of, status="running", finished_at=None))
    move.put(replace(move.trunk(of.id), state="active"))
    set_to(move, of.id, act.to)
    move.tell("flow.revived", of.id, to=act.to, by=act.by)


def _demand_admin(move: Move, of: Instance, by: Person | None) -> None:
    if not is_admin(move, of, by):
        raise refuse("not_allowed")


def remind(move: Move, act: Remind) -> None:
    """催办: changes nothing but the time of the last one."""
    of = move.demand(act.instance, "running", "returned", "incident")
    if act.by != of.initiator:
        _demand_admin(move, of, act.by)
    if of.reminded_at is not None and move.asking.now - of.reminded_at < BETWEEN_REMINDERS:
        raise refuse("too_often", minutes=int(BETWEEN_REMINDERS.total_seconds()) // 60)
    move.put(replace(of, reminded_at=move.asking.now))
    people = [
        t.assignee for t in move.tasks.values() if t.instance == of.id and t.state == "pending"
    ]
    move.tell("flow.reminded", of.id, by=act.by)
    move.notify("flow.remind", of.id, *dict.fromkeys(people))


# ---- the record while it is in the flow ----


def editors(move: Move, of: Instance, person: Person | None) -> list[tuple[NodeRun, Human | None]]:
    """The runs in which the person has a task now, with their definitions."""
    found: list[tuple[NodeRun, Human | None]] = []
    for task in move.tasks.values():
        run = move.nodes[task.node_run]
        if task.instance == of.id and task.assignee == person and task.state == "pending":
            found.append((run, move.human(run)))
    return found


def edit(move: Move, act: Edit) -> None:
    """The record was changed: allowed in the fields of one's node, or at the start."""
    of = move.demand(act.instance, "running", "returned", "incident", "suspended")
    mine = editors(move, of, act.by)
    _demand_unlocked(of, mine, act.fields)
    move.tell("record.edited", of.id, by=act.by, fields=list(act.fields))
    realign(move, of.id)
    for run, node in mine:
        if node is not None and restarted(move, run, node, act.fields, act.by):
            return


def _demand_unlocked(
    of: Instance, mine: Sequence[tuple[NodeRun, Human | None]], fields: Sequence[str]
) -> None:
    closed = [
        name
        for name in fields
        if of.status == "suspended"
        or not any(run.key == START or (node and node.may_edit(name)) for run, node in mine)
    ]
    if closed:
        raise refuse("locked", fields=", ".join(closed))
