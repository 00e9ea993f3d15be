"""What an expression is worth on one record, seen with the rights of whoever asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from tombolo.base import codec
from tombolo.base.errors import Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.pg import printer
from tombolo.pg.tree import (
    And,
    Call,
    Cast,
    Col,
    Expr,
    Infix,
    IsNull,
    Lit,
    Order,
    Out,
    Scalar,
    Select,
    Sub,
    Table,
)
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.guard import GuardedFrame, allowed, unseen
from tombolo.records.read.slots import WHO, bound, slot
from tombolo.records.read.titles import titles
from tombolo.records.work import Work
from tombolo.schema.condition import Condition
from tombolo.schema.editor.sites import Site
from tombolo.schema.frame import Joins
from tombolo.schema.stand_in import of_type
from tombolo.schema.system import PEOPLE

ROWS = 50  # lines of a record that are shown
PATIENCE = 3_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Worth:
    """The value as JSON says it, and as a person reads it."""

    value: object
    text: str


async def worth(
    work: Work[Any], site: Site, condition: Condition, record: UUID, people: Mapping[str, str]
) -> list[Worth]:
    """One value, or one for each row of the lines. Missing when there is no such record for her.

    Raises Invalid when it reads what she may not see, Busy when the database takes too long.
    """
    form = work.catalog.form(site.form)
    if not work.grants.of(site.form).may("read"):
        raise Missing("form.missing", values={"form": site.form})
    hidden = unseen(condition, site.form, work.catalog, work.grants, site.lines)
    if hidden:
        problems = [Problem("ask.no_field", "text", {"name": one}) for one in hidden]
        raise Invalid("ask.invalid", problems=problems)
    await work.tx.value("select set_config('statement_timeout', $1, true)", str(PATIENCE))
    sql, values = printer.text(_statement(work, site, condition))
    ask = Ask(Shape(site.form), values=(record,))
    row = await work.tx.row(sql, *bound(values, ask, work))
    if row is None:
        raise Missing("record.missing", values={"form": form.name})
    found = cast("list[object]", codec.decode(row["v"]))
    called = await _called(work, condition, found, people)
    return [Worth(one, _text(condition, one, called, work.language)) for one in found]


def _statement(work: Work[Any], site: Site, condition: Condition) -> Select:
    """A list of values as JSON: that of the record, or those of its lines in their order."""
    form, joins = work.catalog.form(site.form), Joins()
    record = slot(lambda ask, _: ask.values[0], "uuid")
    top = GuardedFrame(work.catalog, site.form, "t", joins, WHO, grants=work.grants)
    if site.lines:
        inside, source, on = top.rows_of(site.lines)
        value = _json(condition, condition.lower(inside))
        order = tuple(Order(one.expr) for one in inside.order())
        rows = Select(
            (Out(value, "v"),),
            source,
            joins=tuple(inside.joins.made),
            where=And(on),
            order=order,
            limit=Lit(ROWS),
        )
        alias = joins.alias()
        listed = Call("json_agg", (Col(alias, "v"),))
        shown: Expr = Scalar(Select((Out(listed, "v"),), Sub(rows, alias)))
    else:
        shown = Call("json_build_array", (_json(condition, condition.lower(top)),))
    living = IsNull(top.column("deleted_at"))
    where = And(
        (Infix("=", top.column("id"), record), living, *allowed(work.grants, site.form, top))
    )
    text = Cast(Call("coalesce", (shown, Cast(Lit("[]"), "json"))), "text")
    return Select((Out(text, "v"),), Table(form.table, "t"), joins=tuple(joins.made), where=where)


def _json(condition: Condition, value: Expr) -> Expr:
    """Decimals as text, exactly as they are."""
    of = condition.type
    if of.name == "list":
        return Call("to_json", (Cast(value, "text[]"),))
    return Call("to_json", (of_type(of).out(value),))


async def _called(
    work: Work[Any], condition: Condition, found: Sequence[object], people: Mapping[str, str]
) -> Mapping[str, str]:
    """The names of the people and records among the values."""
    of = condition.type.of or condition.type
    if of.name != "reference" or of.form in PEOPLE:
        return people
    every: set[str] = set()
    for value in found:
        items = cast("list[object]", value) if isinstance(value, list) else [value]
        every |= {str(one) for one in items if one is not None}
    return await titles(work, of.form, sorted(every))


def _text(condition: Condition, value: object, called: Mapping[str, str], language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        items = cast("list[object]", value)
        return ", ".join(_text(condition, one, called, language) for one in items)
    of = condition.type.of or condition.type
    if of.name in {"reference", "person", "department"}:
        return called.get(str(value), str(value))
    if of.name == "number":
        return str(value)
    kind = of_type(of)
    return kind.show(kind.parse(value), language)
