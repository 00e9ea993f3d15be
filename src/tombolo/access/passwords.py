"""Passwords: Argon2id, hashed beside the event loop; what a password must be."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tombolo.base import ids, text
from tombolo.base.problems import Problem

LEAST = 8
MOST = 200  # hashing megabytes would be a way to keep us busy

COMMON = frozenset({
    "00000000", "11111111", "12345678", "123456789", "1234567890", "123456abc", "147258369",
    "1q2w3e4r", "1qaz2wsx", "5201314520", "66666666", "87654321", "88888888", "a1234567",
    "aa123456", "abc12345", "abcd1234", "admin123", "admin1234", "admin888", "administrator",
    "asdfghjk", "changeit", "changeme", "iloveyou", "letmein1", "passw0rd", "password",
    "password1", "password123", "qwerty123", "qwertyui", "tombolo1", "tombolo123", "welcome1",
    "woaini1314",
})  # fmt: skip

# 46 MiB and one pass: OWASP's first choice. Two threads, so that memory stays bounded.
_hasher = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
_threads = ThreadPoolExecutor(2, thread_name_prefix="argon2")
_nobody = _hasher.hash(ids.token(16))


def problems(password: str, login: str) -> tuple[Problem, ...]:
    """What is wrong with it as a new password of this login; all of it at once."""
    found: list[Problem] = []
    if len(password) < LEAST:
        found.append(Problem("auth.password_short", "password", {"least": LEAST}))
    if len(password) > MOST:
        found.append(Problem("auth.password_long", "password", {"most": MOST}))
    folded = text.fold(password)
    if folded and folded == text.fold(login):
        found.append(Problem("auth.password_is_login", "password"))
    if folded in COMMON or (len(set(password)) == 1 and len(password) >= LEAST):
        found.append(Problem("auth.password_common", "password"))
    return tuple(found)


def one_time() -> str:
    """A password for the first sign-in: 80 random bits in five groups, easy to read aloud."""
    digits = ids.token(10)
    return "-".join(digits[at : at + 4] for at in range(0, 20, 4))


async def hashed(password: str) -> str:
    """The text to keep instead of the password."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def fits(password: str, kept: str | None) -> bool:
    """Whether it is the password. Where there is none, the answer takes as long."""
    right = await asyncio.get_running_loop().run_in_executor(
        _threads, _verify, password[: MOST + 1], kept or _nobody
    )
    return right and kept is not None and len(password) <= MOST


def _verify(password: str, kept: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether it was hashed with other costs than today's, and should be hashed anew."""
    return _hasher.check_needs_rehash(kept)
