"""JSON in and out, exactly: decimals as text, moments as ISO, a JSON number never a float."""

from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from tombolo.base.errors import Invalid

T = TypeVar("T")
Raw = msgspec.Raw  # JSON that PostgreSQL wrote already, passed through as it is

_encoder = msgspec.json.Encoder(decimal_format="string", uuid_format="canonical")
_decoder = msgspec.json.Decoder(float_hook=Decimal)
_typed: dict[object, msgspec.json.Decoder[Any]] = {}


def encode(value: object) -> bytes:
    """JSON bytes."""
    return _encoder.encode(value)


def text(value: object) -> str:
    """JSON as text, for a jsonb parameter."""
    return _encoder.encode(value).decode()


def decode(data: bytes | str) -> Any:
    """Any JSON; fractions become Decimal. Invalid when it is none."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise Invalid("json.bad", values={"detail": str(error)}) from error


def decode_as(data: bytes | str, kind: type[T]) -> T:
    """JSON as a dataclass or Struct. Invalid, the place in its detail, when it does not fit."""
    decoder = _typed.get(kind)
    if decoder is None:
        decoder = _typed[kind] = msgspec.json.Decoder(kind, float_hook=Decimal)
    try:
        return decoder.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise Invalid("json.bad", values={"detail": str(error)}) from error
