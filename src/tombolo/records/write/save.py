"""The story of a save: any number of records, whole or not at all. Preview is the same, unwritten."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from tombolo.access.policy import Verb
from tombolo.base.errors import Conflict, Denied, Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.pg.pool import WriteTx
from tombolo.records import history
from tombolo.records.balances.post import post
from tombolo.records.moves import Move
from tombolo.records.settle import settle
from tombolo.records.work import Work
from tombolo.records.write import check, files, locks, serials, stages
from tombolo.records.write.called import called
from tombolo.records.write.change import Act, Change, Draft, Saved, Values
from tombolo.records.write.compute import RecordResult, RowResult, apply, compute
from tombolo.records.write.draw import computed
from tombolo.records.write.load import Found, load
from tombolo.records.write.merge import merged
from tombolo.records.write.moved import moves_of
from tombolo.records.write.reach import Held
from tombolo.records.write.said import Said, said
from tombolo.records.write.store import store
from tombolo.schema.catalog import FormCard
from tombolo.schema.field import Field

MOST = 5000


@dataclass(frozen=True, slots=True)
class Preview:
    """What a save would do: computed and defaulted values, those of lines by their id, problems."""

    values: dict[str, object]
    lines: dict[str, list[dict[str, object]]]
    problems: tuple[Problem, ...]
    said: Said | None = None  # what the rules say of the fields, where the form has any
    titles: Mapping[str, str] = field(
        default_factory=dict[str, str]
    )  # of the links among the values


async def create(
    work: Work[WriteTx],
    form: str,
    changes: Sequence[Change],
    *,
    act: Act = "create",
    numbers: serials.Numbers | None = None,
    moves: list[Move] | None = None,
) -> Saved:
    """New records. One whose id is there already, made by the same person, is left as it is.
    `numbers` is where running numbers come from, if not from the counter. Who gives `moves` collects
    what moved, and settles it once for many saves.
    """
    card = work.catalog.card(form)
    work.grants.of(form).demand("import" if act == "import" else "create")
    known = await load(work, card, [one.id for one in changes if one.id], "create", lock=False)
    for change in changes:
        found = known.get(change.id)
        if found and (found.created_by != str(work.actor.id) or found.deleted):
            raise Conflict("record.id_taken", place=change.place, values={"id": change.id})
    fresh = [one for one in changes if one.id not in known]
    if len({one.id for one in fresh if one.id}) != sum(1 for one in fresh if one.id):
        raise Invalid("record.twice")
    drafts = await _written(work, card, fresh, {}, act, numbers, moves)
    made = {draft.id: 1 for draft in drafts}
    versions = {**made, **{id_: found.before.version for id_, found in known.items()}}
    names = iter([draft.id for draft in drafts])
    ids = [one.id if one.id in known else next(names) for one in changes]
    return Saved(tuple(ids), tuple(versions[one] for one in ids))


async def update(
    work: Work[WriteTx],
    form: str,
    changes: Sequence[Change],
    *,
    act: Act = "update",
    moves: list[Move] | None = None,
) -> Saved:
    """Changes to records that are there. Raises Conflict when somebody else was faster."""
    card = work.catalog.card(form)
    verb: Verb = "import" if act == "import" else "update"
    work.grants.of(form).demand(verb)
    found = await load(work, card, sorted({one.id for one in changes}), "update")
    _demand(changes, found, form)
    drafts = await _written(work, card, changes, found, act, None, moves)
    versions = tuple(draft.version + draft.changed for draft in drafts)
    return Saved(tuple(draft.id for draft in drafts), versions)


async def preview(work: Work[Any], form: str, change: Change) -> Preview:
    """What saving `change` would compute and refuse. Nothing is locked, numbered or written."""
    card = work.catalog.card(form)
    grant = work.grants.of(form)
    there = bool(change.id) and change.version is not None
    # Of a record as it is one asks who reads it: what is visible, what is locked.
    grant.demand(("update" if change.set else "read") if there else "create")
    ids = [change.id] if change.id else []
    found = await load(work, card, ids, "update", lock=False)
    if change.version is not None and not (change.id in found and found[change.id].readable):
        raise Missing("record.missing", values={"form": form})
    problems: list[Problem] = []
    befores = {id_: one.before for id_, one in found.items() if one.readable}
    drafts = merged(card.form, [change], befores, grant, problems)
    stepping = stages.settle(card, drafts, "update" if there else "create", work.now)
    problems.extend(_barred(card, [change], found))
    (result,) = await compute(work, card, drafts, live=True)
    apply(card, drafts, [result])
    problems.extend(check.of_record(card, drafts[0], result))
    held = {id_: found[id_].locks for id_ in befores}
    problems.extend(locks.problems(work, card, drafts, held))
    problems.extend(await stages.problems(work, card, drafts, [result], stepping))
    masked = found[change.id].masked if change.id in befores else frozenset[str]()
    # What follows from a record that this person may not see would tell what stands there.
    follows = not any(one.code == "link.missing" for one in problems)

    def sees(name: str) -> bool:
        return follows and grant.sees(name) and name not in masked

    values = _shown(card, result.own, sees)
    lines = {
        key: [
            {"id": line.id, **_shown_line(row, key, sees)}
            for line, row in zip(drafts[0].lines_of(key), rows, strict=True)
        ]
        for key, rows in result.lines.items()
        if grant.sees(key)
    }
    return Preview(
        values=values,
        lines=lines,
        problems=tuple(problems),
        said=said(work, card, drafts[0], result, held.get(change.id, ()), sees)
        if card.ruled
        else None,
        titles=await called(work, card, values, lines),
    )


async def _written(
    work: Work[WriteTx],
    card: FormCard,
    changes: Sequence[Change],
    found: Mapping[str, Found],
    act: Act,
    numbers: serials.Numbers | None,
    moves: list[Move] | None,
) -> list[Draft]:
    """Merge, compute, check, permit, store, remember; then all that follows from it."""
    if not changes:
        return []
    if len(changes) > MOST:
        raise Invalid("record.too_many", values={"most": MOST})
    problems: list[Problem] = []
    grant = work.grants.of(card.form.name)
    befores = {id_: one.before for id_, one in found.items()}
    drafts = merged(card.form, changes, befores, grant, problems, placing=act == "import")
    stepping = stages.settle(card, drafts, act, work.now)
    problems.extend(_barred(card, changes, found))
    if problems:
        raise Invalid("record.invalid", problems=problems)
    await files.demand_own(work, card, drafts)
    await serials.early(work, card, drafts, numbers)
    results = await _computed(work, card, drafts)
    if await serials.late(work, card, drafts, results, numbers):
        results = await _computed(work, card, drafts)
    problems.extend(check.problems(card, drafts, results))
    held = {id_: one.locks for id_, one in found.items()}
    problems.extend(locks.problems(work, card, drafts, held))
    problems.extend(await stages.problems(work, card, drafts, results, stepping))
    if problems:
        raise Invalid("record.invalid", problems=problems)
    _permit(card, drafts, results)
    # What is as it was is not written: no new version, nothing in the history, nothing on the wire.
    moved = [draft for draft in drafts if draft.changed]
    if moved:
        await store(work, card, moved)
        await stages.note(work, card, stepping)
        await files.use(work, card, moved)
        await history.note(work, card.form.name, [_event(card, draft, act) for draft in moved])
        made, places = moves_of(card, moved), {draft.id: draft.place for draft in moved}
        if moves is None:
            await settle(work, made, places)
        else:
            await post(work, made, places)
            moves.extend(made)
    return drafts


async def _computed(
    work: Work[WriteTx], card: FormCard, drafts: Sequence[Draft]
) -> list[RecordResult]:
    """What follows from the drafts, in them, with everything held still that it looks at."""
    held = Held()
    await held.hold(work, card, drafts)
    results = await computed(work, card, drafts)
    apply(card, drafts, results)
    # A default may have set a link that nobody held yet: what stands behind it is looked at again.
    if await held.hold(work, card, drafts):
        results = await computed(work, card, drafts)
        apply(card, drafts, results)
    return results


def _demand(changes: Sequence[Change], found: Mapping[str, Found], form: str) -> None:
    for change in changes:
        one = found.get(change.id)
        if one is None or one.deleted or not one.readable:
            raise Missing("record.missing", place=change.place, values={"form": form})
        if not one.allowed:
            raise Denied("record.not_yours", place=change.place, because=(f"{form}: update",))
        if change.version is not None and change.version != one.before.version:
            raise Conflict(
                "record.stale", place=change.place, values={"id": change.id, "form": form}
            )
    if len({one.id for one in changes}) != len(changes):
        raise Invalid("record.twice")


def _barred(
    card: FormCard, changes: Sequence[Change], found: Mapping[str, Found]
) -> Iterator[Problem]:
    """Fields that this person writes on some rows, sent for a row where not."""
    for change in changes:
        barred = found[change.id].barred if change.id in found else frozenset[str]()
        for name in sorted(barred & set(change.refresh)):
            place = f"{change.place}.{name}" if change.place else name
            lines, _, key = name.rpartition(".")
            owner = card.form.field(lines or key)
            one = owner.column(key) if owner and lines else owner
            if one is not None:
                yield Problem("field.readonly", place, {"field": _words(one)})
        for key, raw in change.set.items() if barred else ():
            place = f"{change.place}.{key}" if change.place else key
            field = card.form.field(key)
            if field is not None and key in barred:
                yield Problem("field.readonly", place, {"field": _words(field)})
            elif field is not None and field.kind.rows and isinstance(raw, list):
                for n, row in enumerate(cast("list[object]", raw)):
                    if not isinstance(row, Mapping):
                        continue
                    for name in cast("Mapping[str, object]", row):
                        column = field.column(name)
                        if column is not None and f"{key}.{name}" in barred:
                            yield Problem(
                                "field.readonly",
                                f"{place}[{n}].{name}",
                                {"field": _words(column)},
                            )


def _words(one: Field) -> dict[str, str]:
    return {"zh": one.label.say("zh"), "en": one.label.say("en")}


def _permit(card: FormCard, drafts: Sequence[Draft], results: Sequence[RecordResult]) -> None:
    """The record as it will be must still be one that this person may make or change."""
    for draft, result in zip(drafts, results, strict=True):
        may_create, may_update = result.allowed
        if not (may_create if draft.is_new else may_update):
            raise Denied(
                "record.would_leave", place=draft.place, because=(f"{card.form.name}: rows",)
            )


def _shown(card: FormCard, result: RowResult, sees: Any) -> dict[str, object]:
    del card
    every = {**_known(result.values), **result.live}
    return {key: value for key, value in every.items() if sees(key)}


def _shown_line(result: RowResult, lines: str, sees: Any) -> dict[str, object]:
    every = {**_known(result.values), **result.live}
    return {key: value for key, value in every.items() if sees(f"{lines}.{key}")}


def _known(values: Values) -> Values:
    """Without the columns that nobody meets by name."""
    return {key: value for key, value in values.items() if not key.startswith("_")}


def _event(card: FormCard, draft: Draft, act: Act) -> history.Event:
    if act == "import" and draft.before is None:
        # The record itself says what was brought; what is changed later keeps its before.
        return history.Event(draft.id, act, {})
    changes: dict[str, object] = dict(history.difference(draft.before, draft.values))
    for line in card.form.lines():
        moved = _line_changes(draft, line.key)
        if moved:
            changes[line.key] = moved
    return history.Event(draft.id, act, changes)


def _line_changes(draft: Draft, key: str) -> dict[str, object]:
    """{"added": [...], "changed": {...}, "removed": [...], "moved": true} of one lines field."""
    rows = draft.lines_of(key)
    were = draft.lines_before.get(key, [])
    kept = {row.id for row in rows}
    added = [_known(row.values) for row in rows if row.before is None]
    changed = {
        str(row.position + 1): found
        for row in rows
        if row.before is not None and (found := history.difference(row.before, row.values))
    }
    removed = [_known(row.values) for row in were if row.id not in kept]
    made: dict[str, object] = {}
    if added and draft.before is None:
        return {"added": len(added)}
    if added:
        made["added"] = added
    if changed:
        made["changed"] = changed
    if removed:
        made["removed"] = removed
    if [row.id for row in were if row.id in kept] != [row.id for row in rows if row.before]:
        made["moved"] = True
    return made
