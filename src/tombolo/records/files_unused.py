"""Uploads that nothing needs any more: their rows go first, then the bytes that no row refers to.

Between the two anything may die: bytes without a row are found again by the next sweep, and a row
without its bytes can never come about. An upload of the same content moves its bytes into place
with its row, under the same lock under which bytes are taken away here.
"""

import asyncio
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tombolo.pg import named
from tombolo.pg.pool import Pool, ReadTx
from tombolo.records import files

_SQL = named.beside(__file__)
KEEP = timedelta(days=1)  # a form may stand open this long with its uploads not yet saved
PIECE = 500
_SHA = re.compile(r"([0-9a-f]{64})(?:\.thumb)?")
_NEW = re.compile(r"new-[A-Za-z0-9_]+(?:\.thumb)?")


@dataclass(frozen=True, slots=True)
class Store:
    """The store of files as it is: what lies there, what nothing refers to, what is missing."""

    count: int
    size: int
    unused: int
    unused_size: int
    missing: int


async def sweep(pool: Pool, folder: Path, now: datetime) -> int:
    """Everything unused for longer than `KEEP` goes. How many files there were on the disk."""
    before = now - KEEP
    while await _forget(pool, before):
        pass
    gone = 0
    for shelf in await asyncio.to_thread(_shelves, folder):
        old = await asyncio.to_thread(_older, shelf, before)
        gone += await _clear(pool, folder, shelf, old)
    return gone


async def _forget(pool: Pool, before: datetime) -> bool:
    """Rows of files that nothing needs; whether there may be more."""
    async with pool.write() as tx:
        found = [row["id"] for row in await tx.rows(_SQL["free"], before, PIECE)]
        if found:
            await tx.run(_SQL["forget"], found)
    return len(found) == PIECE


async def _clear(pool: Pool, folder: Path, shelf: Path, old: Sequence[str]) -> int:
    """Bytes of one shelf that no row refers to; what an upload left when it broke off."""
    gone = 0
    if shelf == folder:
        for name in old:
            (shelf / name).unlink(missing_ok=True)
        return len(old)
    for at in range(0, len(old), PIECE):
        shas = sorted({name[:64] for name in old[at : at + PIECE]})
        async with pool.read() as tx:
            unknown = [row["sha"] for row in await tx.rows(_SQL["unknown"], shas)]
        for sha in unknown:
            async with pool.write() as tx:
                await files.alone(tx, sha)
                if not await tx.value(_SQL["known"], sha):
                    await asyncio.to_thread(_unlink, folder, sha)
                    gone += 1
    return gone


def _unlink(folder: Path, sha: str) -> None:
    files.where(folder, sha, thumb=True).unlink(missing_ok=True)
    files.where(folder, sha).unlink(missing_ok=True)


def _shelves(folder: Path) -> list[Path]:
    """The folder itself, where uploads come in, and the folders where bytes lie."""
    if not folder.is_dir():
        return []
    inside = (
        one for one in folder.iterdir() if one.is_dir() and re.fullmatch("[0-9a-f]{2}", one.name)
    )
    return [folder, *sorted(inside)]


def _older(shelf: Path, before: datetime) -> list[str]:
    """Names of files of ours that were last written before."""
    return [one.name for one in _ours(shelf) if one.stat().st_mtime < before.timestamp()]


def _ours(shelf: Path) -> Iterator["os.DirEntry[str]"]:
    shape = _SHA if re.fullmatch("[0-9a-f]{2}", shelf.name) else _NEW
    with os.scandir(shelf) as entries:
        yield from (one for one in entries if one.is_file() and shape.fullmatch(one.name))


async def look(tx: ReadTx, folder: Path, now: datetime) -> Store:
    """What stands in the store of files. Reads, changes nothing."""
    known: set[str] = set()
    last = ""
    while page := [row["sha256"] for row in await tx.rows(_SQL["shas"], last, 10_000)]:
        known.update(page)
        last = page[-1]
    return await asyncio.to_thread(_count, folder, known, now - KEEP)


def _count(folder: Path, known: set[str], before: datetime) -> Store:
    count = size = unused = unused_size = 0
    missing = set(known)
    for shelf in _shelves(folder):
        for one in _ours(shelf):
            about = one.stat()
            count, size = count + 1, size + about.st_size
            if one.name in missing:
                missing.discard(one.name)
            if one.name[:64] not in known and about.st_mtime < before.timestamp():
                unused, unused_size = unused + 1, unused_size + about.st_size
    return Store(count, size, unused, unused_size, len(missing))
