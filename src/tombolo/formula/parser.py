"""Tokens to tree: a Pratt parser with Excel's precedences.

Weakest first: OR, AND, NOT, comparisons and IN, &, + -, * /, ^, sign, percent. As in Excel the sign
binds tighter than ^ and ^ goes from the left: -2^2 is 4, 2^3^2 is 64.
"""

from decimal import Decimal
from typing import Literal

from tombolo.formula.lexer import Token, tokens
from tombolo.formula.nodes import (
    Binary,
    Call,
    Chain,
    Dot,
    In,
    Node,
    Number,
    Part,
    Path,
    Text,
    Truth,
    Unary,
)  # fmt: skip
from tombolo.formula.problems import FormulaError
from tombolo.formula.spans import Span

NEST = 64  # brackets within brackets, as in Excel
HEIGHT = 100  # of the whole tree, so that no later stage runs out of stack

POWER = {
    "OR": 1, "AND": 2, "NOT": 3, "=": 4, "<>": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "IN": 4,
    "&": 5, "+": 6, "-": 6, "*": 7, "/": 7, "^": 8, "sign": 9, "%": 10,
}  # fmt: skip
KEYWORDS = frozenset({"AND", "OR", "NOT", "IN", "TRUE", "FALSE"})
COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})


def parse(text: str) -> Node:
    """The tree of `text`. FormulaError, with its place, when there is none."""
    found = tokens(text)
    if len(found) == 1:
        raise FormulaError("formula.empty", Span(0, len(text)))
    reader = _Reader(found)
    node = reader.expression(0)
    if reader.now.kind != "end":
        raise reader.unexpected()
    return node


