"""What the tests of changes over large tables share."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.world import ZONE, World, files_of, world

from tombolo.base import codec
from tombolo.pg import introspect
from tombolo.pg.pool import Place, Pool, WriteTx
from tombolo.schema import ddl_shadow, store
from tombolo.schema.catalog import Catalog
from tombolo.schema.change import kept
from tombolo.schema.change import run as change
from tombolo.schema.change.batches import Pace
from tombolo.schema.change.kept import Underway
from tombolo.schema.change.split import large_of
from tombolo.schema.store import Plan
from tombolo.schema.tables import tables_of

BASE = """
lab/app: {app: lab, label: 实验室, nav: [sample]}
lab/forms/sample:
  label: 样品
  title: "{name}"
  fields:
    code: {kind: text, label: 编号, max: 5000}
    name: {kind: text, label: 名称}
    weight: {kind: text, label: 重量}
    price: {kind: money, label: 单价}
    qty: {kind: number, label: 数量}
    total: {kind: formula, label: 金额, is: qty * price}
    twice: {kind: formula, label: 两倍, is: total * 2}
    parts:
      kind: lines
      label: 成分
      fields:
        what: {kind: text, label: 成分}
        share: {kind: number, label: 占比}
        grams: {kind: formula, label: 克, is: share * 10}
    sum: {kind: formula, label: 合计, is: SUM(parts.grams)}
  views:
    heavy: {label: 重, columns: [name, weight], sort: [-weight]}
"""
FAST = Pace(first=200, least=50, most=400)
NUMBER = BASE.replace("weight: {kind: text", "weight: {kind: number")


@dataclass
class Lab(World):
    place: Place = field(kw_only=True)

    async def fill(self, rows: int, *, lines: int = 0) -> None:
        """Samples made by the server itself: 1 kg of every tenth is no number."""
        async with self.pool.owner() as tx:
            await tx.run(
                "insert into lab_sample (id, record_title, code, name, weight, price, qty, total, twice, sum) "
                "select gen_random_uuid(), 's' || n, 'c' || n, 's' || n, "
                "case when n % 10 = 0 then n || ' kg' else (n % 997) || '.50' end, "
                "n % 7, n % 5, (n % 7) * (n % 5), (n % 7) * (n % 5) * 2, 0 "
                f"from generate_series(1, {rows}) n"
            )
            if lines:
                await tx.run(
                    "insert into lab_sample__parts (id, record, position, what, share, grams) "
                    "select gen_random_uuid(), s.id, n, 'p', n, n * 10 from lab_sample s, "
                    f"generate_series(1, {lines}) n"
                )
                await tx.run(
                    "update lab_sample set sum = (select sum(grams) from lab_sample__parts p where p.record = lab_sample.id)"
                )
        async with self.pool.owner() as tx:
            await tx.run("analyze lab_sample")

    async def ask(self, text: str, rows: int = 1000) -> UUID:
        """A change asked for, not begun."""
        todo = await self.plan(text)
        assert todo.problems == (), todo.problems
        async with self.pool.write() as tx:
            large = large_of(todo, rows)
            assert large
            return await kept.begin(tx, todo, large, by=None, note="test", zone=ZONE, job=False)

    async def carry(self, id_: UUID, **more: Any) -> Underway:
        """Carry it out here."""
        found = await change.run(self.pool, id_, nothing, pace=FAST, **more)
        await self.reload()
        return found

    async def reload(self) -> None:
        async with self.pool.read() as tx:
            self.catalog = await store.load(tx)

    async def load(self) -> Catalog:
        async with self.pool.read() as tx:
            return await store.load(tx)

    async def see(self, id_: UUID) -> Underway:
        async with self.pool.read() as tx:
            return await kept.one(tx, id_)

    async def all(self, sql: str, *args: object) -> list[Any]:
        async with self.pool.read() as tx:
            return [tuple(row) for row in await tx.rows(sql, *args)]

    async def demand_sound(self) -> None:
        """The tables and indexes are those the catalog wants, all valid, and nothing hidden is left."""
        async with self.pool.read() as tx:
            real = await introspect.tables(tx)
            hidden = await introspect.hidden(tx, ddl_shadow.PREFIX)
        assert hidden == introspect.Hidden((), (), ())
        for table in tables_of(self.catalog).values():
            found = real[table.name]
            types = {
                c.name: c.type.replace("timestamp with time zone", "timestamptz")
                for c in found.columns
            }
            assert types == {name: one.type for name, one in table.columns.items()}, table.name
            assert {i.name for i in found.indexes if "_pkey" not in i.name} == set(table.indexes)
            assert all(one.valid for one in found.indexes)
            keys = {c.name for c in found.constraints if c.kind == "f"}
            assert keys == {f"f_{c.name}" for c in table.columns.values() if c.references}
            assert all(c.valid for c in found.constraints)


async def nothing(tx: WriteTx, todo: Plan) -> None:
    del tx, todo


async def begun(pool: Pool, place: Place) -> Lab:
    bare = await world(pool)
    made = Lab(pool, bare.catalog, bare.people, place=place)
    await made.apply(BASE)
    return made


def as_data(text: str) -> str:
    return codec.text({k: v.data if v else None for k, v in files_of(text).items()})
