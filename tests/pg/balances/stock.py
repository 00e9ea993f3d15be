"""A small stock: a ledger of moves that takes its cost from the balance it feeds."""

from decimal import Decimal
from typing import Any

from tests.world import World

from tombolo.records.balances.rebuild import Apart, differences

ON_HAND = "BALANCE(stock.on_hand, product, warehouse)"
VALUE = "BALANCE(stock.value, product, warehouse)"
COST = f'IF(direction = "in", value, IF({ON_HAND} = qty, {VALUE}, ROUND({VALUE} * qty / {ON_HAND}, 2)))'
STOCK = """
erp/balances/stock:
  label: {zh: 库存, en: Stock}
  keys: {product: product, warehouse: warehouse}
  measures: {on_hand: {label: 数量, scale: 3}, value: {label: 金额, format: money}}
  from:
    form: move
    where: state = 'posted'
    keys: {product: product, warehouse: warehouse}
    add: {on_hand: 'IF(direction = "in", qty, -qty)', value: 'IF(direction = "in", value, -value)'}
  guard:
    - need: on_hand >= 0
      say: {zh: "{product} 在 {warehouse} 库存不足，可用 {on_hand}", en: "Only {on_hand} of {product} left in {warehouse}"}
    - {need: value >= 0 AND (on_hand <> 0 OR value = 0), say: {zh: 库存金额不符, en: The value does not fit}}
"""
APP = f"""
erp/app: {{app: erp, label: 进销存, nav: [product, warehouse, move]}}
erp/forms/product:
  label: 产品
  fields:
    name: {{kind: text, label: 品名, unique: true}}
    family: {{kind: text, label: 类}}
    factor: {{kind: number, label: 系数, default: "1"}}
erp/forms/warehouse:
  label: 仓库
  fields: {{name: {{kind: text, label: 名称}}}}
erp/forms/move:
  label: 流水
  fields:
    product: {{kind: link, label: 产品, to: product}}
    warehouse: {{kind: link, label: 仓库, to: warehouse}}
    state: {{kind: choice, label: 状态, options: [draft, posted], default: '"posted"'}}
    direction: {{kind: choice, label: 方向, options: [in, out], default: '"out"'}}
    qty: {{kind: number, label: 数量, scale: 3}}
    value: {{kind: money, label: 金额, default: '{COST}', default_when: "state = 'posted'"}}
    ref: {{kind: text, label: 参考}}
{STOCK}
"""


async def product(made: World, name: str, **more: Any) -> str:
    return (await made.put("ann", "erp.product", {"name": name, **more})).ids[0]


async def warehouse(made: World, name: str = "主仓") -> str:
    return (await made.put("ann", "erp.warehouse", {"name": name})).ids[0]


async def move(made: World, what: str, where: str, direction: str, qty: Any, **more: Any) -> str:
    """One row of the ledger; its id."""
    row = {"product": what, "warehouse": where, "direction": direction, "qty": str(qty), **more}
    return (await made.put("ann", "erp.move", row)).ids[0]


async def value_of(made: World, id_: str) -> Decimal:
    async with made.pool.read() as tx:
        return await tx.value("select value from erp_move where id = $1", id_)


async def left(made: World, what: str, where: str) -> tuple[Decimal, Decimal]:
    """On hand and value, as the balance keeps them."""
    async with made.pool.read() as tx:
        row = await tx.row(
            "select on_hand, value from erp_stock where product = $1 and warehouse = $2",
            what, where,
        )  # fmt: skip
    return (row["on_hand"], row["value"]) if row else (Decimal(0), Decimal(0))


async def apart(made: World) -> list[Apart]:
    """Where balances are not what their ledgers say."""
    async with made.pool.read() as tx:
        return await differences(tx, made.catalog)
