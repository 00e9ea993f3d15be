"""Other people in a node: given, asked, added, cut, and what becomes of a leaver's tasks."""

from dataclasses import replace

from tombolo.flow.acts import AddSign, Ask, Cut, Leave, Transfer
from tombolo.flow.assign import is_admin, may_take, successor
from tombolo.flow.deciding import demand_complete, demand_editable, demand_fresh, own_task, signed
from tombolo.flow.faults import refuse
from tombolo.flow.judging import judge
from tombolo.flow.move import Judge, Move
from tombolo.flow.seats import hand_over, in_node, repoint, sits
from tombolo.flow.state import CLOSED, Instance, NodeRun, Person, Slot, Task, TaskKind

MOST_HOPS = 10


def _demand_welcome(
    move: Move, of: Instance, run: NodeRun, person: Person, by: Person | None
) -> None:
    """Whoever is brought in works here, is somebody else, and is not in the node yet."""
    if person == by:
        raise refuse("self")
    if not move.asking.active(person):
        raise refuse("inactive")
    if in_node(move, run, person):
        raise refuse("already_in_node")
    if not may_take(move, of, person):
        raise refuse("self_approval")


def transfer(move: Move, act: Transfer) -> None:
    """转交: the step gets a new person; the old one stays in the history."""
    task, run, node = own_task(move, act)
    demand_editable(act, node)
    _demand_welcome(move, move.instances[task.instance], run, act.to, act.by)
    if task.hops >= MOST_HOPS:
        raise refuse("limit", most=MOST_HOPS)
    old = signed(move, task, act, "transferred")
    new = replace(
        task, id=move.ids(), assignee=act.to, on_behalf_of=None, hops=task.hops + 1,
        state="waiting", draft="",
    )  # fmt: skip
    move.put(new)
    repoint(move, old, new)
    move.tell("task.transferred", task.instance, run=run, task=old, to=act.to)
    judge(move, Judge(run.id))


def ask(move: Move, act: Ask) -> None:
    """征询: somebody advises before me; whatever they say, it is mine again."""
    task, run, _ = own_task(move, act)
    of = move.instances[task.instance]
    if act.of == of.initiator:
        _demand_asked(move, run, act)
    else:
        _demand_welcome(move, of, run, act.of, act.by)
    move.put(replace(task, state="waiting"))
    _beside(move, task, act.of, "advice", act.by)
    move.tell(
        "task.asked", task.instance, run=run, task=replace(task, decided_by=act.by), of=act.of
    )
    judge(move, Judge(run.id))


def _demand_asked(move: Move, run: NodeRun, act: Ask) -> None:
    """The initiator may be asked for advice, which decides nothing."""
    if act.of == act.by:
        raise refuse("self")
    if not move.asking.active(act.of):
        raise refuse("inactive")
    if in_node(move, run, act.of):
        raise refuse("already_in_node")


def _beside(move: Move, task: Task, person: Person, kind: TaskKind, by: Person | None) -> None:
    last = max(one.step_no for one in move.steps(task.slot))
    move.put(
        Task(
            id=move.ids(),
            slot=task.slot,
            node_run=task.node_run,
            instance=task.instance,
            step_no=last + 1,
            kind=kind,
            assignee=person,
            state="waiting",
            beside=task.id,
            added_by=by,
        )
    )


def add_sign(move: Move, act: AddSign) -> None:
    """加签: before me, after me (which is my yes), or one more signature beside mine."""
    task, run, node = own_task(move, act)
    of = move.instances[task.instance]
    if task.kind in {"before", "after", "advice"}:
        raise refuse("nested")
    people = tuple(dict.fromkeys(act.people))
    if not people:
        raise refuse("choose_people", node=run.key)
    for person in people:
        _demand_welcome(move, of, run, person, act.by)
    seen = replace(task, decided_by=act.by)
    move.tell("task.added", of.id, run=run, task=seen, place=act.place, people=list(people))
    match act.place:
        case "before":
            move.put(replace(task, state="waiting"))
            for person in people:
                _beside(move, task, person, "before", act.by)
        case "after":
            demand_fresh(move, act, node)
            demand_editable(act, node)
            demand_complete(move, act, run, node)
            for person in people:
                _beside(move, task, person, "after", act.by)
            done = signed(move, task, act, "approved")
            move.tell("task.approved", of.id, run=run, task=done)
        case "with":
            for person in people:
                _one_more(move, run, person, act.by)
    judge(move, Judge(run.id))


def _one_more(move: Move, run: NodeRun, person: Person, by: Person | None) -> None:
    last = max(slot.ord for slot in move.slots.values() if slot.node_run == run.id)
    slot = Slot(move.ids(), run.id, last + 1, opened=run.mode != "seq")
    move.put(slot)
    move.put(
        Task(
            id=move.ids(),
            slot=slot.id,
            node_run=run.id,
            instance=run.instance,
            step_no=1,
            kind="with",
            assignee=person,
            state="waiting",
            added_by=by,
        )
    )


def cut(move: Move, act: Cut) -> None:
    """减签: an added person who has not decided is taken out again."""
    task = move.tasks.get(act.task)
    if task is None:
        raise refuse("not_found")
    of = move.demand(task.instance, "running", "incident")
    run = move.nodes[task.node_run]
    if task.kind == "main" or (act.by != task.added_by and not is_admin(move, of, act.by)):
        raise refuse("not_allowed")
    if task.state not in {"pending", "waiting"} or run.state != "active":
        raise refuse("closed")
    if task.kind == "with" and len(move.slots_of(run.id)) == 1:
        raise refuse("not_allowed")  # a node is never without a signature
    for one in move.steps(task.slot):
        mine = one.id == task.id or (one.beside == task.id and task.kind == "with")
        if mine and sits(one):
            move.put(replace(one, state="closed", act=move.rev))
    move.tell("task.cut", of.id, run=run, task=replace(task, decided_by=act.by))
    judge(move, Judge(run.id))


def leave_company(move: Move, act: Leave) -> None:
    """离职: open and frozen tasks go to a successor, one person never twice in a node."""
    of = move.instances.get(act.instance)
    if of is None:
        raise refuse("not_found")
    if not is_admin(move, of, act.by):
        raise refuse("not_allowed")
    if act.successor is not None and not move.asking.active(act.successor):
        raise refuse("inactive")
    if act.successor == act.person:
        raise refuse("self")
    touched: list[NodeRun] = []
    for task in sorted(move.tasks.values(), key=lambda t: t.id):
        here = move.instances[task.instance]
        run = move.nodes[task.node_run]
        if task.assignee != act.person or not sits(task) or here.status in CLOSED:
            continue
        heir = successor(move, here, act.person, act.successor)
        if heir is None:
            continue
        hand_over(move, move.tasks[task.id], heir)
        move.tell("task.inherited", here.id, run=run, task=move.tasks[task.id], to=heir)
        touched.append(run)
    for run in touched:
        judge(move, Judge(run.id))
