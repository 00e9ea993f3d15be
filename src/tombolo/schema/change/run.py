"""A change from its beginning to its end, taken up wherever it was left."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from tombolo.base.errors import Broken, Busy, Conflict, Invalid
from tombolo.base.problems import Problem
from tombolo.pg import faults, introspect
from tombolo.pg.pool import Pool, ReadTx, WriteTx
from tombolo.schema import backfill, ddl, ddl_shadow, indexes, store
from tombolo.schema.catalog import Catalog
from tombolo.schema.change import batches, index, kept
from tombolo.schema.change.batches import Pace, Stopped
from tombolo.schema.change.kept import Piece, Underway
from tombolo.schema.change.split import Split
from tombolo.schema.diff import Step, names_today
from tombolo.schema.store import Plan
from tombolo.schema.system import TITLE
from tombolo.schema.tables import Table, tables_of

Also = Callable[[WriteTx, Plan], Awaitable[None]]
Told = Callable[[Underway], Awaitable[None]]
USUAL = Pace()
LOOK = 0.5  # seconds between two looks at another process' work
PATIENCE = 1000  # tries to get the locks of the short transaction


async def nobody(change: Underway) -> None:
    """For when nobody watches."""
    del change


async def run(
    pool: Pool, id_: UUID, also: Also, *, told: Told = nobody, pace: Pace = USUAL
) -> Underway:
    """Carry the change out. `also` is done in the transaction that applies it.

    The end is told by the state: done, refused (its problems say why) or cancelled. Raises Busy when
    another process is at it, or when locks could not be had for long: then it is taken up later.
    """
    async with _held(pool):
        job = _Run(pool, id_, also, told, pace)
        change = await job.now()
        if change.state in {"waiting", "preparing"}:
            await job.prepare_and_apply(change)
            change = await job.now()
        if change.state == "finishing":
            await job.finish(change)
        await job.tell()
        return await job.now()


async def to_the_end(pool: Pool, id_: UUID, also: Also, *, told: Told = nobody) -> Underway:
    """The same for who waits: where another process is at it, watch it, and go on when it dies."""
    while True:
        try:
            return await run(pool, id_, also, told=told)
        except Busy as busy:
            if busy.code != "change.held":
                raise
        async with pool.read() as tx:
            await told(await kept.one(tx, id_))
        await asyncio.sleep(LOOK)


@asynccontextmanager
async def _held(pool: Pool) -> AsyncGenerator[None]:
    """One process at a time; the lock goes with its connection, however that ends."""
    async with pool.alone() as connection:
        try:
            got = await connection.fetchval("select pg_try_advisory_lock($1)", kept.LOCK)
        except faults.DRIVER as error:
            raise faults.fault(error) from error
        if not got:
            raise Busy("change.held")
        try:
            yield
        finally:
            try:
                await connection.execute("select pg_advisory_unlock($1)", kept.LOCK)
            except faults.DRIVER:
                connection.terminate()


@dataclass(slots=True)
class _Run:
    pool: Pool
    id: UUID
    also: Also
    told: Told
    pace: Pace

    async def now(self) -> Underway:
        async with self.pool.read() as tx:
            return await kept.one(tx, self.id)

    async def tell(self) -> None:
        await self.told(await self.now())

    # -- before ------------------------------------------------------------------------------------

    async def prepare_and_apply(self, change: Underway) -> None:
        """All or nothing: until the short transaction commits, nothing is in force."""
        try:
            todo, parts = await self._begun(change)
            await self._prepare(change, todo, parts)
            # An import may hold the catalog for minutes; it is waited for, in short waits.
            await self.pool.patiently(lambda tx: self._apply(tx, change, todo, parts), PATIENCE)
        except Stopped:
            await self._leave("cancelled", ())
        except (Invalid, Conflict, Broken) as fault:
            problems = fault.problems or (Problem(fault.code, fault.place, fault.values),)
            await self._leave("refused", problems)

    async def _begun(self, change: Underway) -> tuple[Plan, Split]:
        # As the owner, who may count and compare large tables for longer than a page may.
        async with self.pool.owner() as tx:
            await kept.prepare(tx, self.id)
            if await kept.is_stopped(tx, self.id):
                raise Stopped("change.stopped")
            todo, parts = await kept.planned(tx, change)
        if todo.problems:
            raise Invalid("definition.invalid", problems=todo.problems)
        return todo, parts

    async def _prepare(self, change: Underway, todo: Plan, parts: Split) -> None:
        async def shadows(tx: WriteTx) -> None:
            for shadow in parts.shadows:
                for statement in ddl_shadow.begin(shadow, change.zone):
                    await tx.run(statement)

        if parts.shadows:
            await self.pool.patiently(shadows)
        names = names_today(todo.steps)
        for piece in change.pieces:
            if piece.phase != "before" or piece.ended:
                continue
            if piece.what == "shadow":
                anchor = names.table(todo.after.form(piece.form).table)
                await self._fill(change, piece, parts, anchor)
            else:
                await self._index_before(piece, todo, parts)

    async def _fill(self, change: Underway, piece: Piece, parts: Split, anchor: str) -> None:
        by = "record" if piece.lines else "id"
        fills = [
            ddl_shadow.fill(one, change.zone, by)
            for one in parts.shadows
            if one.table == piece.table
        ]

        async def work(tx: WriteTx, ids: list[UUID]) -> None:
            for statement in fills:
                await tx.run(statement, ids)

        await batches.run(self.pool, self.id, piece, anchor, work, self.pace, self.tell)

    async def _index_before(self, piece: Piece, todo: Plan, parts: Split) -> None:
        (one,) = [each for each in parts.indexes if each.index.name in piece.names]
        where = indexes.where(todo.after, one.table, one.index, one.today, one.names)
        statement = ddl.create_index(one.today, one.over, where, name=one.name, concurrently=True)
        try:
            await index.build(self.pool, self.id, piece, one.name, statement, self.tell)
        except (Conflict, Invalid) as fault:
            problem = indexes.broken(todo.after, one.table, one.index, fault)
            if problem is None:
                raise
            async with self.pool.read() as tx:
                found = await indexes.duplicates(
                    tx, todo.after, one.table, one.index, one.today, one.names
                )
            raise Invalid("definition.invalid", problems=[found or problem]) from fault

    async def _apply(self, tx: WriteTx, change: Underway, todo: Plan, parts: Split) -> None:
        if not await kept.applied(tx, self.id, change.base + 1):
            raise Stopped("change.stopped")
        await store.apply(
            tx, todo, by=change.by, note=change.note, zone=change.zone, change=self.id,
            ready=parts.ready,
        )  # fmt: skip
        await self.also(tx, todo)
        if not parts.later:
            await kept.end(tx, self.id, "done")

    async def _leave(self, state: str, problems: tuple[Problem, ...]) -> None:
        async def story(tx: WriteTx) -> None:
            await sweep(tx)
            await kept.end(tx, self.id, state, problems)

        await self.pool.patiently(story)

    # -- behind ------------------------------------------------------------------------------------

    async def finish(self, change: Underway) -> None:
        """What the transaction left. What cannot be done is told, and does not stop the rest."""
        for piece in change.pieces:
            if piece.phase != "after" or piece.ended:
                continue
            try:
                await self._behind(change, piece)
            except (Invalid, Conflict, Broken) as fault:
                place = f"{piece.form}.{'.'.join(piece.names)}"
                problems = fault.problems or (Problem(fault.code, place, fault.values),)
                async with self.pool.write() as tx:
                    await kept.note(tx, self.id, problems)
                    await kept.piece_done(tx, self.id, piece)
        async with self.pool.write() as tx:
            await kept.end(tx, self.id, "done")

    async def _behind(self, change: Underway, piece: Piece) -> None:
        async with self.pool.read() as tx:
            catalog = await store.load(tx)
        tables = tables_of(catalog)
        table = tables[piece.table]
        if piece.what == "index":
            await self._index_behind(catalog, table, piece)
        elif piece.what == "reference":
            column = table.columns[piece.names[0]]
            await self.pool.patiently(lambda tx: tx.run(ddl.forget_lost(table.name, column)))
            await self.pool.unhurried(ddl_shadow.validate(table.name, column))
            async with self.pool.write() as tx:
                await kept.piece_done(tx, self.id, piece)
        else:
            steps = tuple(_computing(catalog, tables, piece))

            async def work(tx: WriteTx, ids: list[UUID]) -> None:
                for update in backfill.recomputed(catalog, steps, change.zone, ids):
                    await tx.run(update)

            await batches.run(self.pool, self.id, piece, table.name, work, self.pace, self.tell)

    async def _index_behind(self, catalog: Catalog, table: Table, piece: Piece) -> None:
        one = table.indexes[piece.names[0]]
        where = indexes.where(catalog, table, one, table.name, {})
        statement = ddl.create_index(table.name, one, where, concurrently=True)
        try:
            await index.build(self.pool, self.id, piece, one.name, statement, self.tell)
        except (Conflict, Invalid) as fault:
            # Half an index would refuse values that no definition forbids.
            await self.pool.patiently(lambda tx: tx.run(ddl_shadow.drop_index(one.name)))
            problem = indexes.broken(catalog, table, one, fault)
            if problem is None:
                raise
            raise Invalid("definition.invalid", problems=[problem]) from fault


def _computing(catalog: Catalog, tables: Mapping[str, Table], piece: Piece) -> Iterator[Step]:
    """What is made anew of each record of a form, its lines with it."""
    form = catalog.form(piece.form)
    for name in piece.names:
        lines, _, field = name.rpartition(".")
        table = tables[form.lines_table(lines) if lines else form.table]
        if name == TITLE:
            yield Step("retitle", table.name, piece.form)
        else:
            yield Step("recompute", table.name, piece.form, lines, table.columns[field])


async def sweep(tx: WriteTx) -> int:
    """Everything hidden goes; to be called while no change is prepared. How much there was."""
    found = await introspect.hidden(tx, ddl_shadow.PREFIX)
    for name in found.functions:
        await tx.run(ddl_shadow.drop_function(name))
    for name in found.indexes:
        await tx.run(ddl_shadow.drop_index(name))
    for table, column in found.columns:
        await tx.run(ddl_shadow.drop_column(table, column))
    return len(found.functions) + len(found.indexes) + len(found.columns)


async def leftovers(tx: ReadTx) -> tuple[str, ...]:
    """Hidden things that no change underway accounts for."""
    change = await kept.current(tx)
    if change is not None and change.state == "preparing":
        return ()
    found = await introspect.hidden(tx, ddl_shadow.PREFIX)
    return (*found.indexes, *(f"{table}.{column}" for table, column in found.columns))
