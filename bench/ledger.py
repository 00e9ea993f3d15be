"""100,000 rows of a ledger from .csv, which feed a balance of 2,000 keys and two roll-ups.

    python -m bench.ledger [rows]

Against COPY of the same rows and one hand-written statement for each of the three sums, on the same
server, one after the other (target: at most 4).
"""

import csv
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.world import world

from bench import stage
from bench.import_sheet import Desk
from bench.server import on_server
from tombolo.base import ids
from tombolo.pg import migrate, workspace
from tombolo.pg.pool import Limits, Place, Pool
from tombolo.records import rebuild
from tombolo.records.balances.rebuild import differences
from tombolo.records.sheets.run import run
from tombolo.records.sheets.spec import Spec
from tombolo.records.write.change import Change
from tombolo.records.write.save import create

ITEMS, HOUSES = 400, 5  # 2,000 keys
APP = """
led/app: {app: led, label: Ledger, nav: [item, house, move]}
led/forms/item:
  label: Item
  title: "{name}"
  fields:
    name: {kind: text, label: Name, unique: true}
    moved: {kind: formula, label: Moved, is: SUM(moves.qty)}
led/forms/house:
  label: House
  title: "{name}"
  fields:
    name: {kind: text, label: Name, unique: true}
    worth: {kind: rollup, label: Worth, of: moves.value, where: 'moves.state = "posted"', format: money}
led/forms/move:
  label: Move
  title: "{no}"
  fields:
    no: {kind: text, label: No}
    item: {kind: link, label: Item, to: led.item, inverse: moves}
    house: {kind: link, label: House, to: led.house, inverse: moves}
    state: {kind: choice, label: State, options: [draft, posted]}
    qty: {kind: number, label: Qty, scale: 3}
    price: {kind: money, label: Price}
    value: {kind: formula, label: Value, is: "ROUND(qty * price, 2)"}
led/balances/stock:
  label: Stock
  keys: {item: item, house: house}
  from: {form: move, where: "state = 'posted'", keys: {item: item, house: house}, add: {on_hand: qty, worth: value}}
  guard: {need: on_hand >= 0}
"""
HEADS = ("no", "item", "house", "state", "qty", "price")


def make(path: Path, rows: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        for n in range(rows):
            state = "draft" if n % 10 == 0 else "posted"
            item, house = f"item {n * 7919 % ITEMS}", f"house {n * 31 % HOUSES}"
            writer.writerow((f"M-{n:07}", item, house, state, f"{n % 90 + 1}.125", f"{n % 500}.25"))


async def floor(pool: Pool, path: Path, member: object) -> float:
    """The csv module, COPY, and one statement per sum."""
    began = time.perf_counter()
    async with pool.write() as tx:
        items = {row["name"]: row["id"] for row in await tx.rows("select id, name from led_item")}
        houses = {row["name"]: row["id"] for row in await tx.rows("select id, name from led_house")}
        made: list[tuple[object, ...]] = []
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                qty, price = Decimal(row["qty"]), Decimal(row["price"])
                value = round(qty * price, 2)
                made.append((
                    ids.uuid7(), row["no"], row["no"].lower(), member, member, member, row["no"],
                    items[row["item"]], houses[row["house"]], row["state"], qty, price, value,
                ))  # fmt: skip
        await tx.copy(
            "led_move",
            (
                "id", "record_title", "record_search", "created_by", "updated_by", "owner", "no",
                "item", "house", "state", "qty", "price", "value",
            ),
            made,
        )  # fmt: skip
        await tx.run(
            "insert into led_stock (item, house, on_hand, worth) select item, house, sum(qty), sum(value)"
            " from led_move where state = 'posted' and deleted_at is null group by item, house"
        )
        await tx.run(
            "update led_item i set moved = s.n from (select item, sum(qty) as n from led_move"
            " where deleted_at is null group by item) s where s.item = i.id"
        )
        await tx.run(
            "update led_house h set worth = s.n from (select house, sum(value) as n from led_move"
            " where state = 'posted' and deleted_at is null group by house) s where s.house = h.id"
        )
    return time.perf_counter() - began


async def emptied(pool: Pool) -> None:
    async with pool.owner() as tx:
        await tx.run("truncate led_move, led_stock")
        await tx.run("update led_item set moved = 0")
        await tx.run("update led_house set worth = 0")
        await tx.run("analyze")


async def story(dsn: str, folder: Path, rows: int) -> None:
    path = folder / "moves.csv"
    make(path, rows)
    place = await workspace.prepare(await workspace.create_database(Place(dsn), "ledger"))
    async with await Pool.open(place, Limits(statement="10min")) as pool:
        await migrate.migrate(pool, migrate.found())
        made = await world(pool)
        await made.apply(APP)
        async with made.writing("ann") as work:
            for form, count in (("item", ITEMS), ("house", HOUSES)):
                names = [Change({"name": f"{form} {n}"}) for n in range(count)]
                await create(work, f"led.{form}", names)
        me = made.people["ann"].id
        await floor(pool, path, me)  # once to warm the server's files
        await emptied(pool)
        base = await floor(pool, path, me)
        async with pool.read() as tx:
            sums = await tx.value("select sum(on_hand) from led_stock")
        await emptied(pool)
        spec = Spec("led.move", "", mapping=tuple(enumerate(HEADS)))
        began, cpu = time.perf_counter(), time.process_time()
        with tempfile.TemporaryDirectory() as own:
            outcome = await run(Desk(made), spec, path, path.name, Path(own))
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        assert outcome.added == rows, outcome.problems[:3]
        await _demand_right(pool, made, sums)
    print(f"{rows:,} rows of a ledger into a balance and two roll-ups; {stage.load()}")
    print(f"  COPY and three statements {base:6.1f} s")
    print(f"  import                    {took:6.1f} s ({cpu:.1f} s of it this process's own)")
    print(f"  ratio {took / base:.2f} (target <= 4)")


async def _demand_right(pool: Pool, made: Any, sums: Decimal) -> None:
    async with pool.read() as tx:
        assert await tx.value("select sum(on_hand) from led_stock") == sums
        assert await differences(tx, made.catalog) == []
        assert await rebuild.differences(tx, made.catalog, "Asia/Shanghai") == []


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    on_server(lambda dsn, folder: story(dsn, folder, rows))


if __name__ == "__main__":
    main()
