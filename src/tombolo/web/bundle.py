"""The built browser bundle: every file found and packed once."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

_SMALL = 1024
_PACKED = frozenset({".js", ".css", ".html", ".svg", ".json", ".txt"})


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the bundle, packed once."""

    content: bytes
    packed: bytes | None
    type: str
    etag: str


def assets(folder: Path) -> dict[str, Asset]:
    """Every file of the bundle by its path below the folder; nothing where it was not built."""
    found: dict[str, Asset] = {}
    if not folder.is_dir():
        return found
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".map":
            content = path.read_bytes()
            packed = (
                gzip.compress(content, 6)
                if path.suffix in _PACKED and len(content) > _SMALL
                else None
            )
            type_ = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
            found[path.relative_to(folder).as_posix()] = Asset(content, packed, type_, etag)
    return found
