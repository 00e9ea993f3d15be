"""Identifiers and literals: the only quoting there is."""

import re

from tombolo.base.errors import Broken

_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")
_TYPE = re.compile(r"[a-z][a-z0-9_ ]*(\([0-9]+(,[0-9]+)?\))?(\[\])?\Z")
MOST = 63  # bytes of a PostgreSQL identifier


def name(text: str) -> str:
    """`text` as a quoted identifier. Broken when it could not have come from our own catalog."""
    if not _NAME.match(text) or len(text) > MOST:
        raise Broken("sql.bad_name", values={"name": text})
    return f'"{text}"'


def function(text: str) -> str:
    """A function's name, unquoted; lower-case letters, digits and underscores."""
    if not _NAME.match(text):
        raise Broken("sql.bad_name", values={"name": text})
    return text


def type_name(text: str) -> str:
    """A type's name as PostgreSQL writes it."""
    if not _TYPE.match(text):
        raise Broken("sql.bad_type", values={"name": text})
    return text


def literal(text: str) -> str:
    """A string of our own code as a literal; input travels as a parameter instead."""
    if "\0" in text or "\\" in text:
        raise Broken("sql.bad_literal", values={"name": text})
    return "'" + text.replace("'", "''") + "'"


def value(text: str) -> str:
    """A definition's own constant as a literal, for DDL, where no parameter can stand."""
    if "\0" in text:
        raise Broken("sql.bad_literal", values={"name": text})
    escaped = text.replace("'", "''").replace("\\", "\\\\")
    return f"E'{escaped}'"
