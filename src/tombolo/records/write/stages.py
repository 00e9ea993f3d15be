"""Stages of the records that are saved: settled before anything is computed, judged after it, kept.

Every road comes through here: the page, the API, a sheet, a batch, a paste. A move is what the value
of a stage says now and did not say before; whoever brings it says nothing else.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tombolo.base import ids
from tombolo.base.problems import Problem
from tombolo.records.visits.keep import Duty, Entry, Standing, keep, standings
from tombolo.records.work import Work
from tombolo.records.write.change import Act, Draft
from tombolo.records.write.compute import RecordResult
from tombolo.records.write.judge import Move, judge, moment_of, words
from tombolo.schema.catalog import FormCard
from tombolo.schema.field import Field
from tombolo.schema.pipeline import Pipeline
from tombolo.schema.stage_fields import ROLE, entered, probability_of, reason

AnyWork = Work[Any]
_NONE = Standing("", ())


def staged(card: FormCard) -> tuple[tuple[Field, Pipeline], ...]:
    """The stages of a form."""
    return tuple((one, line) for one in card.form.fields if (line := one.kind.pipeline()))


def settle(card: FormCard, drafts: Sequence[Draft], act: Act, now: datetime) -> list[Move]:
    """What follows from a stage before anything is computed: where new records begin, since when
    they stand there, how probable they are. The moves that these drafts make.
    """
    made: list[Move] = []
    for one, line in staged(card):
        for draft in drafts:
            if draft.is_new and draft.values.get(one.key) is None:
                draft.values[one.key] = line.stages[0].key
            moved = _settle(card, one, line, draft, act, now)
            if moved is not None:
                made.append(moved)
    return made


def _settle(
    card: FormCard, one: Field, line: Pipeline, draft: Draft, act: Act, now: datetime
) -> Move | None:
    before = draft.before or {}
    was, to = str(before.get(one.key) or ""), str(draft.values.get(one.key) or "")
    if was == to or not to:
        return None
    since = entered(one.key)
    given = draft.values.get(since) if since in draft.given else None
    at = moment_of(given) or max(now, moment_of(before.get(since)) or now)
    draft.values[since] = at.astimezone(UTC).isoformat()
    if reason(one.key) not in draft.given:
        draft.values.pop(reason(one.key), None)
    share = probability_of(line)
    target = line.step(to) or line.outcome(to)
    field = card.form.field(share)
    free = bool(line.override) and draft.values.get(line.override) is True
    if field and target and target.probability and share not in draft.given and not free:
        draft.values[share] = field.kind.parse(target.probability)
        draft.settled |= {share}
    placed = (draft.is_new and act == "import") or (not draft.is_new and not was)
    return Move(draft, one, line, was, to, at, placed)


# -- what is wrong with a move -------------------------------------------------------------------


async def problems(
    work: AnyWork,
    card: FormCard,
    drafts: Sequence[Draft],
    results: Sequence[RecordResult],
    moves: Sequence[Move],
) -> list[Problem]:
    """Everything that forbids these moves, each at the place where it can be put right."""
    if not staged(card):
        return []
    found = [told for draft in drafts for told in _unmoved(card, draft, moves)]
    asked = [one for one in moves if one.was]
    where = [(one.draft.id, one.one.key) for one in asked]
    known = await standings(work, card.form.name, where)
    by_draft = {id(draft): result for draft, result in zip(drafts, results, strict=True)}
    for move in moves:
        if move.at > work.now and entered(move.one.key) in move.draft.given:
            found.append(Problem("stage.later", move.at_field(entered(move.one.key))))
        standing = known.get((move.draft.id, move.one.key), _NONE)
        found.extend(judge(work, card, move, standing, by_draft[id(move.draft)]).problems())
    return found


def _unmoved(card: FormCard, draft: Draft, moves: Iterable[Move]) -> Iterator[Problem]:
    """What was said of a stage that does not move."""
    moved = {one.one.key for one in moves if one.draft is draft}
    before = draft.before or {}
    for one, _ in staged(card):
        place = f"{draft.place}." if draft.place else ""
        if before.get(one.key) is not None and draft.values.get(one.key) is None:
            yield Problem("field.required", f"{place}{one.key}", {"field": words(one.label)})
        why = reason(one.key)
        if one.key in moved or before.get(why) == draft.values.get(why) or why not in draft.given:
            continue
        yield Problem("stage.not_moved", f"{place}{why}", {"field": words(one.label)})


# -- what is kept --------------------------------------------------------------------------------


async def note(work: Work[Any], card: FormCard, moves: Sequence[Move]) -> None:
    """The stays and tasks of what moved, in the transaction that moves it."""
    entries = [
        Entry(
            move.draft.id,
            move.one.key,
            move.to,
            move.line.outcome(move.to) is not None,
            move.at,
            str(move.draft.values.get(reason(move.one.key)) or ""),
        )
        for move in moves
    ]
    duties = [duty for move in moves for duty in _duties(work, move)]
    await keep(work, card.form.name, entries, duties)


def _duties(work: AnyWork, move: Move) -> Iterator[Duty]:
    step = move.line.step(move.to)
    for n, task in enumerate(step.tasks if step else ()):
        role = ROLE.fullmatch(task.who)
        who = None if role else move.draft.values.get(task.who)
        due = work.today + timedelta(days=task.due) if task.due is not None else None
        yield Duty(
            id=str(ids.uuid7()),
            record=move.draft.id,
            field=move.one.key,
            key=task.key,
            position=n,
            mandatory=task.mandatory,
            who=str(who) if who else None,
            role=role[1] if role else "",
            due_on=due.isoformat() if due else None,
        )
