"""The inverse of a link that stands in lines: rows of the lines of many records, read by what they name."""

import asyncio
from copy import deepcopy
from functools import partial
from typing import Any

import pytest
import pytest_asyncio
from tests.pg.ripple.conftest import wrong
from tests.pg.ripple.test_ripple import values
from tests.world import World, files_of, world

from tombolo.base.errors import Busy, Invalid
from tombolo.pg.pool import step_aside
from tombolo.records.write import erase
from tombolo.records.write.change import Change
from tombolo.records.write.save import update
from tombolo.runtime import doctor_rebuild
from tombolo.schema.build import build
from tombolo.web.door import RACES

APP = """
chain/app: {app: chain, label: {zh: 店, en: Shop}, nav: [brand, product, customer, order, crate]}
chain/forms/brand:
  label: 品牌
  fields:
    name: {kind: text, label: 名称}
    sold: {kind: formula, label: 销量, is: SUM(products.order_lines.qty)}
    of_products: {kind: formula, label: 产品销量, is: SUM(products.sold)}
chain/forms/product:
  label: {zh: 产品, en: Product}
  fields:
    name: {kind: text, label: 名称}
    brand: {kind: link, label: 品牌, to: brand, inverse: products}
    sold: {kind: formula, label: 销量, is: SUM(order_lines.qty)}
    sold_ok: {kind: formula, label: 成交, is: 'SUMIFS(order_lines.qty, order_lines.record.state = "done")'}
    deals: {kind: rollup, label: 笔数, of: order_lines, calc: count, where: 'order_lines.record.state = "done"'}
    turnover: {kind: rollup, label: 额, of: order_lines.total}
    last: {kind: formula, label: 最近价, is: 'LAST(order_lines.price, order_lines.record.day, order_lines.record.state = "done")'}
    newest: {kind: formula, label: 最新, is: LAST(order_lines.price)}
    prices: {kind: formula, label: 各价, is: 'JOIN(SORT(UNIQUE(FILTER(order_lines.price, order_lines.qty > 1))), "/")'}
    best: {kind: formula, label: 优客, is: 'SUMIFS(order_lines.qty, order_lines.record.customer.level = "A")'}
    with_others: {kind: formula, label: 同单, is: SUM(order_lines.record.lines.qty)}
    packed: {kind: formula, label: 装箱, is: SUM(order_lines.crate.size)}
    spare: {kind: formula, label: 替换, is: COUNT(spares)}
    lines_now: {kind: formula, label: 行数, is: 'IF(TODAY() > DATE(2020, 1, 1), COUNT(order_lines))'}
    per_month: {kind: formula, label: 至今, is: 'SUMIFS(order_lines.qty, order_lines.record.day <= TODAY())'}
chain/forms/crate:
  label: 箱
  fields:
    name: {kind: text, label: 名称}
    size: {kind: number, label: 容量}
chain/forms/customer:
  label: 客户
  fields:
    name: {kind: text, label: 名称}
    level: {kind: choice, label: 等级, options: [A, B]}
    rate: {kind: number, label: 系数}
    boxed: {kind: formula, label: 装, is: SUM(orders.crate.size)}
    around: {kind: formula, label: 同好, is: SUM(orders.lines.product.order_lines.qty)}
chain/forms/order:
  label: {zh: 订单, en: Order}
  title: "{no}"
  fields:
    no: {kind: text, label: 单号}
    customer: {kind: link, label: 客户, to: customer, inverse: orders}
    crate: {kind: link, label: 箱, to: crate}
    state: {kind: choice, label: 状态, options: {open: 进行, done: 完成}, default: '"open"'}
    day: {kind: date, label: 日期}
    lines:
      kind: lines
      label: {zh: 明细, en: Lines}
      fields:
        product: {kind: link, label: 产品, to: product, inverse: order_lines}
        instead: {kind: link, label: 替, to: product, inverse: spares}
        crate: {kind: link, label: 箱, to: crate}
        qty: {kind: number, label: 数量}
        price: {kind: money, label: 单价}
        asked: {kind: money, label: 上次价, default: 'LAST(product.order_lines.price)'}
        total: {kind: formula, label: 金额, is: qty * price * record.customer.rate}
        part: {kind: formula, label: 占比, is: "IF(product.sold > 0, ROUND(qty / product.sold, 4))"}
    parts: {kind: formula, label: 占比合计, is: SUM(lines.part)}
    demand: {kind: formula, label: 需求, is: 'IF(TODAY() > DATE(2020, 1, 1), SUM(lines.product.order_lines.qty))'}
chain/grants/sales:
  who: [role(sales)]
  forms:
    product: {may: [read]}
    customer: {may: [read]}
    order: {may: [read], rows: 'state = "done"'}
chain/grants/clerk:
  who: [role(clerk)]
  forms:
    product: {may: [read]}
    customer: {may: [read]}
    order: {may: [read]}
chain/grants/half:
  who: [role(half)]
  forms:
    product: {may: [read]}
    customer: {may: [read]}
    order: {may: [read], hide: [lines.product]}
chain/grants/partly:
  who: [role(partly)]
  forms:
    product: {may: [read]}
    customer: {may: [read]}
    order: {may: [read], hide: [lines.product]}
chain/grants/partly_done:
  who: [role(partly)]
  forms:
    order: {may: [read], rows: 'state = "done"'}
chain/grants/blind:
  who: [role(blind)]
  forms:
    product: {may: [read]}
    customer: {may: [read]}
    order: {may: [read], hide: [lines]}
"""


