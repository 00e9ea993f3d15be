"""By period: before, in, out and after add up, for any story of moves and any days."""

import asyncio
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pg.balances.stock import APP, move, product, warehouse
from tests.world import World, world

from tombolo.base import codec
from tombolo.base.errors import Denied, Invalid
from tombolo.records.balances.ledger import Wish, ledger
from tombolo.records.balances.period import Period, asked, during, period_of
from tombolo.records.balances.sight import looking
from tombolo.records.read.ask import ask_of
from tombolo.records.read.fetch import fetch
from tombolo.records.write.erase import delete

D, TODAY = Decimal, dt.date(2026, 6, 30)
PARTS = ("opening", "increase", "decrease", "closing")
DAYS = st.integers(-40, 10).map(lambda n: TODAY + dt.timedelta(n))
MOVES = st.lists(
    st.tuples(st.none() | DAYS, st.integers(-9, 20), st.booleans()), min_size=1, max_size=12
)
DATED = """
erp/balances/flow:
  label: 收发
  keys: {product: product, warehouse: warehouse}
  measures: {qty: {label: 数量, scale: 3}, moves: {label: 笔数}}
  from:
    - form: move
      on: moved_on
      where: state = 'posted'
      keys: {product: product, warehouse: warehouse}
      add: {qty: qty, moves: "1"}
    - form: note
      lines: rows
      on: record.day + 1
      keys: {product: product, warehouse: record.warehouse}
      add: {qty: qty}
erp/forms/note:
  label: 单
  fields:
    day: {kind: date, label: 日}
    warehouse: {kind: link, label: 仓库, to: warehouse}
    rows:
      kind: lines
      label: 明细
      fields: {product: {kind: link, label: 产品, to: product}, qty: {kind: number, label: 数量, scale: 3}}
erp/grants/partly:
  who: [role(partly)]
  forms: {product: {may: [read]}, note: {may: [read]}, move: {may: [read], rows: "owner = ME()"}}
  balances: {flow: {may: [read]}}
erp/grants/undated:
  who: [role(undated)]
  forms: {note: {may: [read]}, move: {may: [read], hide: [moved_on]}, product: {may: [read]}}
  balances: {flow: {may: [read]}}
erp/grants/whole:
  who: [role(whole)]
  forms:
    {warehouse: {may: [read]}, product: {may: [read]}, note: {may: [read]}, move: {may: [read], hide: [value]}}
  balances: {flow: {may: [read]}, stock: {may: [read]}}
"""


@pytest_asyncio.fixture(scope="module")
async def erp(pool) -> World:
    made = await world(pool)
    free = APP[: APP.index("  guard:")] + APP[APP.index("\n", APP.index("need: value >=")) :]
    whole = free.replace("    ref: {", "    moved_on: {kind: date, label: 日期}\n    ref: {")
    await made.apply(whole + DATED)
    for role in ("partly", "undated", "whole"):
        await made.person(role, roles=[role])
    return made


async def by_period(
    erp: World, login: str, name: str, measure: str, first: Any, last: Any, **ask: Any
) -> list[list[Any]]:
    columns = [f"_{part}_{measure}" for part in PARTS]
    async with erp.reading(login) as work:
        here = during(looking(work, name), name)
        sums = [{"path": one, "fn": "sum"} for one in columns]
        body = {"columns": ["product", *columns], "totals": sums, "count": True, **ask}
        page = await fetch(here, asked(ask_of(name, body), Period(first, last)))
    rows = codec.decode(page.rows)
    totals = [D(one) for one in codec.decode(page.totals)] if rows else []
    assert totals == [sum(D(row[3 + n]) for row in rows) for n in range(4 if rows else 0)]
    return [[D(one) for one in row[3:]] for row in rows]


def expected(moves: list[Any], first: dt.date, last: dt.date) -> list[Decimal]:
    days = [(day or TODAY, D(qty)) for day, qty, _ in moves]
    inside = [qty for day, qty in days if first <= day <= last]
    before = sum((qty for day, qty in days if day < first), D(0))
    more = sum((qty for qty in inside if qty > 0), D(0))
    less = -sum((qty for qty in inside if qty < 0), D(0))
    return [before, more, less, before + more - less]


async def told(erp: World, house: str, moves: list[Any], first: dt.date, last: dt.date) -> None:
    """Half of the moves as records, half as lines of a note of the day before."""
    what = await product(erp, "")
    rows = [
        {"product": what, "warehouse": house, "qty": str(qty), "moved_on": day and str(day)}
        for day, qty, lines in moves
        if not lines
    ]
    rows.append({"product": what, "warehouse": house, "qty": "500", "state": "draft"})
    gone = {"product": what, "warehouse": house, "qty": "3", "moved_on": str(first), "value": "0"}
    await erp.put("ann", "erp.move", *({**row, "direction": "in", "value": "9"} for row in rows))
    (id_,) = (await erp.put("ann", "erp.move", {**gone, "direction": "in"})).ids
    async with erp.writing("ann") as work:
        await delete(work, "erp.move", [id_])
    notes = [
        {
            "day": day and str(day - dt.timedelta(1)),
            "warehouse": house,
            "rows": [{"product": what, "qty": str(qty)}],
        }
        for day, qty, lines in moves
        if lines
    ]
    if notes:
        await erp.put("ann", "erp.note", *notes)
    where = {
        "all": [
            {"field": "product", "op": "is", "value": what},
            {"field": "warehouse", "op": "is", "value": house},
        ]
    }
    found = await by_period(erp, "whole", "erp.flow", "qty", first, last, where=where)
    assert found == [expected(moves, first, last)]
    # What there is after all of them is what stands.
    far = dt.date(2030, 1, 1)
    async with erp.pool.read() as tx:
        row = await tx.row(
            "select id, qty from erp_flow where product = $1 and warehouse = $2", what, house
        )
    assert (await by_period(erp, "whole", "erp.flow", "qty", first, far, where=where))[0][3] == (
        row["qty"]
    )
    async with erp.reading("whole") as work:
        seen = await ledger(work, "erp.flow", str(row["id"]), Wish(200, "", Period(first, last)))
        whole = await ledger(work, "erp.flow", str(row["id"]), Wish(200))
    before, _, _, after = expected(moves, first, last)
    assert D(seen.opening["qty"]) == before
    assert (
        sum((D(one.amounts["qty"]) for one in seen.lines), before)
        == after
        == (D(seen.lines[0].running["qty"]) if seen.lines else before)
    )
    assert all(first <= one.on <= last for one in seen.lines)
    assert [one.on for one in whole.lines] == sorted((one.on for one in whole.lines), reverse=True)
    assert D(whole.lines[0].running["qty"]) == row["qty"]
    assert whole.opening["qty"] == "0"


