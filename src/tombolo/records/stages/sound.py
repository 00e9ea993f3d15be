"""Do the stays say where the records stand, and do they follow one another without a gap?"""

from collections.abc import Iterator
from dataclasses import dataclass

from tombolo.pg import named, quote
from tombolo.pg.pool import ReadTx, WriteTx
from tombolo.schema.catalog import Catalog
from tombolo.schema.form import Form
from tombolo.schema.pipeline import Pipeline
from tombolo.schema.stage_fields import entered

_SQL = named.beside(__file__)


@dataclass(frozen=True, slots=True)
class Apart:
    """`count` records whose stays are not what they should be, and the id of one of them."""

    form: str
    field: str
    count: int
    example: str


async def differences(tx: ReadTx, catalog: Catalog) -> list[Apart]:
    """What is not right, by form and field."""
    found: list[Apart] = []
    for form, key, _ in _every(catalog):
        wrong = sorted(
            str(row["id"]) for row in await tx.rows(_text("wrong", form, key), form.name, key)
        )
        if wrong:
            found.append(Apart(form.name, key, len(wrong), wrong[0]))
    return found


async def rebuild(tx: WriteTx, catalog: Catalog) -> int:
    """The stays of those records made to follow one another, the last one where the record stands."""
    count = 0
    for form, key, line in _every(catalog):
        rows = await tx.rows(_text("wrong", form, key), form.name, key)
        ids = [row["id"] for row in rows]
        count += len(ids)
        if not ids:
            continue
        ends = [one.key for one in line.outcomes]
        await tx.run(_text("strip", form, key), form.name, key, ids)
        await tx.run(_SQL["close"], form.name, key, ids)
        await tx.run(_text("stand", form, key), form.name, key, ids, ends)
        await tx.run(_SQL["chain"], form.name, key, ids)
    return count


def count(catalog: Catalog) -> int:
    """How many pipelines there are."""
    return sum(1 for _ in _every(catalog))


def _every(catalog: Catalog) -> Iterator[tuple[Form, str, Pipeline]]:
    for card in catalog.cards.values():
        for one in card.form.fields:
            if line := one.kind.pipeline():
                yield card.form, one.key, line


def _text(name: str, form: Form, key: str) -> str:
    """A statement of ours over the form's own table."""
    return _SQL[name].format(
        table=quote.name(form.table), stage=quote.name(key), since=quote.name(entered(key))
    )
