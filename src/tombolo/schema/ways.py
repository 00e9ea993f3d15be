"""The way along a path, step by step: over which tables it leads and by which columns."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tombolo.schema.form import Form
from tombolo.schema.system import PEOPLE, RECORD

Path = tuple[str, ...]


class Rows(NamedTuple):
    """The records of a form, or the rows of one of its lines."""

    form: str
    lines: str = ""


Inverses = Mapping[str, Mapping[str, tuple[Rows, str]]]  # form: {name: (the rows, their link)}


@dataclass(frozen=True, slots=True)
class Hop:
    """One step from rows to rows.

    `link`: along the link `key` of `start`; `inverse`: to those rows of `end` whose link `key` points
    at `start`; `lines`: to the lines of a record; `record`: from lines to their record.
    """

    kind: Literal["link", "inverse", "lines", "record"]
    start: Rows
    key: str
    end: Rows

    @property
    def many(self) -> bool:
        return self.kind in {"inverse", "lines"}


@dataclass(frozen=True, slots=True)
class Way:
    """The hops of a path, and the column it reads at their end ("": the rows themselves)."""

    hops: tuple[Hop, ...]
    end: Rows
    key: str

    @property
    def inside(self) -> bool:
        """Whether it stays in the record and its lines."""
        return all(hop.kind in {"lines", "record"} for hop in self.hops)


def from_record(lines: str, path: Path, own: Container[str]) -> tuple[str, Path]:
    """A path read in `lines` ("": in the record) without the ways back from lines to their record.

    `own` are the lines of the form: `lines.record.total` is `total`, but not so where the rows were
    found by their link, for those have many records.
    """
    while True:
        if lines and path[:1] == (RECORD,):
            lines, path = "", path[1:]
        elif not lines and path[1:2] == (RECORD,) and path[0] in own:
            path = path[2:]
        else:
            return lines, path


def way(forms: Mapping[str, Form], inverses: Inverses, start: Rows, path: Path) -> Way | None:
    """The way of `path` as read in `start`; None when it leads nowhere."""
    hops: list[Hop] = []
    here = start
    for number, step in enumerate(path):
        last = number == len(path) - 1
        hop = _hop(forms, inverses, here, step)
        if hop is None or (last and hop.kind == "link"):
            return Way(tuple(hops), here, step) if last else None
        if hop.kind == "record" and hops and hops[-1].kind == "lines":
            hops.pop()  # there and back again
        else:
            hops.append(hop)
        here = hop.end
    return Way(tuple(hops), here, "")


def _hop(forms: Mapping[str, Form], inverses: Inverses, here: Rows, step: str) -> Hop | None:
    """The hop that a name means here; None where it is a value."""
    if here.form in PEOPLE:
        return _among_people(here, step)
    form = forms.get(here.form)
    if form is None:
        return None
    if here.lines and step == RECORD:
        return Hop("record", here, RECORD, Rows(here.form))
    found = form.field(here.lines or step)
    found = found.column(step) if found and here.lines else found
    if found is None:
        inverse = None if here.lines else inverses.get(here.form, {}).get(step)
        return Hop("inverse", here, inverse[1], inverse[0]) if inverse else None
    if found.kind.rows:
        return Hop("lines", here, step, Rows(here.form, step))
    target = found.kind.points_to()
    if target and not found.kind.many and (target in forms or target in PEOPLE):
        return Hop("link", here, step, Rows(target))
    return None


def _among_people(here: Rows, step: str) -> Hop | None:
    target = {"department": "sys.department", "parent": "sys.department", "head": "sys.member"}
    return Hop("link", here, step, Rows(target[step])) if step in target else None
