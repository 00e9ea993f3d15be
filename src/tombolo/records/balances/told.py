"""Which rows of a balance's ledgers may be told to a person, and which of their amounts."""

from collections.abc import Sequence
from typing import Any

from tombolo.records.read.guard import unseen
from tombolo.records.work import Work
from tombolo.schema.catalog import BalanceCard, Counted
from tombolo.schema.paths import resolve
from tombolo.schema.system import PEOPLE
from tombolo.schema.ways import from_record


def readable(work: Work[Any], card: BalanceCard, source: Counted) -> bool:
    """Whether this person may know which records of a source count, and under which key."""
    columns = [source.where] if source.where else []
    columns += [source.keys[one.key] for one in card.balance.keys]
    return work.grants.of(source.form).may("read") and all(
        _known(work, source, one) for one in columns
    )


def tellable(work: Work[Any], card: BalanceCard, measure: str) -> bool:
    """Whether what single records add may be told: their own grants may hide what it follows from."""
    return all(
        measure not in source.adds or _known(work, source, source.adds[measure])
        for source in card.sources
        if readable(work, card, source)
    )


def dated(work: Work[Any], source: Counted) -> bool:
    """Whether the day from which a record counts may be told, or is when it was posted."""
    return not source.on or _known(work, source, source.on)


def by_period(work: Work[Any], card: BalanceCard) -> tuple[str, ...]:
    """The measures that may be told by period. What moved on one day may be one record, so this is
    only for who reads every record of every ledger.
    """
    grant = work.grants.of(card.balance.name)
    whole = all(
        readable(work, card, source)
        and work.grants.of(source.form).rows["read"].all
        and dated(work, source)
        for source in card.sources
    )
    if not whole or not grant.may("read"):
        return ()
    measures = (one.key for one in card.balance.measures)
    return tuple(one for one in measures if grant.sees(one) and tellable(work, card, one))


def _known(work: Work[Any], source: Counted, column: str) -> bool:
    """Whether all that a column follows from is seen, in every record."""
    condition = source.reads[column]
    if unseen(condition, source.form, work.catalog, work.grants, source.lines):
        return False
    return all(_whole(work, source, path) for path in condition.reads)


def _whole(work: Work[Any], source: Counted, path: Sequence[str]) -> bool:
    """Whether nothing on the way is masked in some rows."""
    own = work.catalog.card(source.form).lines
    lines, path = from_record(source.lines, tuple(path), own)
    if not path:
        return True  # the record itself
    if lines:
        return work.grants.of(source.form).masked(f"{lines}.{path[0]}") is None
    spot = resolve(work.catalog, source.form, ".".join(path))
    if spot is None:
        return work.grants.of(source.form).masked(path[0]) is None
    return all(
        form in PEOPLE or work.grants.of(form).masked(name) is None for form, name in spot.passes
    )
