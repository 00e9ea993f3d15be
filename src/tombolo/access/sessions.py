"""Signing in and out. Sessions are opaque and live in the database; only their hash is kept.

Guessing is slowed for the pair of account and address, and for an address as a whole; never for an
account as a whole, which would let anybody lock a person out.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from tombolo.access import directory, passwords, security
from tombolo.access.people import Actor, Member
from tombolo.base import ids, text
from tombolo.base.errors import Busy, Denied, Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import Pool, ReadTx, WriteTx

_SQL = named.beside(__file__)

LIFE = timedelta(days=14)
IDLE = timedelta(days=3)
STEP = timedelta(minutes=5)  # from the password to the code
TOUCH = timedelta(minutes=5)
WINDOW = timedelta(minutes=15)
FREE = 5  # failures before answers come slower
MOST = 10  # failures of one account from one address before the window must pass
MOST_OF_ADDRESS = 100  # failures of all accounts from one address; an office shares one

Pause = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and from where."""

    login: str
    password: str
    address: str
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    id: UUID
    member: UUID
    created_at: datetime
    last_seen: datetime
    expires_at: datetime
    agent: str
    address: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The token goes into the cookie, and nowhere else."""

    token: str
    actor: Actor
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Challenge:
    """The password was right, and a second step is asked for: the token is good for that alone."""

    token: str
    expires_at: datetime


async def sign_in(
    pool: Pool, attempt: Attempt, now: datetime, pause: Pause = asyncio.sleep
) -> SignedIn | Challenge:
    """A new session for the right password, or what `second_step.finish` takes with the code.

    Denied (the same for a wrong login and a wrong password), or Busy with the seconds to wait. The
    try is counted before the password is looked at, so parallel guesses gain nothing; and no
    transaction is held while it is slowed down and hashed.
    """
    login = text.fold(attempt.login)[:200]
    await _slowed(pool, login, attempt.address, now, pause)
    async with pool.read() as tx:
        kept = await tx.row(_SQL["password"], attempt.login.strip())
    right = await passwords.fits(attempt.password, None if kept is None else kept["password_hash"])
    if kept is None or not right or not kept["active"]:
        async with pool.write() as tx:
            member = kept["id"] if kept else None
            await security.note(
                tx, now, "sign_in_failed", member=member, address=attempt.address,
                detail={"login": login},
            )  # fmt: skip
        raise Denied("auth.wrong")
    anew = passwords.outdated(kept["password_hash"]) and await passwords.hashed(attempt.password)
    async with pool.write() as tx:
        if anew:
            await tx.run(_SQL["rehash"], kept["id"], anew, kept["password_hash"])
        if kept["second_step"]:
            return await _challenge(tx, kept["id"], now)
        return await open_session(tx, kept["id"], now, agent=attempt.agent, address=attempt.address)


async def prove(
    pool: Pool,
    actor: Actor,
    password: str,
    address: str,
    now: datetime,
    pause: Pause = asyncio.sleep,
    *,
    place: str = "password",
) -> None:
    """Whoever sits there knows the password: asked before what would lock the person out.

    Guessing is slowed as at the front door. Raises Invalid at `place`, Busy.
    """
    login = text.fold(actor.login)[:200]
    await _slowed(pool, login, address, now, pause)
    async with pool.read() as tx:
        kept = await tx.row(_SQL["password_of"], actor.id)
    if kept is None or not await passwords.fits(password, kept["password_hash"]):
        code = "auth.wrong_old" if place == "old" else "auth.wrong_password"
        raise Invalid(code, place=place, problems=[Problem(code, place)])
    async with pool.write() as tx:
        await _forgive(tx, login, address)


async def _challenge(tx: WriteTx, member: UUID, now: datetime) -> Challenge:
    found = Challenge(ids.token(32), now + STEP)
    await tx.run(_SQL["add_step"], marked(found.token), member, found.expires_at)
    return found


def delay(tries: int) -> float:
    """Seconds before an answer: none for five tries, then 0.5, 1, 2, 4, 8."""
    return 0.0 if tries <= FREE else min(2.0 ** (tries - FREE - 2), 8.0)


async def open_session(
    tx: WriteTx, member: UUID, now: datetime, *, agent: str = "", address: str = ""
) -> SignedIn:
    """A session for a member whose identity is proven; always with a new token."""
    actor = await directory.actor(tx, member)
    if actor is None:
        raise Denied("auth.wrong")
    await _forgive(tx, text.fold(actor.login)[:200], address)
    token, expires_at = ids.token(32), now + LIFE
    await tx.run(
        _SQL["add"], marked(token), ids.uuid7(), member, now, expires_at, agent[:300], address
    )
    await security.note(tx, now, "signed_in", member=member, address=address)
    return SignedIn(token, actor, expires_at)


async def find(tx: ReadTx, token: str, now: datetime) -> tuple[Session, Actor] | None:
    """The living session of a token and its person as they are at this moment."""
    row = await tx.row(_SQL["find"], marked(token), now, now - IDLE)
    if row is None:
        return None
    actor = await directory.actor(tx, row["member"])
    return (Session(**dict(row.items())), actor) if actor else None


async def touch(tx: WriteTx, session: Session, now: datetime, address: str) -> None:
    """Note that it is in use; call it when `stale` says so."""
    await tx.run(_SQL["touch"], session.id, now, address)


async def touch_id(tx: WriteTx, session: UUID, now: datetime, address: str) -> None:
    """Note that the session is in use."""
    await tx.run(_SQL["touch"], session, now, address)


def stale(session: Session, now: datetime) -> bool:
    """Whether `touch` is due: a write every few minutes, not on every request."""
    return now - session.last_seen > TOUCH


async def sign_out(tx: WriteTx, token: str, now: datetime) -> None:
    """The token is worth nothing from now on."""
    member = await tx.value(_SQL["end"], marked(token))
    if member:
        await security.note(tx, now, "signed_out", member=member)


async def of_member(tx: ReadTx, member: UUID, now: datetime) -> list[Session]:
    """Where somebody is signed in, for them to see and end."""
    rows = await tx.rows(_SQL["of_member"], member, now)
    return [Session(**dict(row.items())) for row in rows]


async def end(tx: WriteTx, member: UUID, session: UUID, now: datetime) -> None:
    """End one of the member's own sessions. Missing when it is none of them."""
    if not await tx.run(_SQL["end_one"], session, member):
        raise Missing("auth.no_session")
    await security.note(tx, now, "session_ended", member=member)


