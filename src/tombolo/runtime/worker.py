"""A worker: takes jobs from the table one after another, keeps their lease, outlives every one of them."""

import asyncio
import logging
import multiprocessing
import os
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.context import SpawnProcess
from pathlib import Path
from uuid import UUID

from tombolo.automation import after
from tombolo.automation.clock import Clock
from tombolo.automation.notices import hear, mail
from tombolo.automation.outbound import Outbound
from tombolo.base import ids
from tombolo.base.errors import Busy, Fault, Invalid
from tombolo.base.vault import Vault
from tombolo.flow import batch
from tombolo.pg import queue
from tombolo.pg.pool import Pool, ReadTx, WriteTx
from tombolo.pg.queue import Job
from tombolo.records.sheets import jobs
from tombolo.records.sheets.run import Outcome, own_folder, run
from tombolo.records.work import Work
from tombolo.runtime import logs
from tombolo.runtime import up as processes
from tombolo.runtime.config import Settings
from tombolo.runtime.deadlines import Deadlines
from tombolo.runtime.tidy import tidy
from tombolo.schema.change import kept
from tombolo.schema.change import run as change
from tombolo.suites import apply
from tombolo.web.house import House, in_name
from tombolo.web.opening import Opening

KINDS = (jobs.IMPORT, batch.KIND)
CHANGES = (kept.KIND,)
MAILS = (hear.MAIL,)
LOOK = 1.0  # seconds between two looks into an empty table
TELL = 0.5  # seconds between two words on how far a job is
TIDY = 3600.0  # seconds between two looks whether the day's tidying is done
BEAT = queue.LEASE.total_seconds() / 3
_log = logging.getLogger("tombolo.worker")


@dataclass(frozen=True, slots=True)
class _Rules:
    """What runs of rules stand on in a worker."""

    house: House
    name: str

    @property
    def pool(self) -> Pool:
        return self.house.pool

    @property
    def vault(self) -> Vault:
        return self.house.vault

    @property
    def outbound(self) -> Outbound:
        return Outbound(frozenset(self.house.opening.inside_hosts))

    @property
    def base_url(self) -> str:
        return self.house.opening.base_url

    async def work(self, tx: ReadTx, member: UUID) -> Work[WriteTx]:
        return await in_name(self.house, member, tx, hold=True)


@dataclass(slots=True)
class _Held:
    """Whether a job is still ours."""

    lost: bool = False


@dataclass(slots=True)
class Bench:
    """What an import stands on in a worker: the job's member, the job's row."""

    house: House
    worker: str
    job: Job
    member: UUID
    held: _Held = field(default_factory=_Held)
    report: str = ""
    told_at: float = field(default_factory=time.monotonic)

    @property
    def pool(self) -> Pool:
        return self.house.pool

    async def work(self, tx: ReadTx, *, hold: bool) -> Work[WriteTx]:
        """In the name of who asked; with the definitions and rights of now, not of then."""
        return await in_name(self.house, self.member, tx, hold=hold)

    async def told(self, outcome: Outcome) -> bool:
        """Progress for whoever watches; False when the job is to stop or is not ours any more."""
        if time.monotonic() - self.told_at < TELL:
            return not self.held.lost
        self.told_at = time.monotonic()
        async with self.pool.write() as tx:
            await queue.tell(tx, self.worker, self.job.id, jobs.told(outcome))
            return not self.held.lost and not await jobs.is_stopped(tx, self.job.id)

    async def ended(self, tx: WriteTx, work: Work[WriteTx], outcome: Outcome) -> None:
        """The rows and the word that they are there commit together: a job is never done twice."""
        if outcome.report:
            self.report = await jobs.keep_report(work, self.house.opening.files, outcome.report)
        await jobs.settle(tx, self.worker, self.job.id, outcome, self.report)


