"""Every expression of a form with its place, and which fields each of them reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from tombolo.base.errors import Missing
from tombolo.schema.catalog import Catalog
from tombolo.schema.condition import tried
from tombolo.schema.editor import sites
from tombolo.schema.field import Check, Field
from tombolo.schema.form import Form
from tombolo.schema.label import NO_LABEL, Label
from tombolo.schema.ways import Rows, way

Group = Literal["computed", "defaults", "checks", "locks", "conditions", "views"]
End = tuple[str, str, str]  # form, lines or "", key


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression: `place` is where its text stands in the form's file (`fields.total.is`).

    `key` is the field it belongs to ("" for those of the whole form), `leaf` what it is of it,
    `label` what a person calls it, `say` what is told where it does not hold. A roll-up is said in
    `parts`: `calc`, `of` and `where`.
    """

    place: str
    group: Group
    leaf: str
    text: str
    label: Label
    lines: str = ""
    key: str = ""
    say: Label = NO_LABEL
    about: tuple[str, ...] = ()  # the fields that a lock or a unique rule names
    parts: Mapping[str, str] = field(default_factory=dict[str, str])


def expressions(form: Form) -> Iterator[Expression]:
    """Every expression of the form, in the order of its file. The title is a template, not one."""
    for one in form.fields:
        yield from _of_field(one, "", f"fields.{one.key}")
        for column in one.fields:
            yield from _of_field(column, one.key, f"fields.{one.key}.fields.{column.key}")
    for n, check in enumerate(form.checks):
        yield _check(check, f"checks.{n}.need", form, "")
    for n, unique in enumerate(form.unique):
        label = _labels(form, unique.fields)
        if unique.where:
            yield Expression(
                f"unique.{n}.where", "checks", "unique", unique.where, label,
                say=unique.say, about=unique.fields,
            )  # fmt: skip
    for n, lock in enumerate(form.locks):
        label = _labels(form, lock.fields) if lock.fields else form.label
        yield Expression(
            f"locks.{n}.when", "locks", "lock", lock.when, label, say=lock.say, about=lock.fields
        )
    for view in form.views:
        if view.where:
            yield Expression(f"views.{view.key}.where", "views", "view", view.where, view.label)


def _of_field(one: Field, lines: str, place: str) -> Iterator[Expression]:
    def made(group: Group, leaf: str, text: str, at: str = "") -> Expression:
        return Expression(f"{place}.{at or leaf}", group, leaf, text, one.label, lines, one.key)

    parts = one.kind.said_in()
    if parts:
        yield Expression(
            f"{place}.of", "computed", "of", parts["of"], one.label, lines, one.key, parts=parts
        )
    elif one.kind.computes():
        yield made("computed", "is", one.kind.computes())
    elif one.kind.looks_at():
        yield made("computed", "path", one.kind.looks_at())
    if one.default:
        yield made("defaults", "default", one.default)
    if one.default_when:
        yield made("defaults", "default_when", one.default_when)
    for leaf, text in (
        ("visible_when", one.visible_when),
        ("required_when", one.required_when),
        ("readonly_when", one.readonly_when),
    ):
        if text:
            yield made("conditions", leaf, text)
    for key, when in one.kind.offers():
        option = dict(one.kind.options_of()).get(key, one.label)
        label = Label(f"{one.label.zh}：{option.zh}", f"{one.label.say('en')}: {option.say('en')}")
        yield Expression(
            f"{place}.options.{key}.when", "conditions", "option", when, label, lines, one.key
        )
    if one.kind.offered():
        yield made("conditions", "candidates", one.kind.offered())


def checks_of_fields(form: Form, data: Mapping[str, object]) -> Iterator[Expression]:
    """The checks that stand with a field, as its file says them: `check`, or a list of `checks`."""
    for one, lines, place in _every(form):
        written: object = data
        for step in place.split("."):
            written = _under(written, step)
        short = isinstance(written, Mapping) and "check" in written
        for n, check in enumerate(one.checks):
            at = "check" if short and not n else f"checks.{n - short}.need"
            yield _check(check, f"{place}.{at}", form, lines, one)


def _under(data: object, step: str) -> object:
    if not isinstance(data, Mapping):
        return None
    return cast("Mapping[str, object]", data).get(step)


def _every(form: Form) -> Iterator[tuple[Field, str, str]]:
    for one in form.fields:
        yield one, "", f"fields.{one.key}"
        for column in one.fields:
            yield column, one.key, f"fields.{one.key}.fields.{column.key}"


def _check(
    check: Check, place: str, form: Form, lines: str, owner: Field | None = None
) -> Expression:
    one = owner or form.field(check.at)
    label = one.label if one else form.label
    return Expression(
        place, "checks", "check", check.need, label, lines, one.key if one else "", check.say
    )


def _labels(form: Form, keys: tuple[str, ...]) -> Label:
    found = [one.label if (one := form.field(key.split(".")[0])) else Label(key) for key in keys]
    return Label("、".join(one.zh for one in found), ", ".join(one.say("en") for one in found))


@dataclass(frozen=True, slots=True)
class Reader:
    """An expression of `form` that reads a field."""

    form: str
    expression: Expression


@dataclass(slots=True)
class Uses:
    """Who reads which field, over all forms."""

    readers: dict[End, list[Reader]] = field(default_factory=dict[End, list[Reader]])
    reads: dict[tuple[str, str], list[End]] = field(
        default_factory=dict[tuple[str, str], list[End]]
    )


def all_of(catalog: Catalog, form: Form) -> list[Expression]:
    """The form's expressions with the checks of its fields among them."""
    data = catalog.files.get(f"{form.app}/forms/{form.key}", {})
    return [*expressions(form), *checks_of_fields(form, data)]


def uses(catalog: Catalog) -> Uses:
    """Read once for a catalog; every expression of every form is looked through."""
    made = Uses()
    forms = {name: card.form for name, card in catalog.cards.items()}
    inverses = catalog.inverses()
    for name, form in forms.items():
        for one in all_of(catalog, form):
            try:
                site = sites.at(catalog, name, one.place)
            except Missing:
                continue
            text = f"{site.before}{one.text}{site.after}"
            condition, _ = tried(text, site.scope, site.want, one.place)
            ends: dict[End, None] = {}
            for path in sorted(condition.reads) if condition else ():
                for length in range(1, len(path) + 1):
                    found = way(forms, inverses, Rows(name, one.lines), path[:length])
                    if found is None:
                        continue
                    last = found.hops[-1] if found.hops else None
                    if found.key:
                        ends[found.end.form, found.end.lines, found.key] = None
                    elif last is not None and last.kind == "inverse":
                        ends[*last.end, last.key] = None
            made.reads[name, one.place] = [*ends]
            for end in ends:
                made.readers.setdefault(end, []).append(Reader(name, one))
    return made
