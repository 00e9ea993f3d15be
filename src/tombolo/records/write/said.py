"""What a preview tells of the rules: verdicts of the record and of its rows, and what is locked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tombolo.records.read.guard import unseen
from tombolo.records.work import Work
from tombolo.records.write import locks
from tombolo.records.write.change import Draft
from tombolo.records.write.compute import RecordResult
from tombolo.records.write.rules import Told, told
from tombolo.schema.catalog import FormCard, LockRule
from tombolo.schema.condition import Condition

AnyWork = Work[Any]


@dataclass(frozen=True, slots=True)
class Locked:
    """Fields that are frozen, and why in the person's language."""

    fields: tuple[str, ...]
    say: str


@dataclass(frozen=True, slots=True)
class Said:
    """Verdicts of the record, of the rows of its lines by their id, and the locks that hold."""

    own: Told
    lines: dict[str, list[tuple[str, Told]]]
    locked: tuple[Locked, ...]


def said(
    work: AnyWork,
    card: FormCard,
    draft: Draft,
    result: RecordResult,
    held: tuple[LockRule, ...],
    sees: Callable[[str], bool],
) -> Said:
    """What this person may know of it."""

    def knows(condition: Condition, lines: str) -> bool:
        return not unseen(condition, card.form.name, work.catalog, work.grants, lines)

    return Said(
        own=told(card, "", result.own, sees, knows),
        lines={
            key: [
                (line.id, told(card, key, row, sees, knows))
                for line, row in zip(draft.lines_of(key), rows, strict=True)
            ]
            for key, rows in result.lines.items()
            if card.lines[key].verdicts and sees(key)
        },
        locked=tuple(
            Locked(
                tuple(sorted(name for name in locks.frozen(work, lock) if sees(name))),
                locks.words(work, card, lock)[work.language] if lock.when is not None else "",
            )
            for lock in held
        ),
    )
