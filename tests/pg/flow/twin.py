"""The same approval twice: on paper, in the language of the cases, and in the database.

Every act is done to both. They must answer the same, and what is stored must be what the pure
machine says, row for row: rows are compared in the order in which they were made, people by name.
"""

from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.pure.flow import walking
from tests.pure.flow.charts import RECORD, Builder, is_known, name_of, person
from tests.pure.flow.language import Library, Organisation, Play

from tombolo.base.errors import Fault
from tombolo.flow import acts
from tombolo.flow import chart as c
from tombolo.flow.check import refusals
from tombolo.flow.state import CLOSED, State

APP = "walk"
FORM = f"{APP}.paper"
PARTS = ("instances", "branches", "blocks", "nodes", "slots", "tasks", "timers", "copies")
# What the two cannot share: names of their own, counted versions, wall clocks.
OWN = {"flow", "version", "form", "record", "code", "title", "record_version", "department"}


HOME = {"i": "team", "a": "team", "b": "team", "m1": "area", "m2": "top"}
HEADS = {"team": "m1", "area": "m2", "top": "m3"}
HOMES = {name: UUID(int=0xDE00 + n) for n, name in enumerate(HEADS)}

# ---- a chart as its YAML ----


class Written(Builder):
    """Reads the language, and remembers how each expression is written in a formula."""

    def condition(self, text):
        holds = super().condition(text)
        holds.text = text.replace(">", " > ").replace("<", " < ")
        return holds

    def rule(self, who):
        made = super().rule(who)
        if isinstance(made, c.Value):
            self.tests[made.expr].text = who.removeprefix("@f_")
        return made

    def say(self, number):
        return self.tests[number].text

    def people(self, rule):
        match rule:
            case c.Submitter():
                return "submitter"
            case c.Heads(levels=levels):
                return f"heads({levels})"
            case c.Superior():
                return "superior()"
            case c.Role(name):
                return f"role({name})"
            case c.Value(number):
                return self.say(number)
            case c.Named((login,)):
                return f"person({login})"
        raise AssertionError(rule)

    def seated(self, seats):
        return [{"who": self.people(one.rule), "weight": one.weight} for one in seats]

    def yaml(self, node, sub):
        match node:
            case c.Copy():
                return {"node": node.key, "copy": self.seated(node.seats)}
            case c.Sub():
                return {"node": node.key, "sub": {"flow": sub}}
            case c.Block(kind="parallel"):
                ways = [[self.yaml(one, sub) for one in way.do] for way in node.branches]
                return {"node": node.key, "parallel": ways}
            case c.Block():
                word = {"exclusive": "choose", "inclusive": "include"}[node.kind]
                return {"node": node.key, word: [self.way(one, sub) for one in node.branches]}
        if isinstance(node, c.Auto):
            return {"node": node.key, "auto": node.calls}
        return self.human(node)

    def way(self, branch, sub):
        do = [self.yaml(one, sub) for one in branch.do]
        return {"else": do} if branch.when is None else {"when": self.say(branch.when), "do": do}

    def human(self, node):
        who: Any = self.seated(node.seats)
        if node.mode == "vote":
            rule = node.threshold
            need = f"{rule.num}/{rule.den}" if rule.den else str(rule.num)
            who = {"people": who, "need": need, "strict": rule.strict}
        made = {
            "node": node.key, node.kind: {node.mode: who}, "reject": node.reject,
            "any_reject": node.anyrej, "edit": list(node.edit),
        }  # fmt: skip
        made["empty"] = node.empty if isinstance(node.empty, str) else self.people(node.empty)
        if node.when is not None:
            made["when"] = self.say(node.when)
        if node.restart is not None:
            made["restart"] = {"when": self.say(node.restart.when), "at": node.restart.at}
        if node.due is not None:
            due = node.due
            then = due.then
            if then == "transfer":
                then = f"transfer({self.people(due.to)})"
            if then == "return":
                then = f"return({due.target})"
            every = f"{due.every.amount}{due.every.unit}"
            made["due"] = {"after": f"{due.after.amount}m", "then": then, "every": every}
        return made


def told(key, text, policies, sub=""):
    """A line of the language as a chart of the product's name, its tests, and its YAML."""
    builder = Written()
    chart = c.Chart(
        app=APP, key=key, form=FORM, nodes=builder.sequence(text),
        policies=c.Policies(resubmit="chooser", admin=c.Named(("adm",)), **policies),
    )  # fmt: skip
    words = {"self" if k == "self_approval" else k: v for k, v in policies.items()}
    data = {
        "flow": key, "label": key, "form": "paper",
        "policies": {**words, "resubmit": "chooser", "admin": "person(adm)"},
        "nodes": [builder.yaml(one, sub) for one in chart.nodes],
    }  # fmt: skip
    return chart, builder.tests, data


# ---- the organisation as the database tells it ----


