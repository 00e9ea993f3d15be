"""Which value may stand where, and what it becomes.

| wanted | given | becomes |
| --- | --- | --- |
| anything | blank (`""`, a missing branch) | blank of that type |
| text | number, boolean, date, moment, time | as text: 1.50 is "1.5", TRUE, 2026-01-31, 2026-01-31 09:30:00 |
| date | moment | its day in the workspace's time zone |
| date, moment, time | a text literal | read as such: "2026-01-31", "2026-01-31 09:30", "09:30" |
| moment | date | the start of that day |
| time | moment | its time of day |
| list | rows (`lines.product`) | the list of their values, in the rows' order |
| text of options | a literal label | its key |

Nothing else converts by itself: text is not a number (VALUE), a number is not a condition (a > 0).

Blank (NULL) in + - * / ^ and in number arguments counts as 0, in & and texts as "", in a condition as
false. `=` finds blank equal to blank, "" and 0. A number is ordered with blank as 0, as in Excel; a
blank date, moment or time is neither before nor after anything. Aggregates skip blanks. A date or
moment calculated from a blank one is blank. Dividing by zero, and whatever else Excel answers with
#NUM! or #VALUE!, gives blank. `=` on texts minds capitals, as `EXACT` does.
"""

import re
from dataclasses import replace
from datetime import date, datetime, time

from tombolo.formula.functions.function import Wants
from tombolo.formula.problems import FormulaError, hint, named, near_hint
from tombolo.formula.spans import Span
from tombolo.formula.typed import Aggregate, Bound, Const, Convert, Field, Hole, Typed
from tombolo.formula.types import BLANK, BOOLEAN, DATE, MOMENT, TEXT, TIME, Name, Type, list_of

ORDERED: frozenset[Name] = frozenset({"number", "date", "moment", "time"})
PRINTABLE: frozenset[Name] = frozenset({"number", "boolean", "date", "moment", "time"})
PATTERNS = {"date": "2026-01-31", "moment": "2026-01-31 09:30", "time": "09:30"}


def fit(node: Typed, wanted: Type) -> Typed | None:
    """`node` as a `wanted`, or None when it cannot stand there."""
    given = node.type
    if isinstance(node, Hole) or same(given, wanted):
        return node
    if is_blank(node):
        return Const(None, wanted)
    match wanted.name, given.name:
        case "text", _ if given.name in PRINTABLE:
            return Convert(node, TEXT)
        case (("date" | "moment" | "time"), "text") if isinstance(node, Const):
            value = read_time(str(node.value), wanted.name)
            return None if value is None else Const(value, wanted)
        case ("date", "moment") | ("moment", "date") | ("time", "moment"):
            return Convert(node, wanted)
        case _:
            return None


def need(node: Typed, wanted: Type | Wants, span: Span) -> Typed:
    """`node` as a `wanted`; FormulaError with a hint otherwise."""
    if isinstance(node, Hole):
        return node
    fitted = fit_any(node, wanted)
    if fitted is None:
        raise refusal("formula.wrong_type", node, wanted, span)
    return fitted


def fit_any(node: Typed, wanted: Type | Wants) -> Typed | None:
    """As `fit`, for a type or a parameter's wider wish."""
    if isinstance(wanted, Type):
        return fit(node, wanted)
    match wanted:
        case "any":
            return node
        case "list":
            if node.type.name == "list":
                return node
            return Const(None, list_of(TEXT)) if is_blank(node) else None
        case "shown":
            return fit(node, TEXT) if node.type == BOOLEAN else _shown(node)
        case "ordered":
            return node if node.type.name in ORDERED or is_blank(node) else None
        case "day":
            return node if node.type.name == "moment" else fit(node, DATE)
        case "clock":
            return fit(node, MOMENT if node.type.name == "date" else TIME)
        case _:
            return fit(node, Type(wanted))


def _shown(node: Typed) -> Typed | None:
    fits = node.type.name in PRINTABLE | {"text", "blank"}
    return node if fits else None


def need_list(node: Typed, items: Type | None, span: Span) -> Typed:
    """`node` as a list, of `items` when given."""
    if isinstance(node, Hole):
        return node
    if items is not None and is_blank(node):
        return Const(None, list_of(items))
    listed = need(node, "list", span)
    given = listed.type.of or TEXT
    if items is not None and not same(given, items):
        raise refusal("formula.wrong_type", Const(None, given), items, span)
    return listed


def refusal(code: str, node: Typed, wanted: Type | Wants, span: Span) -> FormulaError:
    """What to say when `node` does not fit."""
    name = wanted if isinstance(wanted, str) else wanted.name
    given = node.type.name
    if given == "text" and isinstance(node, Const) and name in PATTERNS:
        return FormulaError(
            "formula.bad_date",
            span,
            value=node.value,
            pattern=PATTERNS[name],
            **named("wanted", name),
        )
    near = hint()
    if name == "number" and given == "text":
        near = hint("to_number")
    elif name == "boolean" and given in {"number", "text"}:
        near = hint("condition")
    elif (
        name == "text"
        and isinstance(node, Field)
        and given in {"person", "department", "reference"}
    ):
        near = hint("name_of", ".".join(node.path))
    return FormulaError(code, span, **named("wanted", name), **named("found", node.type), **near)


