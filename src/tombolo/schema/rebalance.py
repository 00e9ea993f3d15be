"""Balances when definitions change: which begin, go or are counted anew, and the counting itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.pg.pool import ReadTx, WriteTx
from tombolo.pg.tree import Call, Cast, Col, Expr, Infix, Join, Lit, Not, Out, Select, Table
from tombolo.schema import ddl_balance, sums
from tombolo.schema.catalog import BalanceCard, Catalog
from tombolo.schema.diff import Step
from tombolo.schema.field import Field
from tombolo.schema.keyed import type_of
from tombolo.schema.system import PEOPLE, TITLE
from tombolo.schema.tables import TARGETS

WHAT = frozenset({"add_balance", "drop_balance", "rebalance"})
_MOVES = frozenset({"recompute", "retype_column"})


def steps(old: Catalog, new: Catalog, todo: Iterable[Step]) -> Iterator[Step]:
    """What a change of definitions means for balances; `todo` are the steps of the forms' tables.

    A balance follows from its ledgers, so whatever changes of it, it is counted anew.
    """
    moved = {(step.table, step.column.name) for step in todo if step.what in _MOVES and step.column}
    for name, card in new.balances.items():
        before = old.balances.get(name)
        if before is None:
            yield Step("add_balance", card.balance.table, name)
        elif shape(old, before) != shape(new, card) or moved & set(columns(new, card)):
            yield Step("rebalance", card.balance.table, name)
    for name, card in old.balances.items():
        if name not in new.balances:
            yield Step("drop_balance", card.balance.table, name)


def columns(catalog: Catalog, card: BalanceCard) -> Iterator[tuple[str, str]]:
    """The tables and columns that decide what a balance counts."""
    for source in card.sources:
        form = catalog.form(source.form)
        table = form.lines_table(source.lines) if source.lines else form.table
        yield from ((table, one) for one in source.columns)


def shape(catalog: Catalog, card: BalanceCard) -> object:
    """What of a balance stands in the database: two of the same shape hold the same."""
    balance = card.balance
    sources = [
        (
            list(columns(catalog, card)),
            one.where,
            sorted(one.keys.items()),
            sorted(one.adds.items()),
        )
        for one in card.sources
    ]
    targets = targets_of(catalog)
    keys = [(one.key, type_of(one), targets.get(one.kind.points_to())) for one in balance.keys]
    guards = [one.name for one in card.guards]
    return keys, [one.key for one in balance.measures], sources, guards


def targets_of(catalog: Catalog) -> dict[str, str]:
    """The table of every form, and of people."""
    return {**TARGETS, **{name: card.form.table for name, card in catalog.cards.items()}}


async def carry_out(tx: WriteTx, catalog: Catalog, todo: Iterable[Step]) -> None:
    """The steps of balances, when the ledgers are as they will be. Raises Invalid for a guard that
    today's data break.
    """
    every = [step for step in todo if step.what in WHAT]
    for step in every:
        await tx.run(ddl_balance.drop(step.table))
    problems: list[Problem] = []
    for step in every:
        if step.what == "drop_balance":
            continue
        card = catalog.balances[step.form]
        await tx.run(ddl_balance.create(card.balance))
        await tx.run(sums.fill(catalog, card))
        for statement in ddl_balance.indexes(card.balance, targets_of(catalog)):
            await tx.run(statement)
        # What was filled waits for its foreign keys; a table with such rows takes no more DDL.
        await tx.run("set constraints all immediate")
        found = await broken(tx, catalog, card)
        problems.extend(found)
        for guard in card.guards if not found else ():
            frame = sums.guard_frame(catalog, sums.columns_of(card, card.balance.table))
            need = guard.condition.lower(frame)
            await tx.run(ddl_balance.guard(card.balance.table, guard.name, need))
    if problems:
        raise Invalid("definition.invalid", problems=problems)


async def broken(tx: ReadTx, catalog: Catalog, card: BalanceCard) -> list[Problem]:
    """The guards that what stands in the table breaks: for how many keys, with an example."""
    found: list[Problem] = []
    frame = sums.guard_frame(catalog, sums.columns_of(card, "b"))
    titled = titles(catalog, card)
    texts = [*titled.texts, *(Cast(Col("b", one.key), "text") for one in card.balance.measures)]
    for number, guard in enumerate(card.guards):
        select = Select(
            (
                Out(Cast(Call("count", (Lit(1),)), "integer"), "count"),
                Out(Call("min", (Call("concat_ws", (Lit(" / "), *texts)),)), "example"),
            ),
            Table(card.balance.table, "b"),
            joins=titled.joins,
            where=Not(guard.condition.lower(frame)),
        )
        row = cast("Any", await tx.row(select))
        if row["count"]:
            values = {
                "count": row["count"], "example": row["example"], "need": guard.condition.text,
            }  # fmt: skip
            place = f"{card.balance.place}guard.{number}.need"
            found.append(Problem("balance.broken", place, values))
    return found


@dataclass(frozen=True, slots=True)
class Titles:
    """The keys of a balance as people read them, and the joins that this needs."""

    texts: tuple[Expr, ...]
    joins: tuple[Join, ...]


def titles(catalog: Catalog, card: BalanceCard, alias: str = "b") -> Titles:
    """A link by the title of its record, a person or department by name, the rest as it is."""
    texts: list[Expr] = []
    joins: list[Join] = []
    for number, one in enumerate(card.balance.keys):
        source = _titled(catalog, one)
        mine = Col(alias, one.key)
        if source is None:
            texts.append(Cast(mine, "text"))
            continue
        table, column = source
        there = f"k{number}"
        joins.append(Join("left join", Table(table, there), Infix("=", Col(there, "id"), mine)))
        texts.append(Col(there, column))
    return Titles(tuple(texts), tuple(joins))


def _titled(catalog: Catalog, one: Field) -> tuple[str, str] | None:
    target = one.kind.points_to()
    if target in PEOPLE:
        return PEOPLE[target], "name"
    return (catalog.form(target).table, TITLE) if target else None