@pytest_asyncio.fixture(scope="module")
async def chain(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    for role in ("sales", "clerk", "half", "blind", "partly"):
        await made.person(role, roles=[role])
    return made


async def one(chain: World, form: str, **set_: Any) -> str:
    return (await chain.put("ann", f"chain.{form}", set_)).ids[0]


async def again(act: Any) -> None:
    """What the database gave up for others is done again, as the door does."""
    while True:
        try:
            return await act()
        except Busy as busy:
            assert busy.code in RACES, busy.code
            await step_aside(0.05)


def line(product: str, qty: int, price: int = 1, **more: Any) -> dict[str, Any]:
    return {"product": product, "qty": str(qty), "price": str(price), **more}


async def order(chain: World, *lines: dict[str, Any], **set_: Any) -> str:
    return await one(chain, "order", **{"no": "1", "state": "done", **set_}, lines=list(lines))


async def test_lines_that_come_change_and_go(chain):
    brand = await one(chain, "brand", name="b")
    tea, rice = [await one(chain, "product", name=name, brand=brand) for name in ("茶", "米")]
    first = await order(chain, line(tea, 2, 30), line(rice, 5, 8), day="2026-05-02")
    second = await order(chain, line(tea, 7, 20), day="2026-05-01", state="open")
    keys = ["sold", "sold_ok", "deals", "last", "newest", "prices", "with_others"]
    assert await values(chain, "product", tea, *keys) == [9, 2, 1, 30, 20, "20/30", 14]
    assert await values(chain, "brand", brand, "sold", "of_products") == [14, 14]
    # the state of the record around moves what its rows count for
    await chain.change("ann", "chain.order", second, state="done", day="2026-05-09")
    assert await values(chain, "product", tea, *keys) == [9, 9, 2, 20, 20, "20/30", 14]
    rows = (await chain.get("ann", "chain.order", first)).values["lines"]
    # the link in the line names another product
    moved = [{"id": rows[0]["id"], "product": rice}, {"id": rows[1]["id"]}]
    await chain.change("ann", "chain.order", first, lines=moved)
    assert await values(chain, "product", tea, *keys) == [7, 7, 1, 20, 20, 20, 7]
    assert await values(chain, "product", rice, "sold", "newest") == [7, 8]
    # another place among the lines, a column, a line less
    turned = [{"id": rows[1]["id"]}, {"id": rows[0]["id"]}]
    await chain.change("ann", "chain.order", first, lines=turned)
    assert await values(chain, "product", rice, "sold", "newest") == [7, 30]
    turned[0]["qty"] = "4"
    await chain.change("ann", "chain.order", first, lines=turned)
    assert await values(chain, "product", rice, "sold", "newest") == [6, 30]
    await chain.change("ann", "chain.order", first, lines=[{"id": rows[1]["id"]}])
    assert await values(chain, "product", rice, "sold", "newest") == [4, 8]
    assert await values(chain, "brand", brand, "sold", "of_products") == [11, 11]
    assert await wrong(chain) == []


async def test_the_bin_counts_as_gone(chain):
    tea = await one(chain, "product", name="t")
    made = await order(chain, line(tea, 3), line(tea, 4))
    async with chain.writing("ann") as work:
        await erase.delete(work, "chain.order", [made])
    assert await values(chain, "product", tea, "sold", "deals", "newest") == [0, 0, None]
    assert await values(chain, "product", tea, "per_month", "sold_ok") == [0, 0]
    assert await wrong(chain) == []
    async with chain.writing("ann") as work:
        await erase.restore(work, "chain.order", [made])
    assert await values(chain, "product", tea, "sold", "deals") == [7, 2]
    assert await wrong(chain) == []


async def test_what_stands_around_and_behind_the_rows_moves_them(chain):
    tea = await one(chain, "product", name="t")
    lab = await one(chain, "customer", name="c", level="B", rate="1")
    crate = await one(chain, "crate", name="k", size="10")
    made = await order(chain, line(tea, 3, 5, crate=crate), customer=lab)
    assert await values(chain, "product", tea, "best", "turnover", "packed") == [0, 15, 10]
    await chain.change("ann", "chain.customer", lab, level="A", rate="2")
    await chain.change("ann", "chain.crate", crate, size="11")
    assert await values(chain, "product", tea, "best", "turnover", "packed") == [3, 30, 11]
    assert await values(chain, "customer", lab, "around") == [3]
    await order(chain, line(tea, 5))
    assert await values(chain, "customer", lab, "around") == [8]
    assert await values(chain, "order", made, "parts") == [0.375]
    await chain.change("ann", "chain.order", made, customer=None)
    assert await values(chain, "product", tea, "best") == [0]
    assert await wrong(chain) == []


async def test_two_links_of_one_row_are_two_names(chain):
    tea, rice = [await one(chain, "product", name=name) for name in "tr"]
    await order(chain, line(tea, 3, instead=rice), line(tea, 3, instead=rice))
    assert await values(chain, "product", tea, "sold", "spare") == [6, 0]
    assert await values(chain, "product", rice, "sold", "spare") == [0, 2]


async def test_two_orders_add_lines_of_one_product_at_once(chain):
    tea = await one(chain, "product", name="t")
    orders = [await order(chain, no=str(n)) for n in range(8)]
    await asyncio.gather(
        *(
            again(partial(chain.change, "ann", "chain.order", id_, lines=[line(tea, n + 1)]))
            for n, id_ in enumerate(orders)
        )
    )
    assert await values(chain, "product", tea, "sold", "deals") == [36, 8]
    assert await wrong(chain) == []


async def test_an_order_goes_while_lines_of_another_change(chain):
    tea = await one(chain, "product", name="t")
    for round_ in range(4):
        goes, stays = [await order(chain, line(tea, 3)) for _ in range(2)]

        async def gone(id_: str = goes) -> None:
            async with chain.writing("ann") as work:
                await erase.delete(work, "chain.order", [id_])

        lines = [line(tea, 5), line(tea, 1)]
        await asyncio.gather(
            again(gone), again(partial(chain.change, "ann", "chain.order", stays, lines=lines))
        )
        assert await values(chain, "product", tea, "sold") == [6 * (round_ + 1)]
    assert await wrong(chain) == []


async def _while_it_is_not_committed(
    chain: World, id_: str, set_: dict[str, Any], meanwhile: Any
) -> None:
    saved = asyncio.Event()

    async def first() -> None:
        async with chain.writing("ann") as work:
            await update(work, "chain.order", [Change(set_, id_)])
            saved.set()
            await asyncio.sleep(0.3)  # so that the other is done, or waits

    async def second() -> None:
        await saved.wait()
        await meanwhile()

    await asyncio.gather(first(), second())


async def test_a_line_names_another_product_while_what_it_reads_moves(chain):
    """Who moves the crate finds the line at the old product: the new one is found by waiting for it."""
    tea, rice = [await one(chain, "product", name=name) for name in "tr"]
    crate = await one(chain, "crate", name="k", size="10")
    made = await order(chain, line(tea, 1, crate=crate))
    (row,) = (await chain.get("ann", "chain.order", made)).values["lines"]
    moved = [{"id": row["id"], "product": rice}]
    await _while_it_is_not_committed(
        chain, made, {"lines": moved}, lambda: chain.change("ann", "chain.crate", crate, size="12")
    )
    assert await values(chain, "product", tea, "packed") == [0]
    assert await values(chain, "product", rice, "packed") == [12]
    assert await wrong(chain) == []


async def test_a_line_comes_while_the_customer_around_moves(chain):
    tea = await one(chain, "product", name="t")
    lab = await one(chain, "customer", name="c", level="B", rate="1")
    made = await order(chain, customer=lab)
    await _while_it_is_not_committed(
        chain, made, {"lines": [line(tea, 4)]},
        lambda: chain.change("ann", "chain.customer", lab, level="A"),
    )  # fmt: skip
    assert await values(chain, "product", tea, "best") == [4]
    assert await wrong(chain) == []


async def test_a_record_names_another_while_what_it_reads_moves(chain):
    """The same of links in records."""
    lab, shop = [await one(chain, "customer", name=name) for name in "ls"]
    crate = await one(chain, "crate", name="k", size="10")
    made = await order(chain, customer=lab, crate=crate)
    await _while_it_is_not_committed(
        chain,
        made,
        {"customer": shop},
        lambda: chain.change("ann", "chain.crate", crate, size="12"),
    )
    assert await values(chain, "customer", lab, "boxed") == [0]
    assert await values(chain, "customer", shop, "boxed") == [12]
    assert await wrong(chain) == []


async def test_many_orders_at_once_settle_once(chain):
    teas = [await one(chain, "product", name=name) for name in "abc"]
    rows = [{"no": str(n), "lines": [line(teas[n % 3], n), line(teas[0], 1)]} for n in range(60)]
    await chain.put("ann", "chain.order", *rows)
    found = [await values(chain, "product", one_, "sold") for one_ in teas]
    assert found == [[630], [590], [610]]
    assert await wrong(chain) == []


async def test_a_draft_reads_them_before_it_is_saved(chain):
    tea = await one(chain, "product", name="t")
    await order(chain, line(tea, 2, 30))
    await order(chain, line(tea, 3, 40))
    seen_ = await chain.try_("ann", "chain.order", {"no": "x", "lines": [line(tea, 1)]})
    assert seen_.lines["lines"][0]["asked"] == "40"
    assert seen_.values["demand"] == "5"


# -- rights ----------------------------------------------------------------------------------------


async def seen(chain: World, login: str, id_: str) -> dict[str, Any]:
    return dict((await chain.get(login, "chain.product", id_)).values)


async def counted(chain: World, login: str, formula: str, id_: str) -> bool:
    """Whether a formula holds of the product as this person reads it."""
    found = await chain.rows(login, "chain.product", ["id"], where={"formula": formula})
    return any(id_ in str(row) for row in found)


async def test_each_reads_the_rows_of_records_that_she_may_read(chain):
    tea = await one(chain, "product", name="t")
    day = {"day": "2026-05-02"}
    await order(chain, line(tea, 2), **day)
    await order(chain, line(tea, 5), **day, state="open")
    # what is computed when read counts the rows of those records that she reads
    assert (await seen(chain, "clerk", tea))["per_month"] == "7"
    assert (await seen(chain, "sales", tea))["per_month"] == "2"
    assert (await seen(chain, "sales", tea))["lines_now"] == "1"
    assert await counted(chain, "sales", "SUM(order_lines.qty) = 2", tea)
    assert await counted(chain, "clerk", "SUM(order_lines.qty) = 7", tea)
    # what is stored is the same for all, so only who reads all the records sees it
    assert (await seen(chain, "clerk", tea))["sold"] == "7"
    assert (
        not {"sold", "sold_ok", "deals", "newest", "packed"}
        & (await seen(chain, "sales", tea)).keys()
    )


async def test_a_link_that_is_seen_on_some_records_counts_on_those(chain):
    tea = await one(chain, "product", name="t")
    day = {"day": "2026-05-02"}
    await order(chain, line(tea, 2), **day)
    await order(chain, line(tea, 5), **day, state="open")
    assert await counted(
        chain, "partly", "COUNT(order_lines) = 1 AND SUM(order_lines.qty) = 2", tea
    )


async def test_a_hidden_link_or_hidden_lines_are_hidden_here_too(chain):
    tea = await one(chain, "product", name="t")
    await order(chain, line(tea, 2), day="2026-05-02")
    for login in ("half", "blind"):
        assert set(await seen(chain, login, tea)) & {
            "sold", "sold_ok", "deals", "newest", "packed", "per_month", "turnover", "with_others",
            "lines_now",
        } == set()  # fmt: skip
        for formula in ("COUNT(order_lines) = 1", "SUM(order_lines.qty) = 2"):
            with pytest.raises(Invalid) as refused:
                await counted(chain, login, formula, tea)
            assert {one_.code for one_ in refused.value.problems} == {"formula.no_name"}
    # the other link of the same rows is not hidden from who sees the rows
    assert "spare" in await seen(chain, "half", tea)


# -- definitions -----------------------------------------------------------------------------------


def problems(**columns: dict[str, Any]) -> list[tuple[str, str]]:
    files = {path: deepcopy(one_.data) for path, one_ in files_of(APP).items()}
    for key, set_ in columns.items():
        files["chain/forms/order"]["fields"]["lines"]["fields"][key].update(set_)
    return [(one_.code, one_.place) for one_ in build(files).problems]


def test_names_that_are_taken_are_told_with_their_place():
    place = "chain/forms/order#fields.lines.fields.instead.inverse"
    assert problems(instead={"inverse": "order_lines"}) == [("definition.name_twice", place)] or (
        "definition.name_twice", place,
    ) in problems(instead={"inverse": "order_lines"})  # fmt: skip
    assert ("definition.name_twice", place) in problems(instead={"inverse": "brand"})
    assert ("definition.no_form", "chain/forms/order#fields.lines.fields.crate.to") in problems(
        crate={"to": "chain.crates"}
    )


def test_a_circle_over_lines_is_told_with_its_path():
    (circle,) = build(
        {
            path: one_.data
            for path, one_ in files_of(
                APP.replace("is: qty * price * record.customer.rate", "is: qty * product.turnover")
            ).items()
        }
    ).problems
    assert circle.code == "formula.cycle"
    assert circle.values["path"] in {
        "chain.product.turnover → chain.order.lines.total → chain.product.turnover",
        "chain.order.lines.total → chain.product.turnover → chain.order.lines.total",
    }


async def test_a_new_formula_over_rows_that_are_there_is_filled(chain):
    tea = await one(chain, "product", name="t")
    await order(chain, line(tea, 2), line(tea, 3))
    form = files_of(APP)["chain/forms/product"]
    assert form is not None
    more = APP.replace(
        "    spare: {kind",
        "    widest: {kind: formula, label: 最多, is: MAX(order_lines.qty)}\n    spare: {kind",
    ).replace("is: COUNT(spares)", "is: COUNT(order_lines)")
    await chain.apply(more)
    assert await values(chain, "product", tea, "widest", "spare") == [3, 2]
    assert await wrong(chain) == []
    await chain.apply(APP.replace("    widest", "    x"))


async def test_doctor_puts_right_what_is_bent(chain):
    tea = await one(chain, "product", name="t")
    await order(chain, line(tea, 2))
    async with chain.pool.write() as tx:
        await tx.run("update chain_product set sold = 51 where id = $1", tea)
    bad = await doctor_rebuild.computed(chain.pool, "Asia/Shanghai", put_right=False)
    assert "chain.product.sold" in {one_.values.get("place") for one_ in bad}
    await doctor_rebuild.computed(chain.pool, "Asia/Shanghai", put_right=True)
    assert await values(chain, "product", tea, "sold") == [2]
    assert await wrong(chain) == []
