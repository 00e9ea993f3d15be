"""A view: which columns of which records in what order, as a table or a kanban."""

from collections.abc import Mapping
from dataclasses import dataclass

from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class View:
    """A shared view of the definition. `where` is an expression; `sort` like ("-amount",)."""

    key: str
    label: Label
    kind: str = "table"
    columns: tuple[str, ...] = ()
    where: str = ""
    sort: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    by: str = ""  # the field of a kanban's columns
    card: tuple[str, ...] = ()
    widths: Mapping[str, int] | None = None
