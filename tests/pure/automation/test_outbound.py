"""Nothing inside the house is reached by an address that a person wrote, whatever the trick."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tombolo.automation import outbound
from tombolo.automation.outbound import Outbound, public
from tombolo.base.errors import Busy, Denied, Fault, Invalid


def answers(*addresses: str):
    """A resolver that gives these, one list after another."""
    given = list(addresses)

    async def resolve(host: str, port: int) -> list[str]:
        del host, port
        return (given.pop(0) if len(given) > 1 else given[0]).split(",")

    return resolve


@asynccontextmanager
async def server(*replies: bytes) -> AsyncIterator[tuple[int, list[bytes]]]:
    heard: list[bytes] = []
    waiting = list(replies)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        heard.append(head + await reader.readexactly(length))
        writer.write(waiting.pop(0) if len(waiting) > 1 else waiting[0])
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1], heard


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "100.100.100.200", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1",
        "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
        "fec0::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1", "2001:db8::1", "2001:0:7f00:1::", "what",
    ],
)  # fmt: skip
def test_what_is_inside(address: str):
    assert not public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is_outside(address: str):
    assert public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/",
        "http://localhost/", "http://localhost./", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)  # fmt: skip
async def test_inside_written_in_every_way(url: str):
    with pytest.raises((Denied, Busy)) as found:
        await Outbound().post(url, b"")
    assert isinstance(found.value, Denied), f"{url} went out: {found.value.values}"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/", "file:///etc/passwd", "gopher://x/", "http:///x", "http://u:p@example.com/", "x",
        "http://example.com:99999/", "http://example.com/a b", "http://exa\r\nmple.com/", "http://１２７.0.0.1/", "",
    ],
)  # fmt: skip
async def test_what_is_no_address(url: str):
    with pytest.raises(Fault) as found:
        await Outbound(resolve=answers("127.0.0.1")).post(url, b"")
    assert isinstance(found.value, Invalid | Denied)


async def test_one_inside_address_among_public_ones_is_enough():
    with pytest.raises(Denied):
        await Outbound(resolve=answers("8.8.8.8,127.0.0.1")).post("http://x.test/", b"")


async def test_the_judged_address_is_the_one_connected_to():
    async with server(OK) as (port, heard):
        asked: list[str] = []

        async def resolve(host: str, at: int) -> list[str]:
            del at
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

        out = Outbound(frozenset({f"in.test:{port}"}), resolve)
        reply = await out.post(f"http://in.test:{port}/a?b=c", b"body", {"X-Key": "1"})
        assert (reply.status, reply.body) == (200, b"ok")
        assert asked == ["in.test"], "a name is asked once, so a second answer changes nothing"
        assert heard[0].startswith(b"POST /a?b=c HTTP/1.1\r\nHost: in.test:") and heard[0].endswith(
            b"body"
        )


async def test_a_redirect_to_the_inside_is_judged_anew_and_loses_the_headers():
    go = b"HTTP/1.1 302 Found\r\nLocation: http://meta.test/\r\nContent-Length: 0\r\n\r\n"
    async with server(go) as (port, _):
        out = Outbound(frozenset({"in.test"}), answers("127.0.0.1", "169.254.169.254"))
        with pytest.raises(Denied):
            await out.post(f"http://in.test:{port}/", b"")
    async with server(OK) as (other, heard):
        away = f"HTTP/1.1 307 X\r\nLocation: http://b.test:{other}/\r\nContent-Length: 0\r\n\r\n"
        async with server(away.encode()) as (port, _):
            out = Outbound(frozenset({"a.test", "b.test"}), answers("127.0.0.1"))
            assert (await out.post(f"http://a.test:{port}/", b"x", {"X-Key": "1"})).status == 200
    assert b"X-Key" not in heard[0] and heard[0].endswith(b"x")


async def test_redirects_end_and_long_and_slow_answers_too(monkeypatch: pytest.MonkeyPatch):
    inside = frozenset({"in.test"})
    again = b"HTTP/1.1 302 X\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"
    async with server(again) as (port, heard):
        with pytest.raises(Invalid):
            await Outbound(inside, answers("127.0.0.1")).post(f"http://in.test:{port}/", b"")
        assert len(heard) == outbound.MOST_REDIRECTS + 1
    monkeypatch.setattr(outbound, "MOST_BYTES", 10)
    long = (
        b"HTTP/1.1 200 X\r\nContent-Length: 11\r\n\r\n" + b"x" * 11,
        b"HTTP/1.1 200 X\r\n\r\n" + b"x" * 11,
        b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n" + b"x" * 11 + b"\r\n0\r\n\r\n",
        b"HTTP/1.1 200 X\r\nX: " + b"x" * 90_000 + b"\r\n\r\n",
    )
    for reply in long:
        async with server(reply) as (port, _):
            with pytest.raises(Invalid):
                await Outbound(inside, answers("127.0.0.1")).post(f"http://in.test:{port}/", b"")
    never = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    async with never:
        port = never.sockets[0].getsockname()[1]
        with pytest.raises(Busy):
            await Outbound(inside, answers("127.0.0.1"), patience=0.2).post(
                f"http://in.test:{port}/", b""
            )


async def test_no_header_can_be_smuggled_in():
    async with server(OK) as (port, heard):
        out = Outbound(frozenset({"in.test"}), answers("127.0.0.1"))
        with pytest.raises(Invalid):
            await out.post(f"http://in.test:{port}/", b"", {"X": "1\r\nEvil: 1"})
        assert heard == []
