"""Eight writers who post rows to 5 of 200 keys of a guarded balance each, against one writer alone.

    python -m bench.writers [seconds]

Each save is a record of 5 lines, in or out, as the door does it: begun anew when two waited for one
another. Saves a second of both, their ratio (target: at least 1.5), and what went wrong (target: nothing).
"""

import asyncio
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.world import World, world

from bench import stage
from bench.server import on_server
from tombolo.base.errors import Busy, Invalid
from tombolo.pg import migrate, workspace
from tombolo.pg.pool import Limits, Place, Pool, step_aside
from tombolo.records.balances.rebuild import differences
from tombolo.records.write.change import Change
from tombolo.records.write.save import create
from tombolo.web.door import PAUSES, RACES

KEYS, EACH, WRITERS = 200, 5, 8
APP = """
post/app: {app: post, label: Post, nav: [item, slip]}
post/forms/item:
  label: Item
  fields: {name: {kind: text, label: Name}}
post/forms/slip:
  label: Slip
  fields:
    no: {kind: text, label: No}
    lines:
      kind: lines
      label: Lines
      fields:
        item: {kind: link, label: Item, to: post.item}
        qty: {kind: number, label: Qty}
post/balances/stock:
  label: Stock
  keys: {item: item}
  from: {form: slip, lines: lines, keys: {item: item}, add: {on_hand: qty}}
  guard: {need: on_hand >= 0}
"""


@dataclass
class Count:
    """What a number of writers did in some seconds."""

    saved: int = 0
    refused: int = 0  # by the guard, which is right
    met: int = 0
    wrong: Counter[str] = field(default_factory=Counter[str])


async def written(made: World, items: list[str], count: Count, seed: int, until: float) -> None:
    chance = random.Random(seed)
    while time.perf_counter() < until:
        lines = [
            {"item": one, "qty": str(chance.choice([3, 2, 1, -1, -2]))}
            for one in chance.sample(items, EACH)
        ]
        for pause in (*PAUSES, 0.0):  # no pause behind the last try
            try:
                async with made.writing("ann") as work:
                    await create(work, "post.slip", [Change({"no": "s", "lines": lines})])
                count.saved += 1
                break
            except Invalid as invalid:
                if invalid.code == "balance.guard":
                    count.refused += 1
                else:
                    count.wrong[invalid.code] += 1
                break
            except Busy as busy:
                if busy.code not in RACES or not pause:
                    count.wrong[busy.code] += 1
                    break
                count.met += 1
                await step_aside(pause)


async def many(made: World, items: list[str], writers: int, seconds: float) -> Count:
    count = Count()
    until = time.perf_counter() + seconds
    await asyncio.gather(*(written(made, items, count, n, until) for n in range(writers)))
    return count


async def story(dsn: str, seconds: float) -> None:
    place = await workspace.prepare(await workspace.create_database(Place(dsn), "writers"))
    async with await Pool.open(place, Limits()) as pool:
        await migrate.migrate(pool, migrate.found())
        made = await world(pool)
        await made.apply(APP)
        items = list((await made.put("ann", "post.item", *({"name": str(n)} for n in range(KEYS)))).ids)  # fmt: skip
        lines = [{"item": one, "qty": "20"} for one in items]
        await made.put("ann", "post.slip", {"no": "first", "lines": lines})
        await many(made, items, WRITERS, 2)  # warm
        one = await many(made, items, 1, seconds)
        all_ = await many(made, items, WRITERS, seconds)
        async with pool.read() as tx:
            apart = await differences(tx, made.catalog)
            least = await tx.value("select min(on_hand) from post_stock")
    assert apart == [], apart
    assert least >= 0, least
    print(f"{EACH} of {KEYS} keys posted by each save, {seconds:.0f} s; {stage.load()}")
    for name, count in (("1 writer", one), (f"{WRITERS} writers", all_)):
        print(
            f"  {name:9} {count.saved / seconds:7.1f} saves/s, {count.refused} refused by the guard,"
            f" {count.met} begun anew, {sum(count.wrong.values())} errors {dict(count.wrong) or ''}"
        )
    print(f"  ratio {all_.saved / one.saved:.2f} (target >= 1.5)")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30
    on_server(lambda dsn, _folder: story(dsn, seconds))


if __name__ == "__main__":
    main()