@dataclass(slots=True)
class Worker:
    """One process' worker. `house` is its memory of definitions and people."""

    house: House
    name: str = field(default_factory=lambda: f"{os.getpid()}-{ids.token(4)}")

    async def run(self, over: asyncio.Event) -> None:
        """Work until `over`. A long change of definitions does not keep imports waiting."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._turns(KINDS, over))
            both.create_task(self._turns(CHANGES, over))
            both.create_task(self._rules(over))
            both.create_task(self._clock(over))
            both.create_task(Deadlines(self.house, self._named).run(over))
            both.create_task(self._notices(over))
            both.create_task(self._turns(MAILS, over))
            both.create_task(self._tidy(over))

    async def _named(self, tx: WriteTx, member: UUID) -> Work[WriteTx]:
        return await in_name(self.house, member, tx, hold=True)

    async def _turns(self, kinds: tuple[str, ...], over: asyncio.Event) -> None:
        while not over.is_set():
            try:
                job = await self._next(kinds)
                if job is not None:
                    await self.do(job)
                    continue
            except Fault as fault:  # the database is away; it comes back
                _log.warning("waiting", extra={"code": fault.code})
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await over.wait()

    async def _rules(self, over: asyncio.Event) -> None:
        """Runs of rules, while imports and changes go on beside them."""
        bench = _Rules(self.house, self.name)
        while not over.is_set():
            with suppress(Fault):  # the database is away; it comes back
                try:
                    if await after.turn(bench):
                        continue
                except Exception as error:
                    if isinstance(error, Fault):
                        raise
                    _log.exception("broken", extra={"rules": self.name})
                    await after.broken(bench, error)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await over.wait()

    async def _clock(self, over: asyncio.Event) -> None:
        """What comes by the clock is queued. A rule whose timer cannot ring keeps no run waiting."""
        clock = Clock(_Rules(self.house, self.name))
        while not over.is_set():
            with suppress(Fault):  # the database is away; it comes back
                try:
                    if await clock.turn():
                        continue
                except Exception as error:
                    if isinstance(error, Fault):
                        raise
                    _log.exception("broken", extra={"clock": self.name})
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await over.wait()

    async def _notices(self, over: asyncio.Event) -> None:
        """People are told. A fact that cannot be told by any means is found one by one, and passed."""
        bench, most = _Rules(self.house, self.name), hear.PIECE
        while not over.is_set():
            with suppress(Fault):  # the database is away; it comes back
                try:
                    mails = self.house.opening.smtp is not None
                    if await hear.turn(bench, mails=mails, most=most):
                        self.house.written.set()
                        continue
                    most = hear.PIECE
                except Exception as error:
                    if isinstance(error, Busy):
                        raise
                    _log.exception("broken", extra={"notices": self.name})
                    if most == 1:
                        await hear.pass_over(bench)
                    most = 1
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await over.wait()

    async def _tidy(self, over: asyncio.Event) -> None:
        while not over.is_set():
            with suppress(Fault):  # the database is away; it comes back
                await tidy(self.house.pool, self.house.opening.files)
            with suppress(TimeoutError):
                async with asyncio.timeout(TIDY):
                    await over.wait()

    async def _next(self, kinds: tuple[str, ...] = KINDS) -> Job | None:
        async with self.house.pool.write() as tx:
            await queue.reap(tx)
            if kinds == CHANGES:
                await kept.adopt(tx)
            found = await queue.claim(tx, self.name, kinds)
        return found[0] if found else None

    async def do(self, job: Job) -> None:
        """One job to its end, whatever that is."""
        held = _Held()
        beating = asyncio.create_task(self._beat(job, held))
        try:
            match job.kind:
                case kept.KIND:
                    await self._change(job)
                case hear.MAIL:
                    await self._mail(job)
                case batch.KIND:
                    await self._batch(job, held)
                case _:
                    await self._import(job, held)
        except asyncio.CancelledError:
            await jobs.give_back(self.house.pool, self.name, job.id)
            raise
        except Busy as busy:
            await self._again(job, busy.code)
        except Fault as fault:
            async with self.house.pool.write() as tx:
                await jobs.refuse(tx, self.name, job.id, fault)
        except Exception as error:  # noqa: BLE001 - the worker outlives any job
            _log.exception("broken", extra={"job": str(job.id)})
            await self._again(job, f"{type(error).__name__}: {error}")
        finally:
            beating.cancel()

    async def _import(self, job: Job, held: _Held) -> None:
        member, spec = jobs.asked(job.body)
        bench = Bench(self.house, self.name, job, member, held)
        with own_folder() as folder:
            async with self.house.pool.read() as tx:
                work = await bench.work(tx, hold=False)
                source = await jobs.source(work, self.house.opening.files, spec.file)
            outcome = await run(bench, spec, source.path, source.name, Path(folder))
            if not outcome.kept:
                async with self.house.pool.write() as tx:
                    await bench.ended(tx, await bench.work(tx, hold=False), outcome)

    async def _batch(self, job: Job, held: _Held) -> None:
        """Many records into a flow, piece by piece; each piece is there with the word that it is."""
        member, over = UUID(str(job.body["by"])), False
        while not over and not held.lost:
            async with self.house.pool.write() as tx:
                work = await in_name(self.house, member, tx, hold=True)
                over = await batch.piece(work, self.name, job)

    async def _change(self, job: Job) -> None:
        """A change of definitions; how far it is stands with the change, and here for the job."""
        pool, told_at = self.house.pool, 0.0

        async def told(now: kept.Underway) -> None:
            nonlocal told_at
            if time.monotonic() - told_at >= TELL:
                told_at = time.monotonic()
                async with pool.write() as tx:
                    far = {"done": now.done, "total": now.total}
                    await queue.tell(tx, self.name, job.id, far)

        await change.run(pool, UUID(str(job.body["change"])), apply.roles, told=told)
        async with pool.write() as tx:
            await queue.finish(tx, self.name, [job.id])

    async def _mail(self, job: Job) -> None:
        """A mail. The job ends with the note that it went."""
        opening = self.house.opening
        try:
            if opening.smtp is not None:
                await mail.send(_Rules(self.house, self.name), opening.smtp, opening.base_url, job)
        except Invalid as refused:  # for good: doctor tells of it
            async with self.house.pool.write() as tx:
                detail = str(refused.values.get("detail", ""))
                await queue.bury(tx, self.name, job.id, f"{refused.code} {detail}")
            return
        async with self.house.pool.write() as tx:
            await queue.finish(tx, self.name, [job.id])

    async def _again(self, job: Job, error: str) -> None:
        async with self.house.pool.write() as tx:
            await queue.fail(tx, self.name, job, error)

    async def _beat(self, job: Job, held: _Held) -> None:
        while True:
            await asyncio.sleep(BEAT)
            with suppress(Fault):
                async with self.house.pool.write() as tx:
                    held.lost = not await queue.beat(tx, self.name, [job.id])


@asynccontextmanager
async def opened(open_: Opening) -> AsyncGenerator[Worker]:
    """A worker with connections of its own."""
    async with await Pool.open(open_.place, open_.limits) as pool:
        yield Worker(House(open_, pool))


@asynccontextmanager
async def beside(
    settings: Settings, open_: Opening, say: Callable[..., None], *, person: bool
) -> AsyncGenerator[None]:
    """A worker process beside the web, replaced when it dies, gone when the block ends.

    `person`: somebody looks on; what it does goes to its log alone, what is wrong is told shortly.
    """
    context = multiprocessing.get_context("spawn")

    def begin() -> SpawnProcess:
        process = context.Process(target=_child, args=(settings, open_, person))
        process.start()
        return process

    held = [begin()]

    async def watch() -> None:
        while True:
            await asyncio.sleep(LOOK)
            if not held[0].is_alive():
                say("runtime.worker_died", pid=held[0].pid, exit=held[0].exitcode)
                held[0] = begin()

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        held[0].terminate()
        await asyncio.to_thread(_gather, held[0])


def _gather(process: SpawnProcess) -> None:
    process.join(processes.LEAVE)
    if process.is_alive():
        process.kill()
        process.join()


def _child(settings: Settings, open_: Opening, person: bool) -> None:
    """The worker's process; it ends with its parent, even if that was killed."""
    logs.open_logs(settings.logs, person=person, name=f"work-{os.getpid()}.log")

    async def story() -> None:
        stop = processes.Stop()
        loop = asyncio.get_running_loop()
        parent = multiprocessing.parent_process()
        assert parent is not None
        threading.Thread(
            target=lambda: (parent.join(), loop.call_soon_threadsafe(stop.asked.set)), daemon=True
        ).start()
        async with opened(open_) as worker:
            await until(worker, stop)

    processes.run(story)


async def until(worker: Worker, stop: processes.Stop) -> None:
    """Work until asked to stop; a job in hand is left to whoever comes next, nothing of it stays."""
    working = asyncio.create_task(worker.run(stop.asked))
    asked = asyncio.create_task(stop.asked.wait())
    await asyncio.wait({working, asked}, return_when=asyncio.FIRST_COMPLETED)
    working.cancel()
    asked.cancel()
    with suppress(asyncio.CancelledError):
        await working
