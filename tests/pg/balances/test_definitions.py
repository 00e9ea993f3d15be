"""Balances as definitions: sources, keys through links, plans, refusals, rebuilds, what is wrong."""

from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio
from tests.pg.balances.stock import apart
from tests.pg.sheets.conftest import load, sheet
from tests.world import World, files_of, world

from tombolo.base.errors import Invalid
from tombolo.records.write.change import Change
from tombolo.records.write.erase import delete, purge
from tombolo.records.write.save import create
from tombolo.runtime import doctor_rebuild
from tombolo.schema import store
from tombolo.schema.build import build
from tombolo.schema.change.split import large_of
from tombolo.suites.apply import apply
from tombolo.suites.check import check
from tombolo.suites.export import texts
from tombolo.suites.json_schema import schemas
from tombolo.suites.plan import plan
from tombolo.suites.read import read

D = Decimal
SHOP = """
shop/app: {app: shop, label: 店, nav: [product, order, ret]}
shop/forms/family:
  label: 类
  fields: {name: {kind: text, label: 名}}
shop/forms/product:
  label: 产品
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    family: {kind: link, label: 类, to: family}
    weight: {kind: number, label: 重}
shop/forms/order:
  label: 订单
  fields:
    state: {kind: choice, label: 状态, options: [draft, open, done], default: '"open"'}
    by: {kind: member, label: 经手}
    on: {kind: date, label: 日期}
    lines:
      kind: lines
      label: 明细
      fields:
        product: {kind: link, label: 产品, to: product}
        lot: {kind: text, label: 批}
        qty: {kind: number, label: 量}
shop/forms/ret:
  label: 退货
  fields:
    product: {kind: link, label: 产品, to: product}
    qty: {kind: number, label: 量}
shop/balances/reserved:
  label: 占用
  keys: {product: product, lot: text}
  from:
    - {form: order, lines: lines, where: "record.state = 'open'", keys: {product: product, lot: lot}, add: {qty: qty, rows: 1, kilos: qty * product.weight}}
    - {form: ret, keys: {product: product, lot: '""'}, add: {qty: -qty}}
shop/balances/families:
  label: 各类
  keys: {family: family, by: member, day: date, size: number}
  from: {form: order, lines: lines, keys: {family: product.family, by: record.by, day: record.on, size: ROUND(qty / 10)}, add: {qty: qty}}
"""
LIMIT = """
shop/balances/reserved:
  label: 占用
  keys: {product: product, lot: text}
  from:
    - {form: order, lines: lines, where: "record.state = 'open'", keys: {product: product, lot: lot}, add: {qty: qty}}
  guard: {need: qty <= 10, say: {zh: "{product} 最多占用 10，已有 {qty}", en: Too many}}
"""


@pytest_asyncio.fixture
async def shop(database, pool) -> World:
    """The module's shop, emptied and as it was at the beginning."""
    made = await world(pool) if not getattr(pool, "_world", None) else pool._world
    pool._world = made
    if made.catalog.apps:
        gone = "\n".join(f"{path}: null" for path in made.catalog.files)
        await made.apply(gone)
    await made.apply(SHOP)
    return made


async def table(made: World, name: str, *columns: str) -> list[tuple]:
    async with made.pool.read() as tx:
        rows = await tx.rows(
            f"select {', '.join(columns)} from {name} order by {', '.join(columns)}"
        )
    return [tuple(row) for row in rows]


async def goods(made: World) -> tuple[str, str, str]:
    (family,) = (await made.put("ann", "shop.family", {"name": "泵类"})).ids
    first, second = (
        await made.put(
            "ann", "shop.product", {"name": "A", "family": family, "weight": "2"},
            {"name": "B", "weight": "0.5"},
        )
    ).ids  # fmt: skip
    return family, first, second


