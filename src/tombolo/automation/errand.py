"""Steps that leave the house: a call, a robot's message. Prepared in one transaction, carried out in none,
what came of it is kept in the next.

Whoever dies on the way may have been heard, so each errand carries a key of its run and step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote, urlencode

from tombolo.automation.bench import Bench
from tombolo.automation.log import Effect
from tombolo.automation.notices.messages import MESSAGES
from tombolo.automation.notices.robots import Kind, Message, posted
from tombolo.automation.rule import Call, Fixed, Outside, Robot, Said, Secret
from tombolo.automation.taken import taken
from tombolo.base import clock, codec
from tombolo.base.errors import Busy, Denied, Invalid
from tombolo.base.problems import Problem
from tombolo.base.vault import Vault
from tombolo.base.words import sentence
from tombolo.pg import named
from tombolo.pg.pool import ReadTx, WriteTx
from tombolo.records import asked
from tombolo.records.asked import At, Stand
from tombolo.records.work import Work
from tombolo.schema.condition import Condition
from tombolo.schema.kinds.shape import Plain

_SQL = named.beside(__file__)
HIDDEN = "•••"
SHOWN = 8000  # bytes of a body that are kept in the log
_LATER = frozenset({408, 425, 429})  # these say: come again
_PLACE = "rule secret"
_ROBOT_LATER = frozenset({45009, 130101, 9499, 11232})  # too many messages, in each house's number


@dataclass(frozen=True, slots=True)
class Desk:
    """Where errands are made ready. Without a `vault` no secret is opened: for who only looks."""

    vault: Vault | None
    base_url: str


@dataclass(frozen=True, slots=True)
class Errand:
    """What goes out. `shown` is what may be told of it: nothing that is secret."""

    method: str
    url: str
    shown: Mapping[str, object]
    headers: Mapping[str, str]
    body: bytes
    step: Outside
    zone: str


@dataclass(frozen=True, slots=True)
class Came:
    """What came back: for the log, and for later steps."""

    effect: Effect
    output: Mapping[str, Plain]


async def prepared(
    desk: Desk, work: Work[WriteTx], step: Outside, stand: Stand, at: At, key: str
) -> Errand | None:
    """The errand for a record; None where its condition does not hold."""
    if step.when is not None:
        ((holds,),) = await asked.truths(work, stand, [at], [step.when])
        if not holds:
            return None
    if isinstance(step, Call):
        return await _call(desk, work, step, stand, at, key)
    return await _message(desk, work, step, stand, at)


async def _call(
    desk: Desk, work: Work[WriteTx], step: Call, stand: Stand, at: At, key: str
) -> Errand:
    wanted = {f"e{n}": one for n, one in enumerate(step.asked)}
    found: Mapping[str, Plain] = {}
    if wanted:
        (found,) = await asked.values(work, stand, [at], wanted)
    path = "".join(f"/{quote(_text(found[f'e{n}']), safe='')}" for n in step.path)
    query = urlencode({name: _text(found[f"e{n}"]) for name, n in step.query.items()})
    url = _joined(await said(desk, work.tx, step.url), path, query)
    secret = isinstance(step.url, Secret)
    address = HIDDEN if secret else _joined(cast("Fixed", step.url).text, path, query)
    shown: dict[str, object] = {"method": step.method, "url": address}
    headers = {name: await said(desk, work.tx, one) for name, one in step.headers.items()}
    body = b""
    if step.body is not None:
        filled = _filled(step.body, found)
        body = codec.encode(filled)
        if len(body) <= SHOWN:
            shown["body"] = filled
        headers = {"Content-Type": "application/json", **headers}
    headers["Idempotency-Key"] = key
    return Errand(step.method, url, shown, headers, body, step, work.zone)


async def _message(desk: Desk, work: Work[WriteTx], step: Robot, stand: Stand, at: At) -> Errand:
    title = await _said_here(work, stand, at, step.title)
    text = await _said_here(work, stand, at, step.text)
    link = f"{desk.base_url}/f/{stand.trigger}/r/{at.trigger}" if stand.trigger else desk.base_url
    opened = sentence(MESSAGES, "notice.robot_open", work.language, {})
    address = await said(desk, work.tx, step.address)
    secret = await said(desk, work.tx, step.sign) if step.sign else ""
    message = Message(title, text, link, opened)
    out = posted(step.kind, address, secret, message, clock.now())
    headers = {"Content-Type": "application/json; charset=utf-8"}
    shown = {"robot": step.kind, "title": title, "text": text}
    return Errand("POST", out.url, shown, headers, out.body, step, work.zone)


async def go(bench: Bench, errand: Errand, at: At, form: str) -> Came:
    """Out and back. Raises Busy for what time may mend, Invalid or Denied for what it will not."""
    reply = await bench.outbound.send(errand.method, errand.url, errand.body, errand.headers)
    if reply.status in _LATER or reply.status >= 500:
        raise Busy("rule.answered", values={"status": reply.status})
    if not 200 <= reply.status < 300:
        raise Invalid("rule.answered", values={"status": reply.status})
    output: Mapping[str, Plain] = {}
    if isinstance(errand.step, Robot):
        _demand_heard(errand.step.kind, reply.body)
    elif errand.step.takes:
        output = _answer(errand.step, reply.body, errand.zone)
    told = {**errand.shown, "status": reply.status}
    return Came(Effect("call", form, at.trigger, told, at.trigger), output)


def _answer(step: Call, body: bytes, zone: str) -> Mapping[str, Plain]:
    try:
        return taken(step.takes, codec.decode(body), zone, step.name)
    except Invalid as wrong:
        found = wrong.problems or (Problem(wrong.code),)
        raise Invalid("rule.answer", problems=found) from wrong


def _demand_heard(kind: Kind, body: bytes) -> None:
    """A robot says with 200 too that it did not take the message."""
    try:
        answer: object = codec.decode(body)
    except Invalid:
        answer = None
    told: Mapping[str, object] = {}
    if isinstance(answer, Mapping):
        told = cast("Mapping[str, object]", answer)
    code = told.get("code" if kind == "feishu" else "errcode")
    if code in (0, None) and told:
        return
    detail = str(told.get("msg") or told.get("errmsg") or "")[:200]
    fault = Busy if code in _ROBOT_LATER else Invalid
    raise fault("rule.robot", values={"detail": detail})


async def said(desk: Desk, tx: ReadTx, what: Said) -> str:
    """The text, a secret one opened. Raises Denied for a secret that is not kept."""
    if isinstance(what, Fixed):
        return what.text
    sealed = await tx.value(_SQL["secret"], what.name)
    if sealed is None:
        raise Denied("rule.no_secret", values={"name": what.name})
    if desk.vault is None:
        return what.before + HIDDEN
    return what.before + desk.vault.open(bytes(sealed), place_of(what.name))


def place_of(name: str) -> str:
    """Where a secret is sealed for."""
    return f"{_PLACE} {name}"


def _joined(url: str, path: str, query: str) -> str:
    base, mark, rest = url.partition("?")
    query = "&".join(one for one in (rest if mark else "", query) if one)
    return (base.rstrip("/") + path if path else base) + (f"?{query}" if query else "")


def _filled(shape: object, found: Mapping[str, Plain]) -> object:
    """The body with values where its expressions stand."""
    if isinstance(shape, dict):
        return {key: _filled(one, found) for key, one in cast("dict[str, object]", shape).items()}
    if isinstance(shape, list):
        return [_filled(one, found) for one in cast("list[object]", shape)]
    return found[f"e{shape}"]


def _text(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


async def _said_here(
    work: Work[WriteTx], stand: Stand, at: At, texts: Mapping[str, Condition]
) -> str:
    template = texts.get(work.language) or next(iter(texts.values()), None)
    if template is None:
        return ""
    ((found),) = await asked.values(work, stand, [at], {"said": template})
    return str(found["said"] or "")
