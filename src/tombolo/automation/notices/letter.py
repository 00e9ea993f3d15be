"""Notices as a letter: plain text and simple HTML, in the language of who gets it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from zoneinfo import ZoneInfo

from tombolo.automation.notices.messages import MESSAGES
from tombolo.base import words

MOST = 50  # notices in one letter; the rest are counted


@dataclass(frozen=True, slots=True)
class Item:
    """One notice in a letter."""

    id: int
    at: datetime
    title: str
    body: str
    link: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets the letter."""

    name: str
    email: str
    language: str


def letter(reader: Reader, items: Sequence[Item], *, sender: str, base_url: str, zone: str) -> EmailMessage:  # fmt: skip
    """The letter of these notices. The same notices make the same Message-ID, sent again or not."""
    language = reader.language

    def say(code: str, **values: object) -> str:
        return words.sentence(MESSAGES, code, language, values)

    made = EmailMessage()
    one = len(items) == 1
    subject = (
        say("notice.mail_one", title=items[0].title)
        if one
        else say("notice.mail_many", count=len(items))
    )
    made["Subject"] = " ".join(subject.split())[:200]
    made["From"] = sender
    made["To"] = _address(reader)
    made["Date"] = format_datetime(max(item.at for item in items))
    made["Message-ID"] = f"<notice.{items[0].id}.{items[-1].id}@{_domain(sender)}>"
    made["Auto-Submitted"] = "auto-generated"  # nobody's holiday note shall answer
    shown = items[:MOST]
    hello = say("notice.mail_hello", name=reader.name)
    more = say("notice.mail_more", count=len(items) - MOST) if len(items) > MOST else ""
    account = f"{base_url}/account"
    foot = say("notice.mail_foot", link=account)
    texts = [_text(item, base_url, zone) for item in shown]
    parts = [hello, *texts, *([more] if more else []), "-- \n" + foot]
    made.set_content("\n\n".join(parts) + "\n")
    opened = say("notice.mail_open")
    rows = "".join(_html(item, base_url, zone, opened) for item in shown)
    tail = f"<p>{escape(more)}</p>" if more else ""
    made.add_alternative(
        f'<!doctype html><html lang="{language}"><body style="font-family:sans-serif;color:#1f2329">'
        f"<p>{escape(hello)}</p>{rows}{tail}"
        f'<p style="color:#8f959e;font-size:12px">{escape(foot)}</p></body></html>\n',
        subtype="html",
    )
    return made


def _address(reader: Reader) -> Address:
    name = " ".join(reader.name.split())
    return Address(display_name=name, addr_spec=reader.email)


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2].strip("> ") or "localhost"


def _when(item: Item, zone: str) -> str:
    return item.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def _text(item: Item, base_url: str, zone: str) -> str:
    lines = [f"{_when(item, zone)}  {item.title}", item.body, f"{base_url}{item.link}"]
    return "\n".join(line for line in lines if line)


def _html(item: Item, base_url: str, zone: str, opened: str) -> str:
    body = f"<br>{escape(item.body)}".replace("\n", "<br>") if item.body else ""
    return (
        f'<p><span style="color:#8f959e">{_when(item, zone)}</span> '
        f"<b>{escape(item.title)}</b>{body}<br>"
        f'<a href="{escape(base_url + item.link)}">{escape(opened)}</a></p>'
    )