async def test_lines_of_two_forms_and_blank_keys(shop: World):
    _, a, b = await goods(shop)
    rows = [
        {"product": a, "lot": "L1", "qty": "4"}, {"product": a, "qty": "1"},
        {"product": a, "lot": "", "qty": "2"}, {"product": b, "qty": "3"}, {"qty": "7"},
    ]  # fmt: skip
    (id_,) = (await shop.put("ann", "shop.order", {"lines": rows})).ids
    columns = ("lot", "qty", "rows", "kilos")
    found = set(await table(shop, "shop_reserved", "product::text", *columns))
    assert found == {
        (a, "L1", D(4), D(1), D(8)), (a, None, D(3), D(2), D(6)),
        (b, None, D(3), D(1), D("1.5")), (None, None, D(7), D(1), D(0)),
    }  # fmt: skip
    await shop.put("ann", "shop.ret", {"product": a, "qty": "5"})
    assert (a, None, D(-2), D(2), D(6)) in set(
        await table(shop, "shop_reserved", "product::text", *columns)
    )
    assert await apart(shop) == []
    await shop.change("ann", "shop.order", id_, state="done")
    found = await table(shop, "shop_reserved", "sum(qty) over ()", "kilos")
    assert found == [(D(-5), D(0))] * 4
    assert await apart(shop) == []
    await shop.change("ann", "shop.order", id_, state="open")
    await shop.change("ann", "shop.order", id_, lines=rows[:1])
    assert await apart(shop) == []
    found = set(await table(shop, "shop_reserved", "product::text", *columns))
    assert (a, "L1", D(4), D(1), D(8)) in found
    assert (b, None, D(0), D(0), D(0)) in found


async def test_keys_through_links_and_of_every_type(shop: World):
    family, a, _ = await goods(shop)
    me = str(shop.people["ann"].id)
    order = {"by": me, "on": "2026-06-01", "lines": [{"product": a, "qty": "21"}]}
    same = {"by": me, "on": "2026-06-01", "lines": [{"product": a, "qty": "19.5"}]}
    await shop.put("ann", "shop.order", order, same)
    (row,) = await table(
        shop, "shop_families", "family::text", "by::text", "day::text", "size", "qty"
    )
    assert row == (family, me, "2026-06-01", D(2), D("40.5"))
    assert await apart(shop) == []


async def test_a_purged_record_takes_its_zeros_with_it(shop: World):
    _, a, _ = await goods(shop)
    (id_,) = (await shop.put("ann", "shop.ret", {"product": a, "qty": "5"})).ids
    async with shop.writing("ann") as work:
        await delete(work, "shop.ret", [id_])
        await purge(work, "shop.ret", [id_])
        await delete(work, "shop.product", [a])
        await purge(work, "shop.product", [a])
    assert await table(shop, "shop_reserved", "qty") == []
    assert await apart(shop) == []


async def test_a_guard_that_the_data_break_is_refused_whole(shop: World):
    _, a, b = await goods(shop)
    lines = [{"product": a, "qty": "11"}, {"product": b, "qty": "12"}]
    await shop.put("ann", "shop.order", {"lines": lines})
    before = await table(shop, "shop_reserved", "qty", "rows")
    todo = await shop.plan(LIMIT)
    assert [(one.step.what, one.rows) for one in todo.effects if "balance" in one.step.what] == [
        ("rebalance", 2)
    ]
    with pytest.raises(Invalid) as refused:
        async with shop.pool.owner() as tx:
            await store.apply(tx, todo, by=None, note="", zone="UTC")
    (problem,) = refused.value.problems
    assert (problem.code, problem.place) == (
        "balance.broken",
        "shop/balances/reserved#guard.0.need",
    )
    assert problem.values["count"] == 2
    assert problem.values["example"] == "A / 11"
    assert await table(shop, "shop_reserved", "qty", "rows") == before
    async with shop.pool.read() as tx:
        assert (await store.load(tx)).version == shop.catalog.version


async def test_a_change_counts_anew(shop: World):
    _, a, _ = await goods(shop)
    await shop.put("ann", "shop.order", {"lines": [{"product": a, "lot": "x", "qty": "4"}]})
    await shop.put("ann", "shop.order", {"state": "draft", "lines": [{"product": a, "qty": "6"}]})
    await shop.apply(LIMIT)
    assert await table(shop, "shop_reserved", "lot", "qty") == [("x", D(4))]
    with pytest.raises(Invalid) as refused:
        await shop.put("ann", "shop.order", {"lines": [{"product": a, "lot": "x", "qty": "7"}]})
    assert refused.value.problems[0].place == "lines"
    every = LIMIT.replace("where: \"record.state = 'open'\", ", "").replace(", lot: text", "")
    await shop.apply(every.replace(", lot: lot", ""))
    assert await table(shop, "shop_reserved", "qty") == [(D(10),)]
    assert await apart(shop) == []
    label = every.replace(", lot: lot", "").replace("label: 占用", "label: 占用量")
    todo = await shop.plan(label)
    assert todo.steps == ()
    await shop.apply("shop/balances/reserved: null")
    async with shop.pool.read() as tx:
        assert await tx.value("select to_regclass('shop_reserved')") is None
        left = await tx.value(
            "select count(*) from information_schema.columns where column_name like '\\_b\\_shop\\_res%'"
        )
    assert left == 0


