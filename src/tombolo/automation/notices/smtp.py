"""The server that takes our mail, and how a letter is handed to it."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage

from tombolo.base.errors import Busy, Invalid

PATIENCE = 30  # seconds for each answer of the server


@dataclass(frozen=True, slots=True)
class Smtp:
    """`security`: tls from the first byte, starttls after the greeting, or none (a relay next door)."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


async def hand_over(smtp: Smtp, letter: EmailMessage) -> None:
    """Give the letter to the server. Raises Busy where it may take it later, Invalid where never."""
    try:
        await asyncio.to_thread(_hand_over, smtp, letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, detail = next(iter(error.recipients.values()))
        raise _refused(code, detail) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Busy("notice.mail_away", values={"detail": str(error)[:200]}) from error


def _hand_over(smtp: Smtp, letter: EmailMessage) -> None:
    """The server's certificate must be the one of its name."""
    trusted = ssl.create_default_context()
    opened = (
        smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=PATIENCE, context=trusted)
        if smtp.security == "tls"
        else smtplib.SMTP(smtp.host, smtp.port, timeout=PATIENCE)
    )
    with opened as server:
        if smtp.security == "starttls":
            server.starttls(context=trusted)
        if smtp.user:
            server.login(smtp.user, smtp.password)
        server.send_message(letter)


def _refused(code: int, detail: bytes | str) -> Busy | Invalid:
    text = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else detail
    values = {"detail": f"{code} {text}"[:200]}
    if 400 <= code < 500:
        return Busy("notice.mail_refused", values=values)
    return Invalid("notice.mail_refused", values=values)
