"""Raw values parsed, names and rights on fields checked, the change laid over what was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from tombolo.access.grant import Grant
from tombolo.base import ids
from tombolo.base.problems import Problem
from tombolo.records.write.change import Change, Draft, LineDraft, Values
from tombolo.schema.field import Field
from tombolo.schema.form import Form
from tombolo.schema.kinds.shape import Bad, Plain


@dataclass(frozen=True, slots=True)
class Before:
    """A record as it is: its version, its stored values, the rows of its lines."""

    version: int
    values: Values
    lines: Mapping[str, Sequence[LineDraft]]


def merged(
    form: Form,
    changes: Sequence[Change],
    befores: Mapping[str, Before],
    grant: Grant,
    problems: list[Problem],
) -> list[Draft]:
    """One draft for each change; what cannot be read or may not be written becomes a problem."""
    merger = _Merger(form, grant, problems)
    return [merger.draft(change, befores.get(change.id)) for change in changes]


@dataclass(frozen=True, slots=True)
class _Merger:
    form: Form
    grant: Grant
    problems: list[Problem]

    def draft(self, change: Change, before: Before | None) -> Draft:
        draft = Draft(
            id=change.id or str(ids.uuid7()),
            place=change.place,
            values=dict(before.values) if before else {},
            given=set(),
            before=before.values if before else None,
            version=before.version if before else 0,
            lines_before={key: list(rows) for key, rows in before.lines.items()} if before else {},
        )
        for key, raw in change.set.items():
            place = f"{change.place}.{key}" if change.place else key
            field = self.form.field(key)
            if field is None or (not self.grant.sees(key) and not self.grant.writes(key)):
                self.problems.append(Problem("record.no_field", place, {"name": key[:80]}))
            elif (
                field.kind.computed
                or field.kind.given
                or (field.system and not self.grant.writes(key))
            ):
                self.problems.append(Problem("field.not_writable", place, {"field": _words(field)}))
            elif not self.grant.writes(key):
                self.problems.append(Problem("field.readonly", place, {"field": _words(field)}))
            elif field.kind.rows:
                self._lines(draft, field, raw, place)
            else:
                self._value(draft.values, draft.given, field, raw, place)
        return draft

    def _value(
        self, values: Values, given: set[str], field: Field, raw: object, place: str
    ) -> None:
        try:
            values[field.key] = field.kind.parse(raw)
        except Bad as bad:
            self.problems.append(Problem(bad.code, place, {**bad.values, "field": _words(field)}))
        given.add(field.key)

    def _lines(self, draft: Draft, field: Field, raw: object, place: str) -> None:
        rows: object = [] if raw is None else raw
        if not isinstance(rows, list):
            self.problems.append(Problem("value.not_list", place, {"field": _words(field)}))
            return
        before = {line.id: line for line in draft.lines_before.get(field.key, ())}
        made: list[LineDraft] = []
        seen: set[str] = set()
        for position, item in enumerate(cast("list[object]", rows)):
            here = f"{place}[{position}]"
            if not isinstance(item, dict):
                self.problems.append(Problem("value.not_row", here))
                continue
            data = cast("dict[str, object]", item)
            line = self._line(field, data, before, position, here)
            if line.id in seen:
                self.problems.append(Problem("record.line_twice", here))
            seen.add(line.id)
            made.append(line)
        draft.lines[field.key] = made
        draft.given.add(field.key)

    def _line(
        self,
        field: Field,
        data: Mapping[str, object],
        before: Mapping[str, LineDraft],
        position: int,
        place: str,
    ) -> LineDraft:
        id_ = _id(data.get("id"))
        known = before.get(id_) if id_ else None
        line = LineDraft(
            id=id_ or str(ids.uuid7()),
            position=position,
            values=dict(known.values) if known else {},
            given=set(),
            before=known.values if known else None,
            place=place,
        )
        for key, raw in data.items():
            if key == "id":
                continue
            here = f"{place}.{key}"
            column = field.column(key)
            name = f"{field.key}.{key}"
            if column is None or (not self.grant.sees(name) and not self.grant.writes(name)):
                self.problems.append(Problem("record.no_field", here, {"name": key[:80]}))
            elif column.kind.computed or column.kind.given:
                self.problems.append(Problem("field.not_writable", here, {"field": _words(column)}))
            elif not self.grant.writes(name):
                self.problems.append(Problem("field.readonly", here, {"field": _words(column)}))
            else:
                self._value(line.values, line.given, column, raw, here)
        return line


def _id(raw: object) -> str:
    try:
        return str(UUID(str(raw))) if raw else ""
    except ValueError:
        return ""


def _words(field: Field) -> dict[str, str]:
    return {"zh": field.label.say("zh"), "en": field.label.say("en")}


def changed(
    before: Values | None, after: Values, keys: Sequence[str]
) -> dict[str, tuple[Plain, Plain]]:
    """The keys whose values differ, with before and after."""
    old = before or {}
    return {key: (old.get(key), after.get(key)) for key in keys if old.get(key) != after.get(key)}
