"""The one way out of the house: HTTP to addresses that were looked at first.

A rule's or robot's address is written by a person, so it may name what only this machine can reach.
The name is resolved here, every address it has is judged, and the connection goes to the judged
address itself: a name that answers differently the second time is not asked a second time. Proxies
of the environment are not used. Inside hosts are reached only where the settings list them.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urljoin, urlsplit

from tombolo.base.errors import Busy, Denied, Invalid

MOST_REDIRECTS = 3
MOST_BYTES = 1_000_000
MOST_HEAD = 32_768
PATIENCE = 15.0  # seconds for all of it
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status and the body, both of the last address."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class _Way:
    """Where one request goes. `host` is what the certificate must be of."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


async def resolved(host: str, port: int) -> Sequence[str]:
    """Every address of a name."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True, slots=True)
class Outbound:
    """Who may be reached: everything public, and the inside hosts of the settings (`erp.lan`,
    `erp.lan:8080`, `10.0.0.7`).
    """

    inside: frozenset[str] = frozenset()
    resolve: Resolve = resolved
    patience: float = PATIENCE

    async def post(self, url: str, body: bytes, headers: Mapping[str, str] | None = None) -> Reply:
        """POST the body."""
        return await self.send("POST", url, body, headers)

    async def send(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request and its answer. Raises Denied for what may not be reached, Invalid for an address that is none
        and an answer that is too long, Busy where nobody answers in time.
        """
        try:
            async with asyncio.timeout(self.patience):
                return await self._follow(method, url, body, headers or {})
        except TimeoutError as error:
            raise Busy("outbound.slow", values={"seconds": self.patience}) from error
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            detail = str(error)[:200] or type(error).__name__
            raise Busy("outbound.failed", values={"detail": detail}) from error

    async def _follow(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> Reply:
        for _ in range(MOST_REDIRECTS + 1):
            way = _way(url)
            address = await self._judged(way)
            status, fields, content = await _exchange(way, address, method, body, headers)
            if status not in _REDIRECTS or "location" not in fields:
                return Reply(status, content)
            onward = urljoin(url, fields["location"])
            if _way(onward).authority != way.authority:
                headers = {}  # what was meant for one house is not told to another
            if status in {301, 302, 303}:
                method, body = "GET", b""
            url = onward
        raise Invalid("outbound.redirects", values={"most": MOST_REDIRECTS})

    async def _judged(self, way: _Way) -> str:
        """The address to connect to; every address of the name is judged, not only the first."""
        found = await self.resolve(way.host, way.port)
        if not found:
            raise Busy("outbound.failed", values={"detail": way.host})
        if not {way.host, f"{way.host}:{way.port}"} & self.inside:
            for one in found:
                if not public(one):
                    raise Denied("outbound.inside", values={"host": way.host})
        return found[0]


def public(text: str) -> bool:
    """Whether an address belongs to the world: not this machine, not its network, not a cloud's
    metadata, nothing special; also not dressed up as another sort of address.
    """
    try:
        address: Address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_plainly_public(one) for one in _undressed(address))


def _undressed(address: Address) -> list[Address]:
    """The address and those that are written inside it."""
    found: list[Address] = [address]
    if isinstance(address, IPv6Address):
        number = int(address)
        found += [one for one in (address.ipv4_mapped, address.sixtofour) if one is not None]
        if address.teredo is not None:
            found += list(address.teredo)
        if number >> 32 in {0, 0x0064FF9B0000000000000000}:  # compatible; translated by NAT64
            found.append(IPv4Address(number & 0xFFFFFFFF))
        if number >> 80 == 0x0064FF9B0001:  # a network's own translation
            found.append(IPv4Address("127.0.0.1"))
    return found


def _plainly_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return True  # judged by what it carries
    if isinstance(address, IPv6Address) and int(address) >> 32 == 0x0064FF9B0000000000000000:
        return True
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    inside = address.is_private or address.is_loopback or address.is_link_local
    site = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not (special or inside or site)


def _way(url: str) -> _Way:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise Invalid("outbound.address") from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS or not host or parts.username or parts.password:
        raise Invalid("outbound.address")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if any(ord(sign) <= 32 or ord(sign) > 126 for sign in host + target):
        raise Invalid("outbound.address")
    return _Way(parts.scheme, host, port or _PORTS[parts.scheme], target)


async def _exchange(
    way: _Way, address: str, method: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, dict[str, str], bytes]:
    """One request and its answer, over a connection of its own."""
    secure = ssl.create_default_context() if way.scheme == "https" else None
    name = way.host if secure else None
    reader, writer = await asyncio.open_connection(
        address, way.port, ssl=secure, server_hostname=name, limit=MOST_HEAD
    )
    try:
        given = {
            "Host": way.authority,
            "User-Agent": "tombolo",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Content-Length": str(len(body)),
            "Connection": "close",
            **headers,
        }
        if any(sign in text for pair in given.items() for text in pair for sign in "\r\n"):
            raise Invalid("outbound.address")
        lines = "".join(f"{key}: {value}\r\n" for key, value in given.items())
        writer.write(f"{method} {way.target} HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + body)
        await writer.drain()
        status, fields = await _head(reader)
        return status, fields, await _body(reader, fields)
    finally:
        writer.close()


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        raise Invalid("outbound.long", values={"most": MOST_HEAD}) from error
    first, *rest = raw.decode("latin-1").split("\r\n")
    fields: dict[str, str] = {}
    for line in rest:
        key, mark, value = line.partition(":")
        if mark:
            fields[key.strip().lower()] = value.strip()
    words = first.split(" ", 2)
    if len(words) < 2 or not words[0].startswith("HTTP/1.") or not words[1].isdigit():
        raise Invalid("outbound.not_http")
    return int(words[1]), fields


async def _body(reader: asyncio.StreamReader, fields: Mapping[str, str]) -> bytes:
    if fields.get("transfer-encoding", "").lower() == "chunked":
        return await _chunks(reader)
    length = fields.get("content-length", "")
    if length.isdigit():
        _demand_short(int(length))
        return await reader.readexactly(int(length))
    found = b""
    while piece := await reader.read(65_536):
        found += piece
        _demand_short(len(found))
    return found


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    found = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        _demand_short(len(found) + size)
        found += await reader.readexactly(size)
        await reader.readexactly(2)
    return found


def _demand_short(size: int) -> None:
    if not 0 <= size <= MOST_BYTES:
        raise Invalid("outbound.long", values={"most": MOST_BYTES})
