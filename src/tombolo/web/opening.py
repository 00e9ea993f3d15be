"""What the web room is opened with: where the data stands, how we are reached."""

from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes

from tombolo.automation.notices.smtp import Smtp
from tombolo.base import vault
from tombolo.pg.pool import Limits, Place


@dataclass(frozen=True, slots=True)
class Opening:
    """One web process' share of the settings; `tombolo.web.app:create` takes it."""

    place: Place
    limits: Limits
    files: Path  # uploaded files
    static: Path  # the built browser bundle
    base_url: str
    time_zone: str = "Asia/Shanghai"
    language: str = "zh"
    secure_cookies: bool = False
    max_upload: int = 100  # megabytes
    large_table: int = 50_000  # rows above which a change of definitions is a job
    trusted_proxies: tuple[str, ...] = ()
    inside_hosts: tuple[str, ...] = ()  # which rules may call although they lie inside
    smtp: Smtp | None = None  # who takes our mail; None: nobody does
    # The key to the secrets in the database. Made by chance, it opens nothing of another process.
    secret: bytes = field(default_factory=lambda: token_bytes(vault.LEAST), repr=False)

    @property
    def cookie(self) -> str:
        """The session's cookie. Behind https its name binds it to this very host, path and scheme."""
        return "__Host-tombolo_session" if self.secure_cookies else "tombolo_session"
