"""Running numbers: one counter row for each field and series, locked last and briefly."""

from collections.abc import Sequence
from typing import Protocol

from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records.work import Work
from tombolo.records.write.change import Draft
from tombolo.schema.form import Form

_SQL = named.beside(__file__)
Counter = tuple[str, str, str]  # form, field, series


class Numbers(Protocol):
    """Where numbers come from: the counter itself, or what a long import has taken ahead."""

    async def take(self, counter: Counter, count: int) -> Sequence[int]:
        """The next `count` numbers, in their order."""
        ...


async def number(
    work: Work[WriteTx], form: Form, drafts: Sequence[Draft], numbers: Numbers | None = None
) -> None:
    """Give every new record its numbers, in the order of the drafts."""
    today = work.today
    for field in form.fields:
        series = field.kind.series(today.year, today.month, today.day)
        new = [one for one in drafts if one.is_new and not one.values.get(field.key)]
        if series is None or not new:
            continue
        text, digits = series
        counter = (form.name, field.key, text)
        found = await (
            numbers.take(counter, len(new)) if numbers else take(work.tx, counter, len(new))
        )
        for count, draft in zip(found, new, strict=True):
            draft.values[field.key] = text.replace("{}", f"{count:0{digits}}")


async def take(tx: WriteTx, counter: Counter, count: int) -> range:
    """The next `count` numbers. The counter is locked until the transaction ends."""
    last = int(await tx.value(_SQL["take"], *counter, count))
    return range(last - count + 1, last + 1)


async def put_back(tx: WriteTx, counter: Counter, first: int, last: int) -> None:
    """Numbers that nothing bears and nothing will; kept as a gap where one was taken since."""
    await tx.run(_SQL["put_back"], *counter, last, first)
