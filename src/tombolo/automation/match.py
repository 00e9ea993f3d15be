"""Moves and rules to what may set a rule off. Pure: conditions are asked of the database afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tombolo.automation.rule import Rule
from tombolo.automation.trigger import On
from tombolo.records.moves import Move
from tombolo.schema.kinds.shape import Plain
from tombolo.schema.system import SEARCH, TITLE, UNTOLD

_QUIET = UNTOLD | {TITLE, SEARCH}  # they follow from the rest


@dataclass(slots=True)
class Fold:
    """All that moved of one record in one save. `was` has what moved, as it was before the save;
    `lines` names its lines (`lines`) and their columns (`lines.qty`) where rows moved.
    """

    form: str
    record: str
    on: On = "updated"
    was: dict[str, Plain] = field(default_factory=dict[str, Plain])
    now: dict[str, Plain] = field(default_factory=dict[str, Plain])
    lines: set[str] = field(default_factory=set[str])

    def moved(self, watch: Iterable[str]) -> bool:
        """Whether one of these moved; without any, whether anything did that a person may meet."""
        every = {key for key in self.was if not key.startswith("_")} - _QUIET | self.lines
        wanted = set(watch)
        return bool(every & wanted) if wanted else bool(every)


def folded(moves: Sequence[Move], forms: Iterable[str]) -> dict[str, list[Fold]]:
    """By form what moved of each record, for these forms. What went back to what it was did not move."""
    wanted = set(forms)
    made: dict[tuple[str, str], Fold] = {}
    for one in moves:
        if one.form not in wanted:
            continue
        fold = made.setdefault((one.form, one.record), Fold(one.form, one.record))
        if one.lines:
            _note_line(fold, one)
        else:
            _note(fold, one)
    by_form: dict[str, list[Fold]] = {}
    for fold in made.values():
        for key in [key for key, old in fold.was.items() if fold.now.get(key) == old]:
            del fold.was[key]
        by_form.setdefault(fold.form, []).append(fold)
    return by_form


def _note(fold: Fold, move: Move) -> None:
    if move.before is None:
        fold.on = "restored" if move.again else "created"
    elif move.after is None:
        fold.on = "deleted"
    before, after = move.before or {}, move.after or {}
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            fold.was.setdefault(key, before.get(key))
            fold.now[key] = after.get(key)


def _note_line(fold: Fold, move: Move) -> None:
    before, after = move.before or {}, move.after or {}
    fold.lines.add(move.lines)
    fold.lines.update(
        f"{move.lines}.{key}" for key in {**before, **after} if before.get(key) != after.get(key)
    )


def may_set_off(rule: Rule, fold: Fold) -> bool:
    """Whether the kind of move and what is watched fit; the condition is another question."""
    on = rule.trigger.on
    if on == "updated":
        return fold.on == "updated" and fold.moved(rule.trigger.watch)
    if on == "became":
        # A condition can only become true by something it reads, or by the record coming.
        return fold.on in ("created", "restored") or (fold.on == "updated" and _touches(rule, fold))
    if on == "stage":
        return _moved(rule, fold)
    return fold.on == on


def _moved(rule: Rule, fold: Fold) -> bool:
    """Whether a stage moved as the rule means; a new record enters the one it begins at."""
    stage = rule.trigger.stage
    if stage is None or fold.on not in ("created", "updated") or stage.field not in fold.was:
        return False
    return stage.fits(fold.was[stage.field] or "", fold.now.get(stage.field) or "")


def _touches(rule: Rule, fold: Fold) -> bool:
    when = rule.trigger.when
    return when is not None and (
        when.live or any(len(path) != 1 or path[0] in fold.was for path in when.reads)
    )


def sets_off(rule: Rule, fold: Fold, held: tuple[bool, bool]) -> bool:
    """Whether its condition, which held before and holds now so, sets it off."""
    then, now = held
    if rule.trigger.on != "became":
        return now
    return now and (not then or fold.on in ("created", "restored"))


def book_of(rules: Iterable[Rule]) -> Mapping[str, tuple[Rule, ...]]:
    """The rules by the form that sets them off, in the order of their names."""
    made: dict[str, list[Rule]] = {}
    for one in sorted(rules, key=lambda one: one.name):
        made.setdefault(one.trigger.form, []).append(one)
    return {form: tuple(some) for form, some in made.items()}
