"""Stored values that follow something outside the definitions, such as the calendar, made anew.

The definitions stay as they are, so it is a change that is in force at once: small tables and what
must hold are made anew with it, large ones behind it, in passes, as after a change of a formula.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from tombolo.pg import printer
from tombolo.pg.pool import WriteTx
from tombolo.schema import backfill
from tombolo.schema.carry import key
from tombolo.schema.catalog import Catalog
from tombolo.schema.change import kept
from tombolo.schema.change.split import large_of, split
from tombolo.schema.condition import Condition
from tombolo.schema.diff import Step
from tombolo.schema.store import Effect, Plan
from tombolo.schema.system import TITLE
from tombolo.schema.tables import Table, tables_of
from tombolo.schema.ways import Rows

Spot = tuple[str, str]  # form, `lines.key`


@dataclass(frozen=True, slots=True)
class Again:
    """How many rows were written with it; the change that makes the rest anew, if any is left."""

    count: int
    change: UUID | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for it and in which words, in which zone; tables of more than `large` rows wait."""

    by: UUID | None
    note: str
    zone: str
    large: int


async def anew(
    tx: WriteTx, catalog: Catalog, reads: Callable[[Condition], bool], asked: Asked
) -> Again:
    """Everything whose expression `reads` it, and what follows from that. Nobody may be saving
    meanwhile. Raises Conflict where much is to be done while another change is underway.
    """
    steps = following(catalog, reads)
    sizes = {
        table: int(await tx.value(printer.counted(table)))
        for table in dict.fromkeys(step.table for step in steps)
    }
    effects = tuple(Effect(step) for step in steps)
    todo = Plan(catalog.version, catalog, {}, effects, (), "", sizes)
    large = large_of(todo, asked.large)
    later = {key(step) for step in split(catalog, steps, large).later} if large else set[str]()
    count = 0
    now = tuple(step for step in steps if key(step) not in later)
    for update in backfill.recomputed(catalog, now, asked.zone):
        count += await tx.run(update)
    if not later:
        return Again(count)
    id_ = await kept.begin(tx, todo, large, by=asked.by, note=asked.note, zone=asked.zone)
    await kept.prepare(tx, id_)
    await kept.applied(tx, id_, catalog.version)
    return Again(count, id_)


def following(catalog: Catalog, reads: Callable[[Condition], bool]) -> tuple[Step, ...]:
    """The stored values whose expressions `reads` it, and those that read them in turn, to their end."""
    stored = [
        one for table in tables_of(catalog).values() for one in _stored(catalog, table, reads)
    ]
    found: dict[Spot, Step] = {}
    before = -1
    while len(found) != before:
        before = len(found)
        for one in stored:
            if one.spot not in found and (one.first or one.reads & found.keys()):
                found[one.spot] = one.step
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Stored:
    """A value that is made of others; `first`: of what has changed itself."""

    spot: Spot
    step: Step
    reads: frozenset[Spot]
    first: bool


def _stored(
    catalog: Catalog, table: Table, reads: Callable[[Condition], bool]
) -> Iterator[_Stored]:
    computed = backfill.expressions(catalog, Rows(table.form, table.lines)).computed
    for column in table.columns.values():
        if column.expression:
            step = Step("recompute", table.name, table.form, table.lines, column)
            name = f"{table.lines}.{column.name}" if table.lines else column.name
            first = reads(computed[column.name].condition)
            yield _Stored((table.form, name), step, column.reads, first)
    if not table.lines:
        step = Step("retitle", table.name, table.form)
        title = catalog.card(table.form).title
        first = title is not None and reads(title)
        yield _Stored((table.form, TITLE), step, table.title_reads, first)
