"""How an instance begins and ends, and what its end means to the one that waits for it."""

from dataclasses import replace
from uuid import UUID

from tombolo.flow.acts import Submit, Terminate, Unsuspend, Withdraw
from tombolo.flow.acts import Suspend as SuspendAct
from tombolo.flow.assign import check_chosen, decided, give, is_admin
from tombolo.flow.chart import Chart, Heads, Human, Sub
from tombolo.flow.entering import tell_copies
from tombolo.flow.faults import refuse
from tombolo.flow.judging import pass_run
from tombolo.flow.move import Finish, Go, Move
from tombolo.flow.state import CLOSED, BranchRun, Id, Instance, Status, Write
from tombolo.flow.stopping import close, standing, suspend, unsuspend


def submit(move: Move, act: Submit) -> None:
    """A new instance, or the next round of one that was withdrawn."""
    chart = move.asking.newest(act.flow)
    by = act.by
    if by is None:
        raise refuse("not_allowed")
    had = None if move.root is None else move.demand(move.root, "withdrawn")
    if had is not None and had.initiator != by:
        raise refuse("not_allowed")
    of = replace(had, version=chart.version) if had else _new(move, act, by, chart)
    department = act.department or of.department or move.asking.department(by)
    of = replace(
        of,
        status="running",
        round=had.round + 1 if had else 1,
        department=department,
        chosen=act.chosen,
        submitted_at=move.asking.now,
        finished_at=None,
        rev=move.rev,
    )
    move.root = of.id
    move.put(of)
    _demand_submittable(move, of, chart)
    trunk = BranchRun(move.ids(), of.id, None, cause=move.rev)
    move.put(trunk)
    move.tell("flow.running", of.id, round=of.round)
    move.writes.append(Write(of.id, "start", "running"))
    move.next(Go(trunk.id))


def _new(move: Move, act: Submit, by: UUID, chart: Chart) -> Instance:
    return Instance(
        id=move.ids(),
        flow=act.flow,
        version=chart.version,
        form=act.form,
        record=act.record,
        initiator=by,
        department=act.department,
        code=act.code,
        title=act.title,
    )


def _demand_submittable(move: Move, of: Instance, chart: Chart) -> None:
    rule = chart.submission
    if rule.when is not None and not move.asking.holds(of, rule.when):
        raise refuse("not_allowed")
    if rule.who is not None and of.initiator not in give(move, of, rule.who):
        raise refuse("not_allowed")
    if of.department is None and any(
        isinstance(seat.rule, Heads) and seat.rule.department is None
        for place in chart.places.values()
        if isinstance(place.node, Human)
        for seat in place.node.seats
    ):
        raise refuse("no_department")
    check_chosen(move, of, "start", dict(of.chosen), whole=True)


def finish(move: Move, intent: Finish) -> None:
    """The instance ends; one that waits for it hears of it."""
    of = move.instances[intent.instance]
    if of.status in CLOSED:
        return
    close(move, of.id, intent.status)
    tell_copies(move, of, "end", move.chart(of.id).copies)
    _written(move, of.id, intent.status)
    if of.parent_run is not None:
        _child_over(move, of.parent_run, intent.status)


def _written(move: Move, instance: Id, status: Status) -> None:
    of = move.instances[instance]
    move.writes.append(Write(instance, status, status))
    move.notify(f"flow.{status}", instance, of.initiator)


def _child_over(move: Move, parent_run: Id, status: Status) -> None:
    run = move.nodes[parent_run]
    node = move.chart(run.instance).places[run.key].node
    if run.state != "active" or not isinstance(node, Sub):
        return
    if status != "approved" and node.result == "reject":
        move.next(Finish(run.instance, "rejected"))
    elif all(child.status in CLOSED for child in move.children(run.id)):
        pass_run(move, run)


# ---- acts on the whole instance ----


def withdraw(move: Move, act: Withdraw) -> None:
    """撤回 by the initiator, as the flow allows."""
    of = move.demand(act.instance, "running", "returned")
    policy = move.chart(of.id).policies.withdraw
    if act.by != of.initiator or policy == "never":
        raise refuse("not_allowed")
    if policy == "first" and any(
        decided(t) or t.state in {"rejected", "returned"}
        for t in move.tasks.values()
        if t.instance == of.id and move.nodes[t.node_run].round == of.round
    ):
        raise refuse("not_allowed")
    finish(move, Finish(of.id, "withdrawn"))


def terminate(move: Move, act: Terminate) -> None:
    """终止 by an administrator, or by the initiator where the flow says so."""
    of = move.demand(act.instance, "running", "returned", "incident", "suspended")
    own = act.by == of.initiator and move.chart(of.id).policies.terminate == "initiator"
    if not own and not is_admin(move, of, act.by):
        raise refuse("not_allowed")
    if not act.opinion.strip():
        raise refuse("opinion_required")
    finish(move, Finish(of.id, "terminated"))


def suspend_instance(move: Move, act: SuspendAct) -> None:
    """挂起: an administrator stops it for a while."""
    of = move.demand(act.instance, "running")
    if not is_admin(move, of, act.by):
        raise refuse("not_allowed")
    suspend(move, of.id)


def unsuspend_instance(move: Move, act: Unsuspend) -> None:
    """A suspended instance goes on."""
    of = move.demand(act.instance, "suspended")
    if not is_admin(move, of, act.by):
        raise refuse("not_allowed")
    unsuspend(move, of.id)


def settle_status(move: Move, instance: Id) -> None:
    """An instance whose last incident is gone runs again."""
    if move.instances[instance].status in {"running", "incident"}:
        move.status(instance, standing(move, instance))
