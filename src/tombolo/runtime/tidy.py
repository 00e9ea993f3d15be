"""Once a day, by whichever worker comes first: what nobody needs any more goes.

What happened to records, what concerns security and every version of the definitions stay for good.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path

from tombolo.access import sessions
from tombolo.automation import due, hooks
from tombolo.automation import log as rule_log
from tombolo.automation.notices import centre
from tombolo.base import clock
from tombolo.base.errors import Fault
from tombolo.pg import named, queue
from tombolo.pg.pool import Pool
from tombolo.records import files_unused, outbox, recent
from tombolo.schema.change import kept

_SQL = named.beside(__file__)
EVERY = timedelta(days=1)
JOBS = timedelta(days=30)  # with them go the sheets they read and the reports they wrote
FACTS = timedelta(days=7)  # how long a browser may sleep and still be told only what it missed
CHANGES = timedelta(days=90)
RUNS = timedelta(days=30)
FAILED_RUNS = timedelta(days=180)
NOTICES = timedelta(days=180)
_log = logging.getLogger("tombolo.tidy")


async def tidy(pool: Pool, folder: Path) -> bool:
    """The day's tidying; False when it was done already. What cannot be done is left for tomorrow."""
    async with pool.write() as tx:
        if not await tx.value(_SQL["claim"], EVERY):
            return False
    counts: dict[str, int] = {}
    for name, part in _parts(pool, folder).items():
        try:
            counts[name] = await part()
        except (Fault, OSError) as error:
            _log.warning("not tidied", extra={"what": name, "error": str(error)})
    _log.info("tidied", extra=counts)
    return True


def _parts(pool: Pool, folder: Path) -> Mapping[str, Callable[[], Awaitable[int]]]:
    now = clock.now()

    async def signed_out() -> int:
        async with pool.write() as tx:
            return await sessions.sweep(tx, now)

    async def jobs() -> int:
        async with pool.write() as tx:
            return await queue.sweep(tx, JOBS)

    async def changes() -> int:
        async with pool.write() as tx:
            return await kept.sweep(tx, CHANGES)

    async def visits() -> int:
        async with pool.write() as tx:
            return await recent.trim(tx)

    async def answers() -> int:
        async with pool.write() as tx:
            return await tx.run(_SQL["answers"])

    return {
        "answers": answers,
        "sign_ins": signed_out,
        "jobs": jobs,
        "facts": lambda: outbox.sweep(pool, now - FACTS),
        "changes": changes,
        "visits": visits,
        "rule_runs": lambda: rule_log.sweep(pool, now - RUNS, now - FAILED_RUNS),
        "rule_calls": lambda: hooks.sweep(pool),
        "rule_dates": lambda: due.sweep(pool, now - FAILED_RUNS),
        "notices": lambda: centre.sweep(pool, now - NOTICES),
        # Behind the jobs: what only a job needed is free now.
        "files": lambda: files_unused.sweep(pool, folder, now),
    }
