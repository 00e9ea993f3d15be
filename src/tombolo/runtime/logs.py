"""Logs: one JSON object per line, UTC, secrets masked by their key. Short lines for `tombolo up`.

Never a request's body, never a parameter of SQL: those are the customer's.
"""

import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO, cast

from tombolo.base import codec

MASK = "***"
_SECRET = re.compile(
    r"passw|secret|token|cookie|authorization|api_?key|credential|session|dsn|database_url",
    re.IGNORECASE,
)
# user:password@ in an address, and what follows a secret word in free text.
_IN_TEXT = re.compile(r"(://[^:/@\s]*:)[^@\s]+(@)")
_AFTER_WORD = re.compile(
    r"((?:password|passwd|secret|token|authorization|api_?key)"
    r"[\"']?\s*[:=]\s*[\"']?(?:bearer\s+)?)[^\s\"',;&]+",
    re.IGNORECASE,
)
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
}


def masked(key: str, value: object) -> object:
    """The value, or *** where its key is that of a secret."""
    if _SECRET.search(key) and value not in (None, "", 0):
        return MASK
    match value:
        case str():
            return _AFTER_WORD.sub(rf"\1{MASK}", _IN_TEXT.sub(rf"\1{MASK}\2", value))
        case Mapping():
            table = cast("Mapping[object, object]", value)
            return {str(name): masked(str(name), inner) for name, inner in table.items()}
        case list() | tuple():
            return [masked("", inner) for inner in cast("list[object]", value)]
        case int() | float() | None:
            return value
        case _:
            return masked(key, str(value))


class Lines(logging.Formatter):
    """{"at": …, "level": …, "event": …, "room": …, what was given as `extra`}"""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": masked("", record.getMessage()),
            "room": record.name,
        }
        for key, value in vars(record).items():
            if key not in _OWN:
                line[key] = masked(key, value)
        if record.exc_info:
            line["trace"] = masked("", self.formatException(record.exc_info))
        return codec.text(line)


class Plain(logging.Formatter):
    """14:05:09 what happened (key=value): for a person looking on."""

    def format(self, record: logging.LogRecord) -> str:
        more = " ".join(
            f"{key}={masked(key, value)}" for key, value in vars(record).items() if key not in _OWN
        )
        head = datetime.fromtimestamp(record.created, UTC).astimezone().strftime("%H:%M:%S")
        level = "" if record.levelno <= logging.INFO else f"{record.levelname} "
        text = f"{head} {level}{masked('', record.getMessage())}{f' ({more})' if more else ''}"
        return (
            f"{text}\n{masked('', self.formatException(record.exc_info))}"
            if record.exc_info
            else text
        )


def say(code: str, **values: object) -> None:
    """An event of the house, by its code."""
    logging.getLogger("runtime").info(code, extra=values)


def open_logs(
    folder: Path, *, person: bool, console: TextIO | None = None, name: str = "tombolo.log"
) -> None:
    """All logging from now on: to a rotating file of JSON lines, and to the console.

    `person`: somebody looks on, so the console gets short lines, and no noise of the web server.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = RotatingFileHandler(folder / name, maxBytes=20_000_000, backupCount=10, encoding="utf-8")
    file.setFormatter(Lines())
    screen = logging.StreamHandler(console or sys.stderr)
    screen.setFormatter(Plain() if person else Lines())
    screen.setLevel(logging.WARNING if person else logging.INFO)
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    root.addHandler(file)
    root.addHandler(screen)
    root.setLevel(logging.INFO)
    for noisy in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio", "httpx"):
        logger = logging.getLogger(noisy)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.WARNING if noisy != "uvicorn.error" else logging.INFO)
