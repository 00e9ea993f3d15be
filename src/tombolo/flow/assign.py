"""A node's list of people and the organisation make persons, in order, each once."""

from collections.abc import Iterable
from dataclasses import dataclass

from tombolo.flow.chart import (
    Chosen,
    Decider,
    Head,
    Heads,
    Human,
    Named,
    Role,
    Rule,
    Seat,
    Submitter,
    Superior,
    Value,
)
from tombolo.flow.faults import refuse
from tombolo.flow.move import Move
from tombolo.flow.state import Id, Instance, Person, Task

LONGEST_CHAIN = 3  # of standing delegations


@dataclass(frozen=True, slots=True)
class Signer:
    """One person a node needs. `auto`: the signature is given by policy."""

    person: Person
    weight: int = 1
    auto: bool = False


def give(move: Move, of: Instance, rule: Rule) -> tuple[Person, ...]:
    """The persons of a rule, as they are now, those who left still among them."""
    asking = move.asking
    match rule:
        case Named(logins):
            return _some(asking.named(login) for login in logins)
        case Role(name):
            return asking.members(name)
        case Value(expr, departments):
            found = asking.ids(of, expr)
            return _some(_head(move, one) for one in found) if departments else found
        case Head(department):
            where = _departments(move, of, department)
            return _some(_head(move, one) for one in where)
        case Heads():
            return _chain(move, of, rule)
        case Superior(of=expr):
            below = (of.initiator,) if expr is None else asking.ids(of, expr)
            return _some(asking.superior(one) for one in below)
        case Submitter():
            return (of.initiator,)
        case Decider(node):
            return tuple(dict.fromkeys(t.assignee for t in decisions(move, of.id, node)))
        case Chosen(by):
            return of.chosen.get(by, ())


def _some(people: Iterable[Person | None]) -> tuple[Person, ...]:
    return tuple(one for one in people if one is not None)


def _head(move: Move, department: Id) -> Person | None:
    chain = move.asking.heads(department)
    return chain[0] if chain else None


def _departments(move: Move, of: Instance, expr: int | None) -> tuple[Id, ...]:
    if expr is not None:
        return move.asking.ids(of, expr)
    return (of.department,) if of.department is not None else ()


def _chain(move: Move, of: Instance, rule: Heads) -> tuple[Person, ...]:
    """The heads upward: vacant levels skipped, the initiator's own level not counted."""
    found: list[Person | None] = []
    for department in _departments(move, of, rule.department)[:1]:
        for head in move.asking.heads(department):
            if head == of.initiator and not found:
                continue
            if rule.levels and len(found) == rule.levels:
                break
            found.append(head)
            if rule.to and head is not None and head in move.asking.members(rule.to):
                break
    return tuple(dict.fromkeys(_some(found)))


def decisions(move: Move, instance: Id, node: str) -> list[Task]:
    """What persons really decided at a node, as far as it still counts, in order."""
    runs = {
        r.id: r
        for r in move.nodes.values()
        if r.instance == instance and r.key == node and r.state == "passed"
    }
    found = [t for t in move.tasks.values() if t.node_run in runs and decided(t)]
    return sorted(found, key=lambda t: (t.act, t.id))


def decided(task: Task) -> bool:
    """Whether a person, not a policy or a clock, approved; advice is none."""
    return task.state == "approved" and task.kind != "advice" and task.decided_by is not None


def signers(move: Move, of: Instance, node: Human) -> tuple[Signer, ...]:
    """Whom the node needs, before it is asked what to do when there is nobody."""
    found: dict[Person, Signer] = {}
    for seat in node.seats:
        for person in give_seat(move, of, node, seat):
            if not move.asking.active(person):
                continue
            for one in _oneself(move, of, node, Signer(person, seat.weight)):
                had = found.get(one.person)
                if had is None:
                    found[one.person] = one
                else:  # a merged person keeps the larger weight and the first place
                    found[one.person] = Signer(
                        one.person, max(had.weight, one.weight), had.auto and one.auto
                    )
    return tuple(found.values())


