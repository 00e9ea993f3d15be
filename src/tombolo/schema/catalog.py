"""The catalog: every definition of a workspace as one frozen snapshot with a version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from tombolo.base.errors import Missing
from tombolo.base.problems import Problem
from tombolo.schema.app import App
from tombolo.schema.balance import Balance
from tombolo.schema.condition import Condition, Scope, Type
from tombolo.schema.effects import Effects
from tombolo.schema.field import Field
from tombolo.schema.form import Form
from tombolo.schema.ways import Inverses, Rows

Path = tuple[str, ...]
What = Literal["visible", "required", "readonly", "option", "candidate", "number", "gate"]
UNTOLD = frozenset({"candidate", "number", "gate"})  # verdicts that no preview tells
Files = Mapping[str, Mapping[str, object]]  # "crm/forms/customer" to plain data


@dataclass(frozen=True, slots=True)
class Computed:
    """A field that is computed: how, of which type, and whether the result is stored.

    `level` orders the computed fields of all forms: one reads only lower levels. `steady`: it changes
    only when something is written, never with the clock or the person who looks.
    """

    condition: Condition
    type: Type
    stored: bool
    level: int
    steady: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A check in its compiled form; `at` is the field that shows the message."""

    condition: Condition
    say: Mapping[str, str]
    at: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule on the field `key` says of a row: that it is visible, required, read-only, that
    `option` may be chosen, that the chosen link is a candidate, that it gets its number now, or that
    the gate of a stage (`option` is where it stands) is open.
    """

    what: What
    key: str
    condition: Condition
    option: str = ""


@dataclass(frozen=True, slots=True)
class LockRule:
    """While `when` holds (None: always) the `fields` (`total`, `lines`, `lines.price`) are frozen.

    `whole` says that every field is meant, `delete` that the record may be deleted nevertheless,
    `flow` that it is the lock of a record in approval, which opens what its node opens.
    """

    when: Condition | None
    fields: frozenset[str]
    whole: bool
    delete: bool
    say: Mapping[str, str]
    flow: bool = False


@dataclass(frozen=True, slots=True)
class UniqueRule:
    """`name` is the index's name, by which a clash is recognised."""

    name: str
    fields: tuple[str, ...]
    where: Condition | None
    say: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Expressions:
    """Everything compiled of one table: a form's, or that of its lines."""

    computed: Mapping[str, Computed]
    defaults: Mapping[str, Condition]
    checks: tuple[Rule, ...]
    default_whens: Mapping[str, Condition] = field(default_factory=dict[str, Condition])
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Inverse:
    """Records of `form`, or rows of its `lines`, whose link `field` points here, read as `key`."""

    key: str
    form: str
    field: str
    lines: str = ""

    @property
    def rows(self) -> Rows:
        return Rows(self.form, self.lines)

    @property
    def name(self) -> str:
        """The link as rights name it: `customer`, `lines.product`."""
        return f"{self.lines}.{self.field}" if self.lines else self.field


@dataclass(frozen=True, slots=True)
class FormCard:
    """A form with everything derived from it."""

    form: Form
    own: Expressions
    lines: Mapping[str, Expressions]
    unique: tuple[UniqueRule, ...]
    title: Condition | None
    title_level: int
    inverses: Mapping[str, Inverse]
    view_conditions: Mapping[str, Condition]
    scope: Scope
    line_scopes: Mapping[str, Scope]
    # Stored columns that no list, history or page knows: by lines, "" for the record.
    hidden: Mapping[str, tuple[Field, ...]] = field(default_factory=dict[str, tuple[Field, ...]])
    # The balances that it feeds and whose sums its own defaults ask for.
    draws: frozenset[str] = frozenset()
    locks: tuple[LockRule, ...] = ()

    @property
    def ruled(self) -> bool:
        """Whether any field has a rule that a row decides, or the form a lock."""
        every = (self.own, *self.lines.values())
        return bool(self.locks) or any(one.verdicts for one in every)


@dataclass(frozen=True, slots=True)
class Counted:
    """A source of a balance in columns of its table: the condition ("": all rows), keys, measures,
    and the day (`on`; "": when it was posted).

    `reads` are, for each of these columns, the paths that it follows from.
    """

    form: str
    lines: str
    where: str
    keys: Mapping[str, str]
    adds: Mapping[str, str]
    reads: Mapping[str, Condition] = field(default_factory=dict[str, Condition])
    on: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that decides what is counted."""
        where = (self.where,) if self.where else ()
        return (*where, *self.keys.values(), *self.adds.values())


@dataclass(frozen=True, slots=True)
class GuardRule:
    """A guard in its compiled form; `name` is that of the constraint."""

    name: str
    condition: Condition
    say: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BalanceCard:
    """A balance with everything derived from it."""

    balance: Balance
    sources: tuple[Counted, ...]
    guards: tuple[GuardRule, ...]
    card: FormCard  # the balance as a form that is only read


@dataclass(frozen=True, slots=True)
class Catalog:
    """The snapshot. Requests hold the one they began with."""

    version: int
    apps: Mapping[str, App]
    cards: Mapping[str, FormCard]
    files: Files
    problems: tuple[Problem, ...] = ()
    effects: Effects = field(default_factory=Effects, repr=False)
    balances: Mapping[str, BalanceCard] = field(default_factory=dict[str, BalanceCard])

    def form(self, name: str) -> Form:
        """The form `crm.customer`. Missing when there is none."""
        return self.card(name).form

    def card(self, name: str) -> FormCard:
        """A form with what is derived from it. Missing when there is none."""
        found = self.cards.get(name)
        if found is None:
            raise Missing("form.missing", values={"form": name})
        return found

    def balance(self, name: str) -> BalanceCard:
        """The balance `erp.stock`. Missing when there is none."""
        found = self.balances.get(name)
        if found is None:
            raise Missing("form.missing", values={"form": name})
        return found

    def with_sums(self, name: str) -> "Catalog":
        """The same catalog with one balance among its forms, for reading: it is written by posting
        alone, so no other line may know it as a form.
        """
        return replace(self, cards={**self.cards, name: self.balance(name).card})

    def type_of(self, form: str, field: Field, lines: str = "") -> Type:
        """The type of a field's value, computed ones included."""
        card = self.card(form)
        expressions = card.lines[lines] if lines else card.own
        computed = expressions.computed.get(field.key)
        return computed.type if computed else field.kind.type()

    def stored(self, form: str, field: Field, lines: str = "") -> bool:
        """Whether the field has a column."""
        card = self.card(form)
        computed = (card.lines[lines] if lines else card.own).computed.get(field.key)
        return computed.stored if computed else field.kind.column is not None

    def inverses(self) -> Inverses:
        """By form: the names of the rows that link to it."""
        return {
            name: {key: (one.rows, one.field) for key, one in card.inverses.items()}
            for name, card in self.cards.items()
        }

    def others(self, room: str) -> Iterator[tuple[str, str, Mapping[str, object]]]:
        """The definitions of another room: (app, key, data) of every `<app>/<room>/<key>`."""
        for path, data in self.files.items():
            app, _, rest = path.partition("/")
            kind, _, key = rest.partition("/")
            if kind == room:
                yield app, key, data
