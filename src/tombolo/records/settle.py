"""What follows from a write, in its transaction: values of others, balances, and the news of them."""

from collections.abc import Mapping, Sequence

from tombolo.pg import printer
from tombolo.pg.pool import WriteTx
from tombolo.pg.tree import And, AnyOf, Col, IsNull, Out, Param, Select, Table
from tombolo.records import history
from tombolo.records.balances.post import post
from tombolo.records.moves import Move
from tombolo.records.ripple import ripple
from tombolo.records.work import Work

_NOWHERE: Mapping[str, str] = {}


async def settle(
    work: Work[WriteTx], moves: Sequence[Move], places: Mapping[str, str] = _NOWHERE
) -> None:
    """Everything that reads what moved is right from here on, and every balance counts it.

    `places` says where problems with a record point, by its id. Raises Conflict and Invalid where a
    rule of what follows forbids it, Busy.
    """
    came = await ripple(work, moves)
    await post(work, [*moves, *await _there(work, came)], places)
    await _tell(work, moves, came)
    await _answered(work, [*moves, *came], places)


async def settle_posted(work: Work[WriteTx], moves: Sequence[Move]) -> None:
    """The same for many saves together, each of which has posted to the balances what it moved."""
    came = await ripple(work, moves)
    await post(work, await _there(work, came))
    await _tell(work, moves, came)
    await _answered(work, [*moves, *came], _NOWHERE)


async def _answered(work: Work[WriteTx], moves: Sequence[Move], places: Mapping[str, str]) -> None:
    """One after another, in the order they were given: each sees what those before it wrote."""
    for one in work.reactions if moves else ():
        await one.react(work, moves, places)


async def _there(work: Work[WriteTx], came: Sequence[Move]) -> list[Move]:
    """Those of records that are not in the bin: balances count no others, whatever they hold."""
    ledgers = {one.form for card in work.catalog.balances.values() for one in card.sources}
    by_form: dict[str, set[str]] = {}
    for one in came:
        if one.form in ledgers:
            by_form.setdefault(one.form, set()).add(one.record)
    gone: set[tuple[str, str]] = set()
    for form, ids in sorted(by_form.items()):
        in_bin = And(
            (
                AnyOf(Col("t", "id"), Param(sorted(ids), "uuid[]")),
                IsNull(Col("t", "deleted_at"), negated=True),
            )
        )
        table = Table(work.catalog.form(form).table, "t")
        sql, values = printer.text(Select((Out(Col("t", "id"), "id"),), table, where=in_bin))
        gone.update((form, str(row["id"])) for row in await work.tx.rows(sql, *values))
    return [one for one in came if one.form in by_form and (one.form, one.record) not in gone]


async def _tell(work: Work[WriteTx], moves: Sequence[Move], came: Sequence[Move]) -> None:
    saved = {(one.form, one.record) for one in moves}
    every = dict.fromkeys((one.form, one.record) for one in came)
    await history.tell(work, [one for one in every if one not in saved])