@dataclass
class Staff(Organisation):
    """i, a, b under m1, m1 under m2, m2 under m3; everybody else in no department."""

    def members(self, role):
        return tuple(person(one) for one in sorted(set(self.roles.get(role, ()))))

    def active(self, who):
        return is_known(who) and super().active(who)

    def department(self, who):
        return HOMES.get(HOME.get(name_of(who), ""))

    def heads(self, department):
        chain = super().heads(department)
        return chain[list(HOMES.values()).index(department) :]


@dataclass
class Asked(Exception):
    """The act that a command of the language comes to; it has not been done."""

    act: acts.Act


@dataclass
class Twin(Play):
    """A play whose acts are handed out first, so that somebody else can do them too."""

    asking: bool = True
    yaml: dict[str, Any] = field(default_factory=dict)

    main: str = ""

    def do_submit(self, scope, rest, options):
        if self.state is not None and self.state.instance.status in CLOSED - {"withdrawn"}:
            self.state, self.events, self.given[:] = None, [], []
        self.act(acts.Submit(by=person("i"), flow=self.main, form=FORM, record=RECORD))

    def act(self, act, *, data=None, version=None):
        if self.asking:
            raise Asked(act)
        return super().act(act, data=data, version=version)

    def command(self, text) -> acts.Act | None:
        """What the command asks for; None when the language finds nothing to speak of."""
        try:
            self.run(text)
        except Asked as asked:
            return asked.act
        except (Fault, StopIteration):
            return None
        return None

    def really(self, act, data=None) -> str:
        """Done on paper: "" or the code of the refusal."""
        self.asking = False
        try:
            self.act(act, data=data)
        except Fault as fault:
            return fault.code
        finally:
            self.asking = True
        return ""


def written(flow, policies, data, number, child="c1=one(a)", org=None) -> Twin:
    """A flow in the language, for both."""
    main, sub = f"w{number}", f"w{number}c"
    library, yaml = Library(), {}
    for key, text in ((sub, child), (main, flow)):
        chart, tests, raw = told(key, text, policies, f"{APP}.{sub}")
        chart = _renamed(chart, f"{APP}.{sub}")
        library.made[chart.name, 1] = chart, tests
        library.last[chart.name] = 1
        yaml[f"{APP}/flows/{key}"] = raw
    org = org or Organisation(roles={"r": []})
    staff = Staff(org.roles, org.delegations, set(), org.vacant)
    return Twin(flow, policies, data, staff, {}, library, yaml=yaml, main=f"{APP}.{main}")


def drawn(pick, number: int) -> Twin:
    """A world for both; what publishing would refuse is drawn again."""
    child = f"{APP}.w{number}c"
    while True:
        one = walking.draw_play(pick)
        made = written(one.flow, one.policies, one.data, number, one.subs["child"], one.org)
        known = {child: made.library.newest(child)}
        chart = made.library.newest(made.main)
        if not refusals(chart, {"amt", "who"}, {"r", "none"}, None, known):
            return made


def _renamed(chart, child):
    """Calls of the language's child are calls of the product's."""

    def walk(nodes):
        return tuple(
            replace(n, flow=child) if isinstance(n, c.Sub)
            else replace(n, branches=tuple(replace(b, do=walk(b.do)) for b in n.branches))
            if isinstance(n, c.Block) else n
            for n in nodes
        )  # fmt: skip

    return replace(chart, nodes=walk(chart.nodes))


# ---- what is stored, in words that both have ----


def rows(state: State, name, begun) -> dict[str, list[Any]]:
    """Everything stored, ids as their place in the order of making, people by `name`."""
    places = {
        id_: (part, n) for part in PARTS for n, id_ in enumerate(sorted(getattr(state, part)))
    }

    def plain(value):
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items()}
        if isinstance(value, tuple | list):
            return [plain(v) for v in value]
        if isinstance(value, UUID):
            return places.get(value) or name(value)
        if isinstance(value, datetime):
            return (value - begun).total_seconds()
        if is_dataclass(value):
            return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
        return value

    return {
        part: [
            {f.name: plain(getattr(row, f.name)) for f in fields(row) if f.name not in OWN}
            for _, row in sorted(getattr(state, part).items())
        ]
        for part in PARTS
    }


def translated(act: acts.Act, paper: State | None, stored: State | None, who) -> acts.Act:
    """The act with the ids and people of the database."""
    across = {}
    if paper is not None and stored is not None:
        for part in PARTS:
            across.update(
                zip(sorted(getattr(paper, part)), sorted(getattr(stored, part)), strict=True)
            )

    def moved(value):
        if isinstance(value, tuple):
            return tuple(moved(one) for one in value)
        if isinstance(value, UUID):
            return across.get(value) or who(value)
        return value

    return replace(act, **{
        f.name: moved(getattr(act, f.name)) for f in fields(act) if f.name not in {"record", "chosen"}
    })  # fmt: skip
