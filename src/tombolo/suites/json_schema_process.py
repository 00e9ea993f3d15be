"""JSON Schemas of flows/<key>.yaml and rules/<key>.yaml, of the readers' own words."""

from tombolo.automation.read_outside import KINDS
from tombolo.automation.read_trigger import MOST_PAST
from tombolo.automation.rule import METHODS, TIMINGS
from tombolo.automation.taken import TYPES
from tombolo.automation.timetable import EVERYS, WEEKDAYS
from tombolo.automation.trigger import FLOW_EVENTS, MISSED, SEALS, WORDS
from tombolo.flow.read import ENDS
from tombolo.flow.read_nodes import MODES

Json = dict[str, object]
_TEXT: Json = {"type": "string"}
_FLAG: Json = {"type": "boolean"}
_TEXTS: Json = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_EXPRESSION: Json = {"type": ["string", "number", "boolean"], "description": "表达式 · expression"}
_LABEL: Json = {"$ref": "#/$defs/label"}
_SETS: Json = {"type": "object", "additionalProperties": {}}
_PEOPLE: Json = {
    "description": "人员规则 · people: role(key) · person(login) · head(department) · heads(3) · "
    "superior() · submitter · decider(node) · an expression that gives people",
    "anyOf": [_TEXT, {"type": "array", "items": {"anyOf": [_TEXT, {"$ref": "#/$defs/seat"}]}}],
}
_NODES: Json = {"type": "array", "items": {"$ref": "#/$defs/node"}}
_STEPS: Json = {"type": "array", "items": {"$ref": "#/$defs/step"}, "minItems": 1}


def _object(properties: Json, required: tuple[str, ...] = ()) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


_SEAT = _object({"who": _TEXT, "weight": {"type": "integer", "minimum": 1}}, ("who",))
_LABELS: Json = {
    "anyOf": [_TEXT, {"type": "object", "properties": {"zh": _TEXT, "en": _TEXT}}],
    "description": "中文或 {zh, en} · Chinese, or both",
}


def flow() -> Json:
    """One approval: nodes in order, blocks of them, what its start and ends write."""
    vote = _object({"people": _PEOPLE, "need": {}, "strict": _FLAG}, ("people", "need"))
    mode = {
        "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": False,
        "properties": {one: vote if one == "vote" else _PEOPLE for one in MODES},
    }  # fmt: skip
    way = _object({"when": _EXPRESSION, "do": _NODES, "else": _NODES})
    node = _object({
        "node": _TEXT, "label": _LABEL, "when": _EXPRESSION,
        "approve": mode, "handle": mode, "copy": _PEOPLE, "auto": _TEXT,
        "parallel": {"type": "array", "items": _NODES},
        "choose": {"type": "array", "items": way},
        "include": {"type": "array", "items": way},
        "sub": _object(
            {"flow": _TEXT, "wait": _FLAG, "each": _TEXT, "result": {"enum": ["reject", "continue"]}},
            ("flow",),
        ),
        "edit": _TEXTS, "hide": _TEXTS, "see": _TEXTS, "require": _TEXTS,
        "reject": {**_TEXT, "description": "end · start · prev · branch · node"},
        "return": _object({"to": _TEXT, "mode": {"enum": ["rerun", "jump", "chooser"]}}),
        "empty": {**_TEXT, "description": "admin · pass · reject · block · people"},
        "due": _object({"after": _TEXT, "at": _TEXT, "then": _TEXT, "every": _TEXT}),
        "opinion": {"enum": ["reject", "always"]}, "sign": _FLAG,
        "any_reject": {"enum": ["first", "all"]},
        "checks": {
            "type": "array",
            "items": _object({"need": _EXPRESSION, "at": _TEXT, "say": _LABEL}, ("need",)),
        },
        "restart": _object({"when": _EXPRESSION, "rises": _EXPRESSION, "at": _TEXT}, ("at",)),
    })  # fmt: skip
    policies = _object({
        "self": {"enum": ["allow", "skip", "superior", "head"]},
        "dedup": {"enum": ["none", "consecutive", "first"]},
        "withdraw": {"enum": ["any", "first", "never"]},
        "terminate": {"enum": ["admin", "initiator"]},
        "resubmit": {"enum": ["rerun", "jump", "chooser"]},
        "admin": _TEXT, "code": _TEXT,
    })  # fmt: skip
    effect = _object({"set": _SETS})
    made = _object(
        {
            "flow": _TEXT, "label": _LABEL, "form": _TEXT,
            "submit": _object({"when": _EXPRESSION, "who": _TEXT}),
            "policies": policies, "nodes": _NODES, "start": effect,
            "ends": _object(dict.fromkeys(ENDS, effect)), "copies": _PEOPLE,
        },
        ("form", "nodes"),
    )  # fmt: skip
    return {
        "title": "flows/<key>.yaml",
        **made,
        "$defs": {"label": _LABELS, "node": node, "seat": _SEAT},
    }


