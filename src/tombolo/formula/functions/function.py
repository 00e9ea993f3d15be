"""What a function of the language is: how it is called, what it gives, what it is in SQL."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tombolo.formula.sql import Site
from tombolo.formula.types import Name, Type
from tombolo.pg.tree import Expr

Family = Literal["logic", "text", "number", "date", "people", "rows", "list"]
Wants = Literal[
    "text", "number", "boolean", "date", "moment", "time", "list", "any", "ordered", "day", "clock", "shown",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument.

    `wants` is a type or: `any`; `ordered` (number, date, moment, time); `day` (date or moment);
    `clock` (time, or the time of a moment); `shown` (what TEXT formats). A list may ask for its
    `items`. `default` stands in for a missing optional argument.
    A blank argument arrives as NULL unless `fill` (numbers: 0, texts: ''). `literal` must be written
    out in the formula, `choices` say as what.
    """

    name: str
    wants: Wants
    optional: bool = False
    repeated: bool = False
    default: str | int | None = None
    fill: bool = False
    literal: Literal["", "choice", "format", "pattern"] = ""
    choices: tuple[str, ...] = ()
    items: Name | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """One row of the function table.

    `result` is a type, or makes it from the types of the arguments. `special` names a rule of
    check.py for functions whose arguments are not ordinary (IF, SUM, EXISTS); those have no `lower`.
    `examples` are pairs (formula, result as text): documentation and test in one. `live`: the value
    changes by itself. `blank` says, in Chinese and English, where blanks, errors or types are treated
    otherwise than the general rules of coerce.py say.
    """

    name: str
    family: Family
    parameters: tuple[Parameter, ...]
    result: Type | Callable[[tuple[Type, ...]], Type]
    lower: Callable[[tuple[Expr, ...], Site], Expr] | None
    zh: str
    en: str
    examples: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...] = ()
    special: str = ""
    live: Literal["", "clock", "person", "balance", "chance"] = ""
    blank: tuple[str, str] = ("", "")

    @property
    def least(self) -> int:
        return sum(not parameter.optional for parameter in self.parameters)

    @property
    def most(self) -> int | None:
        repeated = bool(self.parameters) and self.parameters[-1].repeated
        return None if repeated else len(self.parameters)


def text(name: str, default: str | None = None, *, fill: bool = False) -> Parameter:
    """A text; blank passes as NULL unless `fill`."""
    return Parameter(name, "text", optional=default is not None, default=default, fill=fill)


def number(name: str, default: int | None = None) -> Parameter:
    """A number; blank is 0."""
    return Parameter(name, "number", optional=default is not None, default=default, fill=True)


def one(name: str, wants: Wants, *, optional: bool = False) -> Parameter:
    """A value of any other kind; blank passes as NULL."""
    return Parameter(name, wants, optional=optional)


def several(name: str, wants: Wants, *, fill: bool = False) -> Parameter:
    """Any number of values, at least one."""
    return Parameter(name, wants, repeated=True, fill=fill)


def more(name: str, wants: Wants) -> Parameter:
    """Any number of further values."""
    return Parameter(name, wants, optional=True, repeated=True)


def choice(name: str, *choices: str, default: str | None = None) -> Parameter:
    """One of a few words, written out in the formula."""
    return Parameter(
        name,
        "text",
        optional=default is not None,
        default=default,
        literal="choice",
        choices=choices,
    )