async def end_others(tx: WriteTx, member: UUID, keep: str, now: datetime) -> int:
    """End all of the member's sessions but for the token to keep; how many there were."""
    ended = await end_all(tx, member, keep)
    await security.note(tx, now, "session_ended", member=member, detail={"count": ended})
    return ended


async def end_all(tx: WriteTx, member: UUID, keep: str | None = None) -> int:
    """Signed out everywhere, but for the token to keep; who stands at the second step starts over."""
    await tx.run(_SQL["end_steps"], member)
    return await tx.run(_SQL["end_all"], member, marked(keep) if keep else None)


async def change_password(
    pool: Pool, actor: Actor, old: str, new: str, *, keep: str, address: str, now: datetime
) -> None:
    """One's own password: the old one is asked for, and every other session ends."""
    await prove(pool, actor, old, address, now, place="old")
    if old == new:
        raise Invalid("auth.password_same", place="password")
    await set_password(pool, actor.id, new, must_change=False, now=now, keep=keep)


async def set_password(
    pool: Pool,
    member: UUID,
    password: str,
    *,
    must_change: bool,
    now: datetime,
    keep: str | None = None,
) -> None:
    """A new password for a member; all sessions end, but for the token to keep."""
    async with pool.read() as tx:
        kept = await tx.row(_SQL["password_of"], member)
    if kept is None:
        raise Missing("auth.no_member")
    new = await _accepted(password, kept["login"])
    async with pool.write() as tx:
        await tx.run(_SQL["set_password"], member, new, must_change, now)
        await end_all(tx, member, keep)
        await security.note(tx, now, "password_set", member=member)


async def add_with_password(
    pool: Pool, new: Member, password: str, *, must_change: bool, now: datetime
) -> None:
    """A member who can sign in from now on."""
    kept = await _accepted(password, new.login)
    async with pool.write() as tx:
        await directory.save_member(tx, new, now)
        await tx.run(_SQL["set_password"], new.id, kept, must_change, now)


async def first_administrator(
    pool: Pool, new: Member, password: str, *, must_change: bool, now: datetime
) -> bool:
    """The administrator of an empty house. False, and nothing done, when there is one already."""
    kept = await _accepted(password, new.login)
    async with pool.write() as tx:
        await directory.lock(tx)
        if await directory.has_administrator(tx):
            return False
        await directory.save_member(tx, replace(new, is_admin=True), now)
        await tx.run(_SQL["set_password"], new.id, kept, must_change, now)
        await security.note(tx, now, "first_administrator", member=new.id)
        return True


async def _accepted(password: str, login: str) -> str:
    if found := passwords.problems(password, login):
        raise Invalid("fault.invalid", problems=found)
    return await passwords.hashed(password)


async def sweep(tx: WriteTx, now: datetime) -> int:
    """Forget what is over; how many sessions that were."""
    await tx.run(_SQL["sweep_attempts"], now - WINDOW)
    await tx.run(_SQL["sweep_steps"], now)
    return await tx.run(_SQL["sweep"], now, now - IDLE)


async def _count(tx: WriteTx, login: str, address: str, now: datetime) -> int:
    """This try among the failures so far (a right one is forgiven). Busy when too many."""
    pairs = ((login or "?", address, MOST), ("", address, MOST_OF_ADDRESS))
    tries: list[int] = []
    for name, where, most in pairs:
        row = await tx.row(_SQL["attempt"], name, where, now, most, WINDOW)
        assert row is not None
        if row["failures"] > most:
            left = row["last_at"] + WINDOW - now
            raise Busy("auth.too_many", values={"seconds": max(1, int(left.total_seconds()))})
        tries.append(row["failures"])
    return tries[0]


async def _slowed(pool: Pool, login: str, address: str, now: datetime, pause: Pause) -> None:
    """This try is counted, and waits as long as those before it have earned."""
    async with pool.write() as tx:
        tries = await _count(tx, login, address, now)
    await pause(delay(tries))


async def _forgive(tx: WriteTx, login: str, address: str) -> None:
    await tx.run(_SQL["forgive"], login, address)
    await tx.run(_SQL["forgive_one"], address)


def marked(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()
