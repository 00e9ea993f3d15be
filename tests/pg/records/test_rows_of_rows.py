"""Rows of rows: `orders.lines.total` from a customer, `clients.orders.net` from a region, in both frames."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest_asyncio
from tests.world import World, world

from tombolo.schema.holidays import Day, holidays, replace_holidays

APP = """
chain/app: {app: chain, label: 连锁, nav: [region, client, goods, bid, sale]}
chain/forms/region:
  label: 大区
  fields:
    name: {kind: text, label: 名称}
    code: {kind: text, label: 编码, default: UUID()}
    shown: {kind: formula, label: 显示, is: code & "!"}
    spend: {kind: formula, label: 消费, is: SUM(clients.orders.lines.total)}
    spend_now: {kind: formula, label: 现在, is: "IF(TODAY() > DATE(2020, 1, 1), SUM(clients.orders.lines.total))"}
    weighed: {kind: formula, label: 加权, is: SUM(clients.orders.lines.total * clients.orders.rate * clients.factor)}
    deals: {kind: formula, label: 单数, is: "COUNTIFS(clients.orders, clients.factor > 1)"}
chain/forms/client:
  label: 客户
  fields:
    name: {kind: text, label: 名称}
    region: {kind: link, label: 大区, to: region, inverse: clients}
    factor: {kind: number, label: 系数, scale: 2}
    spend: {kind: formula, label: 消费, is: SUM(orders.lines.total)}
    big: {kind: formula, label: 大额, is: "COUNTIFS(orders.lines, orders.rate = 1 AND total >= 100)"}
    goods: {kind: formula, label: 货品, is: 'JOIN(UNIQUE(orders.lines.goods.name), ",")'}
    dearest: {kind: formula, label: 最贵, is: "LAST(orders.lines.goods.name, orders.lines.total)"}
    typical: {kind: formula, label: 中位, is: MEDIAN(orders.lines.total)}
    dealt: {kind: formula, label: 有, is: "EXISTS(orders.lines, total > 500)"}
    marks: {kind: formula, label: 标记, is: 'JOIN(SORT(UNIQUE(orders.marks)), ",")'}
chain/forms/goods:
  label: 货品
  fields:
    name: {kind: text, label: 名称}
    spot: {kind: place, label: 仓库}
    near: {kind: formula, label: 距离, is: 'ROUND(DISTANCE(spot, "31.23,121.47") / 1000)'}
chain/forms/bid:
  label: 报价
  fields:
    goods: {kind: link, label: 货品, to: goods, inverse: bids}
    price: {kind: money, label: 价}
chain/forms/sale:
  label: 订单
  fields:
    client: {kind: link, label: 客户, to: client, inverse: orders}
    rate: {kind: number, label: 率, scale: 2}
    marks: {kind: choices, label: 标记, options: {x: 急, y: 大, z: 小}}
    due: {kind: date, label: 到期}
    lines:
      kind: lines
      label: 明细
      fields:
        goods: {kind: link, label: 货品, to: goods}
        total: {kind: money, label: 金额}
        best: {kind: formula, label: 最低价, is: MIN(goods.bids.price)}
        before: {kind: formula, label: 历史, is: SUM(record.client.orders.lines.total)}
    sum: {kind: formula, label: 合计, is: SUM(lines.total)}
    cheapest: {kind: formula, label: 最低报价, is: MIN(lines.goods.bids.price)}
    offers: {kind: formula, label: 报价数, is: "COUNTIFS(lines.goods.bids, lines.total > 100)"}
    spread: {kind: formula, label: 差, is: "SUM(lines.total - lines.goods.bids.price)"}
    history: {kind: formula, label: 历史, is: SUM(client.orders.lines.total)}
    first: {kind: formula, label: 首报, is: "FIRST(lines.goods.bids.price)"}
    work: {kind: formula, label: 工期, is: "NETWORKDAYS('2026-02-09', due)"}
  checks:
    - {need: "EMPTY(lines) OR EXISTS(lines.goods.bids)", say: 没有报价}
chain/grants/sales:
  label: 销售
  who: [role(sales)]
  forms:
    region: {may: [read]}
    client: {may: [read]}
    goods: {may: [read]}
    sale: {may: [read], rows: "client.factor > 1 AND rate = 1"}
