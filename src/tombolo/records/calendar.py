"""The workspace's calendar changed, and with it every stored value that counts working days."""

from collections.abc import Sequence

from tombolo.pg.pool import WriteTx
from tombolo.records.balances import rebuild as balances
from tombolo.schema import store
from tombolo.schema.catalog import Catalog
from tombolo.schema.change import again
from tombolo.schema.change.again import Again, Asked
from tombolo.schema.holidays import Day, holidays, replace_holidays


async def change(
    tx: WriteTx, catalog: Catalog, year: int, days: Sequence[Day], asked: Asked
) -> Again:
    """The days of one year become these, in the owner's transaction; what follows from them in small
    tables with it, in large ones behind it. Raises Invalid where a balance may not be what it would
    become, Conflict where much follows and another change is underway.
    """
    was = await holidays(tx, year)
    await replace_holidays(tx, year, days)
    if was == await holidays(tx, year) or not _counting(catalog):
        return Again(0)
    # Nobody writes meanwhile: what follows from what is followed to its end, and sums are sums again.
    await store.stand_still(tx)
    made = await again.anew(tx, catalog, lambda one: one.counts_days, asked)
    for apart in {one.balance for one in await balances.differences(tx, catalog)}:
        await balances.rebuild(tx, catalog, catalog.balances[apart])
    return made


def _counting(catalog: Catalog) -> bool:
    """Whether any stored value counts working days."""
    return any(
        one.stored and one.condition.counts_days
        for card in catalog.cards.values()
        for made in (card.own, *card.lines.values())
        for one in made.computed.values()
    )
