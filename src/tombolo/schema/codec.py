"""Definitions as plain data (YAML, API) to frozen nouns; every finding with its place.

A place is `crm/forms/customer#fields.amount.scale`; the suites room turns it into file and line.
"""

import dataclasses
import typing
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import TypeVar, cast

import msgspec

from tombolo.base.problems import Problem
from tombolo.base.text import similar
from tombolo.schema.app import App, NavItem, Role
from tombolo.schema.desk import Data, Desk
from tombolo.schema.field import Check, Field
from tombolo.schema.form import Form, Lock, Place, Section, Unique
from tombolo.schema.kinds.all import KINDS
from tombolo.schema.kinds.option import COLORS, Option
from tombolo.schema.kinds.shape import Kind
from tombolo.schema.label import NO_LABEL, Label
from tombolo.schema.stage_codec import PARTS, part_of
from tombolo.schema.stage_fields import with_stages
from tombolo.schema.system import RESERVED_APPS, RESERVED_KEYS, SYSTEM_FIELDS
from tombolo.schema.view import View

Made = TypeVar("Made")
KIND_BY_NAME: Mapping[str, type[Kind]] = {kind.name: kind for kind in KINDS}

_FIELD_KEYS = frozenset({
    "kind", "label", "required", "unique", "default", "default_when", "check", "say", "checks",
    "help", "fields", "was", "required_when", "visible_when", "readonly_when",
})  # fmt: skip
_FORM_KEYS = frozenset({
    "form", "label", "title", "icon", "fields", "checks", "unique", "layout", "views", "was",
    "locks", "append_only",
})  # fmt: skip
_APP_KEYS = frozenset(
    {"app", "label", "icon", "color", "nav", "roles", "shown_to", "version", "needs"}
)
LONGEST = {"app": 16, "form": 24, "lines": 20, "field": 40}


def app_of(key: str, raw: object) -> tuple[App, tuple[Problem, ...]]:
    """An app.yaml as an App, and what is wrong with it."""
    desk = Desk(f"{key}/app#")
    data = desk.mapping(raw)
    desk.unknown(data, _APP_KEYS)
    if desk.key(key, LONGEST["app"]) and key in RESERVED_APPS:
        desk.wrong("definition.reserved", key=key)
    color = desk.text(data.get("color"))
    if color and color not in COLORS:
        desk.at("color").wrong("setting.color", colors=", ".join(COLORS))
    roles_desk = desk.at("roles")
    roles = roles_desk.mapping(data.get("roles"))
    app = App(
        key=key,
        label=desk.at("label").label(data.get("label"), key),
        icon=desk.text(data.get("icon")),
        color=color,
        nav=_nav(desk.at("nav"), data.get("nav"), key),
        shown_to=desk.at("shown_to").words(data.get("shown_to")),
        roles=tuple(Role(k, roles_desk.at(k).label(v, k)) for k, v in roles.items()),
        version=desk.text(data.get("version")),
    )
    return app, tuple(desk.problems)


def _nav(desk: Desk, raw: object, app: str) -> tuple[NavItem, ...]:
    found: list[NavItem] = []
    for number, item in enumerate(desk.items(raw)):
        here = desk.at(str(number))
        if isinstance(item, str):
            name = item if "." in item else f"{app}.{item}"
            found.append(NavItem(NO_LABEL, form=name, key=name))
            continue
        data = here.mapping(item)
        here.unknown(data, {"label", "items", "form", "group"})
        name = here.text(data.get("form"))
        found.append(
            NavItem(
                label=here.label(data.get("label") or data.get("group")),
                form=name and (name if "." in name else f"{app}.{name}"),
                items=_nav(here.at("items"), data.get("items"), app),
                key=name or f"group_{number}",
            )
        )
    return tuple(found)


def form_of(app: str, key: str, raw: object) -> tuple[Form, tuple[Problem, ...]]:
    """A forms/<key>.yaml as a Form, and what is wrong with it. Names are resolved by check.py."""
    desk = Desk(f"{app}/forms/{key}#")
    data = desk.mapping(raw)
    desk.unknown(data, _FORM_KEYS)
    desk.key(key, LONGEST["form"])
    fields_desk = desk.at("fields")
    fields = with_stages(fields_desk, _fields(fields_desk, data.get("fields"), app, inside=False))
    form = Form(
        app=app,
        key=key,
        label=desk.at("label").label(data.get("label"), key),
        title=desk.text(data.get("title")),
        icon=desk.text(data.get("icon")),
        fields=fields,
        checks=_checks(desk.at("checks"), data.get("checks")),
        unique=_unique(desk.at("unique"), data.get("unique")),
        layout=_layout(desk.at("layout"), data.get("layout")),
        views=_views(desk.at("views"), data.get("views")),
        locks=_locks(desk.at("locks"), data.get("locks")),
        append_only=desk.at("append_only").flag(data.get("append_only")),
        was=desk.text(data.get("was")),
        every={one.key: one for one in (*fields, *SYSTEM_FIELDS)},
    )
    return form, tuple(desk.problems)


