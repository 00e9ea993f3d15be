"""Drafts to rows: one statement for each table, however many records there are."""

from collections.abc import Sequence
from typing import cast

from tombolo.base import codec
from tombolo.base.errors import Conflict, Invalid
from tombolo.base.problems import Problem
from tombolo.pg import printer
from tombolo.pg.pool import WriteTx
from tombolo.pg.tree import (
    AnyOf,
    Col,
    Delete,
    Expr,
    Infix,
    Insert,
    Lit,
    Out,
    Rowset,
    Select,
    Update,
)
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.slots import WHO, bound, slot
from tombolo.records.work import Work
from tombolo.records.write.change import Draft, LineDraft
from tombolo.schema.catalog import Catalog, FormCard
from tombolo.schema.condition import column_type
from tombolo.schema.ddl_shadow import PREFIX
from tombolo.schema.field import Field
from tombolo.schema.tables import tables_of

_ROWS = slot(lambda ask, _: ask.values[0], "json")
_IDS = slot(lambda ask, _: ask.values[0], "uuid[]")
_OWN = (("id", "uuid"), ("record_title", "text"), ("record_search", "text"))


async def store(work: Work[WriteTx], card: FormCard, drafts: Sequence[Draft]) -> None:
    """Insert what is new, change what was there. Raises Conflict for a unique clash."""
    new = [one for one in drafts if one.is_new]
    old = [one for one in drafts if not one.is_new]
    try:
        if new:
            await _run(work, card, "insert", codec.text([_record(one) for one in new]))
        if old:
            await _run(work, card, "update", codec.text([_record(one) for one in old]))
        for line in card.form.lines():
            await _lines(work, card, line, drafts)
        await work.tx.run("set constraints all immediate")
    except Conflict as clash:
        raise _told(clash, card, drafts) from clash
    except Invalid as wrong:
        raise _too_long(wrong, work.catalog, card, drafts) from wrong


def _record(draft: Draft) -> dict[str, object]:
    return {
        "id": draft.id,
        "record_title": draft.title,
        "record_search": draft.search,
        **draft.values,
    }


async def _lines(
    work: Work[WriteTx], card: FormCard, field: Field, drafts: Sequence[Draft]
) -> None:
    added: list[dict[str, object]] = []
    changed: list[dict[str, object]] = []
    gone: list[str] = []
    for draft in drafts:
        rows = draft.lines.get(field.key)
        if rows is None:
            # Lines that the change did not bring may still hold computed values that moved.
            rows = [
                one for one in draft.lines_before.get(field.key, ()) if one.values != one.before
            ]
        else:
            kept = {one.id for one in rows}
            gone.extend(
                one.id for one in draft.lines_before.get(field.key, ()) if one.id not in kept
            )
        for line in rows:
            if line.before is None:
                added.append(_line(draft, line))
            elif line.values != line.before or _moved(draft, field, line):
                changed.append(_line(draft, line))
    if gone:
        await _run(work, card, f"delete {field.key}", gone)
    if added:
        await _run(work, card, f"insert {field.key}", codec.text(added))
    if changed:
        await _run(work, card, f"update {field.key}", codec.text(changed))


def _moved(draft: Draft, field: Field, line: LineDraft) -> bool:
    before = {one.id: one.position for one in draft.lines_before.get(field.key, ())}
    return before.get(line.id) != line.position


def _line(draft: Draft, line: LineDraft) -> dict[str, object]:
    return {"id": line.id, "record": draft.id, "position": line.position, **line.values}


async def _run(work: Work[WriteTx], card: FormCard, what: str, value: object) -> None:
    key = ("store", work.catalog.version, card.form.name, what)
    kept = work.shelf.get(key)
    if kept is None:
        kept = printer.text(_statement(work.catalog, card, what))
        work.shelf.put(key, kept)
    sql, values = cast("tuple[str, list[object]]", kept)
    await work.tx.run(sql, *bound(values, Ask(Shape(""), values=(value,)), work))


