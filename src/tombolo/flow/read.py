"""A flows/<key>.yaml as a Chart, and what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from tombolo.base.problems import Problem
from tombolo.flow.chart import Chart, Policies, Put, Role, Submission
from tombolo.flow.people_text import Expressions, rule_of
from tombolo.flow.read_nodes import Nodes
from tombolo.schema.condition import BOOLEAN, Scope
from tombolo.schema.desk import Data, Desk

FLOW_KEYS = frozenset({
    "flow", "label", "form", "submit", "policies", "nodes", "start", "ends", "copies",
})  # fmt: skip
ENDS = ("approved", "rejected", "returned", "withdrawn", "terminated")
_POLICIES: Mapping[str, tuple[str, ...]] = {
    "self": ("allow", "skip", "superior", "head"),
    "dedup": ("none", "consecutive", "first"),
    "withdraw": ("any", "first", "never"),
    "terminate": ("admin", "initiator"),
    "resubmit": ("rerun", "jump", "chooser"),
}


def flow_of(
    app: str, key: str, raw: object, scopes: Mapping[str, Scope], version: int = 1
) -> tuple[Chart, tuple[Problem, ...]]:
    """The definition; `scopes` are those of the forms, by name. What belongs together is check.py's."""
    desk = Desk(f"{app}/flows/{key}#")
    data = desk.mapping(raw)
    desk.unknown(data, FLOW_KEYS)
    desk.key(key, 40)
    form = desk.at("form").text(data.get("form"))
    if form and "." not in form:
        form = f"{app}.{form}"
    if not form:
        desk.wrong("setting.missing", name="form")
    elif form not in scopes:
        desk.at("form").wrong("form.missing", form=form)
    expressions = Expressions(scopes.get(form))
    nodes = Nodes(expressions)
    chart = Chart(
        app=app,
        key=key,
        form=form,
        nodes=nodes.sequence(desk.at("nodes"), data.get("nodes")),
        label=desk.at("label").label(data.get("label"), key),
        version=version,
        policies=_policies(desk.at("policies"), data.get("policies"), expressions),
        submission=_submission(desk.at("submit"), data.get("submit"), expressions),
        copies=nodes.seats(desk.at("copies"), data.get("copies")),
        effects=_effects(desk, data, expressions),
        expressions=tuple(expressions.made),
    )
    return chart, tuple(desk.problems)


def _policies(desk: Desk, raw: object, expressions: Expressions) -> Policies:
    data = desk.mapping(raw)
    desk.unknown(data, {*_POLICIES, "admin", "code"})
    words: dict[str, Any] = {}
    for name, known in _POLICIES.items():
        word = desk.at(name).text(data.get(name))
        if word and word not in known:
            desk.at(name).wrong("setting.type", name=name, why=", ".join(known))
        elif word:
            words["self_approval" if name == "self" else name] = word
    admin = None
    if "admin" in data:
        admin = rule_of(desk.at("admin"), desk.text(data["admin"]), expressions)
    return Policies(admin=admin or Role("sysadmin"), code=desk.text(data.get("code")), **words)


def _submission(desk: Desk, raw: object, expressions: Expressions) -> Submission:
    data = desk.mapping(raw)
    desk.unknown(data, {"when", "who"})
    when, who = desk.text(data.get("when")), desk.text(data.get("who"))
    return Submission(
        expressions.number(desk.at("when"), when, BOOLEAN) if when else None,
        rule_of(desk.at("who"), who, expressions) if who and who != "update" else None,
    )


def _effects(desk: Desk, data: Data, expressions: Expressions) -> Mapping[str, tuple[Put, ...]]:
    """What is written at the start and at each end."""
    ends = desk.at("ends").mapping(data.get("ends"))
    desk.at("ends").unknown(ends, set(ENDS))
    found: dict[str, tuple[Put, ...]] = {}
    for name, place, raw in (
        ("start", desk.at("start"), data.get("start")),
        *((end, desk.at(f"ends.{end}"), ends.get(end)) for end in ENDS),
    ):
        here = place.mapping(raw)
        place.unknown(here, {"set"})
        puts: list[Put] = []
        for one, text in place.at("set").mapping(here.get("set")).items():
            number = expressions.number(place.at(f"set.{one}"), place.text(text))
            if number is not None:
                puts.append(Put(one, number))
        if puts:
            found[name] = tuple(puts)
    return found
