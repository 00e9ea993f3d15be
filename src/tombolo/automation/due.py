"""Dates of records that rules wait for: a row for each, kept in the transaction that saves the record.

The row follows the field, goes with the record, and rings once. Whatever is late is still there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tombolo.access.grant import grants_for
from tombolo.automation.chain import Chain
from tombolo.automation.log import Due, queue
from tombolo.automation.match import Fold
from tombolo.automation.rule import Rule
from tombolo.automation.steps import first
from tombolo.automation.timetable import instant
from tombolo.automation.trigger import DueOn
from tombolo.base import codec
from tombolo.pg import named
from tombolo.pg.pool import Pool, WriteTx
from tombolo.records import asked, outbox
from tombolo.records.work import Work

_SQL = named.beside(__file__)
GRACE = timedelta(days=1)  # a date that is moved to today still counts
PIECE = 5000
MOST = 200  # records of one rule that ring at once
Kept = Mapping[str, datetime | None]  # by record the moment it is due


async def keep(work: Work[WriteTx], rules: Sequence[Rule], folds: Sequence[Fold]) -> None:
    """The rows of records that moved."""
    gone: Kept = {one.record: None for one in folds if one.on == "deleted"}
    for rule in rules:
        assert rule.trigger.due is not None
        field = rule.trigger.due.field.plain
        here = [one for one in folds if one.on != "deleted"]
        moved = [one.record for one in here if one.on != "updated" or field in one.was]
        found = {**gone, **await _moments(work, rule, moved)}
        if found:
            await _keep(work.tx, rule, found, GRACE)


async def begin(work: Work[WriteTx], rule: Rule) -> None:
    """The rows of every record there is, when the rule is new or waits for something else now."""
    assert rule.trigger.due is not None
    await work.tx.run(_SQL["forget"], rule.name)
    past, behind = timedelta(days=rule.trigger.due.past), ""
    everything = _everything(work)
    while True:
        some = await asked.chosen(everything, rule.trigger.form, None, behind=behind, most=PIECE)
        if not some:
            return
        behind = some[-1][0]
        found = await _moments(work, rule, [id_ for id_, _ in some])
        await _keep(work.tx, rule, found, past)


async def ringing(tx: WriteTx) -> tuple[str, list[tuple[str, datetime]]]:
    """A rule and its records that are due, held until the transaction ends."""
    rows = await tx.rows(_SQL["ringing"], MOST)
    return (rows[0]["rule"] if rows else ""), [
        (str(one["record"]), one["occurrence"]) for one in rows
    ]


async def ring(
    work: Work[WriteTx], rule: Rule, inner: Work[WriteTx], due: Sequence[tuple[str, datetime]]
) -> int:
    """Runs for the records that are still due and meet the condition; all are done with."""
    seen = await outbox.visible(_everything(work), rule.trigger.form, [one for one, _ in due])
    there = [(one, at) for one, at in due if one in seen]
    now = await _moments(work, rule, [one for one, _ in there])
    there = [(one, at) for one, at in there if now.get(one) == at]
    if rule.trigger.when is not None and there:
        rows = first([one for one, _ in there])
        held = await asked.truths(work, rule.trigger.stand, rows, [rule.trigger.when])
        there = [one for one, (holds,) in zip(there, held, strict=True) if holds]
    dues = [
        Due(rule, one, {"on": "due", "at": at.isoformat()}, f"due:{one}:{at.isoformat()}")
        for one, at in there
    ]
    made = await queue(inner, dues, Chain())
    records, moments = [UUID(one) for one, _ in due], [at for _, at in due]
    await work.tx.run(_SQL["rung"], rule.name, records, moments)
    return made


async def _moments(work: Work[WriteTx], rule: Rule, records: Sequence[str]) -> Kept:
    if not records or rule.trigger.due is None:
        return {}
    due, zone = rule.trigger.due, ZoneInfo(work.zone)
    found = await asked.values(
        _everything(work), rule.trigger.stand, first(records), {"at": due.field}
    )
    return {
        record: moment_of(due, one["at"], zone) for record, one in zip(records, found, strict=True)
    }


def moment_of(due: DueOn, value: Any, zone: ZoneInfo) -> datetime | None:
    """When a record with this date is due."""
    if value is None:
        return None
    text = str(value)
    if len(text) == len("2026-01-01"):
        local = datetime.combine(date.fromisoformat(text), due.at or time())
    else:
        local = datetime.fromisoformat(text).astimezone(zone).replace(tzinfo=None)
        if due.at is not None:
            local = datetime.combine(local.date(), due.at)
    try:
        return instant(local + timedelta(days=due.days), zone) + timedelta(hours=due.hours)
    except OverflowError:
        return None


async def _keep(tx: WriteTx, rule: Rule, found: Kept, past: timedelta) -> None:
    rows = [{"record": one, "at": at} for one, at in found.items()]
    await tx.run(_SQL["keep"], rule.name, codec.text(rows), past)


def _everything(work: Work[WriteTx]) -> Work[WriteTx]:
    """The same work with every right: when a record is due does not depend on who saved it."""
    anybody = replace(work.actor, is_admin=True)
    return replace(work, grants=grants_for(work.catalog, (), anybody))


async def sweep(pool: Pool, before: datetime) -> int:
    """Forget what rang long ago."""
    gone = 0
    while True:
        async with pool.write() as tx:
            piece = await tx.run(_SQL["sweep"], before, PIECE)
        gone += piece
        if piece < PIECE:
            return gone
