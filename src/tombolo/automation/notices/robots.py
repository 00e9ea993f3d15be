"""What the robots of group chats are sent: 企业微信, 钉钉 and 飞书, each in its own form. Pure."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote_plus

from tombolo.base import codec

Kind = Literal["wecom", "dingtalk", "feishu"]
WECOM_BYTES = 4096  # of markdown
LONGEST = 18_000


@dataclass(frozen=True, slots=True)
class Message:
    """A text for a group, and where it leads."""

    title: str
    body: str
    link: str
    opened: str  # the words of the link


@dataclass(frozen=True, slots=True)
class Posted:
    """What goes out, and to which address."""

    url: str
    body: bytes


def posted(kind: Kind, url: str, secret: str, message: Message, now: datetime) -> Posted:
    """The message for a robot. A `secret` signs it where the kind knows signatures."""
    match kind:
        case "wecom":
            return Posted(url, _json(wecom(message)))
        case "dingtalk":
            return Posted(signed_dingtalk(url, secret, now), _json(dingtalk(message)))
        case "feishu":
            return Posted(url, _json({**signed_feishu(secret, now), **feishu(message)}))


def wecom(message: Message) -> Mapping[str, object]:
    """企业微信: markdown, cut to what it takes."""
    head = f"**{_plain(message.title)}**\n"
    tail = f"\n[{message.opened}]({message.link})"
    room = WECOM_BYTES - len(head.encode()) - len(tail.encode())
    body = _plain(message.body).encode()[: max(room, 0)].decode("utf-8", "ignore")
    return {"msgtype": "markdown", "markdown": {"content": head + body + tail}}


def dingtalk(message: Message) -> Mapping[str, object]:
    """钉钉: markdown with a title for the list of chats."""
    body = _plain(message.body)[:LONGEST].replace("\n", "  \n")
    text = f"#### {_plain(message.title)}\n{body}\n\n[{message.opened}]({message.link})"
    return {"msgtype": "markdown", "markdown": {"title": message.title[:100], "text": text}}


def feishu(message: Message) -> Mapping[str, object]:
    """飞书: a rich text of paragraphs, which knows no mark-up that a title could carry."""
    paragraphs: list[list[Mapping[str, str]]] = [
        [{"tag": "text", "text": line}] for line in message.body[:LONGEST].splitlines() if line
    ]
    paragraphs.append([{"tag": "a", "text": message.opened, "href": message.link}])
    content = {"title": message.title, "content": paragraphs}
    return {"msg_type": "post", "content": {"post": {"zh_cn": content}}}


def signed_dingtalk(url: str, secret: str, now: datetime) -> str:
    """The address with the time in milliseconds and the signature of both."""
    if not secret:
        return url
    at = str(int(now.timestamp() * 1000))
    made = hmac.new(secret.encode(), f"{at}\n{secret}".encode(), hashlib.sha256).digest()
    mark = "&" if "?" in url else "?"
    return f"{url}{mark}timestamp={at}&sign={quote_plus(base64.b64encode(made))}"


def signed_feishu(secret: str, now: datetime) -> Mapping[str, str]:
    """飞书 signs nothing with the time and the secret as the key."""
    if not secret:
        return {}
    at = str(int(now.timestamp()))
    made = hmac.new(f"{at}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": at, "sign": base64.b64encode(made).decode()}


def _plain(text: str) -> str:
    """Without the signs that would make links, pictures and mentions of it."""
    return text.translate(str.maketrans({"[": "［", "]": "］", "<": "＜", ">": "＞"}))


def _json(value: Mapping[str, object]) -> bytes:
    return codec.encode(value)
