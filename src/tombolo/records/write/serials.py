"""Running numbers: one counter row for each field and series, locked last and briefly."""

from collections.abc import Sequence
from datetime import date

from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records.work import Work
from tombolo.records.write.change import Draft
from tombolo.schema.form import Form
from tombolo.schema.kinds.serial import Serial

_SQL = named.beside(__file__)


async def number(work: Work[WriteTx], form: Form, drafts: Sequence[Draft]) -> None:
    """Give every new record its numbers, in the order of the drafts."""
    for field in form.fields:
        if not isinstance(field.kind, Serial):
            continue
        new = [one for one in drafts if one.is_new and not one.values.get(field.key)]
        if not new:
            continue
        by_series: dict[tuple[str, int], list[Draft]] = {}
        for draft in new:
            day = _day(work, draft)
            by_series.setdefault(field.kind.series(day.year, day.month, day.day), []).append(draft)
        for (series, digits), members in sorted(by_series.items(), key=lambda item: item[0]):
            last = int(
                await work.tx.value(_SQL["take"], form.name, field.key, series, len(members))
            )
            for offset, draft in enumerate(members):
                count = last - len(members) + 1 + offset
                draft.values[field.key] = series.replace("{}", f"{count:0{digits}}")


def _day(work: Work[WriteTx], draft: Draft) -> date:
    del draft
    return work.today
