"""A problem knows its place; lists of problems are gathered and demanded at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: `code` names a message of words.py, `values` fill its blanks.

    `place` is a path a machine can follow: `amount`, `lines[2].qty`,
    `forms/customer.yaml:12:5`. `say` overrides the message with words of the
    definition itself ({zh, en}), as a form's own check brings them.
    """

    code: str
    place: str = ""
    values: Mapping[str, object] = field(default_factory=dict[str, object])
    say: Mapping[str, str] | None = None

    def at(self, prefix: str) -> "Problem":
        """The same problem seen from outside: `prefix` in front of its place."""
        if not prefix:
            return self
        joined = (
            self.place
            if not self.place
            else (prefix + self.place if self.place.startswith("[") else f"{prefix}.{self.place}")
        )
        return replace(self, place=joined or prefix)


def at(prefix: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Every problem of the list, seen from outside."""
    return tuple(problem.at(prefix) for problem in problems)
