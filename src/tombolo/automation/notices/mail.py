"""A worker's job: the notices of one person that are due, in one letter.

A letter may go twice if the worker dies between the server's word and ours; its Message-ID is then
the same, by which mail programs know a copy.
"""

from typing import Any
from uuid import UUID

from tombolo.automation.bench import Bench
from tombolo.automation.notices import preferences
from tombolo.automation.notices.letter import Item, Reader, letter
from tombolo.automation.notices.smtp import Smtp, hand_over
from tombolo.base.errors import Missing
from tombolo.pg import named
from tombolo.pg.queue import Job
from tombolo.records import outbox
from tombolo.records.work import Work

_SQL = named.beside(__file__)


async def send(bench: Bench, smtp: Smtp, base_url: str, job: Job) -> int:
    """Send what is due to the job's person; how many notices that were. Raises what hand_over does."""
    person = UUID(str(job.body["person"]))
    async with bench.pool.write() as tx:
        try:
            work = await bench.work(tx, person)
        except Missing:  # who has left gets no mail
            return 0
        rows = await tx.rows(_SQL["claim"], person, job.id)
        items = await _still(work, rows)
    if items and work.actor.email:
        reader = Reader(work.actor.name, work.actor.email, work.language)
        made = letter(reader, items, sender=smtp.sender, base_url=base_url, zone=work.zone)
        await hand_over(smtp, made)
    async with bench.pool.write() as tx:
        await tx.run(_SQL["mailed"], job.id)
    return len(items)


async def _still(work: Work[Any], rows: list[Any]) -> list[Item]:
    """Those that she still wants to hear of by mail, and may. A day's mail is made hours after the fact."""
    wanted = (await preferences.of_people(work.tx, [work.actor.id]))[work.actor.id]
    by: dict[str, list[str]] = {}
    for row in rows:
        if row["instance"] is None:
            by.setdefault(row["form"], []).append(str(row["record"]))
    seen = {
        (form, one)
        for form, records in by.items()
        for one in await outbox.visible(work, form, records)
    }
    return [
        Item(row["id"], row["at"], row["title"], row["body"], row["link"])
        for row in sorted(rows, key=lambda row: row["id"])
        if wanted.wants(row["topic"], "mail")
        and (row["instance"] is not None or (row["form"], str(row["record"])) in seen)
    ]
