"""What the rules on fields refuse, and what a preview tells of them. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from tombolo.base.problems import Problem
from tombolo.records.write.change import Draft, LineDraft
from tombolo.records.write.compute import RecordResult, RowResult
from tombolo.schema.catalog import UNTOLD, Expressions, FormCard, Verdict
from tombolo.schema.condition import Condition
from tombolo.schema.field import Field
from tombolo.schema.ways import from_record

Knows = Callable[[Condition, str], bool]
Sees = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Told:
    """What a row's rules say, of the fields that have one: key to verdict, and the options there are."""

    visible: dict[str, bool] = field(default_factory=dict[str, bool])
    required: dict[str, bool] = field(default_factory=dict[str, bool])
    readonly: dict[str, bool] = field(default_factory=dict[str, bool])
    options: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


def told(card: FormCard, lines: str, found: RowResult, sees: Sees, knows: Knows) -> Told:
    """The verdicts that this person may know: of fields seen, following from what is seen."""
    expressions = card.lines[lines] if lines else card.own
    made = Told()
    tellable = [one for one in expressions.verdicts if one.what not in UNTOLD]
    for one, holds in zip(tellable, found.told, strict=True):
        name = f"{lines}.{one.key}" if lines else one.key
        if not sees(name):
            continue
        known = knows(one.condition, lines)
        if one.what == "option":
            kind = _field(card, lines, one.key).kind
            offered = made.options.setdefault(one.key, [key for key, _ in kind.options_of()])
            if known and not holds:
                offered.remove(one.option)
        elif known:
            by_key = {"visible": made.visible, "required": made.required, "readonly": made.readonly}
            by_key[one.what][one.key] = holds
    return made


def hidden(expressions: Expressions, found: RowResult) -> frozenset[str]:
    """The fields of a row that are not visible."""
    pairs = zip(expressions.verdicts, found.verdicts, strict=True)
    return frozenset(one.key for one, holds in pairs if one.what == "visible" and not holds)


def of_record(card: FormCard, draft: Draft, result: RecordResult) -> Iterator[Problem]:
    """What a change to a record breaks of the rules on its fields and on those of its lines."""
    out_of_sight = hidden(card.own, result.own)
    yield from _row(card, "", draft, draft, result.own, draft.place)
    for one in card.form.lines():
        if not card.lines[one.key].verdicts or one.key in out_of_sight:
            continue
        here = f"{draft.place}.{one.key}" if draft.place else one.key
        rows = zip(draft.lines_of(one.key), result.lines[one.key], strict=True)
        for number, (line, found) in enumerate(rows):
            place = line.place or f"{here}[{number}]"
            yield from _row(card, one.key, line, draft, found, place)


def _row(
    card: FormCard,
    lines: str,
    own: Draft | LineDraft,
    record: Draft,
    found: RowResult,
    place: str,
) -> Iterator[Problem]:
    expressions = card.lines[lines] if lines else card.own
    out_of_sight = hidden(expressions, found)
    for one, holds in zip(expressions.verdicts, found.verdicts, strict=True):
        it = _field(card, lines, one.key)
        if one.what in {"number", "gate"}:
            continue  # heard by who gives the numbers, by who moves the stages
        if one.what == "visible":
            if not holds and _sent(it, own):
                yield _problem("field.hidden", it, place)
            continue
        if one.key in out_of_sight:
            continue
        if one.what == "readonly":
            if holds and _sent(it, own):
                yield _problem("field.readonly", it, place)
        elif one.what == "required":
            if holds and _blank(it, own) and _asked(card, lines, one, own, record):
                yield _problem("field.required", it, place)
        elif not holds:
            yield from _misfit(card, lines, one, own, record, place)


