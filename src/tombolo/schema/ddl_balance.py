"""The DDL of balances: the table, its keys, its guards."""

import hashlib
from collections.abc import Iterator, Mapping

from tombolo.pg import printer, quote
from tombolo.pg.tree import Col, Expr
from tombolo.schema.balance import Balance
from tombolo.schema.ddl import constraint
from tombolo.schema.field import Field
from tombolo.schema.keyed import filled, type_of


def drop(table: str) -> str:
    """What stands in it follows from the ledgers, so nothing is lost."""
    return f"drop table if exists {quote.name(table)}"


def create(balance: Balance) -> str:
    """The table without keys and guards; those follow when it is filled."""
    columns = [
        '"id" uuid not null primary key default gen_random_uuid()',
        *(f"{quote.name(one.key)} {quote.type_name(type_of(one))}" for one in balance.keys),
        *(f"{quote.name(one.key)} numeric not null default 0" for one in balance.measures),
    ]
    return f"create table {quote.name(balance.table)} ({', '.join(columns)})"


def indexes(balance: Balance, targets: Mapping[str, str]) -> Iterator[str]:
    """One row for each key, blank keys too; an index for each link but the first, and its reference.

    A record is purged only where no ledger counts it any more: its zeros go with it.
    """
    table = quote.name(balance.table)
    parts = ", ".join(f"({_sql(filled(one, Col(balance.table, one.key)))})" for one in balance.keys)
    yield f"create unique index {quote.name(_name('k', balance.table))} on {table} ({parts})"
    for number, one in enumerate(balance.keys):
        target = _target(one, targets)
        if not target:
            continue
        column = quote.name(one.key)
        if number:
            name = quote.name(_name("i", balance.table, one.key))
            yield f"create index {name} on {table} ({column})"
        yield (
            f"alter table {table} add constraint {constraint(one.key)} foreign key ({column}) "
            f"references {quote.name(target)} on delete cascade deferrable initially deferred"
        )


def guard(table: str, name: str, need: Expr) -> str:
    """A guard as a constraint: it holds at every commit, whoever writes."""
    return f"alter table {quote.name(table)} add constraint {quote.name(name)} check ({_sql(need)})"


def _target(one: Field, targets: Mapping[str, str]) -> str:
    return targets.get(one.kind.points_to(), "")


def _sql(expr: Expr) -> str:
    sql, values = printer.expression(expr)
    return printer.inlined(sql, values) if values else sql


def _name(prefix: str, *parts: str) -> str:
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()[:10]
    return f"{prefix}_{parts[0][:40]}_{digest}"
