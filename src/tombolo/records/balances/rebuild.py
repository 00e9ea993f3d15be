"""Do balances still say what their ledgers say? And make them say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tombolo.pg.pool import ReadTx, WriteTx
from tombolo.pg.tree import Delete
from tombolo.schema import sums
from tombolo.schema.catalog import BalanceCard, Catalog


@dataclass(frozen=True, slots=True)
class Apart:
    """One key of a balance that differs: by measure what is kept, and what the ledgers add up to."""

    balance: str
    key: tuple[str, ...]
    measures: Mapping[str, tuple[Decimal, Decimal]]


async def differences(tx: ReadTx, catalog: Catalog) -> list[Apart]:
    """Every key of every balance whose sums are not those of its ledgers."""
    found: list[Apart] = []
    for name in sorted(catalog.balances):
        card = catalog.balances[name]
        for row in await tx.rows(sums.differing(catalog, card)):
            measures = {
                one.key: (row[one.key], row[one.key + sums.SUMMED])
                for one in card.balance.measures
                if row[one.key] != row[one.key + sums.SUMMED]
            }
            key = tuple(
                "" if row[one.key] is None else str(row[one.key]) for one in card.balance.keys
            )
            found.append(Apart(name, key, measures))
    return found


async def rebuild(tx: WriteTx, catalog: Catalog, card: BalanceCard) -> None:
    """Count a balance anew. Nobody may be saving meanwhile: hold the catalog. Raises Invalid where
    what the ledgers say breaks a guard.
    """
    await tx.run(Delete(card.balance.table, "b"))
    await tx.run(sums.fill(catalog, card))
