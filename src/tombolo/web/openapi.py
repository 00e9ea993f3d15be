"""OpenAPI 3.1 of this workspace as one person sees it: the routes, and each form's own record."""

import inspect
import re
from collections.abc import Iterable, Mapping
from typing import Any

from litestar.handlers import HTTPRouteHandler

from tombolo import __doc__ as about
from tombolo.records.work import Work
from tombolo.schema.catalog import FormCard
from tombolo.schema.field import Field
from tombolo.schema.stand_in import kind_of

_PARAMETER = re.compile(r"\{(\w+):str\}")
_FAULT: Mapping[str, object] = {
    "type": "object",
    "required": ["code", "message", "place", "because", "problems"],
    "properties": {
        "code": {"type": "string", "description": "stable; docs/api.md"},
        "message": {"type": "string"},
        "place": {"type": "string"},
        "because": {"type": "array", "items": {"type": "string"}},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "place", "message"],
                "properties": {
                    "code": {"type": "string"},
                    "place": {"type": "string", "examples": ["lines[2].qty"]},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
_STATUS = {
    "401": "signed out",
    "403": "not allowed; `because` says why",
    "404": "not there, or not to be seen",
    "409": "somebody was faster, or a unique rule",
    "422": "wrong; `problems` say where",
    "429": "too many",
    "503": "busy; Retry-After",
}
# By the type a value has in the language; decimals are texts, so that no browser rounds them.
_BY_TYPE: Mapping[str, Mapping[str, object]] = {
    "text": {"type": "string"},
    "number": {"type": "string", "format": "decimal", "examples": ["1265793.0395"]},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "time": {"type": "string", "format": "time"},
    "person": {"type": "string", "format": "uuid"},
    "department": {"type": "string", "format": "uuid"},
    "reference": {"$ref": "#/components/schemas/Linked"},
}
_LINKED = {
    "type": "object",
    "required": ["id", "title"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "title": {"type": ["string", "null"]},
    },
}


def document(
    work: Work[Any], routes: Iterable[HTTPRouteHandler], address: str, cookie: str
) -> dict[str, object]:
    """The whole document; forms and fields that the person does not see are not in it."""
    schemas: dict[str, object] = {"Fault": _FAULT, "Linked": _LINKED}
    for name in work.grants.readable():
        schemas[f"{name}.record"] = _form(work, work.catalog.card(name))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tombolo 连岛",
            "version": str(work.catalog.version),
            "description": (about or "").split("\n", 1)[0],
        },
        "servers": [{"url": address}],
        "paths": _paths(routes),
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": cookie},
                "key": {"type": "http", "scheme": "bearer"},
            },
        },
        "security": [{"session": []}, {"key": []}],
    }


def _paths(routes: Iterable[HTTPRouteHandler]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for route in routes:
        for path in sorted(route.paths):
            if not path.startswith("/api/"):
                continue
            plain = _PARAMETER.sub(r"{\1}", path)
            for method in sorted(route.http_methods - {"OPTIONS", "HEAD"}):
                found.setdefault(plain, {})[method.lower()] = _operation(route, path, method)
    return found


def _operation(route: HTTPRouteHandler, path: str, method: str) -> dict[str, object]:
    made: dict[str, object] = {
        "operationId": route.handler_name.rsplit(".", 1)[-1],
        "summary": (inspect.getdoc(route.fn) or "").split("\n", 1)[0],
        "tags": [path.split("/")[2]],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in _PARAMETER.findall(path)
        ],
        "responses": {
            "200": {"description": "done", "content": {"application/json": {"schema": {}}}},
            **{
                status: {
                    "description": words,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}
                    },
                }
                for status, words in _STATUS.items()
            },
        },
    }
    if method in {"POST", "PUT", "PATCH"}:
        multipart = path in {"/api/files", "/api/sheets"}
        kind = "multipart/form-data" if multipart else "application/json"
        made["requestBody"] = {"content": {kind: {"schema": {"type": "object"}}}}
    if route.opt.get("who") == "anyone":
        made["security"] = []
    return made


def _form(work: Work[Any], card: FormCard) -> dict[str, object]:
    """The values of a record: what may be written has no readOnly."""
    form, grant = card.form, work.grants.of(card.form.name)
    return {
        "type": "object",
        "title": form.label.say(work.language),
        "properties": {
            one.key: _field(work, card, one) for one in form.every.values() if grant.sees(one.key)
        },
        "required": [one.key for one in form.fields if one.required and grant.sees(one.key)],
    }


def _field(work: Work[Any], card: FormCard, one: Field, lines: str = "") -> dict[str, object]:
    grant = work.grants.of(card.form.name)
    name = f"{lines}.{one.key}" if lines else one.key
    made: dict[str, object] = {"title": one.label.say(work.language)}
    if one.kind.rows:
        columns = {
            column.key: _field(work, card, column, one.key)
            for column in one.fields
            if grant.sees(f"{one.key}.{column.key}")
        }
        row = {"id": {"type": "string", "format": "uuid"}, **columns}
        made |= {"type": "array", "items": {"type": "object", "properties": row}}
    else:
        type_ = work.catalog.type_of(card.form.name, one, lines)
        kind = kind_of(one, type_)
        item = dict(_BY_TYPE.get((type_.of or type_).name, {}))
        options = [key for key, _ in kind.options_of()]
        if options:
            item = {"enum": options}
        made |= {"type": "array", "items": item} if kind.many else item
        if kind.column == "jsonb":
            made |= {"type": "object"}
    if not grant.writes(name):
        made["readOnly"] = True
    return made