async def test_what_a_contribution_reads_is_made_before_it_is_counted(shop: World):
    """Even on a large table, whose other values are made behind the transaction."""
    _, a, _ = await goods(shop)
    await shop.put("ann", "shop.order", {"lines": [{"product": a, "qty": "4"}]})
    changed = SHOP.replace("kilos: qty * product.weight", "kilos: qty * product.weight * 10")
    todo = await shop.plan(changed)
    whats = [one.what for one in todo.steps]
    assert "recompute" in whats
    assert "rebalance" in whats
    assert large_of(todo, 0) == frozenset()
    await shop.apply(changed)
    assert await table(shop, "shop_reserved", "kilos") == [(D(80),)]


async def test_a_bent_row_is_found_and_put_right(shop: World):
    _, a, b = await goods(shop)
    await shop.put("ann", "shop.order", {"lines": [{"product": a, "qty": "4"}]})
    (good,) = await doctor_rebuild.balances(shop.pool, put_right=False)
    assert (good.grade, good.code) == ("good", "doctor.balances")
    async with shop.pool.write() as tx:
        await tx.run("update shop_reserved set qty = 5")
        await tx.run("insert into shop_reserved (product, qty) values ($1, 0), ($2, 1)", None, b)
    found = await apart(shop)
    assert {(one.balance, one.key, one.measures["qty"]) for one in found} == {
        ("shop.reserved", (a, ""), (D(5), D(4))), ("shop.reserved", (b, ""), (D(1), D(0))),
    }  # fmt: skip
    bad = await doctor_rebuild.balances(shop.pool, put_right=False)
    assert [one.grade for one in bad] == ["bad"] * 3
    assert bad[-1].values["count"] == 2
    (done,) = await doctor_rebuild.balances(shop.pool, put_right=True)
    assert done.code == "doctor.balance_rebuilt"
    assert await apart(shop) == []
    assert await table(shop, "shop_reserved", "qty") == [(D(4),)]


async def test_an_import_posts_and_tells_the_row_that_is_too_much(shop: World, tmp_path: Path):
    await shop.apply(
        LIMIT.replace("{form: order, lines: lines, where: \"record.state = 'open'\"", "{form: ret")
        .replace(", lot: lot", ', lot: \'"-"\'')
    )  # fmt: skip
    await goods(shop)
    path = sheet(tmp_path / "r.xlsx", ["产品", "量"], ["A", 6], ["B", 3], ["A", 5], ["A", 4])
    outcome = await load(shop, path, "shop.ret", on_bad="good")
    assert (outcome.added, outcome.bad) == (3, 1)
    (problem,) = outcome.problems
    assert "最多占用 10" in problem.message["zh"]
    assert problem.row == 4  # the second A: 6 and 5 are too much, 6 and 4 are not
    assert await table(shop, "shop_reserved", "qty") == [(D(3),), (D(10),)]
    assert await apart(shop) == []


async def test_a_balance_is_read_by_rights_checks_and_live_formulas(shop: World):
    _, a, b = await goods(shop)
    more = SHOP.replace(
        "    qty: {kind: number, label: 量}\nshop/balances/reserved",
        "    qty: {kind: number, label: 量, check: 'qty <= BALANCE(reserved.qty, product, \"\")'}\n"
        "    open: {kind: formula, label: 占, is: 'BALANCE(shop.reserved.qty, product, \"\")'}\n"
        "  views:\n    v: {label: V, where: 'BALANCE(reserved.qty, product, \"\") > 1'}\n"
        "shop/balances/reserved",
    )
    await shop.apply(more)
    await shop.put("ann", "shop.order", {"lines": [{"product": a, "qty": "4"}]})
    await shop.put("ann", "shop.ret", {"product": a, "qty": "1"})
    with pytest.raises(Invalid):
        await shop.put("ann", "shop.ret", {"product": b, "qty": "1"})
    assert await shop.rows("ann", "shop.ret", ["qty", "open"]) == [["1", "3"]]
    assert await shop.rows("ann", "shop.ret", ["open"], view="v") == [["3"]]
    found = await shop.page("ann", "shop.ret", columns=["qty"])
    assert found


