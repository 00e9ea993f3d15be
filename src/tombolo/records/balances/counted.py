"""What rows count for in a balance, before and after: differences by key, exact. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal

from tombolo.records.moves import Move
from tombolo.schema.catalog import BalanceCard, Catalog, Counted
from tombolo.schema.field import Field
from tombolo.schema.keyed import type_of
from tombolo.schema.kinds.shape import Plain

Key = tuple[str | None, ...]
_EXACT = Context(prec=2000)  # the usual 28 digits would round


@dataclass(slots=True)
class Difference:
    """How much a key's measures move; `took` is the last row that took from one, else the last one."""

    key: Key
    amounts: dict[str, Decimal]
    took: Move
    source: Counted
    is_taking: bool = False

    @property
    def moves(self) -> bool:
        return any(self.amounts.values())


@dataclass(slots=True)
class Differences:
    """The differences of one balance in the order in which its keys were first met."""

    card: BalanceCard
    by_key: dict[Key, Difference] = field(default_factory=dict[Key, Difference])

    def add(self, source: Counted, move: Move) -> None:
        """One row: what it counted goes, what it counts comes."""
        found: dict[Key, dict[str, Decimal]] = {}
        for row, sign in ((move.before, -1), (move.after, 1)):
            if row is None or (source.where and row.get(source.where) is not True):
                continue
            key = key_of(self.card.balance.keys, (row.get(name) for name in _columns(self, source)))
            amounts = found.setdefault(key, {})
            for measure, column in source.adds.items():
                value = _decimal(row.get(column)) * sign
                amounts[measure] = _EXACT.add(amounts.get(measure, Decimal(0)), value)
        for key, amounts in found.items():
            self._into(key, amounts, source, move)

    def _into(self, key: Key, amounts: Mapping[str, Decimal], source: Counted, move: Move) -> None:
        is_taking = any(value < 0 for value in amounts.values())
        known = self.by_key.get(key)
        if known is None:
            self.by_key[key] = Difference(key, dict(amounts), move, source, is_taking)
            return
        for measure, value in amounts.items():
            known.amounts[measure] = _EXACT.add(known.amounts.get(measure, Decimal(0)), value)
        if is_taking or not known.is_taking:
            known.took, known.source, known.is_taking = move, source, is_taking


def _columns(found: Differences, source: Counted) -> Iterator[str]:
    return (source.keys[one.key] for one in found.card.balance.keys)


def differences(catalog: Catalog, moves: Iterable[Move]) -> list[Differences]:
    """By balance, in the order in which balances are locked; those that nothing touches left out."""
    if not catalog.balances:
        return []
    by_side: dict[tuple[str, str], list[Move]] = {}
    for move in moves:
        by_side.setdefault((move.form, move.lines), []).append(move)
    made: list[Differences] = []
    for name in sorted(catalog.balances):
        card = catalog.balances[name]
        found = Differences(card)
        for source in card.sources:
            watched = source.columns
            for move in by_side.get((source.form, source.lines), ()):
                if any(move.moved(one) for one in watched):
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
