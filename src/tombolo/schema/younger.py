"""A workspace that older software made: values that this one stores and that one computed when read."""

from tombolo.pg import introspect
from tombolo.pg.pool import Pool, WriteTx
from tombolo.schema import store
from tombolo.schema.carry import NOTHING, change_tables
from tombolo.schema.catalog import Catalog
from tombolo.schema.diff import Step
from tombolo.schema.tables import tables_of


async def catch_up(pool: Pool, zone: str) -> int:
    """Add the stored columns that the definitions want and the tables lack. How many there were."""
    async with pool.read() as tx:
        if not _missing(await store.load(tx), await introspect.columns(tx)):
            return 0

    async def story(tx: WriteTx) -> int:
        catalog = await store.load(tx)
        steps = _missing(catalog, await introspect.columns(tx))
        await change_tables(tx, catalog, steps, zone, NOTHING)
        return len(steps) // 2

    return await pool.patiently(story)


def _missing(catalog: Catalog, there: frozenset[tuple[str, str]]) -> tuple[Step, ...]:
    """To add the columns, then to fill them."""
    found = [
        (table, column)
        for table in tables_of(catalog).values()
        for column in table.columns.values()
        if column.expression and (table.name, column.name) not in there
    ]
    return tuple(
        Step(what, table.name, table.form, table.lines, column)
        for what in ("add_column", "recompute")
        for table, column in found
    )
