"""The nodes of a flows/<key>.yaml, in the order and depth in which they are written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, cast

from tombolo.flow.chart import (
    Auto,
    Block,
    Branch,
    Check,
    Copy,
    Deadline,
    Human,
    Mode,
    Node,
    Restart,
    Returns,
    Rule,
    Seat,
    Sequence,
    Span,
    Sub,
    Threshold,
)
from tombolo.flow.people_text import Expressions, rule_of
from tombolo.schema.condition import BOOLEAN, NUMBER
from tombolo.schema.desk import Data, Desk

KINDS: Mapping[str, str] = {
    "approve": "human", "handle": "human", "parallel": "parallel", "choose": "exclusive",
    "include": "inclusive", "copy": "copy", "sub": "sub", "auto": "auto",
}  # fmt: skip
HUMAN_KEYS = frozenset({
    "node", "label", "when", "approve", "handle", "edit", "hide", "see", "require", "reject",
    "return", "empty", "due", "opinion", "sign", "checks", "restart", "any_reject",
})  # fmt: skip
MODES: tuple[Mode, ...] = ("one", "all", "any", "seq", "vote")
DUE = ("remind", "pass", "reject", "transfer", "return", "escalate")
_SPAN = re.compile(r"(\d+)([mhd])\Z")
_TRANSFER = re.compile(r"transfer\((.*)\)\Z", re.DOTALL)
_RETURN = re.compile(r"return\((\w+)\)\Z")
Own = Literal["admin", "pass", "reject", "block"]


@dataclass(slots=True)
class Nodes:
    """Reads nodes; those without a key are named by their kind and number."""

    expressions: Expressions
    unnamed: dict[str, int] = field(default_factory=dict[str, int])

    def sequence(self, desk: Desk, raw: object) -> Sequence:
        found: list[Node] = []
        for number, item in enumerate(desk.items(raw)):
            here = desk.at(str(number))
            node = self.node(here, here.mapping(item))
            if node is not None:
                found.append(node)
        return tuple(found)

    def node(self, desk: Desk, data: Data) -> Node | None:
        kinds = [name for name in data if name in KINDS]
        if len(kinds) != 1:
            desk.wrong("flow.node_kind", names=", ".join(KINDS))
            return None
        name = kinds[0]
        match KINDS[name]:
            case "human":
                return self._human(desk, data, name)
            case "copy":
                desk.unknown(data, {"node", "label", "copy", "when"})
                return Copy(
                    self._key(desk, data, name), desk.at("label").label(data.get("label")),
                    self.seats(desk.at("copy"), data["copy"]), self._when(desk, data),
                )  # fmt: skip
            case "sub":
                return self._sub(desk, data)
            case "auto":
                desk.unknown(data, {"node", "label", "auto", "when"})
                return Auto(
                    self._key(desk, data, name), desk.at("auto").text(data["auto"]),
                    desk.at("label").label(data.get("label")), self._when(desk, data),
                )  # fmt: skip
            case kind:
                return self._block(desk, data, name, cast("Any", kind))

    def _key(self, desk: Desk, data: Data, kind: str) -> str:
        key = desk.at("node").text(data.get("node"))
        if key:
            desk.at("node").key(key, 40)
            return key
        if KINDS[kind] == "human":
            desk.wrong("setting.missing", name="node")
        self.unnamed[kind] = self.unnamed.get(kind, 0) + 1
        return f"{kind}_{self.unnamed[kind]}"

    def _when(self, desk: Desk, data: Data, name: str = "when") -> int | None:
        text = desk.at(name).text(data.get(name))
        return self.expressions.number(desk.at(name), text, BOOLEAN) if text else None

    def _block(
        self, desk: Desk, data: Data, name: str, kind: Literal["parallel", "exclusive", "inclusive"]
    ) -> Block:
        desk.unknown(data, {"node", "label", name})
        branches: list[Branch] = []
        for number, item in enumerate(desk.at(name).items(data[name])):
            here = desk.at(f"{name}.{number}")
            if kind == "parallel":
                branches.append(Branch(self.sequence(here, item)))
                continue
            way = here.mapping(item)
            here.unknown(way, {"when", "do", "else"})
            if "else" in way:
                branches.append(Branch(self.sequence(here.at("else"), way["else"])))
                continue
            when = self._when(here, way)
            if not here.at("when").text(way.get("when")).strip():
                here.wrong("setting.missing", name="when")
            # A condition that cannot be read is a problem already; it must not become the else.
            branches.append(
                Branch(self.sequence(here.at("do"), way.get("do")), -1 if when is None else when)
            )
        label = desk.at("label").label(data.get("label"))
        return Block(self._key(desk, data, name), kind, tuple(branches), label)

    def _sub(self, desk: Desk, data: Data) -> Sub:
        desk.unknown(data, {"node", "label", "sub", "when"})
        here = desk.at("sub")
        inner = here.mapping(data["sub"])
        here.unknown(inner, {"flow", "wait", "each", "result"})
        if not inner.get("flow"):
            here.wrong("setting.missing", name="flow")
        result = self._word(here, inner, "result", ("reject", "continue"), "reject")
        return Sub(
            self._key(desk, data, "sub"), here.text(inner.get("flow")),
            desk.at("label").label(data.get("label")),
            wait=inner.get("wait") is not False, each=here.text(inner.get("each")),
            result=cast("Any", result), when=self._when(desk, data),
        )  # fmt: skip

    def _word(self, desk: Desk, data: Data, name: str, known: tuple[str, ...], normal: str) -> str:
        word = desk.at(name).text(data.get(name)) or normal
        if word not in known:
            desk.at(name).wrong("setting.type", name=name, why=", ".join(known))
            return normal
        return word

    # ---- a node of people ----

    def _human(self, desk: Desk, data: Data, kind: str) -> Human:
        desk.unknown(data, HUMAN_KEYS)
        here = desk.at(kind)
        given = here.mapping(data[kind])
        here.unknown(given, set(MODES))
        mode = cast("Mode", next((one for one in MODES if one in given), "one"))
        if len(given) != 1:
            here.wrong("flow.mode", names=", ".join(MODES))
        seats, threshold = self._seats_of(here.at(mode), mode, given.get(mode))
        back = desk.at("return").mapping(data.get("return"))
        return Human(
            key=self._key(desk, data, kind),
            label=desk.at("label").label(data.get("label")),
            kind=cast("Any", kind),
            mode=mode,
            seats=seats,
            threshold=threshold,
            anyrej=cast("Any", self._word(desk, data, "any_reject", ("first", "all"), "first")),
            when=self._when(desk, data),
            edit=desk.at("edit").words(data.get("edit")),
            hide=desk.at("hide").words(data.get("hide")),
            see=desk.at("see").words(data["see"]) if "see" in data else None,
            require=desk.at("require").words(data.get("require")),
            sign=desk.at("sign").flag(data.get("sign")),
            opinion=cast("Any", self._word(desk, data, "opinion", ("reject", "always"), "reject")),
            reject=desk.at("reject").text(data.get("reject")) or "end",
            returns=Returns(
                desk.at("return.to").text(back.get("to")) or "any",
                cast(
                    "Any",
                    self._word(
                        desk.at("return"), back, "mode", ("rerun", "jump", "chooser"), "rerun"
                    ),
                )
                if "mode" in back
                else None,
            ),
            empty=self._empty(desk.at("empty"), data.get("empty")),
            due=self._due(desk.at("due"), data["due"]) if "due" in data else None,
            checks=self._checks(desk.at("checks"), data.get("checks")),
            restart=self._restart(desk.at("restart"), data.get("restart")),
        )

    def seats(self, desk: Desk, raw: object) -> tuple[Seat, ...]:
        """One rule, or a list of them."""
        items = [raw] if isinstance(raw, str) else desk.items(raw)
        return tuple(
            one for n, item in enumerate(items) if (one := self._seat(desk.at(str(n)), item))
        )

    def _seat(self, desk: Desk, item: object) -> Seat | None:
        weight = 1
        if isinstance(item, Mapping):  # {who: role(x), weight: 2}
            data = desk.mapping(cast("object", item))
            desk.unknown(data, {"who", "weight"})
            text = desk.text(data.get("who"))
            given = data.get("weight", 1)
            weight = given if isinstance(given, int) else 0
            if weight < 1:
                desk.at("weight").wrong("flow.weight")
        else:
            text = desk.text(item)
        rule = rule_of(desk, text, self.expressions)
        return None if rule is None else Seat(rule, max(weight, 1))

    def _seats_of(
        self, desk: Desk, mode: str, raw: object
    ) -> tuple[tuple[Seat, ...], Threshold | None]:
        if mode != "vote":
            return self.seats(desk, raw), None
        data = desk.mapping(raw)
        desk.unknown(data, {"people", "need", "strict"})
        strict = desk.at("strict").flag(data.get("strict"))
        threshold = threshold_of(desk.at("need"), data.get("need"), strict=strict)
        return self.seats(desk.at("people"), data.get("people")), threshold

    def _empty(self, desk: Desk, raw: object) -> Own | Rule:
        text = desk.text(raw) or "admin"
        if text in {"admin", "pass", "reject", "block"}:
            return cast("Own", text)
        return rule_of(desk, text, self.expressions) or "admin"

    def _due(self, desk: Desk, raw: object) -> Deadline:
        data = desk.mapping(raw)
        desk.unknown(data, {"after", "at", "then", "every"})
        if ("after" in data) == ("at" in data):
            desk.wrong("flow.due")
        then, to, target = desk.text(data.get("then")) or "remind", None, "start"
        if call := _TRANSFER.match(then):
            then, to = "transfer", rule_of(desk.at("then"), call[1], self.expressions)
        elif call := _RETURN.match(then):
            then, target = "return", call[1]
        elif then not in DUE or then == "transfer":
            desk.at("then").wrong("setting.type", name="then", why=", ".join(DUE))
            then = "remind"
        after = span_of(desk.at("after"), data["after"]) if "after" in data else None
        at = desk.text(data.get("at"))
        every = span_of(desk.at("every"), data["every"]) if "every" in data else Span(1, "d")
        number = self.expressions.number(desk.at("at"), at) if at else None
        return Deadline(after, number, cast("Any", then), to, target, every)

    def _checks(self, desk: Desk, raw: object) -> tuple[Check, ...]:
        found: list[Check] = []
        for number, item in enumerate(desk.items(raw)):
            here = desk.at(str(number))
            data = here.mapping(item)
            here.unknown(data, {"need", "at", "say"})
            need = self._when(here, data, "need")
            if need is not None:
                found.append(
                    Check(need, here.text(data.get("at")), here.at("say").label(data.get("say")))
                )
        return tuple(found)

    def _restart(self, desk: Desk, raw: object) -> Restart | None:
        if raw is None:
            return None
        data = desk.mapping(raw)
        desk.unknown(data, {"when", "rises", "at"})
        at = desk.text(data.get("at"))
        if data.get("rises") is not None:
            text = desk.text(data.get("rises"))
            rises = self.expressions.number(desk.at("rises"), text, NUMBER)
            return None if rises is None else Restart(rises, at, rises=True)
        when = self._when(desk, data)
        return None if when is None else Restart(when, at)


def span_of(desk: Desk, raw: object) -> Span:
    """60m, 8h or 2d."""
    found = _SPAN.match(desk.text(raw))
    if found is None or not int(found[1]):
        desk.wrong("flow.span")
        return Span(1, "d")
    return Span(int(found[1]), cast("Any", found[2]))


def threshold_of(desk: Desk, raw: object, *, strict: bool) -> Threshold | None:
    """2/3, 60% or a number of weights."""
    text = desk.text(raw).replace(" ", "")
    if re.fullmatch(r"[1-9]\d{0,3}", text):
        return Threshold(int(text), 0, strict)
    try:
        part = Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        desk.wrong("flow.threshold")
        return None
    if not 0 < part <= 1 or (strict and part == 1):
        desk.wrong("flow.threshold")
        return None
    return Threshold(part.numerator, part.denominator, strict)
