"""Steps of approvals, moves of stages and calls from outside as what sets a rule off, out of plain data."""

from collections.abc import Mapping, Sequence
from typing import cast

from tombolo.automation.reader import Data, Reader
from tombolo.automation.taken import Take
from tombolo.automation.trigger import (
    AT_NODES,
    FLOW_EVENTS,
    SEALS,
    FlowEvent,
    FlowOn,
    Hook,
    StageOn,
)
from tombolo.schema.catalog import FormCard


def flow_form(reader: Reader, raw: object, place: str) -> tuple[str, str]:
    """The full name of a flow, and its form; two times nothing where there is none, which is told."""
    if raw in (None, ""):
        reader.wrong("rule.choose", place)
        return "", ""
    name = str(raw)
    name = name if "." in name else f"{reader.app}.{name}"
    flows = {f"{app}.{key}": (app, data) for app, key, data in reader.catalog.others("flows")}
    if name not in flows:
        reader.no_field(name, flows, place)
        return "", ""
    app, data = flows[name]
    form = str(data.get("form", ""))
    return name, form if "." in form else f"{app}.{form}"


def flow_on(reader: Reader, form: str, on: Data) -> FlowOn | None:
    """`{flow, event, node}`; the flow must be one of the form."""
    name, of = flow_form(reader, on["flow"], "when.on.flow")
    events = reader.texts(on.get("event"), "when.on.event")
    if not events:
        reader.wrong("rule.one_of", "when.on.event", name="", known=", ".join(FLOW_EVENTS))
    found: tuple[FlowEvent, ...] = tuple(
        reader.one_of(one, FLOW_EVENTS, "when.on.event") for one in events
    )
    nodes = reader.texts(on.get("node"), "when.on.node")
    known = _nodes(reader, name)
    for one in nodes if name else ():
        if one not in known:
            reader.no_field(one, known, "when.on.node")
    if nodes and not AT_NODES & set(found):
        reader.wrong("rule.no_node_event", "when.on.node", known=", ".join(sorted(AT_NODES)))
    if name and of != form:
        reader.wrong("rule.other_flow", "when.on.flow", name=name)
    return FlowOn(name, found, nodes) if name and of == form else None


def _nodes(reader: Reader, flow: str) -> list[str]:
    """The keys of the nodes of a flow, wherever in it they stand."""
    app, _, key = flow.partition(".")
    found: list[str] = []
    left: list[object] = [data for a, k, data in reader.catalog.others("flows") if (a, k) == (app, key)]  # fmt: skip
    while left:
        one = left.pop()
        if isinstance(one, Mapping):
            data = cast("Data", one)
            if isinstance(data.get("node"), str):
                found.append(str(data["node"]))
            left.extend(data.values())
        elif isinstance(one, list):
            left.extend(cast("list[object]", one))
    return found


def stage_of(reader: Reader, card: FormCard, raw: object, place: str) -> list[str] | None:
    """The keys of the stages and outcomes of a field; None where it is no stage, which is told."""
    if raw in (None, ""):
        reader.wrong("rule.choose", place)
        return None
    one = card.form.every.get(str(raw))
    line = one.kind.pipeline() if one else None
    if line is None:
        known = [each.key for each in card.form.fields if each.kind.pipeline()]
        reader.no_field(str(raw), known, place)
        return None
    return list(line.keys)


def stage_on(reader: Reader, card: FormCard, on: Data) -> StageOn | None:
    """`{stage, enters, leaves}`."""
    known = stage_of(reader, card, on["stage"], "when.on.stage")
    if known is None:
        return None
    enters = reader.texts(on.get("enters"), "when.on.enters")
    leaves = reader.texts(on.get("leaves"), "when.on.leaves")
    for key, some in (("enters", enters), ("leaves", leaves)):
        for one in some:
            if one not in known:
                reader.no_field(one, known, f"when.on.{key}")
    return StageOn(str(on["stage"]), enters, leaves)


def hook_on(reader: Reader, on: Data, takes: Sequence[Take]) -> Hook:
    """`{hook: token | signed, take, once}`."""
    seal = reader.one_of(on["hook"], SEALS, "when.on.hook")
    once = str(on.get("once") or "")
    known = [one.name for one in takes]
    if once and once not in known:
        reader.no_field(once, known, "when.on.once")
    return Hook(seal, once)