def _fields(desk: Desk, raw: object, app: str, *, inside: bool) -> tuple[Field, ...]:
    found: list[Field] = []
    for key, item in desk.mapping(raw).items():
        here = desk.at(key)
        longest = (
            "lines" if isinstance(item, Mapping) and "fields" in cast("Data", item) else "field"
        )
        if here.key(key, LONGEST[longest]) and key in RESERVED_KEYS:
            here.wrong("definition.reserved", key=key)
        made = field_of(here, key, cast("object", item), app)
        if made and inside and made.kind.rows:
            here.wrong("definition.nested_lines")
        elif made:
            found.append(made)
    return tuple(found)


def field_of(desk: Desk, key: str, raw: object, app: str) -> Field | None:
    """One field's data as a Field; None when its kind is not known."""
    data = desk.mapping(raw)
    kind_name = desk.text(data.get("kind"))
    kind_class = KIND_BY_NAME.get(kind_name)
    if kind_class is None:
        near = similar(KIND_BY_NAME, kind_name)
        desk.at("kind").wrong("definition.kind", kind=kind_name, near=", ".join(near))
        return None
    kind = _kind(desk, kind_class, data, app)
    checks = _checks(desk.at("checks"), data.get("checks"))
    if "check" in data:
        say = desk.at("say").label(data.get("say"))
        checks = (Check(desk.at("check").text(data["check"]), say, key), *checks)
    if kind_class.rows and not data.get("fields"):
        desk.wrong("setting.missing", name="fields")
    if data.get("default_when") and not data.get("default"):
        desk.wrong("setting.missing", name="default")
    return Field(
        key=key,
        label=desk.at("label").label(data.get("label"), key),
        kind=kind,
        required=desk.at("required").flag(data.get("required")),
        unique=desk.at("unique").flag(data.get("unique")),
        default=desk.at("default").text(data.get("default")),
        default_when=desk.at("default_when").text(data.get("default_when")),
        checks=tuple(replace(one, at=one.at or key) for one in checks),
        help=desk.at("help").label(data.get("help")),
        fields=_fields(desk.at("fields"), data.get("fields"), app, inside=True)
        if kind_class.rows
        else (),
        required_when=desk.at("required_when").text(data.get("required_when")),
        visible_when=desk.at("visible_when").text(data.get("visible_when")),
        readonly_when=desk.at("readonly_when").text(data.get("readonly_when")),
        was=desk.text(data.get("was")),
    )


@cache
def settings_of(kind: type[Kind]) -> Mapping[str, object]:
    """The settings of a kind: name to type, as YAML writes them (`is` for a formula's source)."""
    hints = typing.get_type_hints(kind)
    names = [one.name for one in dataclasses.fields(kind)]
    return {("is" if name == "source" else name): hints[name] for name in names}


def _kind(desk: Desk, kind: type[Kind], data: Data, app: str) -> Kind:
    hints = settings_of(kind)
    desk.unknown(data, _FIELD_KEYS | hints.keys())
    values: dict[str, object] = {}
    for name, hint in hints.items():
        if name not in data:
            continue
        here = desk.at(name)
        raw = data[name]
        if name == "options":
            values[name] = _options(here, raw)
        elif name in PARTS:
            values[name] = part_of(here, name, raw)
        elif name == "to":
            target = here.text(raw)
            values[name] = target if "." in target else f"{app}.{target}"
        else:
            try:
                given = here.text(raw) if name == "is" else raw
                made = msgspec.convert(given, cast("type[object]", hint), strict=True)
                values["source" if name == "is" else name] = made
            except msgspec.ValidationError as wrong:
                here.wrong("setting.type", name=name, why=str(wrong))
    made_kind = cast("Callable[..., Kind]", kind)(**values)
    for code, found in made_kind.problems():
        desk.wrong(code, **found)
    return made_kind


