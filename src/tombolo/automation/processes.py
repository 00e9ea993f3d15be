"""What rules set going: approvals begun, other rules called; and of which records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import UUID

from tombolo.automation.log import Effect
from tombolo.automation.read import rule_of
from tombolo.automation.rule import Rule, Start, Which
from tombolo.base import ids
from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.flow.acts import Submit
from tombolo.flow.command import perform
from tombolo.flow.submissions import under_way
from tombolo.pg.pool import WriteTx
from tombolo.records import asked
from tombolo.records.asked import At, Stand
from tombolo.records.work import Work
from tombolo.schema.condition import Condition
from tombolo.schema.kinds.shape import Plain


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a step is about, the row it was found from, what the expressions gave there."""

    at: At
    id: str
    values: Mapping[str, Plain]


async def found(
    work: Work[WriteTx],
    which: Which,
    stand: Stand,
    rows: Sequence[At],
    wanted: Mapping[str, Condition],
) -> list[Found]:
    """The records, each once, in the order of the rows. Without a form one of no record for each row.

    Raises Denied for what is out of the person's sight.
    """
    if which.where is not None:
        pairs = await asked.pairs(work, stand, rows, which.form, which.where, wanted)
        every = [Found(rows[one.n], one.id, one.values) for one in pairs]
    else:
        nothing: list[dict[str, Plain]] = [{} for _ in rows]
        told = await asked.values(work, stand, rows, wanted) if wanted else nothing
        every = [
            Found(at, _own(which.form, stand, at), values)
            for at, values in zip(rows, told, strict=True)
        ]
    return list({one.id: one for one in reversed(every)}.values())[::-1]


def _own(form: str, stand: Stand, at: At) -> str:
    if not form:
        return str(ids.uuid7())
    return at.row if form == stand.rows.form and not stand.rows.lines else at.trigger


async def start(work: Work[WriteTx], step: Start, some: Sequence[Found]) -> list[Effect]:
    """The records go into the flow, in the name the rule runs as; those that are in it stay.

    Raises what submitting refuses.
    """
    there = await under_way(work.tx, step.flow, [one.id for one in some])
    made: list[Effect] = []
    for one in some:
        if one.id in there:
            continue
        form = step.which.form
        act = Submit(by=work.actor.id, flow=step.flow, form=form, record=UUID(one.id))
        await perform(work, act)
        made.append(Effect("start", form, one.id, {"flow": step.flow}, one.at.trigger))
    return made


def called(work: Work[Any], name: str) -> Rule:
    """The rule of this name as it is now. Raises Invalid where it is gone, or calls itself no more."""
    key = ("called", work.catalog.version, name)
    known = work.shelf.get(key)
    if known is None:
        app, _, short = name.partition(".")
        body = next((d for a, k, d in work.catalog.others("rules") if (a, k) == (app, short)), None)
        known, _ = rule_of(work.catalog, app, short, body) if body is not None else (None, ())
        if known is None or known.trigger.on != "called":
            raise Invalid("rule.gone", values={"rule": name})
        work.shelf.put(key, known)
    return cast("Rule", known)


def given(rule: Rule, values: Mapping[str, Plain]) -> dict[str, Mapping[str, Plain]]:
    """What a called rule knows beside its record. Raises Invalid where something it needs is blank."""
    missing = [
        Problem("rule.not_given", one.name)
        for one in rule.trigger.takes
        if one.needed and values.get(one.name) in (None, "")
    ]
    if missing:
        raise Invalid("rule.body", problems=missing)
    every = {one.name: values.get(one.name) for one in rule.trigger.takes}
    return {one.name: every for one in rule.trigger.given}


def callee_rows(rule: Rule, some: Sequence[Found]) -> list[At]:
    """The rows that a called rule begins at."""
    return [At(one.id, one.id, given(rule, one.values)) for one in some]


def retold(effects: Sequence[Effect], some: Sequence[Found]) -> list[Effect]:
    """What a called rule did, as done for the records that set its caller off."""
    by = {one.id: one.at.trigger for one in some}
    return [replace(one, trigger=by.get(one.trigger, one.trigger)) for one in effects]
