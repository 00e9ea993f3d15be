"""Where an expression of a form stands: which names it sees, what it has to give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from tombolo.base.errors import Missing
from tombolo.schema.catalog import Catalog
from tombolo.schema.codec import KIND_BY_NAME
from tombolo.schema.condition import BOOLEAN, Scope, Type
from tombolo.schema.field import Field
from tombolo.schema.kinds.shape import Kind
from tombolo.schema.rules import ChosenScope
from tombolo.schema.scopes import RowScope

_CONDITIONS = frozenset({"default_when", "required_when", "visible_when", "readonly_when", "check"})


@dataclass(frozen=True, slots=True)
class Site:
    """A place for an expression in a form, or in its `lines`; without a form where nothing is stored.

    Part of a roll-up is read inside the function that the roll-up is: `before` and `after` it.
    """

    form: str
    lines: str
    scope: Scope
    want: Type | None = None
    before: str = ""
    after: str = ""


def plain(catalog: Catalog, form: str, lines: str = "", *, truth: bool = False) -> Site:
    """A row of the form, or of its lines; `truth` for a condition. Missing where there is none."""
    card = catalog.card(form)
    scope = card.line_scopes.get(lines) if lines else card.scope
    if scope is None:
        raise Missing("rule.no_place", values={"place": lines})
    return Site(form, lines, scope, BOOLEAN if truth else None)


def at(catalog: Catalog, form: str, place: str, parts: Mapping[str, str] | None = None) -> Site:
    """The site of `fields.total.is`, `checks.0.need`. Missing where no expression can stand.

    `parts` are those of a roll-up (`calc`, `of`, `where`) as they are about to be.
    """
    match place.split("."):
        case ["fields", key, *rest] if one := catalog.form(form).field(key):
            if rest[:1] != ["fields"]:
                return _of_field(plain(catalog, form), one, rest, parts)
            column = one.column(rest[1]) if len(rest) > 2 else None
            if column is not None:
                site = plain(catalog, form, key)
                return _of_field(site, column, rest[2:], parts)
        case ["checks" | "unique" | "locks" | "views", _, "need" | "where" | "when"]:
            return plain(catalog, form, truth=True)
        case _:
            pass
    raise Missing("rule.no_place", values={"place": place})


def rollup(site: Site, leaf: str, parts: Mapping[str, str]) -> Site:
    """Inside the function that a roll-up of these parts is."""
    hole = "\0"
    named = {name: parts.get(name, "") for name in ("of", "where")}
    made = gathering({**named, "calc": parts.get("calc") or "sum", leaf: hole}).computes()
    # Of nothing at all there is no function yet, which is for the other part to say.
    before, _, after = (made or f"SUMIFS({named['of']}, {hole})").partition(hole)
    return replace(site, want=None, before=before, after=after)


def gathering(parts: Mapping[str, str]) -> Kind:
    """A roll-up of these parts: `of`, `calc`, `where`."""
    return cast("Callable[..., Kind]", KIND_BY_NAME["rollup"])(**parts)


def _of_field(
    site: Site,
    one: Field,
    rest: Sequence[str],
    parts: Mapping[str, str] | None,
) -> Site:
    match rest:
        case ["of" | "where" as leaf] if leaf in (own := one.kind.said_in()):
            return rollup(site, leaf, {**own, **(parts or {})})
        case ["is" | "path"] if one.kind.computed:
            return site
        case ["default"]:
            return replace(site, want=None if one.kind.rows else one.kind.type())
        case [leaf] if leaf in _CONDITIONS:
            return replace(site, want=BOOLEAN)
        case ["options", _, "when"] | ["checks", _, "need"]:
            return replace(site, want=BOOLEAN)
        case ["candidates"] if isinstance(site.scope, RowScope):
            target, world = one.kind.points_to(), site.scope.world
            if world.knows(target):
                inside = ChosenScope(site.scope, one.key, target, world)
                return replace(site, want=BOOLEAN, scope=inside)
        case _:
            pass
    raise Missing("rule.no_place", values={"place": ".".join((one.key, *rest))})
