"""Before a file is opened: what kind it is, whether it may be, how large it becomes when unpacked.

Sizes are counted by unpacking, never believed from the file's own table of contents.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from tombolo.base.errors import Invalid

MOST_PARTS = 5000
MOST_UNPACKED = 500 * 1048576
MOST_RATIO = 100
FREE = 20 * 1048576  # below this, however dense the packing, nothing can go wrong
MOST_ROWS = 1_000_000
MOST_COLUMNS = 2000
MOST_CELLS = 30_000_000

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACRO_ENDINGS = {".xlsm", ".xltm", ".xlam", ".xlsb"}
_WIDE = re.compile(rb' r="([A-Z]{2,3})\d')
_ROW = re.compile(rb'<(?:x:)?row [^>]{0,200}?\br="(\d{1,9})"')
_KEEP = 64  # bytes carried from one piece to the next, so that nothing is cut in two

Kind = Literal["xlsx", "csv"]


@dataclass(slots=True)
class _Scan:
    """What one sheet of the file claims: its last row, its last column."""

    rows: int = 0
    columns: int = 26


def kind_of(path: Path, name: str) -> Kind:
    """The kind of a file that may be opened. Raises Invalid with the reason when it may not."""
    ending = Path(name).suffix.lower()
    with path.open("rb") as file:
        head = file.read(8)
    if head == _OLE:
        raise Invalid("sheet.encrypted" if _holds(path, _ENCRYPTED) else "sheet.old")
    if ending in _MACRO_ENDINGS:
        raise Invalid("sheet.macros", values={"part": ending})
    if head.startswith(_ZIP):
        _open_zip(path)
        return "xlsx"
    if ending == ".xlsx":
        raise Invalid("sheet.damaged")
    if ending in {".csv", ".txt", ".tsv"}:
        return "csv"
    raise Invalid("sheet.kind")


def _holds(path: Path, mark: bytes) -> bool:
    """Whether `mark` stands in the first and last megabyte, where such files keep their contents."""
    with path.open("rb") as file:
        first = file.read(1048576)
        file.seek(max(0, path.stat().st_size - 1048576))
        return mark in first or mark in file.read()


def _open_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as box, path.open("rb") as file:
            _check(box, file, path.stat().st_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise Invalid("sheet.damaged") from error


def _check(box: zipfile.ZipFile, file: BinaryIO, size: int) -> None:
    parts = box.infolist()
    if len(parts) > MOST_PARTS:
        raise Invalid("sheet.bomb", values={"most": f"{MOST_PARTS} parts"})
    names = [part.filename.lower() for part in parts]
    for name in names:
        if name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name:
            raise Invalid("sheet.macros", values={"part": name.rsplit("/", 1)[-1][:60]})
    if "[content_types].xml" not in names or not any(n.endswith("workbook.xml") for n in names):
        raise Invalid("sheet.kind")
    unpacked = 0
    most = max(FREE, min(MOST_UNPACKED, size * MOST_RATIO))
    for part in parts:
        if part.flag_bits & 1:
            raise Invalid("sheet.encrypted")
        watched = part.filename.lower().endswith((".xml", ".rels", ".vml"))
        scan = _Scan()
        before = b""
        for piece in _unpacked(file, part):
            unpacked += len(piece)
            if unpacked > most:
                raise Invalid("sheet.bomb", values={"most": f"{most // 1048576} MB"})
            if watched:
                _look(before + piece, scan)
                before = piece[-_KEEP:]
        _demand_small(scan)


def _look(text: bytes, scan: _Scan) -> None:
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Invalid("sheet.doctype")
    rows = _last_row(text)
    scan.rows = max(scan.rows, rows)
    for letters in set(_WIDE.findall(text)):
        scan.columns = max(scan.columns, _number(letters))


def _last_row(text: bytes) -> int:
    at = text.rfind(b"row ")
    found = _ROW.search(text, max(0, at - 4)) if at >= 0 else None
    return int(found[1]) if found else 0


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _demand_small(scan: _Scan) -> None:
    """A few cells far apart would be read as a field of billions of blanks."""
    if scan.columns > MOST_COLUMNS:
        raise Invalid("sheet.too_wide", values={"columns": scan.columns, "most": MOST_COLUMNS})
    if scan.rows > MOST_ROWS or scan.rows * scan.columns > MOST_CELLS:
        most = min(MOST_ROWS, MOST_CELLS // scan.columns)
        raise Invalid("sheet.too_long", values={"rows": scan.rows, "most": most})


def _unpacked(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part as they truly come out, a megabyte at most at a time."""
    file.seek(part.header_offset)
    head = file.read(30)
    if len(head) < 30 or head[:4] != _ZIP:
        raise Invalid("sheet.damaged")
    file.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
    left = part.compress_size
    packer = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    if packer is None and part.compress_type != zipfile.ZIP_STORED:
        raise Invalid("sheet.damaged")
    while left > 0:
        raw = file.read(min(left, 262_144))
        if not raw:
            raise Invalid("sheet.damaged")
        left -= len(raw)
        if packer is None:
            yield raw
            continue
        piece = packer.decompress(raw, 1048576)
        while piece:
            yield piece
            piece = packer.decompress(packer.unconsumed_tail, 1048576)
