"""When a node is late: set as it begins, and again when the date field it hangs on changes."""

from dataclasses import replace

from tombolo.flow.chart import Human
from tombolo.flow.move import Move
from tombolo.flow.state import Id, NodeRun, Timer


def arm(move: Move, run: NodeRun, node: Human) -> None:
    """The clock of a node that begins."""
    due = node.due
    of = move.instances[run.instance]
    if due is None or run.state != "active":
        return
    if due.at is not None:
        at = move.asking.moment(of, due.at)
    else:
        at = move.asking.later(move.asking.now, due.after) if due.after else None
    if at is None:
        return
    move.put(replace(move.nodes[run.id], due_at=at))
    move.put(Timer(move.ids(), of.id, run.id, due.then, 1, at))


def realign(move: Move, instance: Id) -> None:
    """A deadline that hangs on a date field follows the field."""
    of = move.instances[instance]
    for run in [r for r in move.nodes.values() if r.instance == instance and r.state == "active"]:
        node = move.human(run)
        if node is None or node.due is None or node.due.at is None:
            continue
        at = move.asking.moment(of, node.due.at)
        armed = [t for t in move.timers_of(run.id) if t.state == "armed" and t.n == 1]
        if at is None:
            for timer in armed:
                move.put(replace(timer, state="cancelled"))
        elif armed:
            move.put(replace(armed[0], due_at=at))
        elif not move.timers_of(run.id):
            move.put(Timer(move.ids(), of.id, run.id, node.due.then, 1, at))
        else:
            continue
        move.put(replace(move.nodes[run.id], due_at=at))
