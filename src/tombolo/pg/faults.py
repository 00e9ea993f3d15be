"""What PostgreSQL and the driver complain about, as Faults. Judged by SQLSTATE, never by text."""

import asyncpg

from tombolo.base.errors import Broken, Busy, Conflict, Denied, Fault, Invalid

# The whole state first, then its class of two characters.
KINDS: dict[str, tuple[type[Fault], str]] = {
    "23505": (Conflict, "sql.unique"),
    "23P01": (Conflict, "sql.unique"),
    "23503": (Conflict, "sql.foreign_key"),
    "23001": (Conflict, "sql.foreign_key"),
    "23514": (Invalid, "sql.check"),
    "23502": (Invalid, "sql.not_null"),
    "55P03": (Busy, "busy.locked"),
    "40P01": (Busy, "busy.deadlock"),
    "40001": (Busy, "busy.serialization"),
    "40003": (Busy, "busy.connection"),
    "57014": (Busy, "busy.too_slow"),
    "25P03": (Busy, "busy.too_slow"),
    "25P04": (Busy, "busy.too_slow"),
    "25006": (Busy, "busy.read_only"),
    "53300": (Busy, "busy.no_connection"),
    "53100": (Busy, "busy.disk_full"),
    "0A000": (Busy, "busy.schema_changed"),
    "42501": (Denied, "sql.not_allowed"),
    "54000": (Invalid, "sql.too_complex"),
    "54001": (Invalid, "sql.too_complex"),
    "54011": (Invalid, "sql.too_complex"),
    "54023": (Invalid, "sql.too_complex"),
    "22": (Invalid, "sql.bad_value"),
    "53": (Busy, "busy.no_resources"),
    "08": (Busy, "busy.connection"),
    "57": (Busy, "busy.connection"),
}

# A second try of the whole unit of work may well succeed: nothing of the first one is left.
AGAIN = frozenset({"busy.schema_changed", "busy.deadlock", "busy.serialization", "busy.connection"})

# What the driver may raise; everything else is a bug of ours and passes through untouched.
DRIVER = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)


def fault(error: BaseException) -> Fault:
    """The Fault to raise `from error`; constraint, table and column travel in its values."""
    match error:
        case asyncpg.PostgresError():
            return _server(error)
        case asyncpg.exceptions.DataError():
            # The driver could not encode an argument: a bad value, found before it was sent.
            return Invalid("sql.bad_value", values={"detail": str(error)})
        case TimeoutError():
            return Busy("busy.no_connection")
        case OSError():
            return Busy("busy.connection")
        case asyncpg.InterfaceError() if "closed" in str(error) or "released" in str(error):
            return Busy("busy.connection")
        case asyncpg.InternalClientError() if "cannot switch to state" in str(error):
            # The server's farewell arrived between two statements; the driver stumbles over it.
            return Busy("busy.connection")
        case _:
            return Broken("sql.broken", values={"detail": str(error)})


def _server(error: asyncpg.PostgresError) -> Fault:
    state = str(getattr(error, "sqlstate", "") or "")
    # "cached plan must not change result type" is the one 0A000 that heals; the others are ours.
    if state == "0A000" and not isinstance(error, asyncpg.InvalidCachedStatementError):
        return Broken("sql.broken", values={"detail": str(error), "state": state})
    found = KINDS.get(state) or KINDS.get(state[:2])
    values = {
        key: text
        for key in ("constraint_name", "table_name", "column_name")
        if (text := getattr(error, key, None))
    }
    values["state"] = state
    if found is None:
        return Broken("sql.broken", values={**values, "detail": str(error)})
    kind, code = found
    if code == "sql.unique" and error.detail:
        values["detail"] = str(error.detail)  # which of many records it was
    if code in {"sql.bad_value", "sql.not_allowed"}:
        values["detail"] = str(error)
    return kind(code, values=values)
