"""A sealed plan to one SQL statement: PostgreSQL writes the page as JSON text."""

import base64
import datetime as dt
import re
from typing import cast
from uuid import UUID

from tombolo.base import codec
from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.pg.tree import (
    And,
    Call,
    Cast,
    Col,
    Expr,
    Infix,
    IsNull,
    Lit,
    Not,
    Or,
    Order,
    Out,
    Param,
    Select,
    Star,
    Sub,
    Table,
)
from tombolo.records.read.ask import Ask
from tombolo.records.read.cells import cell
from tombolo.records.read.guard import GuardedFrame, Sealed
from tombolo.records.read.operators import comparison, driven
from tombolo.records.read.plan import Any, Every, Never, Stated, Test, Tested
from tombolo.records.read.slots import slot
from tombolo.schema.condition import column_type
from tombolo.schema.frame import Joins
from tombolo.schema.search import searchable
from tombolo.schema.system import ID, PEOPLE, TITLE, VERSION

ROOT = "t"


def page(sealed: Sealed) -> Select:
    """rows: the page as JSON text; last: the cursor of its last row; n: how many rows.

    The inner select finds the rows (conditions, order, limit), the outer one dresses them, so that
    titles of links are fetched for one page only.
    """
    plan = sealed.plan
    inner_joins = Joins()
    inner = sealed.frame(inner_joins, ROOT)
    keys = _keys(sealed, inner)  # under names that no field can have
    where = (*sealed.rows(inner), *conditions(sealed, inner))
    outer_joins = Joins(numbers=inner_joins.numbers)
    outer = sealed.frame(outer_joins, ROOT)
    cells = tuple(cell(spot, outer) for spot in plan.columns)
    version = Lit(0) if plan.card.form.sums else Col(ROOT, VERSION)
    needed = {name for alias, name in outer_joins.used if alias == ROOT} | {ID}
    if not plan.card.form.sums:
        needed.add(VERSION)
    found = Select(
        (
            *(Out(Col(ROOT, name), name) for name in sorted(needed)),
            *(Out(expr, f"_k{n}") for n, (expr, _) in enumerate(keys)),
        ),
        Table(plan.card.form.table, ROOT),
        joins=tuple(inner_joins.made),
        where=And((*where, *_after(sealed, keys))),
        order=_orders(keys, [expr for expr, _ in keys]),
        limit=Param(plan.shape.limit, "bigint"),
    )
    outside = [Col(ROOT, f"_k{n}") for n in range(len(keys))]
    order = _orders(keys, outside)
    row = Call("json_build_array", (Col(ROOT, ID), version, *cells))
    cursor = Call("json_build_array", tuple(Cast(one, "text") for one in outside))
    rows = Call("json_agg", (row,), order=order)
    last = Infix("->", Call("json_agg", (cursor,), order=order), Lit(-1))
    return Select(
        (
            Out(Cast(Call("coalesce", (rows, Cast(Lit("[]"), "json"))), "text"), "rows"),
            Out(Cast(last, "text"), "last"),
            Out(Call("count", (Star(),)), "n"),
        ),
        Sub(found, ROOT),
        joins=tuple(outer_joins.made),
    )


def counted(sealed: Sealed, most: int) -> Select:
    """How many rows match, at most `most`."""
    joins = Joins()
    frame = sealed.frame(joins, ROOT)
    where = And((*sealed.rows(frame), *conditions(sealed, frame)))
    found = Select(
        (Out(Lit(1), "one"),),
        Table(sealed.plan.card.form.table, ROOT),
        joins=tuple(joins.made),
        where=where,
        limit=Param(most, "bigint"),
    )
    return Select((Out(Call("count", (Star(),)), "n"),), Sub(found, "c"))


def estimated(sealed: Sealed) -> Select:
    """The select whose plan the server is asked for, to guess a large count."""
    joins = Joins()
    frame = sealed.frame(joins, ROOT)
    where = And((*sealed.rows(frame), *conditions(sealed, frame)))
    return Select(
        (Out(Lit(1), "one"),),
        Table(sealed.plan.card.form.table, ROOT),
        joins=tuple(joins.made),
        where=where,
    )


def totals(sealed: Sealed) -> Select:
    """The totals over all rows that match, as a JSON array of texts."""
    joins = Joins()
    frame = sealed.frame(joins, ROOT)
    outs = total_cells(sealed, frame)
    where = And((*sealed.rows(frame), *conditions(sealed, frame)))
    return Select(
        (Out(Cast(Call("json_build_array", outs), "text"), "totals"),),
        Table(sealed.plan.card.form.table, ROOT),
        joins=tuple(joins.made),
        where=where,
    )


