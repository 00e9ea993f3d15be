"""Tree to typed tree: names resolved, types fitted, every problem noted."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tombolo.base.problems import Problem
from tombolo.formula import rows, special
from tombolo.formula.coerce import (
    as_option,
    comparable,
    fit_any,
    is_blank,
    need,
    need_list,
    refusal,
)
from tombolo.formula.functions.function import Function, Parameter
from tombolo.formula.functions.index import BY_NAME, NAMES
from tombolo.formula.literals import read_literal
from tombolo.formula.messages import ELSEWHERE
from tombolo.formula.nodes import (
    Binary,
    Call,
    Chain,
    Dot,
    In,
    Node,
    Number,
    Path,
    Text,
    Truth,
    Unary,
)  # fmt: skip
from tombolo.formula.problems import FormulaError, hint, named, near_hint, problem
from tombolo.formula.resolve import Level, Mark, Resolver, known
from tombolo.formula.scope import Scope
from tombolo.formula.spans import Span
from tombolo.formula.typed import (
    Apart,
    Apply,
    Arithmetic,
    Compare,
    Const,
    Field,
    Hole,
    Itself,
    Join,
    Logic,
    Me,
    Member,
    Negate,
    Not,
    Shift,
    Typed,
)  # fmt: skip
from tombolo.formula.types import (
    BOOLEAN,
    DATE,
    DEPARTMENT,
    MOMENT,
    NUMBER,
    TEXT,
    Type,
    list_of,
)  # fmt: skip

MY: dict[str, Type] = {
    "department": DEPARTMENT, "departments": list_of(DEPARTMENT), "roles": list_of(TEXT),
    "name": TEXT, "email": TEXT, "address": TEXT,
}  # fmt: skip
COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Known:
    """A checked node, what was wrong with it, and what keeps its key its own."""

    typed: Typed
    problems: list[Problem]
    node: Node
    level: Level


class Checker:
    """Checks one formula. `problems` are gathered; where one was found a Hole stands."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.level = Level(scope)
        self.resolver = Resolver()
        self.problems: list[Problem] = []
        self.known: dict[tuple[int, Mark], Known] = {}

    def check(self, node: Node, wanted: Type | None) -> Typed:
        """The whole formula, as a `wanted` when one is given."""
        typed = self.node(node)
        if wanted is None or isinstance(typed, Hole):
            return typed
        fitted = fit_any(typed, wanted)
        if fitted is None:
            self.note(refusal("formula.wrong_result", typed, wanted, node.span))
        return fitted or Hole()

    def note(self, error: FormulaError) -> None:
        self.problems.append(problem(error.code, self.text, error.span, error.values))

    def node(self, node: Node) -> Typed:
        """One node; its problem is noted and does not stop its neighbours.

        Rules look at an argument more than once; it is checked once, or nesting would double the work.
        """
        key = (id(node), self.level.mark)
        found = self.known.get(key)
        if found is None:
            before, level = len(self.problems), self.level
            typed = self._tried(node)
            found = self.known[key] = Known(typed, self.problems[before:], node, level)
        else:
            self.problems.extend(found.problems)
        return found.typed

    def _tried(self, node: Node) -> Typed:
        try:
            return self._node(node)
        except FormulaError as error:
            self.note(error)
            return Hole()

    def glance(self, node: Node) -> Type:
        """The type of a node, before it is known what is wanted of it; problems are told later."""
        before = len(self.problems)
        try:
            return self.node(node).type
        finally:
            del self.problems[before:]

    def wish(self, node: Node, wanted: Type) -> Typed:
        """One node as a `wanted`."""
        typed = self.node(node)
        try:
            return need(typed, wanted, node.span)
        except FormulaError as error:
            self.note(error)
            return Hole()

    def inside(self, level: Level, build: Callable[[], Typed]) -> Typed:
        """`build` with the names of an aggregate's rows."""
        outer, self.level = self.level, level
        try:
            return build()
        finally:
            self.level = outer

    def _node(self, node: Node) -> Typed:
        match node:
            case Number(value):
                return Const(value, NUMBER)
            case Text(value):
                return Const(value, TEXT)
            case Truth(value):
                return Const(value, BOOLEAN)
            case Path():
                return self._path(node)
            case Call():
                return self._call(node)
            case Dot():
                return self._dot(node)
            case Unary():
                return self._unary(node)
            case Binary(op, left, right):
                return self._binary(op, left, right)
            case Chain("&", items):
                return Join(tuple(self.wish(item, TEXT) for item in items))
            case Chain(op, items):
                return Logic(
                    "AND" if op == "AND" else "OR",
                    tuple(self.wish(item, BOOLEAN) for item in items),
                )
            case In():
                return self._in(node)

    # --- names ---

    def _path(self, node: Path) -> Typed:
        first = node.parts[0].name
        if bound := self.level.bound(node.parts[0]):
            if len(node.parts) > 1:
                raise FormulaError("formula.dot_after_value", node.parts[1].span)
            return bound
        if len(node.parts) == 1 and first.upper() in BY_NAME and not known(first, self.level):
            raise FormulaError("formula.needs_brackets", node.span, name=first.upper())
        found = self.resolver.find(node.parts, self.level)
        if found.meaning is None:
            some = next(iter(found.scope.names()), "…")
            raise FormulaError("formula.row_not_value", node.span, name=self.level.name, field=some)
        if found.many:
            raise self._rows_here(node, found.depth)
        if found.meaning.itself:
            return Itself(found.depth, found.meaning.type)
        return Field(found.depth, found.keys, found.meaning.type, found.meaning.options)

    def _rows_here(self, node: Path, depth: int) -> FormulaError:
        name = ".".join(part.name for part in node.parts)
        if depth:
            return FormulaError("formula.rows_in_rows", node.span, name=name, outer=self.level.name)
        return FormulaError("formula.rows_outside", node.span, name=name)

    def _dot(self, node: Dot) -> Typed:
        of = self.node(node.of)
        if isinstance(of, Hole):
            return of
        if not isinstance(of, Me) or of.fact:
            raise FormulaError("formula.dot_after_value", node.part.span)
        kind = MY.get(node.part.name)
        if kind is None:
            near = near_hint(node.part.name, MY)
            raise FormulaError(
                "formula.no_member", node.part.span, name=node.part.name, owner="ME()", **near
            )
        return Me(node.part.name, kind)

    # --- operators ---

    def _unary(self, node: Unary) -> Typed:
        if node.op == "NOT":
            return Not(self.wish(node.of, BOOLEAN))
        of = self.wish(node.of, NUMBER)
        match node.op:
            case "-":
                if isinstance(of, Const) and isinstance(of.value, Decimal):
                    return Const(-of.value, NUMBER)
                return Negate(of)
            case "%":
                return Arithmetic("*", of, Const(Decimal("0.01"), NUMBER))
            case _:
                return of

    def _binary(self, op: str, left_node: Node, right_node: Node) -> Typed:
        left, right = self.node(left_node), self.node(right_node)
        if op in COMPARISONS:
            left, right = comparable(left, right, left_node.span, right_node.span)
            span = left_node.span.to(right_node.span)
            return self.compare(op, left, right, span)
        if isinstance(left, Hole) or isinstance(right, Hole):
            return Hole()
        return _calculate(op, left, right, left_node.span, right_node.span)

    def compare(self, op: str, left: Typed, right: Typed, span: Span) -> Typed:
        """Two sides of one type."""
        kind = left.type.name
        if op not in {"=", "<>"} and kind not in {
            "text",
            "number",
            "date",
            "moment",
            "time",
            "blank",
        }:
            raise FormulaError(
                "formula.cannot_compare",
                span,
                **named("left", left.type),
                **named("right", right.type),
                **hint(),
            )
        return Compare(op, left, right)

    def _in(self, node: In) -> Typed:
        item = self.node(node.item)
        if len(node.among) == 1 and (found := rows.listed(self, node.among[0])):
            listed = self.member(item, found, node.item.span)
            return Not(listed) if node.negated else listed
        among = [(self.node(other), other) for other in node.among]
        if len(among) == 1 and among[0][0].type.name == "list":
            result: Typed = self.member(item, among[0][0], node.item.span)
        else:
            tests: list[Typed] = []
            for other, syntax in among:
                left, right = comparable(item, other, node.item.span, syntax.span)
                tests.append(Compare("=", left, right))
            result = Logic("OR", tuple(tests))
        return Not(result) if node.negated else result

    def member(self, item: Typed, among: Typed, span: Span) -> Typed:
        """Item in a list; a choice's literal becomes its key."""
        if isinstance(item, Hole) or isinstance(among, Hole):
            return Hole(BOOLEAN)
        inside = among.type.of or TEXT
        item = as_option(item, among, span)
        return Member(need(item, inside, span), among)

    # --- calls ---

    def _call(self, node: Call) -> Typed:
        function = BY_NAME.get(node.name)
        if function is None:
            if remedy := ELSEWHERE.get(node.name):
                raise FormulaError(remedy, node.name_span, name=node.name)
            near = near_hint(node.name, NAMES)
            raise FormulaError("formula.no_function", node.name_span, name=node.name, **near)
        count = len(node.args)
        if count < function.least:
            raise FormulaError(
                "formula.too_few",
                node.span,
                function=function.name,
                least=function.least,
                count=count,
            )
        if function.most is not None and count > function.most:
            raise FormulaError(
                "formula.too_many",
                node.span,
                function=function.name,
                most=function.most,
                count=count,
            )
        if function.special:
            return special.RULES[function.special](self, function, node)
        return self.apply(function, node.args)

    def apply(self, function: Function, args: tuple[Node, ...]) -> Typed:
        """An ordinary function: each argument as its parameter wants it."""
        typed: list[Typed] = []
        for place in range(max(len(args), len(function.parameters))):
            parameter = function.parameters[min(place, len(function.parameters) - 1)]
            if place < len(args):
                typed.append(self.argument(function, parameter, args[place]))
            elif not parameter.repeated:
                typed.append(_default(parameter))
        if any(isinstance(arg, Hole) for arg in typed):
            return Hole()
        return applied(function, tuple(typed))

    def argument(self, function: Function, parameter: Parameter, node: Node) -> Typed:
        """One argument as the parameter wants it."""
        try:
            if parameter.literal:
                return read_literal(function, parameter, node)
            if parameter.wants == "list":
                items = Type(parameter.items) if parameter.items else None
                found = rows.listed(self, node, items)
                return found or need_list(self.node(node), items, node.span)
            return need(self.node(node), parameter.wants, node.span)
        except FormulaError as error:
            self.note(error)
            return Hole()


