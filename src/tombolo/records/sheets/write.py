"""Cells to files: a workbook (runs apart), a row of CSV. No spreadsheet runs what stands in a cell."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import FastExcel, Format

from tombolo.records.sheets.frames import Cell, frames

MOST_ROWS = 1_048_575
_RUN = ("=", "+", "-", "@", "\t", "\r")
_FORMATS = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss", "percent": "0.##%"}


def write_sheet(
    rows: Path, heads: Sequence[str], types: Sequence[str], out: Path, label: str
) -> None:
    """Frames to a workbook. Text is written as text, whatever it begins with."""

    def records() -> Iterator[dict[str, Any]]:
        for frame in frames(rows):
            for _, cells in frame:
                yield {
                    head: _value(cell, type_)
                    for head, cell, type_ in zip(heads, cells, types, strict=True)
                }

    name = "".join(" " if char in "[]:*?/\\'" else char for char in label)[:31].strip()
    formats = {
        head: Format().set_num_format(_FORMATS[type_])
        for head, type_ in zip(heads, types, strict=True)
        if type_ in _FORMATS
    }
    first = next(records(), None)
    source: Any = records() if first is not None else [dict.fromkeys(heads)]
    book = FastExcel(str(out))
    bold = Format().set_bold()
    book.sheet(name or "Sheet1", source, column_formats=formats, header_format=bold)  # pyright: ignore[reportUnknownMemberType]
    book.freeze(row=1)
    book.save()


def _value(cell: Cell, type_: str) -> object:
    if not isinstance(cell, str):
        return cell
    try:
        if type_ == "date":
            return dt.date.fromisoformat(cell)
        if type_ == "moment":
            return dt.datetime.fromisoformat(cell)
    except ValueError:
        return cell
    return cell[:32_767]


def write_csv_row(cells: Sequence[Cell]) -> bytes:
    """One line of CSV. Text that a spreadsheet would take for a formula gets a ' in front."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_safe(cell) for cell in cells])
    return line.getvalue().encode()


def _safe(cell: Cell) -> str:
    if cell is None:
        return ""
    text = str(cell)
    return f"'{text}" if text.startswith(_RUN) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return (
        text[:1] == "-"
        and text[1:].replace(".", "", 1).isascii()
        and text[1:].replace(".", "", 1).isdigit()
    )
