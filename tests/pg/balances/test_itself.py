"""`record`: an expression names the record it stands on, in balances, comparisons, lines and checks."""

from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from tests.pg.balances.stock import APP, apart, move, product, warehouse
from tests.world import ZONE, World, world

from tombolo.base.errors import Invalid
from tombolo.records import rebuild
from tombolo.records.write.erase import delete

D = Decimal
MORE = """
erp/balances/by_product:
  label: 产品库存
  keys: {product: product}
  from:
    form: move
    where: state = 'posted'
    keys: {product: product}
    add: {on_hand: 'IF(direction = "in", qty, -qty)'}
erp/balances/points:
  label: 积分
  keys: {product: product}
  from: {form: product, keys: {product: record}, add: {points: factor * 10}}
erp/forms/product:
  label: 产品
  fields:
    name: {kind: text, label: 品名, unique: true}
    family: {kind: text, label: 类}
    factor: {kind: number, label: 系数, default: "1"}
    parent: {kind: link, label: 上级, to: product, inverse: parts, check: parent <> record, say: 不能是自己}
    on_hand: {kind: formula, label: 现有库存, is: 'BALANCE(by_product.on_hand, record)'}
    points: {kind: formula, label: 积分, is: 'BALANCE(points.points, record)'}
    counted: {kind: formula, label: 笔数, is: 'COUNTIFS(moves, moves.product = record)'}
    own: {kind: formula, label: 自身系数, is: 'record.factor + this.record.factor'}
    top: {kind: formula, label: 顶层, is: 'IF(EMPTY(parent), record, parent) = record'}
    first_parcel: {kind: link, label: 首单, to: parcel}
  unique:
    - {fields: [family], where: parent = record}
erp/forms/parcel:
  label: 包裹
  fields:
    name: {kind: text, label: 名}
    twin: {kind: link, label: 同单, to: parcel}
    lines:
      kind: lines
      label: 明细
      fields:
        product: {kind: link, label: 产品, to: product}
        mine: {kind: formula, label: 首单行, is: product.first_parcel = record}
        stock: {kind: formula, label: 库存, is: product.on_hand}
        note: {kind: text, label: 注, default: 'IF(record.twin = record, "同", "异")'}
    mines: {kind: formula, label: 首单行数, is: 'COUNTIFS(lines, lines.product.first_parcel = record)'}
    rows: {kind: formula, label: 行数, is: 'COUNTIFS(lines, lines.record = record)'}
"""


LINK = "product: {kind: link, label: 产品, to: product}\n    warehouse"
PRODUCT = APP[APP.index("erp/forms/product:") : APP.index("erp/forms/warehouse:")]
WHOLE = APP.replace(PRODUCT, "").replace(LINK, LINK.replace("t}", "t, inverse: moves}")) + MORE


@pytest_asyncio.fixture(scope="module")
async def erp(pool) -> World:
    made = await world(pool)
    await made.apply(WHOLE)
    return made


async def of(erp: World, id_: str) -> Any:
    return (await erp.get("ann", "erp.product", id_)).values


async def test_a_product_says_its_own_stock(erp: World):
    what, other = await product(erp, "甲"), await product(erp, "乙")
    main, van = await warehouse(erp, "主"), await warehouse(erp, "车")
    await move(erp, what, main, "in", 5, value="50")
    await move(erp, what, van, "in", "2.5", value="25")
    await move(erp, other, main, "in", 9, value="9")
    gone = await move(erp, what, main, "out", 1)
    kept = await move(erp, what, main, "out", 2)
    await move(erp, what, main, "in", 100, value="1", state="draft")
    async with erp.writing("ann") as work:
        await delete(work, "erp.move", [gone])
    rows = await erp.rows("ann", "erp.product", ["name", "on_hand"], sort=["name"])
    async with erp.pool.read() as tx:
        summed = await tx.rows(
            "select p.name, coalesce(sum(case m.direction when 'in' then m.qty else -m.qty end) "
            "filter (where m.state = 'posted' and m.deleted_at is null), 0) as n "
            "from erp_product p left join erp_move m on m.product = p.id group by 1"
        )
    assert {name: D(stock) for name, stock in rows} == {row["name"]: row["n"] for row in summed}
    assert {name: D(stock) for name, stock in rows}["甲"] == D("5.5")
    where = {"formula": "on_hand > 6"}
    assert [row[0] for row in await erp.rows("ann", "erp.product", ["name"], where=where)] == ["乙"]
    assert kept
    assert await apart(erp) == []