def total_cells(sealed: Sealed, frame: GuardedFrame) -> tuple[Expr, ...]:
    """One aggregate for each total asked."""
    found: list[Expr] = []
    for total in sealed.plan.totals:
        value = frame.value(total.spot.path)
        match total.fn:
            case "count_empty":
                made: Expr = Call("count", (Star(),), where=IsNull(value))
            case "count_distinct":
                made = Call("count", (value,), distinct=True)
            case "avg":
                made = Call("round", (Call("avg", (value,)), Lit(6)))
            case _:
                made = Call(total.fn, (value,))
        found.append(Cast(made, "text"))
    return tuple(found)


def groups(sealed: Sealed) -> Select:
    """Rows grouped: for each group its keys, count and totals; the largest first, 500 at most."""
    plan = sealed.plan
    joins = Joins()
    frame = sealed.frame(joins, ROOT)
    keys = tuple(_bucket(sealed, frame, n) for n in range(len(plan.by)))
    where = And((*sealed.rows(frame), *conditions(sealed, frame)))
    count = Call("count", (Star(),))
    return Select(
        (
            Out(
                Cast(Call("json_build_array", tuple(Cast(key, "text") for key in keys)), "text"),
                "key",
            ),
            Out(count, "n"),
            Out(Cast(Call("json_build_array", total_cells(sealed, frame)), "text"), "totals"),
        ),
        Table(plan.card.form.table, ROOT),
        joins=tuple(joins.made),
        where=where,
        group=keys,
        order=tuple(Order(key, nulls_last=True) for key in keys),
        limit=Param(plan.shape.limit + 1, "bigint"),
    )


def _bucket(sealed: Sealed, frame: GuardedFrame, number: int) -> Expr:
    spot = sealed.plan.by[number]
    value = frame.value(spot.path)
    if spot.type.name not in {"date", "moment"}:
        return value
    local = (
        Infix("at time zone", value, frame.zone())
        if spot.type.name == "moment"
        else Cast(value, "timestamp")
    )
    return Cast(Call("date_trunc", (Lit(sealed.plan.shape.bucket or "day"), local)), "date")


def conditions(sealed: Sealed, frame: GuardedFrame) -> tuple[Expr, ...]:
    """The ask's own conditions: filter and search."""
    plan = sealed.plan
    tests = (_test(plan.test, frame),) if plan.test else ()
    return (*tests, *_search(sealed, frame))


def _test(test: Test, frame: GuardedFrame) -> Expr:
    match test:
        case Every(items):
            return And(tuple(_test(item, frame) for item in items))
        case Any(items):
            return Or(tuple(_test(item, frame) for item in items))
        case Never(item):
            # A condition that is unknown does not hold, so its opposite does.
            return Not(Call("coalesce", (_test(item, frame), Lit(False))))
        case Stated(condition):
            return condition.holds(frame)
        case Tested(spot, cmp):
            if spot.kind.rows:
                return comparison(cell(spot, frame), spot, cmp)
            return comparison(frame.value(spot.path), spot, cmp)


def _search(sealed: Sealed, frame: GuardedFrame) -> tuple[Expr, ...]:
    """Each term in the search text, found by its pairs of characters, checked on what may be seen."""
    card = sealed.plan.card
    if card.form.sums:
        return _search_keys(sealed, frame)
    grant = sealed.grants.of(card.form.name)
    fields = searchable(card)
    partly = [one for one in fields if not grant.sees(one.key) or grant.masked(one.key)]
    found: list[Expr] = []
    for number, length in enumerate(sealed.plan.shape.terms):
        text = frame.column("record_search")
        term = _term(number)
        if length > 1:
            found.append(Infix("@>", Call("bigrams", (text,)), Call("bigrams", (term,))))
        if not partly:
            found.append(_holds_term(text, term))
            continue
        seen = [frame.own(one.key) for one in fields if grant.sees(one.key)]
        # Values next to each other must not make a word together, so each is looked at alone.
        found.append(Or(tuple(_holds_term(Call("search_fold", (one,)), term) for one in seen)))
    return tuple(found)


def _search_keys(sealed: Sealed, frame: GuardedFrame) -> tuple[Expr, ...]:
    """A balance is found by its keys as people read them: titles, names, texts."""
    texts: list[Expr] = []
    for one in sealed.plan.card.form.fields:
        target = one.kind.points_to()
        if target in PEOPLE:
            texts.append(frame.through(one.key).own("name"))
        elif target:
            texts.append(frame.through(one.key).column(TITLE))
        elif one.kind.searchable:
            texts.append(frame.own(one.key))
    return tuple(
        Or(tuple(_holds_term(Call("search_fold", (text,)), _term(number)) for text in texts))
        for number in range(len(sealed.plan.shape.terms))
    )


