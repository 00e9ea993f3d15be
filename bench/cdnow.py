"""CDNOW: 69,659 purchases of 23,570 customers, from the file to last day, count and total of each.

    python -m bench.cdnow path/to/transactions.csv     (columns customer_id, date, number_of_cds, dollar_value)

Imported as people import, then read as stored roll-ups; pandas groups the same file, and every value
must be equal to the cent.
"""

import csv
import os
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
from tests.world import world

from bench.import_sheet import Desk
from bench.server import on_server
from tombolo.pg import migrate, workspace
from tombolo.pg.pool import Limits, Place, Pool
from tombolo.records import rebuild
from tombolo.records.sheets.run import run
from tombolo.records.sheets.spec import Spec

APP = """
cd/app: {app: cd, label: CDNOW, nav: [buyer, purchase]}
cd/forms/buyer:
  label: 顾客
  title: "{no}"
  fields:
    no: {kind: text, label: 编号, unique: true, required: true}
    last_on: {kind: rollup, label: 最近, of: purchases.day, calc: max}
    bought: {kind: rollup, label: 次数, of: purchases, calc: count}
    spent: {kind: rollup, label: 金额, of: purchases.amount, format: money}
cd/forms/purchase:
  label: 购买
  fields:
    buyer: {kind: link, label: 顾客, to: buyer, inverse: purchases, required: true}
    day: {kind: date, label: 日期}
    discs: {kind: number, label: 张数, scale: 0}
    amount: {kind: money, label: 金额}
"""


async def story(dsn: str, folder: Path, path: Path) -> None:
    place = await workspace.prepare(await workspace.create_database(Place(dsn), "cdnow"))
    async with await Pool.open(place, Limits(statement="10min")) as pool:
        await migrate.migrate(pool, migrate.found())
        made = await world(pool)
        await made.apply(APP)
        buyers = folder / "buyers.csv"
        with path.open(encoding="utf-8") as file:
            numbers = sorted({row["customer_id"] for row in csv.DictReader(file)})
        buyers.write_text("no\n" + "\n".join(numbers) + "\n", encoding="utf-8")
        desk: Any = Desk(made)
        began = time.perf_counter()
        await _import(desk, "cd.buyer", ("no",), buyers, folder / "a", len(numbers))
        middle = time.perf_counter()
        print(f"{len(numbers):,} customers imported in {middle - began:.1f} s, {_load()}")
        columns = ("buyer", "day", "discs", "amount")
        await _import(desk, "cd.purchase", columns, path, folder / "b", None)
        print(
            f"purchases imported, roll-ups stored, in {time.perf_counter() - middle:.1f} s, {_load()}"
        )
        await _compare(made, path)


async def _import(
    desk: Any, form: str, columns: tuple[str, ...], path: Path, folder: Path, rows: int | None
) -> None:
    folder.mkdir()
    mapping = tuple(enumerate(columns))
    outcome = await run(desk, Spec(form, "", mapping=mapping), path, path.name, folder)
    assert outcome.kept, outcome.problems[:3]
    assert not outcome.bad, outcome.problems[:3]
    assert rows is None or outcome.added == rows


async def _compare(made: Any, path: Path) -> None:
    began = time.perf_counter()
    frame = pd.read_csv(path, dtype={"customer_id": str, "dollar_value": str})
    frame["cents"] = (frame["dollar_value"].astype(float) * 100).round().astype(int)
    groups = frame.groupby("customer_id").agg(
        last=("date", "max"), n=("date", "size"), m=("cents", "sum")
    )
    took = time.perf_counter() - began
    async with made.pool.read() as tx:
        began = time.perf_counter()
        rows = await tx.rows("select no, last_on, bought, spent from cd_buyer")
        read = time.perf_counter() - began
        wrong = await rebuild.differences(tx, made.catalog, "Asia/Shanghai")
    theirs = {str(no): (str(one.last), int(one.n), int(one.m)) for no, one in groups.iterrows()}
    ours = {r["no"]: (str(r["last_on"]), int(r["bought"]), int(r["spent"] * 100)) for r in rows}
    assert ours == theirs
    assert wrong == []
    print(
        f"{len(ours):,} customers equal to pandas' groupby, which took {took:.2f} s with reading the file; reading the stored values {read:.2f} s"
    )


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"


def main() -> None:
    on_server(lambda dsn, folder: story(dsn, folder, Path(sys.argv[1])))


if __name__ == "__main__":
    main()