def _statement(catalog: Catalog, card: FormCard, what: str) -> Insert | Update | Delete:
    verb, _, lines = what.partition(" ")
    form = card.form
    table = form.lines_table(lines) if lines else form.table
    if verb == "delete":
        return Delete(table, "t", where=AnyOf(Col("t", "id"), _IDS))
    columns = _columns(catalog, card, lines)
    head = (("id", "uuid"), ("record", "uuid"), ("position", "integer")) if lines else _OWN
    rowset = Rowset(_ROWS, "r", (*head, *columns))
    names = [name for name, _ in (*head, *columns)]
    if verb == "insert":
        extra: tuple[tuple[str, Expr], ...] = () if lines else (
            ("version", Lit(1)), ("created_at", WHO.now), ("created_by", WHO.me),
            ("updated_at", WHO.now), ("updated_by", WHO.me),
        )  # fmt: skip
        outs = (
            *(Out(Col("r", name), name) for name in names),
            *(Out(e, name) for name, e in extra),
        )
        return Insert(table, tuple(out.name for out in outs), Select(outs, rowset))
    sets: list[tuple[str, Expr]] = [
        (name, Col("r", name)) for name in names if name not in {"id", "record"}
    ]
    if not lines:
        sets.append(("version", Infix("+", Col("t", "version"), Lit(1))))
        sets.extend((("updated_at", WHO.now), ("updated_by", WHO.me)))
    where = Infix("=", Col("t", "id"), Col("r", "id"))
    return Update(table, "t", tuple(sets), source=rowset, where=where)


_STAMPS = frozenset({"created_at", "created_by", "updated_at", "updated_by"})


def _columns(catalog: Catalog, card: FormCard, lines: str) -> tuple[tuple[str, str], ...]:
    """The fields that have a column and are written here, with their types."""
    form = card.form
    if lines:
        owner = form.field(lines)
        fields = owner.fields if owner else ()
    else:
        fields = tuple(one for one in form.every.values() if one.key not in _STAMPS)
    return tuple(
        (one.key, _type(catalog, form.name, one, lines))
        for one in (*fields, *card.hidden.get(lines, ()))
        if catalog.stored(form.name, one, lines)
    )


def _type(catalog: Catalog, form: str, one: Field, lines: str) -> str:
    return one.kind.column or column_type(catalog.type_of(form, one, lines))


def _told(clash: Conflict, card: FormCard, drafts: Sequence[Draft]) -> Conflict | Invalid:
    """A clash of an index in the words of the form."""
    name = str(clash.values.get("constraint_name", ""))
    if name.endswith("_pkey"):
        return Conflict("record.id_taken", values={"id": ""})
    if name.startswith(PREFIX):
        return Conflict("definition.rule_coming")
    for rule in card.unique:
        if rule.name == name:
            labels = [found for key in rule.fields if (found := card.form.field(key))]
            words = {
                "zh": "、".join(one.label.say("zh") for one in labels),
                "en": ", ".join(one.label.say("en") for one in labels),
            }
            above = _clashing(str(clash.values.get("detail", "")), rule.fields, drafts)
            place = f"{above}.{rule.fields[0]}" if above else rule.fields[0]
            problem = Problem("field.not_unique", place, {"field": words}, rule.say or None)
            return Conflict("record.not_unique", problems=[problem])
    return clash


def _too_long(wrong: Invalid, catalog: Catalog, card: FormCard, drafts: Sequence[Draft]) -> Invalid:
    """A value that does not fit the page of an index, in the words of the form."""
    name = str(wrong.values.get("constraint_name", ""))
    index = tables_of(catalog)[card.form.table].indexes.get(name)
    if wrong.code != "sql.too_complex" or index is None:
        return wrong
    sizes = [
        (len(str(draft.values.get(key) or "").encode()), draft.place, key)
        for draft in drafts
        for key in sorted(index.reads)
        if card.form.field(key)
    ]
    _, above, key = max(sizes)
    labels = card.form.every[key].label
    values = {"field": {"zh": labels.say("zh"), "en": labels.say("en")}}
    place = f"{above}.{key}" if above else key
    problem = Problem("value.too_long_to_index", place, values)
    return Invalid("record.invalid", problems=[problem])


def _clashing(detail: str, keys: Sequence[str], drafts: Sequence[Draft]) -> str:
    """The place of the record whose values PostgreSQL names: `Key (code)=(K1) already exists.`"""
    for draft in reversed(drafts):
        values = ", ".join(str(draft.values.get(key, "")) for key in keys)
        if f")=({values}) " in detail:
            return draft.place
    return ""