async def test_only_who_reads_every_ledger_asks_for_sums(shop: World):
    """A person's own filter may name a balance only where it tells nothing that is hidden."""
    grants = """
shop/grants/all: {label: 全, who: [role(all)], forms: {ret: {may: [read]}, order: {may: [read]}, product: {may: [read]}}}
shop/grants/some: {label: 部分, who: [role(some)], forms: {ret: {may: [read]}, order: {may: [read], rows: owner = ME()}, product: {may: [read]}}}
"""
    await shop.apply(grants)
    _, a, _ = await goods(shop)
    await shop.put("ann", "shop.order", {"lines": [{"product": a, "qty": "4"}]})
    await shop.put("ann", "shop.ret", {"product": a, "qty": "1"})
    for login in ("all", "some"):
        if login not in shop.people:
            await shop.person(login, roles=[login])
    ask = {"columns": ["qty"], "where": {"formula": 'BALANCE(reserved.qty, product, "") = 3'}}
    assert await shop.rows("all", "shop.ret", **ask) == [["1"]]
    with pytest.raises(Invalid) as refused:
        await shop.rows("some", "shop.ret", **ask)
    assert "formula.no_balance" in {one.code for one in refused.value.problems}


async def test_a_guard_that_zero_breaks_is_told_in_its_words(shop: World):
    await shop.apply(LIMIT.replace("qty <= 10", "qty > 0"))
    _, a, _ = await goods(shop)
    with pytest.raises(Invalid) as refused:
        await shop.put("ann", "shop.order", {"lines": [{"product": a, "qty": "4"}]})
    assert refused.value.code == "balance.guard"
    assert refused.value.problems[0].say == {
        "zh": "{product} 最多占用 10，已有 {qty}",
        "en": "Too many",
    }


async def test_posting_costs_two_statements(shop: World):
    _, a, _ = await goods(shop)
    ret = {"product": a, "qty": "1"}
    await shop.put("ann", "shop.ret", ret)

    async def statements(form: str, row: dict) -> int:
        count = 0
        async with shop.writing("ann") as work:
            do = work.tx._do

            async def counted(call):
                nonlocal count
                count += 1
                return await do(call)

            work.tx._do = counted
            await create(work, form, [Change(row)])
        return count

    usual = await statements("shop.family", {"name": "x"})
    assert await statements("shop.ret", ret) == usual + 2
    assert await statements("shop.ret", {"product": a, "qty": "0"}) == usual


async def test_a_suite_with_a_balance_goes_in_and_comes_out(shop: World, tmp_path: Path):
    folder = tmp_path / "depot"
    (folder / "forms").mkdir(parents=True)
    (folder / "balances").mkdir()
    (folder / "app.yaml").write_text("app: depot\nlabel: 库\nnav: [item]\n")
    (folder / "forms" / "item.yaml").write_text(
        "form: item\nlabel: 物\nfields:\n  name: {kind: text, label: 名}\n  n: {kind: number, label: 数}\n"
    )
    text = (
        "# by name\nbalance: names\nlabel: 按名\nkeys: {name: {is: text, label: 名}}\n"
        "from: {form: item, keys: {name: name}, add: {n: n}}\n"
    )
    (folder / "balances" / "names.yaml").write_text(text)
    packages, findings = read([folder])
    assert findings == []
    assert check(packages) == []
    async with shop.pool.read() as tx:
        todo = await plan(tx, packages, "UTC")
    assert todo.problems == ()
    await apply(shop.pool, todo, by=None, note="", zone="UTC")
    async with shop.pool.read() as tx:
        assert (await texts(tx, "depot"))["balances/names"] == text
        shop.catalog = await store.load(tx)
    schema = schemas()["balance.schema.json"]
    assert set(shop.catalog.files["depot/balances/names"]) <= set(schema["properties"])
    wrong = text.replace("n: n}", "n: m}")
    (folder / "balances" / "names.yaml").write_text(wrong)
    (finding,) = check(read([folder])[0])
    assert (Path(finding.file).name, finding.line) == ("names.yaml", 5)


