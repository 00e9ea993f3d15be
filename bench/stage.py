"""What the benches share: an embedded server, a workspace, the deals and orders, a load generator."""

import asyncio
import contextlib
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tombolo.access import directory, sessions
from tombolo.access.grant import grants_for
from tombolo.access.people import Member, Role
from tombolo.access.policy import policies_of
from tombolo.base import ids
from tombolo.pg import migrate, workspace
from tombolo.pg.pool import Limits, Place, Pool
from tombolo.records.work import Shelf, Work
from tombolo.runtime.postgres import Embedded
from tombolo.schema import store
from tombolo.schema.store import Source

ROWS = int(os.environ.get("TOMBOLO_BENCH_ROWS", "1000000"))
ZONE = "Asia/Shanghai"
FOLDER = Path(os.environ.get("TOMBOLO_BENCH_DATA", Path(tempfile.gettempdir()) / "tombolo-bench"))

DEAL_FIELDS = {
    "name": "{kind: text, label: 名称, required: true}",
    "code": "{kind: text, label: 编码}",
    "status": "{kind: choice, label: 状态, options: {open: 进行, won: 赢单, lost: 输单, idle: 搁置}}",
    "level": "{kind: choice, label: 级别, options: {A: A, B: B, C: C, D: D}}",
    "amount": "{kind: money, label: 金额}",
    "cost": "{kind: money, label: 成本}",
    "qty": "{kind: number, label: 数量}",
    "rate": "{kind: percent, label: 比例}",
    "opened_on": "{kind: date, label: 开始}",
    "closing_on": "{kind: date, label: 预计}",
    "touched_at": "{kind: moment, label: 跟进}",
    "won": "{kind: switch, label: 赢}",
    "phone": "{kind: phone, label: 电话}",
    "mail": "{kind: email, label: 邮箱}",
    "city": "{kind: text, label: 城市}",
    "note": "{kind: paragraph, label: 备注}",
    "score": "{kind: number, label: 评分}",
    "stars": "{kind: rating, label: 星}",
    "kind": "{kind: choice, label: 类型, options: {new: 新, old: 老}}",
    "weight": "{kind: number, label: 重量}",
    "tags": "{kind: choices, label: 标签, options: {a: 甲, b: 乙, c: 丙}}",
    "price": "{kind: money, label: 单价}",
    "margin": "{kind: formula, label: 毛利, is: 'amount - cost'}",
    "total": "{kind: formula, label: 合计, is: 'ROUND(qty * price, 2)'}",
    "share": "{kind: formula, label: 占比, is: 'ROUND(margin / amount, 4)'}",
}

APP = f"""
bench/app: {{app: bench, label: 测速, nav: [deal, order, customer, product]}}
bench/forms/deal:
  label: 商机
  fields:
{chr(10).join(f"    {key}: {text}" for key, text in DEAL_FIELDS.items())}
  views:
    hot: {{label: 热, where: 'status = "open"', sort: [-amount]}}
bench/forms/customer:
  label: 客户
  fields:
    name: {{kind: text, label: 名称}}
    level: {{kind: text, label: 级别}}
bench/forms/product:
  label: 产品
  fields:
    name: {{kind: text, label: 名称}}
    list_price: {{kind: money, label: 标价}}
bench/forms/order:
  label: 订单
  fields:
    name: {{kind: text, label: 主题}}
    customer: {{kind: link, label: 客户, to: bench.customer}}
    discount: {{kind: percent, label: 折扣}}
    lines:
      kind: lines
      label: 明细
      fields:
        product: {{kind: link, label: 产品, to: bench.product}}
        qty: {{kind: number, label: 数量}}
        price: {{kind: money, label: 单价, default: product.list_price}}
        total: {{kind: formula, label: 金额, is: "ROUND(qty * price, 2)"}}
    total: {{kind: formula, label: 合计, is: SUM(lines.total)}}
    net: {{kind: formula, label: 折后, is: "ROUND(total * (1 - discount), 2)"}}
    tax: {{kind: formula, label: 税, is: "ROUND(net * 0.13, 2)"}}
bench/grants/sales:
  who: [role(sales)]
  forms:
    deal: {{may: [read, create, update], rows: 'owner = ME()'}}
    customer: {{may: [read, create]}}
    product: {{may: [read, create]}}
    order: {{may: [read, create, update], rows: 'owner = ME()'}}
"""

