"""State locks: what of a record is frozen as it stands, and every change that would move it.

A lock is judged on the record as it is stored, in the SELECT that loads and locks it; what a save
would change of the frozen fields is told at its place, by whichever road the change came.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tombolo.base.errors import Conflict
from tombolo.base.problems import Problem
from tombolo.pg.tree import Call, Lit, Out
from tombolo.records.read.guard import unseen
from tombolo.records.work import Work
from tombolo.records.write.change import Draft, LineDraft
from tombolo.schema.catalog import FormCard, LockRule
from tombolo.schema.field import Field
from tombolo.schema.frame import TableFrame
from tombolo.schema.rules import in_labels

AnyWork = Work[Any]
_STATE = {"zh": "当前状态下不能修改", "en": "it cannot be changed in its present state"}


def outs(card: FormCard, frame: TableFrame) -> Iterator[Out]:
    """Whether each lock holds, as columns of the SELECT that loads records."""
    for number, lock in enumerate(card.locks):
        if lock.when is not None:
            yield Out(Call("coalesce", (lock.when.lower(frame), Lit(False))), f"held{number}")


def held(card: FormCard, row: Any) -> tuple[LockRule, ...]:
    """The locks that hold for a loaded record."""
    return tuple(
        lock for number, lock in enumerate(card.locks) if lock.when is None or row[f"held{number}"]
    )


def frozen(work: AnyWork, lock: LockRule) -> frozenset[str]:
    """The fields that a lock freezes for this unit of work."""
    return lock.fields - work.opened if lock.flow else lock.fields


def problems(
    work: AnyWork,
    card: FormCard,
    drafts: Sequence[Draft],
    locks: Mapping[str, tuple[LockRule, ...]],
) -> Iterator[Problem]:
    """Every frozen field that a draft would change, once for each place."""
    for draft in drafts:
        told: set[str] = set()
        for lock in locks.get(draft.id, ()) if not draft.is_new else ():
            fields = frozen(work, lock)
            for name, place, one in _moved(card, draft, fields):
                if name in fields and place not in told:
                    told.add(place)
                    yield _refusal(work, card, lock, one, place)


def demand_deletable(
    work: AnyWork, card: FormCard, records: Iterable[tuple[LockRule, ...]]
) -> None:
    """Raises Conflict where a lock on the whole record holds."""
    for locks in records:
        for lock in locks:
            if lock.whole and not lock.delete:
                raise _conflict(work, card, lock)


def _conflict(work: AnyWork, card: FormCard, lock: LockRule) -> Conflict:
    form = {"zh": card.form.label.say("zh"), "en": card.form.label.say("en")}
    if lock.when is None:
        return Conflict("record.append_only", values={"form": form})
    if lock.flow:
        return Conflict("record.in_approval", values={"field": form})
    told = Problem(
        "record.locked", "", {"field": form, "when": words(work, card, lock)}, lock.say or None
    )
    return Conflict("record.locked", problems=[told], values=told.values)


def words(work: AnyWork, card: FormCard, lock: LockRule) -> Mapping[str, str]:
    """Why it is locked: the lock's own words, else its condition, if this person knows what it reads."""
    if lock.say:
        return lock.say
    if lock.when is None or unseen(lock.when, card.form.name, work.catalog, work.grants):
        return _STATE
    return {language: in_labels(lock.when, language) for language in ("zh", "en")}


def _refusal(work: AnyWork, card: FormCard, lock: LockRule, one: Field, place: str) -> Problem:
    if lock.when is None:
        form = {"zh": card.form.label.say("zh"), "en": card.form.label.say("en")}
        return Problem("record.append_only", place, {"form": form})
    field = {"zh": one.label.say("zh"), "en": one.label.say("en")}
    told = {"field": field, "when": words(work, card, lock)}
    return Problem("record.locked", place, told, lock.say or None)


# -- what a draft would change -----------------------------------------------------------------


def _moved(
    card: FormCard, draft: Draft, frozen: frozenset[str]
) -> Iterator[tuple[str, str, Field]]:
    """(name, place, field) of every field, written or defaulted, that differs from what is there."""
    before = draft.before or {}
    for one in card.form.every.values():
        place = f"{draft.place}.{one.key}" if draft.place else one.key
        if one.kind.rows:
            yield from _moved_lines(one, draft, place, frozen)
        elif before.get(one.key) != draft.values.get(one.key):
            yield one.key, place, one


def _moved_lines(
    one: Field, draft: Draft, place: str, frozen: frozenset[str]
) -> Iterator[tuple[str, str, Field]]:
    rows, were = draft.lines_of(one.key), draft.lines_before.get(one.key, [])
    if [row.id for row in rows] != [row.id for row in were]:
        yield one.key, place, one
    whole = one.key in frozen  # what came or went is told once, not for each of its columns
    kept = {row.id for row in rows}
    gone = [] if whole else [row for row in were if row.id not in kept]
    for column in one.fields:
        name = f"{one.key}.{column.key}"
        for row in rows:
            if not (whole and row.before is None) and _differs(row, column.key):
                yield name, f"{row.place}.{column.key}" if row.place else place, column
        if any(row.values.get(column.key) is not None for row in gone):
            yield name, place, column


def _differs(row: LineDraft, key: str) -> bool:
    return (row.before or {}).get(key) != row.values.get(key)
