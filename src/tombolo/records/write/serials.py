"""Running numbers: one counter row for each field and series, locked until the transaction ends."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records.work import Work
from tombolo.records.write.change import Draft
from tombolo.records.write.compute import RecordResult
from tombolo.schema.catalog import FormCard
from tombolo.schema.field import Field
from tombolo.schema.kinds.shape import Plain, Series

_SQL = named.beside(__file__)
Counter = tuple[str, str, str]  # form, field, series


class Numbers(Protocol):
    """Where numbers come from: the counter itself, or what a long import has taken ahead."""

    async def take(self, counter: Counter, count: int) -> Sequence[int]:
        """The next `count` numbers, in their order."""
        ...


async def early(
    work: Work[WriteTx], card: FormCard, drafts: Sequence[Draft], numbers: Numbers | None
) -> None:
    """Give new records the numbers that depend on nothing that is still to be computed."""
    for field in _numbered(card):
        if not field.kind.series_when():
            reads = field.kind.series_reads()
            ready = [one for one in drafts if all(one.values.get(key) is not None for key in reads)]
            await _give(work, card, field, [one for one in ready if one.is_new], numbers)


async def late(
    work: Work[WriteTx],
    card: FormCard,
    drafts: Sequence[Draft],
    results: Sequence[RecordResult],
    numbers: Numbers | None,
) -> bool:
    """Give the numbers whose moment has come by what was computed. Whether there were any: then what
    reads them is computed again.
    """
    given = False
    for field in _numbered(card):
        due = [
            draft
            for draft, result in zip(drafts, results, strict=True)
            if (_is_due(card, field, result) if field.kind.series_when() else draft.is_new)
        ]
        given = await _give(work, card, field, due, numbers) or given
    return given


def _numbered(card: FormCard) -> Iterator[Field]:
    return (one for one in card.form.fields if one.kind.given)


def _is_due(card: FormCard, field: Field, result: RecordResult) -> bool:
    pairs = zip(card.own.verdicts, result.own.verdicts, strict=True)
    return any(holds for one, holds in pairs if one.what == "number" and one.key == field.key)


async def _give(
    work: Work[WriteTx],
    card: FormCard,
    field: Field,
    drafts: Sequence[Draft],
    numbers: Numbers | None,
) -> bool:
    """Numbers for those of the drafts that have none, in their order; whether there were any."""
    by_series: dict[str, list[tuple[Series, Draft]]] = {}
    for draft in drafts:
        if draft.values.get(field.key):
            continue
        series = field.kind.series(work.today, lambda key, own=draft: _day(work, card, own, key))
        if series is not None:
            by_series.setdefault(series.counter, []).append((series, draft))
    for text, ours in sorted(by_series.items()):
        counter = (card.form.name, field.key, text)
        ahead = numbers if numbers and not ours[0][0].gapless else None
        found = await (
            ahead.take(counter, len(ours)) if ahead else take(work.tx, counter, len(ours))
        )
        for count, (series, draft) in zip(found, ours, strict=True):
            draft.values[field.key] = series.text.replace("{}", f"{count:0{series.digits}}")
    return bool(by_series)


def _day(work: Work[WriteTx], card: FormCard, draft: Draft, key: str) -> Plain:
    """A value of the record; a moment as its day in the workspace's zone."""
    value = draft.values.get(key)
    field = card.form.field(key)
    if isinstance(value, str) and field is not None and field.kind.column == "timestamptz":
        return datetime.fromisoformat(value).astimezone(ZoneInfo(work.zone)).date().isoformat()
    return value


async def take(tx: WriteTx, counter: Counter, count: int) -> range:
    """The next `count` numbers. The counter is locked until the transaction ends."""
    last = int(await tx.value(_SQL["take"], *counter, count))
    return range(last - count + 1, last + 1)


async def put_back(tx: WriteTx, counter: Counter, first: int, last: int) -> None:
    """Numbers that nothing bears and nothing will; kept as a gap where one was taken since."""
    await tx.run(_SQL["put_back"], *counter, last, first)
