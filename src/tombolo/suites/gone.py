"""A computed field that goes: who still reads it, and where its form shows it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import cast

from tombolo.base.problems import Problem
from tombolo.schema.catalog import Catalog
from tombolo.schema.editor import uses
from tombolo.schema.label import Label

Data = Mapping[str, object]
_WHAT: Mapping[uses.Group, tuple[str, str]] = {
    "computed": ("计算字段", "computed field"),
    "defaults": ("默认值", "default"),
    "checks": ("校验", "check"),
    "locks": ("锁定", "lock"),
    "conditions": ("条件", "condition"),
    "views": ("视图", "view"),
}


def in_use(
    catalog: Catalog, form: str, gone: Mapping[uses.End, str], places: Collection[str]
) -> Iterator[Problem]:
    """Every expression that reads a field that is to go, and is not among the `places` that go too."""
    if not gone:
        return
    readers = uses.uses(catalog).readers
    fields = tuple(f"{place.rpartition('.')[0]}." for place in gone.values())
    for end, place in gone.items():
        owner = catalog.form(form).field(end[1] or end[2])
        one = owner.column(end[2]) if owner and end[1] else owner
        for reader in readers.get(end, []):
            there = reader.expression
            goes = there.place in places or there.place.startswith(fields)
            if reader.form == form and goes:
                continue
            other = catalog.form(reader.form)
            yield Problem(
                "rule.in_use",
                f"{other.app}/forms/{other.key}#{there.place}",
                {
                    "name": _words(one.label) if one else place,
                    "form": _words(other.label),
                    "what": dict(zip(("zh", "en"), _WHAT[there.group], strict=True)),
                    "reader": _words(there.label),
                },
            )


def _words(label: Label) -> dict[str, str]:
    return {"zh": label.say("zh"), "en": label.say("en")}


def is_computed(steps: Sequence[str]) -> bool:
    """Whether the place is that of what a field, or a column of lines, is computed by."""
    return (
        len(steps) in {3, 5}
        and steps[0] == "fields"
        and (len(steps) == 3 or steps[2] == "fields")
        and steps[-1] in {"is", "of"}
    )


def mention(data: Data, key: str) -> list[str] | None:
    """Where a view shows the field or a section of the layout holds it; the whole section where it
    holds nothing else.
    """
    views = data.get("views")
    for name, view in cast("Data", views).items() if isinstance(views, Mapping) else ():
        for part in ("columns", "sort", "group", "card"):
            shown = cast("Data", view).get(part)
            if (at := _among(shown, key)) is not None:
                return ["views", name, part, str(at)]
    layout = data.get("layout")
    for n, section in enumerate(cast("list[Data]", layout) if isinstance(layout, list) else ()):
        held = section.get("fields")
        if (at := _among(held, key)) is not None:
            alone = len(cast("list[object]", held)) == 1
            return ["layout", str(n)] if alone else ["layout", str(n), "fields", str(at)]
    return None


def _among(items: object, key: str) -> int | None:
    """The place of the field in a list of names (`-amount` too) or of {field: …}."""
    for at, one in enumerate(cast("list[object]", items) if isinstance(items, list) else ()):
        named = cast("Data", one).get("field") if isinstance(one, Mapping) else one
        if isinstance(named, str) and named.removeprefix("-") == key:
            return at
    return None
