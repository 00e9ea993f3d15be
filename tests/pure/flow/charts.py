"""The flows of the little language as charts, and the people it names."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from tombolo.flow import chart as c

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
RECORD = UUID(int=0xEC0D)
DEPARTMENT = UUID(int=0xDE9)
_NAMES: dict[str, UUID] = {}
_BACK: dict[UUID, str] = {}


def person(name):
    if name not in _NAMES:
        _NAMES[name] = UUID(int=0xA000 + len(_NAMES))
        _BACK[_NAMES[name]] = name
    return _NAMES[name]


def name_of(who):
    return _BACK[who]


def is_known(who):
    return who in _BACK


# ---- the flow ----


def split(text, mark):
    """Parts between `mark`, brackets kept whole."""
    parts, depth, last = [], 0, 0
    for at, sign in enumerate(text):
        depth += sign in "({["
        depth -= sign in ")}]"
        if sign == mark and depth == 0 and not (mark == ">" and text[at - 1] != " "):
            parts.append(text[last:at].strip())
            last = at + 1
    return [*parts, text[last:].strip()]


@dataclass
class Builder:
    """A line of the language to a Chart; conditions become numbered functions of the data."""

    tests: list = field(default_factory=list)
    count: int = 0

    def number(self, test):
        self.tests.append(test)
        return len(self.tests) - 1

    def sequence(self, text):
        return tuple(self.item(part) for part in split(text, ">") if part != "-")

    def key(self, kind):
        self.count += 1
        return f"{kind}_{self.count}"

    def item(self, text):
        if found := re.match(r"(par|if|incl)\{(.*)\}$", text, re.DOTALL):
            return self.block(*found.groups())
        if found := re.match(r"(?:(\w+)=)?(cc|sub|auto)\(([^)]*)\)$", text):
            key, kind, inner = found.groups()
            if kind == "cc":
                return c.Copy(key or self.key("cc"), seats=self.seats(inner))
            if kind == "auto":
                return c.Auto(key or self.key("auto"), inner)
            return c.Sub(key or self.key("sub"), inner)
        found = re.match(r"(\w+)=(\w+)\(([^)]*)\)(?:\[(.*)\])?$", text)
        assert found, text
        key, mode, inner, options = found.groups()
        threshold = None
        if mode == "vote":
            rule, _, inner = inner.partition(";")
            threshold = self.threshold(rule.strip())
        made = c.Human(key, mode=mode, seats=self.seats(inner), threshold=threshold)
        for option in (options or "").split():
            made = self.option(made, *option.split("=", 1))
        return made

    def threshold(self, rule):
        strict = rule.startswith(">")
        rule = rule.lstrip(">")
        if rule.endswith("%"):
            part = Fraction(rule[:-1]) / 100
        elif "/" in rule:
            part = Fraction(rule)
        else:
            return c.Threshold(int(rule), 0, strict)
        return c.Threshold(part.numerator, part.denominator, strict)

    def block(self, kind, inner):
        branches = []
        for part in split(inner, "|"):
            if kind == "par":
                branches.append(c.Branch(self.sequence(part)))
                continue
            cond, _, rest = part.partition(":")
            when = None if cond.strip() == "else" else self.number(self.condition(cond.strip()))
            branches.append(c.Branch(self.sequence(rest.strip()), when))
        names = {"par": "parallel", "if": "exclusive", "incl": "inclusive"}
        return c.Block(self.key(kind), names[kind], tuple(branches))

    def condition(self, text):
        name, sign, value = re.match(r"(\w+)(>|<|=)(.*)", text).groups()
        ops = {">": lambda a, b: a > b, "<": lambda a, b: a < b, "=": lambda a, b: a == b}

        def holds(data):
            have = data.get(name)
            if have is None:
                return False
            other = int(value) if isinstance(have, int) else value
            return ops[sign](have, other)

        return holds

    def seats(self, inner):
        found = []
        for part in (one.strip() for one in inner.split(",")):
            who, _, weight = part.partition(":")
            found.append(c.Seat(self.rule(who), int(weight or 1)))
        return tuple(found)

    def rule(self, who):
        if who == "@init":
            return c.Submitter()
        if found := re.match(r"@heads(\d+)$", who):
            return c.Heads(int(found[1]))
        if found := re.match(r"@headsto_(\w+)$", who):
            return c.Heads(to=found[1])
        if who == "@superior":
            return c.Superior()
        if found := re.match(r"@decider_(\w+)$", who):
            return c.Decider(found[1])
        if found := re.match(r"@role_(\w+)$", who):
            return c.Role(found[1])
        if found := re.match(r"@f_(\w+)$", who):
            name = found[1]
            return c.Value(
                self.number(lambda data: tuple(person(p) for p in str(data[name]).split("+") if p))
            )
        return c.Named((who,))

    def option(self, node, name, value):  # noqa: PLR0912 - a table of the options
        match name:
            case "rej":
                return replace(node, reject=value)
            case "anyrej":
                return replace(node, anyrej=value)
            case "empty":
                known = {"admin", "pass", "reject", "block"}
                return replace(node, empty=value if value in known else c.Named((value,)))
            case "edit":
                return replace(node, edit=tuple(value.split("+")))
            case "see":
                return replace(node, see=tuple(value.split("+")))
            case "req":
                return replace(node, require=tuple(value.split("+")))
            case "sign":
                return replace(node, sign=value == "1")
            case "opinion":
                return replace(node, opinion=value)
            case "kind":
                return replace(node, kind=value)
            case "when":
                return replace(node, when=self.number(self.condition(value)))
            case "back":
                return replace(node, returns=c.Returns(value))
            case "mode":
                return replace(node, returns=replace(node.returns, mode=value))
            case "restart":
                cond, _, at = value.partition("@")
                return replace(node, restart=c.Restart(self.number(self.condition(cond)), at))
            case "due":
                amount, _, then = value.partition("_")
                if amount.startswith("@"):
                    return replace(node, due=c.Deadline(at=self.due_field(amount[1:]), then=then))
                after = c.Span(int(amount))
                if then.startswith("to_"):
                    to = c.Named((then[3:],))
                    return replace(node, due=c.Deadline(after, then="transfer", to=to))
                if then.startswith("return"):
                    to = then.partition("_")[2] or "start"
                    return replace(node, due=c.Deadline(after, then="return", target=to))
                return replace(node, due=c.Deadline(after, then=then, every=after))
        raise AssertionError(name)

    def due_field(self, name):
        return self.number(lambda data: START + timedelta(minutes=data[name]))


POLICIES = {
    "self": "self_approval",
    "dedup": "dedup",
    "withdraw": "withdraw",
    "terminate": "terminate",
}


def chart_of(key, text, policies, version):
    builder = Builder()
    chart = c.Chart(
        app="", key=key, form="f", nodes=builder.sequence(text), version=version,
        policies=c.Policies(resubmit="chooser", admin=c.Named(("adm", "adm2")), **policies),
    )  # fmt: skip
    return chart, builder.tests
