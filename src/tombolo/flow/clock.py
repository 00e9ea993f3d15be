"""Deadlines: armed when a node begins, carried out late but once, in the order they were due."""

from dataclasses import replace

from tombolo.flow.acts import Tick
from tombolo.flow.assign import admins, give, may_take, successor
from tombolo.flow.chart import Deadline
from tombolo.flow.faults import refuse
from tombolo.flow.judging import pass_run, turn_down
from tombolo.flow.move import Judge, Move
from tombolo.flow.returning import timed_back
from tombolo.flow.seats import hand_over, one_slot
from tombolo.flow.state import NodeRun, Timer

MOST_REMINDERS = 5


def fire_next(move: Move, act: Tick) -> bool:
    """Carry out the deadline that was due first; false when none is."""
    if act.by is not None:
        raise refuse("not_allowed")
    due = [
        t
        for t in move.timers.values()
        if t.state == "armed"
        and t.due_at <= move.asking.now
        and move.nodes[t.node_run].state == "active"
    ]
    if not due:
        return False
    timer = min(due, key=lambda t: (t.due_at, t.id))
    _fire(move, timer, move.nodes[timer.node_run])
    return True


def _fire(move: Move, timer: Timer, run: NodeRun) -> None:
    node = move.human(run)
    due = node.due if node else None
    assert due is not None
    move.put(replace(timer, state="fired", fired_at=move.asking.now))
    move.tell("node.overdue", run.instance, run=run, does=timer.kind, due_at=timer.due_at)
    match timer.kind:
        case "remind":
            _remind(move, timer, run, due)
        case "pass":
            _signed_by_clock(move, run, yes=True)
            pass_run(move, run)
        case "reject":
            _signed_by_clock(move, run, yes=False)
            turn_down(move, run)
        case "transfer":
            _transfer(move, run, due)
        case "return":
            timed_back(move, run, due.target)
        case _:
            _escalate(move, run)


def _remind(move: Move, timer: Timer, run: NodeRun, due: Deadline) -> None:
    people = [t.assignee for t in move.tasks_of(run.id) if t.state == "pending"]
    move.notify("task.overdue", run.instance, *people, run=run.id)
    if timer.n < MOST_REMINDERS:
        at = move.asking.later(move.asking.now, due.every)
        move.put(Timer(move.ids(), run.instance, run.id, "remind", timer.n + 1, at))


def _signed_by_clock(move: Move, run: NodeRun, *, yes: bool) -> None:
    """What is open is decided by the system, and marked so."""
    for slot in move.slots_of(run.id):
        if slot.state == "open":
            move.put(replace(slot, opened=True, state="approved" if yes else "rejected"))
    for task in move.live_tasks(run.id):
        move.put(replace(task, state="auto", act=move.rev, decided_at=move.asking.now))


def _transfer(move: Move, run: NodeRun, due: Deadline) -> None:
    of = move.instances[run.instance]
    found = give(move, of, due.to) if due.to is not None else ()
    fit = [p for p in found if move.asking.active(p) and may_take(move, of, p)]
    for person in (*fit, *admins(move, of)):
        if one_slot(move, run, person):
            break
    move.next(Judge(run.id))


def _escalate(move: Move, run: NodeRun) -> None:
    of = move.instances[run.instance]
    for task in move.tasks_of(run.id):
        if move.tasks[task.id].state != "pending":
            continue
        heir = successor(move, of, task.assignee, None)
        if heir is not None:
            hand_over(move, move.tasks[task.id], heir)
    move.next(Judge(run.id))
