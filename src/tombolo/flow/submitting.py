"""What a submission needs before the machine sees it: the right to submit, a number, a title."""

from dataclasses import replace
from typing import Any

from tombolo.base.errors import Missing
from tombolo.flow.acts import Submit
from tombolo.flow.chart import Chart
from tombolo.flow.faults import refuse
from tombolo.flow.state import State
from tombolo.records.work import Work, Writing
from tombolo.records.write import serials
from tombolo.records.write.load import Found, load
from tombolo.schema.kinds.serial import Serial


async def record_of(work: Work[Any], chart: Chart, record: str) -> Found:
    """The record to be submitted, as the acting person may use it. Raises Missing, and Denied where
    the flow leaves submitting to those who may change the record, and this person may not.
    """
    card = work.catalog.card(chart.form)
    found = (await load(work, card, [record], "update", lock=False)).get(record)
    if found is None or found.deleted or not found.readable:
        raise Missing("record.missing", values={"form": chart.form})
    if chart.submission.who is None and not found.allowed:
        raise refuse("not_allowed")
    return found


async def filled(work: Writing, act: Submit, chart: Chart, state: State | None) -> Submit:
    """The act with the title of the record, and a number of the flow's own when it keeps them."""
    if act.form != chart.form:
        raise refuse("not_found")
    found = await record_of(work, chart, str(act.record))
    code = state.instance.code if state else ""
    if not code and chart.policies.code:
        code = await _number(work, chart)
    return replace(act, title=found.before.title, code=code)


async def _number(work: Writing, chart: Chart) -> str:
    series = Serial(pattern=chart.policies.code).series(work.today, lambda _: None)
    (count,) = await serials.take(work.tx, (f"flow:{chart.name}", "code", series.counter), 1)
    return series.text.replace("{}", f"{count:0{series.digits}}")
