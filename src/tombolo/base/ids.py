"""New ids and secrets, the only place where chance enters. Tests fix it with `fixed()`."""

import random
import secrets
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from uuid import UUID


class Source:
    """Ids that sort by the time of their making, even many within one millisecond."""

    def __init__(self, milliseconds: Callable[[], int], bits: Callable[[int], int]) -> None:
        self._milliseconds = milliseconds
        self._bits = bits
        self._lock = threading.Lock()
        self._last = 0  # milliseconds and the 12-bit counter below them, as one number

    def uuid7(self) -> UUID:
        """A UUID version 7 (RFC 9562), greater than every earlier one of this process."""
        with self._lock:
            # A clock that jumps back, or a full counter, borrows from the future.
            self._last = max(self._last + 1, self._milliseconds() << 12 | self._bits(8))
            head, low = self._last, self._bits(62)
        high = (head >> 12 & (1 << 48) - 1) << 16 | 0x7000 | head & 0xFFF
        return UUID(int=high << 64 | 0b10 << 62 | low)

    def token(self, nbytes: int) -> str:
        """Lower-case hexadecimal text of `nbytes` random bytes."""
        return f"{self._bits(nbytes * 8):0{nbytes * 2}x}"


def _real() -> Source:
    return Source(lambda: time.time_ns() // 1_000_000, secrets.randbits)


_source = [_real()]


def uuid7() -> UUID:
    """A new time-ordered id."""
    return _source[-1].uuid7()


def token(nbytes: int = 32) -> str:
    """A new secret of `nbytes` bytes as hexadecimal text."""
    return _source[-1].token(nbytes)


@contextmanager
def fixed(seed: int = 0, milliseconds: int = 1_700_000_000_000) -> Generator[None]:
    """For tests: the same ids every time, in the same order."""
    _source.append(Source(lambda: milliseconds, random.Random(seed).getrandbits))  # noqa: S311
    try:
        yield
    finally:
        _source.pop()
