"""A condition of the language as the tests of a filter bar, where both mean the same.

`owner = ME() AND stage IN ("a", "b")` is shown as two chips that a person reads and changes; what a
filter cannot say stays a formula, whole.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from tombolo.formula.typed import Compare, Const, Empty, Field, Logic, Me, Member, Not, Typed
from tombolo.schema.condition import Condition
from tombolo.schema.form import Form

Where = Mapping[str, object]
_OPS = {"=": "is", "<>": "is_not", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_BLANKS: Mapping[str, object] = {"number": Decimal(0), "text": "", "boolean": False}


def plainly(condition: Condition, form: Form) -> Where:
    """{"all": […]}, {"field", "op", "value"} or, where that would mean something else, {"formula"}."""
    return _said(condition.compiled.tree, form) or {"formula": condition.text}


def _said(node: Typed, form: Form) -> Where | None:
    match node:
        case Logic("AND" | "OR" as joint, items):
            return _among(node, form) or _joined(joint, items, form)
        case Not(Logic("OR") as inner):
            found = _among(inner, form)
            return found and _test(form, str(found["field"]), "not_in", found["value"])
        case Compare():
            return _compared(node, form)
        case Member(item, among):
            return _member(item, among, form)
        case Empty(Field(0, (key,))):
            return _test(form, key, "empty")
        case Not(Empty(Field(0, (key,)))):
            return _test(form, key, "not_empty")
        case Field(0, (key,)):
            return _test(form, key, "is", value=True)
        case Not(Field(0, (key,))):
            return _test(form, key, "is", value=False)
        case _:
            return None


def _joined(joint: str, items: tuple[Typed, ...], form: Form) -> Where | None:
    """Parts of the same joint are one list: `a AND (b AND c)` is three tests."""
    name = "all" if joint == "AND" else "any"
    parts: list[object] = []
    for item in items:
        said = _said(item, form)
        if said is None:
            return None
        inner = said.get(name)
        parts.extend(cast("list[object]", inner) if isinstance(inner, list) else [said])
    return {name: parts}


def _among(node: Logic, form: Form) -> Where | None:
    """`stage IN ("a", "b")`: the same field beside one literal after the other."""
    keys: set[str] = set()
    values: list[object] = []
    for item in node.items if node.op == "OR" else ():
        match item:
            case Compare("=", Field(0, (key,)), Const(str(value))) if value:
                keys.add(key)
                values.append(value)
            case _:
                return None
    return _test(form, keys.pop(), "in", values) if len(keys) == 1 else None


def _compared(node: Compare, form: Form) -> Where | None:
    match node.left, node.right:
        case Field(0, (key,)), Me(""):
            return _mine(form, key, node.op)
        case Me(""), Field(0, (key,)):
            return _mine(form, key, node.op)
        case Field(0, (key,)), Const() as const:
            return _beside(form, key, node.op, const)
        case Const() as const, Field(0, (key,)):
            return _beside(form, key, _FLIPPED.get(node.op, node.op), const)
        case _:
            return None


def _mine(form: Form, key: str, op: str) -> Where | None:
    found = {"=": "is_me", "<>": "not_me"}.get(op)
    return _test(form, key, found) if found else None


def _beside(form: Form, key: str, op: str, const: Const) -> Where | None:
    """A field beside a literal. The language counts blank as 0 or "", a filter as blank."""
    value, kind = const.value, const.type.name
    if value is None or kind not in {"number", "text", "boolean", "date"}:
        return None
    blank = _BLANKS.get(kind)
    if op in _FLIPPED and kind == "text":
        return None
    if kind == "boolean":
        return _test(form, key, "is", value=value is (op == "=")) if op in {"=", "<>"} else None
    if kind == "number" and _holds(op, Decimal(0), value) != (op == "<>"):
        return None
    if value == blank:
        return None
    shown = value.isoformat() if isinstance(value, date) else str(value)
    return _test(form, key, _OPS[op], shown)


def _holds(op: str, left: Decimal, right: object) -> bool:
    assert isinstance(right, Decimal)
    return {
        "=": left == right, "<>": left != right, "<": left < right, "<=": left <= right,
        ">": left > right, ">=": left >= right,
    }[op]  # fmt: skip


def _member(item: Typed, among: Typed, form: Form) -> Where | None:
    match item, among:
        case Me(""), Field(0, (key,)):
            return _test(form, key, "is_me")
        case Field(0, (key,)), Me("departments"):
            return _test(form, key, "in_my_departments")
        case _:
            return None


def _test(form: Form, key: str, op: str, value: object = None) -> Where | None:
    """The test, if the field can be asked so."""
    one = form.field(key)
    if one is None or one.kind.computed or op not in one.kind.operators:
        return None
    return {"field": key, "op": op} if value is None else {"field": key, "op": op, "value": value}