"""


@pytest_asyncio.fixture(scope="module")
async def chain(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


class Rows:
    def __init__(self, made: World) -> None:
        self.made = made

    async def add(self, form: str, **values: Any) -> str:
        saved = await self.made.put("ann", f"chain.{form}", values)
        return saved.ids[0]

    async def shown(self, form: str, id_: str, *names: str) -> list[Any]:
        values = (await self.made.get("ann", f"chain.{form}", id_)).values
        return [values[name] for name in names]


async def filled(made: World) -> dict[str, str]:
    rows = Rows(made)
    ids = {"region": await rows.add("region", name="华东")}
    for name, spot in (("茶", {"lat": 31.23, "lng": 121.47}), ("米", {"lat": 39.9, "lng": 116.4})):
        ids[name] = await rows.add("goods", name=name, spot=spot)
    for goods, price in (("茶", 7), ("茶", 5), ("米", 9)):
        await rows.add("bid", goods=ids[goods], price=price)
    for name, factor in (("甲", 2), ("乙", 1)):
        ids[name] = await rows.add("client", name=name, region=ids["region"], factor=factor)
    for key, client, rate, marks, lines in (
        ("s1", "甲", 1, ["x", "y"], [("茶", 100), ("米", 40)]),
        ("s2", "甲", "0.5", ["y"], [("茶", 600)]),
        ("s3", "乙", 1, [], [("米", 10)]),
    ):
        ids[key] = await rows.add(
            "sale", client=ids[client], rate=rate, marks=marks, due="2026-02-24",
            lines=[{"goods": ids[goods], "total": total} for goods, total in lines],
        )  # fmt: skip
    return ids


async def test_read_in_tables(chain: World) -> None:
    ids, rows = await filled(chain), Rows(chain)
    spend, weighed, deals = await rows.shown("region", ids["region"], "spend", "weighed", "deals")
    assert (Decimal(str(spend)), Decimal(str(deals))) == (750, 2)
    assert Decimal(str(weighed)) == 2 * (140 + 300) + 10
    names = ("spend", "big", "goods", "dearest", "typical", "dealt", "marks")
    found = await rows.shown("client", ids["甲"], *names)
    assert [str(one) for one in found] == ["740", "1", "茶,米", "茶", "100", "True", "x,y"]
    other = await rows.shown("client", ids["乙"], "spend", "dealt")
    assert [str(one) for one in other] == ["10", "False"]


async def test_what_a_person_may_not_see_is_not_summed(chain: World) -> None:
    ids = await filled(chain)
    await chain.person("bob", roles=["sales"])
    seen = await chain.get("bob", "chain.region", ids["region"])
    assert Decimal(str(seen.values["spend_now"])) == 140
    assert "spend" not in seen.values, "one sum for all tells of orders that bob may not read"


async def test_computed_while_saving(chain: World) -> None:
    """The lines that are being saved, not the stored ones, lead to what is behind them."""
    ids = await filled(chain)
    change = {"lines": [{"goods": ids["茶"], "total": 200}, {"goods": ids["米"], "total": 1}]}
    seen = await chain.try_("ann", "chain.sale", change, ids["s1"])
    values = {key: str(value) for key, value in seen.values.items()}
    assert (values["sum"], values["cheapest"], values["offers"]) == ("201", "5", "2")
    assert Decimal(values["spread"]) == 200 - 7 + 200 - 5 + 1 - 9
    assert Decimal(values["first"]) == 7
    assert Decimal(values["history"]) == 740  # what is stored, this record's own lines as well


async def test_working_days_know_the_calendar(chain: World) -> None:
    ids, rows = await filled(chain), Rows(chain)
    assert Decimal(str((await rows.shown("sale", ids["s1"], "work"))[0])) == 12
    days = [Day(date(2026, 2, day), works=False) for day in range(16, 21)]
    days += [Day(date(2026, 2, 14), works=True), Day(date(2025, 1, 1), works=False)]
    async with chain.pool.write() as tx:
        await replace_holidays(tx, 2026, days)
    async with chain.pool.read() as tx:
        assert len(await holidays(tx, 2026)) == 6
        assert await holidays(tx, 2025) == ()
    seen = await chain.try_("ann", "chain.sale", {"due": "2026-02-24"})
    assert str(seen.values["work"]) == "8"
    saved = await rows.add("sale", due="2026-02-24")
    assert Decimal(str((await rows.shown("sale", saved, "work"))[0])) == 8


async def test_a_place_has_a_distance(chain: World) -> None:
    ids, rows = await filled(chain), Rows(chain)
    assert [str((await rows.shown("goods", ids[name], "near"))[0]) for name in ("茶", "米")] == [
        "0",
        "1067",
    ]


async def test_an_id_by_chance_is_drawn_once_for_each_record(chain: World) -> None:
    saved = await chain.put("ann", "chain.region", *({"name": str(n)} for n in range(20)))
    codes: set[str] = set()
    for id_ in saved.ids:
        values = (await chain.get("ann", "chain.region", id_)).values
        assert values["shown"] == f"{values['code']}!"
        codes.add(str(values["code"]))
    assert len(codes) == 20
    await chain.change("ann", "chain.region", saved.ids[0], 1, name="x")
    values = (await chain.get("ann", "chain.region", saved.ids[0])).values
    assert values["code"] in codes
