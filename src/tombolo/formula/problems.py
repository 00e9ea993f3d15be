"""A problem of a formula: a code, its blanks, where it stands, said in Chinese and English."""

from collections.abc import Iterable

from tombolo.base.problems import Problem
from tombolo.formula.messages import HINTS, MESSAGES, TYPE_WORDS
from tombolo.formula.spans import Span, line_and_column
from tombolo.formula.types import Type


class FormulaError(Exception):
    """The text cannot be read any further. Never leaves the formula room: see compile.py."""

    def __init__(self, code: str, span: Span, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.span = span
        self.values = values


def problem(code: str, text: str, span: Span, values: dict[str, object]) -> Problem:
    """The finding as a Problem; its place is line:column, `values` carry start and end as well."""
    line, column = line_and_column(text, span.start)
    filled = {**values, "start": span.start, "end": span.end, "line": line, "column": column}
    zh, en = MESSAGES[code]
    say = {"zh": zh.format_map(filled), "en": en.format_map(filled)}
    return Problem(code, f"{line}:{column}", filled, say)


def hint(kind: str = "", near: str = "") -> dict[str, object]:
    """The blanks {hint_zh} and {hint_en}."""
    zh, en = HINTS[kind]
    return {"hint_zh": zh.format(near=near), "hint_en": en.format(near=near), "near": near}


def near_hint(name: str, names: Iterable[str]) -> dict[str, object]:
    """A "did you mean" when one of `names` is near."""
    found = nearest(name, names)
    return hint("near", found) if found else hint()


def named(prefix: str, of: Type | str) -> dict[str, object]:
    """The blanks {prefix_zh} and {prefix_en} for a type."""
    zh, en = TYPE_WORDS[of if isinstance(of, str) else of.name]
    return {f"{prefix}_zh": zh, f"{prefix}_en": en}


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The most similar of `names`, when it is similar enough to be meant."""
    wanted = name.casefold()
    most = 1 if len(wanted) <= 4 else 2 if len(wanted) <= 8 else 3
    best: tuple[int, str] | None = None
    for other in names:
        if abs(len(other) - len(wanted)) > most:
            continue
        far = distance(wanted, other.casefold(), most)
        if far <= most and far < len(wanted) and (best is None or far < best[0]):
            best = (far, other)
    return best[1] if best else None


def distance(left: str, right: str, most: int) -> int:
    """Edits (insert, drop, change, swap neighbours) from one to the other; more than `most` is most + 1."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        now = [i]
        for j, b in enumerate(right, 1):
            cost = min(now[j - 1] + 1, row[j] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, row = row, now
    return row[-1]
