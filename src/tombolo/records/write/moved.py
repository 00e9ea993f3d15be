"""What a save, a delete or a restore moved: every row of records and lines, before and after."""

from collections.abc import Iterable, Iterator, Mapping

from tombolo.records.moves import Move
from tombolo.records.write.change import Draft
from tombolo.records.write.merge import Before
from tombolo.schema.catalog import FormCard
from tombolo.schema.kinds.shape import Plain


def moves_of(card: FormCard, drafts: Iterable[Draft]) -> list[Move]:
    """The rows of drafts that came, changed or went."""
    return [move for draft in drafts for move in _moves(card, draft)]


def _moves(card: FormCard, draft: Draft) -> Iterator[Move]:
    form = card.form.name
    if draft.before != draft.values:
        yield Move(form, "", draft.id, draft.id, draft.before, draft.values)
    for line in card.form.lines():
        rows = draft.lines_of(line.key)
        for row in rows:
            if row.before != row.values:
                yield Move(form, line.key, row.id, draft.id, row.before, row.values)
        kept = {row.id for row in rows}
        for row in draft.lines_before.get(line.key, ()):
            if row.id not in kept:
                yield Move(form, line.key, row.id, draft.id, row.before, None)


def gone(card: FormCard, records: Mapping[str, Before]) -> list[Move]:
    """Records that went to the bin, by their ids, with their lines."""
    form = card.form.name
    return [
        Move(form, lines, id_, record, values, None)
        for lines, id_, record, values in _rows(records)
    ]


def come(card: FormCard, records: Mapping[str, Before]) -> list[Move]:
    """Records that came back from it."""
    form = card.form.name
    return [
        Move(form, lines, id_, record, None, values)
        for lines, id_, record, values in _rows(records)
    ]


def _rows(records: Mapping[str, Before]) -> Iterator[tuple[str, str, str, dict[str, Plain]]]:
    for record, before in records.items():
        yield "", record, record, before.values
        for lines, rows in before.lines.items():
            yield from ((lines, row.id, record, row.values) for row in rows)
