"""The second step of signing in: a code of six digits that a device makes, or a recovery code.

Codes are TOTP (RFC 6238: SHA-1, 30 seconds, six digits, as every authenticator understands); the one
before and the one after are taken too, for clocks that are not quite right. No code is good twice.
Guessing is slowed for a member as a whole: only who knows the password gets that far.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from secrets import choice
from uuid import UUID

from pyotp import random_base32
from pyotp.totp import TOTP

from tombolo.access import security, sessions
from tombolo.access.people import Actor
from tombolo.access.sessions import Attempt, SignedIn
from tombolo.base import text
from tombolo.base.errors import Busy, Conflict, Denied, Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.base.vault import Vault
from tombolo.pg import named
from tombolo.pg.pool import Pool, ReadTx, WriteTx

_SQL = named.beside(__file__)

CODES = 10  # recovery codes at a time
TRIES = 5  # codes to one right password
DEMANDS = ("free", "administrators", "everybody")
# Without the letters and digits that are read for one another.
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_DIGITS = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class State:
    """How it stands with somebody; `since` is empty while there is no second step."""

    since: datetime | None
    codes_left: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What an authenticator takes: the secret in base32, and the same as an address."""

    secret: str
    uri: str


async def state(tx: ReadTx, member: UUID) -> State:
    """Whether and since when, and how many recovery codes are left."""
    row = await tx.row(_SQL["state"], member)
    return State(None, 0) if row is None else State(row["confirmed_at"], row["codes_left"])


async def begin(
    pool: Pool, vault: Vault, actor: Actor, code: str, host: str, now: datetime
) -> Offer:
    """A new secret, not in force until `confirm`; what was in force stays so until then.

    Who has a second step already proves it by `code`: another device takes its place. Raises Invalid
    at `code`, Conflict, Busy.
    """
    async with pool.read() as tx:
        before = await state(tx, actor.id)
    proof = await _demanded(pool, vault, actor.id, code, now) if before.since else None
    secret = random_base32()
    async with pool.write() as tx:
        if proof is not None:
            await _demand_spent(tx, actor.id, proof, now)
        sealed = vault.seal(secret, _place(actor.id))
        if not await tx.run(_SQL["begin"], actor.id, sealed, before.since):
            raise Conflict("auth.second_step_anew")  # turned on or changed since the look above
    name = f"{actor.login}@{host}" if host else actor.login
    return Offer(secret, TOTP(secret, name=name, issuer="Tombolo").provisioning_uri())


async def confirm(
    pool: Pool, vault: Vault, member: UUID, code: str, *, keep: str, now: datetime
) -> tuple[str, ...]:
    """In force from now on; the recovery codes, shown this once. Other sessions end.

    Raises Invalid at `code`, Conflict when it was begun anew, Busy when there were too many.
    """
    counter, sealed = await _counter(pool, vault, member, code, now, in_force=False)
    if counter is None:
        raise _wrong()
    async with pool.write() as tx:
        if not await tx.run(_SQL["confirm"], member, counter, now, sealed):
            raise Conflict("auth.second_step_anew")  # another page has begun it anew meanwhile
        codes = await _codes(tx, vault, member)
        await sessions.end_all(tx, member, keep)
        await security.note(tx, now, "second_step_on", member=member)
    return codes


async def finish(
    pool: Pool, vault: Vault, challenge: str, code: str, attempt: Attempt, now: datetime
) -> SignedIn:
    """A new session for who proved the password and now the second step.

    Denied `auth.challenge_over` when the password must be given again, `auth.wrong_code` for a wrong
    or used one; Busy with the seconds to wait. `attempt` says from where.
    """
    async with pool.write() as tx:
        member = await tx.value(_SQL["challenge"], sessions.marked(challenge), now, TRIES)
    if member is None:
        raise Denied("auth.challenge_over")
    proof = await _proof(pool, vault, member, code, now)
    async with pool.write() as tx:
        if proof is not None and await _spend(tx, member, proof, attempt.address, now):
            if not await tx.run(_SQL["over"], sessions.marked(challenge)):
                raise Denied("auth.challenge_over")  # and the code is as good as before
            return await sessions.open_session(
                tx, member, now, agent=attempt.agent, address=attempt.address
            )
        await security.note(tx, now, "second_step_failed", member=member, address=attempt.address)
    raise Denied("auth.wrong_code")


async def renew_codes(
    pool: Pool, vault: Vault, member: UUID, code: str, now: datetime
) -> tuple[str, ...]:
    """Ten new recovery codes; the old ones are void. Raises as `confirm`."""
    proof = await _demanded(pool, vault, member, code, now)
    async with pool.write() as tx:
        await _demand_spent(tx, member, proof, now)
        codes = await _codes(tx, vault, member)
        await security.note(tx, now, "recovery_codes_renewed", member=member)
    return codes


async def turn_off(pool: Pool, vault: Vault, actor: Actor, code: str, now: datetime) -> None:
    """No second step any more. Raises as `confirm`; Denied where the company demands it."""
    proof = await _demanded(pool, vault, actor.id, code, now)
    async with pool.write() as tx:
        if await demanded(tx, is_admin=actor.is_admin):
            raise Denied("auth.second_step_demanded")
        await _demand_spent(tx, actor.id, proof, now)
        await tx.run(_SQL["off"], actor.id)
        await security.note(tx, now, "second_step_off", member=actor.id)


