"""What the language asks of the place where a formula stands; schema answers (floor above).

Scope says what a name means, for checking. Frame says what it is in SQL, for lowering. A field may
mean different SQL in different places (a column of a table, a member of the rowset that is being
saved), the formula stays the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from tombolo.formula.types import Type
from tombolo.pg.tree import Expr, Order


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name means: a `value` of this row, a to-`one` link that a dot may follow, or `many` rows.

    A `one` is a value too (its id, of type reference, person or department). `many` are the lines of
    the record or the records that link to it (an inverse): only aggregates read them. `itself` is the
    record that the expression stands on or, from lines, the one around.
    """

    key: str
    label: str
    kind: Literal["value", "one", "many"]
    type: Type
    options: tuple[tuple[str, str], ...] = ()  # a choice's (key, label) pairs, for messages
    itself: bool = False
    label_en: str = ""  # "": the label is not said in English
    options_en: tuple[tuple[str, str], ...] = ()

    def called(self, language: str) -> str:
        """Its label in a person's language."""
        return (self.label_en if language == "en" else "") or self.label

    def offers(self, language: str) -> tuple[tuple[str, str], ...]:
        """A choice's (key, label) pairs in a person's language."""
        return (self.options_en if language == "en" else ()) or self.options


@dataclass(frozen=True, slots=True)
class Sums:
    """A balance (`erp.stock`), by its full name: its keys with label and type, its measures."""

    name: str
    keys: tuple[tuple[str, str, Type], ...]
    measures: tuple[str, ...]


class Scope(Protocol):
    """The names at one place: the fields of a form, of its lines, of a person."""

    def find(self, name: str) -> Meaning | None:
        """What `name` (a key, or a label where unambiguous) means here, or None."""
        ...

    def names(self) -> Sequence[str]:
        """All names, for "did you mean" and completion."""
        ...

    def through(self, name: str) -> "Scope":
        """The scope behind a `one` or `many` name."""
        ...

    def around(self) -> str:
        """Of rows of a record: the `one` name that leads to the record; "" elsewhere."""
        ...

    def balance(self, name: str) -> Sums | None:
        """The balance called so from here: `erp.stock`, or `stock` in its own app."""
        ...

    def balances(self) -> Sequence[str]:
        """The names of all balances, as they are written here."""
        ...


class Frame(Protocol):
    """The SQL at one place. Paths are tuples of keys: ("customer", "level")."""

    def value(self, path: tuple[str, ...]) -> Expr:
        """The value of a field, the last key of `path`, reached through to-one links."""
        ...

    def many(
        self, path: tuple[str, ...], build: Callable[["Frame"], Expr], *, when_none: Expr | None
    ) -> Expr:
        """An aggregate over the rows behind `path`: its last key is a `many`, and others may be.

        Rows of rows (`orders.lines`) are joined rows, each line of each order once.

        `build` gets the frame of those rows and returns the aggregate expression (a Call such as
        sum, with its FILTER); the frame sets it into a sub-select or grouped join. `when_none` is
        the value where there are no rows (sum of nothing: 0).
        """
        ...

    def some(self, path: tuple[str, ...], build: Callable[["Frame"], Expr | None]) -> Expr:
        """Whether any of the rows behind `path` meets the condition that `build` returns.

        No condition: whether there is any. A condition that is unknown is not met.
        """
        ...

    def rows(self, path: tuple[str, ...], build: Callable[["Frame"], "RowQuery"]) -> Expr:
        """One value picked from the rows behind `path`: filtered, ordered, first one taken."""
        ...

    def balance(self, name: str, measure: str, keys: tuple[Expr, ...]) -> Expr:
        """A measure of a balance for the values of its keys; 0 where nothing was counted."""
        ...

    def outer(self) -> "Sequence[Frame]":
        """Of rows of rows, read as joined rows: those they belong to, outermost first; else nothing."""
        ...

    def itself(self) -> Expr:
        """The id of the record; of lines that of the record around. Never blank."""
        ...

    def point(self, path: tuple[str, ...]) -> Expr:
        """Where a place lies, as the text "lat,lng"; of any other field its value."""
        ...

    def order(self) -> tuple[Order, ...]:
        """The natural order of these rows: lines by position, other records as they were made."""
        ...

    def me(self) -> Expr:
        """The signed-in person's id (uuid)."""
        ...

    def my(self, key: str) -> Expr:
        """A fact about the person: one of

        `department` (uuid), `departments` (uuid[]), `roles` (text[]), `name`, `email` (text).
        """
        ...

    def now(self) -> Expr:
        """The moment of the work (timestamptz)."""
        ...

    def today(self) -> Expr:
        """The day of the work in the workspace's time zone (date)."""
        ...

    def zone(self) -> Expr:
        """The workspace's time zone (text), for taking moments apart."""
        ...

    def calendar(self, *, works: bool) -> Expr:
        """The workspace's holidays, or the weekend days that are worked (date[]); NULL for none."""
        ...


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Which row and what of it: value, condition, order (none: the natural order of the rows)."""

    value: Expr
    where: Expr | None = None
    order: tuple[Expr, ...] = ()
    descending: bool = False
