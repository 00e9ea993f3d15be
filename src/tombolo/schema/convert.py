"""From one column type to another: the SQL of the new value; what cannot be converted becomes blank.

Whether a text is a number or a day is PostgreSQL's own answer (pg_input_is_valid, 16 and newer).
"""

from tombolo.pg import quote

_UUIDS = ("uuid", "uuid[]")


def converted(column: str, old: str, new: str, zone: str, of: str = "") -> str | None:
    """The new value of `column` (an identifier) as SQL; None when nothing can be kept.

    `of` is the row it is a column of, where that must be said: `new` in a trigger.
    """
    name = f"{of}.{quote.name(column)}" if of else quote.name(column)
    if old == new:
        return name
    if {old, new} & set(_UUIDS):
        return _ids(name, old, new)
    if new == "text":
        return _to_text(name, old)
    if old == "text":
        return _from_text(name, new)
    at = quote.literal(zone)
    found = {
        ("date", "timestamptz"): f"({name}::timestamp at time zone {at})",
        ("timestamptz", "date"): f"({name} at time zone {at})::date",
        ("timestamptz", "time"): f"({name} at time zone {at})::time",
        ("boolean", "numeric"): f"(case when {name} then 1 when not {name} then 0 end)::numeric",
        ("numeric", "boolean"): f"({name} <> 0)",
    }
    return found.get((old, new))


def _to_text(name: str, old: str) -> str:
    if old == "text[]":
        return f"array_to_string({name}, '、')"
    if old == "jsonb":
        return f"nullif(address_text({name}), '')"
    if old == "boolean":
        return f"(case when {name} then '是' when not {name} then '否' end)"
    return f"{name}::text"


def _from_text(name: str, new: str) -> str | None:
    match new:
        case "numeric":
            plain = f"replace({name}, ',', '')"
            finite = f"pg_input_is_valid({plain}, 'numeric') and lower({plain}) !~ '[a-z]'"
            return f"(case when {finite} then {plain}::numeric end)"
        case "date":
            return f"(case when {name} ~ '^[0-9]{{4}}-' and pg_input_is_valid({name}, 'date') then {name}::date end)"
        case "text[]":
            return f"(case when {name} <> '' then array[{name}] end)"
        case "boolean":
            return f"(case when lower({name}) in ('是', 'true', 'yes', '1') then true when lower({name}) in ('否', 'false', 'no', '0') then false end)"
        case "jsonb":
            return f"(case when {name} <> '' then jsonb_build_object('detail', {name}) end)"
        case _:
            return None


def _ids(name: str, old: str, new: str) -> str | None:
    if (old, new) == ("uuid", "uuid[]"):
        return f"(case when {name} is not null then array[{name}] end)"
    if (old, new) == ("uuid[]", "uuid"):
        return f"{name}[1]"
    return None