async def reset(tx: WriteTx, member: UUID, now: datetime, *, by: UUID | None = None) -> None:
    """For who lost the device: no second step, signed out everywhere. Missing when there is none."""
    if not await tx.run(_SQL["off"], member):
        raise Missing("auth.second_step_none")
    await sessions.end_all(tx, member)
    detail = {"by": str(by)} if by else {}
    await security.note(tx, now, "second_step_reset", member=member, detail=detail)


async def demand(tx: WriteTx, wanted: str, now: datetime, *, by: UUID) -> None:
    """Who must have a second step: one of DEMANDS. Raises Invalid."""
    if wanted not in DEMANDS:
        values = {"words": ", ".join(DEMANDS)}
        raise Invalid(
            "fault.invalid", problems=[Problem("auth.second_step_who", "second_step", values)]
        )
    await tx.run(_SQL["demand"], wanted)
    await security.note(tx, now, "second_step_demand", member=by, detail={"who": wanted})


async def demand_in_force(tx: ReadTx) -> str:
    """Who must have one."""
    return str(await tx.value(_SQL["demand_in_force"]) or "free")


async def demanded(tx: ReadTx, *, is_admin: bool) -> bool:
    """Whether such a person must have one."""
    wanted = await demand_in_force(tx)
    return wanted == "everybody" or (wanted == "administrators" and is_admin)


async def unreadable(tx: ReadTx, vault: Vault | None) -> int:
    """How many of the kept secrets do not open with this key, or without any."""
    sealed = await tx.rows(_SQL["sealed"])
    return sum(not (vault and _opens(vault, row["secret"], row["member"])) for row in sealed)


def _opens(vault: Vault, sealed: bytes, member: UUID) -> bool:
    try:
        vault.open(sealed, _place(member))
    except Denied:
        return False
    return True


# -- proofs: the counter of a code, or the mark of a recovery code ------------------------------

_Proof = int | bytes


async def _proof(pool: Pool, vault: Vault, member: UUID, code: str, now: datetime) -> _Proof | None:
    """What to spend for this code; None when it is plainly wrong."""
    plain = _plain(code)
    if _DIGITS.fullmatch(plain):
        return (await _counter(pool, vault, member, plain, now, in_force=True))[0]
    return vault.mark(plain, _place(member))


async def _counter(
    pool: Pool, vault: Vault, member: UUID, code: str, now: datetime, *, in_force: bool
) -> tuple[int | None, bytes]:
    """The moment that the code belongs to, counted in 30 seconds, and the sealed secret of the device.

    Busy when tries come too fast, Missing when nothing is in force, Conflict when nothing is being
    set up any more because another page was faster. The try is counted before the code is looked at, so
    parallel guesses gain nothing.
    """
    async with pool.write() as tx:
        row = await tx.row(_SQL["try"], member, now, in_force)
        if row is None:
            seconds = await tx.value(_SQL["wait"], member, in_force, now)
            if seconds is not None:
                raise Busy("auth.code_later", values={"seconds": int(seconds)})
            if not in_force and (await state(tx, member)).since:
                raise Conflict("auth.second_step_anew")
            raise Missing("auth.second_step_none")
    otp = TOTP(vault.open(row["secret"], _place(member)))
    here, given = otp.timecode(now), _plain(code)
    near = [at for at in (here, here - 1, here + 1) if _same(otp.generate_otp(at), given)]
    return near[0] if near else None, row["secret"]


def _plain(code: str) -> str:
    """As it was made, however it was typed: in wide digits, in groups, in capitals."""
    return re.sub(r"[\s-]", "", text.fold(code))


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


async def _spend(tx: WriteTx, member: UUID, proof: _Proof, address: str, now: datetime) -> bool:
    """Whether the proof was still good; it is not any more."""
    if isinstance(proof, int):
        return await tx.run(_SQL["spend_code"], member, proof) == 1
    if await tx.run(_SQL["spend_recovery"], member, proof) != 1:
        return False
    await security.note(tx, now, "recovery_code_used", member=member, address=address)
    return True


async def _demanded(pool: Pool, vault: Vault, member: UUID, code: str, now: datetime) -> _Proof:
    proof = await _proof(pool, vault, member, code, now)
    if proof is None:
        raise _wrong()
    return proof


async def _demand_spent(tx: WriteTx, member: UUID, proof: _Proof, now: datetime) -> None:
    if not await _spend(tx, member, proof, "", now):
        raise _wrong()


def _wrong() -> Invalid:
    return Invalid("fault.invalid", problems=[Problem("auth.wrong_code", "code")])


async def _codes(tx: WriteTx, vault: Vault, member: UUID) -> tuple[str, ...]:
    """New recovery codes (49 bits each) instead of the old ones."""
    codes = ["".join(choice(_SIGNS) for _ in range(10)) for _ in range(CODES)]
    await tx.run(_SQL["drop_codes"], member)
    marks = [vault.mark(code, _place(member)) for code in codes]
    await tx.run(_SQL["add_codes"], member, marks)
    return tuple(f"{code[:5]}-{code[5:]}" for code in codes)


def _place(member: UUID) -> str:
    return f"second step of {member}"
