"""Rows with other rows beside them, under names: the record that set a rule off, the line it is at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tombolo.formula.types import NUMBER, reference
from tombolo.schema.condition import Meaning, Scope, Sums
from tombolo.schema.label import Label

POSITION = Meaning("position", "行号", "value", NUMBER, label_en="Position")  # of a line, from 1


def named(name: str, label: Label, form: str) -> Meaning:
    """What the name of a row beside means: a link to a record of `form`."""
    return Meaning(name, label.zh, "one", reference(form), label_en=label.say("en"))


@dataclass(frozen=True, slots=True, repr=False)
class BesideScope:
    """The names of `own`, and before them those of the rows beside and of what is known of the row."""

    own: Scope
    beside: Mapping[str, tuple[Meaning, Scope]]
    facts: Mapping[str, Meaning] = field(default_factory=dict[str, Meaning])

    def find(self, name: str) -> Meaning | None:
        found = self.beside.get(name)
        own = found[0] if found else self.facts.get(name) or self.own.find(name)
        return own or self._called(name)

    def _called(self, label: str) -> Meaning | None:
        """What stands beside, by its label; a label of the row itself goes before it."""
        known = [*(one for one, _ in self.beside.values()), *self.facts.values()]
        return next((one for one in known if label in (one.label, one.called("en"))), None)

    def names(self) -> Sequence[str]:
        return [*self.beside, *self.facts, *self.own.names()]

    def through(self, name: str) -> Scope:
        meaning = self.find(name)
        found = self.beside.get(meaning.key) if meaning else None
        return found[1] if found and meaning == found[0] else self.own.through(name)

    def around(self) -> str:
        return self.own.around()

    def balance(self, name: str) -> Sums | None:
        return self.own.balance(name)

    def balances(self) -> Sequence[str]:
        return self.own.balances()
