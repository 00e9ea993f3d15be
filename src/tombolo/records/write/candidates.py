"""Rules on fields in SQL: the verdicts of a row, and a link that stands for each that may be chosen."""

from dataclasses import dataclass
from typing import Any, cast

from tombolo.pg.tree import (
    And,
    AnyOf,
    Call,
    Case,
    Col,
    Exists,
    Expr,
    Infix,
    IsNull,
    Lit,
    Not,
    Or,
    Out,
    Select,
    Table,
)
from tombolo.records.write.rowset import RowsetFrame
from tombolo.schema.catalog import Verdict
from tombolo.schema.field import Field
from tombolo.schema.frame import TableFrame
from tombolo.schema.system import PEOPLE


@dataclass(slots=True)
class ChosenFrame(RowsetFrame):
    """A row in which the link `link` leads to `chosen`, whatever the row itself says."""

    link: str = ""
    chosen: Any = None  # a TableFrame

    def through(self, key: str) -> TableFrame:
        if key == self.link:
            return cast("TableFrame", self.chosen)
        return RowsetFrame.through(self, key)

    def raw(self, key: str) -> Expr:
        if key == self.link:
            return cast("TableFrame", self.chosen).column("id")
        return RowsetFrame.raw(self, key)


def verdict(one: Verdict, field: Field, frame: RowsetFrame) -> Expr:
    """Whether the rule holds for this row; what is not known counts as no."""
    if one.what == "gate":
        return _gate(one, frame)
    if one.what != "candidate":
        return _holds(one, frame)
    value = frame.column(one.key)
    if not field.kind.many:
        return Or((IsNull(value), _holds(one, frame)))
    target = field.kind.points_to()
    alias = frame.joins.alias()
    inside = with_chosen(frame, one.key, target, alias)
    misfit = Select(
        (Out(Lit(1), "one"),),
        Table(PEOPLE.get(target) or frame.catalog.form(target).table, alias),
        where=And((AnyOf(Col(alias, "id"), value), Not(_holds(one, inside)))),
    )
    return Not(Exists(_joined(misfit, inside)))


def _gate(one: Verdict, frame: RowsetFrame) -> Expr:
    """Whether a gate is open, looked at only where the row stands before it or behind it."""
    room, key, part, *_ = one.option.split(".")
    if room == "moves":
        return _holds(one, frame)
    value = frame.column(one.key)
    if part in {"enter", "need"}:
        return Case(((Infix("=", value, Lit(key)), _holds(one, frame)),), Lit(True))
    elsewhere = Infix("is distinct from", value, Lit(key))
    return Case(((elsewhere, _holds(one, frame)),), Lit(True))


def with_chosen(frame: RowsetFrame, link: str, target: str, alias: str) -> ChosenFrame:
    """The same row inside of a sub-select, its link leading to the row `alias` of `target`."""
    joins = frame.joins.inner()
    chosen = frame.again(target, alias, ("", alias))
    chosen.joins = joins
    return ChosenFrame(
        frame.catalog, frame.form, frame.alias, joins, frame.who, frame.lines, frame.at,
        grants=frame.grants, finished=frame.finished, record=frame.record, grouped=False,
        link=link, chosen=chosen,
    )  # fmt: skip


def _holds(one: Verdict, frame: RowsetFrame) -> Expr:
    return Call("coalesce", (one.condition.lower(frame), Lit(False)))


def _joined(select: Select, inside: ChosenFrame) -> Select:
    return Select(select.columns, select.source, joins=tuple(inside.joins.made), where=select.where)
