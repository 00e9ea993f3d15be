"""JSON Schemas for editors of YAML, made from the kinds' own settings and the codec's words."""

import types
import typing
from collections.abc import Mapping
from typing import get_args, get_origin

from tombolo.access.policy import VERBS
from tombolo.schema.balance_codec import PLAIN
from tombolo.schema.codec import KIND_BY_NAME, settings_of
from tombolo.schema.kinds.option import COLORS
from tombolo.schema.kinds.shape import Kind
from tombolo.schema.pipeline import OUTCOMES
from tombolo.suites import json_schema_process as process

Json = dict[str, object]
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Json = {"type": "string"}
_FLAG: Json = {"type": "boolean"}
_EXPRESSION: Json = {"type": ["string", "number", "boolean"], "description": "表达式 · expression"}
_KEYS: Json = {"propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"}}
_TEXTS: Json = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_LABEL: Json = {
    "anyOf": [_TEXT, {"type": "object", "properties": {"zh": _TEXT, "en": _TEXT}}],
    "description": "中文或 {zh, en} · Chinese, or both",
}
_CHECK: Json = {
    "type": "object",
    "required": ["need"],
    "properties": {"need": _EXPRESSION, "say": _LABEL, "at": _TEXT},
    "additionalProperties": False,
}
_OPTION: Json = {
    "anyOf": [
        _TEXT,
        {
            "type": "object",
            "properties": {
                "zh": _TEXT,
                "en": _TEXT,
                "color": {"enum": list(COLORS)},
                "when": _EXPRESSION,
            },
            "additionalProperties": False,
        },
    ]
}


def schemas() -> dict[str, Json]:
    """By file name: the shapes of app, form, grant, home, balance, flow and rule files."""
    return {
        "app.schema.json": _app(),
        "form.schema.json": _form(),
        "grant.schema.json": _grant(),
        "home.schema.json": _home(),
        "balance.schema.json": _balance(),
        "flow.schema.json": {"$schema": _DRAFT, **process.flow()},
        "rule.schema.json": {"$schema": _DRAFT, **process.rule()},
    }


def _object(title: str, properties: Json, required: tuple[str, ...] = ()) -> Json:
    return {
        "title": title,
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _app() -> Json:
    item: Json = {
        "anyOf": [
            _TEXT,
            _object(
                "group",
                {
                    "label": _LABEL,
                    "group": _LABEL,
                    "form": _TEXT,
                    "items": {"type": "array", "items": {"$ref": "#/$defs/item"}},
                },
            ),
        ]
    }
    made = _object(
        "app.yaml",
        {
            "app": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "maxLength": 16},
            "label": _LABEL,
            "icon": _TEXT,
            "color": {"enum": list(COLORS)},
            "version": _TEXT,
            "needs": {"type": "array", "items": _TEXT},
            "shown_to": {"type": "array", "items": _TEXT},
            "nav": {"type": "array", "items": {"$ref": "#/$defs/item"}},
            "roles": {"type": "object", **_KEYS, "additionalProperties": _LABEL},
        },
        ("app",),
    )
    return {"$schema": _DRAFT, **made, "$defs": {"item": item}}