def _term(number: int) -> Expr:
    # Folded by the database, as what is stored was: two foldings could disagree.
    return Call("search_fold", (slot(lambda ask, _: ask.terms[number], "text"),))


def _holds_term(text: Expr, term: Expr) -> Expr:
    return Infix(">", Call("strpos", (text, term)), Lit(0))


# -- order and keyset --------------------------------------------------------------------------


def _keys(sealed: Sealed, frame: GuardedFrame) -> list[tuple[Expr, bool]]:
    """The sort keys, made unique by the id."""
    keys: list[tuple[Expr, bool]] = [
        (frame.value(key.spot.path), key.descending) for key in sealed.plan.keys
    ]
    if not keys and not sealed.plan.card.form.sums:
        keys.append((frame.column("created_at"), True))
    keys.append((frame.column(ID), bool(keys) and keys[-1][1]))
    return keys


def _types(sealed: Sealed) -> list[str]:
    found = [column_type(key.spot.type) for key in sealed.plan.keys]
    usual = [] if sealed.plan.card.form.sums else ["timestamptz"]
    return [*(found or usual), "uuid"]


def _orders(keys: list[tuple[Expr, bool]], exprs: "list[Expr] | list[Col]") -> tuple[Order, ...]:
    # Blanks last, always; columns that are never blank keep the plain order their index has.
    last = len(keys) - 1
    made: list[Order] = []
    for n, (original, descending) in enumerate(keys):
        plain = n == last or (
            isinstance(original, Col) and original.name in {"created_at", "updated_at"}
        )
        nulls = None if plain or not descending else True
        made.append(Order(exprs[n], descending=descending, nulls_last=nulls))
    return tuple(made)


def _after(sealed: Sealed, keys: list[tuple[Expr, bool]]) -> tuple[Expr, ...]:
    """Rows behind the cursor: later by the first key, or equal there and later by the next."""
    if not sealed.plan.shape.after:
        return ()
    types = _types(sealed)
    marks = [
        slot(lambda ask, _, n=n, t=type_: cursor_value(ask, n, t, len(types)), type_)
        for n, type_ in enumerate(types)
    ]
    never_blank = len(keys) == 2 and not sealed.plan.keys
    if never_blank:
        op = "<" if keys[0][1] else ">"
        left, right = Call("row", (keys[0][0], keys[1][0])), Call("row", tuple(marks))
        return (Infix(op, left, right),)
    behind: Expr = Lit(False)
    for (expr, descending), mark in reversed(list(zip(keys, marks, strict=True))):
        op = "<" if descending else ">"
        later = Or((Infix(op, expr, mark), And((IsNull(expr), IsNull(mark, negated=True)))))
        behind = Or((later, And((Infix("is not distinct from", expr, mark), behind))))
    return (behind,)


def cursor(last: str) -> str:
    """The last row's keys as an opaque text."""
    return base64.urlsafe_b64encode(last.encode()).decode()


def cursor_value(ask: Ask, number: int, type_: str, count: int) -> object:
    """One key of the cursor, typed. Raises Invalid for a cursor that is none of ours."""
    try:
        keys = codec.decode(base64.urlsafe_b64decode(ask.after.encode()))
        if not isinstance(keys, list) or len(cast("list[object]", keys)) != count:
            raise ValueError  # noqa: TRY301 - told below with the others
        raw = cast("list[object]", keys)[number]
        if raw is None and type_ != "uuid":
            return None  # blanks come last, so a page may end with one
        if not isinstance(raw, str):
            raise ValueError  # noqa: TRY004, TRY301 - a caller's value, not our type
        return _mark(raw, type_)
    except (ValueError, OverflowError, Invalid):
        raise Invalid("ask.invalid", problems=[Problem("ask.bad_cursor", "after")]) from None


_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def _mark(text: str, type_: str) -> object:
    """A key's text, as PostgreSQL wrote it, typed again. Raises ValueError for any other."""
    match type_:
        case "boolean":
            good = text in {"true", "false"}
        case "numeric":
            good = _NUMBER.fullmatch(text) is not None
        case "text":
            good = "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
        case "timestamptz":
            good = dt.datetime.fromisoformat(text).tzinfo is not None
        case _:
            good = True
    if not good:
        raise ValueError
    if type_ == "boolean":
        return text == "true"
    if type_ == "timestamptz":
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    return UUID(text) if type_ == "uuid" else driven(text, type_)
