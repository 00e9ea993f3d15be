"""What every field kind answers: column, type, parsing, showing, filters, settings.

A *plain* value is what travels in JSON: None, bool, str (numbers, dates, ids too), a list of them or
a dict. Kinds turn what a person or a program sent into plain values; PostgreSQL types them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from tombolo.formula.types import TEXT, Type
from tombolo.pg.tree import Expr
from tombolo.schema.label import Label
from tombolo.schema.pipeline import Pipeline

Plain = None | bool | str | list["Plain"] | dict[str, "Plain"]
Value = Callable[[str], Plain]  # of a field of the record, by its key

OperatorName = Literal[
    "is", "is_not", "in", "not_in", "contains", "not_contains", "starts_with", "lt", "le", "gt",
    "ge", "between", "empty", "not_empty", "any_of", "all_of", "none_of", "is_me", "not_me",
    "in_my_departments", "under", "within",
]  # fmt: skip
AggregateName = Literal["sum", "avg", "min", "max", "count_empty", "count_distinct"]

TEXTUAL: tuple[OperatorName, ...] = (
    "is", "is_not", "contains", "not_contains", "starts_with", "in", "empty", "not_empty",
)  # fmt: skip
NUMERIC: tuple[OperatorName, ...] = (
    "is", "is_not", "lt", "le", "gt", "ge", "between", "empty", "not_empty",
)  # fmt: skip
DATED: tuple[OperatorName, ...] = (
    "is", "lt", "le", "gt", "ge", "between", "within", "empty", "not_empty",
)  # fmt: skip
CHOSEN: tuple[OperatorName, ...] = ("is", "is_not", "in", "not_in", "empty", "not_empty")
LISTED: tuple[OperatorName, ...] = ("any_of", "all_of", "none_of", "empty", "not_empty")

COUNTED: tuple[AggregateName, ...] = ("count_empty", "count_distinct")
SUMMED: tuple[AggregateName, ...] = ("sum", "avg", "min", "max", *COUNTED)
RANGED: tuple[AggregateName, ...] = ("min", "max", *COUNTED)


class Bad(Exception):
    """A raw value that this kind cannot take; `code` names a message, `values` fill its blanks."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values: Mapping[str, object] = values


@dataclass(frozen=True, slots=True)
class Series:
    """A series of running numbers: the text with {} for the number, its digits, what is counted by."""

    text: str
    digits: int
    counter: str
    gapless: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind with its settings. Subclasses stand one in a file; the defaults are those of a text."""

    name: ClassVar[str] = ""
    words: ClassVar[Label] = Label("")
    column: ClassVar[str | None] = "text"  # the PostgreSQL type; None: nothing is stored
    computed: ClassVar[bool] = False  # never written by a person
    given: ClassVar[bool] = False  # written by the server alone (a running number)
    leaf: ClassVar[str] = "is"  # the setting in which a computed kind has its expression
    rows: ClassVar[bool] = False  # has fields of its own in a child table
    many: ClassVar[bool] = False  # the column is an array
    searchable: ClassVar[bool] = False
    sortable: ClassVar[bool] = True
    groupable: ClassVar[bool] = True
    operators: ClassVar[tuple[OperatorName, ...]] = TEXTUAL
    aggregates: ClassVar[tuple[AggregateName, ...]] = COUNTED

    def type(self) -> Type:
        """The type of the value in the language."""
        return TEXT

    def points_to(self) -> str:
        """The form whose ids are stored: `crm.customer`, `sys.member`, `sys.department`, `sys.file`, or ""."""
        return ""

    def parse(self, raw: object) -> Plain:
        """What JSON brought, as a plain value. Raises Bad."""
        raise Bad("value.not_written")

    def read(self, cell: object, language: str) -> Plain:
        """What a cell of a sheet or the clipboard brought, as a plain value. Raises Bad.

        Kinds that point somewhere get ids here; titles are matched before (records/sheets).
        """
        del language
        return self.parse(cell)

    def show(self, value: Plain, language: str) -> str:
        """The value as a person reads it (history, export as text)."""
        del language
        return "" if value is None else str(value)

    def out(self, expr: Expr) -> Expr:
        """The stored value as it goes into JSON."""
        return expr

    def settings(self, language: str) -> dict[str, object]:
        """The settings that the face needs."""
        del language
        return {}

    def looks_at(self) -> str:
        """The path whose value is shown, for a look-up; else nothing."""
        return ""

    def computes(self) -> str:
        """The expression whose value this is, for a formula; else nothing."""
        return ""

    def said_in(self) -> Mapping[str, str]:
        """The parts that a computed value is said in, each written by itself; nothing of one formula."""
        return {}

    def shown_as(self) -> str:
        """The kind of number a computed value is shown as (`money`), or nothing."""
        return ""

    def speaks_as(self) -> "Kind | None":
        """The kind that a computed value is read and shown as, where its type does not say enough."""
        return None

    def pipeline(self) -> Pipeline | None:
        """The stages that a value stands in, for a stage; else nothing."""
        return None

    def inverse_of(self) -> str:
        """Under which name the other side reads the records that link to it, or nothing."""
        return ""

    def picked_with(self) -> tuple[str, ...]:
        """The fields shown beside the title where a record is picked."""
        return ()

    def may_create(self) -> bool:
        """Whether the picker may make a new record in place."""
        return False

    def offered(self) -> str:
        """The expression that a chosen record must meet, or nothing."""
        return ""

    def offers(self) -> tuple[tuple[str, str], ...]:
        """Of the options that are not always there: the key, and when it is."""
        return ()

    def row_range(self) -> tuple[int, int]:
        """How many rows there are at least and at most, for lines."""
        return (0, 0)

    def series(self, day: date, value: Value) -> "Series | None":
        """The series of a running number made on that day for a record with these values; else nothing."""
        del day, value
        return None

    def series_reads(self) -> tuple[str, ...]:
        """The fields of the record on which the series depends."""
        return ()

    def series_when(self) -> str:
        """The expression that says when a record gets its number; "": when it is made."""
        return ""

    def options_of(self) -> tuple[tuple[str, Label], ...]:
        """The (key, label) pairs a value may have, or nothing."""
        return ()

    def problems(self) -> tuple[tuple[str, dict[str, object]], ...]:
        """What is wrong with these settings: (code, values) pairs."""
        return ()


def blank(raw: object) -> bool:
    """Whether a raw value says nothing."""
    return raw is None or (isinstance(raw, str) and not raw.strip()) or raw == []


def text_of(raw: object, most: int) -> str | None:
    """A raw value as text without control characters, or None. Raises Bad."""
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise Bad("value.not_text")
    text = str(raw)
    if isinstance(raw, Decimal) and abs(raw.adjusted()) < 40:
        text = format(raw, "f")  # 1E+999999999 would be a gigabyte of zeros
    if isinstance(raw, float) and raw.is_integer():
        text = str(int(raw))
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise Bad("value.bad_characters")
    if len(text) > most:
        raise Bad("value.too_long", most=most, length=len(text))
    return text or None
