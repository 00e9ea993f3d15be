"""Files become records through the write line."""

from decimal import Decimal

from tests.pg.sheets.conftest import load
from tests.pg.sheets.northwind import DATA, TOTAL


async def test_northwind_becomes_orders_with_lines(full):
    path = DATA / "northwind" / "orders-flat.xlsx"
    outcome = await load(full, path, "nw.order", parent_key=("order_no",))
    assert outcome.problems == []
    assert (outcome.total, outcome.added, outcome.bad, outcome.kept) == (2155, 830, 0, True)
    page = await full.page(
        "ann", "nw.order", columns=["order_no"], totals=[{"path": "net", "fn": "sum"}], count=True
    )
    assert page.totals == f'["{TOTAL}"]'
    assert page.count
    assert page.count.n == 830
    async with full.pool.read() as tx:
        plain = await tx.value(
            "select trim_scale(sum(unit_price * quantity * (1 - discount)))::text from nw_order__lines"
        )
        lines = await tx.value("select count(*) from nw_order__lines")
        links = await tx.value("select count(distinct customer) from nw_order")
    assert (Decimal(plain), lines, links) == (Decimal(TOTAL), 2155, 89)


async def test_cdnow_keeps_its_duplicates(nw):
    outcome = await load(nw, DATA / "cdnow" / "transactions.csv", "nw.visit")
    assert (outcome.total, outcome.added, outcome.bad) == (69659, 69659, 0)
    async with nw.pool.read() as tx:
        assert await tx.value("select count(*) from nw_visit") == 69659
        assert await tx.value("select customer from nw_visit order by customer limit 1") == "00001"
        assert await tx.value("select sum(dollars) from nw_visit") == Decimal("2500315.63")
