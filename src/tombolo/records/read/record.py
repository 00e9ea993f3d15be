"""Whole records: every field the person sees, the rows of their lines, and what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from tombolo.access.grant import Grant, Rows
from tombolo.base import codec
from tombolo.base.errors import Missing
from tombolo.pg import printer
from tombolo.pg.tree import And, AnyOf, Call, Cast, Expr, Lit, Out, Select, Table
from tombolo.records.read import ask as asks
from tombolo.records.read.cells import cell, lines_cell
from tombolo.records.read.fetch import AnyWork, seal
from tombolo.records.read.guard import GuardedFrame, Sealed, row_condition
from tombolo.records.read.slots import bound, slot
from tombolo.schema.field import Field
from tombolo.schema.frame import Joins
from tombolo.schema.paths import resolve

_CHUNK = 40  # json_build_object takes at most 50 pairs


@dataclass(frozen=True, slots=True)
class Abilities:
    update: bool
    delete: bool
    restore: bool
    editable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One record as this person sees it; `values` are JSON-ready."""

    id: str
    version: int
    title: str
    values: dict[str, object]
    abilities: Abilities
    deleted_at: str | None = None


async def record(work: AnyWork, form: str, id_: str, *, in_bin: bool = False) -> Record:
    """One record. Missing when there is none that this person may see."""
    found = await records(work, form, [id_], in_bin=in_bin)
    if not found:
        raise Missing("record.missing", values={"form": form})
    return found[0]


async def records(
    work: AnyWork, form: str, ids: Sequence[str], *, in_bin: bool = False
) -> list[Record]:
    """The records of these ids that the person may see, in the order of the ids."""
    ask = asks.Ask(asks.Shape(form, bin=in_bin), values=(list(ids),))
    sealed = seal(work, ask)
    key = (work.catalog.version, work.grants.fingerprint, "records", ask.shape)
    kept = work.shelf.get(key)
    if kept is None:
        statement, edits = _statement(sealed, work.grants.of(form))
        kept = (printer.text(statement), edits)
        work.shelf.put(key, kept)
    (sql, values), edits = cast(
        "tuple[tuple[str, list[object]], tuple[tuple[str, ...], ...]]", kept
    )
    rows = await work.tx.rows(sql, *bound(values, ask, work))
    made = {str(row["id"]): _record(row, edits, in_bin=in_bin) for row in rows}
    return [made[one] for one in ids if one in made]


def _statement(sealed: Sealed, grant: Grant) -> tuple[Select, tuple[tuple[str, ...], ...]]:
    joins = Joins()
    frame = sealed.frame(joins)
    form = sealed.plan.card.form
    parts: list[Expr] = []
    for one in form.every.values():
        if grant.sees(one.key):
            parts.extend((Lit(one.key), _value(sealed, one, frame, grant)))
    chunks = [
        Call("json_build_object", tuple(parts[at : at + 2 * _CHUNK]))
        for at in range(0, len(parts), 2 * _CHUNK)
    ] or [Call("json_build_object", ())]
    written: dict[Rows, list[str]] = {}
    for name, rows in grant.written.items():
        written.setdefault(rows, []).append(name)
    ids = slot(lambda ask, _: ask.values[0], "uuid[]")
    where = And((AnyOf(frame.column("id"), ids), *sealed.rows(frame)))
    outs = (
        Out(frame.column("id"), "id"),
        Out(frame.column("version"), "version"),
        Out(frame.column("record_title"), "title"),
        Out(Cast(frame.column("deleted_at"), "text"), "deleted_at"),
        *(Out(Cast(chunk, "text"), f"v{n}") for n, chunk in enumerate(chunks)),
        *(
            Out(Lit(False) if form.append_only else _may(grant, verb, frame), f"may_{verb}")
            for verb in ("update", "delete")
        ),
        *(Out(_holds(rows, frame), f"e{n}") for n, rows in enumerate(written)),
    )
    select = Select(outs, Table(form.table, "t"), joins=tuple(joins.made), where=where)
    return select, tuple(tuple(sorted(names)) for names in written.values())


def _may(grant: Grant, verb: Any, frame: GuardedFrame) -> Expr:
    rows = grant.rows.get(verb)
    return _holds(rows, frame) if rows else Lit(False)


def _holds(rows: Rows, frame: GuardedFrame) -> Expr:
    return Call("coalesce", (And(row_condition(rows, frame)), Lit(False)))


def _value(sealed: Sealed, one: Field, frame: GuardedFrame, grant: Grant) -> Expr:
    if one.kind.rows:
        seen = tuple(column for column in one.fields if grant.sees(f"{one.key}.{column.key}"))
        return lines_cell(one, frame, seen)
    spot = resolve(sealed.catalog, sealed.plan.card.form.name, one.key)
    return cell(spot, frame) if spot else Lit(None)


def _record(row: Any, edits: tuple[tuple[str, ...], ...], *, in_bin: bool) -> Record:
    values: dict[str, object] = {}
    number = 0
    while f"v{number}" in row:
        values.update(codec.decode(row[f"v{number}"]))
        number += 1
    may_update = bool(row["may_update"]) and not in_bin
    editable = [name for n, names in enumerate(edits) if row[f"e{n}"] for name in names]
    return Record(
        id=str(row["id"]),
        version=int(row["version"]),
        title=str(row["title"]),
        values=values,
        abilities=Abilities(
            update=may_update,
            delete=bool(row["may_delete"]) and not in_bin,
            restore=bool(row["may_delete"]) and in_bin,
            editable=tuple(sorted(editable)) if may_update else (),
        ),
        deleted_at=row["deleted_at"],
    )
