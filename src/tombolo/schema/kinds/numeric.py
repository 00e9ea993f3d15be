"""What number, money, percent and rating share: exact decimals, scale and range."""

from decimal import Context, Decimal, InvalidOperation

from tombolo.schema.kinds.shape import Bad

MOST_DIGITS = 30
_EXACT = Context(prec=2 * MOST_DIGITS)  # the usual 28 digits would refuse what fits here


def exact(raw: object, scale: int, least: str, most: str) -> str | None:
    """A raw number as a canonical decimal text, or None for blank.

    Raises Bad for what is not a number, has more than `scale` decimals, or is out of range.
    Thousands marks, full-width digits and a leading currency sign are understood.
    """
    value = _decimal(raw)
    if value is None:
        return None
    if (
        not value.is_finite()
        or len(value.as_tuple().digits) > MOST_DIGITS
        or abs(value.adjusted()) > MOST_DIGITS
    ):
        raise Bad("value.not_number")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > scale:
        shorter = value.quantize(Decimal(1).scaleb(-scale), context=_EXACT)
        if shorter != value:
            raise Bad("value.scale", scale=scale)
        value = shorter
    if least and value < Decimal(least):
        raise Bad("value.too_small", least=least)
    if most and value > Decimal(most):
        raise Bad("value.too_large", most=most)
    return plain(value)


def plain(value: Decimal) -> str:
    """A decimal without exponent or idle zeros: 1E+3 is 1000, 1.50 is 1.5, -0 is 0."""
    if value == 0:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(raw: object) -> Decimal | None:
    match raw:
        case None:
            return None
        case bool():
            raise Bad("value.not_number")
        case int() | Decimal():
            return Decimal(raw)
        case float():
            return Decimal(repr(raw))
        case str():
            text = raw.strip().replace(",", "").replace("，", "").lstrip("¥￥$€")
            if not text:
                return None
            if len(text) > 60 or any(char in text for char in "eE_nN"):
                raise Bad("value.not_number")
            try:
                return Decimal(text)
            except InvalidOperation:
                raise Bad("value.not_number") from None
        case _:
            raise Bad("value.not_number")


def in_words(value: object, scale: int) -> str:
    """A decimal text with thousands marks and `scale` digits at least as entered."""
    if value is None:
        return ""
    number = Decimal(str(value))
    digits = max(0, -int(number.as_tuple().exponent))
    return f"{number:,.{min(max(digits, 0), max(scale, digits))}f}"
