"""The parts of a stage field as plain data to nouns: stages, outcomes, moves."""

from typing import cast

from tombolo.formula.nodes import Chain
from tombolo.formula.parser import parse
from tombolo.formula.problems import FormulaError
from tombolo.schema.desk import Data, Desk
from tombolo.schema.kinds.option import COLORS
from tombolo.schema.pipeline import Back, Gate, Moves, Outcome, Reopen, Step, Task

_STEP = frozenset(
    {"label", "color", "probability", "days", "enter", "exit", "require", "need", "tasks"}
)
_TASK = frozenset({"label", "who", "due", "mandatory", "result"})
_OUTCOME = frozenset({"label", "color", "probability", "need", "ask"})
PARTS = frozenset({"stages", "outcomes", "moves"})
LONGEST = 40
_ENDS = {"won": "green", "lost": "red", "invalid": "gray"}


def part_of(desk: Desk, name: str, raw: object) -> object:
    """The part `name` of a stage field."""
    if name == "stages":
        return tuple(
            _step(desk.at(key), key, one, COLORS[n % len(COLORS)])
            for n, (key, one) in enumerate(_each(desk, raw, _STEP, LONGEST))
        )
    if name == "outcomes":
        return tuple(
            _outcome(desk.at(key), key, one) for key, one in _each(desk, raw, _OUTCOME, LONGEST)
        )
    return _moves(desk, raw)


def _each(desk: Desk, raw: object, known: frozenset[str], longest: int) -> list[tuple[str, Data]]:
    found: list[tuple[str, Data]] = []
    for key, one in desk.mapping(raw).items():
        here = desk.at(key)
        if not here.key(key, longest):
            continue
        data = {"label": one} if isinstance(one, str) else here.mapping(one)
        here.unknown(data, known)
        found.append((key, data))
    return found


def _step(desk: Desk, key: str, data: Data, color: str) -> Step:
    # `require` names fields; where the definition says `need` it means the same as `exit`.
    return Step(
        key=key,
        label=desk.at("label").label(data.get("label"), key),
        color=_color(desk, data) or color,
        probability=desk.at("probability").text(data.get("probability")),
        days=_days(desk.at("days"), data.get("days")) or 0,
        enter=_gates(desk.at("enter"), data.get("enter")),
        exit=(
            *_gates(desk.at("exit"), data.get("exit")),
            *_gates(desk.at("need"), data.get("need")),
        ),
        require=desk.at("require").words(data.get("require")),
        tasks=tuple(
            _task(desk.at("tasks").at(name), name, one)
            for name, one in _each(desk.at("tasks"), data.get("tasks"), _TASK, LONGEST)
        ),
    )


def _task(desk: Desk, key: str, data: Data) -> Task:
    mandatory = data.get("mandatory")
    return Task(
        key=key,
        label=desk.at("label").label(data.get("label"), key),
        who=desk.at("who").text(data.get("who")) or "owner",
        due=_days(desk.at("due"), data.get("due")),
        mandatory=True if mandatory is None else desk.at("mandatory").flag(mandatory),
        result=desk.at("result").flag(data.get("result")),
    )


def _outcome(desk: Desk, key: str, data: Data) -> Outcome:
    return Outcome(
        key=key,
        label=desk.at("label").label(data.get("label"), key),
        color=_color(desk, data) or _ENDS.get(key, "gray"),
        probability=desk.at("probability").text(data.get("probability")),
        need=_gates(desk.at("need"), data.get("need")),
        ask=desk.at("ask").words(data.get("ask")),
    )


def _moves(desk: Desk, raw: object) -> Moves:
    data = desk.mapping(raw)
    desk.unknown(data, frozenset({"back", "reopen", "skip"}))
    back: Back | None = None
    reopen: Reopen | None = None
    if data.get("back") is not None:
        here = desk.at("back")
        given = here.mapping(data["back"])
        here.unknown(given, frozenset({"steps", "who", "reason"}))
        steps = _days(here.at("steps"), given.get("steps"))
        back = Back(
            steps=1 if steps is None else steps,
            who=here.at("who").words(given.get("who") or ()),
            reason=here.at("reason").flag(given.get("reason")),
        )
    if data.get("reopen") is not None:
        here = desk.at("reopen")
        given = here.mapping(data["reopen"])
        here.unknown(given, frozenset({"from", "within", "who", "reason"}))
        reopen = Reopen(
            after=here.at("from").words(given.get("from") or ()),
            within=_days(here.at("within"), given.get("within")) or 0,
            who=here.at("who").words(given.get("who") or ()),
            reason=here.at("reason").flag(given.get("reason")),
        )
    here = desk.at("skip")
    skip = tuple(
        (key, here.at(key).text(when)) for key, when in here.mapping(data.get("skip")).items()
    )
    return Moves(back, reopen, skip)


def _color(desk: Desk, data: Data) -> str:
    color = desk.text(data.get("color"))
    if color and color not in COLORS:
        desk.at("color").wrong("setting.color", colors=", ".join(COLORS))
    return color


def _days(desk: Desk, raw: object) -> int | None:
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= 3650:
        desk.wrong("setting.range", name=desk.place.rsplit(".", 1)[-1], least=0, most=3650)
        return None
    return raw


def _gates(desk: Desk, raw: object) -> tuple[Gate, ...]:
    """An expression, or a list of them with their own words. What is joined by AND is told apart, so
    that a refusal names what is missing and nothing else.
    """
    if raw is None:
        return ()
    listed = cast("list[object]", raw) if isinstance(raw, list) else None
    if listed is None:
        return tuple(Gate(text) for text in _apart(desk.text(cast("object", raw))))
    found: list[Gate] = []
    for number, item in enumerate(listed):
        here = desk.at(str(number))
        if isinstance(item, str):
            found.extend(Gate(text) for text in _apart(item))
            continue
        data = here.mapping(item)
        here.unknown(data, frozenset({"need", "say", "at"}))
        if not data.get("need"):
            here.wrong("setting.missing", name="need")
            continue
        found.append(
            Gate(
                here.at("need").text(data.get("need")),
                here.at("say").label(data.get("say")),
                here.at("at").text(data.get("at")),
            )
        )
    return tuple(found)


def _apart(text: str) -> list[str]:
    try:
        tree = parse(text)
        if not isinstance(tree, Chain) or tree.op != "AND":
            return [text]
        parts = [text[one.span.start : one.span.end] for one in tree.items]
        # A part that ends with a bracket may be cut short: then the whole is told as one.
        return parts if tuple(parse(one) for one in parts) == tree.items else [text]
    except FormulaError:
        return [text]  # told where it is compiled