_SAID: Json = {"anyOf": [_TEXT, _object({"secret": _TEXT, "before": _TEXT}, ("secret",))]}
_TYPES: Json = {"enum": list(TYPES)}
_TAKE: Json = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [_TYPES, _object({"type": _TYPES, "from": _TEXT, "needed": _FLAG}, ("type",))]
    },
}


def _told() -> list[Json]:
    """What sets rules off and takes more than a word to say: timetables, dates, stages, approvals, calls."""
    event: Json = {"enum": list(FLOW_EVENTS)}
    events: Json = {"anyOf": [event, {"type": "array", "items": event, "minItems": 1}]}
    time: Json = {**_TEXT, "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$"}
    days: Json = {"enum": [*WEEKDAYS, *range(1, 32), "last"]}
    timetable = _object({
        "every": {"enum": list(EVERYS)},
        "days": {"anyOf": [days, {"type": "array", "items": days}]},
        "at": {"anyOf": [time, {"type": "array", "items": time}]},
        "cron": {**_TEXT, "description": "分 时 日 月 周 · minute hour day month weekday"},
    })  # fmt: skip
    span: Json = {**_TEXT, "description": "3 days · 2 hours"}
    return [
        _object({"schedule": timetable, "missed": {"enum": list(MISSED)}}, ("schedule",)),
        _object(
            {
                "due": _TEXT, "before": span, "after": span, "at": time,
                "past": {"type": "integer", "minimum": 1, "maximum": MOST_PAST},
            },
            ("due",),
        ),
        _object({"stage": _TEXT, "enters": _TEXTS, "leaves": _TEXTS}, ("stage",)),
        _object({"flow": _TEXT, "event": events, "node": _TEXTS}, ("flow", "event")),
        _object({"hook": {"enum": list(SEALS)}, "take": _TAKE, "once": _TEXT}, ("hook", "take")),
        _object({"called": _TAKE}, ("called",)),
    ]  # fmt: skip


def rule() -> Json:
    """One rule: when something happens and a condition holds, steps."""
    arm = _object({"if": _EXPRESSION, "do": _STEPS, "else": _STEPS})
    steps: Json = {
        "create": _object({"form": _TEXT, "set": _SETS, "source": _TEXT}, ("form", "set")),
        "update": _object(
            {"form": _TEXT, "where": _EXPRESSION, "set": _SETS, "most": {"type": "integer"}},
            ("form", "set"),
        ),
        "upsert": _object(
            {"form": _TEXT, "by": _TEXTS, "set": _SETS, "many": {"enum": ["fail", "all"]}},
            ("form", "by", "set"),
        ),
        "delete": _object(
            {"form": _TEXT, "where": _EXPRESSION, "most": {"type": "integer"}}, ("form",)
        ),
        "each": _object({"of": _TEXT, "as": _TEXT, "do": _STEPS}, ("of", "do")),
        "branch": {"type": "array", "items": arm},
        "set": _SETS,
        "notify": _object(
            {"to": _PEOPLE, "title": _LABEL, "text": _LABEL, "channels": _TEXTS}, ("to", "title")
        ),
        "call": _object(
            {
                "method": {"enum": list(METHODS)},
                "url": _SAID,
                "path": {"type": "array", "items": _EXPRESSION},
                "query": _SETS,
                "headers": {"type": "object", "additionalProperties": _SAID},
                "body": {},
                "name": _TEXT,
                "take": _TAKE,
                "if": _EXPRESSION,
            },
            ("url",),
        ),
        "robot": _object(
            {
                "kind": {"enum": list(KINDS)},
                "address": _TEXT,
                "sign": _TEXT,
                "title": _LABEL,
                "text": _LABEL,
                "if": _EXPRESSION,
            },
            ("kind", "address", "title"),
        ),
        "wait": _object({"for": _TEXT, "until": _EXPRESSION}),
        "start": _object({"flow": _TEXT, "where": _EXPRESSION}, ("flow",)),
        "advance": _object(
            {"form": _TEXT, "where": _EXPRESSION, "stage": _TEXT, "to": _TEXT, "set": _SETS},
            ("stage", "to"),
        ),
        "run": _object({"rule": _TEXT, "where": _EXPRESSION, "with": _SETS}, ("rule",)),
        "stop": _object({"say": _LABEL}, ("say",)),
    }
    step = {**_object(steps), "minProperties": 1, "maxProperties": 1}
    when = _object(
        {
            "form": _TEXT,
            "on": {"anyOf": [{"enum": list(WORDS)}, *_told()]},
            "watch": _TEXTS,
            "if": _EXPRESSION,
            "for": {**_EXPRESSION, "description": "选中哪些数据 · which records, of a schedule"},
        },
        ("on",),
    )
    made = _object(
        {
            "rule": _TEXT,
            "label": _LABEL,
            "when": when,
            "timing": {"enum": list(TIMINGS)},
            "as": {**_TEXT, "description": "causer · owner(login) · system"},
            "again": {"type": "integer", "minimum": 1, "maximum": 3},
            "do": _STEPS,
        },
        ("when", "do"),
    )
    return {
        "title": "rules/<key>.yaml",
        **made,
        "$defs": {"label": _LABELS, "step": step, "seat": _SEAT},
    }
