"""Rows on disk between two processes: frames of msgpack, so that neither holds a whole sheet."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

# A cell is None, bool, int, float or text; dates and moments are ISO text.
Cell = None | bool | int | float | str
Numbered = tuple[int, list[Cell]]  # the row's number in the sheet, from 1, and its cells
ROWS = 1000

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[tuple[int, list[Cell]]])


class Writer:
    """Rows into frames. A frame ends only where `put` is told that it may."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._rows: list[Numbered] = []

    def put(self, row: Numbered, *, may_end: bool = True) -> None:
        """One row; when it `may_end`, a full frame is closed before it."""
        if may_end and len(self._rows) >= ROWS:
            self.close()
        self._rows.append(row)

    def close(self) -> None:
        """Write what is left."""
        if self._rows:
            data = _encoder.encode(self._rows)
            self._file.write(len(data).to_bytes(4, "little"))
            self._file.write(data)
            self._rows = []


def frames(path: Path) -> Iterator[list[Numbered]]:
    """The frames of a file, one at a time."""
    with path.open("rb") as file:
        while head := file.read(4):
            yield _decoder.decode(file.read(int.from_bytes(head, "little")))
