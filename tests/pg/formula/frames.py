"""A Frame over the temp tables of deals.sql: links and rows as plain sub-selects."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import asyncpg
from tests.pure.formula.deals import DEAL

from tombolo.formula.compile import compile_text
from tombolo.formula.lower import lower
from tombolo.formula.scope import Frame, RowQuery
from tombolo.formula.types import Type
from tombolo.pg.printer import text as printed
from tombolo.pg.tree import (
    NULL,
    And,
    ArrayOf,
    Call,
    Cast,
    Col,
    Exists,
    Expr,
    Infix,
    Join,
    Lit,
    Order,
    Out,
    Param,
    Scalar,
    Select,
    Table,
)  # fmt: skip

ONE = {"customer": "customer", "owner": "person", "region": "region"}
MANY = {"lines": ("line", "parent"), "orders": ("orders", "deal"), "parts": ("part", "parent"),
        "lots": ("lot", "orders"), "probes": ("probe", "deal")}  # fmt: skip
FULL, BARE = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
PERSON = "00000000-0000-0000-0000-0000000000a1"
DEPARTMENT = "00000000-0000-0000-0000-0000000000d1"


@dataclass
class RowFrame:
    alias: str
    numbers: Any = field(default_factory=count)
    around: "tuple[RowFrame, ...]" = ()

    def value(self, path: tuple[str, ...]) -> Expr:
        *links, last = path
        return self._through(links, lambda alias: Col(alias, last))

    def _through(self, links: list[str], build: Callable[[str], Expr]) -> Expr:
        if not links:
            return build(self.alias)
        alias = f"j{next(self.numbers)}"
        inner = RowFrame(alias, self.numbers)._through(links[1:], build)
        where = Infix("=", Col(alias, "id"), Col(self.alias, links[0]))
        return Scalar(Select((Out(inner, "v"),), source=Table(ONE[links[0]], alias), where=where))

    def _rows(self, path: tuple[str, ...]) -> tuple["RowFrame", Table, tuple[Join, ...], Expr]:
        """The innermost rows; those around them are joined, and links read in sub-selects."""
        here, tables, on = self, list[Table](), list[Expr]()
        links: list[str] = []
        for step in path:
            if step not in MANY:
                links.append(step)
                continue
            table, parent = MANY[step]
            alias = f"r{next(self.numbers)}"
            on.append(Infix("=", Col(alias, parent), here.value((*links, "id"))))
            inside = RowFrame(alias, self.numbers)
            inside.around = (*here.around, here) if tables else ()
            here, links = inside, []
            tables.append(Table(table, alias))
        joins = tuple(Join("cross join", table) for table in tables[1:])
        return here, tables[0], joins, And(tuple(on))

    def outer(self) -> "tuple[RowFrame, ...]":
        return self.around

    def itself(self) -> Expr:
        return Col(self.alias, "id")

    def point(self, path: tuple[str, ...]) -> Expr:
        return self.value(path)

    def calendar(self, *, works: bool) -> Expr:
        alias = f"h{next(self.numbers)}"
        days = Call("array_agg", (Col(alias, "day"),))
        wanted = Infix("=", Col(alias, "works"), Lit(works))
        return Scalar(Select((Out(days, "v"),), Table("sys_holiday", alias), where=wanted))

    def many(
        self, path: tuple[str, ...], build: Callable[[Frame], Expr], *, when_none: Expr | None
    ) -> Expr:
        inside, table, joins, where = self._rows(path)
        built = build(inside)
        found = Scalar(Select((Out(built, "v"),), source=table, joins=joins, where=where))
        return Call("coalesce", (found, when_none)) if when_none is not None else found

    def some(self, path: tuple[str, ...], build: Callable[[Frame], Expr | None]) -> Expr:
        inside, table, joins, where = self._rows(path)
        wanted = build(inside)
        both = where if wanted is None else And((where, wanted))
        return Exists(Select((Out(Lit(1), "v"),), source=table, joins=joins, where=both))

    def rows(self, path: tuple[str, ...], build: Callable[[Frame], RowQuery]) -> Expr:
        inside, table, joins, where = self._rows(path)
        query = build(inside)
        order = query.order or tuple(one.expr for one in inside.order())
        orders = tuple(Order(expr, descending=query.descending, nulls_last=True) for expr in order)
        conditions = where if query.where is None else And((where, query.where))
        return Scalar(
            Select(
                (Out(query.value, "v"),), source=table, joins=joins, where=conditions,
                order=orders, limit=Lit(1),
            )
        )  # fmt: skip

    def balance(self, name: str, measure: str, keys: tuple[Expr, ...]) -> Expr:
        where = Infix("=", Col("b", "code"), keys[0])
        table = Table(name.replace(".", "_"), "b")
        found = Scalar(Select((Out(Col("b", measure), "v"),), source=table, where=where))
        return Call("coalesce", (found, Lit(0)))

    def order(self) -> tuple[Order, ...]:
        outer = (one for frame in self.around[-1:] for one in frame.order())
        return (*outer, Order(Col(self.alias, "id" if self.alias == "d" else "position")))

    def me(self) -> Expr:
        return Param(PERSON, "uuid")

    def my(self, key: str) -> Expr:
        return {
            "department": Param(DEPARTMENT, "uuid"),
            "departments": Cast(Param([DEPARTMENT], "text[]"), "uuid[]"),
            "roles": ArrayOf((Lit("sales"),), "text[]"),
            "name": Param("王小明", "text"),
            "email": Param("wang@example.com", "text"),
            "address": Param("192.0.2.7", "text"),
        }[key]

    def now(self) -> Expr:
        return Param(datetime(2026, 1, 15, 2, 30, tzinfo=UTC), "timestamptz")

    def today(self) -> Expr:
        return Param(date(2026, 1, 15), "date")

    def zone(self) -> Expr:
        return Param("Asia/Shanghai", "text")


def statement(text: str, want: Type | None = None, record: str = FULL) -> tuple[str, list[Any]]:
    """SELECT of one formula for one deal."""
    expr = lower(compile_text(text, DEAL, want).tree, RowFrame("d"))
    where = Infix("=", Cast(Col("d", "id"), "text"), Param(record, "text"))
    return printed(Select((Out(expr, "v"),), source=Table("deal", "d"), where=where))


async def answer(
    database: asyncpg.Connection, text: str, want: Type | None = None, record: str = FULL
) -> Any:
    """What the database makes of a formula."""
    sql, values = statement(text, want, record)
    return await database.fetchval(sql, *values)


__all__ = ["BARE", "FULL", "NULL", "RowFrame", "answer", "statement"]
