"""Dotted paths from a form to a value: `customer.level`, through to-one links and look-ups."""

from dataclasses import dataclass

from tombolo.schema.catalog import Catalog, Path
from tombolo.schema.condition import Type
from tombolo.schema.field import Field
from tombolo.schema.kinds.link import Link
from tombolo.schema.kinds.shape import Kind
from tombolo.schema.kinds.text import Text
from tombolo.schema.label import Label
from tombolo.schema.stand_in import kind_of
from tombolo.schema.system import ID, PEOPLE, TITLE

PEOPLE_FIELDS = {
    "sys.member": {
        "name": Field("name", Label("姓名", "Name"), Text()),
        "email": Field("email", Label("邮箱", "E-mail"), Text()),
    },
    "sys.department": {"name": Field("name", Label("名称", "Name"), Text())},
}


TITLE_FIELD = Field(TITLE, Label("数据标题", "Title"), Text(), system=True)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a path leads. `path` has look-ups written out; `kind` is what the value behaves like.

    `passes` are the (form, field) pairs whose visibility decides whether the path may be named.
    """

    asked: str
    path: Path
    field: Field
    kind: Kind
    type: Type
    label: Label
    passes: tuple[tuple[str, str], ...]


def resolve(catalog: Catalog, form: str, asked: str) -> Spot | None:
    """Follow `asked` from `form`; None when it leads nowhere."""
    steps = asked.split(".")
    if len(steps) > 6:
        return None
    passes: list[tuple[str, str]] = []
    path: list[str] = []
    labels: list[Label] = []
    here = form
    for number, step in enumerate(steps):
        found = _field(catalog, here, step)
        if found is None:
            return None
        passes.append((here, step))
        labels.append(found.label)
        last = number == len(steps) - 1
        if found.kind.looks_at():
            behind = resolve(catalog, here, found.kind.looks_at())
            if behind is None or not last:
                return None
            kind, type_ = behind.kind, behind.type
            return Spot(
                asked, (*path, *behind.path), found, kind, type_, _joined(labels), tuple(passes)
            )
        path.append(step)
        if last:
            if here in PEOPLE:
                return Spot(
                    asked,
                    tuple(path),
                    found,
                    found.kind,
                    found.kind.type(),
                    _joined(labels),
                    tuple(passes),
                )
            type_ = catalog.type_of(here, found)
            return Spot(
                asked,
                tuple(path),
                found,
                kind_of(found, type_),
                type_,
                _joined(labels),
                tuple(passes),
            )
        target = found.kind.points_to()
        if not target or found.kind.many or (target not in catalog.cards and target not in PEOPLE):
            return None
        here = target
    return None


def _field(catalog: Catalog, form: str, key: str) -> Field | None:
    if form in PEOPLE:
        return PEOPLE_FIELDS[form].get(key)
    if key == ID:
        return Field(ID, Label("数据 ID", "Record id"), Link(to=form), system=True)
    if key == TITLE:
        return TITLE_FIELD
    return catalog.form(form).field(key)


def _joined(labels: list[Label]) -> Label:
    if len(labels) == 1:
        return labels[0]
    return Label("·".join(one.zh for one in labels), " · ".join(one.say("en") for one in labels))