def applied(function: Function, args: tuple[Typed, ...]) -> Typed:
    """The call with the type of its result."""
    kinds = tuple(arg.type for arg in args)
    result = function.result if isinstance(function.result, Type) else function.result(kinds)
    return Apply(function, args, result)


def _default(parameter: Parameter) -> Typed:
    value = parameter.default
    kind = {"number": NUMBER, "text": TEXT}.get(parameter.wants, Type("blank"))
    return Const(Decimal(value) if isinstance(value, int) else value, kind)


def _calculate(op: str, left: Typed, right: Typed, left_span: Span, right_span: Span) -> Typed:
    kinds = (left.type.name, right.type.name)
    match op, kinds:
        case "-", ("date", "date") | ("moment", "moment"):
            return Apart(left, right)
        case "-", ("date", "moment") | ("moment", "date"):
            return Apart(need(left, MOMENT, left_span), need(right, MOMENT, right_span))
        case (("+" | "-"), ("date" | "moment", "number")):
            return Shift(left, right, op == "-", left.type)
        case "+", ("number", "date" | "moment"):
            return Shift(right, left, back=False, type=right.type)
        case "-", ("date" | "moment", "text") if fitted := fit_any(right, DATE):
            return _calculate(op, left, fitted, left_span, right_span)
        case (("+" | "-" | "*" | "/" | "^"), _) if all(
            kind in {"number", "blank"} for kind in kinds
        ) or (_counts(left) and _counts(right)):
            return Arithmetic(op, need(left, NUMBER, left_span), need(right, NUMBER, right_span))
        case _:
            near = (
                hint("to_number")
                if "text" in kinds and set(kinds) <= {"text", "number"}
                else hint()
            )
            span = left_span.to(right_span)
            raise FormulaError(
                "formula.cannot_calculate",
                span,
                op=op,
                **named("left", left.type),
                **named("right", right.type),
                **near,
            )


def _counts(node: Typed) -> bool:
    return node.type == NUMBER or is_blank(node)
