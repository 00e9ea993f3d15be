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
    Lit,
    Order,
    Out,
    Param,
    Scalar,
    Select,
    Table,
)  # fmt: skip

ONE = {"customer": "customer", "owner": "person", "region": "region"}
MANY = {"lines": ("line", "parent"), "orders": ("orders", "deal"), "parts": ("part", "parent")}
FULL, BARE = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
PERSON = "00000000-0000-0000-0000-0000000000a1"
DEPARTMENT = "00000000-0000-0000-0000-0000000000d1"


@dataclass
class RowFrame:
    alias: str
    numbers: Any = field(default_factory=count)

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

    def _rows(self, path: tuple[str, ...]) -> tuple[str, Table, Expr]:
        assert len(path) == 1
        table, parent = MANY[path[0]]
        alias = f"r{next(self.numbers)}"
        return alias, Table(table, alias), Infix("=", Col(alias, parent), Col(self.alias, "id"))

    def many(
        self, path: tuple[str, ...], build: Callable[[Frame], Expr], *, when_none: Expr | None
    ) -> Expr:
        alias, table, where = self._rows(path)
        built = build(RowFrame(alias, self.numbers))
        found = Scalar(Select((Out(built, "v"),), source=table, where=where))
        return Call("coalesce", (found, when_none)) if when_none is not None else found

    def some(self, path: tuple[str, ...], build: Callable[[Frame], Expr | None]) -> Expr:
        alias, table, where = self._rows(path)
        wanted = build(RowFrame(alias, self.numbers))
        both = where if wanted is None else And((where, wanted))
        return Exists(Select((Out(Lit(1), "v"),), source=table, where=both))

    def rows(self, path: tuple[str, ...], build: Callable[[Frame], RowQuery]) -> Expr:
        alias, table, where = self._rows(path)
        query = build(RowFrame(alias, self.numbers))
        order = query.order or (Col(alias, "position"),)
        orders = tuple(Order(expr, descending=query.descending, nulls_last=True) for expr in order)
        conditions = where if query.where is None else And((where, query.where))
        return Scalar(
            Select(
                (Out(query.value, "v"),), source=table, where=conditions, order=orders, limit=Lit(1)
            )
        )

    def balance(self, name: str, measure: str, keys: tuple[Expr, ...]) -> Expr:
        where = Infix("=", Col("b", "code"), keys[0])
        table = Table(name.replace(".", "_"), "b")
        found = Scalar(Select((Out(Col("b", measure), "v"),), source=table, where=where))
        return Call("coalesce", (found, Lit(0)))

    def order(self) -> tuple[Order, ...]:
        return (Order(Col(self.alias, "position")),)

    def me(self) -> Expr:
        return Param(PERSON, "uuid")

    def my(self, key: str) -> Expr:
        return {
            "department": Param(DEPARTMENT, "uuid"),
            "departments": Cast(Param([DEPARTMENT], "text[]"), "uuid[]"),
            "roles": ArrayOf((Lit("sales"),), "text[]"),
            "name": Param("王小明", "text"),
            "email": Param("wang@example.com", "text"),
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