async def test_a_default_of_lines_waits_for_its_moment(shop: World):
    more = SHOP.replace(
        "        qty: {kind: number, label: 量}\n",
        "        qty: {kind: number, label: 量}\n"
        "        kilos: {kind: number, label: 重, default: qty * product.weight, "
        "default_when: record.state = 'done'}\n",
        1,
    )
    await shop.apply(more)
    _, a, b = await goods(shop)
    (id_,) = (await shop.put("ann", "shop.order", {"lines": [{"product": a, "qty": "4"}]})).ids
    columns = ("qty", "kilos")
    assert await table(shop, "shop_order__lines", *columns) == [(D(4), None)]
    await shop.change("ann", "shop.product", a, weight="3")
    await shop.change("ann", "shop.order", id_, state="done")
    assert await table(shop, "shop_order__lines", *columns) == [(D(4), D(12))]
    await shop.change("ann", "shop.product", a, weight="5")
    lines = (await shop.get("ann", "shop.order", id_)).values["lines"]
    kept = {"id": lines[0]["id"], "qty": "6"}
    await shop.change("ann", "shop.order", id_, lines=[kept, {"product": b, "qty": "2"}])
    # What was due stays as it was taken; a row that comes later takes its own.
    assert await table(shop, "shop_order__lines", *columns) == [(D(2), D(1)), (D(6), D(12))]


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("add: {qty: qty, rows", "add: {qty: qty * DAY(TODAY()), rows", "balance.moves_alone", "from.0.add.qty"),
        ("product: product, lot: lot", "product: qty, lot: lot", "formula.wrong_result", "from.0.keys.product:1:1"),
        ("product: product, lot: lot", "product: product", "balance.no_key", "from.0.keys"),
        ("{form: ret,", "{form: rett,", "definition.no_form", "from.1.form"),
        ("lines: lines, where", "lines: line, where", "balance.no_lines", "from.0.lines"),
        ("keys: {product: product, lot: text}", "keys: {product: prodct, lot: text}", "definition.no_form", "keys.product"),
        ("  label: 占用\n", "  label: 占用\n  guard: {need: qtty > 0}\n", "formula.no_name", "guard.0.need:1:1"),
        ("  label: 占用\n", "  label: 占用\n  guard: {need: qty > DAY(TODAY())}\n", "balance.guard_live", "guard.0.need"),
        ("  label: 占用\n", "  label: 占用\n  measures: {qtty: {scale: 2}}\n", "balance.not_added", "measures.qtty"),
        ("  label: 占用\n", "  lable: 占用\n", "definition.unknown", "lable"),
    ],
)  # fmt: skip
def test_problems_have_their_place(old: str, new: str, code: str, place: str):
    assert old in SHOP
    text = SHOP.replace(old, new, 1)
    catalog = build({path: one.data for path, one in files_of(text).items() if one})
    told = {(one.code, one.place) for one in catalog.problems}
    assert (code, f"shop/balances/reserved#{place}") in told, told


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("BALANCE(reservd.qty, product)", "formula.no_balance"),
        ("BALANCE(reserved.qtty, product, lot)", "formula.no_member"),
        ("BALANCE(reserved.qty, product)", "formula.balance_keys"),
        ("BALANCE(reserved.qty, qty, lot)", "formula.wrong_type"),
        ("BALANCE(qty, product, lot)", "formula.balance_name"),
    ],
)
def test_a_wrong_question_is_told(text: str, code: str):
    field = f"        ask: {{kind: formula, label: 问, is: '{text}'}}\n"
    files = SHOP.replace("        lot: {kind", f"{field}        lot: {{kind", 1)
    catalog = build({path: one.data for path, one in files_of(files).items() if one})
    assert [(one.code, one.place.partition(":")[0]) for one in catalog.problems] == [
        (code, "shop/forms/order#fields.lines.fields.ask.is")
    ]


def test_lines_do_not_draw_on_what_they_feed():
    default = (
        "        qty: {kind: number, label: 量, default: 'BALANCE(reserved.qty, product, lot)'}\n"
    )
    files = SHOP.replace("        qty: {kind: number, label: 量}\n", default, 1)
    catalog = build({path: one.data for path, one in files_of(files).items() if one})
    assert [one.code for one in catalog.problems] == ["balance.drawn_by_lines"]
