"""Calls from outside: a secret address for each rule, a signature where it asks for one, each call once.

Of the address only a mark is kept. A signed call carries `t=<seconds>,v1=<HMAC-SHA256, hexadecimal>` of
`<seconds>.<body>` (RFC 2104); it is good for five minutes, and said again it is known.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import parse_qsl
from uuid import UUID

from tombolo.automation import log
from tombolo.automation.chain import Chain
from tombolo.automation.log import Due
from tombolo.automation.persons import acting
from tombolo.automation.rule import Rule
from tombolo.automation.steps import label_of
from tombolo.automation.taken import taken
from tombolo.automation.trigger import BODY
from tombolo.base import codec, ids
from tombolo.base.errors import Conflict, Denied, Invalid, Missing
from tombolo.base.vault import Vault
from tombolo.pg import named
from tombolo.pg.pool import Pool, ReadTx, WriteTx
from tombolo.records.work import Work

_SQL = named.beside(__file__)
MOST = 1_000_000  # bytes of a body
REMEMBERED = timedelta(days=7)
WINDOW = timedelta(minutes=5)
LONGEST = 200  # characters of a key
_FIELDS = 500  # of a body that a form sent
_TOKEN = 32  # bytes


@dataclass(frozen=True, slots=True)
class Address:
    """What is shown once: the secret end of the address, and what calls are signed with ("": nothing)."""

    token: str
    secret: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An address as administrators see it later."""

    rule: str
    made_at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class Knock:
    """A call as it came: the end of its address, its body and what was said beside it."""

    token: str
    body: bytes
    kind: str = "application/json"
    signature: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The run a call came to; `again`: it was there before."""

    run: int | None
    again: bool


# -- addresses -------------------------------------------------------------------------------------


async def make(work: Work[WriteTx], vault: Vault, rule: Rule) -> Address:
    """A new address; the one before it is good no more. Raises Invalid for a rule that takes no calls."""
    hook = rule.trigger.hook
    if hook is None:
        raise Invalid("rule.no_hook_rule", values={"rule": label_of(rule)})
    made = Address(ids.token(_TOKEN), ids.token(_TOKEN) if hook.seal == "signed" else "")
    sealed = vault.seal(made.secret, _place(rule.name)) if made.secret else None
    await work.tx.run(_SQL["keep"], rule.name, _mark(vault, rule.name, made.token), sealed, work.actor.id)  # fmt: skip
    return made


async def kept(tx: ReadTx) -> dict[str, Kept]:
    """By rule."""
    return {
        row["rule"]: Kept(
            row["rule"], row["made_at"], str(row["by_member"]) if row["by_member"] else None
        )
        for row in await tx.rows(_SQL["kept"])
    }


async def forget(tx: WriteTx, rule: str) -> None:
    """Nobody can call the rule any more. Raises Missing."""
    if not await tx.run(_SQL["forget"], rule):
        raise Missing("rule.no_hook")


def _place(rule: str) -> str:
    return f"rule hook {rule}"


def _mark(vault: Vault, rule: str, token: str) -> bytes:
    return vault.mark(token, _place(rule))


# -- calls -----------------------------------------------------------------------------------------


async def let_in(tx: ReadTx, vault: Vault, name: str, knock: Knock, now: datetime) -> None:
    """Raises Missing for an address that is not, or not any more; Denied without the signature that
    the rule asks for. Which of the two halves of an address is wrong is not told.
    """
    row = await tx.row(_SQL["find"], name)
    given = _mark(vault, name, knock.token)
    if not hmac.compare_digest(bytes(row["token"]) if row else b"", given) or row is None:
        raise Missing("rule.no_hook")
    if row["sealed"] is not None:
        secret = vault.open(bytes(row["sealed"]), _place(name))
        _demand_signed(secret, knock, now)


def _demand_signed(secret: str, knock: Knock, now: datetime) -> None:
    parts: dict[str, str] = {}
    for part in knock.signature.split(","):
        key, _, value = part.strip().partition("=")
        parts[key] = value
    at, said = parts.get("t", ""), parts.get("v1", "")
    if not (at.isascii() and at.isdigit() and len(at) <= len("99999999999")):
        raise Denied("rule.unsigned")
    if not hmac.compare_digest(signed(secret, int(at), knock.body).encode(), said.encode()):
        raise Denied("rule.unsigned")
    if abs(now.timestamp() - int(at)) > WINDOW.total_seconds():
        raise Denied("rule.signed_then", values={"minutes": int(WINDOW.total_seconds()) // 60})


def signed(secret: str, at: int, body: bytes) -> str:
    """The signature of a body at a moment, in seconds since 1970."""
    return hmac.digest(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hex()


async def keeper(tx: ReadTx) -> UUID | None:
    """In whose name a call is taken in: nobody calls, so the house does."""
    return await tx.value(_SQL["keeper"])


async def take_in(work: Work[WriteTx], rule: Rule, knock: Knock) -> Taken:
    """A run for the call, queued in this transaction; of a call that was heard before the run of then.

    Raises Invalid with every field that is missing or of another type, Conflict where the rule takes
    no calls any more or nobody is there to run it.
    """
    hook = rule.trigger.hook
    inner = await acting(work, rule)
    if hook is None or inner is None:
        raise Conflict("rule.nobody", values={"rule": label_of(rule)})
    values = taken(rule.trigger.takes, parsed(knock), work.zone, BODY)
    key = _key(str(values.get(hook.once) or "") if hook.once else knock.key, knock)
    if key and not await work.tx.value(_SQL["hear"], rule.name, key, REMEMBERED):
        return Taken(await work.tx.value(_SQL["heard"], rule.name, key), again=True)
    event = {"on": "hook", "given": {BODY: values}}
    run = await log.queue_one(inner, Due(rule, str(ids.uuid7()), event), Chain())
    if key:
        await work.tx.run(_SQL["note"], rule.name, key, run)
    return Taken(run, again=False)


def _key(said: str, knock: Knock) -> str:
    """What tells this call from others; a signed one is told by its signature at least."""
    if len(said) > LONGEST:
        raise Invalid("rule.body_key", values={"most": LONGEST})
    told = f"key {said}" if said else knock.signature and f"signature {knock.signature}"
    return hashlib.sha256(told.encode()).hexdigest() if told else ""


def parsed(knock: Knock) -> Mapping[str, object]:
    """The body as data: JSON or what a form sends. Raises Invalid."""
    if len(knock.body) > MOST:
        raise Invalid("web.too_large", values={"most": 1})
    if knock.kind == "application/x-www-form-urlencoded":
        try:
            pairs = parse_qsl(knock.body.decode(), keep_blank_values=True, max_num_fields=_FIELDS)
        except ValueError as error:
            raise Invalid("rule.body_kind") from error
        return dict(pairs)
    if knock.kind != "application/json" and not knock.kind.endswith("+json"):
        raise Invalid("rule.body_kind")
    data: object = codec.decode(knock.body or b"{}")
    return cast("Mapping[str, object]", data) if isinstance(data, dict) else {"items": data}


async def sweep(pool: Pool) -> int:
    """Forget what was heard long ago."""
    async with pool.write() as tx:
        return await tx.run(_SQL["sweep"])
