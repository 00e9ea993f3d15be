"""Texts of a sheet to ids: linked records by title or number, people and departments by name.

Asked in bulk for each batch, through the guard: what a person may not read is not found.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tombolo.access import directory
from tombolo.base import codec
from tombolo.base.errors import Missing
from tombolo.pg import printer
from tombolo.pg.tree import (
    And,
    AnyOf,
    Call,
    Cast,
    Col,
    Expr,
    FromCall,
    Infix,
    IsNull,
    Join,
    Out,
    Param,
    Select,
    Table,
)  # fmt: skip
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.fetch import seal
from tombolo.records.read.guard import Sealed
from tombolo.records.read.operators import driven
from tombolo.records.read.slots import bound
from tombolo.records.sheets.fit import Slot
from tombolo.records.work import Work
from tombolo.schema.catalog import FormCard
from tombolo.schema.frame import Joins
from tombolo.schema.kinds.shape import Bad, Plain
from tombolo.schema.stand_in import kind_of
from tombolo.schema.system import PEOPLE

SEVERAL = "*"  # stands for an id where a text names more than one record


@dataclass(slots=True)
class Finder:
    """What texts meant so far, by the form they name."""

    known: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    async def learn(self, work: Work[Any], target: str, texts: Iterable[str]) -> None:
        """Ask for the texts that are not known yet."""
        known = self.known.setdefault(target, {})
        if target in PEOPLE:
            if not known:
                known.update(await _people(work, target))
            return
        fresh = sorted({text for text in texts if text not in known})
        if fresh:
            known.update(await _records(work, target, fresh))

    def id_of(self, target: str, text: str) -> str | None:
        """The id, SEVERAL, or None when nothing is called so."""
        return self.known.get(target, {}).get(text)


async def _people(work: Work[Any], target: str) -> dict[str, str]:
    """Names (and logins, addresses) of everybody; who is active comes before who has left."""
    house = await directory.organisation(work.tx)
    found: dict[str, str] = {}
    if target == "sys.department":
        for department in house.departments:
            _note(found, department.name, str(department.id))
        return found
    for active in (False, True):
        now: dict[str, str] = {}
        for member in house.members:
            if member.active is active:
                _note(now, member.name, str(member.id))
        found.update(now)
    for member in house.members:
        for name in (member.email, member.login):
            if name:
                found[name] = str(member.id)
    return found


def _note(found: dict[str, str], name: str, id_: str) -> None:
    found[name] = SEVERAL if name in found else id_


async def _records(work: Work[Any], target: str, texts: Sequence[str]) -> dict[str, str]:
    """Living records of a form that may be read, by unique fields first, then by title, then by id."""
    try:
        sealed = seal(work, Ask(Shape(target)))
    except Missing:
        return {}
    card = sealed.plan.card
    grant = work.grants.of(target)
    keys = [key for key in _numbers(card) if grant.sees(key) and not grant.masked(key)]
    found: dict[str, str] = {}
    for key in (
        "id",
        *reversed(keys),
        "record_title",
    ):  # what an id or a number names, a title does not
        left = [text for text in texts if text not in found and (key != "id" or _is_id(text))]
        if left:
            found.update(await _called(work, sealed, key, left))
    return found


async def _called(
    work: Work[Any], sealed: Sealed, key: str, texts: Sequence[str]
) -> dict[str, str]:
    """What the texts name as values of one column. Joined, because the server looks through a long
    list one by one for each record, and by an index or a hash for each text.
    """
    joins = Joins()
    frame = sealed.frame(joins)
    card = sealed.plan.card
    own = frame.own(key) if key in card.form.every else frame.column(key)
    column = _as_text(work, card, key, own) if key in card.form.every else own
    type_ = "uuid[]" if key == "id" else "text[]"
    wanted = FromCall(Call("unnest", (Param(list(texts), type_),)), "w", ("name",))
    select = Select(
        (Out(frame.column("id"), "id"), Out(Cast(Col("w", "name"), "text"), "name")),
        Table(card.form.table, frame.alias),
        joins=(Join("join", wanted, Infix("=", column, Col("w", "name"))), *joins.made),
        where=And(sealed.rows(frame)),
    )
    sql, values = printer.text(select)
    found: dict[str, str] = {}
    for row in await work.tx.rows(sql, *bound(values, Ask(Shape(card.form.name)), work)):
        _note(found, row["name"], str(row["id"]))
    return found


def _numbers(card: FormCard) -> list[str]:
    """The fields that name one record each."""
    return [rule.fields[0] for rule in card.unique if len(rule.fields) == 1 and rule.where is None]


def _as_text(work: Work[Any], card: FormCard, key: str, column: Expr) -> Expr:
    one = card.form.every[key]
    if one.kind.column == "text":
        return column
    kind = kind_of(one, work.catalog.type_of(card.form.name, one))
    return Cast(kind.out(column), "text")


def _is_id(text: str) -> bool:
    try:
        return len(text) == 36 and str(UUID(text)) == text
    except ValueError:
        return False


async def by_key(
    work: Work[Any], card: FormCard, keys: Sequence[Slot], wanted: Iterable[tuple[str, ...]]
) -> dict[tuple[str, ...], str]:
    """The ids (or SEVERAL) of living, readable records with these keys."""
    tuples = list(wanted)
    if not tuples:
        return {}
    sealed = seal(work, Ask(Shape(card.form.name)))
    joins = Joins()
    frame = sealed.frame(joins)
    columns = [_as_text(work, card, slot.key, frame.own(slot.key)) for slot in keys]
    tests: list[Expr] = []
    for number, slot in enumerate(keys):
        values: Sequence[Plain] = sorted({one[number] for one in tuples})
        type_ = slot.field.kind.column or "text"
        if type_ in {"text", "uuid", "numeric", "date"}:  # an index may serve these
            typed = [driven(value, type_) for value in values]
            tests.append(AnyOf(frame.own(slot.key), Param(typed, f"{type_}[]")))
        else:
            tests.append(AnyOf(columns[number], Param(values, "text[]")))
    select = Select(
        (
            Out(frame.column("id"), "id"),
            *(Out(Cast(one, "text"), f"k{number}") for number, one in enumerate(columns)),
        ),
        Table(card.form.table, frame.alias),
        joins=tuple(joins.made),
        where=And((*tests, *sealed.rows(frame))),
    )
    sql, values_ = printer.text(select)
    asked = set(tuples)
    found: dict[tuple[str, ...], str] = {}
    for row in await work.tx.rows(sql, *bound(values_, Ask(Shape(card.form.name)), work)):
        key = tuple(str(row[f"k{number}"]) for number in range(len(keys)))
        if key in asked:
            found[key] = SEVERAL if key in found else str(row["id"])
    return found


async def taken(
    work: Work[Any], card: FormCard, fields: Sequence[str], rows: Sequence[Mapping[str, object]]
) -> list[int]:
    """Which of these new rows repeat a unique value: of a row before, or of a record that is there.

    The rights of the person are not asked: the index that refuses a twin does not ask them either.
    """
    keys: list[tuple[str, ...] | None] = [_key(card, fields, row) for row in rows]
    asked = {key for key in keys if key is not None}
    there: set[tuple[str, ...]] = set()
    if asked:
        columns = [_as_text(work, card, key, Col("t", key)) for key in fields]
        first = fields[0]
        kind = card.form.every[first].kind
        values = sorted({key[0] for key in asked})
        plain_text = kind.column == "text"
        type_ = str(kind.column) if kind.column in {"text", "uuid", "numeric", "date"} else "text"
        left = Col("t", first) if plain_text or type_ != "text" else columns[0]
        select = Select(
            tuple(Out(Cast(one, "text"), f"k{number}") for number, one in enumerate(columns)),
            Table(card.form.table, "t"),
            where=And(
                (
                    IsNull(Col("t", "deleted_at")),
                    AnyOf(left, Param([driven(value, type_) for value in values], f"{type_}[]")),
                )
            ),
        )
        sql, bound_ = printer.text(select)
        there = {
            tuple(str(row[f"k{number}"]) for number in range(len(fields)))
            for row in await work.tx.rows(sql, *bound_)
        }
    twins: list[int] = []
    for number, key in enumerate(keys):
        if key is None:
            continue
        if key in there:
            twins.append(number)
        there.add(key)
    return twins


def _key(
    card: FormCard, fields: Sequence[str], row: Mapping[str, object]
) -> tuple[str, ...] | None:
    parts: list[str] = []
    for name in fields:
        one = card.form.every[name]
        try:
            plain = one.kind.parse(row.get(name))
        except Bad:
            return None
        if plain is None:
            return None  # blanks never repeat each other
        parts.append(plain if isinstance(plain, str) else codec.text(plain))
    return tuple(parts)
