"""Exact numbers: parsing, half-up rounding, plain text. No float comes in or goes out."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from tombolo.base.errors import Invalid

MOST_DIGITS = 40
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")
_EXACT = Context(prec=200, rounding=ROUND_HALF_UP)


def parse(raw: object, place: str = "") -> Decimal:
    """A plain decimal from text, int or Decimal. Invalid: float, exponent, NaN, over-long."""
    match raw:
        case bool():
            raise Invalid("number.bad", place=place)
        case int() if abs(raw) < 10**MOST_DIGITS:
            return Decimal(raw)
        case int():
            raise Invalid("number.too_long", place=place, values={"most": MOST_DIGITS})
        case Decimal():
            return _fit(raw, place)
        case str():
            return _from_text(raw.strip(), place)
        case _:
            raise Invalid("number.bad", place=place)


def _from_text(text: str, place: str) -> Decimal:
    if len(text) > MOST_DIGITS + 2:
        raise Invalid("number.too_long", place=place, values={"most": MOST_DIGITS})
    if not _PLAIN.match(text):
        raise Invalid("number.bad", place=place)
    return _fit(Decimal(text), place)


def _fit(number: Decimal, place: str) -> Decimal:
    if not number.is_finite():
        raise Invalid("number.bad", place=place)
    _sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    # 1E+3 as text is refused above; as a JSON number (a Decimal here) it would come back rewritten.
    if exponent > 0:
        raise Invalid("number.exponent", place=place)
    if max(len(digits), -exponent) > MOST_DIGITS:
        raise Invalid("number.too_long", place=place, values={"most": MOST_DIGITS})
    return number.copy_abs() if number.is_zero() else number


def half_up(number: Decimal, scale: int) -> Decimal:
    """Rounded as commerce rounds: 0.125 to 0.13, -0.125 to -0.13."""
    rounded = number.quantize(Decimal(1).scaleb(-scale, _EXACT), context=_EXACT)
    return rounded.copy_abs() if rounded.is_zero() else rounded


def to_text(number: Decimal) -> str:
    """Plain digits, the scale kept, never an exponent and never minus zero."""
    return format(number.copy_abs() if number.is_zero() else number, "f")
