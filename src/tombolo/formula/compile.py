"""The way in: a formula's text to its checked tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tombolo.base.errors import Broken, Invalid
from tombolo.base.problems import Problem
from tombolo.formula.check import Checker
from tombolo.formula.lexer import LONGEST
from tombolo.formula.nodes import Node
from tombolo.formula.parser import parse
from tombolo.formula.problems import FormulaError, problem
from tombolo.formula.reads import reads
from tombolo.formula.resolve import Place
from tombolo.formula.scope import Scope
from tombolo.formula.spans import Span
from tombolo.formula.typed import Hole, Typed
from tombolo.formula.types import Type
from tombolo.formula.weights import MOST, weigh


@dataclass(frozen=True, slots=True)
class Compiled:
    """A formula without problems. `tree` goes to lower.py, `syntax` and `places` to show.py.

    `reads` are the paths it reads, see reads.py. What asks for the `clock`, the `person`, a `balance`
    or `chance` is `live`: its value changes by itself, so it is computed when read and never stored.
    """

    text: str
    tree: Typed
    type: Type
    reads: frozenset[tuple[str, ...]]
    clock: bool
    person: bool
    syntax: Node
    places: Mapping[Span, Place]
    balance: bool = False
    chance: bool = False

    @property
    def live(self) -> bool:
        return self.clock or self.person or self.balance or self.chance


def compile_text(text: str, scope: Scope, want: Type | None = None) -> Compiled:
    """The checked formula, or Invalid with every problem found."""
    compiled, found = _tried(text, scope, want)
    if compiled is None:
        raise Invalid("formula.wrong", problems=found)
    return compiled


def problems_of(text: str, scope: Scope, want: Type | None = None) -> tuple[Problem, ...]:
    """What is wrong with a formula; nothing when it compiles."""
    return tuple(_tried(text, scope, want)[1])


def _tried(text: str, scope: Scope, want: Type | None) -> tuple[Compiled | None, Sequence[Problem]]:
    try:
        syntax = parse(text)
    except FormulaError as error:
        return None, [problem(error.code, text[:LONGEST], error.span, error.values)]
    checker = Checker(text, scope)
    tree = checker.check(syntax, want)
    if checker.problems:
        return None, _unique(checker.problems)
    if isinstance(tree, Hole):
        raise Broken("formula.wrong", values={"text": text})
    if weigh(tree)[0] > MOST:
        whole = Span(0, len(text))
        return None, [problem("formula.expands", text, whole, {"most": MOST})]
    read = reads(tree)
    places = checker.resolver.places
    live = (read.clock, read.person, syntax, places, read.balance, read.chance)
    return Compiled(text, tree, tree.type, read.paths, *live), ()


def _unique(found: list[Problem]) -> list[Problem]:
    """In reading order, each place and code once."""
    seen: dict[tuple[object, object, str], Problem] = {}
    for item in found:
        seen.setdefault((item.values["start"], item.values["end"], item.code), item)
    return sorted(seen.values(), key=lambda item: int(str(item.values["start"])))
