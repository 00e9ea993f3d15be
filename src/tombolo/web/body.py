"""What a request's JSON body says, read at its place. Everything here raises Invalid that names it."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem

MOST = 10_000  # signs of one text


def text(body: Mapping[str, object], key: str, *, needed: bool = False) -> str:
    """A text; "" where there is none and none is needed."""
    raw = body.get(key)
    if raw is None and not needed:
        return ""
    if not isinstance(raw, str) or "\0" in raw or len(raw) > MOST:
        raise Invalid("fault.invalid", problems=[Problem("ask.not_text", key)])
    return raw


def texts(body: Mapping[str, object], key: str) -> list[str]:
    """A list of texts."""
    raw = body.get(key)
    items = cast("list[object]", raw) if isinstance(raw, list) else [None]
    if not all(isinstance(one, str) for one in items):
        raise Invalid("fault.invalid", problems=[Problem("ask.not_list", key)])
    return cast("list[str]", items)


def id_(body: Mapping[str, object], key: str) -> UUID | None:
    """An id, or none."""
    given = text(body, key)
    return UUID(uuid_of(given)) if given else None


def uuid_of(given: str) -> str:
    """An id of a path, as it is kept: what is no id names nothing."""
    try:
        return str(UUID(given))
    except ValueError:
        raise Invalid("web.bad_id") from None
