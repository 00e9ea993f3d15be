"""Settings: tombolo.toml and TOMBOLO_* variables, read once, every problem told at once.

A variable beats the file, the file beats the default. `tombolo doctor` prints the result.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tombolo.access import passwords
from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem

FILE = "tombolo.toml"
PREFIX = "TOMBOLO_"
LEAST_SECRET = 32  # signs of secret_key: 128 bits where they are hexadecimal


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may be set. Each name stands in the file as it is, in the environment as
    TOMBOLO_NAME; DATABASE_URL is understood too.
    """

    data: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    database_url: str = ""  # empty: the embedded server
    postgres_bin: Path | None = None  # other binaries for the embedded server
    base_url: str = (
        ""  # how browsers reach us; links in mails are made from it, never from a request
    )
    time_zone: str = "Asia/Shanghai"
    language: str = "zh"
    workspace: str = "w_main"  # the schema of the company
    secure_cookies: bool = False  # set where https stands in front
    max_upload: int = 100  # megabytes
    inside_hosts: tuple[str, ...] = ()  # hosts inside that rules may call: erp.lan, 10.0.0.7:8080
    trusted_proxies: tuple[str, ...] = ()  # networks whose X-Forwarded-For is believed
    connections: int = 10  # per process
    large_table: int = 50_000  # rows above which a change of definitions is made beside the table
    admin_password: str = field(default="", repr=False)  # of the first administrator only
    secret_key: str = field(default="", repr=False)  # seals secrets in the database; empty: a file
    smtp_host: str = ""  # the server that takes our mail; empty: no mail is sent
    smtp_port: int = 587
    smtp_security: str = "starttls"  # or tls, or none
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_from: str = ""  # the address that mail comes from
    came_from: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)

    @property
    def address(self) -> str:
        """How a person on this machine opens it."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return self.base_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def files(self) -> Path:
        return self.data / "files"

    @property
    def logs(self) -> Path:
        return self.data / "logs"


NAMES = tuple(each.name for each in fields(Settings) if each.name != "came_from")
SECRETS = frozenset({"admin_password", "database_url", "secret_key", "smtp_password"})


def read(folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Invalid, with all problems, when one is wrong."""
    environment = os.environ if environment is None else environment
    path = Path(environment.get(f"{PREFIX}CONFIG") or (folder or Path()) / FILE)
    problems: list[Problem] = []
    raw, came_from = _file(path, problems)
    for key, text in environment.items():
        name = key.removeprefix(PREFIX).lower()
        if key.startswith(PREFIX) and name != "config":
            if name not in NAMES:
                problems.append(Problem("config.unknown", key, {"name": key}))
                continue
            raw[name], came_from[name] = text, key
    if (url := environment.get("DATABASE_URL")) and "database_url" not in came_from:
        raw["database_url"], came_from["database_url"] = url, "DATABASE_URL"
    values: dict[str, Any] = {}
    for name, given in raw.items():
        found = PARSERS[name](given)
        if isinstance(found, Problem):
            problems.append(found.at(came_from[name]))
        else:
            values[name] = found
    if values.get("smtp_host") and not values.get("smtp_from"):
        problems.append(Problem("config.smtp_from", "smtp_from"))
    if problems:
        raise Invalid("config.invalid", problems=problems)
    return Settings(**values, came_from=came_from)


