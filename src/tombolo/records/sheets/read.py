"""A file to plain rows. Runs in a process of its own (apart.py): a foreign file is opened nowhere else."""

import codecs
import csv
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from tombolo.base.errors import Invalid
from tombolo.records.sheets import gate
from tombolo.records.sheets.frames import Cell, Numbered, Writer

HEADER_WITHIN = 20
MOST_SHEETS = 60
_DELIMITERS = (",", "\t", ";", "|")
_QUOTED = ("'=", "'+", "'-", "'@", "'\t")  # how out.py writes text that a spreadsheet would run
Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a file: its rows from the first on, merged cells."""

    name: str
    rows: Callable[[], Iterator[Numbered]]
    merged: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Spilled:
    """What `spill` wrote: how many rows of data, the headers by column."""

    total: int
    headers: tuple[str, ...]


def pages(path: Path, name: str) -> list[Page]:
    """The sheets of a file that may be opened. Raises Invalid."""
    if gate.kind_of(path, name) == "csv":
        return [_csv(path, name)]
    try:
        book = CalamineWorkbook.from_path(str(path))  # pyright: ignore[reportUnknownMemberType]
        visible = [
            one.name
            for one in book.sheets_metadata
            if one.typ == SheetTypeEnum.WorkSheet and str(one.visible).endswith(".Visible")
        ]
        return [_page(book, each) for each in visible[:MOST_SHEETS]]
    except CalamineError as error:
        raise Invalid("sheet.damaged") from error


def page_of(path: Path, name: str, sheet: str) -> Page:
    """One sheet by its name; the first when none is named."""
    found = pages(path, name)
    if not sheet and found:
        return found[0]
    for one in found:
        if one.name == sheet:
            return one
    raise Invalid(
        "sheet.no_sheet", values={"name": sheet, "names": "、".join(p.name for p in found)}
    )


def spill(
    path: Path, name: str, sheet: str, header_row: int, out: Path, together: Sequence[int] = ()
) -> Spilled:
    """Write the data rows below the header as frames. Rows with equal cells in the columns `together`
    (a blank continues the row above) come one after another and stand in one frame.
    """
    page = page_of(path, name, sheet)
    top: list[Numbered] = []
    total = 0
    groups: dict[tuple[Cell, ...], list[Numbered]] = {}
    key: tuple[Cell, ...] = ()
    with out.open("wb") as file:
        writer = Writer(file)
        for row in page.rows():
            if row[0] <= header_row:
                top.append(row)
                continue
            total += 1
            if not together:
                writer.put(row)
                continue
            here = tuple(_at(row, column) for column in together)
            if any(cell is not None for cell in here):
                key = here
            groups.setdefault(key, []).append(row)
        for members in groups.values():
            for number, row in enumerate(members):
                writer.put(row, may_end=number == 0)
        writer.close()
    return Spilled(total, tuple(headers(top, header_row, page.merged)))


def _at(row: Numbered, column: int) -> Cell:
    return row[1][column] if column < len(row[1]) else None


def headers(top: Sequence[Numbered], header_row: int, merged: Sequence[Span]) -> list[str]:
    """The header texts by column. A merged header counts for every cell it covers; twins get numbers."""
    by_number = dict(top)
    cells = by_number.get(header_row, [])
    width = max((len(row) for _, row in top), default=0)
    found: list[str] = []
    taken: set[str] = set()
    for column in range(width):
        raw = cells[column] if column < len(cells) else None
        if raw is None:
            raw = _covered(header_row - 1, column, merged, by_number)
        text = " ".join(str(raw).split()) if raw is not None else ""
        single, number = text, 2
        while text and text in taken:
            text, number = f"{single} {number}", number + 1
        taken.add(text)
        found.append(text)
    return found


def _covered(
    row: int, column: int, merged: Sequence[Span], by_number: dict[int, list[Cell]]
) -> Cell:
    for (top, left), (bottom, right) in merged:
        if top <= row <= bottom and left <= column <= right:
            cells = by_number.get(top + 1, [])
            return cells[left] if left < len(cells) else None
    return None


def header_row_of(top: Sequence[Numbered], merged: Sequence[Span]) -> int:
    """Which of the first rows is the header: the first that is nearly as full as any of them."""
    filled = {number: sum(cell is not None for cell in cells) for number, cells in top}
    most = max(filled.values(), default=0)
    for number, count in filled.items():
        if count * 10 >= most * 6:
            split = any(
                a == number - 1 and b > left for (a, left), (bottom, b) in merged if a == bottom
            )
            return number + 1 if split and number + 1 in filled else number
    return 1


# -- xlsx --------------------------------------------------------------------------------------


def _page(book: CalamineWorkbook, name: str) -> Page:
    def rows() -> Iterator[Numbered]:
        try:
            sheet = book.get_sheet_by_name(name)
        except CalamineError as error:
            raise Invalid("sheet.damaged") from error
        _demand_size(sheet)
        left: list[Cell] = [None] * (sheet.start[1] if sheet.start else 0)
        for number, raw in enumerate(sheet.iter_rows(), start=1):
            cells = [_TURN[type(cell)](cell) for cell in raw]
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                yield number, left + cells

    sheet = book.get_sheet_by_name(name)
    return Page(name, rows, tuple(sheet.merged_cell_ranges or ()))


def _demand_size(sheet: CalamineSheet) -> None:
    if sheet.width > gate.MOST_COLUMNS:
        raise Invalid("sheet.too_wide", values={"columns": sheet.width, "most": gate.MOST_COLUMNS})


def _number(value: float) -> Cell:
    """4.0 is 4; of the 17 digits in a file the 15 that a spreadsheet shows are meant."""
    if value.is_integer() and abs(value) < 1e15:
        return int(value)
    text = repr(value)
    return value if len(text) < 17 else float(f"{value:.15g}")


def _text(value: str) -> Cell:
    return value if value and not value.isspace() else None


def _moment(value: dt.datetime) -> Cell:
    return value.isoformat(timespec="seconds")


def _length(value: dt.timedelta) -> Cell:
    seconds = int(value.total_seconds())
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


_TURN: dict[type, Callable[[Any], Cell]] = {
    str: _text,
    float: _number,
    int: lambda value: value,
    bool: lambda value: value,
    dt.date: lambda value: value.isoformat(),
    dt.datetime: _moment,
    dt.time: lambda value: value.isoformat(timespec="seconds"),
    dt.timedelta: _length,
}


# -- csv ---------------------------------------------------------------------------------------


def _csv(path: Path, name: str) -> Page:
    encoding = _encoding(path)
    delimiter = _delimiter(path, encoding)

    def rows() -> Iterator[Numbered]:
        csv.field_size_limit(1_000_000)
        with path.open(encoding=encoding, newline="") as file:
            try:
                for number, raw in enumerate(csv.reader(file, delimiter=delimiter), start=1):
                    if number > gate.MOST_ROWS:
                        most = gate.MOST_ROWS
                        raise Invalid("sheet.too_long", values={"rows": f"> {most}", "most": most})
                    cells = [_written(cell) for cell in raw]
                    while cells and cells[-1] is None:
                        cells.pop()
                    if len(cells) > gate.MOST_COLUMNS:
                        raise Invalid(
                            "sheet.too_wide",
                            values={"columns": len(cells), "most": gate.MOST_COLUMNS},
                        )
                    if cells:
                        yield number, cells
            except csv.Error as error:
                raise Invalid("sheet.damaged") from error

    return Page(Path(name).stem[:31] or "csv", rows)


def _written(cell: str) -> Cell:
    if cell.startswith(_QUOTED):
        return cell[1:]
    return _text(cell)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        if _reads(path, encoding):
            return encoding
    raise Invalid("sheet.encoding")


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(1048576):
                if b"\0" in piece:
                    return False
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """The mark that splits the first lines into the same number of cells, the most of them."""
    with path.open(encoding=encoding, newline="") as file:
        lines = [line for line in (file.readline(65_536) for _ in range(30)) if line.strip()]
    best, mark = 1, ","
    for each in _DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=each) if row]
        usual = max(set(widths), key=widths.count, default=1)
        even = widths.count(usual) * 10 >= len(widths) * 8
        if even and usual > best:
            best, mark = usual, each
    return mark


@dataclass(slots=True)
class Sample:
    """The first rows of a sheet and how many there are."""

    top: list[Numbered] = field(default_factory=list[Numbered])
    rows: list[Numbered] = field(default_factory=list[Numbered])
    total: int = 0
    header_row: int = 1


def sample(page: Page, header_row: int | None, most: int) -> Sample:
    """Read a sheet through, keeping the rows of the header and the first `most` below it."""
    made = Sample()
    rows = page.rows()
    first: list[Numbered] = []
    for row in rows:
        first.append(row)
        if len(first) >= HEADER_WITHIN:
            break
    made.header_row = header_row or header_row_of(first, page.merged)

    def take(row: Numbered) -> None:
        if row[0] <= made.header_row:
            made.top.append(row)
            return
        made.total += 1
        if len(made.rows) < most:
            made.rows.append(row)

    for row in first:
        take(row)
    for row in rows:
        take(row)
    return made
