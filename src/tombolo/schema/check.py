"""What is wrong with definitions that are well-formed: names that lead nowhere."""

from collections.abc import Collection, Iterator, Mapping

from tombolo.base.problems import Problem
from tombolo.base.text import similar
from tombolo.schema.app import App, NavItem
from tombolo.schema.condition import Scope
from tombolo.schema.field import Field
from tombolo.schema.form import Form
from tombolo.schema.system import PEOPLE

_VIEW_KINDS = ("table", "kanban")
_ELSEWHERE = frozenset({*PEOPLE, "sys.file"})


def reference_problems(
    apps: Mapping[str, App], forms: Mapping[str, Form], balances: Collection[str] = ()
) -> Iterator[Problem]:
    """Links to forms that are not there, navigation to forms that are not there, names twice."""
    for app in apps.values():
        yield from _nav_problems(app.nav, {*forms, *balances}, f"{app.key}/app#nav")
    taken: dict[tuple[str, str], str] = {}
    for form in forms.values():
        place = f"{form.app}/forms/{form.key}#"
        if form.app not in apps:
            yield Problem("definition.no_app", place, {"app": form.app})
        for one, at in _with_places(form):
            target = one.kind.points_to()
            if target and target not in forms and target not in _ELSEWHERE:
                near = ", ".join(similar(forms, target))
                yield Problem(
                    "definition.no_form",
                    f"{place}{at}.to",
                    {"name": target, "near": near},
                )
        yield from _serial_problems(form, place)
        for one, at in _with_places(form):
            name = one.kind.inverse_of()
            target = one.kind.points_to()
            if not name or target not in forms:
                continue
            clash = taken.get((target, name)) or (name if forms[target].field(name) else "")
            if clash:
                yield Problem(
                    "definition.name_twice",
                    f"{place}{at}.inverse",
                    {"name": name, "form": target},
                )
            taken[target, name] = form.name


def _with_places(form: Form) -> Iterator[tuple[Field, str]]:
    """Every field, columns of lines among them, and where its file says it."""
    for one in form.fields:
        yield one, f"fields.{one.key}"
        for column in one.fields:
            yield column, f"fields.{one.key}.fields.{column.key}"


def _serial_problems(form: Form, place: str) -> Iterator[Problem]:
    """Running numbers that ask for fields which are not there or have no plain text."""
    for one in form.fields:
        for key in one.kind.series_reads():
            found = form.field(key)
            if found is None or found.key == one.key or found.kind.rows:
                near = ", ".join(similar(form.every, key))
                here = f"{place}fields.{one.key}"
                yield Problem("definition.no_field", here, {"name": key, "near": near})
            elif found.kind.points_to() or found.kind.many or found.kind.column == "jsonb":
                yield Problem("setting.serial_field", f"{place}fields.{one.key}", {"name": key})


def _nav_problems(
    items: tuple[NavItem, ...], known: Collection[str], place: str
) -> Iterator[Problem]:
    for number, item in enumerate(items):
        here = f"{place}.{number}"
        if item.form and item.form not in known:
            near = ", ".join(similar(known, item.form))
            yield Problem("definition.no_form", here, {"name": item.form, "near": near})
        yield from _nav_problems(item.items, known, f"{here}.items")


def layout_problems(form: Form) -> Iterator[Problem]:
    """Fields laid out that are not there, or twice."""
    seen: set[str] = set()
    for number, section in enumerate(form.layout):
        for place in section.places:
            here = f"{form.app}/forms/{form.key}#layout.{number}.fields"
            if form.field(place.field) is None:
                near = ", ".join(similar(form.every, place.field))
                yield Problem("definition.no_field", here, {"name": place.field, "near": near})
            elif place.field in seen:
                yield Problem("definition.field_twice", here, {"name": place.field})
            seen.add(place.field)


def view_problems(form: Form, scope: Scope) -> Iterator[Problem]:
    """Columns, sorts and groups of views that lead nowhere."""
    for view in form.views:
        here = f"{form.app}/forms/{form.key}#views.{view.key}"
        if view.kind not in _VIEW_KINDS:
            kinds = ", ".join(_VIEW_KINDS)
            yield Problem(
                "definition.view_kind", f"{here}.kind", {"name": view.kind, "kinds": kinds}
            )
        named = (
            *((path, "columns") for path in view.columns),
            *((path.removeprefix("-"), "sort") for path in view.sort),
            *((path, "group") for path in view.group),
            *((path, "card") for path in view.card),
            *(((view.by, "by"),) if view.by else ()),
        )
        for path, part in named:
            if not leads_somewhere(scope, path):
                near = ", ".join(similar(scope.names(), path))
                yield Problem("definition.no_field", f"{here}.{part}", {"name": path, "near": near})
        if view.kind == "kanban":
            by = form.field(view.by)
            if by is None or not by.kind.options_of():
                yield Problem("definition.kanban_by", f"{here}.by", {"name": view.by})


def leads_somewhere(scope: Scope, path: str) -> bool:
    """Whether a dotted path names a value from here."""
    *links, last = path.split(".")
    for step in links:
        meaning = scope.find(step)
        if meaning is None or meaning.kind != "one":
            return False
        scope = scope.through(step)
    return scope.find(last) is not None
