"""Running numbers: one counter row for each field and series, locked last and briefly."""

from collections.abc import Sequence

from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records.work import Work
from tombolo.records.write.change import Draft
from tombolo.schema.form import Form

_SQL = named.beside(__file__)


async def number(work: Work[WriteTx], form: Form, drafts: Sequence[Draft]) -> None:
    """Give every new record its numbers, in the order of the drafts."""
    today = work.today
    for field in form.fields:
        series = field.kind.series(today.year, today.month, today.day)
        new = [one for one in drafts if one.is_new and not one.values.get(field.key)]
        if series is None or not new:
            continue
        text, digits = series
        last = int(await work.tx.value(_SQL["take"], form.name, field.key, text, len(new)))
        for count, draft in enumerate(new, start=last - len(new) + 1):
            draft.values[field.key] = text.replace("{}", f"{count:0{digits}}")
