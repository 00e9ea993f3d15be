"""The write line and the read line at their edges: what is hardly ever sent, and must not surprise."""

import pytest
import pytest_asyncio
from tests.world import World, world

from tombolo.base import codec
from tombolo.base.errors import Conflict, Denied, Invalid

APP = """
edge/app: {app: edge, label: 边, nav: [thing, other]}
edge/forms/other:
  label: 另
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
edge/forms/thing:
  label: 物
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    code: {kind: text, label: 码, unique: true}
    n: {kind: number, label: 数, scale: 2}
    at: {kind: moment, label: 时}
    others: {kind: links, label: 另一些, to: edge.other}
    price: {kind: money, label: 价}
    lines:
      kind: lines
      label: 行
      fields:
        q: {kind: number, label: 量}
        d: {kind: formula, label: 倍, is: "q * 2"}
        secret: {kind: text, label: 密}
    total: {kind: formula, label: 和, is: SUM(lines.d)}
edge/grants/own:
  who: [role(seller)]
  forms:
    thing: {may: [read, create, update], rows: "owner = ME()"}
edge/grants/every:
  who: [role(seller)]
  forms:
    thing: {may: [read, update], readonly: [price, lines.q], hide: [lines.secret]}
"""


@pytest_asyncio.fixture(scope="module")
async def edge(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("li", roles=["seller"])
    return made


async def entries(edge: World, id_: str) -> list[tuple[str, dict]]:
    async with edge.pool.read() as tx:
        rows = await tx.rows(
            "select act, changes::text as c from sys_history where record = $1 order by id", id_
        )
    return [(row["act"], codec.decode(row["c"])) for row in rows]


async def test_a_moment_at_the_end_of_time_can_be_asked_for(edge):
    end = "9999-12-31T23:59:59.999999Z"
    for op in ("is", "gt", "le"):
        where = {"field": "at", "op": op, "value": end}
        assert await edge.rows("ann", "edge.thing", ["name"], where=where) == []
