"""The little language of the specification's cases, over the pure interpreter."""

import itertools
import re
import typing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tests.pure.flow.charts import (
    DEPARTMENT,
    POLICIES,
    RECORD,
    START,
    chart_of,
    name_of,
    person,
    split,
)

from tombolo.base.errors import Fault
from tombolo.flow import acts
from tombolo.flow.facts import Facts
from tombolo.flow.faults import refuse
from tombolo.flow.machine import step
from tombolo.flow.rules import problems
from tombolo.flow.state import CLOSED

# ---- the organisation ----


@dataclass
class Organisation:
    roles: dict = field(default_factory=dict)
    delegations: dict = field(default_factory=dict)
    inactive: set = field(default_factory=set)
    vacant: set = field(default_factory=set)
    homeless: bool = False

    above: typing.ClassVar = {"i": "m1", "a": "m1", "b": "m1", "m1": "m2", "m2": "m3"}

    def named(self, login):
        return person(login)

    def active(self, who):
        return name_of(who) not in self.inactive

    def superior(self, who):
        here = self.above.get(name_of(who))
        while here in self.vacant or here in self.inactive:
            here = self.above.get(here)
        return person(here) if here else None

    def department(self, who):
        return None if self.homeless else DEPARTMENT

    def heads(self, department):
        return tuple(None if m in self.vacant else person(m) for m in ("m1", "m2", "m3"))

    def members(self, role):
        return tuple(person(one) for one in self.roles.get(role, ()))

    def delegate(self, who, at, flow, department):
        to = self.delegations.get(name_of(who))
        return person(to) if to else None

    def later(self, moment, span):
        unit = {"m": 1, "h": 60, "d": 24 * 60}[span.unit]
        return moment + timedelta(minutes=span.amount * unit)


@dataclass
class Library:
    """Published versions and the tests of their conditions."""

    made: dict = field(default_factory=dict)
    last: dict = field(default_factory=dict)

    def publish(self, key, text, policies):
        version = self.last.get(key, 0) + 1
        self.made[key, version] = chart_of(key, text, policies, version)
        self.last[key] = version

    def at(self, flow, version):
        return self.made[flow, version][0]

    def newest(self, flow):
        return self.at(flow, self.last[flow])


# ---- a world in which commands are carried out ----