def _misfit(
    card: FormCard, lines: str, one: Verdict, own: Draft | LineDraft, record: Draft, place: str
) -> Iterator[Problem]:
    """An option or a link that does not fit, chosen now or left behind by what it depends on."""
    it = _field(card, lines, one.key)
    value, before = own.values.get(one.key), (own.before or {}).get(one.key)
    chosen = _listed(value)
    if one.what == "option" and one.option not in chosen:
        return
    fresh = [item for item in chosen if item not in _listed(before)]
    taken = one.option in fresh if one.what == "option" else bool(fresh)
    if chosen and (own.before is None or taken or _follows(card, lines, one, own, record)):
        if one.what == "candidate":
            yield _problem("link.not_candidate", it, place)
        else:
            label = next(label for key, label in it.kind.options_of() if key == one.option)
            words = {"zh": label.say("zh"), "en": label.say("en")}
            yield _problem("value.option_not_now", it, place, option=words)


def _asked(card: FormCard, lines: str, one: Verdict, own: Draft | LineDraft, record: Draft) -> bool:
    """A record that was there before is asked about its changes, and about what they bring along."""
    if own.before is None or one.key in own.given or own.before.get(one.key) is not None:
        return True
    return _follows(card, lines, one, own, record)


def _sent(it: Field, own: Draft | LineDraft) -> bool:
    """Whether the person changes the field in this row."""
    if it.kind.rows and isinstance(own, Draft):
        if it.key not in own.given and not any(row.refreshed for row in own.lines_of(it.key)):
            return False
        rows, were = own.lines_of(it.key), own.lines_before.get(it.key, [])
        return [row.id for row in rows] != [row.id for row in were] or any(
            _sent(column, row) for row in rows for column in it.fields
        )
    if it.key not in own.given and it.key not in own.refreshed:
        return False
    return _differs(own, it.key)


def _blank(it: Field, own: Draft | LineDraft) -> bool:
    if it.kind.rows and isinstance(own, Draft):
        return not own.lines_of(it.key)
    return own.values.get(it.key) is None


def _follows(
    card: FormCard, lines: str, one: Verdict, own: Draft | LineDraft, record: Draft
) -> bool:
    """Whether anything that the rule reads differs from what was there."""
    for at, key in _reads(card, lines, one.condition):
        if key in card.lines or at != lines:
            moved = (
                _rows_moved(record, at or key) if at or key in card.lines else _differs(record, key)
            )
        else:
            moved = _differs(own, key)
        if moved:
            return True
    return False


def _differs(row: Draft | LineDraft, key: str) -> bool:
    return (row.before or {}).get(key) != row.values.get(key)


def _rows_moved(record: Draft, key: str) -> bool:
    """Whether rows came or went, or any of them differs."""
    rows, were = record.lines_of(key), record.lines_before.get(key, [])
    return [row.id for row in rows] != [row.id for row in were] or any(
        row.before != row.values for row in rows
    )


def _reads(card: FormCard, lines: str, condition: Condition) -> frozenset[tuple[str, str]]:
    """(lines or "", key) of all it reads in this record, also through formulas that are not stored."""
    found: set[tuple[str, str]] = set()
    todo = [(lines, path) for path in condition.reads]
    while todo:
        at, path = from_record(*todo.pop(), card.lines)
        if not path or (at, path[0]) in found:
            continue
        found.add((at, path[0]))
        live = (card.lines[at] if at else card.own).computed.get(path[0])
        if live and not live.stored:
            todo.extend((at, further) for further in live.condition.reads)
    return frozenset(found)


def _field(card: FormCard, lines: str, key: str) -> Field:
    owner = card.form.field(lines or key)
    found = owner.column(key) if lines and owner else owner
    assert found is not None
    return found


def _listed(value: object) -> Sequence[object]:
    if isinstance(value, list):
        return cast("list[object]", value)
    return [] if value is None else [value]


def _problem(code: str, one: Field, place: str, **values: Mapping[str, str]) -> Problem:
    words = {"zh": one.label.say("zh"), "en": one.label.say("en")}
    return Problem(code, f"{place}.{one.key}" if place else one.key, {**values, "field": words})
