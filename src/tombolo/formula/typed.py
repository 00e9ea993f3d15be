"""The tree after checking: every name resolved, every node with its type, every coercion explicit."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

from tombolo.formula.functions.function import Function
from tombolo.formula.types import BLANK, BOOLEAN, NUMBER, PERSON, TEXT, Type

Value = str | bool | Decimal | date | datetime | time | None


@dataclass(frozen=True, slots=True)
class Const:
    """A literal, read as the type it is used as; None is blank. A moment is local to the workspace."""

    value: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Field:
    """A field. `level` 0 is the record, 1 the rows of the aggregate around it, and so on."""

    level: int
    path: tuple[str, ...]
    type: Type
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Itself:
    """The record of a level, as a reference; of lines the record around them."""

    level: int
    type: Type


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in person, or one of her facts."""

    fact: str = ""
    type: Type = PERSON


@dataclass(frozen=True, slots=True)
class Convert:
    """A value as another type: number to text, date to moment, moment to date or time."""

    of: "Typed"
    type: Type


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`op` on two numbers."""

    op: Literal["+", "-", "*", "/", "^"]
    left: "Typed"
    right: "Typed"
    type: Type = NUMBER


@dataclass(frozen=True, slots=True)
class Shift:
    """A date or moment moved by a number of days."""

    of: "Typed"
    days: "Typed"
    back: bool
    type: Type


@dataclass(frozen=True, slots=True)
class Apart:
    """The days from `right` to `left`: two dates, or two moments."""

    left: "Typed"
    right: "Typed"
    type: Type = NUMBER


@dataclass(frozen=True, slots=True)
class Negate:
    of: "Typed"
    type: Type = NUMBER


@dataclass(frozen=True, slots=True)
class Join:
    """Texts one after the other."""

    items: "tuple[Typed, ...]"
    type: Type = TEXT


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values of one type."""

    op: str
    left: "Typed"
    right: "Typed"
    type: Type = BOOLEAN


@dataclass(frozen=True, slots=True)
class Logic:
    op: Literal["AND", "OR", "XOR"]
    items: "tuple[Typed, ...]"
    type: Type = BOOLEAN


@dataclass(frozen=True, slots=True)
class Not:
    of: "Typed"
    type: Type = BOOLEAN


@dataclass(frozen=True, slots=True)
class Empty:
    """Whether a value is blank; an empty text and an empty list are blank too."""

    of: "Typed"
    type: Type = BOOLEAN


@dataclass(frozen=True, slots=True)
class Member:
    """Whether `item` is in the list `among`."""

    item: "Typed"
    among: "Typed"
    type: Type = BOOLEAN


@dataclass(frozen=True, slots=True)
class Choose:
    """The value behind the first condition that holds."""

    whens: "tuple[tuple[Typed, Typed], ...]"
    otherwise: "Typed"
    type: Type


@dataclass(frozen=True, slots=True)
class Apply:
    """A function of the table on its arguments."""

    function: Function
    args: "tuple[Typed, ...]"
    type: Type


Gather = Literal["sum", "count", "avg", "min", "max", "exists", "list", "join", "first", "last"]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One value from many rows: those behind `path`, seen from `level`.

    `value` and `where` are expressions of the rows (their fields have level + 1); without a value
    the rows themselves are meant. `order` is for first and last; `extra` a join's separator. Of rows
    of rows `outer` are the paths, from `level`, of those around: each has a level of its own.
    """

    gather: Gather
    level: int
    path: tuple[str, ...]
    value: "Typed | None"
    where: "Typed | None"
    type: Type
    order: "Typed | None" = None
    extra: "Typed | None" = None
    outer: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """What a name of LET stands for, made at level `depth`; `size` and `height` with all it holds."""

    of: "Typed"
    depth: int
    type: Type
    size: int
    height: int


@dataclass(frozen=True, slots=True)
class Point:
    """Where a place lies, as "lat,lng"."""

    of: Field
    type: Type = TEXT


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands in the balance `name` (`erp.stock`) for these keys: its `measure`, 0 where nothing does."""

    name: str
    measure: str
    keys: "tuple[Typed, ...]"
    type: Type = NUMBER


@dataclass(frozen=True, slots=True)
class Hole:
    """Where a problem was found; fits everywhere so that one mistake is told once."""

    type: Type = BLANK


Typed = (
    Const | Field | Itself | Me | Convert | Arithmetic | Shift | Apart | Negate | Join | Compare | Logic
    | Not | Empty | Member | Choose | Apply | Aggregate | Balance | Bound | Point | Hole
)  # fmt: skip


def below(node: Typed) -> "tuple[Typed, ...]":
    """The nodes directly under `node`."""
    match node:
        case Const() | Field() | Itself() | Me() | Hole():
            return ()
        case Convert(of) | Negate(of) | Not(of) | Empty(of) | Bound(of) | Point(of):
            return (of,)
        case Arithmetic(_, left, right) | Compare(_, left, right) | Apart(left, right):
            return (left, right)
        case Shift(of, days):
            return (of, days)
        case Member(item, among):
            return (item, among)
        case Join(items) | Logic(_, items):
            return items
        case Apply(_, args):
            return args
        case Balance(_, _, keys):
            return keys
        case Choose(whens, otherwise):
            return (*(part for pair in whens for part in pair), otherwise)
        case Aggregate():
            parts = (node.value, node.where, node.order, node.extra)
            return tuple(part for part in parts if part is not None)
