"""A branch goes on: the node at its cursor is activated, with its people, policies and clock."""

from dataclasses import replace

from tombolo.flow.assign import Signer, admins, decided, delegate, demanding, give, signers
from tombolo.flow.chart import Auto, Block, Copy, Human, Node, Seat, Sub
from tombolo.flow.deadlines import arm
from tombolo.flow.judging import skip, turn_down
from tombolo.flow.move import Finish, Go, Joined, Judge, Move, Past
from tombolo.flow.state import (
    CLOSED,
    BlockRun,
    BranchRun,
    CopySent,
    Id,
    Instance,
    NodeKind,
    NodeRun,
    Resume,
    Slot,
    Task,
)
from tombolo.flow.stopping import stop_timers

MOST_ANY, MOST_PEOPLE, MOST_ENTERED, MOST_CHILDREN, MOST_DEPTH = 500, 100, 400, 200, 5


def go(move: Move, intent: Go) -> None:
    """Take up what stands at the cursor, or end the branch."""
    branch = move.branches[intent.branch]
    if branch.state != "active" or move.instances[branch.instance].status in CLOSED:
        return
    node = move.standing(branch)
    if node is None:
        _end(move, branch)
        return
    move.entered += 1
    if move.entered > MOST_ENTERED:  # a flow that would never stop going round by itself
        incident(move, branch, node, "loop", intent.resume)
        return
    _enter(move, branch, node, intent.resume)


def past(move: Move, intent: Past) -> None:
    """The node at the cursor is done."""
    branch = move.branches[intent.branch]
    if branch.state == "active":
        move.put(replace(branch, cursor=branch.cursor + 1))
        move.next(Go(branch.id))


def _end(move: Move, branch: BranchRun) -> None:
    move.put(replace(branch, state="ended"))
    if branch.block is None:
        move.next(Finish(branch.instance, "approved"))
    else:
        move.next(Joined(branch.block))


def _enter(move: Move, branch: BranchRun, node: Node, resume: Resume | None) -> None:
    of = move.instances[branch.instance]
    if (
        not isinstance(node, Block)
        and node.when is not None
        and not move.asking.holds(of, node.when)
    ):
        skip(move, _open(move, branch, node, resume), "when")
        return
    match node:
        case Human():
            _enter_human(move, of, node, _open(move, branch, node, resume))
        case Copy():
            tell_copies(move, of, node.key, node.seats)
            move.next(Past(branch.id))
        case Block():
            enter_block(move, branch, node)
        case Sub():
            _enter_sub(move, of, node, _open(move, branch, node, resume))
        case Auto():
            run = _open(move, branch, node, resume)
            move.notify("flow.auto", of.id, run=run.id, calls=node.calls)


def _open(move: Move, branch: BranchRun, node: Node, resume: Resume | None) -> NodeRun:
    of = move.instances[branch.instance]
    kinds: dict[type, NodeKind] = {Sub: "sub", Auto: "auto"}
    vote = node.threshold if isinstance(node, Human) else None
    run = NodeRun(
        id=move.ids(),
        instance=of.id,
        branch=branch.id,
        key=node.key,
        kind=node.kind if isinstance(node, Human) else kinds[type(node)],
        round=of.round,
        mode=node.mode if isinstance(node, Human) else "",
        th_num=vote.num if vote else 0,
        th_den=vote.den if vote else 0,
        cause=move.rev,
        resume=resume,
        activated_at=move.asking.now,
    )
    move.put(run)
    move.tell("node.entered", of.id, run=run)
    return run


# ---- people ----


def _enter_human(move: Move, of: Instance, node: Human, run: NodeRun) -> None:
    people = signers(move, of, node)
    if not people:
        people = _nobody(move, of, node, run)
        if people is None:
            return
    if len(people) > (MOST_ANY if node.mode == "any" else MOST_PEOPLE):
        broken(move, run, "limit")
        return
    vote = node.threshold if node.mode == "vote" else None
    if vote and not vote.den and sum(one.weight for one in people) < vote.num + vote.strict:
        broken(move, run, "too_few")  # as many weights as are needed are not there
        return
    fill(move, run, people)
    arm(move, move.nodes[run.id], node)


