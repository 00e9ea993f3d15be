"""A table's rows with all sums over the same rows taken in one go, as a lateral join."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tombolo.pg.tree import TRUE, And, Call, Col, Expr, Join, Out, Select, Source, Sub
from tombolo.schema.catalog import Path
from tombolo.schema.condition import Frame
from tombolo.schema.frame import TableFrame


@dataclass(slots=True)
class Gathered:
    """The rows behind one name, and what is made of them."""

    alias: str
    inside: TableFrame
    source: Source
    on: tuple[Expr, ...]
    outs: list[Out] = field(default_factory=list[Out])

    def join(self) -> Join:
        select = Select(
            tuple(self.outs),
            self.source,
            joins=tuple(self.inside.joins.made),
            where=And(self.on),
        )
        return Join("left join", Sub(select, self.alias), TRUE, lateral=True)


@dataclass(slots=True)
class GatheringFrame(TableFrame):
    """With the eyes of the definitions, for statements over many rows."""

    sums: dict[str, Gathered] = field(default_factory=dict[str, Gathered])

    def many(self, path: Path, build: Callable[[Frame], Expr], *, when_none: Expr | None) -> Expr:
        if len(path) != 1:
            return TableFrame.many(self, path, build, when_none=when_none)
        found = self.sums.get(path[0])
        if found is None:
            inside, source, on = self.rows_of(path[0])
            found = self.sums[path[0]] = Gathered(self.joins.alias(), inside, source, on)
        value = build(found.inside)
        name = f"v{len(found.outs)}"
        found.outs.append(Out(value, name))
        made = Col(found.alias, name)
        return Call("coalesce", (made, when_none)) if when_none is not None else made

    def all_joins(self) -> tuple[Join, ...]:
        """Links first, then the sums."""
        return (*self.joins.made, *(one.join() for one in self.sums.values()))
