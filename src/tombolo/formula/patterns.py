r"""Regular expressions that PostgreSQL accepts for certain and matches without blowing up.

A subset: literals, . [] \d \w \s ^ $ | ( ) * + ? {m,n}. No back-references, no look-around, no
repeat of a repeat, few and small counts.
"""

LONGEST = 200
COUNT = 100
_REPEATS = frozenset("*+?{")


def is_safe(pattern: str) -> bool:
    """Whether the whole pattern is inside the subset."""
    if not pattern or len(pattern) > LONGEST or "\0" in pattern:
        return False
    end = _branches(pattern, 0, 0)
    return end == len(pattern)


def _branches(text: str, at: int, depth: int) -> int:
    """a|b|c up to a closing bracket or the end; -1 when broken."""
    if depth > 10:
        return -1
    while True:
        at = _branch(text, at, depth)
        if at < 0 or at >= len(text) or text[at] == ")":
            return at
        at += 1  # the |


def _branch(text: str, at: int, depth: int) -> int:
    start = at
    while at < len(text) and text[at] not in "|)":
        at, repeatable, repeats_inside = _atom(text, at, depth)
        if at < 0:
            return -1
        if at < len(text) and text[at] in _REPEATS:
            if not repeatable or repeats_inside:
                return -1
            at = _repeat(text, at)
            if at < 0 or (at < len(text) and text[at] in _REPEATS):
                return -1
    return at if at > start else -1


def _atom(text: str, at: int, depth: int) -> tuple[int, bool, bool]:
    """Its end, whether it may be repeated, whether it repeats something itself."""
    char = text[at]
    if char == "(":
        if text[at + 1 : at + 2] == "?":
            return -1, False, False
        end = _branches(text, at + 1, depth + 1)
        closed = 0 < end < len(text) and text[end] == ")"
        inside = text[at + 1 : end]
        return (end + 1 if closed else -1), True, any(c in _REPEATS for c in inside)
    if char == "[":
        return _class(text, at), True, False
    if char == "\\":
        follows = text[at + 1 : at + 2]
        known = bool(follows) and (follows in "dws" or not follows.isalnum())
        return (at + 2 if known and follows.isascii() else -1), True, False
    if char in "^$":
        return at + 1, False, False
    return (-1 if char in _REPEATS or char in "]}" else at + 1), True, False


def _class(text: str, at: int) -> int:
    at += 1
    if text[at : at + 1] == "^":
        at += 1
    start = at
    while at < len(text) and text[at] != "]":
        if text[at] in "[\\":
            return -1
        if text[at] == "-" and start < at < len(text) - 1 and text[at + 1] != "]":
            if (
                text[at + 1] in "-[\\"
                or text[at - 1] > text[at + 1]
                or text[at - 2 : at - 1] == "-"
            ):
                return -1
            at += 1
        at += 1
    return at + 1 if start < at < len(text) else -1


def _repeat(text: str, at: int) -> int:
    if text[at] != "{":
        return at + 1
    end = text.find("}", at)
    if end < 0:
        return -1
    low, comma, high = text[at + 1 : end].partition(",")
    if not (low.isascii() and low.isdigit()) or (high and not (high.isascii() and high.isdigit())):
        return -1
    least, most = int(low), int(high or low)
    fits = least <= most <= COUNT and len(low) < 4 and len(high) < 4
    return end + 1 if fits and (comma or not high) else -1
