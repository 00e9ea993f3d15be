"""A form as one person sees it: what the face draws from."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from tombolo.access.grant import Grant
from tombolo.records import views
from tombolo.records.read.guard import unseen
from tombolo.records.work import Work
from tombolo.schema.catalog import Catalog, Expressions, FormCard
from tombolo.schema.condition import Type
from tombolo.schema.field import Field
from tombolo.schema.form import Form, Section
from tombolo.schema.paths import TITLE_FIELD, resolve
from tombolo.schema.plainly import plainly
from tombolo.schema.rules import in_labels
from tombolo.schema.stand_in import kind_of
from tombolo.schema.system import TITLE
from tombolo.schema.view import View


def form_view(
    work: Work[Any],
    name: str,
    saved: Sequence[Mapping[str, object]] = (),
    refreshing: Mapping[str, float] | None = None,
) -> dict[str, object]:
    """docs/api.md, FormView: hidden fields are absent, verbs are the person's; `saved` views follow
    those of the definition. `refreshing` are fields whose values are being made anew: path to share.
    """
    card = work.catalog.card(name)
    form, grant, language = card.form, work.grants.of(name), work.language
    app = work.catalog.apps[form.app]
    fields = [
        *(field_view(work, card, one, grant) for one in form.every.values() if grant.sees(one.key)),
        *([_composed(work)] if _title_field(form) == TITLE else []),
    ]
    _mark(fields, refreshing or {})
    return {
        "form": name,
        "app": form.app,
        "key": form.key,
        "label": form.label.say(language),
        "icon": form.icon,
        "color": app.color,
        "version": work.catalog.version,
        "title": _title_field(form),
        "verbs": _verbs(work, grant),
        "fields": fields,
        "layout": _layout(form, grant, language),
        "views": [
            *(_view(work, one, form) for one in form.views if _shown(one, grant)),
            *saved,
        ],
        "related": _related(work, card),
        "ruled": card.ruled,
        "buttons": _has_buttons(work.catalog, form.name),
    }


def _mark(fields: list[dict[str, Any]], refreshing: Mapping[str, float], above: str = "") -> None:
    """The share of rows done, on fields whose stored values are still those of before."""
    for one in fields:
        share = refreshing.get(f"{above}{one['key']}")
        if share is not None:
            one["refreshing"] = share
        _mark(one.get("fields", []), refreshing, f"{one['key']}.")


def _composed(work: Work[Any]) -> dict[str, object]:
    """A title of several fields, as a field that is only read."""
    kind = TITLE_FIELD.kind
    return {
        "key": TITLE,
        "label": TITLE_FIELD.label.say(work.language),
        "kind": kind.name,
        "type": "text",
        "required": False,
        "editable": False,
        "fillable": False,
        "computed": True,
        "live": False,
        "has_default": False,
        "help": "",
        "system": True,
        "settings": kind.settings(work.language),
        "operators": list(kind.operators),
        "sortable": True,
        "groupable": False,
        "aggregates": [],
    }


def _verbs(work: Work[Any], grant: Grant) -> list[str]:
    ledger = work.catalog.form(grant.form).append_only
    found: list[str] = [
        verb
        for verb in grant.rows
        if grant.may(verb) and not (ledger and verb in {"update", "delete"})
    ]
    if grant.may("delete"):
        found.append("restore")
    if work.actor.is_admin:
        found.extend(("design",) if ledger else ("design", "purge"))
    return found


def _title_field(form: Form) -> str:
    """The field that is the title, or the title itself where it is composed of several."""
    inner = form.title.strip("{}")
    return inner if form.field(inner) else TITLE


def field_view(
    work: Work[Any], card: FormCard, one: Field, grant: Grant, lines: str = ""
) -> dict[str, object]:
    """One field, or one of lines, as this person may use it."""
    language = work.language
    name = f"{lines}.{one.key}" if lines else one.key
    expressions = card.lines[lines] if lines else card.own
    computed = expressions.computed.get(one.key)
    type_ = work.catalog.type_of(card.form.name, one, lines)
    kind = kind_of(one, type_)
    settings = dict(one.kind.settings(language))
    if one.kind.looks_at():
        found = resolve(work.catalog, card.form.name, one.key) if not lines else None
        if found:
            kind = found.kind
        settings["of"] = {"kind": kind.name, "settings": kind.settings(language)}
    if computed and not one.kind.looks_at():
        settings["of"] = kind.name
        settings["reads"] = sorted(".".join(path) for path in computed.condition.reads)
    if "to" in settings and str(settings["to"]) in work.catalog.cards:
        settings["to_label"] = work.catalog.form(str(settings["to"])).label.say(language)
        settings["create"] = bool(settings.get("create")) and work.grants.of(
            str(settings["to"])
        ).may("create")
    view: dict[str, object] = {
        "key": one.key,
        "label": one.label.say(language),
        "kind": one.kind.name,
        "type": _type(type_, one),
        "required": one.required,
        "editable": grant.writes(name),
        "fillable": grant.writes_in(name, new=True),
        "computed": one.kind.computed or one.kind.given,
        "live": bool(computed and not computed.stored),
        "has_default": bool(one.default),
        "help": one.help.say(language),
        "system": one.system,
        "settings": settings,
        "operators": list(kind.operators),
        "sortable": kind.sortable,
        "groupable": kind.groupable,
        "aggregates": list(kind.aggregates),
    }
    if any(rule.what == "visible" and rule.key == one.key for rule in expressions.verdicts):
        view["hides"] = True
    why = _readonly_when(work, card, expressions, one.key, lines)
    if why:
        view["readonly_when"] = why
    if _refreshable(expressions, one.key) and grant.writes(name):
        view["refreshable"] = True
    if one.kind.rows:
        view["fields"] = [
            field_view(work, card, column, grant, one.key)
            for column in one.fields
            if grant.sees(f"{one.key}.{column.key}")
        ]
    return view


def _refreshable(expressions: Expressions, key: str) -> bool:
    """Whether its default comes from a source that may have moved on, so that it is worth taking anew."""
    default = expressions.defaults.get(key)
    return default is not None and key not in expressions.default_whens and bool(default.reads)


def _readonly_when(
    work: Work[Any], card: FormCard, expressions: Expressions, key: str, lines: str
) -> str:
    """When the field is read-only, in labels, for a person who may know of all it depends on."""
    for one in expressions.verdicts:
        if one.what == "readonly" and one.key == key:
            hidden = unseen(one.condition, card.form.name, work.catalog, work.grants, lines)
            return "" if hidden else in_labels(one.condition, work.language)
    return ""


def _type(type_: Type, one: Field) -> str:
    if one.kind.rows:
        return "none"
    return f"list:{type_.of.name}" if type_.of else type_.name


def _layout(form: Form, grant: Grant, language: str) -> list[dict[str, object]]:
    """The sections of the definition; fields it forgot follow, lines each in a section of their own."""
    placed = {place.field for section in form.layout for place in section.places}
    rest = [one for one in form.fields if one.key not in placed and not one.beside]
    sections = [_section(one, form, grant, language) for one in form.layout]
    plain = [one for one in rest if not one.kind.rows]
    if plain:
        sections.append(
            {
                "key": "rest",
                "label": "" if not form.layout else ("More" if language == "en" else "其他"),
                "columns": 2,
                "fields": [{"field": one.key} for one in plain if grant.sees(one.key)],
            }
        )
    sections.extend(
        {
            "key": one.key,
            "label": one.label.say(language),
            "columns": 1,
            "fields": [{"field": one.key}],
        }
        for one in rest
        if one.kind.rows and grant.sees(one.key)
    )
    return [one for one in sections if one["fields"]]


def _section(section: Section, form: Form, grant: Grant, language: str) -> dict[str, object]:
    made: dict[str, object] = {
        "key": section.key,
        "label": section.label.say(language),
        "columns": section.columns,
        "fields": [
            {"field": one.field, "span": one.span}
            for one in section.places
            if form.field(one.field) and grant.sees(one.field)
        ],
    }
    if section.tab.zh:
        made["tab"] = section.tab.say(language)
    return made


def _shown(view: View, grant: Grant) -> bool:
    return not view.by or grant.sees(view.by)


def _view(work: Work[Any], view: View, form: Form) -> dict[str, object]:
    widths: Mapping[str, int] = view.widths or {}
    conditions = work.catalog.card(form.name).view_conditions
    columns = view.columns or tuple(
        one.key for one in form.fields[:8] if not one.kind.rows and not one.beside
    )
    whole: dict[str, object] = {
        "id": view.key,
        "key": view.key,
        "label": view.label.say(work.language),
        "kind": view.kind,
        "shared": True,
        "mine": False,
        "columns": [
            {
                "path": path,
                **({"width": widths[path]} if path in widths else {}),
                **({} if n else {"frozen": True}),
            }
            for n, path in enumerate(columns)
        ],
        "where": plainly(conditions[view.key], form) if view.key in conditions else None,
        "sort": list(view.sort),
        "group": list(view.group),
        "by": view.by,
        "card": list(view.card),
    }
    return views.visible(work, form.name, whole)


def _related(work: Work[Any], card: FormCard) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for inverse in card.inverses.values():
        grant = work.grants.of(inverse.form)
        if inverse.lines:
            continue  # a list of records, not of rows of records
        if not grant.may("read") or not grant.sees(inverse.field):
            continue
        form = work.catalog.form(inverse.form)
        found.append(
            {
                "key": inverse.key,
                "label": form.label.say(work.language),
                "form": inverse.form,
                "field": inverse.field,
                "verbs": [verb for verb in grant.rows if grant.may(verb)],
            }
        )
    return found


def _has_buttons(catalog: Catalog, form: str) -> bool:
    """Whether a rule may be set off on its records by hand; which, is asked with the record."""
    for app, _, data in catalog.others("rules"):
        when = data.get("when")
        if isinstance(when, Mapping):
            trigger = cast("Mapping[str, object]", when)
            of = str(trigger.get("form") or "")
            if trigger.get("on") == "button" and form in {of, f"{app}.{of}"}:
                return True
    return False
