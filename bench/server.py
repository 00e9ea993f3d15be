"""A database server for one bench, made for it and taken away with it."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tombolo.runtime.postgres import Embedded


def on_server(story: Callable[[str, Path], Awaitable[None]]) -> None:
    """The story, told the server's address and a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="tombolo-bench-"))
    folder.chmod(0o755)
    server = Embedded(folder / "pg")
    try:
        asyncio.run(story(server.start(), folder))
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
