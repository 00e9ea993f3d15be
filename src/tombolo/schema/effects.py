"""What follows from what: which stored values of which rows are computed anew when something moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tombolo.schema.ways import Hop, Rows


@dataclass(frozen=True, slots=True)
class Target:
    """A stored computed value: a column of rows, or the title of records (TITLE)."""

    rows: Rows
    key: str
    level: int


@dataclass(frozen=True, slots=True)
class Route:
    """When one of `columns` moves in rows of `on` ("": when rows come or go), `targets` follow.

    `back` leads from the targets' rows to `on`; it is walked from its end. `inside`: it stays in the
    record and its lines, which a save computes in one go.
    """

    on: Rows
    back: tuple[Hop, ...]
    columns: frozenset[str]
    targets: tuple[Target, ...]

    @property
    def inside(self) -> bool:
        return all(hop.kind in {"lines", "record"} for hop in self.back)


@dataclass(frozen=True, slots=True)
class Reach:
    """Records of `form` that stored values look at through a link, and what they link to in turn."""

    form: str
    further: Mapping[str, "Reach"] = field(default_factory=dict[str, "Reach"])


@dataclass(frozen=True, slots=True)
class Effects:
    """`routes` by the rows that move; `reaches` by rows and link; `stirs`: the forms that a write of
    a form may touch in turn.
    """

    routes: Mapping[Rows, tuple[Route, ...]] = field(default_factory=dict[Rows, tuple[Route, ...]])
    reaches: Mapping[Rows, Mapping[str, Reach]] = field(
        default_factory=dict[Rows, Mapping[str, Reach]]
    )
    stirs: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def kept(self, rows: Rows) -> frozenset[str]:
        """The links by whose values routes lead away from these rows."""
        return frozenset(
            route.back[-1].key
            for route in self.routes.get(rows, ())
            if route.back and route.back[-1].kind == "inverse"
        )
