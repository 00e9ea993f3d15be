"""What rows count for in a balance, before and after: differences by key, exact. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal

from tombolo.records.moves import Move
from tombolo.schema.catalog import BalanceCard, Catalog, Counted
from tombolo.schema.field import Field
from tombolo.schema.keyed import type_of
from tombolo.schema.kinds.shape import Plain

Key = tuple[str | None, ...]
_EXACT = Context(prec=2000)  # the usual 28 digits would round


@dataclass(frozen=True, slots=True)
class Counting:
    """What one row changed of one key."""

    move: Move
    source: Counted
    amounts: Mapping[str, Decimal]


@dataclass(slots=True)
class Difference:
    """How much the measures of a key move, and by which rows, in the order of the save."""

    key: Key
    rows: list[Counting] = field(default_factory=list[Counting])

    @property
    def amounts(self) -> dict[str, Decimal]:
        """The whole of it."""
        running = self.running()
        return running[-1] if running else {}

    def running(self) -> list[dict[str, Decimal]]:
        """What it is after each of the rows."""
        found: list[dict[str, Decimal]] = []
        now: dict[str, Decimal] = {}
        for row in self.rows:
            now = dict(now)
            for measure, value in row.amounts.items():
                now[measure] = _EXACT.add(now.get(measure, Decimal(0)), value)
            found.append(now)
        return found


@dataclass(slots=True)
class Differences:
    """The differences of one balance in the order in which its keys were first met."""

    card: BalanceCard
    by_key: dict[Key, Difference] = field(default_factory=dict[Key, Difference])

    def add(self, source: Counted, move: Move) -> None:
        """One row: what it counted goes, what it counts comes."""
        keys = self.card.balance.keys
        found: dict[Key, dict[str, Decimal]] = {}
        for row, sign in ((move.before, -1), (move.after, 1)):
            if row is None or (source.where and row.get(source.where) is not True):
                continue
            key = key_of(keys, [row.get(source.keys[one.key]) for one in keys])
            amounts = found.setdefault(key, {})
            for measure, column in source.adds.items():
                value = _decimal(row.get(column)) * sign
                amounts[measure] = _EXACT.add(amounts.get(measure, Decimal(0)), value)
        for key, amounts in found.items():
            known = self.by_key.setdefault(key, Difference(key))
            known.rows.append(Counting(move, source, amounts))


def differences(catalog: Catalog, moves: Iterable[Move]) -> list[Differences]:
    """By balance, in the order in which balances are locked; those that nothing touches left out."""
    if not catalog.balances:
        return []
    every = list(moves)
    made: list[Differences] = []
    for name in sorted(catalog.balances):
        card = catalog.balances[name]
        found = Differences(card)
        sides: dict[tuple[str, str], list[Counted]] = {}
        for source in card.sources:
            sides.setdefault((source.form, source.lines), []).append(source)
        for move in every:
            for source in sides.get((move.form, move.lines), ()):
                if any(move.moved(one) for one in source.columns):
                    found.add(source, move)
        if found.by_key:
            made.append(found)
    return made


def key_of(keys: Sequence[Field], values: Iterable[Plain]) -> Key:
    """The values of keys as they are compared: equal numbers equally written, empty text blank."""
    return tuple(_part(one, value) for one, value in zip(keys, values, strict=True))


def _part(one: Field, value: Plain) -> str | None:
    if value is None or value == "":
        return None
    if type_of(one) == "numeric":
        return format(_EXACT.normalize(Decimal(str(value))), "f")
    return str(value)


def _decimal(value: Plain) -> Decimal:
    return Decimal(str(value)) if value is not None else Decimal(0)
