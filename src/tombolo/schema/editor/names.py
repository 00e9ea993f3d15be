"""The names that may be written at a place: one level of the tree, deeper ones where they are asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tombolo.base.errors import Missing
from tombolo.base.pinyin import sounds
from tombolo.schema.beside import BesideScope
from tombolo.schema.catalog import Catalog
from tombolo.schema.condition import Meaning, Scope
from tombolo.schema.editor.sites import Site
from tombolo.schema.scopes import FixedScope, RowScope, inverse_label
from tombolo.schema.system import ITSELF, TITLE


@dataclass(frozen=True, slots=True)
class Named:
    """A name: what it is called, what it means (`value`, `one`, `many`), how its label sounds.

    `field` is the kind of the field, `inverse` for rows that link here; `form` where a dot leads.
    `token` is what is written for it: the label in brackets, or the key where the label is not its own.
    """

    key: str
    zh: str
    en: str
    token: str
    kind: str
    type: str
    field: str
    form: str = ""
    options: tuple[tuple[str, str], ...] = ()
    sounds: tuple[str, str] = ("", "")


Eyes = Callable[[Scope], Scope]


def _all(scope: Scope) -> Scope:
    return scope


def names(
    catalog: Catalog, site: Site, path: Sequence[str], language: str, eyes: Eyes = _all
) -> list[Named]:
    """The names behind `path` (nothing: at the place itself), as far as `eyes` see them. Missing where
    it leads nowhere.
    """
    scope = site.scope
    for step in path:
        found = eyes(scope).find(step)
        if found is None or found.kind == "value":
            raise Missing("rule.no_place", values={"place": ".".join(path)})
        scope = scope.through(step)
    keys = [*dict.fromkeys(eyes(scope).names())]
    if isinstance(scope, RowScope) and not scope.lines and eyes(scope).find(TITLE):
        keys.append(TITLE)
    return [_named(catalog, scope, key, language) for key in keys]


def _named(catalog: Catalog, scope: Scope, key: str, language: str) -> Named:
    meaning = scope.find(key)
    assert meaning is not None
    zh, en, field = _called(catalog, scope, meaning)
    label = (en or zh) if language == "en" else zh
    again = scope.find(label)
    own = again is not None and again.key == key and label != key and "」" not in label
    return Named(
        key=key,
        zh=zh,
        en=en,
        token=f"「{label}」" if own else key,
        kind=meaning.kind,
        type=_type(meaning),
        field=field,
        form=_behind(meaning),
        options=_options(scope, meaning, language),
        sounds=sounds(zh),
    )


def _called(catalog: Catalog, scope: Scope, meaning: Meaning) -> tuple[str, str, str]:
    """Chinese label, English label, kind of field."""
    if isinstance(scope, BesideScope):
        if meaning.key in scope.beside or meaning.key in scope.facts:
            return meaning.label, meaning.called("en"), "beside"
        return _called(catalog, scope.own, meaning)
    if isinstance(scope, FixedScope):
        return meaning.label, meaning.called("en"), "fact"
    row = scope if isinstance(scope, RowScope) else None
    if row is None:
        return meaning.label, meaning.label, ""
    found = row.form.field(row.lines or meaning.key)
    one = found.column(meaning.key) if found and row.lines else found
    if one is not None:
        return one.label.zh, one.label.say("en"), one.kind.name
    if meaning.itself:
        label = row.form.label if row.lines else ITSELF
        return label.zh, label.say("en"), "record"
    inverse = catalog.card(row.form.name).inverses.get(meaning.key)
    if inverse is None:
        return meaning.label, "Title", "title"
    forms = {name: card.form for name, card in catalog.cards.items()}
    label = inverse_label(forms, inverse.rows)
    return label.zh, label.say("en"), "inverse"


def _options(scope: Scope, meaning: Meaning, language: str) -> tuple[tuple[str, str], ...]:
    if isinstance(scope, BesideScope):
        return _options(scope.own, meaning, language)
    if isinstance(scope, RowScope):
        found = scope.form.field(scope.lines or meaning.key)
        one = found.column(meaning.key) if found and scope.lines else found
        if one is not None:
            return tuple((key, label.say(language)) for key, label in one.kind.options_of())
    return meaning.options


def _type(meaning: Meaning) -> str:
    of = meaning.type
    return f"list:{of.of.name}" if of.name == "list" and of.of else of.name


def _behind(meaning: Meaning) -> str:
    of = meaning.type.of or meaning.type
    return of.form
