"""A rule of people as it is written: `role(x)`, `heads(3)`, or an expression of the record."""

import re
from dataclasses import dataclass, field

from tombolo.flow.chart import (
    Chosen,
    Decider,
    Head,
    Heads,
    Named,
    Role,
    Rule,
    Submitter,
    Superior,
    Value,
)
from tombolo.schema.condition import Condition, Scope, Type, tried
from tombolo.schema.desk import Desk

_CALL = re.compile(r"(\w+)\((.*)\)\Z", re.DOTALL)
_NAME = re.compile(r"[\w.@-]+\Z")
_PAIR = re.compile(r"\s*(\w+)\s*:\s*(.+)", re.DOTALL)
_OF_PEOPLE = frozenset({"person", "department"})


@dataclass(slots=True)
class Expressions:
    """The expressions of one flow, numbered as they are met."""

    scope: Scope | None
    made: list[Condition] = field(default_factory=list[Condition])

    def number(self, desk: Desk, text: str, want: Type | None = None) -> int | None:
        """The number of the expression; None with its problems noted."""
        if self.scope is None:
            return None
        found, problems = tried(text, self.scope, want, desk.place)
        desk.problems.extend(problems)
        if found is None:
            return None
        self.made.append(found)
        return len(self.made) - 1


def rule_of(desk: Desk, text: str, expressions: Expressions) -> Rule | None:
    """The rule; None with its problems noted."""
    text = text.strip()
    if text == "submitter":
        return Submitter()
    if not text:
        desk.wrong("setting.missing", name="people")
        return None
    call = _CALL.match(text)
    if call is not None:
        found = _called(desk, call[1], call[2].strip(), expressions)
        if found is not NotImplemented:
            return found
    return _value(desk, text, expressions)


def _called(desk: Desk, name: str, inner: str, expressions: Expressions) -> Rule | None:
    match name:
        case "person" | "role" | "decider":
            if not _NAME.match(inner):
                desk.wrong("flow.bad_people", text=inner)
                return None
            return {"person": lambda: Named((inner,)), "role": lambda: Role(inner),
                    "decider": lambda: Decider(inner)}[name]()  # fmt: skip
        case "head":
            return Head(_inside(desk, inner, expressions))
        case "superior":
            plain = inner in {"", "submitter"}
            return Superior(None if plain else _inside(desk, inner, expressions))
        case "heads":
            return _heads(desk, inner)
        case "chosen":
            return _chosen(desk, inner, expressions)
        case _:
            return NotImplemented


def _inside(desk: Desk, inner: str, expressions: Expressions) -> int | None:
    return expressions.number(desk, inner) if inner else None


def _heads(desk: Desk, inner: str) -> Heads | None:
    if inner.isdigit() and int(inner):
        return Heads(int(inner))
    pair = _PAIR.match(inner)
    if pair is not None and pair[1] == "to" and _NAME.match(pair[2]):
        return Heads(to=pair[2])
    desk.wrong("flow.bad_people", text=f"heads({inner})")
    return None


def _chosen(desk: Desk, inner: str, expressions: Expressions) -> Chosen | None:
    by, among = "start", None
    for part in inner.split(",", 1) if "," in inner else [inner]:
        pair = _PAIR.match(part)
        if pair is not None and pair[1] == "by":
            by = "start" if pair[2].strip() == "initiator" else pair[2].strip()
        elif pair is not None and pair[1] == "from":
            among = rule_of(desk, pair[2], expressions)
        elif part.strip():
            desk.wrong("flow.bad_people", text=f"chosen({inner})")
            return None
    return Chosen(by, among)


def _value(desk: Desk, text: str, expressions: Expressions) -> Value | None:
    number = expressions.number(desk, text)
    if number is None:
        return None
    type_ = expressions.made[number].type
    name = type_.of.name if type_.name == "list" and type_.of is not None else type_.name
    if name not in _OF_PEOPLE:
        desk.wrong("flow.not_people", text=text)
        return None
    return Value(number, name == "department")
