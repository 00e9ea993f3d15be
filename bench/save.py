"""One order with 5 lines, three levels of formulas, history and outbox, against statements by hand."""

import asyncio
import statistics
import uuid
from datetime import UTC, datetime
from typing import Any

from bench import stage
from tombolo.records.write.change import Change
from tombolo.records.write.save import create, preview

ROUNDS, TIMES = 5, 60


async def main() -> None:
    async with stage.stage() as (pool, _place):
        await stage.people(pool)
        base = await stage.work_of(pool, None)
        async with pool.write() as tx:
            work = await _in(base, tx)
            customer = (await create(work, "bench.customer", [Change({"name": "客户"})])).ids[0]
        async with pool.write() as tx:
            work = await _in(await stage.work_of(pool, None, "admin"), tx)
            products = (
                await create(
                    work,
                    "bench.product",
                    [Change({"name": f"品{n}", "list_price": str(n + 1)}) for n in range(20)],
                )
            ).ids

        def order(lines: int) -> Change:
            return Change({
                "name": "单", "customer": customer, "discount": "0.1",
                "lines": [{"product": products[n % 20], "qty": str(n + 1)} for n in range(lines)],
            })  # fmt: skip

        async def ours() -> None:
            async with pool.write() as tx:
                await tx.value("select catalog_hold()")
                await create(await _in(base, tx), "bench.order", [order(5)])

        async def by_hand() -> None:
            async with pool.write() as tx:
                await _by_hand(tx, base, customer, products)

        for call in (ours, by_hand):
            await stage.timed(call, 20)
        mine: list[float] = []
        theirs: list[float] = []
        for _ in range(ROUNDS):
            mine.append(statistics.median(await stage.timed(ours, TIMES)))
            theirs.append(statistics.median(await stage.timed(by_hand, TIMES)))
        a, b = statistics.median(mine), statistics.median(theirs)
        print(f"save of an order with 5 lines, 3 levels, history, outbox; {stage.load()}")
        print(f"  {a:.2f} ms against {b:.2f} ms by hand: ratio {a / b:.2f} (target <= 2)")

        async def seen() -> None:
            async with pool.glance() as tx:
                await preview(await _in(base, tx), "bench.order", order(20))

        await stage.timed(seen, 20)
        spent = sorted(await stage.timed(seen, 200))
        print(
            f"preview of an order with 20 lines: p50 {spent[100]:.2f} ms, p95 {spent[190]:.2f} ms (target p95 <= 10 on an idle machine)"
        )


async def _in(base: Any, tx: Any) -> Any:
    from dataclasses import replace

    return replace(base, tx=tx, now=datetime.now(UTC))


async def _by_hand(tx: Any, base: Any, customer: str, products: tuple[str, ...]) -> None:
    """What a careful programmer would write for this one form."""
    now, me = datetime.now(UTC), base.actor.id
    order = uuid.uuid4()
    prices = {
        str(row["id"]): row["list_price"]
        for row in await tx.rows(
            "select id, list_price from bench_product where id = any ($1::uuid[]) and deleted_at is null",
            list(products[:5]),
        )
    }
    assert await tx.value(
        "select 1 from bench_customer where id = $1 and deleted_at is null", customer
    )
    lines = [
        (
            uuid.uuid4(),
            order,
            n,
            products[n],
            n + 1,
            prices[products[n]],
            round((n + 1) * prices[products[n]], 2),
        )
        for n in range(5)
    ]
    total = sum(line[6] for line in lines)
    net = round(total * 9 / 10, 2)
    await tx.run(
        "insert into bench_order (id, version, record_title, record_search, created_at, created_by, updated_at, updated_by, owner, name, customer, discount, total, net, tax)"
        " values ($1, 1, '单', '单', $2, $3, $2, $3, $3, '单', $4, 0.1, $5, $6, $7)",
        order, now, me, customer, total, net, round(net * 13 / 100, 2),
    )  # fmt: skip
    await tx.many(
        "insert into bench_order__lines (id, record, position, product, qty, price, total) values ($1, $2, $3, $4, $5, $6, $7)",
        lines,
    )
    await tx.run(
        "insert into sys_history (form, record, at, by_member, act, changes) values ('bench.order', $1, $2, $3, 'create', '{\"name\": [null, \"单\"]}')",
        order,
        now,
        me,
    )
    await tx.run(
        "insert into sys_outbox (at, form, record, act, by_member) values ($1, 'bench.order', $2, 'create', $3)",
        now,
        order,
        me,
    )


if __name__ == "__main__":
    asyncio.run(main())
