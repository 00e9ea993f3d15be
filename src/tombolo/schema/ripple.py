"""Who reads whom: from the stored computed values of a catalog to the effects of what moves.

The way back from a column to what reads it is the path turned round. A path depends on more than the
value at its end: on every link it goes along (who re-links a record changes what it reads), and on
the coming and going of the rows it gathers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tombolo.schema.catalog import FormCard
from tombolo.schema.condition import Condition
from tombolo.schema.effects import Effects, Reach, Route, Target
from tombolo.schema.form import Form
from tombolo.schema.system import PEOPLE, TITLE
from tombolo.schema.ways import Hop, Inverses, Rows, Way, way

ROWS = ""  # the column that stands for the rows' own coming and going


def effects_of(cards: Mapping[str, FormCard]) -> Effects:
    """The effects of a catalog's forms."""
    world = _World(cards)
    for target, condition in world.targets():
        for found in world.ways(target.rows, condition):
            world.note(target, found)
    return world.effects()


def reads_of(
    cards: Mapping[str, FormCard], rows: Rows, condition: Condition
) -> frozenset[tuple[str, str]]:
    """Every column that a condition of `rows` depends on, as (form, `lines.key`)."""
    found: set[tuple[str, str]] = set()
    for one in _World(cards).ways(rows, condition):
        found.update(
            (at.form, f"{at.lines}.{column}" if at.lines else column)
            for at, column, _ in _parts(one)
            if column != ROWS
        )
    return frozenset(found)


@dataclass(slots=True)
class _World:
    cards: Mapping[str, FormCard]
    forms: Mapping[str, Form] = field(init=False)
    inverses: Inverses = field(init=False)
    found: dict[tuple[Rows, tuple[Hop, ...]], dict[Target, set[str]]] = field(
        default_factory=dict[tuple[Rows, tuple[Hop, ...]], dict[Target, set[str]]]
    )
    reaches: dict[Rows, dict[str, Reach]] = field(default_factory=dict[Rows, dict[str, Reach]])

    def __post_init__(self) -> None:
        self.forms = {name: card.form for name, card in self.cards.items()}
        self.inverses = {
            name: {key: (one.rows, one.field) for key, one in card.inverses.items()}
            for name, card in self.cards.items()
        }

    def targets(self) -> Iterator[tuple[Target, Condition]]:
        """Every stored computed value, titles among them."""
        for name, card in self.cards.items():
            for lines, expressions in {"": card.own, **card.lines}.items():
                for key, computed in expressions.computed.items():
                    if computed.stored:
                        target = Target(Rows(name, lines), key, computed.level)
                        yield target, computed.condition
            if card.title:
                yield Target(Rows(name), TITLE, card.title_level), card.title

    def ways(self, rows: Rows, condition: Condition) -> Iterator[Way]:
        """The ways of what a condition reads; a look-up is what it looks at."""
        for path in condition.reads:
            found = way(self.forms, self.inverses, rows, path)
            if found is not None:
                yield from self._through(found)

    def _through(self, found: Way) -> Iterator[Way]:
        card = self.cards.get(found.end.form)
        if card is None or not found.key:
            yield found
            return
        expressions = card.lines[found.end.lines] if found.end.lines else card.own
        computed = expressions.computed.get(found.key)
        if computed is None or computed.stored:
            yield found
            return
        for further in self.ways(found.end, computed.condition):
            yield Way((*found.hops, *further.hops), further.end, further.key)

    def note(self, target: Target, found: Way) -> None:
        for at, column, back in _parts(found):
            if at.form in self.cards:
                self.found.setdefault((at, back), {}).setdefault(target, set()).add(column)
        for number, hop in enumerate(found.hops):
            if hop.kind == "link" and hop.start.form in self.cards:
                known = self.reaches.setdefault(hop.start, {})
                known[hop.key] = _reach(known.get(hop.key), hop, found.hops[number + 1 :])

    def effects(self) -> Effects:
        later = self._later()
        routes: dict[Rows, list[Route]] = {}
        for (on, back), targets in self.found.items():
            columns = frozenset(one for columns in targets.values() for one in columns)
            late = tuple(replace(one, level=later[one]) for one in targets)
            routes.setdefault(on, []).append(Route(on, back, columns, late))
        frozen = {on: tuple(every) for on, every in routes.items()}
        return Effects(frozen, self.reaches, _stirs(frozen))

    def _later(self) -> dict[Target, int]:
        """A value that others of its rows are made after waits for them, as long as nothing waits for
        it: then one statement makes both.
        """
        every = {one for targets in self.found.values() for one in targets}
        by_place = {(one.rows, one.key): one for one in every}
        first: dict[Target, int] = {}  # the lowest level of those who read it
        for (on, _), targets in self.found.items():
            for reader, columns in targets.items():
                for column in columns:
                    read = by_place.get((on, column))
                    if read is not None:
                        first[read] = min(first.get(read, reader.level), reader.level)
        levels: dict[Rows, set[int]] = {}
        for one in every:
            levels.setdefault(one.rows, set()).add(one.level)
        return {
            one: max(
                (
                    level
                    for level in levels[one.rows]
                    if one.level <= level and (one not in first or level < first[one])
                ),
                default=one.level,
            )
            for one in every
        }


def _parts(found: Way) -> Iterator[tuple[Rows, str, tuple[Hop, ...]]]:
    """What a way depends on: (rows, column, the way there)."""
    for number, hop in enumerate(found.hops):
        before, there = found.hops[:number], found.hops[: number + 1]
        if hop.kind == "link":
            yield hop.start, hop.key, before
        elif hop.kind == "inverse":
            yield hop.end, hop.key, there
        if hop.many:
            yield hop.end, ROWS, there
    if found.key:
        yield found.end, found.key, found.hops


def _reach(known: Reach | None, hop: Hop, rest: tuple[Hop, ...]) -> Reach:
    further = dict(known.further) if known else {}
    if rest and rest[0].kind == "link":
        further[rest[0].key] = _reach(further.get(rest[0].key), rest[0], rest[1:])
    return Reach(hop.end.form, further)


def _stirs(routes: Mapping[Rows, tuple[Route, ...]]) -> dict[str, frozenset[str]]:
    """The forms that follow a form, however far away; a way that gathers rows stirs where it passes."""
    next_: dict[str, set[str]] = {}
    for on, every in routes.items():
        for route in every:
            if not route.inside:
                there = next_.setdefault(on.form, set())
                there.update(target.rows.form for target in route.targets)
                there.update(hop.start.form for hop in route.back if hop.many)
                there.update(
                    hop.end.form
                    for hop, further in pairwise(route.back)
                    if hop.kind == "inverse" and further.kind == "link"
                )
    closed: dict[str, frozenset[str]] = {}
    for form, there in next_.items():
        seen: set[str] = set()
        todo = list(there)
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo.extend(next_.get(one, ()))
        closed[form] = frozenset(seen - PEOPLE.keys())
    return closed