def give_seat(move: Move, of: Instance, node: Human, seat: Seat) -> tuple[Person, ...]:
    """The people of one entry; what was chosen is kept under the node it was chosen for."""
    if isinstance(seat.rule, Chosen):
        return of.chosen.get(node.key, ())
    return give(move, of, seat.rule)


def _oneself(move: Move, of: Instance, node: Human, signer: Signer) -> tuple[Signer, ...]:
    """What the flow says when the approver is the initiator."""
    policy = move.chart(of.id).policies.self_approval
    if signer.person != of.initiator or policy == "allow":
        return (signer,)
    if policy == "skip" and not demanding(node):
        return (Signer(signer.person, signer.weight, auto=True),)
    other = _above(move, of, policy)
    return tuple(Signer(person, signer.weight) for person in other)


def _above(move: Move, of: Instance, policy: str) -> tuple[Person, ...]:
    if policy == "head":
        for head in move.asking.heads(of.department) if of.department is not None else ():
            if head is not None and head != of.initiator and move.asking.active(head):
                return (head,)
    superior = move.asking.superior(of.initiator)
    if superior is not None and move.asking.active(superior):
        return (superior,)
    return admins(move, of)[:1]


def demanding(node: Human) -> bool:
    """Nothing may be approved of itself where a person must sign or fill in."""
    return node.sign or bool(node.require)


def admins(move: Move, of: Instance) -> tuple[Person, ...]:
    """Who administers the flow and may stand in; not the initiator where that is forbidden."""
    policies = move.chart(of.id).policies
    return tuple(
        one
        for one in give(move, of, policies.admin)
        if move.asking.active(one) and (one != of.initiator or policies.self_approval == "allow")
    )


def is_admin(move: Move, of: Instance, person: Person | None) -> bool:
    """Whether the person administers the flow; the system does."""
    return person is None or person in give(move, of, move.chart(of.id).policies.admin)


def may_take(move: Move, of: Instance, person: Person) -> bool:
    """Whether a task may be led to the person: not to an initiator who must not approve."""
    return person != of.initiator or move.chart(of.id).policies.self_approval == "allow"


def delegate(move: Move, of: Instance, person: Person) -> Person:
    """Who takes a new task of the person: at most three steps, never the initiator, no circle."""
    seen = [person]
    here = person
    for _ in range(LONGEST_CHAIN):
        following = move.asking.delegate(here, of)
        if following is None or not move.asking.active(following):
            break
        if following in seen or following == of.initiator:
            return person
        seen.append(following)
        here = following
    return here


def successor(move: Move, of: Instance, leaver: Person, given: Person | None) -> Person | None:
    """Who takes over: the one named, the direct superior, an administrator."""
    tried = (given, move.asking.superior(leaver), *admins(move, of))
    for one in tried:
        if one is None or one == leaver or not move.asking.active(one):
            continue
        if may_take(move, of, one):
            return one
    return None


def check_chosen(
    move: Move, of: Instance, by: str, chosen: dict[str, tuple[Person, ...]], *, whole: bool
) -> None:
    """Whom `by` chose for later nodes: of those allowed, and somebody for each node."""
    for place in move.chart(of.id).places.values():
        node = place.node
        if not isinstance(node, Human):
            continue
        rules = [s.rule for s in node.seats if isinstance(s.rule, Chosen) and s.rule.by == by]
        if not rules:
            continue
        people = chosen.get(node.key, ())
        if not people and whole:
            raise refuse("choose_people", node=node.label.zh or node.key)
        for rule in rules:
            if rule.among is not None and not set(people) <= set(give(move, of, rule.among)):
                raise refuse("not_allowed")
        if any(not move.asking.active(one) for one in people):
            raise refuse("inactive")
