"""Raw values parsed, names and rights on fields checked, the change laid over what was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from tombolo.access.grant import Grant
from tombolo.base import ids
from tombolo.base.problems import Problem
from tombolo.records.write.change import Change, Draft, LineDraft, Values
from tombolo.schema.field import Field
from tombolo.schema.form import Form
from tombolo.schema.kinds.shape import Bad, Plain
from tombolo.schema.stage_fields import entered

_PLAIN_TYPES = frozenset({str, int, float})


@dataclass(frozen=True, slots=True)
class Before:
    """A record as it is: its version, its stored values, the rows of its lines."""

    version: int
    values: Values
    lines: Mapping[str, Sequence[LineDraft]]
    title: str = ""
    was: frozenset[str] = frozenset()  # fields whose default was due already


def merged(
    form: Form,
    changes: Sequence[Change],
    befores: Mapping[str, Before],
    grant: Grant,
    problems: list[Problem],
    *,
    placing: bool = False,
) -> list[Draft]:
    """One draft for each change; what cannot be read or may not be written becomes a problem.
    `placing`: new records may say since when they stand in their stage.
    """
    merger = _Merger(form, grant, problems, placing)
    return [merger.draft(change, befores.get(change.id)) for change in changes]


@dataclass(frozen=True, slots=True)
class _Merger:
    form: Form
    grant: Grant
    problems: list[Problem]
    placing: bool
    # What was decided once counts for the whole batch: who may write a field, what a value is.
    ways: dict[tuple[str, bool], "str | Field"] = field(
        default_factory=dict[tuple[str, bool], "str | Field"]
    )
    known: dict[tuple[int, type, object], Plain] = field(
        default_factory=dict[tuple[int, type, object], Plain]
    )

    def draft(self, change: Change, before: Before | None) -> Draft:
        draft = Draft(
            id=change.id or str(ids.uuid7()),
            place=change.place,
            values=dict(before.values) if before else {},
            given=set(),
            before=before.values if before else None,
            version=before.version if before else 0,
            title_before=before.title if before else "",
            was=before.was if before else frozenset(),
            lines_before={key: list(rows) for key, rows in before.lines.items()} if before else {},
        )
        for key, raw in change.set.items():
            way = self._way(key, self.form.field(key), new=before is None)
            if isinstance(way, str):
                place = f"{change.place}.{key}" if change.place else key
                self._refuse(way, place, key, self.form.field(key))
            elif way.kind.rows:
                place = f"{change.place}.{key}" if change.place else key
                self._lines(draft, way, raw, place)
            else:
                self._value(draft.values, draft.given, way, raw, change.place)
        for name in change.refresh:
            self._refresh(draft, name)
        return draft

    def _refresh(self, draft: Draft, name: str) -> None:
        """The default of a field is to be taken anew; of a column of lines, in every row there is."""
        lines, _, key = name.rpartition(".")
        owner = self.form.field(lines or key)
        one = owner.column(key) if owner and lines else owner
        way = self._way(name, one, new=draft.is_new)
        place = f"{draft.place}.{name}" if draft.place else name
        if isinstance(way, str):
            self._refuse(way, place, name, one)
        elif not way.default or way.default_when:
            self.problems.append(Problem("field.no_default", place, {"field": _words(way)}))
        elif lines:
            for row in draft.lines_of(lines):
                row.refreshed.add(key)
        else:
            draft.refreshed.add(key)

    def _way(self, name: str, one: Field | None, *, new: bool) -> "str | Field":
        """The field, when this person may write it there; else the code of the refusal."""
        found = self.ways.get((name, new))
        if found is None:
            writes = self.grant.writes_in(name, new=new)
            if self.placing and new and one is not None and one.key == entered(one.beside):
                writes = self.grant.writes_in(one.beside, new=True)
            known = self.grant.sees(name) or self.grant.writes(name)
            if one is None or not known:
                found = "record.no_field"
            elif one.kind.computed or one.kind.given or (one.system and not writes):
                found = "field.not_writable"
            elif not writes:
                found = "field.readonly"
            else:
                found = one
            if len(self.ways) < 1000:  # names that somebody sends have no end
                self.ways[name, new] = found
        return found

    def _refuse(self, code: str, place: str, key: str, one: Field | None) -> None:
        if one is None or code == "record.no_field":
            self.problems.append(Problem(code, place, {"name": key[:80]}))
        else:
            self.problems.append(Problem(code, place, {"field": _words(one)}))

    def _value(
        self, values: Values, given: set[str], field: Field, raw: object, above: str
    ) -> None:
        """One value, parsed. In a batch the same text is parsed once."""
        key = field.key
        given.add(key)
        kind = raw.__class__
        memo = (id(field), kind, raw) if kind in _PLAIN_TYPES else None
        if memo in self.known:
            values[key] = self.known[memo]
            return
        try:
            made = values[key] = field.kind.parse(raw)
        except Bad as bad:
            place = f"{above}.{key}" if above else key
            self.problems.append(Problem(bad.code, place, {**bad.values, "field": _words(field)}))
            return
        if memo is not None and made.__class__ is str:
            self.known[memo] = made

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
            line = self._line(field, data, before, position, here, new=draft.is_new)
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
        *,
        new: bool,
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
            was=known.was if known else frozenset(),
        )
        for key, raw in data.items():
            if key == "id":
                continue
            column = field.column(key)
            way = self._way(f"{field.key}.{key}", column, new=new)
            if isinstance(way, str):
                self._refuse(way, f"{place}.{key}", key, column)
            else:
                self._value(line.values, line.given, way, raw, place)
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
