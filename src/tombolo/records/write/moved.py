"""Drafts that were stored as moves: the records, and the rows of their lines."""

from collections.abc import Iterator, Mapping, Sequence

from tombolo.records.moves import Move
from tombolo.records.write.change import Draft
from tombolo.records.write.load import Found
from tombolo.schema.catalog import FormCard
from tombolo.schema.kinds.shape import Plain
from tombolo.schema.ripple import ROWS
from tombolo.schema.system import TITLE


def moves_of(card: FormCard, drafts: Sequence[Draft]) -> list[Move]:
    """What storing these drafts moved."""
    return [move for draft in drafts for move in _of(card, draft)]


def _of(card: FormCard, draft: Draft) -> Iterator[Move]:
    form = card.form.name
    before = None if draft.before is None else {**draft.before, TITLE: draft.title_before}
    yield Move(form, "", draft.id, draft.id, before, {**draft.values, TITLE: draft.title})
    for line in card.form.lines():
        kept: set[str] = set()
        stood = {row.id: row.position for row in draft.lines_before.get(line.key, ())}
        for row in draft.lines_of(line.key):
            kept.add(row.id)
            if row.before is not None and stood.get(row.id) != row.position:
                # The first of some rows may be another now: as if the rows had come and gone.
                now = {**row.values, ROWS: str(row.position)}
                yield Move(form, line.key, row.id, draft.id, row.before, now)
            elif row.before != row.values:
                yield Move(form, line.key, row.id, draft.id, row.before, row.values)
        for row in draft.lines_before.get(line.key, ()):
            if row.id not in kept:
                yield Move(form, line.key, row.id, draft.id, row.values, None)


def moves_of_bin(card: FormCard, found: Mapping[str, Found], *, out: bool) -> list[Move]:
    """What putting these records into the bin moved, or taking them `out` of it."""
    form = card.form.name
    made: list[Move] = []
    for id_, one in found.items():
        values: Mapping[str, Plain] = {**one.before.values, TITLE: one.before.title}
        every = [("", id_, values)]
        every += [
            (key, row.id, row.values) for key, rows in one.before.lines.items() for row in rows
        ]
        for lines, own, what in every:
            before, after = (None, what) if out else (what, None)
            made.append(Move(form, lines, own, id_, before, after, again=out))
    return made
