"""Fixed SQL in .sql files beside the room that owns the table, in blocks `-- name: find`."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_HEAD = re.compile(r"^-- name: *([a-z][a-z0-9_]*)[ \t]*$", re.MULTILINE)


def statements(text: str) -> Mapping[str, str]:
    """Every block of the text by its name. ValueError on a name twice or an empty block."""
    parts = _HEAD.split(text)
    found: dict[str, str] = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        sql = body.strip().removesuffix(";")
        if name in found or not sql:
            raise ValueError(f"named statement {name!r} is empty or stands twice")
        found[name] = f"-- {name}\n{sql}"  # the name shows in pg_stat_activity and in logs
    return MappingProxyType(found)


def beside(module: str) -> Mapping[str, str]:
    """The statements of sessions.sql for `beside(__file__)` in sessions.py."""
    return statements(Path(module).with_suffix(".sql").read_text(encoding="utf-8"))
