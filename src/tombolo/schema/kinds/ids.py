"""What kinds that store ids share."""

from typing import cast
from uuid import UUID

from tombolo.schema.kinds.shape import Bad, Plain, blank


def one(raw: object) -> str | None:
    """An id, or the id of an {id, title} object. Raises Bad."""
    if isinstance(raw, dict):
        raw = cast("dict[str, object]", raw).get("id")
    if blank(raw):
        return None
    try:
        return str(UUID(str(raw)))
    except ValueError:
        raise Bad("value.not_reference", value=str(raw)[:60]) from None


def several(raw: object) -> Plain:
    """A list of ids, each once, in order. Raises Bad."""
    if blank(raw):
        return None
    if not isinstance(raw, list):
        raise Bad("value.not_list")
    found = [one(item) for item in cast("list[object]", raw)]
    return cast("Plain", list(dict.fromkeys(item for item in found if item))) or None