def _nobody(move: Move, of: Instance, node: Human, run: NodeRun) -> tuple[Signer, ...] | None:
    """Empty approver: never passed silently, unless the flow says so."""
    if node.empty == "pass":
        skip(move, run, "empty")
        return None
    if node.empty == "reject":
        move.tell("node.empty", of.id, run=run)
        turn_down(move, run)
        return None
    found: tuple[Signer, ...] = ()
    if not isinstance(node.empty, str):
        named = give(move, of, node.empty)
        found = tuple(Signer(one) for one in dict.fromkeys(named) if move.asking.active(one))
    if not found and node.empty != "block":
        found = tuple(Signer(one) for one in admins(move, of)[:1])
    if not found:
        broken(move, run, "nobody")
        return None
    return found


def fill(move: Move, run: NodeRun, people: tuple[Signer, ...]) -> None:
    """Slots and tasks for these people."""
    of = move.instances[run.instance]
    node = move.human(run)
    taken = {one.person for one in people}
    for ord_, one in enumerate(people, 1):
        person = of.initiator if one.auto else delegate(move, of, one.person)
        if person != one.person and person in taken:
            person = one.person  # who sits here already does not sign twice
        taken.add(person)
        slot = Slot(move.ids(), run.id, ord_, one.weight, opened=run.mode != "seq")
        move.put(slot)
        task = Task(
            id=move.ids(),
            slot=slot.id,
            node_run=run.id,
            instance=of.id,
            step_no=1,
            kind="main",
            assignee=person,
            on_behalf_of=one.person if person != one.person else None,
            state="waiting",
        )
        rests = None if one.auto or node is None else _rests_on(move, of, node, run, person)
        if one.auto or rests is not None:
            auto = replace(task, state="auto", act=move.rev, rests_on=rests)
            move.put(auto)
            move.put(replace(slot, state="approved"))
            move.tell("task.auto", of.id, run=run, task=auto, rests_on=rests)
        else:
            move.put(task)
    move.next(Judge(run.id))


def _rests_on(move: Move, of: Instance, node: Human, run: NodeRun, person: Id) -> Id | None:
    """去重: the decision of this round that the person need not repeat."""
    policy = move.chart(of.id).policies.dedup
    if policy == "none" or demanding(node) or node.opinion == "always":
        return None
    runs = [
        r
        for r in move.nodes.values()
        if r.instance == of.id and r.round == of.round and r.state == "passed"
        and r.kind in {"approve", "handle"}
    ]  # fmt: skip
    if policy == "consecutive":
        last = {r.id for r in before(move, move.branches[run.branch], move.index(run))}
        runs = [r for r in runs if r.id in last]
    version = move.asking.version()
    for one in runs:
        for task in move.tasks_of(one.id):
            if decided(task) and task.assignee == person and task.record_version == version:
                return task.id
    return None


def before(move: Move, branch: BranchRun, index: int, *, really: bool = False) -> list[NodeRun]:
    """The last human runs before a position on the path taken: several behind a join. `really`
    leaves out those that only a policy passed.
    """
    for position in range(index - 1, -1, -1):
        found = _last_at(move, branch, position, really=really)
        if found:
            return found
    parent = move.parent(branch)
    if parent is None or branch.block is None:
        return []
    return before(move, parent, move.index(move.blocks[branch.block]), really=really)


def _last_at(move: Move, branch: BranchRun, position: int, *, really: bool) -> list[NodeRun]:
    """The human runs at a position; of a block, the last of each of its branches."""
    for run in move.runs_in(branch.id):
        here = move.index(run) == position and run.state == "passed"
        if here and move.human(run) is not None:
            if really and not any(decided(task) for task in move.tasks_of(run.id)):
                continue
            return [run]
    for block in move.blocks_in(branch.id):
        if move.index(block) == position and block.state == "ended":
            return [
                run
                for inner in move.branches_of(block.id)
                for run in _last_in(move, inner, really=really)
            ]
    return []


def _last_in(move: Move, branch: BranchRun, *, really: bool) -> list[NodeRun]:
    for position in range(len(move.sequence(branch)) - 1, -1, -1):
        found = _last_at(move, branch, position, really=really)
        if found:
            return found
    return []


