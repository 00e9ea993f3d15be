"""Files named in a change must be the person's own uploads, or hang on the record already."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records.work import Work
from tombolo.records.write.change import Draft, LineDraft
from tombolo.schema.catalog import FormCard
from tombolo.schema.field import Field

_SQL = named.beside(__file__)


FILES = "sys.file"


async def demand_own(work: Work[Any], card: FormCard, drafts: Sequence[Draft]) -> None:
    """Raises Invalid where a file is somebody else's: an id alone opens nothing."""
    own, inside = _holders(card)
    wanted: list[tuple[str, Field, list[str]]] = []
    for draft in drafts if own or inside else ():
        wanted.extend(_named(own, draft, draft.place))
        for key, fields in inside.items():
            for row in draft.lines.get(key, ()):
                wanted.extend(_named(fields, row, row.place))
    every = sorted({one for _, _, ids in wanted for one in ids})
    if not every:
        return
    mine = {str(row["id"]) for row in await work.tx.rows(_SQL["own"], every, work.actor.id)}
    problems = [
        Problem(
            "file.not_yours",
            place,
            {"field": {"zh": one.label.say("zh"), "en": one.label.say("en")}},
        )
        for place, one, ids in wanted
        if not mine.issuperset(ids)
    ]
    if problems:
        raise Invalid("record.invalid", problems=problems)


async def use(work: Work[WriteTx], card: FormCard, drafts: Sequence[Draft]) -> None:
    """Note which files these records name from now on: what a record has named stays while it does."""
    own, inside = _holders(card)
    found: set[tuple[str, str]] = set()
    for draft in drafts if own or inside else ():
        found.update((id_, draft.id) for id_ in _held(own, draft))
        for key, fields in inside.items():
            for row in draft.lines_of(key):
                found.update((id_, draft.id) for id_ in _held(fields, row))
    if found:
        every = sorted(found)
        files, records = [one for one, _ in every], [one for _, one in every]
        await work.tx.run(_SQL["use"], card.form.name, files, records)


def _holders(card: FormCard) -> tuple[Sequence[Field], Mapping[str, Sequence[Field]]]:
    """The fields that hold files: of records, of each lines."""
    own = tuple(one for one in card.form.every.values() if one.kind.points_to() == FILES)
    inside = {
        line.key: held
        for line in card.form.lines()
        if (held := tuple(one for one in line.fields if one.kind.points_to() == FILES))
    }
    return own, inside


def _held(fields: Sequence[Field], row: Draft | LineDraft) -> Iterator[str]:
    """What the row names now and did not before."""
    for one in fields:
        before = set(cast("list[str]", (row.before or {}).get(one.key) or []))
        yield from (
            id_ for id_ in cast("list[str]", row.values.get(one.key) or []) if id_ not in before
        )


def _named(
    fields: Sequence[Field], row: Draft | LineDraft, place: str
) -> Iterator[tuple[str, Field, list[str]]]:
    for one in fields:
        if one.key in row.given and (new := list(_held((one,), row))):
            yield (f"{place}.{one.key}" if place else one.key), one, new
