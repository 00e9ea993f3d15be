"""Excel's way to say which rows: pairs of a column and a criterion, made into conditions.

`SUMIFS(lines.amount, lines.kind, "a", lines.qty, ">=5")` is `SUMIFS(lines.amount, lines.kind = "a",
lines.qty >= 5)`; both ways may stand side by side. A criterion is a value, a text that begins with
an operator (">=5", "<>", ">=" & due), or a text with the wildcards * and ?.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tombolo.formula.checking import Checking
from tombolo.formula.nodes import Binary, Call, Chain, Node, Number, Path, Text, Truth, Unary
from tombolo.formula.resolve import Level
from tombolo.formula.typed import Hole, Typed
from tombolo.formula.types import BLANK, BOOLEAN, NUMBER, TEXT, Type

_CRITERION = re.compile(r"(>=|<=|<>|>|<|=)?(.*)", re.DOTALL)
_OPERATORS = frozenset({">=", "<=", "<>", ">", "<", "="})
_DIGITS = re.compile(r"([-+]?)(\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(%?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is gathered (None: the rows themselves) and the conditions on the rows."""

    value: Node | None
    conditions: tuple[Node, ...]


def chosen(at: Checking, level: Level, node: Call, *, bare: bool) -> Chosen:
    """The arguments of COUNTIFS, SUMIFS … read either way. `bare`: the first names the rows."""
    first, *rest = node.args
    counts = node.name.startswith("COUNT")
    paired = bool(rest) and not bare and _paired(at, level, first, rest[0])
    if paired and counts:
        return Chosen(None, tuple(_conditions(at, level, list(node.args))))
    if paired and node.name in {"SUMIF", "AVERAGEIF"} and len(rest) < 3:
        # column, criterion, [what is added up]: the one function where Excel has it the other way
        value = rest[1] if len(rest) > 1 else first
        return Chosen(value, tuple(_conditions(at, level, [first, rest[0]])))
    return Chosen(first, tuple(_conditions(at, level, rest)))


def _paired(at: Checking, level: Level, column: Node, following: Node) -> bool:
    """Whether a criterion for the column follows, and no condition."""
    if isinstance(following, Truth):
        return isinstance(column, Path)
    return _kind(at, level, following) not in {BOOLEAN, BLANK} or isinstance(following, Text)


def _kind(at: Checking, level: Level, node: Node) -> Type:
    found: list[Type] = []

    def look() -> Typed:
        found.append(at.glance(node))
        return Hole()

    at.inside(level, look)
    return found[0]


def _conditions(at: Checking, level: Level, nodes: list[Node]) -> Iterator[Node]:
    while nodes:
        here = nodes.pop(0)
        kind = _kind(at, level, here)
        truth = kind in {BOOLEAN, BLANK} and not (
            nodes and isinstance(here, Path) and isinstance(nodes[0], Truth)
        )
        if truth or not nodes:
            yield here
        else:
            yield _test(here, kind, nodes.pop(0))


def _test(column: Node, kind: Type, criterion: Node) -> Node:
    """The condition that a criterion means."""
    span = criterion.span
    match criterion:
        case Text(value):
            found = _CRITERION.match(value)
            operator, rest = (found[1] or "", found[2]) if found else ("", value)
            if not rest and operator in {"", "=", "<>"}:
                empty = Call("EMPTY", (column,), span, span)
                return Unary("NOT", empty, span) if operator == "<>" else empty
            if kind == TEXT and operator in {"", "=", "<>"} and re.search(r"[*?]", rest):
                like = Call("LIKE", (column, Text(rest, span)), span, span)
                return Unary("NOT", like, span) if operator == "<>" else like
            test = Binary(operator or "=", column, _value(rest, kind, criterion), span)
            return _known(column, test) if kind == NUMBER and operator != "<>" else test
        case Chain("&", (Text(operator), value)) if operator in _OPERATORS:
            test = Binary(operator, column, value, span)
            return _known(column, test) if kind == NUMBER and operator != "<>" else test
        case Chain("&", (Text(operator), *values)) if operator in _OPERATORS:
            return Binary(operator, column, Chain("&", tuple(values), span), span)
        case _:
            test = Binary("=", column, criterion, span)
            return _known(column, test) if kind == NUMBER else test


def _known(column: Node, test: Node) -> Node:
    """A criterion passes over blank numbers, as in Excel; a condition takes them as 0."""
    empty = Call("EMPTY", (column,), test.span, test.span)
    return Chain("AND", (Unary("NOT", empty, test.span), test), test.span)


def _value(text: str, kind: Type, criterion: Text) -> Node:
    """What stands behind the operator: a number beside numbers, else a text (a date is read as one)."""
    digits = _DIGITS.fullmatch(text.strip()) if kind == NUMBER else None
    if kind == BOOLEAN and text.upper() in {"TRUE", "FALSE"}:
        return Truth(text.upper() == "TRUE", criterion.span)
    if digits is None:
        return Text(text, criterion.span)
    value: Node = Number(Decimal(digits[2]), criterion.span)
    if digits[3]:
        value = Unary("%", value, criterion.span)
    return Unary("-", value, criterion.span) if digits[1] == "-" else value
