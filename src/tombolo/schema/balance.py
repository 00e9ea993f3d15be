"""A balance: what rows of ledgers add up to, by key, kept under guards."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tombolo.schema.field import Field
from tombolo.schema.label import NO_LABEL, Label


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of `form` (or of its `lines`) for which `where` holds: under which key, adding what.

    Keys and measures are expressions of the row; a measure that is not named gets nothing from it.
    `on` is the day it counts from in reports by period; without one, or blank: when it was posted.
    """

    form: str
    lines: str = ""
    where: str = ""
    keys: Mapping[str, str] = field(default_factory=dict[str, str])
    add: Mapping[str, str] = field(default_factory=dict[str, str])
    on: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """`need` holds for every key at every commit, else the save is refused with `say`."""

    need: str
    say: Label = NO_LABEL


@dataclass(frozen=True, slots=True)
class Balance:
    """One balance is one table `<app>_<key>`; its rows are written by posting alone."""

    app: str
    key: str
    label: Label
    keys: tuple[Field, ...] = ()
    measures: tuple[Field, ...] = ()
    sources: tuple[Source, ...] = ()
    guards: tuple[Guard, ...] = ()

    @property
    def name(self) -> str:
        """`erp.stock`"""
        return f"{self.app}.{self.key}"

    @property
    def table(self) -> str:
        """`erp_stock`"""
        return f"{self.app}_{self.key}"

    @property
    def place(self) -> str:
        """Where problems point."""
        return f"{self.app}/balances/{self.key}#"
