"""An installed app back to a folder: an untouched suite gives the same bytes."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML

from tombolo.base.errors import Conflict, Missing
from tombolo.pg.pool import ReadTx
from tombolo.schema import store
from tombolo.suites.read import part_of


async def texts(tx: ReadTx, app: str) -> dict[str, str]:
    """The files of an app by their place in its folder: as written, or written out now."""
    catalog = await store.load(tx)
    if app not in catalog.apps:
        raise Missing("suite.not_installed", values={"app": app})
    written = await store.sources(tx)
    return {
        path.partition("/")[2]: written.get(path) or as_yaml(data)
        for path, data in catalog.files.items()
        if path.partition("/")[0] == app
    }


def write(folder: Path, app: str, files: Mapping[str, str]) -> list[Path]:
    """The files into a new folder, or over an earlier export of the same app."""
    if folder.exists() and any(folder.iterdir()):
        head = part_of(folder / "app.yaml", []) if (folder / "app.yaml").is_file() else None
        if head is None or head.source.data.get("app") != app:
            raise Conflict("suite.folder_taken", values={"folder": str(folder)})
        for old in folder.glob("*/*.yaml"):
            if old.relative_to(folder).with_suffix("").as_posix() not in files:
                old.unlink()
    made: list[Path] = []
    for place, text in files.items():
        path = folder / f"{place}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        made.append(path)
    return made


def as_yaml(data: Mapping[str, object]) -> str:
    """YAML for what was made in the browser and never written as a file."""
    writer = cast("Any", YAML())
    writer.width = 120
    writer.allow_unicode = True
    page = io.StringIO()
    writer.dump(dict(data), page)
    return page.getvalue()
