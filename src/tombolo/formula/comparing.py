"""What a comparison becomes in SQL: where blank counts as a value, where NULL serves as well."""

from decimal import Decimal

from tombolo.formula import sql
from tombolo.formula.typed import Compare, Convert, Typed
from tombolo.formula.types import DATE, MOMENT
from tombolo.pg.tree import Expr, Infix, Lit, Param


def edge_of(node: Compare) -> tuple[Typed, str, Typed] | None:
    """The moment, the order and the day of a comparison that asks for the day of a moment."""
    flipped = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
    if node.op not in flipped:
        return None
    match node.left, node.right:
        case Convert(of, kind), day if (of.type, kind) == (MOMENT, DATE) and day.type == DATE:
            return of, node.op, day
        case day, Convert(of, kind) if (of.type, kind) == (MOMENT, DATE) and day.type == DATE:
            return of, flipped[node.op], day
        case _:
            return None


def compared(op: str, left: Expr, right: Expr, blank: Expr) -> Expr:
    """Two texts, numbers or conditions, blank counting as `blank`.

    Beside a constant the other side stays bare wherever NULL and blank give the same, so that an
    index on it serves.
    """
    left_value, right_value = known_value(left), known_value(right)
    if right_value is None and left_value is not None:
        flipped = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(op, op)
        left, right, op, right_value = right, left, flipped, left_value
    if right_value is not None and not holds(op, known_value(blank), right_value):
        return Infix(op, left, right)
    if right_value is not None and op == "<>":
        return Infix("is distinct from", left, right)
    return Infix(op, sql.filled(left, blank), sql.filled(right, blank))


def known_value(expr: Expr) -> str | Decimal | bool | None:
    """The constant behind a parameter or literal."""
    match expr:
        case Param(str() | Decimal() as value, _):
            return value
        case Lit(str() | bool() as value):
            return value
        case _:
            return None


def holds(op: str, left: object, right: object) -> bool:
    """Whether the blank value itself would pass; text order is the database's, so any order might."""
    if op == "=":
        return left == right
    if op == "<>":
        return left != right
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[op]
    return True


def identical(op: str, left: Expr, right: Expr) -> Expr:
    """Ids, days and times: blank equals blank, and is neither before nor after anything."""
    if op == "=":
        known = sql.never_null(left) or sql.never_null(right)
        return Infix("=" if known else "is not distinct from", left, right)
    if op == "<>":
        return Infix("is distinct from", left, right)
    return Infix(op, left, right)
