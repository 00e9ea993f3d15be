"""A form: fields, rules on them, how a record is laid out and called."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tombolo.schema.field import Check, Field
from tombolo.schema.label import NO_LABEL, Label
from tombolo.schema.view import View


@dataclass(frozen=True, slots=True)
class Unique:
    """The fields together are unique among the records for which `where` holds."""

    fields: tuple[str, ...]
    where: str = ""
    say: Label = NO_LABEL


@dataclass(frozen=True, slots=True)
class Lock:
    """While `when` holds, the fields stay as they are: all of them, or those named, but `beside`.

    A field of lines is named `lines.price`. Where all are locked the record is not deleted either,
    unless `delete` allows it.
    """

    when: str
    fields: tuple[str, ...] = ()  # none: all
    beside: tuple[str, ...] = ()
    say: Label = NO_LABEL
    delete: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A field in a section, `span` columns wide."""

    field: str
    span: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """Part of a record page. Sections with the same `tab` share one."""

    key: str
    label: Label
    columns: int = 2
    places: tuple[Place, ...] = ()
    tab: Label = NO_LABEL


@dataclass(frozen=True, slots=True)
class Form:
    """One form is one table `<app>_<key>`; each lines field is a child table."""

    app: str
    key: str
    label: Label
    title: str = ""  # "{name}": how a record is called
    icon: str = ""
    fields: tuple[Field, ...] = ()  # without the system fields
    checks: tuple[Check, ...] = ()
    unique: tuple[Unique, ...] = ()
    layout: tuple[Section, ...] = ()
    views: tuple[View, ...] = ()
    locks: tuple[Lock, ...] = ()
    append_only: bool = False  # a ledger: records are made, never changed or deleted
    was: str = ""
    sums: bool = False  # a balance as the read line sees it: keys and measures, no system columns
    every: dict[str, Field] = field(default_factory=dict[str, Field], compare=False)

    @property
    def name(self) -> str:
        """`crm.customer`"""
        return f"{self.app}.{self.key}"

    @property
    def table(self) -> str:
        """`crm_customer`"""
        return f"{self.app}_{self.key}"

    def lines_table(self, lines: str) -> str:
        """The child table of a lines field: `crm_sales_order__lines`."""
        return f"{self.table}__{lines}"

    def field(self, key: str) -> Field | None:
        """A field by its key, system fields included."""
        return self.every.get(key)

    def lines(self) -> Iterator[Field]:
        """The fields that are rows of their own."""
        return (field for field in self.fields if field.kind.rows)
