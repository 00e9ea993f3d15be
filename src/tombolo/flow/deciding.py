"""One person says yes or no to one task."""

from dataclasses import replace

from tombolo.base.problems import Problem
from tombolo.flow.acts import Approve, Decision, Reject, Save
from tombolo.flow.assign import check_chosen
from tombolo.flow.chart import Human
from tombolo.flow.faults import refuse
from tombolo.flow.judging import judge
from tombolo.flow.move import Judge, Move
from tombolo.flow.returning import restarted
from tombolo.flow.state import Instance, NodeRun, Person, Task, TaskState

LONGEST_OPINION = 2000


def own_task(move: Move, act: Decision) -> tuple[Task, NodeRun, Human]:
    """The task, if it is this person's and to be done now."""
    task = move.tasks.get(act.task)
    if task is None:
        raise refuse("not_found")
    run = move.nodes[task.node_run]
    node = move.human(run)
    demand_mine(task, act.by, move.instances[task.instance])
    if node is None:
        raise refuse("closed")
    if len(act.opinion) > LONGEST_OPINION:
        raise refuse("opinion_long", most=LONGEST_OPINION)
    return task, run, node


def demand_mine(task: Task, by: Person | None, of: Instance) -> None:
    """The task is this person's, and to be done now."""
    if task.assignee != by:
        raise refuse("not_assignee")
    if of.status not in {"running", "incident"}:
        raise refuse("state", status=of.status)
    if task.state == "suspended":
        raise refuse("state", status="suspended")
    if task.state == "waiting":
        raise refuse("not_assignee")
    if task.state != "pending":
        raise refuse("closed")


def demand_fresh(move: Move, act: Decision, node: Human) -> None:
    """Nobody decides blind: what the person sees must be what the person saw."""
    if act.seen is None or act.seen == move.asking.version():
        return
    changed = [name for name in move.asking.changed() if node.sees(name)]
    if changed:
        raise refuse("stale", fields=", ".join(changed))


def demand_editable(act: Decision, node: Human) -> None:
    """Only what the node lets its people edit may be written with a decision."""
    closed = [name for name in act.fields if not node.may_edit(name)]
    if closed:
        raise refuse("locked", fields=", ".join(closed))


def demand_complete(move: Move, act: Decision, run: NodeRun, node: Human) -> None:
    """What the node asks of an approval."""
    if node.opinion == "always" and not act.opinion.strip():
        raise refuse("opinion_required")
    if node.sign and act.signature is None:
        raise refuse("signature_required")
    blank = move.asking.blank(node.require)
    if blank:
        raise refuse("field_required", problems=[Problem("field.required", name) for name in blank])
    of = move.instances[run.instance]
    failed = [check for check in node.checks if not move.asking.holds(of, check.need)]
    if failed:
        raise refuse(
            "check",
            problems=[
                Problem("flow.check", one.at, say={"zh": one.say.zh, "en": one.say.say("en")})
                for one in failed
            ],
        )


def signed(move: Move, task: Task, act: Decision, state: TaskState) -> Task:
    """The task as decided by its person now."""
    done = replace(
        task,
        state=state,
        decided_by=act.by,
        decided_at=move.asking.now,
        act=move.rev,
        opinion=act.opinion,
        signature=act.signature,
        record_version=move.asking.version(),
        draft="",
    )
    move.put(done)
    return done


def approve(move: Move, act: Approve) -> None:
    """A yes; of an adviser, an opinion."""
    task, run, node = own_task(move, act)
    demand_fresh(move, act, node)
    demand_editable(act, node)
    if task.kind != "advice":
        if restarted(move, run, node, act.fields, act.by):
            return
        demand_complete(move, act, run, node)
        choose(move, act, run)
    done = signed(move, task, act, "approved")
    move.tell("task.approved", task.instance, run=run, task=done)
    judge(move, Judge(run.id))


def choose(move: Move, act: Approve, run: NodeRun) -> None:
    """Whom the decider picks for later nodes."""
    of = move.instances[run.instance]
    chosen = {**of.chosen, **act.chosen}
    check_chosen(move, of, run.key, chosen, whole=True)
    if act.chosen:
        move.put(replace(of, chosen=chosen))


def reject(move: Move, act: Reject) -> None:
    """A no, counted by the node's rule; of an adviser, an opinion."""
    task, run, node = own_task(move, act)
    if node.kind == "handle" and task.kind != "advice":
        raise refuse("not_allowed")
    demand_fresh(move, act, node)
    demand_editable(act, node)
    if task.kind != "advice" and not act.opinion.strip():
        raise refuse("opinion_required")
    done = signed(move, task, act, "rejected")
    move.tell("task.rejected", task.instance, run=run, task=done)
    judge(move, Judge(run.id))


def save(move: Move, act: Save) -> None:
    """The opinion is kept for its writer; nothing is decided."""
    task, run, node = own_task(move, act)
    demand_editable(act, node)
    move.put(replace(task, draft=act.opinion))
    restarted(move, run, node, act.fields, act.by)
