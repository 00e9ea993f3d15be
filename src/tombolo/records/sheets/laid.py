"""Rows of cells to a file: a workbook, or CSV that Excel opens."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.records.sheets.apart import apart
from tombolo.records.sheets.cells import Type
from tombolo.records.sheets.frames import Cell, Writer
from tombolo.records.sheets.write import MOST_ROWS, write_csv_row, write_sheet

Format = Literal["xlsx", "csv"]
Pages = AsyncIterator[list[list[Cell]]]


@dataclass(frozen=True, slots=True)
class Laid:
    """What stands above the rows: how the columns are headed, what is in them, how the sheet is called."""

    heads: Sequence[str]
    types: Sequence[Type]
    label: str


def format_of(raw: object) -> Format:
    """The format that was asked for. Raises Invalid."""
    if raw not in get_args(Format):
        raise Invalid("ask.invalid", problems=[Problem("sheet.format", "format")])
    return cast("Format", raw)


async def csv_of(laid: Laid, pages: Pages) -> AsyncIterator[bytes]:
    """UTF-8 with its mark, nothing that a sheet would run."""
    yield b"\xef\xbb\xbf" + write_csv_row(laid.heads)
    async for page in pages:
        yield b"".join(write_csv_row(row) for row in page)


async def csv_file(laid: Laid, pages: Pages, folder: Path) -> Path:
    """The rows as CSV in `folder`."""
    path = folder / "export.csv"
    with path.open("wb") as file:
        async for piece in csv_of(laid, pages):
            file.write(piece)
    return path


async def xlsx_file(laid: Laid, pages: Pages, folder: Path) -> Path:
    """The rows as a workbook in `folder`: rows to disk here, the workbook made apart."""
    spool, out = folder / "rows", folder / "export.xlsx"
    number = 0
    with spool.open("wb") as file:
        writer = Writer(file)
        async for page in pages:
            for row in page:
                number += 1
                if number > MOST_ROWS:
                    raise Invalid("sheet.too_many_rows", values={"most": MOST_ROWS})
                writer.put((number, row))
        writer.close()
    await apart(write_sheet, spool, laid.heads, laid.types, out, laid.label)
    return out
