"""What leads out of the house and comes in, out of plain data: calls, robots, bodies, secrets."""

import re
from collections.abc import Mapping
from typing import cast, get_args
from urllib.parse import urlsplit

from tombolo.automation.notices.robots import Kind
from tombolo.automation.read_notify import texts_of
from tombolo.automation.reader import Data, Reader
from tombolo.automation.rule import METHODS, Call, Fixed, Robot, Said, Secret
from tombolo.automation.taken import TYPES, Take
from tombolo.records.asked import Stand
from tombolo.schema.condition import BOOLEAN, Condition
from tombolo.schema.desk import Desk

KINDS: tuple[Kind, ...] = get_args(Kind)
NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")
_TAKEN = {"trigger", "record"}
_OURS = {"host", "content-length", "connection", "transfer-encoding", "idempotency-key"}


def takes_of(reader: Reader, raw: object, place: str) -> tuple[Take, ...]:
    """`{phone: text, amount: {type: number, from: order.total, needed: true}}`."""
    if not isinstance(raw, Mapping):
        reader.wrong("definition.not_mapping", place)
        return ()
    made: list[Take] = []
    for name, one in cast("Data", raw).items():
        here = f"{place}.{name}"
        data: Data = cast("Data", one) if isinstance(one, Mapping) else {"type": one}
        reader.known(data, {"type", "from", "needed"}, f"{here}.")
        type_ = reader.one_of(data.get("type"), list(TYPES), f"{here}.type")
        if not NAME.fullmatch(name):
            reader.wrong("rule.name", here, name=name)
        way = tuple(str(data.get("from") or name).split("."))
        made.append(Take(name, TYPES[type_], way, data.get("needed") is True))
    return tuple(made)


def name_of(reader: Reader, raw: object, stand: Stand, place: str) -> str:
    """The name under which later steps know what was answered."""
    name = str(raw)
    known = {one.name for one in stand.given} | _TAKEN | {stand.name}
    if not NAME.fullmatch(name) or name in known:
        reader.wrong("rule.name", place, name=name)
    return name


def call_of(reader: Reader, data: Data, stand: Stand, place: str) -> Call | None:
    """`{method, url, path, query, headers, body, name, take, if}`."""
    method = reader.one_of(data.get("method", "POST"), METHODS, f"{place}.method")
    url = _address(reader, data.get("url"), f"{place}.url")
    scope = stand.scope(reader.catalog)
    asked: list[Condition] = []

    def expression(raw: object, here: str) -> int:
        found = reader.expression(raw, scope, None, here)
        if found is None:
            return 0
        asked.append(found)
        return len(asked) - 1

    def shape(raw: object, here: str) -> object:
        """The same mapping with the number of an expression at each end."""
        if isinstance(raw, Mapping):
            return {str(k): shape(v, f"{here}.{k}") for k, v in cast("Data", raw).items()}
        if isinstance(raw, list):
            items = cast("list[object]", raw)
            return [shape(one, f"{here}[{n}]") for n, one in enumerate(items)]
        return expression(raw, here)

    path = [
        expression(one, f"{place}.path[{n}]") for n, one in enumerate(_listed(data.get("path", [])))
    ]
    query: dict[str, int] = {}
    if "query" in data:
        for key, one in _mapped(reader, data["query"], f"{place}.query").items():
            query[key] = expression(one, f"{place}.query.{key}")
    body = shape(data["body"], f"{place}.body") if "body" in data else None
    headers: dict[str, Said] = {}
    for key, one in _mapped(reader, data.get("headers", {}), f"{place}.headers").items():
        here = f"{place}.headers.{key}"
        if not _HEADER.fullmatch(key) or key.lower() in _OURS:
            reader.wrong("rule.header", here, name=key)
        headers[key] = _said(reader, one, here)
    name = name_of(reader, data.get("name", "reply"), stand, f"{place}.name")
    takes = takes_of(reader, data["take"], f"{place}.take") if "take" in data else ()
    when = reader.expression(data["if"], scope, BOOLEAN, f"{place}.if") if "if" in data else None
    if url is None:
        return None
    return Call(method, url, tuple(path), query, headers, body, tuple(asked), name, takes, when)


def robot_of(reader: Reader, data: Data, stand: Stand, place: str) -> Robot:
    """`{kind, address, sign, title, text, if}`; address and sign name secrets."""
    kind = reader.one_of(data.get("kind"), KINDS, f"{place}.kind")
    address = _secret(reader, data.get("address"), f"{place}.address")
    sign = _secret(reader, data["sign"], f"{place}.sign") if "sign" in data else None
    desk = Desk(f"{reader.root}{place}", reader.problems)
    title = texts_of(reader.catalog, stand, desk.at("title"), data.get("title"))
    if not title:
        desk.at("title").wrong("notice.empty_text")
    text = texts_of(reader.catalog, stand, desk.at("text"), data.get("text"))
    scope = stand.scope(reader.catalog)
    when = reader.expression(data["if"], scope, BOOLEAN, f"{place}.if") if "if" in data else None
    return Robot(kind, address, sign, title, text, when)


def _secret(reader: Reader, raw: object, place: str) -> Secret:
    name = str(raw or "")
    if not NAME.fullmatch(name):
        reader.wrong("rule.name", place, name=name)
    return Secret(name)


def _said(reader: Reader, raw: object, place: str) -> Said:
    """A text as it is, or `{secret: name, before: "Bearer "}`."""
    if isinstance(raw, Mapping):
        data = cast("Data", raw)
        reader.known(data, {"secret", "before"}, f"{place}.")
        found = _secret(reader, data.get("secret"), f"{place}.secret")
        return Secret(found.name, str(data.get("before") or ""))
    text = str(raw)
    if not text.isascii() or not text.isprintable():
        reader.wrong("rule.header", place, name=text)
    return Fixed(text)


def _address(reader: Reader, raw: object, place: str) -> Said | None:
    if isinstance(raw, Mapping):
        return _said(reader, cast("object", raw), place)
    text = str(raw or "")
    try:
        parts = urlsplit(text)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        right = False
    if not right or any(not "!" <= sign <= "~" for sign in text):
        reader.wrong("outbound.address", place)
        return None
    return Fixed(text)


def _listed(raw: object) -> list[object]:
    return cast("list[object]", raw) if isinstance(raw, list) else [raw]


def _mapped(reader: Reader, raw: object, place: str) -> Data:
    if isinstance(raw, Mapping):
        return {str(key): one for key, one in cast("Data", raw).items()}
    reader.wrong("definition.not_mapping", place)
    return {}