def same(left: Type, right: Type) -> bool:
    """One type may stand for the other; a form or item that is not known matches every one."""
    if left.name != right.name:
        return False
    if left.name == "reference":
        return left.form == right.form or not left.form or not right.form
    if left.name == "list" and left.of and right.of:
        return same(left.of, right.of) or "blank" in {left.of.name, right.of.name}
    return True


def is_blank(node: Typed) -> bool:
    """The literal blank: "" or BLANK()."""
    return node.type == BLANK or (isinstance(node, Const) and node.value in {None, ""})


def common(nodes: list[tuple[Typed, Span]]) -> tuple[list[Typed], Type]:
    """The branches of one value, as one type."""
    wanted = BLANK
    for node, span in nodes:
        given = node.type
        if isinstance(node, Hole) or is_blank(node):
            continue
        if wanted == BLANK:
            wanted = given
        elif {wanted.name, given.name} == {"date", "moment"}:
            wanted = MOMENT
        elif (not same(given, wanted) and fit(node, wanted) is None) or (
            given.name in PRINTABLE and wanted.name == "text"
        ):
            raise FormulaError(
                "formula.different_results", span, **named("left", wanted), **named("right", given)
            )
    if all(is_blank(node) for node, _ in nodes) and nodes:
        wanted = nodes[0][0].type
    return [need(node, wanted, span) for node, span in nodes], wanted


def comparable(left: Typed, right: Typed, left_span: Span, right_span: Span) -> tuple[Typed, Typed]:
    """Both sides as one type, literals of a choice as keys; FormulaError when they have none."""
    if isinstance(left, Hole) or isinstance(right, Hole):
        return left, right
    left = as_option(left, right, left_span)
    right = as_option(right, left, right_span)
    pair = _paired(left, right)
    if pair is None:
        for node, other, span in ((left, right, left_span), (right, left, right_span)):
            if isinstance(node, Const) and node.type == TEXT and other.type.name in PATTERNS:
                raise refusal("formula.wrong_type", node, other.type, span)
        near = (
            hint("to_number") if {left.type.name, right.type.name} == {"text", "number"} else hint()
        )
        raise FormulaError(
            "formula.cannot_compare",
            left_span.to(right_span),
            **named("left", left.type),
            **named("right", right.type),
            **near,
        )
    return pair


def _paired(left: Typed, right: Typed) -> tuple[Typed, Typed] | None:
    if same(left.type, right.type):
        return left, right
    if is_blank(left):
        return Const(None, right.type), right
    if is_blank(right):
        return left, Const(None, left.type)
    kinds = {left.type.name, right.type.name}
    if kinds == {"date", "moment"}:  # a moment beside a date is compared by its day
        day_left, day_right = fit(left, DATE), fit(right, DATE)
        return (day_left, day_right) if day_left and day_right else None
    if kinds <= {"text", "date", "moment", "time"} and "text" in kinds:
        literal, other = (left, right) if isinstance(left, Const) else (right, left)
        if not isinstance(literal, Const):
            return None
        if other.type == MOMENT and (day := fit(literal, DATE)):
            pair = (day, Convert(other, DATE))
        else:
            read = fit(literal, other.type)
            if read is None:
                return None
            pair = (read, other)
        return pair if literal is left else (pair[1], pair[0])
    return None


def options_of(node: Typed) -> tuple[tuple[str, str], ...]:
    """The options a value comes from."""
    if isinstance(node, Aggregate) and node.value is not None:
        return options_of(node.value)
    if isinstance(node, Bound):
        return options_of(node.of)
    return node.options if isinstance(node, Field) else ()


def as_option(node: Typed, beside: Typed, span: Span) -> Typed:
    """A text literal beside a choice: its key, though the label was written."""
    options = options_of(beside)
    if not options or not isinstance(node, Const) or node.type != TEXT or is_blank(node):
        return node
    value = str(node.value)
    if any(key == value for key, _ in options):
        return node
    for key, label in options:
        if label == value:
            return replace(node, value=key)
    keys = [key for key, _ in options]
    name = ".".join(beside.path) if isinstance(beside, Field) else ""
    near = near_hint(value, [*keys, *(label for _, label in options)])
    if not near["near"]:
        near = near_hint_all(keys)
    raise FormulaError("formula.no_option", span, name=name, value=value, **near)


def near_hint_all(keys: list[str]) -> dict[str, object]:
    """No option is near: list the first ones."""
    listed = ", ".join(keys[:8]) + (" …" if len(keys) > 8 else "")
    return {"hint_zh": f"，可选：{listed}", "hint_en": f"; one of {listed}", "near": ""}


_DATE = re.compile(r"(\d{1,4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?\Z", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?\Z", re.ASCII)


def read_time(text: str, kind: Name) -> date | datetime | time | None:
    """A literal date, moment or time."""
    day_text, _, time_text = text.strip().replace("T", " ").partition(" ")
    try:
        if kind == "time":
            return _read_clock(text.strip())
        if not (match := _DATE.match(day_text)) or (kind == "date" and time_text):
            return None
        day = date(int(match[1]), int(match[2]), int(match[3]))
        if kind == "date":
            return day
        clock = _read_clock(time_text.strip()) if time_text else time()
        return datetime.combine(day, clock) if clock is not None else None
    except ValueError:
        return None


def _read_clock(text: str) -> time | None:
    match = _TIME.match(text)
    return time(int(match[1]), int(match[2]), int(match[3] or 0)) if match else None