@dataclass
class Play:
    flow: str
    policies: dict = field(default_factory=dict)
    data: dict = field(default_factory=dict)
    org: Organisation = field(default_factory=Organisation)
    subs: dict = field(default_factory=dict)
    library: Library = field(default_factory=Library)
    state: object = None
    now: datetime = START
    version: int = 1
    changes: list = field(default_factory=list)
    events: list = field(default_factory=list)
    outbox: list = field(default_factory=list)
    writes: list = field(default_factory=list)
    done: dict = field(default_factory=dict)
    given: list = field(default_factory=list)

    def __post_init__(self):
        numbers = itertools.count(1)

        def new_id():
            made = UUID(int=next(numbers))
            self.given.append(made)
            return made

        self.ids = new_id
        self.library.publish("main", self.flow, self.policies)
        for key, text in self.subs.items():
            self.library.publish(key, text, self.policies)

    def facts(self, data=None, version=None, seen=None):
        data = self.data if data is None else data
        values = {}
        for (key, no), (_, tests) in self.library.made.items():
            values[key, no, ""] = {n: test(data) for n, test in enumerate(tests)}
        return Facts(
            version=version or self.version,
            values=values,
            changed=tuple(f for v, f in self.changes if seen is not None and v > seen),
            blank=frozenset(k for k, v in data.items() if v in ("", None)),
        )

    def act(self, act, *, data=None, version=None):
        """Carry one act out and check every rule after it."""
        made = step(
            self.library, self.state, act,
            self.facts(data, version, getattr(act, "seen", None)), self.org, self.now, self.ids,
        )  # fmt: skip
        if self.state is not None and self.state.root != made.state.root:
            self.events = []
        self.state = made.state
        self.events += made.events
        self.outbox += made.outbox
        self.writes += made.writes
        assert problems(self.state, self.library) == [], act
        return made

    def run(self, command):
        """One command of the language."""
        words = command.split()
        options = dict(w.split("=", 1) for w in words if re.match(r"(key|ver)=", w))
        words = [w for w in words if not re.match(r"(key|ver)=", w)]
        if words[0] == "publish":
            self.library.publish("main", command.split(None, 1)[1], self.policies)
            return
        scope = None
        if words[0] == "child":
            words = words[1:]
            scope = self.child()
        verb, rest = words[0], words[1:]
        getattr(self, f"do_{verb}")(scope or (self.state and self.state.root), rest, options)

    def child(self):
        made = [one for one in self.state.instances.values() if one.parent is not None]
        still = [one for one in made if one.status not in CLOSED]
        return (still or made)[-1].id

    def task(self, scope, who, node=None):
        mine = [
            t for t in self.state.tasks.values()
            if t.instance == scope and name_of(t.assignee) == who
            and (node is None or self.state.nodes[t.node_run].key == node)
        ]  # fmt: skip
        live = [t for t in mine if t.state in {"pending", "suspended"}]
        if len(live) > 1:
            raise refuse("ambiguous")
        if not (live or mine):
            raise refuse("not_assignee")
        return live[0].id if live else max(mine, key=lambda t: t.id).id

    def decide(self, kind, scope, who, node, options, **more):
        key = options.get("key", "")
        seen = int(options["ver"]) if "ver" in options else None
        had = self.done.get((who, key)) if key else None
        task = had.task if had else self.task(scope, who, node)
        act = kind(by=person(who), task=task, key=key, seen=seen, **more)
        if had:
            if acts.digest(had) != acts.digest(act):
                raise refuse("key_reuse")
            return
        self.act(act)
        if key:
            self.done[who, key] = act

    def do_submit(self, scope, rest, options):
        again = self.state is not None and self.state.instance.status != "withdrawn"
        if again and self.state.instance.status in CLOSED:
            self.state, self.events, self.given[:] = None, [], []
        self.act(acts.Submit(by=person("i"), flow="main", form="f", record=RECORD))

    def do_ok(self, scope, rest, options):
        self.decide(
            acts.Approve,
            scope,
            rest[0],
            self.nth(rest, 1),
            options,
            opinion=self.said(rest, "fine"),
        )

    def do_okblind(self, scope, rest, options):
        self.decide(acts.Approve, scope, rest[0], self.nth(rest, 1), options)

    def do_oksign(self, scope, rest, options):
        self.decide(acts.Approve, scope, rest[0], self.nth(rest, 1), options, signature=RECORD)

    def do_no(self, scope, rest, options):
        self.decide(acts.Reject, scope, rest[0], self.nth(rest, 1), options, opinion="no")

    def do_noblind(self, scope, rest, options):
        self.decide(acts.Reject, scope, rest[0], self.nth(rest, 1), options)

    def do_ret(self, scope, rest, options):
        mode = self.nth(rest, 2)
        self.decide(
            acts.Return, scope, rest[0], None, options, to=rest[1], mode=mode, opinion="back"
        )

    def do_xfer(self, scope, rest, options):
        self.decide(acts.Transfer, scope, rest[0], self.nth(rest, 2), options, to=person(rest[1]))

    def do_ask(self, scope, rest, options):
        self.decide(acts.Ask, scope, rest[0], self.nth(rest, 2), options, of=person(rest[1]))

    def do_add(self, scope, rest, options):
        people = tuple(person(p) for p in rest[2].split("+"))
        self.decide(
            acts.AddSign,
            scope,
            rest[0],
            None,
            options,
            place=rest[1],
            people=people,
            opinion="fine",
        )

    def do_save(self, scope, rest, options):
        self.decide(acts.Save, scope, rest[0], None, options, opinion=self.nth(rest, 1) or "")

    def do_cut(self, scope, rest, options):
        self.act(acts.Cut(by=person(rest[0]), task=self.task(scope, rest[1])))

    def do_takeback(self, scope, rest, options):
        mine = [
            t for t in self.state.tasks.values()
            if t.instance == scope and name_of(t.assignee) == rest[0] and t.decided_by is not None
            and (len(rest) < 2 or self.state.nodes[t.node_run].key == rest[1])
        ]  # fmt: skip
        if not mine:
            raise refuse("not_assignee")
        last = max(mine, key=lambda t: (t.act, t.id))
        self.act(acts.TakeBack(by=person(rest[0]), task=last.id))

    def do_withdraw(self, scope, rest, options):
        self.act(acts.Withdraw(by=person(rest[0]), instance=scope))

    def do_resubmit(self, scope, rest, options):
        who = rest[0] if rest else "i"
        self.act(acts.Resubmit(by=person(who), instance=scope))

    def do_remind(self, scope, rest, options):
        self.act(acts.Remind(by=person(rest[0]), instance=scope))

    def do_terminate(self, scope, rest, options):
        self.act(acts.Terminate(by=person(rest[0]), instance=scope, opinion="over"))

    def do_jump(self, scope, rest, options):
        self.act(acts.Jump(by=person(rest[0]), instance=scope, to=rest[1]))

    def do_revive(self, scope, rest, options):
        self.act(acts.Revive(by=person(rest[0]), instance=scope, to=rest[1]))

    def do_suspend(self, scope, rest, options):
        self.act(acts.Suspend(by=person(rest[0]), instance=scope))

    def do_unsuspend(self, scope, rest, options):
        self.act(acts.Unsuspend(by=person(rest[0]), instance=scope))

    def do_leave(self, scope, rest, options):
        heir = person(rest[1]) if len(rest) > 1 else None
        act = acts.Leave(by=person("adm"), instance=scope, person=person(rest[0]), successor=heir)
        self.org.inactive.add(rest[0])
        try:
            self.act(act)
        except Fault:
            self.org.inactive.discard(rest[0])
            raise

    def do_tick(self, scope, rest, options):
        self.now += timedelta(minutes=int(rest[0]))
        if self.state is not None:
            self.act(acts.Tick(by=None, instance=scope))

    def do_edit(self, scope, rest, options):
        who, name, value = rest
        data = {**self.data, name: int(value) if value.isdigit() else value}
        act = acts.Edit(by=person(who), instance=scope, fields=(name,))
        self.act(act, data=data, version=self.version + 1)
        self.data = data
        self.version += 1
        self.changes.append((self.version, name))

    def incident(self, scope):
        return next(
            r.id for r in self.state.nodes.values() if r.instance == scope and r.state == "incident"
        )

    def do_resolve(self, scope, rest, options):
        who, how, *more = rest
        extra = {}
        if how == "choose":
            extra["branch"] = int(more[0])
        if how == "assign":
            extra["people"] = tuple(person(p) for p in more[0].split("+"))
        self.act(
            acts.Resolve(by=person(who), instance=scope, run=self.incident(scope), how=how, **extra)
        )

    def auto(self, scope):
        return next(
            r.id for r in self.state.nodes.values() if r.kind == "auto" and r.state == "active"
        )

    def do_autodone(self, scope, rest, options):
        self.act(acts.AutoDone(by=None, instance=scope, run=self.auto(scope)))

    def do_autofail(self, scope, rest, options):
        self.act(acts.AutoFailed(by=None, instance=scope, run=self.auto(scope), why="timeout"))

    @staticmethod
    def nth(rest, number):
        return rest[number] if len(rest) > number else None

    @staticmethod
    def said(rest, text):
        return text

    # ---- what is expected ----

    def open_tasks(self):
        """{node: people} of everything pending; the initiator's own correction is not shown."""
        found = {}
        for task in self.state.tasks.values():
            run = self.state.nodes[task.node_run]
            if task.state != "pending" or run.kind == "start":
                continue
            here = self.state.instances[task.instance]
            key = f"sub/{run.key}" if here.parent else run.key
            found.setdefault(key, []).append(name_of(task.assignee))
        return {key: sorted(people) for key, people in found.items()}

    def expect(self, text):
        want, status, copies = {}, "running", None
        for part in text.split():
            if part.startswith("="):
                status = part[1:]
            elif part.startswith("cc:"):
                copies = sorted(part[3:].split(","))
            else:
                node, _, people = part.partition(":")
                want[node] = sorted(people.split(","))
        assert (self.state.instance.status, self.open_tasks()) == (status, want)
        if copies is not None:
            assert sorted(name_of(one.person) for one in self.state.copies.values()) == copies