class _Reader:
    """Where the parser is: the next token, the open brackets, the height of each node."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.at = 0
        self.now = found[0]
        self.nest = 0
        self.depth = 0
        self.bracketed: set[int] = set()
        self.heights: dict[int, int] = {}

    # --- moving ---

    def step(self) -> Token:
        token = self.now
        self.at += 1
        self.now = self.tokens[min(self.at, len(self.tokens) - 1)]
        return token

    def sees(self, symbol: str) -> bool:
        return self.now.kind == "symbol" and self.now.value == symbol

    def word(self, token: Token) -> str:
        """The keyword a token is, or ''."""
        if token.kind != "name" or len(token.value) > 5:
            return ""
        upper = token.value.upper()
        return upper if upper in KEYWORDS else ""

    def demand(self, symbol: str) -> Token:
        if not self.sees(symbol):
            if self.now.kind == "end":
                raise FormulaError("formula.unexpected_end", self.now.span)
            found = self.now.value
            raise FormulaError("formula.expected", self.now.span, wanted=symbol, found=found)
        return self.step()

    def unexpected(self) -> FormulaError:
        if self.now.kind == "end":
            return FormulaError("formula.unexpected_end", self.now.span)
        return FormulaError("formula.unexpected", self.now.span, found=self.now.value)

    def enter(self, span: Span) -> None:
        self.nest += 1
        if self.nest > NEST:
            raise FormulaError("formula.too_deep", span, most=NEST)

    def grown(self, node: Node, *below: Node) -> Node:
        """`node`, once it is known not to stand too high above its parts."""
        height = 1 + max((self.heights.get(id(part), 0) for part in below), default=0)
        if height > HEIGHT:
            raise FormulaError("formula.too_deep", node.span, most=HEIGHT)
        self.heights[id(node)] = height
        return node

    # --- expressions ---

    def expression(self, weakest: int) -> Node:
        self.depth += 1
        if self.depth > HEIGHT:
            raise FormulaError("formula.too_deep", self.now.span, most=HEIGHT)
        left = self.prefix()
        while (power := POWER.get(op := self.operator(), 0)) > weakest:
            if power == POWER["="] and _compares(left) and id(left) not in self.bracketed:
                raise FormulaError("formula.chained_comparison", self.now.span)
            left = self.infix(op, power, left)
        self.depth -= 1
        return left

    def operator(self) -> str:
        """The operator that comes next: `NOT` stands for NOT IN."""
        if self.now.kind == "symbol":
            return self.now.value if self.now.value in POWER else ""
        word = self.word(self.now)
        if word == "NOT":
            following = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
            return "IN" if self.word(following) == "IN" else ""
        return word if word in POWER else ""

    def infix(self, op: str, power: int, left: Node) -> Node:
        if op == "IN":
            return self.membership(left)
        if op in {"&", "AND", "OR"}:
            return self.chained(op, power, left)
        token = self.step()
        if op == "%":
            return self.grown(Unary("%", left, left.span.to(token.span)), left)
        right = self.expression(power)
        return self.grown(Binary(op, left, right, left.span.to(right.span)), left, right)

    def chained(self, op: str, power: int, left: Node) -> Node:
        items = [left]
        while self.operator() == op:
            self.step()
            items.append(self.expression(power))
        return self.grown(Chain(op, tuple(items), left.span.to(items[-1].span)), *items)

    def membership(self, item: Node) -> Node:
        negated = self.word(self.now) == "NOT"
        if negated:
            self.step()
        self.step()
        if self.sees("("):
            among, end = self.arguments()
            if not among:
                raise FormulaError("formula.unexpected", end, found=")")
        else:
            only = self.expression(POWER["IN"])
            among, end = (only,), only.span
        return self.grown(In(item, among, negated, item.span.to(end)), item, *among)

    def arguments(self) -> tuple[tuple[Node, ...], Span]:
        """( a, b, … ) and where the closing bracket stands."""
        self.enter(self.demand("(").span)
        items: list[Node] = []
        if not self.sees(")"):
            items.append(self.expression(0))
            while self.sees(","):
                self.step()
                items.append(self.expression(0))
        end = self.demand(")").span
        self.nest -= 1
        return tuple(items), end

    def prefix(self) -> Node:
        token = self.now
        match token.kind:
            case "number":
                self.step()
                return Number(Decimal(token.value), token.span)
            case "text":
                self.step()
                return Text(token.value, token.span)
            case "label":
                return self.path()
            case "name":
                return self.name(token)
            case "symbol":
                return self.symbol(token)
            case "end":
                raise self.unexpected()

    def symbol(self, token: Token) -> Node:
        if token.value == "(":
            self.enter(token.span)
            self.step()
            inside = self.expression(0)
            self.demand(")")
            self.nest -= 1
            self.bracketed.add(id(inside))
            return inside
        if token.value in {"-", "+"}:
            return self.signed(token)
        raise self.unexpected()

    def signed(self, token: Token) -> Node:
        self.enter(token.span)
        self.step()
        inside = self.expression(POWER["sign"])
        self.nest -= 1
        sign: Literal["-", "+"] = "-" if token.value == "-" else "+"
        return self.grown(Unary(sign, inside, token.span.to(inside.span)), inside)

    def name(self, token: Token) -> Node:
        following = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        opens = following.kind == "symbol" and following.value == "("
        word = self.word(token)
        if word in {"TRUE", "FALSE"} and not opens:
            self.step()
            return Truth(word == "TRUE", token.span)
        if word == "NOT" and not (opens and following.span.start == token.span.end):
            self.enter(token.span)
            self.step()
            inside = self.expression(POWER["NOT"])
            self.nest -= 1
            return self.grown(Unary("NOT", inside, token.span.to(inside.span)), inside)
        if opens:
            return self.call()
        if word:
            raise self.unexpected()
        return self.path()

    def call(self) -> Node:
        name = self.step()
        args, end = self.arguments()
        span = name.span.to(end)
        node = self.grown(Call(name.value.upper(), args, span, name.span), *args)
        while self.sees("."):
            self.step()
            part = self.part()
            node = self.grown(Dot(node, part, span.to(part.span)), node)
        return node

    def path(self) -> Node:
        parts = [self.part()]
        while self.sees("."):
            self.step()
            parts.append(self.part())
        return Path(tuple(parts), parts[0].span.to(parts[-1].span))

    def part(self) -> Part:
        if self.now.kind not in {"name", "label"}:
            raise self.unexpected()
        token = self.step()
        return Part(token.value, token.span, bracketed=token.kind == "label")


def _compares(node: Node) -> bool:
    return isinstance(node, In) or (isinstance(node, Binary) and node.op in COMPARISONS)
