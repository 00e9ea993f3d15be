"""A balances/<key>.yaml as a Balance, and what is wrong with it."""

from collections.abc import Mapping
from typing import cast

from tombolo.base.problems import Problem
from tombolo.base.text import similar
from tombolo.schema.balance import Balance, Guard, Source
from tombolo.schema.codec import LONGEST, field_of
from tombolo.schema.desk import Data, Desk
from tombolo.schema.field import Field
from tombolo.schema.label import NO_LABEL

PLAIN: Mapping[str, Data] = {
    "text": {"kind": "text"},
    "number": {"kind": "number", "scale": 12},
    "date": {"kind": "date"},
    "member": {"kind": "member"},
    "department": {"kind": "department"},
}
_PEOPLE = {"sys.member": "member", "sys.department": "department"}
BALANCE_KEYS = ("balance", "label", "keys", "measures", "from", "guard")
SOURCE_KEYS = ("form", "lines", "where", "on", "keys", "add")
MEASURE_KEYS = ("label", "scale", "format", "currency")
_TAKEN = frozenset({"id"})


def balance_of(app: str, key: str, raw: object) -> tuple[Balance, tuple[Problem, ...]]:
    """The definition; names of forms and expressions are resolved by balance_build.py."""
    desk = Desk(f"{app}/balances/{key}#")
    data = desk.mapping(raw)
    desk.unknown(data, frozenset(BALANCE_KEYS))
    desk.key(key, LONGEST["form"])
    keys = _keys(desk.at("keys"), data.get("keys"), app)
    sources = _sources(desk.at("from"), data.get("from"), app)
    measures = _measures(desk.at("measures"), data.get("measures"), sources)
    if not keys:
        desk.wrong("setting.missing", name="keys")
    if not sources:
        desk.wrong("setting.missing", name="from")
    if not measures and sources:
        desk.wrong("setting.missing", name="add")
    taken = {one.key for one in keys} | _TAKEN
    for one in measures:
        if one.key in taken:
            desk.at(f"measures.{one.key}").wrong("definition.reserved", key=one.key)
    made = Balance(
        app=app,
        key=key,
        label=desk.at("label").label(data.get("label"), key),
        keys=keys,
        measures=measures,
        sources=sources,
        guards=_guards(desk.at("guard"), data.get("guard")),
    )
    return made, tuple(desk.problems)


def _keys(desk: Desk, raw: object, app: str) -> tuple[Field, ...]:
    """`product: erp.product`, `lot: text`, or `lot: {is: text, label: 批号}`."""
    found: list[Field] = []
    for key, item in desk.mapping(raw).items():
        here = desk.at(key)
        if here.key(key, LONGEST["field"]) and key in _TAKEN:
            here.wrong("definition.reserved", key=key)
        if isinstance(item, Mapping):
            data = here.mapping(cast("object", item))
            here.unknown(data, {"is", "label"})
            name = here.text(data.get("is"))
            label = data.get("label")
        else:
            name, label = here.text(item), None
        if not name:
            here.wrong("setting.missing", name="is")
            continue
        settings = PLAIN.get(_PEOPLE.get(name, name)) or {"kind": "link", "to": name}
        if made := field_of(here, key, {**settings, "label": label}, app):
            found.append(made)
    return tuple(found)


def _each(desk: Desk, raw: object) -> list[tuple[Desk, Data]]:
    """One or a list of them."""
    if isinstance(raw, Mapping):
        return [(desk, desk.mapping(cast("object", raw)))]
    return [
        (here, here.mapping(item))
        for number, item in enumerate(desk.items(raw))
        if (here := desk.at(str(number)))
    ]


def _sources(desk: Desk, raw: object, app: str) -> tuple[Source, ...]:
    found: list[Source] = []
    for here, data in _each(desk, raw):
        here.unknown(data, frozenset(SOURCE_KEYS))
        form = here.text(data.get("form"))
        if not form:
            here.wrong("setting.missing", name="form")
            continue
        found.append(
            Source(
                form=form if "." in form else f"{app}.{form}",
                lines=here.text(data.get("lines")),
                where=here.at("where").text(data.get("where")),
                keys=_texts(here.at("keys"), data.get("keys")),
                add=_texts(here.at("add"), data.get("add")),
                on=here.at("on").text(data.get("on")),
            )
        )
    return tuple(found)


def _texts(desk: Desk, raw: object) -> dict[str, str]:
    return {key: desk.at(key).text(item) for key, item in desk.mapping(raw).items()}


def _measures(desk: Desk, raw: object, sources: tuple[Source, ...]) -> tuple[Field, ...]:
    """Those that a source adds to; `measures` may give them words and a format."""
    given = desk.mapping(raw)
    names = list(dict.fromkeys([*given, *(name for one in sources for name in one.add)]))
    found: list[Field] = []
    for name in names:
        here = desk.at(name)
        here.key(name, LONGEST["field"])
        if not any(name in one.add for one in sources):
            near = similar({key for one in sources for key in one.add}, name)
            here.wrong("balance.not_added", name=name, near=", ".join(near))
        data = here.mapping(given.get(name))
        here.unknown(data, frozenset(MEASURE_KEYS))
        form = here.text(data.get("format"))
        if form not in {"", "money"}:
            here.at("format").wrong("setting.type", name="format", why="money")
        settings: Data = {"kind": "money"} if form == "money" else PLAIN["number"]
        more = {one: data[one] for one in ("label", "scale", "currency") if one in data}
        if made := field_of(here, name, {**settings, **more}, ""):
            found.append(made)
    return tuple(found)


def _guards(desk: Desk, raw: object) -> tuple[Guard, ...]:
    found: list[Guard] = []
    for here, data in _each(desk, raw):
        here.unknown(data, {"need", "say"})
        if not data.get("need"):
            here.wrong("setting.missing", name="need")
            continue
        say = here.at("say").label(data.get("say")) if "say" in data else NO_LABEL
        found.append(Guard(here.text(data.get("need")), say))
    return tuple(found)
