"""What names mean: in a form, in its lines, in a person, in a department."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tombolo.formula.types import DEPARTMENT, MOMENT, NUMBER, PERSON, TEXT, list_of, reference
from tombolo.schema.condition import Meaning, Scope, Sums, Type
from tombolo.schema.field import Field
from tombolo.schema.form import Form
from tombolo.schema.system import ITSELF, RECORD, TITLE

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
            return Meaning(TITLE, "数据标题", "value", TEXT)
        key = self._inverse(name)
        if key is None:
            return self._record() if name in {ITSELF.zh, ITSELF.en} else None
        form = self._inverses()[key][0]
        label = self.world.forms[form].label.zh
        called = label if self._field(label) is None and self._inverse(label) == key else key
        return Meaning(key, called, "many", list_of(reference(form)))

    def names(self) -> Sequence[str]:
        rows = () if self.lines else self._inverses()
        return [*self._fields(), *rows, *(() if self.form.sums else (RECORD,))]

    def through(self, name: str) -> Scope:
        found = self._field(name)
        if found is None and self.lines:
            return self.world.scope(self.form.name)
        if found is None:
            key = self._inverse(name)
            return self.world.scope(self._inverses()[key][0] if key else self.form.name)
        if found.kind.rows:
            return RowScope(self.form, found.key, self.world)
        return self.world.scope(found.kind.points_to())

    def around(self) -> str:
        return RECORD if self.lines else ""

    def balance(self, name: str) -> Sums | None:
        return self.world.balances.get(name if "." in name else f"{self.form.app}.{name}")

    def balances(self) -> Sequence[str]:
        return [one.removeprefix(f"{self.form.app}.") for one in self.world.balances]

    def _inverses(self) -> Mapping[str, tuple[str, str]]:
        return self.world.inverses.get(self.form.name, {})

    def _inverse(self, name: str) -> str | None:
        """The key of the inverse that is called so: by its key, or by the form whose records these
        are where they link here in one way only.
        """
        inverses = self._inverses()
        if name in inverses:
            return name
        forms = self.world.forms
        called = [
            key
            for key, (form, _) in inverses.items()
            if name in {forms[form].label.zh, forms[form].label.en}
        ]
        return called[0] if len(called) == 1 else None

    def _record(self) -> Meaning:
        """The record that rows of lines belong to; of a record that record itself."""
        label = self.form.label if self.lines else ITSELF
        return Meaning(RECORD, label.zh, "one", reference(self.form.name), itself=True)

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
        )


@dataclass(slots=True, repr=False)
class World:
    """Every form there is, and how the type of a computed field is found.

    Scopes lead to one another without end, so none of these says what it holds.
    """

    forms: Mapping[str, Form]
    inverses: Mapping[str, Mapping[str, tuple[str, str]]]
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


def _value(key: str, label: str, type_: Type = TEXT) -> Meaning:
    return Meaning(key, label, "value", type_)


_FACTS: Mapping[str, tuple[Mapping[str, Meaning], Mapping[str, str]]] = {
    "sys.member": (
        {
            "name": _value("name", "姓名"),
            "email": _value("email", "邮箱"),
            "department": Meaning("department", "部门", "one", DEPARTMENT),
            "created_at": _value("created_at", "加入时间", MOMENT),
        },
        {"department": "sys.department"},
    ),
    "sys.department": (
        {
            "name": _value("name", "名称"),
            "position": _value("position", "次序", NUMBER),
            "parent": Meaning("parent", "上级部门", "one", DEPARTMENT),
            "head": Meaning("head", "主管", "one", PERSON),
        },
        {"parent": "sys.department", "head": "sys.member"},
    ),
}
