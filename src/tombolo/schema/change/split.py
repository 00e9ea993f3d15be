"""A plan taken apart: what is prepared before its transaction, what goes in it, what follows it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from tombolo.schema.carry import Ready, key
from tombolo.schema.catalog import Catalog
from tombolo.schema.ddl_shadow import Shadow, hidden
from tombolo.schema.diff import Names, Step, names_today
from tombolo.schema.store import Plan
from tombolo.schema.system import TITLE
from tombolo.schema.tables import Index, Table, tables_of

LARGE = 50_000  # rows, where nobody says otherwise


@dataclass(frozen=True, slots=True)
class Early:
    """An index that is made before the transaction, under a hidden name, over today's columns."""

    index: Index
    table: Table
    today: str  # the table's name today
    names: Mapping[str, str]  # of its columns today, shadows among them

    @property
    def name(self) -> str:
        return hidden(self.index.name, self.index.name)

    @property
    def over(self) -> Index:
        return replace(self.index, columns=self.index.over(self.names))


@dataclass(frozen=True, slots=True)
class Split:
    """`ready` is for the transaction; shadows and early indexes come before, `later` behind it."""

    shadows: tuple[Shadow, ...]
    indexes: tuple[Early, ...]
    later: tuple[Step, ...]
    ready: Ready
    rounds: Mapping[str, int]  # of the computing steps in `later`: which pass over the records

    def __bool__(self) -> bool:
        """Whether there is anything long to do."""
        return bool(self.shadows or self.indexes or self.later)


def large_of(todo: Plan, rows: int) -> frozenset[str]:
    """The tables with more than so many rows on which the plan has something long to do."""
    if todo.problems:
        return frozenset()
    large = frozenset(name for name, size in todo.sizes.items() if size > rows)
    return large if split(todo.after, todo.steps, large) else frozenset()


def split(catalog: Catalog, steps: tuple[Step, ...], large: frozenset[str]) -> Split:
    """The same for the same tables: a change that is taken up again is split as it was."""
    tables, names = tables_of(catalog), names_today(steps)
    shadows = {
        key(step): Shadow(
            names.table(step.table),
            names.column(step.table, step.column.name) or "",
            step.old,
            step.column,
        )
        for step in steps
        if step.what == "retype_column" and step.table in large and step.column and step.old
    }
    computed = tuple(_computed_later(steps, tables, large))
    left = frozenset(key(step) for step in computed)
    found = _Indexes(tables, names, steps, shadows, left, large)
    early, behind, again = found.sorted()
    later = (*_references(steps, large), *computed, *behind)
    ready = Ready(
        large=large,
        shadows=shadows,
        indexes={one.index.name: one.name for one in early},
        later=frozenset(key(step) for step in (*computed, *behind)),
        again=again,
    )
    return Split(tuple(shadows.values()), early, later, ready, _rounds(computed, tables))


def _computed_later(
    steps: tuple[Step, ...], tables: Mapping[str, Table], large: frozenset[str]
) -> Iterator[Step]:
    """Values and titles made anew behind the transaction: form by form, all or none of a form, and
    with a form all that read it.

    Where a unique rule reads one of them they are made within it, as is all that they read in turn:
    the rule holds from then on.
    """
    todo = [step for step in steps if step.what in {"recompute", "retitle"}]
    reads = {step.form: frozenset[str]() for step in todo}
    for step in todo:
        others = frozenset(form for form, _ in _reads(step, tables) if form in reads)
        reads[step.form] |= others - {step.form}
    ruled = {
        step.form
        for step in todo
        if step.column
        and any(
            step.column.name in one.reads
            for one in tables[step.table].indexes.values()
            if one.unique
        )
    }
    now = _closed(ruled, reads)
    readers = {form: {one for one, theirs in reads.items() if form in theirs} for form in reads}
    later = _closed({step.form for step in todo if step.table in large}, readers) - now
    yield from (step for step in todo if step.form in later)


def _closed(some: Collection[str], next_: Mapping[str, Collection[str]]) -> set[str]:
    """These and all that follow them."""
    found: set[str] = set()
    todo = list(some)
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo.extend(next_.get(one, ()))
    return found


def _reads(step: Step, tables: Mapping[str, Table]) -> frozenset[tuple[str, str]]:
    """What a computing step reads, as (form, `lines.key`)."""
    return step.column.reads if step.column else tables[step.table].title_reads


def _rounds(steps: Collection[Step], tables: Mapping[str, Table]) -> dict[str, int]:
    """A step waits for the pass that makes what it reads in another form; within its form one pass
    makes all, in order.
    """
    made = {(step.form, _name(step)): step for step in steps}
    rounds: dict[str, int] = {}

    def round_of(step: Step) -> int:
        known = rounds.get(key(step))
        if known is None:
            below = [made[one] for one in _reads(step, tables) if one in made]
            known = max((round_of(one) + (one.form != step.form) for one in below), default=0)
            rounds[key(step)] = known
        return known

    for step in steps:
        round_of(step)
    return rounds


def _name(step: Step) -> str:
    if step.column is None:
        return TITLE
    return f"{step.lines}.{step.column.name}" if step.lines else step.column.name


def _references(steps: tuple[Step, ...], large: frozenset[str]) -> Iterator[Step]:
    """New foreign keys of large tables: the rows that are there are looked at behind."""
    for step in steps:
        fresh = step.what in {"add_column", "retype_column"} and step.table in large
        if fresh and step.column and step.column.references:
            yield replace(step, what="reference")


@dataclass(frozen=True, slots=True)
class _Indexes:
    tables: Mapping[str, Table]
    names: Names
    steps: tuple[Step, ...]
    shadows: Mapping[str, Shadow]
    left: frozenset[str]
    large: frozenset[str]

    def sorted(self) -> tuple[tuple[Early, ...], tuple[Step, ...], tuple[Step, ...]]:
        """Indexes made before; steps done behind; indexes that the transaction makes itself."""
        added = {step.index.name for step in self.steps if step.what == "add_index" and step.index}
        early: list[Early] = []
        behind: list[Step] = []
        again: list[Step] = []
        for name in sorted(self.large & set(self.tables)):
            table = self.tables[name]
            retyped = self._retyped(name)
            for index in table.indexes.values():
                moves = bool(index.reads & set(retyped))
                is_new = index.name in added
                step = Step("add_index", name, table.form, table.lines, index=index)
                if not moves and not (is_new and index.unique):
                    behind.extend([step] if is_new else [])
                elif self._can_be_early(name, index):
                    early.append(self._early(table, index, retyped))
                elif not is_new:
                    again.append(step)
                elif not index.unique:
                    behind.append(step)
        return tuple(early), tuple(behind), tuple(again)

    def _retyped(self, table: str) -> dict[str, str]:
        """The shadows of a table by the column they become."""
        return {
            step.column.name: self.shadows[key(step)].name
            for step in self.steps
            if step.table == table and step.column and key(step) in self.shadows
        }

    def _can_be_early(self, table: str, index: Index) -> bool:
        """All its columns are there today, and a unique one will find them as they stay."""
        anew = {
            step.column.name
            for step in self.steps
            if step.what == "recompute" and step.table == table and step.column
        }
        there = all(self.names.column(table, one) for one in index.reads)
        return there and not (index.unique and index.reads & anew)

    def _early(self, table: Table, index: Index, retyped: Mapping[str, str]) -> Early:
        names = {one: self.names.column(table.name, one) or one for one in index.reads}
        return Early(index, table, self.names.table(table.name), {**names, **retyped})
