"""Records that a person sees because they came to her in an approval: her tasks, as they show them."""

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

from tombolo.base.errors import Missing
from tombolo.flow.around import around
from tombolo.flow.lens import through
from tombolo.pg import named
from tombolo.records.work import Work

_SQL = named.beside(__file__)
MOST = 5  # approvals of one record that are looked through, the newest first


async def sights(work: Work[Any], form: str, record: str) -> AsyncGenerator[Work[Any]]:
    """The work of the person who looks at the record through one approval after another that she has,
    or had, a part in. Nothing where her own rights show the record, or where there was none.
    """
    rows = await work.tx.rows(_SQL["mine"], form, UUID(record), work.actor.id, MOST)
    for row in rows:
        try:
            seen = await around(work, row["instance"])
        except Missing:
            continue
        if seen.by_lens:
            yield through(work, seen.lens)