def _options(desk: Desk, raw: object) -> tuple[Option, ...]:
    if isinstance(raw, list):
        texts = [desk.text(item) for item in cast("list[object]", raw)]
        return tuple(Option(text, Label(text)) for text in dict.fromkeys(texts) if text)
    found: list[Option] = []
    for key, words in desk.mapping(raw).items():
        here = desk.at(key)
        color = when = ""
        if isinstance(words, Mapping):
            color = here.text(cast("Data", words).get("color"))
            when = here.at("when").text(cast("Data", words).get("when"))
        if color and color not in COLORS:
            here.wrong("setting.color", colors=", ".join(COLORS))
        found.append(Option(key, here.label(cast("object", words), key), color, when))
    return tuple(found)


def _each(desk: Desk, raw: object, make: Callable[[Desk, Data], Made]) -> tuple[Made, ...]:
    found: list[Made] = []
    for number, item in enumerate(desk.items(raw)):
        here = desk.at(str(number))
        found.append(make(here, here.mapping(item)))
    return tuple(found)


def _checks(desk: Desk, raw: object) -> tuple[Check, ...]:
    def one(here: Desk, data: Data) -> Check:
        here.unknown(data, {"need", "say", "at"})
        if not data.get("need"):
            here.wrong("setting.missing", name="need")
        return Check(
            here.text(data.get("need")), here.label(data.get("say")), here.text(data.get("at"))
        )

    return _each(desk, raw, one)


def _unique(desk: Desk, raw: object) -> tuple[Unique, ...]:
    def one(here: Desk, data: Data) -> Unique:
        here.unknown(data, {"fields", "where", "say"})
        return Unique(
            here.at("fields").words(data.get("fields")),
            here.text(data.get("where")),
            here.label(data.get("say")),
        )

    return _each(desk, raw, one)


def _locks(desk: Desk, raw: object) -> tuple[Lock, ...]:
    def one(here: Desk, data: Data) -> Lock:
        here.unknown(data, {"when", "fields", "except", "say", "delete"})
        for name in ("when", "fields"):
            if not data.get(name):
                here.wrong("setting.missing", name=name)
        named = here.at("fields").words(data.get("fields"))
        return Lock(
            when=here.at("when").text(data.get("when")),
            fields=() if named == ("all",) else named,
            beside=here.at("except").words(data.get("except")),
            say=here.at("say").label(data.get("say")),
            delete=here.at("delete").flag(data.get("delete")),
        )

    return _each(desk, raw, one)


def _layout(desk: Desk, raw: object) -> tuple[Section, ...]:
    def place(here: Desk, item: object) -> Place:
        if isinstance(item, Mapping):
            data = here.mapping(cast("object", item))
            span = data.get("span", 1)
            return Place(here.text(data.get("field")), span if isinstance(span, int) else 1)
        return Place(here.text(item))

    def section(here: Desk, data: Data) -> Section:
        here.unknown(data, {"section", "key", "columns", "fields", "tab"})
        columns = data.get("columns", 2)
        if not isinstance(columns, int) or not 1 <= columns <= 4:
            here.at("columns").wrong("setting.range", name="columns", least=1, most=4)
            columns = 2
        items = here.at("fields").items(data.get("fields"))
        return Section(
            key=here.text(data.get("key")) or f"section_{here.place.rsplit('.', 1)[-1]}",
            label=here.label(data.get("section")),
            columns=columns,
            places=tuple(place(here.at(f"fields.{n}"), item) for n, item in enumerate(items)),
            tab=here.label(data.get("tab")),
        )

    return _each(desk, raw, section)


def _views(desk: Desk, raw: object) -> tuple[View, ...]:
    found: list[View] = []
    for key, item in desk.mapping(raw).items():
        here = desk.at(key)
        data = here.mapping(item)
        here.unknown(
            data, {"kind", "label", "columns", "where", "sort", "group", "by", "card", "widths"}
        )
        widths = here.mapping(data.get("widths"))
        found.append(
            View(
                key=key,
                label=here.label(data.get("label"), key),
                kind=here.text(data.get("kind")) or "table",
                columns=here.at("columns").words(data.get("columns")),
                where=here.text(data.get("where")),
                sort=here.at("sort").words(data.get("sort")),
                group=here.at("group").words(data.get("group")),
                by=here.text(data.get("by")),
                card=here.at("card").words(data.get("card")),
                widths={k: v for k, v in widths.items() if isinstance(v, int)} or None,
            )
        )
    return tuple(found)
