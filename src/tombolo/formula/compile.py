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


@dataclass(frozen=True, slots=True)
class Seen:
    """A text under the editor: compiled or its problems, and every name that is known by now.

    `readable` says that the text is one expression, whatever it may mean.
    """

    compiled: Compiled | None
    problems: Sequence[Problem]
    places: Mapping[Span, Place]
    readable: bool = True


def seen(text: str, scope: Scope, want: Type | None = None) -> Seen:
    """What there is to say about a text, whether it compiles or not."""
    try:
        syntax = parse(text)
    except FormulaError as error:
        wrong = problem(error.code, text[:LONGEST], error.span, error.values)
        return Seen(None, [wrong], {}, readable=False)
    checker = Checker(text, scope)
    tree = checker.check(syntax, want)
    places = checker.resolver.places
    if checker.problems:
        return Seen(None, _unique(checker.problems), places)
    if isinstance(tree, Hole):
        raise Broken("formula.wrong", values={"text": text})
    if weigh(tree)[0] > MOST:
        whole = Span(0, len(text))
        return Seen(None, [problem("formula.expands", text, whole, {"most": MOST})], places)
    read = reads(tree)
    live = (read.clock, read.person, syntax, places, read.balance, read.chance)
    return Seen(Compiled(text, tree, tree.type, read.paths, *live), (), places)


def _tried(text: str, scope: Scope, want: Type | None) -> tuple[Compiled | None, Sequence[Problem]]:
    found = seen(text, scope, want)
    return found.compiled, found.problems


def _unique(found: list[Problem]) -> list[Problem]:
    """In reading order, each place and code once."""
    seen: dict[tuple[object, object, str], Problem] = {}
    for item in found:
        seen.setdefault((item.values["start"], item.values["end"], item.code), item)
    return sorted(seen.values(), key=lambda item: int(str(item.values["start"])))
