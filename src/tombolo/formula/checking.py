"""What a function's rule asks of the checker, which stands above it."""

from collections.abc import Callable
from typing import Protocol

from tombolo.formula.functions.function import Function, Parameter
from tombolo.formula.nodes import Node
from tombolo.formula.problems import FormulaError
from tombolo.formula.resolve import Level, Resolver
from tombolo.formula.spans import Span
from tombolo.formula.typed import Typed
from tombolo.formula.types import Type


class Checking(Protocol):
    """The checker, seen from a rule."""

    level: Level
    resolver: Resolver

    def node(self, node: Node) -> Typed: ...
    def glance(self, node: Node) -> Type: ...
    def wish(self, node: Node, wanted: Type) -> Typed: ...
    def note(self, error: FormulaError) -> None: ...
    def inside(self, level: Level, build: Callable[[], Typed]) -> Typed: ...
    def member(self, item: Typed, among: Typed, span: Span) -> Typed: ...
    def argument(self, function: Function, parameter: Parameter, node: Node) -> Typed: ...
    def apply(self, function: Function, args: tuple[Node, ...]) -> Typed: ...