async def test_any_story(erp: World) -> None:
    loop, house = asyncio.get_running_loop(), await warehouse(erp)

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(MOVES, DAYS, DAYS)
    def run(moves: list[Any], one: dt.date, other: dt.date) -> None:
        first, last = sorted((one, other))
        asyncio.run_coroutine_threadsafe(told(erp, house, moves, first, last), loop).result()

    await asyncio.to_thread(run)


async def test_without_a_day_it_counts_when_it_was_posted(erp: World) -> None:
    """In the workspace's zone: what was posted at 01:00 in Shanghai is of that day, not of the day before."""
    what, main = await product(erp, "钟"), await warehouse(erp)
    then, erp.now = erp.now, dt.datetime(2026, 6, 30, 17, 0, tzinfo=dt.UTC)  # 1 July, 01:00
    try:
        await move(erp, what, main, "in", 5, value="50")
    finally:
        erp.now = then
    where = {"field": "product", "op": "is", "value": what}
    june, july = dt.date(2026, 6, 30), dt.date(2026, 7, 1)
    for first, last, wanted in ((june, june, [0, 0, 0, 0]), (july, july, [0, 5, 0, 5])):
        found = await by_period(erp, "ann", "erp.stock", "on_hand", first, last, where=where)
        assert found == [wanted]


async def test_rows_are_filtered_and_sorted_by_what_moved(erp: World) -> None:
    main = await warehouse(erp, "排仓")
    goods = [await product(erp, f"排{n}") for n in range(4)]
    for n, what in enumerate(goods):
        await move(erp, what, main, "in", 10 * n + 1, value="1", moved_on=str(TODAY))
    here = {"field": "warehouse", "op": "is", "value": main}
    more = {"field": "_increase_qty", "op": "gt", "value": "5"}
    ask = {"where": {"all": [here, more]}, "sort": ["-_closing_qty"]}
    found = await by_period(erp, "ann", "erp.flow", "qty", TODAY, TODAY, **ask)
    assert [row[1] for row in found] == [31, 21, 11]


@pytest.mark.parametrize("login", ["partly", "undated"])
async def test_who_reads_a_part_of_the_ledger_sees_no_periods(erp: World, login: str) -> None:
    """What moved on one day may be one record."""
    with pytest.raises(Denied):
        await by_period(erp, login, "erp.flow", "qty", TODAY, TODAY)
    main, what = await warehouse(erp), await product(erp, f"密{login}")
    await move(erp, what, main, "in", 3, value="3", moved_on="2026-06-01")
    async with erp.pool.read() as tx:
        id_ = await tx.value("select id from erp_flow where product = $1", what)
    async with erp.reading(login) as work:
        with pytest.raises(Denied):
            await ledger(work, "erp.flow", str(id_), Wish(9, "", Period(TODAY, TODAY)))
        shown = await ledger(work, "erp.flow", str(id_), Wish(9))
    assert "2026-06-01" not in str([one.on for one in shown.lines])


async def test_a_hidden_measure_is_not_told_by_period(erp: World) -> None:
    with pytest.raises(Invalid):
        await by_period(erp, "whole", "erp.stock", "value", TODAY, TODAY)
    assert await by_period(erp, "whole", "erp.stock", "on_hand", TODAY, TODAY)
    async with erp.reading("ann") as work:
        with pytest.raises(Invalid):  # without a period there are no such columns
            await fetch(
                looking(work, "erp.flow"), ask_of("erp.flow", {"columns": ["_closing_qty"]})
            )


def test_a_period_is_this_month_or_two_days():
    june = Period(dt.date(2026, 6, 1), dt.date(2026, 6, 30))
    assert period_of({}, TODAY) == june
    assert period_of({"from": "2026-06-30"}, TODAY) == Period(TODAY, TODAY)
    for wrong in ({"from": "2026-07-01"}, {"from": 3}, {"to": "x"}, "june", ["2026-06-01"]):
        with pytest.raises(Invalid):
            period_of(wrong, TODAY)


async def test_an_index_serves_the_first_day(erp: World) -> None:
    async with erp.pool.read() as tx:
        found = await tx.rows(
            "select indexdef from pg_indexes where tablename = 'erp_move' and indexdef like '%(moved_on)'"
        )
    assert len(found) == 1
