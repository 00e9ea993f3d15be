"""A record's history as one person may read it: hidden fields are left out, ids get their names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, cast

from tombolo.base.errors import Missing
from tombolo.records import files, history
from tombolo.records.files import File
from tombolo.records.history import Entry
from tombolo.records.read.cells import FILES
from tombolo.records.read.record import record
from tombolo.records.read.titles import titles
from tombolo.records.work import Work
from tombolo.schema.field import Field
from tombolo.schema.stand_in import kind_of
from tombolo.schema.system import PEOPLE

Names = Mapping[str, str]
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


async def readable(work: Work[Any], form: str, id_: str) -> None:
    """Raises Missing unless the record may be read, in the list or in the bin."""
    try:
        await record(work, form, id_)
    except Missing:
        await record(work, form, id_, in_bin=True)


async def story(
    work: Work[Any], form: str, id_: str, names: Names, *, before: int | None, limit: int = 50
) -> tuple[list[dict[str, object]], int | None]:
    """The entries, and from where to go on. `names` are those of people and departments, by id."""
    await readable(work, form, id_)
    found = await history.entries(work, form, id_, before=before, limit=limit)
    named = list(_named(work, form, found))
    known = {**names, **await _titles(work, named)}
    held = await files.several(work, [id_ for target, id_ in named if target == FILES])
    teller = _Teller(work, form, known, held)
    made: list[dict[str, object]] = [
        {
            "at": one.at,
            "by": one.by,
            "by_name": names.get(one.by or "", ""),
            "act": one.act,
            "changes": teller.changes(one.changes),
        }
        for one in found
    ]
    return made, found[-1].id if len(found) == limit else None


async def tells_of(work: Work[Any], form: str, id_: str, file: str) -> bool:
    """Whether the history, as this person may read it, names a file. The record is known to be readable."""
    grant = work.grants.of(form)

    def read(name: str) -> bool:
        return grant.sees(name) and not grant.masked(name)

    keys: list[str] = []
    for one in work.catalog.form(form).fields:
        inside = [line for line in one.fields if line.kind.points_to() == FILES]
        whole = all(read(f"{one.key}.{line.key}") for line in inside)
        if read(one.key) and (one.kind.points_to() == FILES or (inside and whole)):
            keys.append(one.key)
    return bool(keys) and await history.names(work, form, id_, keys, file)


def _named(work: Work[Any], form: str, found: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """(form, id) of everything that the entries point to, rows of lines included."""
    for one in found:
        for key, change in one.changes.items():
            field = work.catalog.form(form).field(key)
            if field is None:
                continue
            if not field.kind.rows:
                yield from _points(field, change)
                continue
            if not isinstance(change, dict):
                continue  # from before the field had rows
            whole = cast("dict[str, Any]", change)
            rows = cast("dict[str, dict[str, Any]]", whole.get("changed", {}))
            for values in rows.values():
                for name, pair in values.items():
                    column = field.column(name)
                    if column is not None:
                        yield from _points(column, pair)


def _points(field: Field, change: object) -> Iterator[tuple[str, str]]:
    target = field.kind.points_to()
    if target and target not in PEOPLE and isinstance(change, list):
        for value in cast("list[Any]", change):
            yield from ((target, id_) for id_ in _ids(value))


async def _titles(work: Work[Any], named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The titles of the records among what is named."""
    wanted: dict[str, set[str]] = {}
    for target, id_ in named:
        if target != FILES:
            wanted.setdefault(target, set()).add(id_)
    known: dict[str, str] = {}
    for target, ids in wanted.items():
        known.update(await titles(work, target, sorted(ids)))
    return known


def _ids(value: object) -> list[str]:
    """The ids of a link's or a person's value; what another kind left under the key has none."""
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return [one for one in items if isinstance(one, str) and _ID.fullmatch(one)]


class _Teller:
    def __init__(
        self, work: Work[Any], form: str, known: Mapping[str, str], held: Mapping[str, File]
    ) -> None:
        self.work, self.form, self.known, self.held = work, form, known, held
        self.grant = work.grants.of(form)

    def changes(self, raw: Mapping[str, Any]) -> list[dict[str, object]]:
        made: list[dict[str, object]] = []
        for key, change in raw.items():
            field = self.work.catalog.form(self.form).field(key)
            if field is None or not self.grant.sees(key) or self.grant.masked(key):
                continue
            if isinstance(change, dict) != field.kind.rows:
                continue  # of a field that had this key before: what it was, nobody can say now
            told: dict[str, object] = {"field": key, "label": field.label.say(self.work.language)}
            if field.kind.rows:
                told["lines"] = self._lines(field, cast("dict[str, Any]", change))
            else:
                before, after = change
                told["before"] = self._told(field, before)
                told["after"] = self._told(field, after)
            made.append(told)
        return made

    def _lines(self, field: Field, change: dict[str, Any]) -> dict[str, object]:
        """How many were added and removed, and what changed in which row."""
        added = change.get("added", 0)
        changed: list[dict[str, object]] = []
        for row, values in cast("dict[str, dict[str, Any]]", change.get("changed", {})).items():
            for key, (before, after) in values.items():
                column = field.column(key)
                name = f"{field.key}.{key}"
                if column is None or not self.grant.sees(name) or self.grant.masked(name):
                    continue
                changed.append(
                    {
                        "row": int(row),
                        "label": column.label.say(self.work.language),
                        "before": self._text(column, before, field.key),
                        "after": self._text(column, after, field.key),
                    }
                )
        return {
            "added": added if isinstance(added, int) else len(added),
            "removed": len(change.get("removed", [])),
            "moved": bool(change.get("moved")),
            "changed": changed,
        }

    def _told(self, field: Field, value: Any) -> object:
        """Files as what the face draws, everything else as text."""
        if field.kind.points_to() == FILES:
            return [asdict(self.held[one]) for one in _ids(value) if one in self.held]
        return self._text(field, value)

    def _text(self, field: Field, value: Any, lines: str = "") -> str:
        if value is None:
            return ""
        if field.kind.points_to() == FILES:
            return "、".join(self.held[one].name for one in _ids(value) if one in self.held)
        if field.kind.points_to():
            return "、".join(self.known.get(one, "…") for one in _ids(value))
        kind = kind_of(field, self.work.catalog.type_of(self.form, field, lines))
        try:
            return kind.show(value, self.work.language)
        except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError):
            return str(value)  # kept when the field was of another kind
