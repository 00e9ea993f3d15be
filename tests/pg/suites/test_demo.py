"""A twentieth of the demo company through the write line; each role sees its part of it."""

from decimal import Decimal

import pytest
import pytest_asyncio
from tests.world import NOW, ZONE, World

from tombolo.access import directory, sessions
from tombolo.base import codec
from tombolo.base.errors import Denied, Invalid
from tombolo.records import home, rebuild
from tombolo.records.balances import rebuild as balances
from tombolo.records.read.ask import ask_of
from tombolo.records.read.fetch import count
from tombolo.records.stages import sound, tasks
from tombolo.runtime.furnish import install
from tombolo.schema import store
from tombolo.suites.demo import load
from tombolo.suites.demo.company import order_revenue
from tombolo.suites.demo.people import PASSWORD, PEOPLE
from tombolo.suites.demo.profile import MINI


@pytest_asyncio.fixture(scope="module")
async def loaded(pool):
    await install(pool, ZONE)
    assert await load.wanted(pool, NOW)
    steps = []
    # Broken off in the middle, and taken up again.
    await load.load(pool, MINI, lambda form, done, total: (steps.append(form), len(steps) < 120)[1])
    assert await load.wanted(pool, NOW)
    company = await load.load(pool, MINI, lambda form, done, total: True)
    assert not await load.wanted(pool, NOW)
    async with pool.read() as tx:
        made = World(pool, await store.load(tx))
        for one in PEOPLE:
            actor = await directory.actor(tx, (await directory.by_login(tx, one.login)).id)
            if actor:
                made.people[one.login] = actor
    return made, company


async def number(house, login, form, where=None):
    async with house.reading(login) as work:
        return (await count(work, ask_of(form, {"where": {"formula": where} if where else None}))).n


async def total(house, login, form, path):
    page = await house.page(login, form, columns=[], totals=[{"path": path, "fn": "sum"}], limit=1)
    return Decimal(codec.decode(page.totals)[0])


async def test_everything_is_there_once(loaded):
    house, company = loaded
    for form, rows in company.rows.items():
        assert await number(house, "luxiaowen", form) == min(len(rows), 1000) or len(rows) > 1000, (
            form
        )
    assert await total(house, "luxiaowen", "crm.sales_order", "total") == sum(
        line["qty"] * line["unit_price"]
        for row in company.rows["crm.sales_order"]
        for line in row.set["lines"]
    )
    assert order_revenue(company.rows["crm.sales_order"])


async def test_products_know_what_was_sold_of_them(loaded):
    house, company = loaded
    sold = [
        line
        for row in company.rows["crm.sales_order"]
        if row.set["state"] in {"approved", "done"}
        for line in row.set["lines"]
    ]
    assert sold
    assert await total(house, "luxiaowen", "erp.product", "sold_qty") == sum(
        line["qty"] for line in sold
    )
    assert await number(house, "luxiaowen", "erp.product", "last_price > 0") == len(
        {line["product"] for line in sold if line["unit_price"]}
    )


async def test_numbers_follow_history(loaded):
    house, _ = loaded
    rows = await house.rows(
        "luxiaowen",
        "crm.opportunity",
        ["opp_no", "created_at"],
        sort=["created_at", "opp_no"],
        limit=500,
    )
    assert [no for no, _ in rows] == sorted(no for no, _ in rows)
    assert rows[0][0].startswith("OP-22")
    orders = await house.rows(
        "luxiaowen", "crm.sales_order", ["order_no", "order_date"], sort=["order_no"], limit=500
    )
    assert all(day.startswith(no[3:7]) for no, day in orders)


async def test_each_role_sees_its_part(loaded):
    house, company = loaded
    every = len(company.rows["crm.customer"])
    mine = await number(house, "wanglin", "crm.customer")
    team = await number(house, "guwenbo", "crm.customer")
    assert 0 < mine < team < every
    assert await number(house, "hezhiyuan", "crm.customer") == every
    assert await number(house, "wanglin", "crm.customer", "owner <> ME()") == 0
    assert await number(house, "caogang", "crm.sales_order") == len(company.rows["crm.sales_order"])
    invited = (
        await number(house, "zhengsiyuan", "crm.customer")
        + await number(house, "fengyutong", "crm.customer")
        + await number(house, "chengliang", "crm.customer")
    )
    assert 0 < invited < every


async def test_the_workbench_looks_alive(loaded):
    house, _ = loaded
    found = 0
    for login in ("wanglin", "shenjiayi", "xuhaoran", "sunyue", "luojing"):
        async with house.reading(login) as work:
            cards = {card["key"]: card["count"] for card in (await home.home(work))["cards"]}
        found += cards["crm.my_opportunities"] + cards["crm.follow_ups_due"]
    assert found > 5


async def test_people_sign_in_and_those_who_left_do_not(loaded, pool):
    def attempt(login):
        return sessions.Attempt(login, PASSWORD, "127.0.0.1", "test")

    assert await sessions.sign_in(pool, attempt("wanglin"), NOW)
    with pytest.raises(Denied):
        await sessions.sign_in(pool, attempt("yuyang"), NOW)


