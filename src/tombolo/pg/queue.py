"""Jobs in a table: put in the transaction that causes them, claimed with SKIP LOCKED under a lease.

A job may run twice (its worker died after doing it), so what it does must bear repetition. Times
are the database's: a worker with a wrong clock claims nothing early.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tombolo.base import codec, ids
from tombolo.pg import named
from tombolo.pg.pool import ReadTx, WriteTx

CHANNEL = "tombolo_jobs"
LEASE = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)

_SQL = named.beside(__file__)


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work for later. Of two waiting jobs of one kind with one `unique_key` the first stays."""

    kind: str
    body: Mapping[str, object]
    unique_key: str | None = None
    priority: int = 0
    run_at: datetime | None = None
    max_attempts: int = 5


@dataclass(frozen=True, slots=True)
class Job:
    """A job that a worker holds. `attempts` counts this try too."""

    id: UUID
    kind: str
    body: Mapping[str, object]
    attempts: int
    max_attempts: int
    unique_key: str | None


async def put(tx: WriteTx, jobs: Sequence[NewJob]) -> list[UUID]:
    """The jobs, visible to workers once the transaction commits. Ids of those really added."""
    if not jobs:
        return []
    rows = [
        {
            "id": ids.uuid7(),
            "kind": job.kind,
            "body": job.body,
            "unique_key": job.unique_key,
            "priority": job.priority,
            "run_at": job.run_at,
            "max_attempts": job.max_attempts,
        }
        for job in jobs
    ]
    return [row["id"] for row in await tx.rows(_SQL["put"], codec.text(rows))]


async def claim(
    tx: WriteTx, worker: str, kinds: Sequence[str], *, most: int = 1, lease: timedelta = LEASE
) -> list[Job]:
    """Up to `most` due jobs, now this worker's until the lease runs out."""
    rows = await tx.rows(_SQL["claim"], worker, list(kinds), lease, most)
    jobs = [
        Job(
            id=row["id"],
            kind=row["kind"],
            body=codec.decode(row["body"]),
            attempts=row["attempts"],
            max_attempts=row["max_attempts"],
            unique_key=row["unique_key"],
        )
        for row in rows
    ]
    return jobs


async def beat(tx: WriteTx, worker: str, jobs: Sequence[UUID], lease: timedelta = LEASE) -> int:
    """A longer lease for long work. Fewer than asked: the others were lost to somebody else."""
    return await tx.run(_SQL["beat"], list(jobs), worker, lease)


async def tell(tx: WriteTx, worker: str, job: UUID, progress: Mapping[str, object]) -> None:
    """How far the work is, for whoever waits for it."""
    await tx.run(_SQL["tell"], job, worker, codec.text(progress))


async def finish(tx: WriteTx, worker: str, jobs: Sequence[UUID]) -> int:
    """Done. Fewer than asked: the lease ran out and somebody else has them."""
    return await tx.run(_SQL["finish"], list(jobs), worker)


async def fail(tx: WriteTx, worker: str, job: Job, error: str) -> str:
    """Another try later, or `dead` after the last. The new state; empty when it was not ours."""
    wait = min(timedelta(seconds=2**job.attempts), LONGEST_WAIT)
    return await tx.value(_SQL["fail"], job.id, worker, error, wait) or ""


async def bury(tx: WriteTx, worker: str, job: UUID, error: str) -> bool:
    """No other try: it would end the same. False when it was not ours."""
    return await tx.run(_SQL["bury"], job, worker, error) == 1


async def reap(tx: WriteTx) -> int:
    """Free the jobs of dead workers. Run at start and on every idle turn."""
    return await tx.run(_SQL["reap"])


async def cancel(tx: WriteTx, job: UUID) -> bool:
    """Take back a job that has not begun."""
    return await tx.run(_SQL["cancel"], job) == 1


async def again(tx: WriteTx, job: UUID) -> bool:
    """Give a dead job all its tries back."""
    return await tx.run(_SQL["again"], job) == 1


async def sweep(tx: WriteTx, keep: timedelta) -> int:
    """Forget finished jobs older than `keep`; dead ones stay until somebody looks."""
    return await tx.run(_SQL["sweep"], keep)


async def next_at(tx: ReadTx, kinds: Sequence[str]) -> datetime | None:
    """When the next waiting job is due; None when there is none."""
    return await tx.value(_SQL["next_at"], list(kinds))
