"""Are all stored computed values what their definitions say? And if not, made right.

Each value is compared with its expression over what is stored. When all are equal, all are right: the
lowest levels read nothing computed, and every other level reads lower ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tombolo.pg.pool import ReadTx, WriteTx
from tombolo.pg.tree import Call, Cast, Col, Expr, Infix, Out, Select, Star, Sub, Table
from tombolo.schema.backfill import anew, level, table_of, values_of
from tombolo.schema.catalog import Catalog
from tombolo.schema.system import TITLE
from tombolo.schema.ways import Rows


@dataclass(frozen=True, slots=True)
class Difference:
    """`count` rows whose stored `key` is not what it should be, and the id of one of them."""

    rows: Rows
    key: str
    count: int
    example: str


def stored(catalog: Catalog) -> Iterator[tuple[int, Rows, tuple[str, ...]]]:
    """Every stored computed value: level, rows, keys; lower levels first."""
    found: dict[tuple[int, Rows], list[str]] = {}
    for name, card in catalog.cards.items():
        for lines, made in {"": card.own, **card.lines}.items():
            rows = Rows(name, lines)
            for key, computed in made.computed.items():
                if computed.stored:
                    found.setdefault((computed.level, rows), []).append(key)
        found.setdefault((level(catalog, Rows(name), TITLE), Rows(name)), []).append(TITLE)
    for (rank, rows), keys in sorted(found.items()):
        yield rank, rows, tuple(keys)


async def differences(tx: ReadTx, catalog: Catalog, zone: str) -> list[Difference]:
    """What is not right. One statement for each table and level."""
    found: list[Difference] = []
    for _, rows, keys in stored(catalog):
        row = await tx.row(_compared(catalog, rows, keys, zone))
        assert row is not None
        found.extend(
            Difference(rows, key, int(row[f"n{n}"]), str(row[f"e{n}"]))
            for n, key in enumerate(keys)
            if row[f"n{n}"]
        )
    return found


async def rebuild(tx: WriteTx, catalog: Catalog, zone: str) -> int:
    """Everything made anew, lower levels first. How many rows were written."""
    count = 0
    for _, rows, keys in stored(catalog):
        count += await tx.run(anew(catalog, rows, keys, zone, None))
    return count


def _compared(catalog: Catalog, rows: Rows, keys: Sequence[str], zone: str) -> Select:
    joins, values = values_of(catalog, rows, keys, zone)
    outs: list[Out] = [Out(Col("t", "id"), "id")]
    tests: list[Expr] = []
    for n, key in enumerate(keys):
        wrong = Infix("is distinct from", Col("t", key), values[key])
        outs.append(Out(wrong, f"w{n}"))
        tests.append(Col("c", f"w{n}"))
    inner = Select(tuple(outs), Table(table_of(catalog, rows), "t"), joins=joins)
    told: list[Out] = []
    for n, test in enumerate(tests):
        told.append(Out(Call("count", (Star(),), where=test), f"n{n}"))
        told.append(Out(Call("min", (Cast(Col("c", "id"), "text"),), where=test), f"e{n}"))
    return Select(tuple(told), Sub(inner, "c"))
