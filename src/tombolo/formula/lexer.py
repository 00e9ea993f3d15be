"""Text to tokens. Full-width punctuation, as Chinese people type it, is understood."""

import re
from dataclasses import dataclass
from typing import Literal

from tombolo.formula.problems import FormulaError
from tombolo.formula.spans import Span

LONGEST = 10_000
DIGITS = 30  # on each side of the point; keeps any chain of products inside PostgreSQL's numeric

Kind = Literal["number", "text", "name", "label", "symbol", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """`value` is what was meant: a text without its quotes, a symbol in its plain form."""

    kind: Kind
    value: str
    span: Span


_TOKEN = re.compile(
    r"""
      (?P<space>[\s\u3000\ufeff]+)
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?(?!\w))
    | (?P<name>[^\W\d]\w*)
    | (?P<text>"(?:[^"]|"")*" | '(?:[^']|'')*' | “[^”]*” | ‘[^’]*’)
    | (?P<label>「[^」\n]+」 | \[[^\]\n]+\])
    | (?P<symbol>[<＜][>＞=＝] | [>＞][=＝] | [=＝][=＝] | [!！][=＝] | [-+*/^%&=<>(),;.≤≥≠，；（）＝＞＜＋－＊／％＆．×÷])
    """,
    re.VERBOSE,
)
_PLAIN = str.maketrans("，；（）＝＞＜＋－＊／％＆．×÷！;", ",,()=><+-*/%&.*/!,")
_SAME = {"==": "=", "!=": "<>", "≠": "<>", "≤": "<=", "≥": ">="}
_SPOILED = re.compile("[\x00\ud800-\udfff]")


def tokens(text: str) -> list[Token]:
    """Every token of `text`, an `end` last. FormulaError where nothing can be read."""
    if len(text) > LONGEST:
        raise FormulaError("formula.too_long", Span(0, 0), length=len(text), most=LONGEST)
    if spoiled := _SPOILED.search(text):
        code = f"U+{ord(spoiled[0]):04X}"
        raise FormulaError("formula.bad_character", Span(*spoiled.span()), char=code)
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        at = match.end()
        if match.lastgroup != "space":
            found.append(_token(match))
    found.append(Token("end", "", Span(len(text), len(text))))
    return found


def _token(match: "re.Match[str]") -> Token:
    span, raw = Span(*match.span()), match[0]
    match match.lastgroup:
        case "number":
            return Token("number", _number(raw, span), span)
        case "name":
            return Token("name", raw, span)
        case "text":
            inside = raw[1:-1]
            if raw[0] in "\"'":
                inside = inside.replace(raw[0] * 2, raw[0])
            return Token("text", inside, span)
        case "label":
            return Token("label", raw[1:-1].strip(), span)
        case _:
            plain = raw.translate(_PLAIN)
            return Token("symbol", _SAME.get(plain, plain), span)


def _number(raw: str, span: Span) -> str:
    mantissa, _, exponent = raw.lower().partition("e")
    whole, _, part = mantissa.partition(".")
    shift = int(exponent) if exponent and len(exponent) < 5 else 0
    too_far = len(exponent) >= 5
    if too_far or len(whole.lstrip("0")) + shift > DIGITS or len(part) - shift > DIGITS:
        raise FormulaError("formula.number_too_long", span, most=DIGITS)
    return raw


def _unreadable(text: str, at: int) -> FormulaError:
    char = text[at]
    if char in "\"'“‘":
        return FormulaError("formula.open_text", Span(at, len(text)))
    if char in "「[":
        close = "」" if char == "「" else "]"
        return FormulaError("formula.open_label", Span(at, len(text)), close=close)
    return FormulaError("formula.bad_character", Span(at, at + 1), char=char)