def _form() -> Json:
    place: Json = {
        "anyOf": [_TEXT, _object("place", {"field": _TEXT, "span": {"type": "integer"}})]
    }
    section = _object(
        "section",
        {
            "section": _LABEL,
            "key": _TEXT,
            "tab": _LABEL,
            "columns": {"type": "integer", "minimum": 1, "maximum": 4},
            "fields": {"type": "array", "items": place},
        },
    )
    view = _object(
        "view",
        {
            "label": _LABEL,
            "kind": {"enum": ["table", "kanban"]},
            "columns": {"type": "array", "items": _TEXT},
            "where": _EXPRESSION,
            "sort": _TEXTS,
            "group": _TEXTS,
            "by": _TEXT,
            "card": {"type": "array", "items": _TEXT},
            "widths": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
    )
    unique = _object("unique", {"fields": _TEXTS, "where": _EXPRESSION, "say": _LABEL}, ("fields",))
    lock = _object(
        "lock",
        {"when": _EXPRESSION, "fields": _TEXTS, "except": _TEXTS, "say": _LABEL, "delete": _FLAG},
        ("when", "fields"),
    )
    made = _object(
        "forms/<key>.yaml",
        {
            "form": _TEXT,
            "label": _LABEL,
            "title": {"type": "string", "description": "例如 {no} {name}"},
            "icon": _TEXT,
            "was": _TEXT,
            "fields": {
                "type": "object",
                **_KEYS,
                "additionalProperties": {"$ref": "#/$defs/field"},
            },
            "checks": {"type": "array", "items": _CHECK},
            "unique": {"type": "array", "items": unique},
            "locks": {"type": "array", "items": lock},
            "append_only": _FLAG,
            "layout": {"type": "array", "items": section},
            "views": {"type": "object", **_KEYS, "additionalProperties": view},
        },
        ("fields",),
    )
    kinds = [_kind(name, kind) for name, kind in sorted(KIND_BY_NAME.items())]
    return {"$schema": _DRAFT, **made, "$defs": {"field": {"oneOf": kinds}}}


def _kind(name: str, kind: type[Kind]) -> Json:
    settings: Json = {key: _setting(key, hint) for key, hint in settings_of(kind).items()}
    common: Json = {
        "label": _LABEL, "required": _FLAG, "unique": _FLAG, "default": _EXPRESSION,
        "default_when": _EXPRESSION,
        "check": _EXPRESSION, "say": _LABEL, "checks": {"type": "array", "items": _CHECK},
        "help": _LABEL, "was": _TEXT, "required_when": _EXPRESSION, "visible_when": _EXPRESSION,
        "readonly_when": _EXPRESSION,
    }  # fmt: skip
    if kind.rows:
        common["fields"] = {
            "type": "object",
            **_KEYS,
            "additionalProperties": {"$ref": "#/$defs/field"},
        }
    title = f"{name} · {kind.words.zh} · {kind.words.en}"
    return _object(title, {"kind": {"const": name}, **common, **settings}, ("kind",))


def _setting(name: str, hint: object) -> Json:
    if name == "options":
        return {
            "anyOf": [
                {"type": "array", "items": _TEXT},
                {"type": "object", "additionalProperties": _OPTION},
            ]
        }
    if name in {"stages", "outcomes", "moves"}:
        return _pipeline()[name]
    return _EXPRESSION if name in {"is", "candidates", "stalled"} else _type(hint)


def _pipeline() -> dict[str, Json]:
    """The parts of a stage field, as schema/stage_codec.py reads them."""
    gates: Json = {"anyOf": [_EXPRESSION, {"type": "array", "items": {"anyOf": [_TEXT, _CHECK]}}]}
    days: Json = {"type": "integer", "minimum": 0, "maximum": 3650}
    who = {**_TEXTS, "description": "owner · role(key) · field"}
    share: Json = {"type": ["number", "string"], "description": "0 – 1"}
    look: Json = {"label": _LABEL, "color": {"enum": list(COLORS)}, "probability": share}

    def each(shape: Json) -> Json:
        return {"type": "object", **_KEYS, "additionalProperties": {"anyOf": [_TEXT, shape]}}

    task = _object(
        "task",
        {"label": _LABEL, "who": _TEXT, "due": days, "mandatory": _FLAG, "result": _FLAG},
    )
    stage = _object(
        "stage",
        {
            **look, "days": days, "enter": gates, "exit": gates, "need": gates,
            "require": _TEXTS, "tasks": each(task),
        },
    )  # fmt: skip
    outcome = _object("outcome", {**look, "need": gates, "ask": _TEXTS})
    back = _object("back", {"steps": days, "who": who, "reason": _FLAG})
    reopen = _object("reopen", {"from": _TEXTS, "within": days, "who": who, "reason": _FLAG})
    skip: Json = {"type": "object", **_KEYS, "additionalProperties": _EXPRESSION}
    return {
        "stages": each(stage),
        "outcomes": {**each(outcome), "propertyNames": {"enum": list(OUTCOMES)}},
        "moves": _object("moves", {"back": back, "reopen": reopen, "skip": skip}),
    }


def _type(hint: object) -> Json:
    """A Python type as a JSON Schema."""
    names: Mapping[object, str] = {
        str: "string", int: "integer", bool: "boolean", float: "number", type(None): "null",
    }  # fmt: skip
    if hint in names:
        return {"type": names[hint]}
    origin, args = get_origin(hint), get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        return {"anyOf": [_type(one) for one in args]}
    if origin is typing.Literal:
        return {"enum": list(args)}
    if origin is tuple:
        return {"type": "array", "items": _type(args[0])}
    return {}


def _grant() -> Json:
    names: Json = {"type": "array", "items": _TEXT}
    rights = _object(
        "rights",
        {
            "may": {"type": "array", "items": {"enum": list(VERBS)}},
            "rows": {
                "anyOf": [
                    _EXPRESSION,
                    {"type": "object", "properties": dict.fromkeys(VERBS, _EXPRESSION)},
                ]
            },
            "hide": names,
            "only": names,
            "readonly": names,
            "show": names,
        },
        ("may",),
    )
    on_balance = _object(
        "balance rights",
        {
            "may": {"type": "array", "items": {"enum": ["read", "export"]}},
            "rows": _EXPRESSION,
            "hide": names,
        },
        ("may",),
    )
    made = _object(
        "grants/<key>.yaml",
        {
            "grant": _TEXT,
            "label": _LABEL,
            "who": {**_TEXTS, "description": "everyone · role(key) · department(name)"},
            "forms": {"type": "object", "additionalProperties": rights},
            "balances": {"type": "object", "additionalProperties": on_balance},
        },
        ("who",),
    )
    return {"$schema": _DRAFT, **made}


def _home() -> Json:
    card = _object(
        "card",
        {
            "label": _LABEL,
            "form": _TEXT,
            "columns": {"type": "array", "items": _TEXT},
            "where": _EXPRESSION,
            "sort": {"type": "array", "items": _TEXT},
        },
        ("form",),
    )
    made = _object(
        "home.yaml", {"cards": {"type": "object", **_KEYS, "additionalProperties": card}}
    )
    return {"$schema": _DRAFT, **made}


def _balance() -> Json:
    expressions: Json = {"type": "object", **_KEYS, "additionalProperties": _EXPRESSION}
    source = _object(
        "source",
        {
            "form": _TEXT,
            "lines": _TEXT,
            "where": _EXPRESSION,
            "on": _EXPRESSION,
            "keys": expressions,
            "add": expressions,
        },
        ("form", "keys", "add"),
    )
    guard = _object("guard", {"need": _EXPRESSION, "say": _LABEL}, ("need",))
    measure = _object(
        "measure",
        {
            "label": _LABEL,
            "scale": {"type": "integer", "minimum": 0, "maximum": 12},
            "format": {"enum": ["", "money"]},
            "currency": _TEXT,
        },
    )
    key = {"anyOf": [_TEXT, _object("key", {"is": _TEXT, "label": _LABEL}, ("is",))]}
    made = _object(
        "balances/<key>.yaml",
        {
            "balance": _TEXT,
            "label": _LABEL,
            "keys": {
                "type": "object", **_KEYS, "additionalProperties": key,
                "description": "表单名，或 · a form, or " + ", ".join(PLAIN),
            },
            "measures": {"type": "object", **_KEYS, "additionalProperties": measure},
            "from": {"anyOf": [source, {"type": "array", "items": source}]},
            "guard": {"anyOf": [guard, {"type": "array", "items": guard}]},
        },
        ("keys", "from"),
    )  # fmt: skip
    return {"$schema": _DRAFT, **made}
