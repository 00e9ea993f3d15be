"""Excel's number and date formats as PostgreSQL's to_char knows them."""

import re

_NUMBER = re.compile(r"([^0#,.%]*)(#,##0|#,###|[0#]+)(?:\.([0#]+))?(%?)([^0#,.%]*)\Z")
_DATE = re.compile(r"yyyy|yy|mm|m|dd|d|hh|h|ss|s|ddd|[^a-z]", re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_WHOLE = "999,999,999,999,999,999,999,999,999,990"


def is_format(text: str) -> bool:
    """Whether TEXT understands it."""
    return 0 < len(text) <= 60 and (
        number_format(text) is not None or date_format(text) is not None
    )


def number_format(text: str) -> tuple[str, str, str, bool] | None:
    """prefix, to_char pattern, suffix, whether it is a percentage."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    prefix, whole, part, percent, suffix = match.groups()
    if _DATE_LETTERS.search(prefix + suffix):
        return None
    zeros = max(whole.count("0"), 0)
    if "," in whole:
        pattern = "FM" + _WHOLE
        pattern = pattern if zeros else pattern[:-1] + "9"
    else:
        pattern = "FM" + "9" * (36 - zeros) + "0" * zeros
    if part:
        pattern += "." + part.replace("#", "9")
    return prefix, pattern, (percent or "") + suffix, bool(percent)


def date_format(text: str) -> str | None:
    """The to_char pattern. m after h or before s is the minute; other letters are refused."""
    parts: list[str] = []
    at = 0
    while at < len(text):
        match = _DATE.match(text, at)
        if match is None:
            return None
        parts.append(match[0])
        at = match.end()
    if not any(_DATE_LETTERS.match(part) for part in parts):
        return None
    return "".join(_date_part(parts, place) for place in range(len(parts)))


def _date_part(parts: list[str], place: int) -> str:
    part = parts[place]
    low = part.lower()
    if low in {"m", "mm"}:
        before = [p.lower() for p in parts[:place] if _DATE_LETTERS.match(p)]
        after = [p.lower() for p in parts[place + 1 :] if _DATE_LETTERS.match(p)]
        minute = part not in {"MM", "M"}
        beside_time = bool(before and before[-1] in {"h", "hh"}) or bool(
            after and after[0] in {"s", "ss"}
        )
        low = ("mi" if low == "mm" else "fmmi") if minute and beside_time else low
    known = {
        "yyyy": "YYYY", "yy": "YY", "mm": "MM", "m": "FMMM", "dd": "DD", "d": "FMDD",
        "hh": "HH24", "h": "FMHH24", "mi": "MI", "fmmi": "FMMI", "ss": "SS", "s": "FMSS",
    }  # fmt: skip
    if low in known:
        return known[low]
    return '"' + part + '"' if part not in '"\\' else ""
