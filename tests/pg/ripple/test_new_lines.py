"""A line that is not committed yet is found by nobody; what it looks at through its record still holds."""

import asyncio

from tests.pg.ripple.conftest import wrong

from tombolo.records.write.change import Change
from tombolo.records.write.save import update


async def test_a_line_added_while_what_it_looks_at_far_away_changes(chain):
    (region,) = (await chain.put("ann", "chain.region", {"name": "N", "rate": "0"})).ids
    (customer,) = (await chain.put("ann", "chain.customer", {"name": "C", "region": region})).ids
    (order,) = (await chain.put("ann", "chain.order", {"no": "1", "customer": customer})).ids
    added, lines = asyncio.Event(), [{"qty": "2", "price": "10"}]

    async def line() -> None:
        async with chain.writing("ann") as work:
            await update(work, "chain.order", [Change({"lines": lines}, order)])
            added.set()
            await asyncio.sleep(0.3)  # so that the other is done, or waits

    async def rate() -> None:
        await added.wait()
        await chain.change("ann", "chain.region", region, rate="0.5")

    await asyncio.gather(line(), rate())
    assert (await chain.get("ann", "chain.order", order)).values["net"] == "30"
    assert await wrong(chain) == []
