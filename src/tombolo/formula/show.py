"""Tree to text, and a formula's text rewritten: labels for the reader, keys for storage, renames."""

from collections.abc import Callable
from decimal import Decimal

from tombolo.formula.lexer import tokens
from tombolo.formula.nodes import (
    Binary,
    Call,
    Chain,
    Dot,
    In,
    Node,
    Number,
    Part,
    Path,
    Text,
    Truth,
    Unary,
)  # fmt: skip
from tombolo.formula.parser import COMPARISONS, KEYWORDS, POWER
from tombolo.formula.problems import FormulaError
from tombolo.formula.resolve import Place
from tombolo.formula.spans import Span

TOP = 99


def show(node: Node) -> str:
    """The tree as text in the plain spelling; parsing it gives the tree again."""
    return _text(node)[0]


def _text(node: Node) -> tuple[str, int]:  # noqa: C901 - one arm per node
    """The text, and how tightly it holds together."""
    match node:
        case Number(value):
            return number_text(value), TOP
        case Text(value):
            return '"' + value.replace('"', '""') + '"', TOP
        case Truth(value):
            return "TRUE" if value else "FALSE", TOP
        case Path(parts):
            return path_text(parts), TOP
        case Call(name, args):
            return f"{name}({', '.join(_text(arg)[0] for arg in args)})", TOP
        case Dot(of, part):
            return f"{_text(of)[0]}.{part_text(part, first=False)}", TOP
        case Unary("%", of):
            return _held(of, POWER["%"]) + "%", POWER["%"]
        case Unary("NOT", of):
            return "NOT " + _held(of, POWER["NOT"]), POWER["NOT"]
        case Unary(op, of):
            return op + _held(of, POWER["sign"]), POWER["sign"]
        case Binary(op, left, right):
            power = POWER[op]
            least = power + 1 if op in COMPARISONS else power
            return f"{_held(left, least)} {op} {_held(right, power + 1)}", power
        case Chain(op, items):
            power = POWER[op]
            return f" {op} ".join(_held(item, power + 1) for item in items), power
        case In(item, among, negated):
            word = "NOT IN" if negated else "IN"
            listed = ", ".join(_text(other)[0] for other in among)
            return f"{_held(item, POWER['IN'] + 1)} {word} ({listed})", POWER["IN"]


def _held(node: Node, least: int) -> str:
    text, power = _text(node)
    return text if power >= least else f"({text})"


def number_text(value: Decimal) -> str:
    return format(value, "f")


def path_text(parts: tuple[Part, ...]) -> str:
    return ".".join(part_text(part, first=at == 0) for at, part in enumerate(parts))


def part_text(part: Part, *, first: bool) -> str:
    """A plain name as it is, anything else in brackets."""
    return part.name if _plain(part.name, first=first) else bracketed(part.name)


def bracketed(name: str) -> str:
    return f"[{name}]" if "」" in name else f"「{name}」"


def _plain(name: str, *, first: bool) -> bool:
    if first and name.upper() in KEYWORDS:
        return False
    try:
        found = tokens(name)
    except FormulaError:
        return False
    return len(found) == 2 and found[0].kind == "name" and found[0].value == name


Places = dict[Span, Place]


def rewritten(text: str, places: Places, new: Callable[[Place], str | None]) -> str:
    """`text` with names replaced and all else as it was typed.

    `new` gets each name's place; None leaves it.
    """
    for span in sorted(places, key=lambda span: -span.start):
        name = new(places[span])
        if name is not None:
            text = text[: span.start] + name + text[span.end :]
    return text


def with_labels(text: str, places: Places, language: str = "zh") -> str:
    """As the editor shows it: 「客户」.「级别」. A label that is not unique stays a key."""

    def label(place: Place) -> str | None:
        name = place.meaning.called(language)
        if "」" in name or "\n" in name or not name.strip():
            return None
        found = place.scope.find(name)
        return f"「{name}」" if found and found.key == place.meaning.key else None

    return rewritten(text, places, label)


def with_keys(text: str, places: Places) -> str:
    """As it is stored: every name a key."""
    return rewritten(text, places, lambda place: _key(place.meaning.key, place.taken))


def renamed(text: str, places: Places, new_key: Callable[[Place], str | None]) -> str:
    """`text` after fields were renamed; `new_key` says the new key of a field, None for the others."""

    def key(place: Place) -> str | None:
        found = new_key(place)
        return None if found is None else _key(found, place.taken)

    return rewritten(text, places, key)


def _key(key: str, taken: frozenset[str]) -> str:
    return key if _plain(key, first=True) and key not in taken else bracketed(key)
