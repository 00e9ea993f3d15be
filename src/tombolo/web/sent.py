"""A sheet that is sent. It is made whole before the first byte goes out: what fails is told."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

from litestar.response import Stream

from tombolo.records import files
from tombolo.records.sheets.laid import Format
from tombolo.records.sheets.run import own_folder

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def sheet(make: Callable[[Path], Awaitable[tuple[Path, str]]], format_: Format) -> Stream:
    """What `make` writes into a folder of its own, and how it is called."""
    folder = own_folder()
    try:
        path, label = await make(Path(folder.name))
    except BaseException:
        folder.cleanup()
        raise

    async def body() -> AsyncIterator[bytes]:
        with folder:
            async for piece in pieces(path):
                yield piece

    name = files.safe_name(f"{label}.{format_}")
    return Stream(
        body(),
        media_type=XLSX if format_ == "xlsx" else "text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Content-Length": str(path.stat().st_size),
            "Cache-Control": "no-store",
        },
    )


async def pieces(path: Path) -> AsyncIterator[bytes]:
    """A file, piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(262_144):
            yield piece
