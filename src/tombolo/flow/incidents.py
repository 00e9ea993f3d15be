"""Automatic nodes that answer, and incidents that an administrator ends."""

from dataclasses import replace

from tombolo.flow.acts import AutoDone, AutoFailed, Resolve
from tombolo.flow.assign import Signer, admins, is_admin
from tombolo.flow.chart import Auto, Block, Human
from tombolo.flow.deadlines import arm
from tombolo.flow.ending import settle_status
from tombolo.flow.entering import broken, enter_block, fill
from tombolo.flow.faults import refuse
from tombolo.flow.judging import pass_run, skip
from tombolo.flow.move import Go, Move
from tombolo.flow.state import NodeRun


def _run(move: Move, act: AutoDone | AutoFailed | Resolve, state: str) -> NodeRun:
    run = move.nodes.get(act.run)
    if run is None or run.instance != act.instance:
        raise refuse("not_found")
    if run.state != state:
        raise refuse("closed")
    return run


def auto_done(move: Move, act: AutoDone) -> None:
    """The steps of an automatic node were carried out."""
    run = _auto(move, act)
    pass_run(move, run)


def auto_failed(move: Move, act: AutoFailed) -> None:
    """They failed for good: never a silent pass."""
    broken(move, _auto(move, act), act.why or "auto")


def _auto(move: Move, act: AutoDone | AutoFailed) -> NodeRun:
    if act.by is not None:
        raise refuse("not_allowed")
    of = move.demand(act.instance, "running", "incident")
    run = _run(move, act, "active")
    if not isinstance(move.chart(of.id).places[run.key].node, Auto):
        raise refuse("not_allowed")
    return run


def resolve(move: Move, act: Resolve) -> None:
    """An administrator says how the flow goes on."""
    of = move.demand(act.instance, "incident")
    if not is_admin(move, of, act.by):
        raise refuse("not_allowed")
    run = _run(move, act, "incident")
    node = move.chart(of.id).places[run.key].node
    move.tell("incident.resolved", of.id, run=run, how=act.how, by=act.by)
    match act.how, node:
        case "retry", _:
            move.put(replace(run, state="cancelled", resume=None, closed_at=move.asking.now))
            move.next(Go(run.branch, run.resume))
        case "skip", Human():
            raise refuse("not_allowed")  # nobody's signature is passed over
        case "skip", _:
            skip(move, replace(run, state="active"), "admin")
        case "choose", Block():
            if not 0 <= act.branch < len(node.branches):
                raise refuse("target_invalid", node=act.branch)
            move.put(replace(run, state="passed", closed_at=move.asking.now))
            enter_block(move, move.branches[run.branch], node, (act.branch,))
        case "assign", Human():
            people = act.people or admins(move, of)[:1]
            if not people:
                raise refuse("choose_people", node=run.key)
            if not all(move.asking.active(one) for one in people):
                raise refuse("inactive")
            active = replace(run, state="active", because="")
            move.put(active)
            fill(move, active, tuple(Signer(one) for one in dict.fromkeys(people)))
            arm(move, active, node)
        case _:
            raise refuse("not_allowed")
    settle_status(move, of.id)
