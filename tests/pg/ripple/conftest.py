"""A chain of forms that read one another: regions, customers, orders with lines, payments."""

import pytest_asyncio
from tests.world import World, world

from tombolo.records import rebuild

APP = """
chain/app: {app: chain, label: {zh: 链, en: Chain}, nav: [region, customer, order, payment, product]}
chain/forms/region:
  label: {zh: 大区, en: Region}
  fields:
    name: {kind: text, label: 名称, required: true}
    rate: {kind: number, label: 系数}
    turnover: {kind: formula, label: 营业额, is: SUM(customers.turnover)}
    busiest: {kind: formula, label: 最大客户, is: MAX(customers.turnover)}
chain/forms/customer:
  label: {zh: 客户, en: Customer}
  fields:
    name: {kind: text, label: 名称, required: true}
    region: {kind: link, label: 大区, to: chain.region, inverse: customers}
    parent: {kind: link, label: 上级, to: chain.customer, inverse: children}
    turnover: {kind: formula, label: 营业额, is: 'SUMIFS(orders.net, orders.state = "done")'}
    count: {kind: formula, label: 订单数, is: COUNT(orders)}
    last: {kind: formula, label: 最近, is: MAX(orders.day)}
    paid: {kind: formula, label: 已付, is: SUM(orders.paid)}
    open: {kind: formula, label: 未付, is: turnover - paid}
    grade: {kind: formula, label: 等级, is: 'IF(turnover >= 1000, "A", IF(turnover > 0, "B", "C"))'}
    net_done: {kind: rollup, label: 完成额, of: orders.net, where: 'orders.state = "done"', format: money}
    done: {kind: rollup, label: 完成数, of: orders, calc: count, where: 'orders.state = "done"'}
    ever: {kind: rollup, label: 曾订, of: orders, calc: exists}
    first_day: {kind: rollup, label: 首单, of: orders.day, calc: min}
    first_no: {kind: rollup, label: 首单号, of: orders.no, calc: first}
    big: {kind: rollup, label: 最大, of: orders.net, calc: max, where: 'orders.net > 1'}
    limit: {kind: money, label: 限额}
    family: {kind: formula, label: 集团营业额, is: SUM(children.turnover) + turnover}
  checks:
    - {need: EMPTY(limit) OR turnover <= limit, at: limit, say: {zh: 超过限额, en: Over the limit}}
chain/forms/product:
  label: {zh: 产品, en: Product}
  fields:
    name: {kind: text, label: 名称, required: true}
    cost: {kind: money, label: 成本}
    sold: {kind: formula, label: 销量, is: 'SUMIFS(order_lines.qty, order_lines.record.state = "done")'}
    rates: {kind: formula, label: 系数和, is: SUM(order_lines.qty * order_lines.record.customer.region.rate)}
    newest: {kind: formula, label: 最近价, is: 'LAST(order_lines.price, order_lines.record.day)'}
chain/forms/order:
  label: {zh: 订单, en: Order}
  title: "{no} {customer}"
  fields:
    no: {kind: text, label: 单号, required: true}
    customer: {kind: link, label: 客户, to: chain.customer, inverse: orders}
    state: {kind: choice, label: 状态, options: {open: 进行, done: 完成}, default: '"open"'}
    day: {kind: date, label: 日期}
    lines:
      kind: lines
      label: 明细
      fields:
        product: {kind: link, label: 产品, to: chain.product, inverse: order_lines}
        qty: {kind: number, label: 数量}
        price: {kind: money, label: 单价}
        total: {kind: formula, label: 金额, is: "ROUND(qty * price * (1 + record.customer.region.rate), 2)"}
        cost: {kind: formula, label: 成本, is: qty * product.cost}
    net: {kind: formula, label: 净额, is: SUM(lines.total)}
    margin: {kind: formula, label: 毛利, is: net - SUM(lines.cost)}
    paid: {kind: formula, label: 已付, is: SUM(payments.amount)}
    region_name: {kind: formula, label: 大区名, is: customer.region.name}
    share: {kind: formula, label: 占比, is: "IF(customer.turnover > 0, ROUND(net / customer.turnover, 4), BLANK())"}
chain/forms/payment:
  label: {zh: 付款, en: Payment}
  title: "{order} {amount}"
  fields:
    order: {kind: link, label: 订单, to: chain.order, inverse: payments}
    amount: {kind: money, label: 金额}
    customer_grade: {kind: formula, label: 客户等级, is: order.customer.grade}
"""


@pytest_asyncio.fixture(scope="module")
async def chain(pool) -> World:
    """The chain and its administrator Ann."""
    made = await world(pool)
    await made.apply(APP)
    return made


async def wrong(chain: World) -> list[tuple[str, str, int]]:
    """What a rebuild would write."""
    async with chain.pool.read() as tx:
        found = await rebuild.differences(tx, chain.catalog, "Asia/Shanghai")
    return [(f"{one.rows.form}.{one.rows.lines}".rstrip("."), one.key, one.count) for one in found]
