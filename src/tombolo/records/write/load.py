"""Records as they are, locked, in the form that drafts have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from tombolo.access.grant import Rows
from tombolo.access.policy import Verb
from tombolo.base import codec
from tombolo.pg import printer
from tombolo.pg.tree import (
    And,
    AnyOf,
    Call,
    Cast,
    Col,
    Expr,
    Lit,
    Order,
    Out,
    Select,
    Table,
)
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.guard import row_condition
from tombolo.records.read.slots import WHO, bound, slot
from tombolo.records.work import Work
from tombolo.records.write import locks
from tombolo.records.write.change import LineDraft, Values
from tombolo.records.write.merge import Before
from tombolo.schema.catalog import Expressions, FormCard, LockRule
from tombolo.schema.field import Field
from tombolo.schema.frame import Joins, TableFrame
from tombolo.schema.stand_in import kind_of

_CHUNK = 40


@dataclass(frozen=True, slots=True)
class Found:
    """A locked record, whether it is in the bin, what the person may do with it as it is."""

    before: Before
    deleted: bool
    readable: bool
    allowed: bool
    created_by: str
    barred: frozenset[str]  # fields this person writes on other rows, not on this one
    masked: frozenset[str]  # fields this person sees on other rows, not on this one
    locks: tuple[LockRule, ...] = ()  # those that hold for the record as it is


async def load(
    work: Work[Any], card: FormCard, ids: Sequence[str], verb: Verb, *, lock: bool = True
) -> dict[str, Found]:
    """The records of these ids, locked in the order of their ids so that two savers never wait in a circle."""
    if not ids:
        return {}
    key = ("load", work.catalog.version, work.grants.fingerprint, card.form.name, verb, lock)
    kept = work.shelf.get(key)
    if kept is None:
        kept = tuple(printer.text(one) for one in _statements(work, card, verb, lock=lock))
        work.shelf.put(key, kept)
    ask = Ask(Shape(card.form.name), values=(list(ids),))
    texts = cast("tuple[tuple[str, list[object]], ...]", kept)
    rows = await work.tx.rows(texts[0][0], *bound(texts[0][1], ask, work))
    lines: dict[str, dict[str, list[LineDraft]]] = {str(row["id"]): {} for row in rows}
    for one, (sql, values) in zip(card.form.lines(), texts[1:], strict=True):
        for per_record in lines.values():
            per_record[one.key] = []
        for row in await work.tx.rows(sql, *bound(values, ask, work)):
            found = _values(row)
            line = LineDraft(str(row["id"]), int(row["position"]), dict(found), set(), found)
            line.was = _was(row, card.lines[one.key])
            lines[str(row["record"])][one.key].append(line)
    grant = work.grants.of(card.form.name)
    partly = {
        "w": [names for _, names in grant.partly(grant.written, verb)],
        "m": [names for _, names in grant.partly(grant.seen, "read")],
    }
    return {str(row["id"]): _found(card, row, lines[str(row["id"])], partly) for row in rows}


def _found(
    card: FormCard,
    row: Any,
    lines: Mapping[str, Sequence[LineDraft]],
    partly: Mapping[str, list[list[str]]],
) -> Found:
    return Found(
        before=Before(
            int(row["version"]),
            _values(row),
            lines,
            title=str(row["record_title"]),
            was=_was(row, card.own),
        ),
        deleted=row["deleted_at"] is not None,
        readable=bool(row["readable"]),
        allowed=bool(row["allowed"]),
        created_by=str(row["created_by"]),
        barred=_not_here(row, "w", partly),
        masked=_not_here(row, "m", partly),
        locks=locks.held(card, row),
    )


def _not_here(row: Any, what: str, partly: Mapping[str, list[list[str]]]) -> frozenset[str]:
    return frozenset(
        name for n, names in enumerate(partly[what]) if not row[f"{what}{n}"] for name in names
    )


def _was(row: Any, expressions: Expressions) -> frozenset[str]:
    """The fields whose default was due already as the row stands."""
    return frozenset(key for n, key in enumerate(expressions.default_whens) if row[f"d{n}"])


def _whens(expressions: Expressions, frame: TableFrame) -> list[Out]:
    return [
        Out(one.lower(frame), f"d{n}") for n, one in enumerate(expressions.default_whens.values())
    ]


def _values(row: Any) -> Values:
    values: Values = {}
    number = 0
    while f"v{number}" in row:
        values.update(codec.decode(row[f"v{number}"]))
        number += 1
    return {key: value for key, value in values.items() if value is not None}


def _statements(work: Work[Any], card: FormCard, verb: Verb, *, lock: bool) -> list[Select]:
    form = card.form
    joins = Joins()
    frame = TableFrame(work.catalog, form.name, "t", joins, WHO)
    ids = slot(lambda ask, _: ask.values[0], "uuid[]")
    grant = work.grants.of(form.name)
    parts: tuple[tuple[str, Mapping[str, Rows], Verb], ...] = (
        ("w", grant.written, verb),
        ("m", grant.seen, "read"),
    )
    outs = [
        *(
            Out(Col("t", name), name)
            for name in ("id", "version", "record_title", "deleted_at", "created_by")
        ),
        *_chunks(work, card, tuple(form.every.values()), ""),
        *_whens(card.own, frame),
        Out(_may(grant.rows.get("read"), frame), "readable"),
        Out(_may(grant.rows.get(verb), frame), "allowed"),
        *(
            Out(_may(rows, frame), f"{what}{n}")
            for what, fields, need in parts
            for n, (rows, _) in enumerate(grant.partly(fields, need))
        ),
        *locks.outs(card, frame),
    ]
    own = Select(
        tuple(outs),
        Table(form.table, "t"),
        joins=tuple(joins.made),
        where=AnyOf(Col("t", "id"), ids),
        order=(Order(Col("t", "id")),),
        lock="for no key update" if lock else "",
        lock_of=("t",) if lock else (),
    )
    return [own, *(_lines(work, card, one) for one in form.lines())]


def _lines(work: Work[Any], card: FormCard, one: Field) -> Select:
    ids = slot(lambda ask, _: ask.values[0], "uuid[]")
    frame = TableFrame(work.catalog, card.form.name, "t", Joins(), WHO, one.key)
    whens = _whens(card.lines[one.key], frame)
    return Select(
        (
            *(Out(Col("t", name), name) for name in ("id", "record", "position")),
            *_chunks(work, card, one.fields, one.key),
            *whens,
        ),
        Table(card.form.lines_table(one.key), "t"),
        joins=tuple(frame.joins.made),
        where=AnyOf(Col("t", "record"), ids),
        order=(Order(Col("t", "record")), Order(Col("t", "position")), Order(Col("t", "id"))),
    )


def _chunks(work: Work[Any], card: FormCard, fields: Sequence[Field], lines: str) -> list[Out]:
    """The stored values as JSON objects, forty to a column."""
    parts: list[tuple[str, Expr]] = []
    for one in (*fields, *card.hidden.get(lines, ())):
        if work.catalog.stored(card.form.name, one, lines):
            kind = kind_of(one, work.catalog.type_of(card.form.name, one, lines))
            parts.append((one.key, kind.out(Col("t", one.key))))
    chunks = [parts[at : at + _CHUNK] for at in range(0, len(parts), _CHUNK)] or [[]]
    return [
        Out(
            Cast(
                Call("json_build_object", tuple(x for key, e in chunk for x in (Lit(key), e))),
                "text",
            ),
            f"v{number}",
        )
        for number, chunk in enumerate(chunks)
    ]


def _may(rows: Any, frame: TableFrame) -> Expr:
    if not rows:
        return Lit(False)
    return Call("coalesce", (And(row_condition(rows, frame)), Lit(False)))
