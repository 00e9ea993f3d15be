"""What names mean: in a form, in its lines, in a person, in a department."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tombolo.formula.types import DEPARTMENT, MOMENT, NUMBER, PERSON, TEXT, list_of, reference
from tombolo.schema.condition import Meaning, Scope, Sums, Type
from tombolo.schema.field import Field
from tombolo.schema.form import Form
from tombolo.schema.label import Label
from tombolo.schema.system import ITSELF, RECORD, TITLE
from tombolo.schema.ways import Inverses, Rows

FieldType = Callable[[str, str, Field], Type]  # form, lines or "", field


@dataclass(frozen=True, slots=True, repr=False)
class FixedScope:
    """The few facts of a person or a department."""

    facts: Mapping[str, Meaning]
    behind: Mapping[str, str]
    world: "World"

    def find(self, name: str) -> Meaning | None:
        return self.facts.get(name)

    def names(self) -> Sequence[str]:
        return tuple(self.facts)

    def through(self, name: str) -> Scope:
        return self.world.scope(self.behind[name])

    def around(self) -> str:
        return ""

    def balance(self, name: str) -> Sums | None:
        return self.world.balances.get(name)

    def balances(self) -> Sequence[str]:
        return tuple(self.world.balances)


@dataclass(frozen=True, slots=True, repr=False)
class RowScope:
    """A form's fields, or the columns of its lines when `lines` is given."""

    form: Form
    lines: str
    world: "World"

    def find(self, name: str) -> Meaning | None:
        found = self._field(name)
        if found is not None:
            return self._meaning(found)
        if name == RECORD and not self.form.sums:
            return self._record()
        if self.lines:
            return None
        if name == TITLE:
            return _value(TITLE, Label("数据标题", "Title"))
        key = self._inverse(name)
        if key is None:
            return self._record() if name in {ITSELF.zh, ITSELF.en} else None
        rows = self._inverses()[key][0]
        label = inverse_label(self.world.forms, rows)

        def called(name: str) -> str:
            return name if self._field(name) is None and self._inverse(name) == key else key

        type_ = list_of(NUMBER if rows.lines else reference(rows.form))
        return Meaning(key, called(label.zh), "many", type_, label_en=called(label.say("en")))

    def names(self) -> Sequence[str]:
        rows = () if self.lines else self._inverses()
        return [*self._fields(), *rows, *(() if self.form.sums else (RECORD,))]

    def through(self, name: str) -> Scope:
        found = self._field(name)
        if found is None and self.lines:
            return self.world.scope(self.form.name)
        if found is None:
            key = self._inverse(name)
            if key is None:
                return self.world.scope(self.form.name)
            rows = self._inverses()[key][0]
            if rows.lines:
                return RowScope(self.world.forms[rows.form], rows.lines, self.world)
            return self.world.scope(rows.form)
        if found.kind.rows:
            return RowScope(self.form, found.key, self.world)
        return self.world.scope(found.kind.points_to())

    def around(self) -> str:
        return RECORD if self.lines else ""

    def balance(self, name: str) -> Sums | None:
        return self.world.balances.get(name if "." in name else f"{self.form.app}.{name}")

    def balances(self) -> Sequence[str]:
        return [one.removeprefix(f"{self.form.app}.") for one in self.world.balances]

    def _inverses(self) -> Mapping[str, tuple[Rows, str]]:
        return self.world.inverses.get(self.form.name, {})

    def _inverse(self, name: str) -> str | None:
        """The key of the inverse that is called so: by its key, or by the rows that these are where
        they link here in one way only.
        """
        inverses = self._inverses()
        if name in inverses:
            return name
        forms = self.world.forms
        labels = {key: inverse_label(forms, rows) for key, (rows, _) in inverses.items()}
        called = [key for key, label in labels.items() if name in {label.zh, label.en}]
        return called[0] if len(called) == 1 else None

    def _record(self) -> Meaning:
        """The record that rows of lines belong to; of a record that record itself."""
        label = self.form.label if self.lines else ITSELF
        type_ = reference(self.form.name)
        return Meaning(RECORD, label.zh, "one", type_, itself=True, label_en=label.say("en"))

    def _fields(self) -> Mapping[str, Field]:
        if not self.lines:
            return self.form.every
        owner = self.form.every[self.lines]
        return {one.key: one for one in owner.fields}

    def _field(self, name: str) -> Field | None:
        fields = self._fields()
        if name in fields:
            return fields[name]
        called = [one for one in fields.values() if name in {one.label.zh, one.label.en}]
        return called[0] if len(called) == 1 else None

    def _meaning(self, found: Field) -> Meaning:
        kind = found.kind
        # A definition in the making may point at a form that is not there; check.py says so.
        linked = kind.points_to() and not kind.many and self.world.knows(kind.points_to())
        return Meaning(
            key=found.key,
            label=found.label.zh,
            kind="many" if kind.rows else "one" if linked else "value",
            type=self.world.type_of(self.form.name, self.lines, found),
            options=tuple((key, label.zh) for key, label in kind.options_of()),
            label_en=found.label.en,
            options_en=tuple((key, label.say("en")) for key, label in kind.options_of()),
        )


@dataclass(slots=True, repr=False)
class World:
    """Every form there is, and how the type of a computed field is found.

    Scopes lead to one another without end, so none of these says what it holds.
    """

    forms: Mapping[str, Form]
    inverses: Inverses
    type_of: FieldType
    balances: Mapping[str, Sums] = field(default_factory=dict[str, Sums])
    made: dict[str, Scope] = field(default_factory=dict[str, Scope])

    def knows(self, name: str) -> bool:
        return name in self.forms or name in _FACTS

    def scope(self, name: str) -> Scope:
        """The scope of a form, of `sys.member` or of `sys.department`."""
        found = self.made.get(name)
        if found is None:
            if name in _FACTS:
                facts, behind = _FACTS[name]
                found = FixedScope(facts, behind, self)
            else:
                found = RowScope(self.forms[name], "", self)
            self.made[name] = found
        return found


def inverse_label(forms: Mapping[str, Form], rows: Rows) -> Label:
    """What the rows that link to a form are called there: as their form, or their form and lines."""
    form = forms[rows.form]
    if not rows.lines:
        return form.label
    lines = form.every[rows.lines].label
    return Label(f"{form.label.zh}·{lines.zh}", f"{form.label.say('en')} · {lines.say('en')}")


def _value(key: str, label: Label, type_: Type = TEXT) -> Meaning:
    return Meaning(key, label.zh, "value", type_, label_en=label.en)


def _one(key: str, label: Label, type_: Type) -> Meaning:
    return Meaning(key, label.zh, "one", type_, label_en=label.en)


_FACTS: Mapping[str, tuple[Mapping[str, Meaning], Mapping[str, str]]] = {
    "sys.member": (
        {
            "name": _value("name", Label("姓名", "Name")),
            "email": _value("email", Label("邮箱", "Email")),
            "department": _one("department", Label("部门", "Department"), DEPARTMENT),
            "created_at": _value("created_at", Label("加入时间", "Joined"), MOMENT),
        },
        {"department": "sys.department"},
    ),
    "sys.department": (
        {
            "name": _value("name", Label("名称", "Name")),
            "position": _value("position", Label("次序", "Position"), NUMBER),
            "parent": _one("parent", Label("上级部门", "Parent"), DEPARTMENT),
            "head": _one("head", Label("主管", "Head"), PERSON),
        },
        {"parent": "sys.department", "head": "sys.member"},
    ),
}
