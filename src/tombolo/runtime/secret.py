"""The key that seals secrets in the database: from the settings, or a file beside the data."""

import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from tombolo.base.errors import Invalid
from tombolo.runtime.config import Settings

FILE = "secret.key"


def key_of(settings: Settings) -> bytes:
    """32 bytes, the same at every start. Made by chance where there is neither setting nor file.

    Raises Invalid for a file that holds no key: it is never written over, what it sealed would be lost.
    """
    found = kept(settings)
    if found is None:
        with suppress(FileExistsError):  # somebody was faster
            _make(settings.data / FILE)
        found = kept(settings)
    assert found is not None
    return found


def kept(settings: Settings) -> bytes | None:
    """The key that is there; None where one would be made. Raises Invalid as `key_of`."""
    if settings.secret_key:
        return hashlib.sha256(settings.secret_key.encode()).digest()
    path = settings.data / FILE
    try:
        text = path.read_text("ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise Invalid("config.secret_file", values={"path": str(path)})
    return bytes.fromhex(text)


def _make(path: Path) -> None:
    """A new key, whole or not at all, for its owner's eyes. FileExistsError when one was faster."""
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_name(f".{FILE}.{token_hex(6)}")
    try:
        file = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="ascii") as out:
            out.write(f"{token_hex(32)}\n")
            out.flush()
            os.fsync(out.fileno())
        os.link(begun, path)
    finally:
        begun.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
