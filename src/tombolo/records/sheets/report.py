"""The rows that were not taken, as they stood, with what is wrong beside each. Runs apart."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tombolo.records.sheets.frames import Cell, frames
from tombolo.records.sheets.messages import MESSAGES


def write_report(
    rows: Path,
    headers: Sequence[str],
    bad: Mapping[int, Mapping[str, str]],
    out: Path,
    language: str,
) -> int:
    """Write the bad rows; how many they were."""
    at = 1 if language == "en" else 0
    written = 0
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(str(out), options) as book:
        sheet = book.add_worksheet(MESSAGES["sheet.report"][at])  # pyright: ignore[reportUnknownMemberType]
        bold = book.add_format({"bold": True})  # pyright: ignore[reportUnknownMemberType]
        red = book.add_format({"font_color": "#C00000"})  # pyright: ignore[reportUnknownMemberType]
        for column, text in enumerate((*headers, MESSAGES["sheet.error_column"][at])):
            sheet.write_string(0, column, text, bold)
        for frame in frames(rows):
            for number, cells in frame:
                if number in bad:
                    written += 1
                    for column, cell in enumerate(cells[: len(headers)]):
                        _write(sheet, written, column, cell)
                    sheet.write_string(written, len(headers), bad[number][language], red)
    return written


def _write(sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, cell[:32_767])
