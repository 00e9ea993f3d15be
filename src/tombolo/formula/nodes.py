"""The tree as it was written. Spans do not count when two trees are compared."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from tombolo.formula.spans import Span


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number."""

    value: Decimal
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    value: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Truth:
    value: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """One name of a path: a key, or a label in brackets, which is never a name of LET."""

    name: str
    span: Span = field(compare=False)
    bracketed: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Path:
    """customer.level, lines.total, 「客户」.「级别」."""

    parts: tuple[Part, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """NAME(arguments); the name in capitals."""

    name: str
    args: "tuple[Node, ...]"
    span: Span = field(compare=False)
    name_span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Dot:
    """A name behind a call: ME().departments."""

    of: "Node"
    part: Part
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    op: Literal["-", "+", "%", "NOT"]
    of: "Node"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic or comparison."""

    op: str
    left: "Node"
    right: "Node"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """a & b & c, a AND b AND c, a OR b OR c: long ones stay flat."""

    op: str  # &, AND, OR
    items: "tuple[Node, ...]"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class In:
    """item IN (a, b) or item IN list."""

    item: "Node"
    among: "tuple[Node, ...]"
    negated: bool
    span: Span = field(compare=False)


Node = Number | Text | Truth | Path | Call | Dot | Unary | Binary | Chain | In
