"""What a dotted path means where it stands: in the record, or inside an aggregate in its rows.

Inside an aggregate over `lines`, `lines.qty` is the row's. A name without the prefix is looked for
in the rows and in the record around; found in both it must be written out (`lines.state` or
`this.state`), because guessing would change a formula's meaning when a field is added.

A formula of lines sees its record too: `record.discount`, or `discount` where no column is called so.
`record` alone is the record that the formula stands on, inside aggregates too; of lines the one around.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tombolo.formula.nodes import Part
from tombolo.formula.problems import FormulaError, near_hint
from tombolo.formula.scope import Meaning, Scope
from tombolo.formula.spans import Span
from tombolo.formula.typed import Typed

SELF = "this"

Mark = tuple[tuple[int, tuple[str, ...], tuple[tuple[str, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class Level:
    """The record (depth 0) or the rows of an aggregate; `relation` are the keys from level `base`."""

    scope: Scope
    depth: int = 0
    base: int = 0
    relation: tuple[str, ...] = ()
    name: str = ""
    up: "Level | None" = None
    let: Mapping[str, Typed] = field(default_factory=dict[str, Typed])  # the names LET gives here
    mark: Mark = field(init=False, compare=False, default=())

    def __post_init__(self) -> None:
        """Levels of the same mark read every name alike."""
        names = tuple((name, id(value)) for name, value in self.let.items())
        around = self.up.mark if self.up else ()
        object.__setattr__(self, "mark", (*around, (self.base, self.relation, names)))

    def bound(self, part: Part) -> Typed | None:
        """What a name of LET stands for; they come before fields, brackets mean a field."""
        level: Level | None = None if part.bracketed else self
        while level is not None:
            if part.name in level.let:
                return level.let[part.name]
            level = level.up
        return None

    def taken(self) -> frozenset[str]:
        """The names LET gives here and around."""
        return frozenset(self.let) | (self.up.taken() if self.up else frozenset[str]())


@dataclass(frozen=True, slots=True)
class Place:
    """A name of the text, for rewriting it: what it means and in which scope it was found.

    A key that is `taken`, as LET names something so, has to stand in brackets.
    """

    scope: Scope
    meaning: Meaning
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """Where a path leads. `used` parts were read: all of them, or up to the first `many`.

    Without a `meaning` the row of the level itself is meant.
    """

    depth: int
    keys: tuple[str, ...]
    meaning: Meaning | None
    scope: Scope
    used: int

    @property
    def many(self) -> bool:
        return self.meaning is not None and self.meaning.kind == "many"


@dataclass(slots=True)
class Resolver:
    """Finds names and remembers every one it found, by its span."""

    places: dict[Span, Place] = field(default_factory=dict[Span, Place])

    def find(self, parts: tuple[Part, ...], level: Level) -> Found:
        """FormulaError when the path leads nowhere."""
        first = parts[0]
        if first.name.lower() == SELF and len(parts) > 1 and not known(SELF, level):
            return self._walk(_top(level), parts, 1)
        found = self._locate(parts, level)
        if found is None:
            raise FormulaError(
                "formula.no_name",
                first.span,
                name=first.name,
                **near_hint(first.name, names(level)),
            )
        return found

    def _locate(self, parts: tuple[Part, ...], level: Level) -> Found | None:
        above = self._locate(parts, level.up) if level.up else None
        if above and above.many and (above.depth, above.keys) == (level.base, level.relation):
            if above.used == len(parts):
                return replace(above, depth=level.depth, keys=(), meaning=None, scope=level.scope)
            return self._walk(level, parts, above.used)
        meaning = level.scope.find(parts[0].name)
        if meaning is None or (meaning.itself and level.up and not level.scope.around()):
            return above or self._around(parts, level)
        if above and not meaning.itself:
            first = parts[0]
            raise FormulaError(
                "formula.ambiguous", first.span, name=first.name, relation=level.name
            )
        return self._walk(level, parts, 0)

    def _around(self, parts: tuple[Part, ...], level: Level) -> Found | None:
        """A name that the record has, written in a formula of its lines."""
        around = "" if level.up else level.scope.around()
        if not around or level.scope.through(around).find(parts[0].name) is None:
            return None
        return self._walk(level, (Part(around, parts[0].span), *parts), 0, lent=1)

    def _walk(self, level: Level, parts: tuple[Part, ...], start: int, lent: int = 0) -> Found:
        """`lent` parts in front are ours, not the text's."""
        scope, keys = level.scope, tuple[str, ...]()
        for at in range(start, len(parts)):
            part = parts[at]
            meaning = scope.find(part.name)
            if meaning is None or (meaning.itself and at > start):
                raise self._missing(parts, at, scope)
            taken = frozenset[str]() if at else level.taken()
            self.places[part.span] = Place(scope, meaning, taken)
            last = at == len(parts) - 1
            if (
                last or not meaning.itself or scope.around()
            ):  # `record.total` of a record is `total`
                keys = (*keys, meaning.key)
            if meaning.kind == "many":
                return Found(level.depth, keys, meaning, scope.through(part.name), at + 1 - lent)
            if last:
                return Found(level.depth, keys, meaning, scope, at + 1 - lent)
            if meaning.kind == "value":
                raise FormulaError("formula.not_a_link", part.span, name=part.name)
            scope = scope.through(part.name)
        raise AssertionError("a path has at least one part")

    def _missing(self, parts: tuple[Part, ...], at: int, scope: Scope) -> FormulaError:
        part = parts[at]
        near = near_hint(part.name, scope.names())
        if at == 0:
            return FormulaError("formula.no_name", part.span, name=part.name, **near)
        owner = parts[at - 1].name
        return FormulaError("formula.no_member", part.span, name=part.name, owner=owner, **near)


def known(name: str, level: Level | None) -> bool:
    """Whether a name means anything at this level or above."""
    while level is not None:
        if level.scope.find(name) is not None:
            return True
        around = "" if level.up else level.scope.around()
        if around and level.scope.through(around).find(name) is not None:
            return True
        level = level.up
    return False


def names(level: Level | None) -> list[str]:
    """Every name that may be written here."""
    found: list[str] = []
    while level is not None:
        found.extend(level.scope.names())
        if level.up is None and (around := level.scope.around()):
            found.extend(level.scope.through(around).names())
        level = level.up
    return found


def _top(level: Level) -> Level:
    while level.up is not None:
        level = level.up
    return level
