"""Frames over the rows that are being saved: a chain of WITH queries, one for each level.

Links lead to real tables; lines lead to the rows being saved beside their record. Sums over lines
are one grouped join for the whole batch, never a scan of the input for each row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tombolo.pg.tree import (
    Call,
    Col,
    Expr,
    Infix,
    Join,
    Lit,
    Named,
    Out,
    Select,
    Source,
    Sub,
)
from tombolo.records.read.guard import GuardedFrame
from tombolo.schema.catalog import Path
from tombolo.schema.condition import Frame
from tombolo.schema.frame import Joins, TableFrame, further
from tombolo.schema.system import RECORD, TITLE

NUMBER = (
    "_n"  # no field can be called so; it says which record of the batch a row is, or belongs to
)


@dataclass(slots=True)
class Sums:
    """The grouped join of one lines field: one output for each aggregate read at this level."""

    alias: str
    source: str
    inner: str
    joins: Joins
    outs: list[Out] = field(default_factory=list[Out])


@dataclass(slots=True)
class RowsetFrame(GuardedFrame):
    """Rows of the batch as far as they are computed, under `alias`.

    `finished` names the WITH query of each lines, `record` that of the records themselves. Sums are
    one `grouped` join; inside of such a join they stand for themselves.
    """

    finished: dict[str, str] = field(default_factory=dict[str, str])
    record: str = ""
    grouped: bool = True
    sums: dict[str, Sums] = field(default_factory=dict[str, Sums])
    outside: list[int] = field(default_factory=lambda: [0])

    def column(self, name: str) -> Col:
        self.outside[0] += 1
        return Col(self.alias, name)

    def itself(self) -> Expr:
        """Of lines: the record that is being saved with them."""
        return (self.through(RECORD) if self.lines else self).column("id")

    def raw(self, key: str) -> Expr:
        """As ever; but what the record is called is not there yet, it follows from the rest."""
        if key == TITLE and not self.lines:
            title = self.catalog.card(self.form).title
            return Call("coalesce", (title.lower(self) if title else Lit(""), Lit("")))
        return GuardedFrame.raw(self, key)

    def again(self, form: str, alias: str, at: Path, lines: str = "") -> GuardedFrame:
        return GuardedFrame(
            self.catalog, form, alias, self.joins, self.who, lines, at, grants=self.grants
        )

    def plain(self) -> TableFrame:
        made = self.bare()
        made.at = ("", *self.at)
        return made

    def bare(self) -> "RowsetFrame":
        """The same rows with the eyes of the definitions."""
        return RowsetFrame(
            self.catalog, self.form, self.alias, self.joins, self.who, self.lines, self.at,
            self.above, finished=self.finished, record=self.record, grouped=self.grouped,
            sums=self.sums, outside=self.outside,
        )  # fmt: skip

    def through(self, key: str) -> TableFrame:
        """Links lead to real tables, the record of a row to the records that are being saved."""
        if not self.lines or key != RECORD:
            return TableFrame.through(self, key)
        at = (*self.at, key)
        alias = self.joins.aliases.get((self.alias, at))
        if alias is None:
            alias = self.joins.aliases[self.alias, at] = self.joins.alias()
            same = Infix("=", Col(alias, NUMBER), Col(self.alias, NUMBER))
            self.joins.made.append(Join("left join", Named(self.record, alias), same))
        return RowsetFrame(
            self.catalog, self.form, alias, self.joins, self.who, "", at, grants=self.grants,
            finished=self.finished, record=self.record, grouped=self.grouped, sums=self.sums,
            outside=self.outside,
        )  # fmt: skip

    def many(self, path: Path, build: Callable[[Frame], Expr], *, when_none: Expr | None) -> Expr:
        if self._around(path):
            return self.through(RECORD).many(path[1:], build, when_none=when_none)
        key = self._beside(path)
        if not key or not self.grouped or len(path) > 1:
            return TableFrame.many(self, path, build, when_none=when_none)
        sums = self.sums.get(key)
        if sums is None:
            alias, inner = self.joins.alias(), self.joins.alias()
            sums = Sums(alias, self.finished[key], inner, self.joins.inner())
        before = self.outside[0]
        value = build(self._inside(key, sums.inner, sums.joins))
        if self.outside[0] != before:
            # The expression reads the record too, which a grouped join cannot see.
            return TableFrame.many(self, path, build, when_none=when_none)
        name = f"v{len(sums.outs)}"
        self.sums[key] = sums
        sums.outs.append(Out(value, name))
        found = Col(sums.alias, name)
        return Call("coalesce", (found, when_none)) if when_none is not None else found

    def some(self, path: Path, build: Callable[[Frame], Expr | None]) -> Expr:
        """Of lines: in the grouped join beside the sums, which reads the batch once."""
        if self._around(path):
            return self.through(RECORD).some(path[1:], build)
        if not self._beside(path) or len(path) > 1:
            return TableFrame.some(self, path, build)

        def met(inside: Frame) -> Expr:
            wanted = build(inside)
            return Call("bool_or", (Lit(True) if wanted is None else wanted,))

        return self.many(path, met, when_none=Lit(False))

    def behind(self, path: Path) -> tuple[TableFrame, Source, tuple[Expr, ...]]:
        """Lines of this record, and rows behind them, begin with the lines that are being saved."""
        if self._around(path):
            return self.through(RECORD).behind(path[1:])
        if not self._beside(path):
            return TableFrame.behind(self, path)
        inside, source, on = self.rows_of(path[0])
        return further(inside, source, on, path[1:])

    def rows_of(self, key: str) -> tuple[TableFrame, Source, tuple[Expr, ...]]:
        """The lines that are being saved stand for those that are stored, wherever a path meets them."""
        if not self._beside((key,)):
            return TableFrame.rows_of(self, key)
        inner, joins = self.joins.alias(), self.joins.inner()
        mine = Infix("=", Col(inner, NUMBER), self.column(NUMBER))
        return self._inside(key, inner, joins), Named(self.finished[key], inner), (mine,)

    def _around(self, path: Path) -> bool:
        """Whether rows behind `path` are reached through the record of this row."""
        return bool(self.lines) and len(path) > 1 and path[:1] == (RECORD,)

    def _beside(self, path: Path) -> str:
        """The lines of this record, saved with it, where `path` begins; "" for any other rows."""
        return path[0] if not self.lines and path[0] in self.finished else ""

    def _inside(self, key: str, alias: str, joins: Joins) -> GuardedFrame:
        return RowsetFrame(
            self.catalog, self.form, alias, joins, self.who, key, (key,), self,
            grants=self.grants, finished=self.finished, record=self.record, grouped=False,
        )  # fmt: skip

    def all_joins(self) -> tuple[Join, ...]:
        """Links, and the grouped sums of lines."""
        made = list(self.joins.made)
        for sums in self.sums.values():
            grouped = Select(
                (Out(Col(sums.inner, NUMBER), NUMBER), *sums.outs),
                Named(sums.source, sums.inner),
                joins=tuple(sums.joins.made),
                group=(Col(sums.inner, NUMBER),),
            )
            on = Infix("=", Col(sums.alias, NUMBER), Col(self.alias, NUMBER))
            made.append(Join("left join", Sub(grouped, sums.alias), on))
        return tuple(made)