def _file(path: Path, problems: list[Problem]) -> tuple[dict[str, object], dict[str, str]]:
    try:
        table: dict[str, object] = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}, {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(Problem("config.unreadable", str(path), {"detail": str(error)}))
        return {}, {}
    problems.extend(
        Problem("config.unknown", f"{path.name}: {key}", {"name": key})
        for key in table
        if key not in NAMES
    )
    known = {key: value for key, value in table.items() if key in NAMES}
    return known, {key: f"{path.name}: {key}" for key in known}


# One parser for each setting: what was given, text or TOML, to the value or a problem.

Parser = Callable[[object], object]


def _text(given: object) -> object:
    return given.strip() if isinstance(given, str) else Problem("config.text")


def _path(given: object) -> object:
    if not isinstance(given, str) or not given.strip():
        return Problem("config.path")
    return Path(given.strip()).expanduser()


def _number(least: int, most: int) -> Parser:
    def parse(given: object) -> object:
        fit = isinstance(given, int | str) and not isinstance(given, bool)
        if fit and re.fullmatch(r"\d{1,9}", str(given)) and least <= int(str(given)) <= most:
            return int(str(given))
        return Problem("config.number", values={"least": least, "most": most})

    return parse


def _switch(given: object) -> object:
    words = {"true": True, "1": True, "yes": True, "on": True}
    words |= {"false": False, "0": False, "no": False, "off": False}
    found = words.get(str(given).strip().lower())
    return Problem("config.switch") if found is None else found


def _one_of(*words: str) -> Parser:
    def parse(given: object) -> object:
        return (
            given
            if given in words
            else Problem("config.one_of", values={"words": ", ".join(words)})
        )

    return parse


def _zone(given: object) -> object:
    try:
        return ZoneInfo(str(given)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Problem("config.zone", values={"given": str(given)})


def _schema(given: object) -> object:
    fit = isinstance(given, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,50}", given)
    return given if fit and not str(given).startswith("pg_") else Problem("config.schema")


def _web_address(given: object) -> object:
    text = str(given).strip().rstrip("/")
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query):
        return Problem("config.web_address")
    return text


def _database(given: object) -> object:
    text = str(given).strip()
    if text and not text.startswith(("postgresql://", "postgres://")):
        return Problem("config.database")
    return text


def _hosts(given: object) -> object:
    parts = given.split(",") if isinstance(given, str) else given
    if not isinstance(parts, list):
        return Problem("config.networks")
    return tuple(str(part).strip().lower() for part in parts if str(part).strip())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _networks(given: object) -> object:
    parts = given.split(",") if isinstance(given, str) else given
    if not isinstance(parts, list):
        return Problem("config.networks")
    try:
        return tuple(str(ip_network(str(part).strip())) for part in parts if str(part).strip())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    except ValueError:
        return Problem("config.networks")


def _secret(given: object) -> object:
    fit = isinstance(given, str) and len(given) >= LEAST_SECRET and len(set(given)) >= 12
    return given if fit else Problem("config.secret", values={"least": LEAST_SECRET})


def _password(given: object) -> object:
    # An empty variable is a slip that elsewhere made the first visitor administrator.
    if not isinstance(given, str) or passwords.problems(given, "admin"):
        return Problem("config.password", values={"least": passwords.LEAST})
    return given


def _sender(given: object) -> object:
    """`notice@example.com`, or with a name: `Tombolo <notice@example.com>`."""
    text = given.strip() if isinstance(given, str) else "?"
    fit = re.fullmatch(r"[^@<>\x00-\x1f]*<?[^@<>\s]+@[^@<>\s]+>?", text)
    return text if fit or not text else Problem("auth.email")


PARSERS: Mapping[str, Parser] = {
    "data": _path,
    "host": _text,
    "port": _number(1, 65535),
    "workers": _number(1, 64),
    "database_url": _database,
    "postgres_bin": _path,
    "base_url": _web_address,
    "time_zone": _zone,
    "language": _one_of("zh", "en"),
    "workspace": _schema,
    "secure_cookies": _switch,
    "max_upload": _number(1, 10_240),
    "inside_hosts": _hosts,
    "trusted_proxies": _networks,
    "connections": _number(2, 80),
    "large_table": _number(0, 999_999_999),
    "admin_password": _password,
    "secret_key": _secret,
    "smtp_host": _text,
    "smtp_port": _number(1, 65535),
    "smtp_security": _one_of("starttls", "tls", "none"),
    "smtp_user": _text,
    "smtp_password": _text,
    "smtp_from": _sender,
}
