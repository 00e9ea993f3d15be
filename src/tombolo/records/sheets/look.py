"""What is in a file: its sheets, their columns, what kind each would be, which field each may fill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tombolo.access.grant import Grant
from tombolo.base.text import fold
from tombolo.records.sheets import read
from tombolo.records.sheets.apart import apart
from tombolo.records.sheets.frames import Cell
from tombolo.records.sheets.guess import Guess, guess
from tombolo.schema.field import Field
from tombolo.schema.form import Form

LOOKED_AT = 50_000  # rows by which kinds are guessed
SAMPLES = 5
VALUES = 200


@dataclass(frozen=True, slots=True)
class Column:
    """`index` counts from 0 at column A."""

    index: int
    header: str
    samples: tuple[str, ...]
    guess: Guess
    values: tuple[str, ...] = ()  # more of them, by which linked forms are found


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    rows: int
    header_row: int
    columns: tuple[Column, ...]


async def look(path: Path, name: str, header_row: int | None = None) -> list[Sheet]:
    """The sheets of a file. Raises Invalid for a file that may not or cannot be read."""
    return await apart(_sheets, path, name, header_row)


def _sheets(path: Path, name: str, header_row: int | None) -> list[Sheet]:
    return [_sheet(page, header_row) for page in read.pages(path, name)]


def _sheet(page: read.Page, header_row: int | None) -> Sheet:
    found = read.sample(page, header_row, LOOKED_AT)
    heads = read.headers(found.top, found.header_row, page.merged)
    width = max((len(cells) for _, cells in found.rows), default=0)
    heads.extend([""] * (width - len(heads)))
    columns: list[Column] = []
    for index, header in enumerate(heads):
        cells = [row[index] if index < len(row) else None for _, row in found.rows]
        if not header and not any(cell is not None for cell in cells):
            continue
        values = _samples(cells, VALUES)
        found_kind = guess(header, cells)
        columns.append(
            Column(index, header or letters(index), values[:SAMPLES], found_kind, values)
        )
    return Sheet(page.name, found.total, found.header_row, tuple(columns))


def _samples(cells: Sequence[Cell], most: int) -> tuple[str, ...]:
    made: dict[str, None] = {}
    for cell in cells:
        if cell is not None:
            made[str(cell)[:80]] = None
        if len(made) >= most:
            break
    return tuple(made)


def letters(index: int) -> str:
    """The name of a column as a spreadsheet says it: 0 is A, 26 is AA."""
    text = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def suggested(form: Form, grant: Grant, columns: Sequence[Column]) -> dict[int, str]:
    """Column to path, by header: a label in either language or a key; lines after the form's own."""
    known: dict[str, str] = {}
    for name, field in importable(form, grant):
        lines = name.rpartition(".")[0]
        owner = form.field(lines) if lines else None
        for word in _words(field):
            known.setdefault(fold(word), name)
            for above in _words(owner) if owner else ():
                for mark in (".", "·", " ", "-", "/"):
                    known.setdefault(fold(f"{above}{mark}{word}"), name)
    made: dict[int, str] = {}
    for column in columns:
        path = known.get(fold(column.header))
        if path and path not in made.values():
            made[column.index] = path
    return made


def importable(form: Form, grant: Grant) -> list[tuple[str, Field]]:
    """The paths that a sheet may fill, the form's own first."""
    own = [
        (one.key, one) for one in form.every.values() if not one.kind.rows and grant.writes(one.key)
    ]
    inside = [
        (f"{line.key}.{one.key}", one)
        for line in form.lines()
        for one in line.fields
        if grant.writes(f"{line.key}.{one.key}")
    ]
    return [pair for pair in (*own, *inside) if pair[1].kind.points_to() != "sys.file"]


def _words(field: Field) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w for w in (field.label.zh, field.label.en, field.key) if w))


def as_data(
    sheets: Sequence[Sheet],
    mapping: Mapping[str, Mapping[int, str]],
    links: Mapping[tuple[str, int], str],
) -> list[object]:
    """The sheets as docs/api.md says."""
    return [
        {
            "name": one.name,
            "rows": one.rows,
            "header_row": one.header_row,
            "columns": [
                {
                    "index": column.index,
                    "header": column.header,
                    "samples": list(column.samples),
                    "guess": {
                        "kind": "link" if to else column.guess.kind,
                        "settings": {"to": to} if to else column.guess.settings,
                        "unique": column.guess.unique,
                        "required": column.guess.required,
                    },
                    **({"path": found[column.index]} if column.index in found else {}),
                }
                for column in one.columns
                for to in (links.get((one.name, column.index)),)
            ],
        }
        for one in sheets
        for found in (mapping.get(one.name, {}),)
    ]
