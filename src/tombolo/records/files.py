"""Attachments: bytes named by their hash on disk, a row for each upload, thumbnails of pictures.

The type is decided here from the bytes, never taken from the browser.
"""

import asyncio
import hashlib
import io
import os
import re
import tempfile
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from tombolo.base import ids
from tombolo.base.errors import Invalid, Missing
from tombolo.pg import named
from tombolo.pg.pool import Row, WriteTx
from tombolo.records.work import Work

_SQL = named.beside(__file__)
_NAME = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
THUMB = 320
MOST_PIXELS = 60_000_000
_HEADS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
_BY_ENDING = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".csv": "text/csv",
    ".txt": "text/plain",
}
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
# What a browser may show in place; everything else is only ever saved.
SHOWN = PICTURES | {"application/pdf", "text/plain"}


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes on disk that wait for their row: `came` is where they lie until then."""

    sha256: str
    size: int
    type: str
    thumb: bool
    came: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class File:
    id: str
    name: str
    size: int
    type: str
    thumb: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that this person may open."""

    path: Path
    name: str
    type: str
    sha256: str


async def keep(
    folder: Path,
    name: str,
    parts: AsyncIterator[bytes],
    most: int,
    types: Collection[str] = (),
) -> Stored:
    """Take the bytes in, counting; nothing stays of what is larger than `most` bytes, or of none of
    these types. They come to their place with their row.
    """
    folder.mkdir(parents=True, exist_ok=True)
    digest, size, head = hashlib.sha256(), 0, b""
    handle, temporary = tempfile.mkstemp(dir=folder, prefix="new-")
    path = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as file:
            async for part in parts:
                size += len(part)
                _demand_small(size, most)
                if len(head) < 64:
                    head += part[:64]
                digest.update(part)
                await asyncio.to_thread(file.write, part)
            file.flush()
            await asyncio.to_thread(os.fsync, file.fileno())
        type_ = type_of(head, name)
        _demand_type(type_, types)
        thumb = type_ in PICTURES and await asyncio.to_thread(_thumbnail, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(digest.hexdigest(), size, type_, thumb, path, folder)


def _demand_small(size: int, most: int) -> None:
    if size > most:
        raise Invalid("file.too_large", values={"most": most // 1048576})


def _demand_type(type_: str, types: Collection[str]) -> None:
    if types and type_ not in types:
        raise Invalid("file.type", values={"type": type_, "types": ", ".join(types)})


def type_of(head: bytes, name: str) -> str:
    """What the bytes are. What could carry script is only ever bytes."""
    for start, type_ in _HEADS:
        if head.startswith(start):
            ending = Path(name).suffix.lower()
            return _BY_ENDING.get(ending, type_) if type_ == "application/zip" else type_
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    ending = Path(name).suffix.lower()
    if ending in {".csv", ".txt"} and b"\0" not in head and b"<" not in head:
        return _BY_ENDING[ending]
    return "application/octet-stream"


def where(folder: Path, sha: str, *, thumb: bool = False) -> Path:
    """The place of bytes by their hash; nothing of it comes from a name."""
    return folder / sha[:2] / (sha + (".thumb" if thumb else ""))


def safe_name(name: str) -> str:
    """A file's name without paths and control characters, 120 characters at most."""
    base = _NAME.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    if not base:
        return "file"
    stem, dot, ending = base.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: 119 - len(ending)]}.{ending}"
    return base[:120]


def _thumbnail(path: Path) -> bool:
    """A small JPEG beside the picture; False where the bytes are no picture after all."""
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return False
            picture.draft("RGB", (THUMB * 2, THUMB * 2))
            small = picture.convert("RGB")
            small.thumbnail((THUMB, THUMB))
            out = io.BytesIO()
            small.save(out, "JPEG", quality=80)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return False
    _thumb_of(path).write_bytes(out.getvalue())
    return True


def _thumb_of(path: Path) -> Path:
    return path.with_name(path.name + ".thumb")


def _place(stored: Stored) -> None:
    """The bytes to where their hash says, the small picture first; there for good when this ends."""
    final = where(stored.folder, stored.sha256)
    final.parent.mkdir(parents=True, exist_ok=True)
    if stored.thumb:
        _thumb_of(stored.came).replace(_thumb_of(final))
    stored.came.replace(final)
    for folder in (final.parent, stored.folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


async def add(work: Work[WriteTx], stored: Stored, name: str) -> File:
    """The upload's row, its bytes come to their place with it; the file belongs to who uploaded it
    until a record names it.
    """
    id_ = str(ids.uuid7())
    kept = safe_name(name)
    # Nobody takes bytes of the same content away until the row is there for all to see.
    await alone(work.tx, stored.sha256)
    await asyncio.to_thread(_place, stored)
    await work.tx.run(
        _SQL["add"], id_, stored.sha256, kept, stored.size, stored.type, stored.thumb,
        work.actor.id, work.now,
    )  # fmt: skip
    return File(id_, kept, stored.size, stored.type, stored.thumb)


async def alone(tx: WriteTx, sha: str) -> None:
    """Only one at a time brings this content or takes it away; until the transaction ends."""
    await tx.run(_SQL["alone"], sha)


async def several(work: Work[Any], ids_: Sequence[str]) -> dict[str, File]:
    """The files of these ids that there are, by id; whether they may be opened is another question."""
    rows: list[Row] = await work.tx.rows(_SQL["several"], list(ids_)) if ids_ else []
    return {
        str(row["id"]): File(str(row["id"]), row["name"], row["size"], row["type"], row["thumb"])
        for row in rows
    }


async def opened(
    work: Work[Any], folder: Path, id_: str, named_by: frozenset[str], *, thumb: bool
) -> Opened:
    """The file, if a record that may be read names it, or it is one's own fresh upload. Missing."""
    row = await work.tx.row(_SQL["one"], id_)
    own = row is not None and row["uploaded_by"] == work.actor.id
    if row is None or (id_ not in named_by and not own):
        raise Missing("file.missing")
    path = where(folder, row["sha256"], thumb=thumb and row["thumb"])
    if not path.exists():
        raise Missing("file.missing")
    type_ = "image/jpeg" if thumb and row["thumb"] else row["type"]
    return Opened(path, row["name"], type_, row["sha256"])