SEED = """
insert into bench_deal (id, record_title, record_search, owner, name, code, status, level, amount, cost,
  qty, rate, opened_on, closing_on, touched_at, won, phone, mail, city, note, score, stars, kind, weight,
  tags, price, margin, total, share, created_at)
select gen_random_uuid(), 'deal ' || i, 'deal ' || i || ' ' || c.city, p.owner, 'deal ' || i, 'D' || i,
  (array['open','won','lost','idle'])[1 + (h.h >> 3) % 4], (array['A','B','C','D'])[1 + (h.h >> 7) % 4],
  (h.h % 1000000) / 10.0, (h.h % 700000) / 10.0, h.h % 50, (h.h % 100) / 100.0,
  date '2022-01-01' + (h.h >> 5) % 1500, date '2022-02-01' + (h.h >> 6) % 1500,
  timestamptz '2022-01-01' + make_interval(mins => (h.h >> 4) % 2000000), h.h % 2 = 0, '021-5555', 'a@b.example',
  c.city, 'note ' || i, h.h % 100, h.h % 5, (array['new','old'])[1 + h.h % 2], (h.h % 1000) / 7,
  array['a'], (h.h % 10000) / 100.0, 1, 2, 0.5, timestamptz '2022-01-01' + make_interval(secs => i * 120)
from generate_series(1, $1) i,
  lateral (select (hashint8(i::bigint)::bigint & 2147483647)::int as h) h,
  lateral (select (array['上海','苏州','合肥','北京','深圳'])[1 + h.h % 5] as city) c,
  lateral (select ($2::uuid[])[1 + (h.h >> 9) % 25] as owner) p
"""


@contextlib.asynccontextmanager
async def stage(name: str = "bench", app: str = APP) -> AsyncIterator[tuple[Pool, Place]]:
    """A pool on a workspace of the benches' own; kept between runs, made when it is not there."""
    embedded = Embedded(FOLDER)
    place = Place(embedded.start())
    try:
        place = await workspace.prepare(await workspace.create_database(place, name))
        async with await Pool.open(place, Limits(owner_statement="60min")) as pool:
            await migrate.migrate(pool, migrate.found())
            await _apply(pool, app)
            yield pool, place
    finally:
        embedded.stop()


async def _apply(pool: Pool, app: str) -> None:
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(app)
    async with pool.read() as tx:
        before = await store.load(tx)
        plan = await store.plan(
            tx, before, {path: Source(path, body) for path, body in data.items()}, ZONE
        )
    assert not plan.problems, plan.problems
    if plan.sources:
        async with pool.owner() as tx:
            await store.apply(tx, plan, by=None, note="bench", zone=ZONE)


async def people(pool: Pool) -> list[Any]:
    """Twenty-five salespeople."""
    async with pool.read() as tx:
        known = [
            one for one in (await directory.organisation(tx)).members if one.login.startswith("s")
        ]
    if len(known) < 25:
        async with pool.write() as tx:
            await directory.save_role(tx, Role("sales", {"zh": "销售", "en": "Sales"}))
            chief = Member(ids.uuid7(), "管理员", "admin", is_admin=True)
            await directory.save_member(tx, chief, datetime.now(UTC))
            for n in range(25):
                member = Member(ids.uuid7(), f"销售{n}", f"s{n:02}", roles=("sales",))
                await directory.save_member(tx, member, datetime.now(UTC))
        return await people(pool)
    return known


async def deals(pool: Pool) -> None:
    """The million rows, once."""
    everybody = await people(pool)
    async with pool.read() as tx:
        count = await tx.value("select count(*) from bench_deal")
    if count == ROWS:
        return
    async with pool.owner() as tx:
        await tx.run("truncate bench_deal")
        await tx.run(SEED, ROWS, [one.id for one in everybody])
    async with pool.alone() as connection:
        await connection.execute("vacuum analyze bench_deal")


async def work_of(pool: Pool, tx: Any, login: str = "s00") -> Work[Any]:
    """A unit of work for a salesperson."""
    async with pool.read() as reading:
        catalog = await store.load(reading)
        member = await directory.by_login(reading, login)
        assert member is not None
        actor = await directory.actor(reading, member.id)
    assert actor is not None
    policies, _ = policies_of(catalog)
    return Work(
        tx, catalog, actor, grants_for(catalog, policies, actor), datetime.now(UTC), ZONE, Shelf()
    )


async def cookie(pool: Pool, login: str = "s00") -> str:
    """A session's token."""
    async with pool.write() as tx:
        member = await directory.by_login(tx, login)
        assert member is not None
        return (await sessions.open_session(tx, member.id, datetime.now(UTC))).token


async def pound(
    host: str, port: int, request: bytes, workers: int, seconds: float
) -> tuple[float, float]:
    """Requests a second and the median in milliseconds of keep-alive connections sending `request`."""
    spent: list[float] = []
    end = time.perf_counter() + seconds

    async def one() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        while time.perf_counter() < end:
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in head.split(b"\r\n", 1)[0], head
            length = next(
                int(line.split(b":")[1])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length")
            )
            await reader.readexactly(length)
            spent.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(one() for _ in range(workers)))
    return len(spent) / seconds, statistics.median(spent) * 1000


async def timed(call: Callable[[], Awaitable[Any]], times: int) -> list[float]:
    """Milliseconds of each of `times` calls."""
    spent: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        await call()
        spent.append((time.perf_counter() - began) * 1000)
    return spent


def load() -> str:
    return "load " + " ".join(f"{one:.1f}" for one in os.getloadavg())
