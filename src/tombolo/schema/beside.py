"""Rows with other rows beside them, under names: the record that set a rule off, the line it is at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tombolo.formula.types import reference
from tombolo.schema.condition import Meaning, Scope, Sums
from tombolo.schema.label import Label


def named(name: str, label: Label, form: str) -> Meaning:
    """What the name of a row beside means: a link to a record of `form`."""
    return Meaning(name, label.zh, "one", reference(form), label_en=label.say("en"))


@dataclass(frozen=True, slots=True, repr=False)
class BesideScope:
    """The names of `own`, and before them those of the rows beside."""

    own: Scope
    beside: Mapping[str, tuple[Meaning, Scope]]

    def find(self, name: str) -> Meaning | None:
        found = self.beside.get(name)
        return found[0] if found else self.own.find(name)

    def names(self) -> Sequence[str]:
        return [*self.beside, *self.own.names()]

    def through(self, name: str) -> Scope:
        found = self.beside.get(name)
        return found[1] if found else self.own.through(name)

    def around(self) -> str:
        return self.own.around()

    def balance(self, name: str) -> Sums | None:
        return self.own.balance(name)

    def balances(self) -> Sequence[str]:
        return self.own.balances()
