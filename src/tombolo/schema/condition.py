"""A stored expression of the one language: checked once, lowered wherever it is needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.formula.compile import Compiled, compile_text
from tombolo.formula.lower import condition as where
from tombolo.formula.lower import keys_of, lower
from tombolo.formula.messages import MESSAGES
from tombolo.formula.reads import balances, calls, occurrences
from tombolo.formula.scope import Frame, Meaning, RowQuery, Scope, Sums
from tombolo.formula.typed import Field
from tombolo.formula.types import BOOLEAN, DATE, MOMENT, NUMBER, TEXT, Type, column_type
from tombolo.pg.tree import Expr

__all__ = [
    "BOOLEAN", "DATE", "MESSAGES", "MOMENT", "NUMBER", "TEXT", "Condition", "Frame", "Meaning", "RowQuery", "Scope",
    "Sums", "Type", "column_type", "condition", "tried",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression with its place in the definitions already resolved.

    `reads` are the paths it reads, `live` whether it asks for the clock or the person. Two are equal
    when their texts are; only conditions of one form are ever compared.
    """

    text: str
    compiled: Compiled = field(compare=False, repr=False)

    @property
    def type(self) -> Type:
        return self.compiled.type

    @property
    def reads(self) -> frozenset[tuple[str, ...]]:
        return self.compiled.reads

    @property
    def occurrences(self) -> Mapping[tuple[str, ...], int]:
        """How often each path is read."""
        return occurrences(self.compiled.tree)

    @property
    def live(self) -> bool:
        return self.compiled.live

    @property
    def plain(self) -> str:
        """The name of the field of the row that it is and no more; "" for anything else."""
        tree = self.compiled.tree
        return tree.path[0] if isinstance(tree, Field) and len(tree.path) == 1 else ""

    @property
    def asking(self) -> tuple[str, ...]:
        """The balances it asks for the row itself, each time it does."""
        return tuple(one.name for one in balances(self.compiled.tree))

    def asks(self, frame: Frame) -> tuple[tuple[str, tuple[Expr, ...]], ...]:
        """Which balances it asks for which keys, at the place that `frame` is."""
        tree = self.compiled.tree
        return tuple((one.name, keys_of(one, frame)) for one in balances(tree))

    @property
    def counts_days(self) -> bool:
        """Whether it reads the workspace's calendar."""
        return bool(calls(self.compiled.tree) & {"WORKDAY", "NETWORKDAYS"})

    def lower(self, frame: Frame) -> Expr:
        """The expression in SQL, at the place that `frame` is."""
        return lower(self.compiled.tree, frame)

    def holds(self, frame: Frame) -> Expr:
        """The same for WHERE and CASE: unknown counts as false, and an index can serve it."""
        return where(self.compiled.tree, frame)


def condition(text: str, scope: Scope, want: Type | None = None) -> Condition:
    """Compile `text`. Raises Invalid with every problem and its span."""
    return Condition(text, compile_text(text, scope, want))


def tried(
    text: str, scope: Scope, want: Type | None, place: str
) -> tuple[Condition | None, Sequence[Problem]]:
    """Like condition(), but the problems come back with `place` in front."""
    try:
        return condition(text, scope, want), ()
    except Invalid as invalid:
        return None, tuple(
            Problem(one.code, f"{place}:{one.place}" if one.place else place, one.values, one.say)
            for one in invalid.problems
        )
