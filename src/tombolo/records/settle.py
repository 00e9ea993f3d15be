"""What follows from a write, in its transaction: values of others, and the news of them."""

from collections.abc import Sequence

from tombolo.pg.pool import WriteTx
from tombolo.records import history
from tombolo.records.moves import Move
from tombolo.records.ripple import ripple
from tombolo.records.work import Work


async def settle(work: Work[WriteTx], moves: Sequence[Move]) -> None:
    """Everything that reads what moved is right from here on. Once for a save, once for an import.

    Raises Conflict and Invalid where a rule of what follows forbids it, Busy.
    """
    came = await ripple(work, moves)
    saved = {(one.form, one.record) for one in moves}
    told: dict[str, list[str]] = {}
    for one in dict.fromkeys((one.form, one.record) for one in came):
        if one not in saved:
            told.setdefault(one[0], []).append(one[1])
    for form, records in told.items():
        await history.tell(work, form, records)