async def test_what_is_not_saved_yet_has_no_stock(erp: World):
    shown = (await erp.try_("ann", "erp.product", {"name": "新"})).values
    assert (shown["on_hand"], shown["points"], shown["counted"]) == ("0", "0", "0")
    assert shown["top"] is True
    what = await product(erp, "丙", factor="3")
    main = await warehouse(erp)
    await move(erp, what, main, "in", 4, value="4")
    shown = (await erp.try_("ann", "erp.product", {"name": "丙二"}, what)).values
    assert (shown["on_hand"], shown["points"]) == ("4", "30")
    assert (await of(erp, what))["own"] == "6"


async def test_a_record_as_the_key_of_what_it_counts(erp: World):
    what = await product(erp, "丁", factor="7")
    assert (await of(erp, what))["points"] == "70"
    await erp.change("ann", "erp.product", what, factor="8")
    assert (await of(erp, what))["points"] == "80"
    assert await apart(erp) == []


async def test_links_are_compared_with_it(erp: World):
    what, part = await product(erp, "戊"), await product(erp, "己")
    main = await warehouse(erp)
    for n in (1, 2):
        await move(erp, what, main, "in", n, value="1")
    await erp.change("ann", "erp.product", part, parent=what)
    assert ((await of(erp, what))["counted"], (await of(erp, what))["top"]) == ("2", True)
    assert (await of(erp, part))["top"] is False
    with pytest.raises(Invalid) as refused:
        await erp.change("ann", "erp.product", what, parent=what)
    assert "不能是自己" in str(refused.value.problems[0].say)
    id_ = "018f0000-0000-7000-8000-0000000000aa"
    with pytest.raises(Invalid):
        await erp.put("ann", "erp.product", {"id": id_, "name": "庚", "parent": id_})


async def test_from_lines_it_is_the_record_around(erp: World):
    first = (await erp.put("ann", "erp.parcel", {"name": "一"})).ids[0]
    mine, theirs = await product(erp, "辛", first_parcel=first), await product(erp, "壬")
    lines = [{"product": mine}, {"product": theirs}]
    shown = (await erp.try_("ann", "erp.parcel", {"lines": lines}, first)).values
    assert (shown["mines"], shown["rows"]) == ("1", "2")
    await erp.change("ann", "erp.parcel", first, lines=lines, twin=first)
    found = (await erp.get("ann", "erp.parcel", first)).values
    assert [(row["mine"], row["note"]) for row in found["lines"]] == [(True, "同"), (False, "同")]
    assert (found["mines"], found["rows"]) == ("1", "2")
    second = (await erp.put("ann", "erp.parcel", {"name": "二", "lines": lines})).ids[0]
    found = (await erp.get("ann", "erp.parcel", second)).values
    assert [(row["mine"], row["note"]) for row in found["lines"]] == [(False, "异"), (False, "异")]
    assert (found["mines"], found["rows"]) == ("0", "2")


async def test_what_is_stored_follows_and_is_what_a_rebuild_makes(erp: World):
    what = await product(erp, "癸")
    first, second = (await erp.put("ann", "erp.parcel", *({"lines": [{"product": what}]},) * 2)).ids
    for chosen in (first, second, None):
        await erp.change("ann", "erp.product", what, first_parcel=chosen)
        for id_ in (first, second):
            found = (await erp.get("ann", "erp.parcel", id_)).values
            assert [row["mine"] for row in found["lines"]] == [id_ == chosen]
            assert found["mines"] == ("1" if id_ == chosen else "0")
    await erp.change("ann", "erp.product", what, first_parcel=first)
    async with erp.pool.read() as tx:
        assert await rebuild.differences(tx, erp.catalog, ZONE) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("parent.record", "formula.no_member"),
        ("record.record", "formula.no_member"),
        ("record + 1", "formula.cannot_calculate"),
        ("BALANCE(stock.on_hand, record, record)", "formula.wrong_type"),
    ],
)
async def test_what_it_is_not(erp: World, text: str, code: str):
    made = await erp.plan(WHOLE.replace("record.factor + this.record.factor", text))
    assert code in {one.code for one in made.problems}, made.problems
