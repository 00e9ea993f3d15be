"""The step `notify` out of plain data: who is told, and templates in the one language."""

from collections.abc import Mapping
from typing import cast

from tombolo.automation.notices.topics import CHANNELS
from tombolo.automation.rule import Notify
from tombolo.base.problems import Problem
from tombolo.base.words import LANGUAGES
from tombolo.flow.chart import Head, Named, Role, Superior, Value
from tombolo.flow.chart import Rule as People
from tombolo.flow.people_text import Expressions, rule_of
from tombolo.records.asked import Stand
from tombolo.schema import ways
from tombolo.schema.catalog import Catalog
from tombolo.schema.condition import TEXT, Condition, tried
from tombolo.schema.desk import Desk
from tombolo.schema.field import Field
from tombolo.schema.titles import title_formula

Data = Mapping[str, object]


def notify_of(
    catalog: Catalog, stand: Stand, data: Data, place: str, problems: list[Problem]
) -> Notify:
    """`{to, title, text, channels}`; what is wrong goes into `problems`."""
    desk = Desk(place, problems)
    expressions = Expressions(stand.scope(catalog))
    to = _people(desk.at("to"), data.get("to"), expressions)
    title = texts_of(catalog, stand, desk.at("title"), data.get("title"))
    if not title:
        desk.at("title").wrong("notice.empty_text")
    text = texts_of(catalog, stand, desk.at("text"), data.get("text"))
    channels = _channels(desk.at("channels"), data.get("channels"))
    return Notify(to, tuple(expressions.made), title, text, channels)


def _people(desk: Desk, raw: object, expressions: Expressions) -> tuple[People, ...]:
    given = cast("list[object]", raw) if isinstance(raw, list) else [raw]
    made: list[People] = []
    for one in given:
        found = rule_of(desk, desk.text(one), expressions)
        if isinstance(found, Named | Role | Head | Superior | Value):
            made.append(found)
        elif found is not None:  # there is no approval here, with a submitter and deciders
            desk.wrong("notice.to", name=str(one))
    return tuple(made)


def texts_of(catalog: Catalog, stand: Stand, desk: Desk, raw: object) -> dict[str, Condition]:
    """A template for each language; of one text alone, both."""
    if raw is None or raw == "":
        return {}
    given: Data = dict.fromkeys(LANGUAGES, raw)
    if isinstance(raw, Mapping):
        given = desk.mapping(cast("object", raw))
    desk.unknown(given, frozenset(LANGUAGES))
    made: dict[str, Condition] = {}
    for language in LANGUAGES:
        template = desk.text(given.get(language))
        if not template:
            continue
        formula = title_formula(template, lambda path: _field(catalog, stand, path), language)
        found, problems = tried(formula, stand.scope(catalog), TEXT, desk.at(language).place)
        desk.problems.extend(problems)
        if found is not None:
            made[language] = found
    return made


def _field(catalog: Catalog, stand: Stand, path: tuple[str, ...]) -> Field | None:
    """The field that a path ends at, as seen from the rows or from what stands beside them."""
    beside = stand.named().get(path[0])
    at, rest = (beside, path[1:]) if beside else (stand.rows, path)
    forms = {name: card.form for name, card in catalog.cards.items()}
    found = ways.way(forms, catalog.inverses(), at, rest) if rest else None
    if found is None or found.end.form not in forms:
        return None
    owner = forms[found.end.form].field(found.end.lines or found.key)
    return owner.column(found.key) if owner and found.end.lines else owner


def _channels(desk: Desk, raw: object) -> tuple[str, ...]:
    if raw is None:
        return CHANNELS
    given = [desk.text(one) for one in desk.items(raw)]
    for one in given:
        if one not in CHANNELS:
            desk.wrong("notice.no_channel", name=one, known=", ".join(CHANNELS))
    return tuple(given)
