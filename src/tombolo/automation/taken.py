"""What is taken out of a body from outside: fields by their paths, each of the type that was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import cast
from zoneinfo import ZoneInfo

from tombolo.base import codec
from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.records.given import Given
from tombolo.schema.condition import BOOLEAN, DATE, MOMENT, NUMBER, TEXT, Type
from tombolo.schema.kinds.shape import Plain

TYPES: Mapping[str, Type] = {
    "text": TEXT, "number": NUMBER, "boolean": BOOLEAN, "date": DATE, "moment": MOMENT,
}  # fmt: skip
LONGEST = 20_000  # characters of one text
_WIDEST = 60  # digits of one number
_TRUTHS: Mapping[object, bool] = {
    True: True, False: False, "true": True, "false": False, "1": True, "0": False, "yes": True, "no": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Take:
    """One field: its name, its type, and the way to it in what came."""

    name: str
    type: Type
    way: tuple[str, ...]
    needed: bool = False


def given_of(name: str, takes: Sequence[Take]) -> Given:
    """What expressions know of it."""
    return Given(name, tuple((one.name, one.type) for one in takes))


def taken(takes: Sequence[Take], body: object, zone: str, name: str = "body") -> dict[str, Plain]:
    """The values by name. Raises Invalid with every field that is missing or of another type."""
    made: dict[str, Plain] = {}
    problems: list[Problem] = []
    for one in takes:
        raw = _found(body, one.way)
        try:
            made[one.name] = _plain(one.type, raw, zone)
        except (ValueError, TypeError, InvalidOperation, OverflowError):
            values = {"type": one.type.name}
            problems.append(Problem("rule.not_of_type", f"{name}.{'.'.join(one.way)}", values))
            continue
        if one.needed and made[one.name] in (None, ""):
            problems.append(Problem("rule.not_given", f"{name}.{'.'.join(one.way)}"))
    if problems:
        raise Invalid("rule.body", problems=problems)
    return made


def _found(body: object, way: Sequence[str]) -> object:
    for step in way:
        if isinstance(body, Mapping):
            body = cast("Mapping[str, object]", body).get(step)
        elif isinstance(body, list) and step.isascii() and step.isdigit():
            items = cast("list[object]", body)
            body = items[int(step)] if int(step) < len(items) else None
        else:
            return None
    return body


def _plain(type_: Type, raw: object, zone: str) -> Plain:
    if raw is None or raw == "":
        return None
    match type_.name:
        case "number":
            return _number(raw)
        case "boolean":
            if not isinstance(raw, bool | str | int) or raw not in _TRUTHS:
                raise ValueError
            return _TRUTHS[raw]
        case "date":
            return date.fromisoformat(str(raw)[:10]).isoformat()
        case "moment":
            moment = datetime.fromisoformat(str(raw))
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=ZoneInfo(zone))
            return moment.astimezone(UTC).isoformat()
        case _:
            return _text(raw)


def _number(raw: object) -> str:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise TypeError
    found = Decimal(str(raw).strip())
    if not found.is_finite() or abs(found.adjusted()) > _WIDEST:
        raise ValueError
    return format(found, "f")


def _text(raw: object) -> str:
    text = raw if isinstance(raw, str) else codec.text(raw)
    if "\0" in text or len(text) > LONGEST:
        raise ValueError
    return text
