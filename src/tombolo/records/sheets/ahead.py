"""Running numbers of an import, taken batch by batch in short transactions of their own.

The import's transaction may be open for minutes; held in it, a counter would keep everybody waiting
who makes such a record. A number taken and not used is used by the next batch, and at the end goes
back if nobody has taken one since; otherwise, and when a process dies, there is a gap.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from tombolo.base import ids
from tombolo.base.errors import Busy, Fault
from tombolo.pg.pool import Pool, step_aside
from tombolo.records.write import serials
from tombolo.records.write.serials import Counter

TRIES = 12


@dataclass(slots=True)
class Ahead:
    """Numbers of one import. For a `dry` one nothing is taken: it counts where nobody else does."""

    pool: Pool
    dry: bool
    free: dict[Counter, list[int]] = field(default_factory=dict[Counter, list[int]])
    taken: dict[Counter, list[range]] = field(default_factory=dict[Counter, list[range]])
    batch: list[tuple[Counter, Sequence[int]]] = field(
        default_factory=list[tuple[Counter, Sequence[int]]]
    )

    async def take(self, counter: Counter, count: int) -> Sequence[int]:
        """The next `count` numbers, in their order."""
        free = self.free.get(counter, [])
        if count > len(free):
            more = await self._more(counter, count - len(free))
            self.taken.setdefault(counter, []).append(more)
            free = [*free, *more]
        found, self.free[counter] = free[:count], free[count:]
        self.batch.append((counter, found))
        return found

    async def _more(self, counter: Counter, count: int) -> range:
        if self.dry:
            start = self.taken[counter][-1].stop if counter in self.taken else _far()
            return range(start, start + count)
        # Who holds the counter may wait for a row of this very import, which the database cannot
        # see: one of the two gives up first.
        for left in reversed(range(TRIES)):
            try:
                async with self.pool.write() as tx:
                    return await serials.take(tx, counter, count)
            except Busy as busy:
                if busy.code not in {"busy.locked", "busy.deadlock"} or not left:
                    raise
            await step_aside()
        raise AssertionError

    def mark(self) -> None:
        """A batch begins."""
        self.batch.clear()

    def back(self) -> None:
        """Nothing of the batch stays: its numbers are free again."""
        for counter, numbers in self.batch:
            self.free[counter] = sorted([*numbers, *self.free[counter]])
        self.batch.clear()

    async def end(self, *, kept: bool) -> None:
        """What is free goes back; everything when nothing was `kept`. Not to be called where it is
        not known whether the transaction has committed. Where it cannot go back there is a gap: what
        was imported stands, and is not called a failure for it.
        """
        for counter, ranges in self.taken.items():
            every = self.free[counter] if kept else (one for part in ranges for one in part)
            tail = _tail(every)
            if not tail or self.dry:
                continue
            with suppress(Fault):
                async with self.pool.write() as tx:
                    await serials.put_back(tx, counter, tail.start, tail.stop - 1)


def _far() -> int:
    """A number that no record will ever bear, nor another dry run now. The next real ones would make
    who saves meanwhile wait to see whether they stay.
    """
    return 10**12 + int(ids.token(3), 16) * 10**7


def _tail(numbers: Iterable[int]) -> range:
    """The last of these numbers that follow one another."""
    found = sorted(numbers, reverse=True)
    if not found:
        return range(0)
    count = next((n for n, one in enumerate(found) if one != found[0] - n), len(found))
    return range(found[0] - count + 1, found[0] + 1)
