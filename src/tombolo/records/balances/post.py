"""What moved, into the balances: differences by key, under locks, kept by guards."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.pg.pool import Row, WriteTx
from tombolo.pg.tree import AnyOf, Col, Out, Param, Select, Table
from tombolo.records.balances import lock
from tombolo.records.balances.counted import Counting, Difference, differences
from tombolo.records.moves import Move
from tombolo.records.work import Work
from tombolo.schema import rebalance
from tombolo.schema.catalog import BalanceCard, GuardRule
from tombolo.schema.field import Field
from tombolo.schema.kinds import numeric

_NOWHERE: Mapping[str, str] = {}


async def post(
    work: Work[WriteTx], moves: Iterable[Move], places: Mapping[str, str] = _NOWHERE
) -> None:
    """Carry what moved into every balance that counts it. Raises Invalid where a guard would break.

    `places` says where problems with a record point, by its id.
    """
    for found in differences(work.catalog, moves):
        moving = [one for one in found.by_key.values() if any(one.amounts.values())]
        if not moving:
            continue
        try:
            await _into(work, found.card, moving, places)
        except Invalid as wrong:
            raise _constrained(found.card, wrong) from wrong


def _constrained(card: BalanceCard, wrong: Invalid) -> Invalid:
    """What the constraint itself refuses, in the guard's words: a key that may not even be zero."""
    name = wrong.values.get("constraint_name")
    guard = next((one for one in card.guards if one.name == name), None)
    if guard is None:
        return wrong
    values = {"balance": _words(card), "need": guard.condition.text, "key": ""}
    problem = Problem("balance.guard", "", values, guard.say or None)
    return Invalid("balance.guard", values=values, problems=[problem])


def _words(card: BalanceCard) -> dict[str, str]:
    return {"zh": card.balance.label.say("zh"), "en": card.balance.label.say("en")}


async def _into(
    work: Work[WriteTx],
    card: BalanceCard,
    moving: Sequence[Difference],
    places: Mapping[str, str],
) -> None:
    rows = await lock.locked(work, card, [(one.key, one.amounts) for one in moving])
    broken = [
        (number, one, row)
        for one, row in zip(moving, rows, strict=True)
        for number in range(len(card.guards))
        if not row[f"g{number}"]
    ]
    if broken:
        problems = await _told(work, card, broken, places)
        raise Invalid("balance.guard", values=problems[0].values, problems=problems)
    pairs = zip(moving, rows, strict=True)
    await lock.add(work, card, [(str(row["id"]), one.amounts) for one, row in pairs])


async def _told(
    work: Work[WriteTx],
    card: BalanceCard,
    broken: Sequence[tuple[int, Difference, Row]],
    places: Mapping[str, str],
) -> list[Problem]:
    """The guards' words, with keys by their titles and measures as they are without this save."""
    titled = rebalance.titles(work.catalog, card)
    outs = [Out(one, f"k{number}") for number, one in enumerate(titled.texts)]
    ids = [row["id"] for _, _, row in broken]
    select = Select(
        (Out(Col("b", "id"), "id"), *outs),
        Table(card.balance.table, "b"),
        joins=titled.joins,
        where=AnyOf(Col("b", "id"), Param(ids, "uuid[]")),
    )
    texts = {row["id"]: row for row in await work.tx.rows(select)}
    problems: list[Problem] = []
    for number, one, row in broken:
        guard = card.guards[number]
        names = {
            key.key: str(texts[row["id"]][f"k{at}"] or "—")
            for at, key in enumerate(card.balance.keys)
        }
        said = {key.key: _shown(key, row[key.key]) for key in card.balance.measures}
        values: dict[str, object] = {
            "balance": _words(card),
            "need": guard.condition.text, "key": " / ".join(names.values()), **names, **said,
        }  # fmt: skip
        first = await _first(work, card, number, one, str(row["id"]))
        place = _place(guard, first, places.get(first.move.record, ""))
        problems.append(Problem("balance.guard", place, values, guard.say or None))
    return problems


async def _first(
    work: Work[WriteTx], card: BalanceCard, guard: int, one: Difference, id_: str
) -> Counting:
    """The first row of the save, in its order, with which the guard breaks."""
    verdicts = await lock.judged(work, card, [(id_, amounts) for amounts in one.running()])
    pairs = zip(one.rows, verdicts, strict=True)
    return next((row for row, verdict in pairs if not verdict[f"g{guard}"]), one.rows[-1])


def _shown(measure: Field, value: Decimal) -> str:
    return measure.kind.show(numeric.plain(value), "zh")


def _place(guard: GuardRule, one: Counting, above: str) -> str:
    """The field that was counted, where the guard looks at one; else the record."""
    if one.source.lines:
        name = one.source.lines
    else:
        measures = sorted(path[0] for path in guard.condition.reads)
        columns = (one.source.adds.get(measure, "_") for measure in measures)
        name = next((column for column in columns if not column.startswith("_")), "")
    return ".".join(part for part in (above, name) if part)
