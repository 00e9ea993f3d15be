"""A stock that cannot go wrong: vectors of others' bugs, eight hands on five pieces, deadlocks."""

import asyncio
import random
from decimal import Decimal

import pytest
import pytest_asyncio
from tests.pg.balances.stock import (
    APP,
    apart,
    left,
    move,
    product,
    value_of,
    warehouse,
)
from tests.world import World, world

from tombolo.base.errors import Invalid
from tombolo.records.write.erase import delete, restore
from tombolo.web.words import say_problem

D = Decimal


@pytest_asyncio.fixture(scope="module")
async def erp(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    return made


@pytest_asyncio.fixture(scope="module")
async def main(erp: World) -> str:
    return await warehouse(erp)


@pytest.mark.parametrize(
    ("name", "received", "issued", "costs", "remain"),
    [
        ("V1", [("2", "2.00"), ("1", "1.01")], ["3"], ["3.01"], ("0", "0")),
        ("V1b", [("2", "2.00"), ("1", "1.01")], ["1"] * 3, ["1.00", "1.01", "1.00"], ("0", "0")),
        (
            "V2", [("10", "168.30"), ("10", "200.00")], ["10", "9", "1"],
            ["184.15", "165.74", "18.41"], ("0", "0"),
        ),
        (
            "V3", [("2", "10.14"), ("5", "15.10")], ["1"] * 6,
            ["3.61", "3.61", "3.60", "3.61", "3.60", "3.61"], ("1", "3.60"),
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("at_once", [False, True])
async def test_vectors(erp: World, main: str, name, received, issued, costs, remain, at_once):
    """One save after the other, or all issues in one save: the same costs."""
    what = await product(erp, f"{name} {at_once}")
    for qty, value in received:
        await move(erp, what, main, "in", qty, value=value)
    rows = [{"product": what, "warehouse": main, "qty": qty} for qty in issued]
    if at_once:
        ids = (await erp.put("ann", "erp.move", *rows)).ids
    else:
        ids = [(await erp.put("ann", "erp.move", row)).ids[0] for row in rows]
    assert [await value_of(erp, one) for one in ids] == [D(one) for one in costs]
    assert await left(erp, what, main) == (D(remain[0]), D(remain[1]))
    if name == "V3":
        with pytest.raises(Invalid) as refused:
            await move(erp, what, main, "out", 2)
        assert refused.value.code == "balance.guard"
        assert await left(erp, what, main) == (D("1"), D("3.60"))
    assert await apart(erp) == []


async def test_the_last_piece_is_sold_once(erp: World, main: str):
    """T-STOCK-1: on hand 5, value 500.00; eight deliver one each at the same time."""
    what = await product(erp, "仪器")
    await move(erp, what, main, "in", 5, value="500.00")

    async def deliver() -> str:
        return await move(erp, what, main, "out", 1)

    done = await asyncio.gather(*(deliver() for _ in range(8)), return_exceptions=True)
    sold = [one for one in done if isinstance(one, str)]
    refused = [one for one in done if isinstance(one, Invalid)]
    assert (len(sold), len(refused)) == (5, 3), done
    for one in refused:
        (problem, *_) = one.problems
        assert (one.code, problem.place) == ("balance.guard", "")
        assert say_problem(problem, "zh") == "仪器 在 主仓 库存不足，可用 0"
        assert say_problem(problem, "en") == "Only 0 of 仪器 left in 主仓"
    assert await left(erp, what, main) == (D(0), D(0))
    assert sum([await value_of(erp, one) for one in sold]) == D("500.00")
    assert await apart(erp) == []


async def test_cents_that_do_not_divide_are_not_lost(erp: World, main: str):
    """Each hand takes its cost from what the hand before left: never from what it saw earlier."""
    what = await product(erp, "筛")
    await move(erp, what, main, "in", 7, value="25.24")

    async def deliver() -> str:
        return await move(erp, what, main, "out", 1)

    done = await asyncio.gather(*(deliver() for _ in range(9)), return_exceptions=True)
    sold = [one for one in done if isinstance(one, str)]
    codes = [one.code for one in done if isinstance(one, Invalid)]
    assert (len(sold), codes) == (7, ["balance.guard"] * 2), done
    costs = sorted([await value_of(erp, one) for one in sold])
    assert costs == [D("3.60")] * 3 + [D("3.61")] * 4
    assert await left(erp, what, main) == (D(0), D(0))


async def test_a_refusal_says_what_is_left_and_where(erp: World, main: str):
    what = await product(erp, "泵")
    await move(erp, what, main, "in", 3, value="30")
    rows = [{"product": what, "warehouse": main, "qty": n} for n in ("1", "4")]
    with pytest.raises(Invalid) as refused:
        await erp.put("ann", "erp.move", *rows)
    (problem, *_) = refused.value.problems
    assert problem.place == "records[1]"
    assert "可用 3" in say_problem(problem, "zh")  # nothing of this save has happened
    assert await left(erp, what, main) == (D(3), D(30))


async def test_only_what_is_posted_counts(erp: World, main: str):
    what = await product(erp, "阀")
    id_ = await move(erp, what, main, "in", 4, value="40", state="draft")
    assert await left(erp, what, main) == (D(0), D(0))
    await erp.change("ann", "erp.move", id_, state="posted")
    assert await left(erp, what, main) == (D(4), D(40))  # a receipt keeps its value
    await erp.change("ann", "erp.move", id_, qty="6")
    assert await left(erp, what, main) == (D(6), D(40))
    other = await product(erp, "阀二")
    await erp.change("ann", "erp.move", id_, product=other)
    assert await left(erp, what, main) == (D(0), D(0))
    assert await left(erp, other, main) == (D(6), D(40))
    await erp.change("ann", "erp.move", id_, state="draft")
    assert await left(erp, other, main) == (D(0), D(0))
    assert await apart(erp) == []


async def test_the_cost_is_taken_when_the_issue_is_posted(erp: World, main: str):
    what = await product(erp, "表")
    await move(erp, what, main, "in", 2, value="20")
    issue = await move(erp, what, main, "out", 1, state="draft")
    assert await value_of(erp, issue) is None
    await move(erp, what, main, "in", 2, value="40")
    await erp.change("ann", "erp.move", issue, ref="还没过账")
    assert await value_of(erp, issue) is None
    await erp.change("ann", "erp.move", issue, state="posted")
    assert await value_of(erp, issue) == D("15")
    await move(erp, what, main, "in", 2, value="100")
    await erp.change("ann", "erp.move", issue, ref="过账之后")
    assert await value_of(erp, issue) == D("15")
    given = await move(erp, what, main, "out", 1, value="7", ref="手填")
    assert await value_of(erp, given) == D("7")


async def test_preview_says_the_cost_and_locks_nothing(erp: World, main: str):
    what = await product(erp, "灯")
    await move(erp, what, main, "in", 4, value="10")
    shown = await erp.try_(
        "ann", "erp.move", {"product": what, "warehouse": main, "qty": "1", "state": "posted"}
    )
    assert shown.values["value"] == "2.5"
    assert not [key for key in shown.values if key.startswith("_")]
    assert await left(erp, what, main) == (D(4), D(10))


async def test_delete_and_restore(erp: World, main: str):
    what = await product(erp, "线")
    receipt = await move(erp, what, main, "in", 2, value="20")
    async with erp.writing("ann") as work:
        await delete(work, "erp.move", [receipt])
    assert await left(erp, what, main) == (D(0), D(0))
    assert await apart(erp) == []
    async with erp.writing("ann") as work:
        await restore(work, "erp.move", [receipt])
    assert await left(erp, what, main) == (D(2), D(20))
    await move(erp, what, main, "out", 1)
    with pytest.raises(Invalid) as refused:
        async with erp.writing("ann") as work:
            await delete(work, "erp.move", [receipt])
    assert refused.value.code == "balance.guard"
    assert await left(erp, what, main) == (D(1), D(10))
    assert await apart(erp) == []


async def test_the_constraint_is_the_last_line(erp: World, main: str):
    """Whoever writes past us meets the database."""
    what = await product(erp, "墙")
    await move(erp, what, main, "in", 1, value="1")
    with pytest.raises(Invalid) as refused:
        async with erp.pool.write() as tx:
            await tx.run("update erp_stock set on_hand = -1 where product = $1", what)
    assert refused.value.code == "sql.check"


async def test_history_lists_and_pages_know_no_hidden_column(erp: World, main: str):
    what = await product(erp, "史")
    id_ = await move(erp, what, main, "in", 1, value="1")
    await erp.change("ann", "erp.move", id_, qty="2")
    async with erp.pool.read() as tx:
        changes = await tx.rows("select changes::text as c from sys_history where record = $1", id_)
        columns = await tx.rows(
            "select column_name as n from information_schema.columns where table_name = 'erp_move' "
            "and column_name like '\\_b\\_%'"
        )
    assert columns, "this test needs hidden columns"
    assert not [row["c"] for row in changes if "_b_" in row["c"]]
    form = erp.catalog.form("erp.move")
    assert not [key for key in form.every if key.startswith("_")]


async def test_twenty_workers_in_any_order(erp: World, main: str):
    """T-STOCK-4: documents of five random products in random order; nothing lost, nobody stuck."""
    goods = [await product(erp, f"货{n}") for n in range(12)]
    for one in goods[:6]:  # the others' keys are made in the storm
        await move(erp, one, main, "in", 100, value="1000")
    expected = dict.fromkeys(goods, D(0)) | dict.fromkeys(goods[:6], D(100))
    chance = random.Random(4)

    async def worker(seed: int) -> None:
        mine = random.Random(seed)
        for _ in range(4):
            rows = [
                {"product": one, "warehouse": main, "direction": "in", "qty": "2", "value": "20"}
                if mine.random() < 0.6 or one not in goods[:6]
                else {"product": one, "warehouse": main, "qty": "1"}
                for one in mine.sample(goods, 5)
            ]
            await erp.put("ann", "erp.move", *rows)  # no second try: nobody waits in a circle
            for row in rows:
                expected[row["product"]] += D(row["qty"]) * (1 if "value" in row else -1)

    async with asyncio.timeout(60):
        await asyncio.gather(*(worker(chance.randrange(10**9)) for _ in range(20)))
    assert {one: (await left(erp, one, main))[0] for one in goods} == expected
    assert await apart(erp) == []
