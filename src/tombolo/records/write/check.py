"""Drafts and what was computed to problems: required, rules, links, row counts. Pure."""

from collections.abc import Iterator, Sequence

from tombolo.base.problems import Problem
from tombolo.records.write import rules
from tombolo.records.write.change import Draft, LineDraft, Values
from tombolo.records.write.compute import RecordResult, RowResult
from tombolo.schema.catalog import Expressions, FormCard, Rule
from tombolo.schema.field import Field
from tombolo.schema.kinds.shape import Bad, Plain
from tombolo.schema.system import RECORD


def problems(
    card: FormCard, drafts: Sequence[Draft], results: Sequence[RecordResult]
) -> Iterator[Problem]:
    """Every problem of every record, with its place."""
    for draft, result in zip(drafts, results, strict=True):
        yield from of_record(card, draft, result)


def of_record(card: FormCard, draft: Draft, result: RecordResult) -> Iterator[Problem]:
    """The problems of one record."""
    found = list(_usual(card, draft, result))
    yield from found
    # What follows from a record that this person may not see would tell what stands there.
    if card.ruled and not any(one.code == "link.missing" for one in found):
        yield from rules.of_record(card, draft, result)


def _usual(card: FormCard, draft: Draft, result: RecordResult) -> Iterator[Problem]:
    fields = tuple(card.form.every.values())
    if draft.is_new and result.unfilled:
        yield from _unfilled(card, draft, result.unfilled)
    hidden = rules.hidden(card.own, result.own)
    yield from _row(fields, draft, result.own, draft.place, hidden)
    yield from _rules(card.own, result.own, fields, draft.place)
    for one in card.form.lines():
        yield from _line_count(one, draft) if one.key not in hidden else ()
        if one.key not in draft.lines:
            yield from _untouched(card, draft, result, one)
            continue
        for line, found in zip(draft.lines[one.key], result.lines[one.key], strict=True):
            inside = rules.hidden(card.lines[one.key], found)
            yield from _row(one.fields, line, found, line.place, inside)
            yield from _rules(card.lines[one.key], found, one.fields, line.place)


def _untouched(card: FormCard, draft: Draft, result: RecordResult, one: Field) -> Iterator[Problem]:
    """Of rows that nobody sent: the checks that look at their record, which may be what moved."""
    rules = card.lines[one.key].checks
    asked = {
        n for n, rule in enumerate(rules) if any(p[:1] == (RECORD,) for p in rule.condition.reads)
    }
    if not asked:
        return
    above = f"{draft.place}.{one.key}" if draft.place else one.key
    for at, found in enumerate(result.lines[one.key]):
        for n, holds in enumerate(found.rules):
            if n in asked and not holds:
                yield _broken(rules[n], one.fields, f"{above}[{at}]")


def _unfilled(card: FormCard, draft: Draft, names: frozenset[str]) -> Iterator[Problem]:
    """What was given, and none of the grants that let this very record be made lets be filled."""
    for key in sorted(draft.given):
        one = card.form.field(key)
        if one is None:
            continue
        if key in names:
            yield _problem("field.readonly", one, draft.place)
            continue
        for line in draft.lines.get(key, ()):
            for column in one.fields:
                if column.key in line.given and f"{key}.{column.key}" in names:
                    yield _problem("field.readonly", column, line.place)


def _row(
    fields: Sequence[Field],
    draft: Draft | LineDraft,
    found: RowResult,
    place: str,
    hidden: frozenset[str],
) -> Iterator[Problem]:
    values, before = draft.values, draft.before
    for one in fields:
        key, kind = one.key, one.kind
        value = values.get(key)
        # A record that was there before the field was required is asked only about its changes.
        asked = before is None or key in draft.given or before.get(key) is not None
        needed = one.required and key not in hidden and not kind.rows and not kind.computed
        if needed and value is None and asked:
            yield _problem("field.required", one, place)
        if key in found.links or key in found.values:
            changed = before is None or before.get(key) != value
            if changed and found.links.get(key) is False and not _fewer(before, key, value):
                yield _problem("link.missing", one, place)
            if changed and key in found.values and value is not None and not kind.computed:
                try:
                    kind.parse(value)
                except Bad as bad:
                    yield _problem(bad.code, one, place, **bad.values)


def _fewer(before: Values | None, key: str, value: Plain) -> bool:
    """Whether a list of links only lost some: what stays may since be in the bin or out of reach."""
    old = before.get(key) if before else None
    return isinstance(old, list) and isinstance(value, list) and all(one in old for one in value)


def _problem(code: str, one: Field, place: str, **values: object) -> Problem:
    words = {"zh": one.label.say("zh"), "en": one.label.say("en")}
    return Problem(code, f"{place}.{one.key}" if place else one.key, {**values, "field": words})


def _rules(
    expressions: Expressions, found: RowResult, fields: Sequence[Field], place: str
) -> Iterator[Problem]:
    for rule, holds in zip(expressions.checks, found.rules, strict=True):
        if not holds:
            yield _broken(rule, fields, place)


def _broken(rule: Rule, fields: Sequence[Field], place: str) -> Problem:
    at = rule.at and (f"{place}.{rule.at}" if place else rule.at)
    one = next((one for one in fields if one.key == rule.at), None)
    words = {"zh": one.label.say("zh"), "en": one.label.say("en")} if one else {"zh": "", "en": ""}
    return Problem(
        "field.check", at or place, {"field": words, "need": rule.condition.text}, rule.say or None
    )


def _line_count(one: Field, draft: Draft) -> Iterator[Problem]:
    here = f"{draft.place}.{one.key}" if draft.place else one.key
    words = {"zh": one.label.say("zh"), "en": one.label.say("en")}
    fewest, most = one.kind.row_range()
    count = len(draft.lines_of(one.key))
    least = max(fewest, 1 if one.required else 0)
    if count < least:
        yield Problem("lines.too_few", here, {"field": words, "least": least})
    if count > most:
        yield Problem("lines.too_many", here, {"field": words, "most": most})
