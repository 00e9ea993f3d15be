"""When a check is judged: at every moment for what its record stores, at the save for what it looks at."""

import pytest
import pytest_asyncio
from tests.world import World, world

from tombolo.base.errors import Invalid

APP = """
pay/app: {app: pay, label: 付, nav: [quote, order]}
pay/forms/quote:
  label: 报价
  fields:
    name: {kind: text, label: 名称}
    state: {kind: text, label: 状态}
    most: {kind: number, label: 上限}
pay/forms/order:
  label: 订单
  fields:
    name: {kind: text, label: 名称}
    quote: {kind: link, label: 报价, to: quote}
    state: {kind: lookup, label: 报价状态, path: quote.state}
    most: {kind: formula, label: 上限, is: quote.most}
    sum: {kind: number, label: 金额}
  checks:
    - {need: 'EMPTY(quote) OR state = "approved"', at: quote, say: 报价未批准}
    - {need: 'EMPTY(quote) OR quote.name <> "假"', at: quote, say: 报价是假的}
    - {need: sum <= most, at: sum, say: 超过上限}
"""


@pytest_asyncio.fixture(scope="module")
async def pay(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


async def used(pay):
    saved = await pay.put("ann", "pay.quote", {"name": "真", "state": "approved", "most": "100"})
    (quote,) = saved.ids
    order = {"name": "一", "quote": quote, "sum": "90"}
    return quote, (await pay.put("ann", "pay.order", order)).ids[0]


async def test_what_is_looked_at_is_a_condition_of_entry(pay):
    quote, order = await used(pay)
    await pay.change("ann", "pay.quote", quote, state="expired", name="假")
    with pytest.raises(Invalid) as refused:
        await pay.change("ann", "pay.order", order, name="二")
    assert {one.say["zh"] for one in refused.value.problems} == {"报价未批准", "报价是假的"}


async def test_what_is_stored_binds_who_moves_it(pay):
    quote, _ = await used(pay)
    with pytest.raises(Invalid) as refused:
        await pay.change("ann", "pay.quote", quote, most="80")
    assert [one.code for one in refused.value.problems] == ["ripple.check"]
    await pay.change("ann", "pay.quote", quote, most="95")