def tell_copies(move: Move, of: Instance, key: str, seats: tuple[Seat, ...]) -> None:
    """Each person is told once in an instance."""
    told = {one.person for one in move.copies.values() if one.instance == of.id}
    for seat in seats:
        for person in give(move, of, seat.rule):
            if person not in told and move.asking.active(person):
                told.add(person)
                move.put(CopySent(move.ids(), of.id, person, key, move.asking.now))
                move.tell("copy.sent", of.id, node=key, person=person)
                move.notify("flow.copy", of.id, person)


# ---- blocks ----


def ways(move: Move, of: Instance, block: Block) -> tuple[int, ...]:
    """Which ways are taken with the record as it is; empty: none, and there is no other."""
    if block.kind == "parallel":
        return tuple(range(len(block.branches)))
    found: list[int] = []
    for number, branch in enumerate(block.branches):
        if branch.when is not None and move.asking.holds(of, branch.when):
            found.append(number)
            if block.kind == "exclusive":
                break
    if not found and block.otherwise is not None:
        found = [block.otherwise]
    return tuple(found)


def enter_block(
    move: Move, branch: BranchRun, block: Block, chosen: tuple[int, ...] | None = None
) -> None:
    """All chosen ways begin, in order."""
    of = move.instances[branch.instance]
    taken = ways(move, of, block) if chosen is None else chosen
    if not taken:
        if block.kind == "parallel":  # nothing to wait for
            move.next(Past(branch.id))
        else:
            incident(move, branch, block, "no_branch")
        return
    made = BlockRun(move.ids(), of.id, branch.id, block.key, block.kind, taken, cause=move.rev)
    move.put(made)
    move.tell("block.entered", of.id, node=block.key, chosen=list(taken))
    for number in taken:
        inner = BranchRun(move.ids(), of.id, made.id, number, cause=move.rev)
        move.put(inner)
        move.next(Go(inner.id))


# ---- sub-processes ----


def _enter_sub(move: Move, of: Instance, node: Sub, run: NodeRun) -> None:
    rows = move.asking.rows(node.each) if node.each else ("",)
    if len(rows) > MOST_CHILDREN or of.depth >= MOST_DEPTH:
        broken(move, run, "limit")
        return
    if not node.wait:
        move.notify("flow.start", of.id, flow=node.flow, rows=list(rows), run=run.id)
        skip(move, run, "async")
        return
    if not rows:
        skip(move, run, "empty")
        return
    chart = move.asking.newest(node.flow)
    for row in rows:
        child = Instance(
            id=move.ids(),
            flow=node.flow,
            version=chart.version,
            form=chart.form or of.form,
            record=of.record,
            initiator=of.initiator,
            department=of.department,
            row=row,
            parent=of.id,
            parent_run=run.id,
            depth=of.depth + 1,
            submitted_at=move.asking.now,
        )
        move.put(child)
        move.tell("flow.running", child.id, parent=of.id)
        trunk = BranchRun(move.ids(), child.id, None, cause=move.rev)
        move.put(trunk)
        move.next(Go(trunk.id))


# ---- incidents ----


def incident(
    move: Move, branch: BranchRun, node: Node, why: str, resume: Resume | None = None
) -> None:
    """The flow cannot go on by itself; an administrator must say how."""
    kinds: dict[type, NodeKind] = {Sub: "sub", Auto: "auto", Copy: "auto"}
    kind: NodeKind = "exclusive"
    if isinstance(node, Human):
        kind = node.kind
    elif not isinstance(node, Block):
        kind = kinds[type(node)]
    run = NodeRun(
        id=move.ids(), instance=branch.instance, branch=branch.id, key=node.key, kind=kind,
        round=move.instances[branch.instance].round, cause=move.rev, resume=resume,
        activated_at=move.asking.now,
    )  # fmt: skip
    move.put(run)
    broken(move, run, why)


def broken(move: Move, run: NodeRun, why: str) -> None:
    """An active run cannot go on."""
    of = move.instances[run.instance]
    stop_timers(move, run.id)
    move.put(replace(move.nodes[run.id], state="incident", because=why))
    move.tell("node.incident", of.id, run=run, why=why)
    if of.status == "running":
        move.status(of.id, "incident")
    move.notify("flow.incident", of.id, *admins(move, of), run=run.id, why=why)
