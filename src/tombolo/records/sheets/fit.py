"""The mapping laid against the form and the person's rights: which cell goes where. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.records.sheets.spec import Spec
from tombolo.records.work import Work
from tombolo.schema.catalog import FormCard
from tombolo.schema.field import Field
from tombolo.schema.stage_fields import entered


@dataclass(frozen=True, slots=True)
class Slot:
    """One column and the field it fills. `sets` is false for a number that only finds records."""

    column: int
    path: str
    field: Field
    lines: str
    target: str  # the form whose ids are stored, "" for values
    sets: bool

    @property
    def key(self) -> str:
        return self.field.key

    @property
    def words(self) -> dict[str, str]:
        return {"zh": self.field.label.say("zh"), "en": self.field.label.say("en")}


@dataclass(frozen=True, slots=True)
class Fit:
    """`lines` is the one lines field that is filled, or ""; `together` the columns of its parent."""

    card: FormCard
    spec: Spec
    own: tuple[Slot, ...]
    inside: tuple[Slot, ...]
    lines: str
    keys: tuple[Slot, ...]
    together: tuple[int, ...]

    def slot(self, path: str) -> Slot | None:
        return next((one for one in (*self.own, *self.inside) if one.path == path), None)


def fitted(work: Work[Any], spec: Spec) -> Fit:
    """Raises Missing (form), Denied (verb), Invalid with every problem of the mapping."""
    card = work.catalog.card(spec.form)
    work.grants.of(spec.form).demand("import")
    reader = _Reader(work, card, spec, [])
    fit = reader.fit()
    if reader.problems:
        raise Invalid("record.invalid", problems=reader.problems)
    return fit


@dataclass(frozen=True, slots=True)
class _Reader:
    work: Work[Any]
    card: FormCard
    spec: Spec
    problems: list[Problem]

    def fit(self) -> Fit:
        slots: list[Slot] = []
        for number, (column, path) in enumerate(self.spec.mapping):
            place = f"mapping[{number}]"
            if path in {one.path for one in slots}:
                self.wrong("sheet.mapped_twice", place, name=path)
            elif found := self._slot(column, path, place):
                slots.append(found)
        if not self.problems and not any(one.sets for one in slots):
            self.wrong("sheet.nothing_mapped", "mapping")
        inside = tuple(one for one in slots if one.lines)
        if len({one.lines for one in inside}) > 1:
            self.wrong("sheet.two_lines", "mapping")
        keys = self._keys(slots)
        parents = self._parents(slots, keys) if inside else ()
        return Fit(
            self.card,
            self.spec,
            tuple(one for one in slots if not one.lines),
            inside,
            inside[0].lines if inside else "",
            keys,
            tuple(one.column for one in parents),
        )

    def wrong(self, code: str, place: str, **values: object) -> None:
        self.problems.append(Problem(code, place, values))

    def _slot(self, column: int, path: str, place: str) -> Slot | None:
        grant = self.work.grants.of(self.spec.form)
        top, _, below = path.partition(".")
        field = self.card.form.field(top)
        lines = ""
        if field is not None and field.kind.rows:
            if not below and grant.sees(top):
                self.wrong("sheet.whole_lines", place, name=top)
                return None
            lines, field = top, field.column(below)
        elif below:
            field = None
        if field is None or not (grant.sees(path) or grant.writes(path)):
            self.wrong("record.no_field", place, name=path[:80])
            return None
        words = {"zh": field.label.say("zh"), "en": field.label.say("en")}
        finds = path in (*self.spec.key, *self.spec.parent_key)
        sets = not (field.kind.given or field.kind.computed)
        writes = grant.writes(path) or self._places(field)
        if (not sets and (not finds or field.kind.looks_at())) or (field.system and not writes):
            self.wrong("field.not_writable", place, field=words)
        elif sets and not writes:
            self.wrong("field.readonly", place, field=words)
        elif field.kind.points_to() == "sys.file" or field.kind.name == "place":
            self.wrong("sheet.not_readable", place, field=words)
        elif column < 0:
            self.wrong("sheet.no_column", place, column=column + 1)
        else:
            return Slot(column, path, field, lines, field.kind.points_to(), sets)
        return None

    def _places(self, field: Field) -> bool:
        """Whether it says since when new records stand in their stage."""
        grant = self.work.grants.of(self.spec.form)
        since = bool(field.beside) and field.key == entered(field.beside)
        return since and self.spec.mode == "add" and grant.writes_in(field.beside, new=True)

    def _keys(self, slots: Sequence[Slot]) -> tuple[Slot, ...]:
        if self.spec.mode == "add":
            return ()
        found = tuple(one for one in slots if one.path in self.spec.key and not one.lines)
        if not found or len(found) != len(self.spec.key):
            self.wrong("sheet.no_key", "key")
        for one in found:
            stored = self.work.catalog.stored(self.spec.form, one.field)
            if one.field.kind.many or not stored or not self._seen(one):
                self.wrong("sheet.key_kind", "key", field=one.words)
        return found

    def _seen(self, slot: Slot) -> bool:
        """A key that the person may not see would tell by its hits what it holds."""
        return self.work.grants.of(self.spec.form).sees(slot.path)

    def _parents(self, slots: Sequence[Slot], keys: Sequence[Slot]) -> tuple[Slot, ...]:
        wanted = self.spec.parent_key or tuple(one.path for one in keys)
        found = tuple(one for one in slots if one.path in wanted and not one.lines)
        if not found or len(found) != len(wanted):
            self.wrong("sheet.no_parent_key", "parent_key", name="lines")
        return found