async def test_the_organisation(loaded, pool):
    async with pool.read() as tx:
        house = await directory.organisation(tx)
    wanglin = next(one for one in house.members if one.login == "wanglin")
    assert [house.superior(wanglin.id, level).login for level in (1, 2)] == ["guwenbo", "hezhiyuan"]
    assert [one.login for one in house.holders("gm")] == ["zhouqiming"]


async def test_stock_is_what_came_less_what_went(loaded, pool):
    """By product and warehouse: to the last piece and cent; nothing is worth nothing, and never below."""
    house, company = loaded
    async with pool.read() as tx:
        stands = await tx.rows("select product, warehouse, on_hand, value from erp_stock")
        moves = await tx.rows("select product, warehouse, change, value, kind from erp_stock_move")
    assert len(moves) == len(company.rows["erp.stock_move"])
    assert {row["kind"] for row in moves} == {
        "opening", "receipt", "issue", "transfer_in", "transfer_out", "adjust",
    }  # fmt: skip
    wanted: dict[tuple, list[Decimal]] = {}
    for row in moves:
        assert row["value"] is not None, row
        sums = wanted.setdefault((row["product"], row["warehouse"]), [Decimal(0), Decimal(0)])
        sums[0] += row["change"]
        sums[1] += row["value"] if row["change"] > 0 else -row["value"]
    assert {(r["product"], r["warehouse"]): [r["on_hand"], r["value"]] for r in stands} == wanted
    assert all(qty >= 0 and value >= 0 and (qty or not value) for qty, value in wanted.values())
    assert any(not qty for qty, _ in wanted.values())
    async with pool.read() as tx:
        assert await balances.differences(tx, house.catalog) == []
        assert await rebuild.differences(tx, house.catalog, ZONE) == []


async def test_a_product_says_what_stock_there_is(loaded, pool):
    """现有库存 and its value are what the ledger adds up to, in every warehouse together."""
    house, _ = loaded
    columns = ["sku", "on_hand", "stock_value"]
    some = {"where": {"formula": "on_hand <> 0"}, "limit": 500}
    rows = await house.rows("luxiaowen", "erp.product", columns, **some)
    async with pool.read() as tx:
        summed = await tx.rows(
            "select p.sku, coalesce(sum(m.change), 0) as n, coalesce(sum(m.value_change), 0) as v "
            "from erp_product p left join erp_stock_move m on m.product = p.id group by 1"
        )
    wanted = {row["sku"]: (row["n"], row["v"]) for row in summed if row["n"]}
    assert 0 < len(wanted) < 500
    assert {sku: (Decimal(n), Decimal(value)) for sku, n, value in rows} == wanted


async def test_who_sees_what_stock_is_worth(loaded):
    """The keeper and sales know how many, finance also for how much."""
    house, _ = loaded
    some = {"columns": ["sku", "on_hand"], "where": {"formula": "on_hand > 0"}, "sort": ["sku"]}
    pages = [
        codec.decode((await house.page(login, "erp.product", **some)).rows)
        for login in ("caogang", "wanglin", "penghui")
    ]
    assert pages[0]
    assert pages[0] == pages[1] == pages[2]
    for path in ("stock_value", "avg_cost"):
        assert codec.decode((await house.page("penghui", "erp.product", columns=[path])).rows)
        for login in ("caogang", "wanglin", "dengli"):
            with pytest.raises(Invalid):
                await house.page(login, "erp.product", columns=[path])
    async with house.reading("caogang") as work:
        assert work.grants.of("erp.stock").sees("on_hand")
        assert not work.grants.of("erp.stock").sees("value")
    async with house.reading("penghui") as work:
        assert work.grants.of("erp.stock").sees("value")
    rows = await house.rows("dengli", "erp.stock_move", ["kind", "value"], limit=500)
    assert {kind for kind, value in rows if value is not None} <= {"opening", "receipt"}
    assert {kind for kind, value in rows if value is None} >= {"issue"}


async def test_opportunities_went_their_way_through_the_stages(loaded, pool):
    """Stays follow one another up to where each stands; tasks are partly done."""
    house, company = loaded
    async with pool.read() as tx:
        assert await sound.differences(tx, house.catalog) == []
        assert await rebuild.differences(tx, house.catalog, ZONE) == []
        stays = await tx.rows("select record, stage, reason from sys_stage_visit order by visit")
        states = await tx.rows("select distinct state from sys_stage_task")
    went: dict[str, list[str]] = {}
    for row in stays:
        went.setdefault(str(row["record"]), []).append(row["stage"])
    ends = {row.id: row.set["stage"] for row in company.rows["crm.opportunity"]}
    assert {id_: way[-1] for id_, way in went.items()} == ends
    assert {way[0] for way in went.values()} == {"requirement"}
    assert any(row["reason"] for row in stays)
    assert {row["state"] for row in states} == {"todo", "done", "skipped"}
    assert await number(house, "luxiaowen", "crm.opportunity", "closed_on < stage_entered_on") == 0
    async with house.reading("zhengsiyuan") as work:
        mine = await tasks.mine(work)
    assert mine
    assert {one["role"] for one in mine} == {"app_head"}
