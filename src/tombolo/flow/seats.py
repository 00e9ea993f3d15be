"""Who sits in a node, and how a seat passes to somebody else without anybody sitting there twice."""

from dataclasses import replace

from tombolo.flow.move import Move
from tombolo.flow.state import LIVE, NodeRun, Person, Slot, Task


def sits(task: Task) -> bool:
    """Whether the task is still somebody's to do."""
    return task.state in LIVE


def in_node(move: Move, run: NodeRun, person: Person) -> bool:
    """Whether the person has a seat here, done or to be done; advice that was given is no seat."""
    return any(
        task.assignee == person
        and task.state not in {"transferred", "closed", "returned"}
        and (task.kind != "advice" or sits(task))
        for task in move.tasks_of(run.id)
    )


def repoint(move: Move, old: Task, new: Task) -> None:
    """Those who were added beside the old task stand beside the new one."""
    for one in move.steps(old.slot):
        if one.beside == old.id:
            move.put(replace(one, beside=new.id))


def hand_over(move: Move, task: Task, heir: Person) -> None:
    """The seat goes to the heir. One who sits here already does not get a second: the step is
    dropped, and the larger weight of the two kept.
    """
    run = move.nodes[task.node_run]
    if in_node(move, run, heir):
        _merge(move, task, heir)
        return
    move.put(replace(task, state="transferred", act=move.rev))
    new = replace(
        task, id=move.ids(), assignee=heir, on_behalf_of=None, hops=min(task.hops + 1, 10), draft=""
    )
    move.put(new)
    repoint(move, task, new)
    if new.state == "pending":
        move.notify("task.given", new.instance, heir, task=new.id)


def _merge(move: Move, task: Task, heir: Person) -> None:
    move.put(replace(task, state="closed", act=move.rev))
    weight = move.slots[task.slot].weight
    for other in move.tasks_of(task.node_run):
        mine = other.assignee == heir and other.state not in {"transferred", "closed"}
        if mine and other.kind in {"main", "with"} and other.slot != task.slot:
            slot = move.slots[other.slot]
            move.put(replace(slot, weight=max(slot.weight, weight)))


def one_slot(move: Move, run: NodeRun, person: Person) -> bool:
    """Everything open in the node becomes one signature of this person; false if the person has
    decided here already.
    """
    mine = [t for t in move.tasks_of(run.id) if t.assignee == person]
    kept = next((t for t in mine if sits(t) and t.kind in {"main", "with"}), None)
    if kept is None and in_node(move, run, person):
        return False
    open_slots = [s for s in move.slots_of(run.id) if s.state == "open"]
    if not open_slots:
        return False
    for slot in open_slots:
        if kept is not None and slot.id == kept.slot:
            continue
        for task in move.steps(slot.id):
            if sits(task):
                move.put(replace(task, state="transferred", act=move.rev))
        move.put(replace(slot, state="removed"))
    weight = max(slot.weight for slot in open_slots)
    if kept is not None:
        move.put(replace(move.slots[kept.slot], weight=weight))
        return True
    slot = Slot(move.ids(), run.id, max(s.ord for s in open_slots), weight)
    move.put(slot)
    move.put(Task(move.ids(), slot.id, run.id, run.instance, 1, "main", person, state="waiting"))
    return True
