"""Balances in SQL: what the ledgers add up to, where the table differs, a guard at one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tombolo.pg.tree import (
    And,
    Call,
    Cast,
    Col,
    Expr,
    Infix,
    Insert,
    IsNull,
    Join,
    Lit,
    Or,
    Out,
    Select,
    Sub,
    Table,
    Union,
)
from tombolo.schema.catalog import BalanceCard, Catalog, Counted, Path
from tombolo.schema.frame import Joins, TableFrame, nobody
from tombolo.schema.keyed import kept, type_of

SUMMED = "_sum"  # no key can begin so: `<measure>_sum` beside the measure as it is kept


@dataclass(slots=True)
class GuardFrame(TableFrame):
    """The keys and measures of one balance, as SQL."""

    values: Mapping[str, Expr] = field(default_factory=dict[str, Expr])

    def value(self, path: Path) -> Expr:
        return self.values[path[0]]


def guard_frame(catalog: Catalog, values: Mapping[str, Expr]) -> GuardFrame:
    """Where a guard is judged. It asks neither clock nor person, so no zone matters."""
    return GuardFrame(catalog, "", "", Joins(), nobody("UTC"), values=values)


def columns_of(card: BalanceCard, alias: str) -> dict[str, Expr]:
    """The columns of the balance's table."""
    every = (*card.balance.keys, *card.balance.measures)
    return {one.key: Col(alias, one.key) for one in every}


def summed(catalog: Catalog, card: BalanceCard) -> Select:
    """Every key with what the ledgers add up to; records in the bin are not counted."""
    balance = card.balance
    union = Union(tuple(_part(catalog, card, one) for one in card.sources))
    keys = tuple(Col("u", one.key) for one in balance.keys)
    sums = (Out(_sum(Col("u", one.key)), one.key) for one in balance.measures)
    outs = (*(Out(key, key.name) for key in keys), *sums)
    return Select(outs, Sub(union, "u"), group=keys)


def _sum(value: Expr) -> Expr:
    return Call("coalesce", (Call("sum", (value,)), Lit(0)))


def _part(catalog: Catalog, card: BalanceCard, source: Counted) -> Select:
    form = catalog.form(source.form)
    table = form.lines_table(source.lines) if source.lines else form.table
    record = "r" if source.lines else "t"
    where: list[Expr] = [IsNull(Col(record, "deleted_at"))]
    if source.where:
        where.append(Col("t", source.where))
    same = Infix("=", Col("r", "id"), Col("t", "record"))
    balance = card.balance
    keys = (
        Out(Cast(kept(one, Col("t", source.keys[one.key])), type_of(one)), one.key)
        for one in balance.keys
    )
    measures = (Out(_added(source.adds.get(one.key)), one.key) for one in balance.measures)
    joins = (Join("join", Table(form.table, "r"), same),) if source.lines else ()
    return Select((*keys, *measures), Table(table, "t"), joins=joins, where=And(tuple(where)))


def _added(column: str | None) -> Expr:
    value: Expr = Col("t", column) if column else Lit(0)
    return Cast(Call("coalesce", (value, Lit(0))), "numeric")


def fill(catalog: Catalog, card: BalanceCard) -> Insert:
    """Every row of the balance anew, into its empty table."""
    select = summed(catalog, card)
    return Insert(card.balance.table, tuple(out.name for out in select.columns), select)


def differing(catalog: Catalog, card: BalanceCard) -> Select:
    """The keys whose measures are not what the ledgers add up to: kept, and `<measure>_sum`."""
    balance = card.balance
    table = Table(balance.table, "b")
    nothing = Cast(Lit(0), "numeric")

    def side(source: Table | Sub, alias: str, *, is_kept: bool) -> Select:
        keys = tuple(Out(Col(alias, one.key), one.key) for one in balance.keys)
        found: list[Out] = []
        for one in balance.measures:
            value = Col(alias, one.key)
            found.append(Out(value if is_kept else nothing, one.key))
            found.append(Out(nothing if is_kept else value, one.key + SUMMED))
        return Select((*keys, *found), source)

    both = Union(
        (
            side(table, "b", is_kept=True),
            side(Sub(summed(catalog, card), "s"), "s", is_kept=False),
        )
    )
    keys = tuple(Col("u", one.key) for one in balance.keys)
    outs = [Out(key, key.name) for key in keys]
    apart: list[Expr] = []
    for one in balance.measures:
        mine, theirs = _sum(Col("u", one.key)), _sum(Col("u", one.key + SUMMED))
        outs.extend((Out(mine, one.key), Out(theirs, one.key + SUMMED)))
        apart.append(Infix("<>", mine, theirs))
    return Select(tuple(outs), Sub(both, "u"), group=keys, having=Or(tuple(apart)))
