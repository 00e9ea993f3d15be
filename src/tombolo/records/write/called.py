"""What the links that a preview tells of are called, as far as the person may read them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from tombolo.records.read.titles import titles
from tombolo.records.work import Work
from tombolo.schema.catalog import FormCard
from tombolo.schema.field import Field

Row = Mapping[str, object]


async def called(
    work: Work[Any], card: FormCard, values: Row, lines: Mapping[str, Sequence[Row]]
) -> dict[str, str]:
    """Id to title of every record that a link among these values leads to."""
    wanted: dict[str, set[str]] = {}
    for field, row in _cells(card, values, lines):
        target = field.kind.points_to()
        value = row.get(field.key)
        if target in work.catalog.cards and value:
            ids = cast("list[str]", value) if isinstance(value, list) else [str(value)]
            wanted.setdefault(target, set()).update(ids)
    found: dict[str, str] = {}
    for target, ids in wanted.items():
        found.update(await titles(work, target, sorted(ids)))
    return found


def _cells(
    card: FormCard, values: Row, lines: Mapping[str, Sequence[Row]]
) -> Iterator[tuple[Field, Row]]:
    for one in card.form.every.values():
        if not one.kind.rows:
            yield one, values
            continue
        for row in lines.get(one.key, ()):
            yield from ((column, row) for column in one.fields)