def commands(text):
    """The commands of a line, with what is expected after the last."""
    line, _, expected = text.partition("=>")
    return split(line.strip(), ";"), expected.strip()


@dataclass
class Case:
    id: str
    title: str
    play: Play
    lines: list


def cases(text):
    """Every case of a file: blocks between blank lines."""
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [one for one in block.strip().splitlines() if not one.startswith("#")]
        if not lines:
            continue
        id_, _, title = lines[0].partition(" ")
        yield Case(id_, title, *_set_up(lines[1:]))


def _set_up(lines):
    flow, policies, data, org, subs, todo = "", {}, {}, Organisation(), {}, []
    for line in lines:
        head, _, rest = line.partition(":") if not line.startswith(">") else (">", "", line[1:])
        match head.strip():
            case "flow":
                flow = rest.strip()
            case "set":
                policies = {POLICIES[k]: v for k, v in (w.split("=") for w in rest.split())}
            case "data":
                data = {
                    k: int(v) if v.isdigit() else v for k, v in (w.split("=") for w in rest.split())
                }
            case "org":
                _organise(org, rest.split())
            case ">":
                todo.append(rest.strip())
            case name if name.startswith("sub."):
                subs[name[4:]] = rest.strip()
            case other:
                raise AssertionError(other)
    return Play(flow, policies, data, org, subs), todo


def _organise(org, words):
    for word in words:
        key, _, value = word.partition("=")
        names = value.split("+")
        if key.startswith("role."):
            org.roles[key[5:]] = names
        elif key.startswith("deleg."):
            org.delegations[key[6:]] = value
        elif key == "inactive":
            org.inactive |= set(names)
        elif key == "vacant":
            org.vacant |= set(names)
        else:
            raise AssertionError(word)


def play(case):
    """The case from start to end."""
    for line in case.lines:
        todo, expected = commands(line)
        for command in todo:
            if command.startswith("!"):
                code, _, rest = command[1:].partition(" ")
                before = case.play.state
                try:
                    case.play.run(rest)
                except Fault as fault:
                    assert fault.code == f"flow.{code}", (command, fault.code)
                else:
                    raise AssertionError(f"{command} was carried out")
                assert case.play.state == before
            else:
                case.play.run(command)
        if expected:
            case.play.expect(expected)
