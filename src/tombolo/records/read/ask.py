"""What a caller may ask for, and its shape: the ask without its values.

Two asks of one shape are one SQL statement; only the bound values differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.base.text import search_fold

MOST_SORTS = 5
MOST_CONDITIONS = 100
MOST_DEPTH = 8
MOST_COLUMNS = 90
MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Cmp:
    """`field op value`; the value is `values[slot]` of the ask."""

    field: str
    op: str
    slot: int
    place: str


@dataclass(frozen=True, slots=True)
class Holds:
    """An expression of the language."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class AllOf:
    items: "tuple[Where, ...]"


@dataclass(frozen=True, slots=True)
class OneOf:
    items: "tuple[Where, ...]"


@dataclass(frozen=True, slots=True)
class NotThat:
    item: "Where"


Where = Cmp | Holds | AllOf | OneOf | NotThat


@dataclass(frozen=True, slots=True)
class Sort:
    path: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Total:
    path: str
    fn: str


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything about an ask that decides its SQL."""

    form: str
    columns: tuple[str, ...] = ()
    where: Where | None = None
    terms: tuple[int, ...] = ()  # the length of each search term, 1 or 2 (two or more)
    sort: tuple[Sort, ...] = ()
    limit: int = 50
    after: bool = False
    totals: tuple[Total, ...] = ()
    bin: bool = False
    by: tuple[str, ...] = ()
    bucket: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A shape, the values of its conditions in order, its search terms and its cursor."""

    shape: Shape
    values: tuple[object, ...] = ()
    terms: tuple[str, ...] = ()
    after: str = ""
    count: bool = False


def ask_of(form: str, body: Mapping[str, object]) -> Ask:
    """JSON of docs/api.md as an Ask. Raises Invalid with every problem of its form."""
    reader = _Reader([], [])
    where = reader.where(body.get("where"), "where", 0)
    if len(reader.values) > MOST_CONDITIONS:
        reader.wrong("ask.too_many", "where", most=MOST_CONDITIONS)
    typed = search_fold(reader.text(body.get("search"), "search"))
    terms = tuple(dict.fromkeys(typed.split()))[:5]
    if sum(len(term) for term in terms) > 200:
        reader.wrong("ask.search_too_long", "search", most=200)
    columns = tuple(reader.texts(body.get("columns"), "columns"))
    if len(columns) > MOST_COLUMNS:
        reader.wrong("ask.too_many", "columns", most=MOST_COLUMNS)
    by = body.get("by")
    after = reader.text(body.get("after"), "after")
    shape = Shape(
        form=form,
        columns=columns,
        where=where,
        terms=tuple(min(len(term), 2) for term in terms),
        sort=reader.sorts(body.get("sort")),
        limit=reader.limit(body.get("limit")),
        after=bool(after),
        totals=reader.totals(body.get("totals")),
        bin=body.get("bin") is True,
        by=(by,) if isinstance(by, str) else tuple(reader.texts(by, "by")),
        bucket=reader.text(body.get("bucket"), "bucket"),
    )
    if reader.problems:
        raise Invalid("ask.invalid", problems=reader.problems)
    return Ask(shape, tuple(reader.values), terms, after, body.get("count") is True)


@dataclass(slots=True)
class _Reader:
    values: list[object]
    problems: list[Problem]

    def wrong(self, code: str, place: str, **values: object) -> None:
        self.problems.append(Problem(code, place, values))

    def text(self, raw: object, place: str) -> str:
        if raw is None:
            return ""
        if isinstance(raw, str) and "\0" not in raw and len(raw) <= 10_000:
            return raw
        self.wrong("ask.not_text", place)
        return ""

    def texts(self, raw: object, place: str) -> list[str]:
        if raw is None:
            return []
        if isinstance(raw, list) and all(isinstance(one, str) for one in cast("list[object]", raw)):
            return cast("list[str]", raw)
        self.wrong("ask.not_list", place)
        return []

    def limit(self, raw: object) -> int:
        if raw is None:
            return 50
        if isinstance(raw, int) and not isinstance(raw, bool) and 1 <= raw <= MOST_ROWS:
            return raw
        self.wrong("ask.limit", "limit", most=MOST_ROWS)
        return 50

    def sorts(self, raw: object) -> tuple[Sort, ...]:
        found = [
            Sort(one.removeprefix("-"), one.startswith("-")) for one in self.texts(raw, "sort")
        ]
        if len(found) > MOST_SORTS:
            self.wrong("ask.too_many", "sort", most=MOST_SORTS)
        return tuple(found)

    def totals(self, raw: object) -> tuple[Total, ...]:
        if raw is None:
            return ()
        found: list[Total] = []
        for number, item in enumerate(
            cast("list[object]", raw) if isinstance(raw, list) else [raw]
        ):
            if not isinstance(item, dict):
                self.wrong("ask.not_total", f"totals[{number}]")
                continue
            data = cast("dict[str, object]", item)
            found.append(
                Total(
                    self.text(data.get("path"), f"totals[{number}].path"),
                    self.text(data.get("fn"), f"totals[{number}].fn"),
                )
            )
        if len(found) > MOST_COLUMNS:
            self.wrong("ask.too_many", "totals", most=MOST_COLUMNS)
        return tuple(found)

    def where(self, raw: object, place: str, depth: int) -> Where | None:
        if raw is None:
            return None
        if depth > MOST_DEPTH:
            self.wrong("ask.too_deep", place, most=MOST_DEPTH)
            return None
        if not isinstance(raw, dict):
            self.wrong("ask.not_condition", place)
            return None
        data = cast("dict[str, object]", raw)
        if "all" in data or "any" in data:
            word = "all" if "all" in data else "any"
            items = data[word]
            if not isinstance(items, list):
                self.wrong("ask.not_list", f"{place}.{word}")
                return None
            made = [
                self.where(item, f"{place}.{word}[{n}]", depth + 1)
                for n, item in enumerate(cast("list[object]", items))
            ]
            kept = tuple(one for one in made if one is not None)
            return AllOf(kept) if word == "all" else OneOf(kept)
        if "not" in data:
            inner = self.where(data["not"], f"{place}.not", depth + 1)
            return NotThat(inner) if inner else None
        if "formula" in data:
            return Holds(self.text(data["formula"], f"{place}.formula"), f"{place}.formula")
        field, op = data.get("field"), data.get("op")
        if not isinstance(field, str) or not isinstance(op, str):
            self.wrong("ask.not_condition", place)
            return None
        self.values.append(data.get("value"))
        return Cmp(field, op, len(self.values) - 1, place)
