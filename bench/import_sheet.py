"""Import of 100,000 rows x 25 columns from .xlsx, against calamine + COPY into the same table.

    python -m bench.import_sheet [rows]

Both into an empty table with the same columns and indexes on the same server, one after the other;
wall seconds, the load of the machine, and the ratio (target: at most 3).
"""

import os
import sys
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook
from rustpy_xlsxwriter import FastExcel
from tests.world import world

from bench.server import on_server
from tombolo.base import ids
from tombolo.pg import migrate, workspace
from tombolo.pg.pool import Limits, Place, Pool
from tombolo.records.sheets.run import run
from tombolo.records.sheets.spec import Spec

KINDS = (
    "kind: text", "kind: text", "kind: text", "kind: phone", "kind: email", "kind: text",
    "kind: choice, options: [A, B, C, D]", "kind: choice, options: [north, south, east, west]",
    "kind: date", "kind: date", "kind: date", "kind: number, scale: 0", "kind: number, scale: 3",
    "kind: number, scale: 2", "kind: money", "kind: money", "kind: money", "kind: percent",
    "kind: switch", "kind: text", "kind: text", "kind: number, scale: 0", "kind: money",
    "kind: date", "kind: text",
)  # fmt: skip
APP = (
    "b/app: {app: b, label: Bench, nav: [row]}\nb/forms/row:\n  label: Row\n  title: '{f0}'\n  fields:\n"
    + "".join(
        f"    f{n}: {{{kind}{', required: true, unique: true' if n == 0 else ''}}}\n"
        for n, kind in enumerate(KINDS)
    )
    + '    sum: {kind: formula, is: "ROUND(f14 * f12 + f15, 2)"}\n'
)


def cells(number: int) -> list[object]:
    day = date(2020, 1, 1) + timedelta(days=number % 2000)
    return [
        f"N-{number:07}", f"客户 {number % 5000}", f"上海市浦东新区 {number % 300} 号", f"021-{5550000 + number % 9999}",
        f"p{number}@example.com", f"note {number * 7919 % 100000}", "ABCD"[number % 4],
        ("north", "south", "east", "west")[number % 4], day, day + timedelta(days=5), day + timedelta(days=9),
        number % 100, number % 1000 + 0.125, number % 77 + 0.5, number % 9999 + 0.25, number % 55 + 0.75,
        number % 10 + 0.5, (number % 20) / 100, number % 2 == 0, f"s{number % 40}", f"t{number % 900}",
        number, number % 3333 + 0.1, day + timedelta(days=30), f"end {number}",
    ]  # fmt: skip


def make(path: Path, rows: int) -> None:
    heads = [f"f{n}" for n in range(len(KINDS))]
    records = [dict(zip(heads, cells(number), strict=True)) for number in range(rows)]
    FastExcel(str(path)).sheet("s", records).save()


async def floor(pool: Pool, path: Path, member: object) -> float:
    """calamine, then COPY; the same columns that an import fills."""
    began = time.perf_counter()
    book = CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_index(0).to_python()
    made = []
    for row in rows[1:]:
        values: list[object] = list(row)
        for n, kind in enumerate(KINDS):
            if kind.startswith(("kind: number", "kind: money", "kind: percent")):
                values[n] = Decimal(repr(values[n]))
        title = str(values[0])
        search = " ".join(str(values[n]) for n in (0, 0, 1, 2, 3, 4, 5, 19, 20, 24)).lower()
        total = round(values[14] * values[12] + values[15], 2)
        made.append((ids.uuid7(), title, search, member, member, member, *values, total))
    columns = [
        "id",
        "record_title",
        "record_search",
        "created_by",
        "updated_by",
        "owner",
        *(f"f{n}" for n in range(len(KINDS))),
        "sum",
    ]
    async with pool.write() as tx:
        await tx.copy("b_row", columns, made)
    return time.perf_counter() - began


class Desk:
    def __init__(self, made: object) -> None:
        self.made = made

    @property
    def pool(self) -> Pool:
        return self.made.pool

    async def work(self, tx: object, *, hold: bool) -> object:
        del hold
        return self.made.work(tx, "ann")

    async def told(self, outcome: object) -> bool:
        del outcome
        return True

    async def ended(self, tx: object, work: object, outcome: object) -> None: ...


async def story(dsn: str, folder: Path, rows: int) -> None:
    path = folder / "bench.xlsx"
    make(path, rows)
    print(
        f"{rows:,} rows x {len(KINDS)} columns, {path.stat().st_size / 1e6:.1f} MB, load {os.getloadavg()[0]:.1f}"
    )
    place = await workspace.prepare(await workspace.create_database(Place(dsn), "bench"))
    async with await Pool.open(place, Limits(statement="10min")) as pool:
        await migrate.migrate(pool, migrate.found())
        made = await world(pool)
        await made.apply(APP)
        await floor(pool, path, made.people["ann"].id)  # once to warm the server's files
        async with pool.owner() as tx:
            await tx.run("truncate b_row")
        base = await floor(pool, path, made.people["ann"].id)
        async with pool.owner() as tx:
            await tx.run("truncate b_row")
        mapping = tuple((n, f"f{n}") for n in range(len(KINDS)))
        began, cpu = time.perf_counter(), time.process_time()
        with tempfile.TemporaryDirectory() as own:
            outcome = await run(
                Desk(made), Spec("b.row", "", mapping=mapping), path, path.name, Path(own)
            )
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        assert outcome.added == rows, outcome.problems[:3]
    print(f"calamine + COPY   {base:7.1f} s")
    print(f"import            {took:7.1f} s   ({cpu:.1f} s of it this process's own)")
    print(f"ratio             {took / base:7.2f}     load now {os.getloadavg()[0]:.1f}")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    on_server(lambda dsn, folder: story(dsn, folder, rows))


if __name__ == "__main__":
    main()
