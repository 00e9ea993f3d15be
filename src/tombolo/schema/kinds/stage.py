"""stage 阶段: where a record stands in a pipeline, and the way through it.

The value is the key of a stage or of an outcome. What moves, what a move asks for and what it leaves
behind is said here; records/write/stages.py binds it for every writer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from tombolo.schema.kinds import option
from tombolo.schema.kinds.choice import Choice
from tombolo.schema.kinds.formula import Formula
from tombolo.schema.kinds.option import COLORS, Option
from tombolo.schema.kinds.shape import CHOSEN, Kind, OperatorName, Plain, blank
from tombolo.schema.label import NO_LABEL, Label

OUTCOMES = ("won", "lost", "invalid")
_OUTCOME_COLORS = {"won": "green", "lost": "red", "invalid": "gray"}
OPEN = Option("open", Label("进行中", "Open"), "blue")


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that a move needs; `at` is the field that shows the message."""

    need: str
    say: Label = NO_LABEL
    at: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done in a stage, by whom (`owner`, `role(key)` or a field of people)."""

    key: str
    label: Label
    who: str = "owner"
    due: int | None = None  # days
    mandatory: bool = True
    result: bool = False  # who does it must say what came of it


@dataclass(frozen=True, slots=True)
class Step:
    """One stage. `enter` is asked of who comes from before it, `exit`, `require` and its mandatory
    tasks of who goes on from it; nobody is held back from going back or giving up.
    """

    key: str
    label: Label
    color: str = ""
    probability: str = ""
    days: int = 0
    enter: tuple[Gate, ...] = ()
    exit: tuple[Gate, ...] = ()
    require: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it may end. `ask` are the fields asked for with it; those with a `?` may stay empty."""

    key: str
    label: Label
    color: str = ""
    probability: str = ""
    need: tuple[Gate, ...] = ()
    ask: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        return tuple(one.removesuffix("?") for one in self.ask)

    @property
    def must(self) -> tuple[str, ...]:
        return tuple(one for one in self.ask if not one.endswith("?"))


@dataclass(frozen=True, slots=True)
class Back:
    """How many stages back at once, by whom (nobody named: whoever may change the record)."""

    steps: int = 1
    who: tuple[str, ...] = ()
    reason: bool = False


@dataclass(frozen=True, slots=True)
class Reopen:
    """Which outcomes are not the end, for how many days (0: always), by whom."""

    after: tuple[str, ...] = ()
    within: int = 0
    who: tuple[str, ...] = ()
    reason: bool = False


@dataclass(frozen=True, slots=True)
class Moves:
    """The ways beside the one forward. `skip`: (stage, expression) of stages that may be passed over."""

    back: Back | None = None
    reopen: Reopen | None = None
    skip: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stage(Kind):
    """A pipeline: `stages` in their order, `outcomes`, and the `moves` beside the one forward.

    `probability` is the field that follows the stage unless the switch `override` holds; `stalled`
    the expression that says so, instead of half as long again as the stage's `days`.
    """

    stages: tuple[Step, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    moves: Moves = Moves()
    probability: str = ""
    override: str = ""
    stalled: str = ""

    name: ClassVar[str] = "stage"
    words: ClassVar[Label] = Label("阶段", "Stage")
    operators: ClassVar[tuple[OperatorName, ...]] = CHOSEN

    @property
    def options(self) -> tuple[Option, ...]:
        """Stages and outcomes as a choice knows them."""
        steps = (
            Option(one.key, one.label, one.color or COLORS[n % len(COLORS)])
            for n, one in enumerate(self.stages)
        )
        return (*steps, *(_ended(one) for one in self.outcomes))

    def parse(self, raw: object) -> Plain:
        return None if blank(raw) else option.find(self.options, raw)

    def show(self, value: Plain, language: str) -> str:
        return "" if value is None else option.label(self.options, value, language)

    def options_of(self) -> tuple[tuple[str, Label], ...]:
        return tuple((one.key, one.label) for one in self.options)

    def gates(self) -> Iterator[tuple[str, str]]:
        """Every expression a move may depend on: where it stands, and what it says."""
        for step in self.stages:
            for part, gates in (("enter", step.enter), ("exit", step.exit)):
                for n, gate in enumerate(gates):
                    yield f"stages.{step.key}.{part}.{n}", gate.need
        for end in self.outcomes:
            for n, gate in enumerate(end.need):
                yield f"outcomes.{end.key}.need.{n}", gate.need
        for key, when in self.moves.skip:
            yield f"moves.skip.{key}", when

    def step(self, key: Plain) -> Step | None:
        return next((one for one in self.stages if one.key == key), None)

    def outcome(self, key: Plain) -> Outcome | None:
        return next((one for one in self.outcomes if one.key == key), None)

    def label(self, key: Plain) -> Label:
        """What a stage or an outcome is called; one that is gone is shown as it is."""
        found = self.step(key) or self.outcome(key)
        return found.label if found else Label(str(key or ""))

    def settings(self, language: str) -> dict[str, object]:
        by_key = {one["key"]: one for one in option.settings(self.options, language)}
        return {
            "options": list(by_key.values()),
            "stages": [
                {
                    **by_key[one.key],
                    "probability": one.probability,
                    "days": one.days,
                    "require": list(one.require),
                    "tasks": [
                        {
                            "key": task.key,
                            "label": task.label.say(language),
                            "who": task.who,
                            "due": task.due,
                            "mandatory": task.mandatory,
                            "result": task.result,
                        }
                        for task in one.tasks
                    ],
                }
                for one in self.stages
            ],
            "outcomes": [
                {
                    **by_key[one.key],
                    "probability": one.probability,
                    "ask": list(one.asked),
                    "must": list(one.must),
                }
                for one in self.outcomes
            ],
            "probability": self.probability,
            "override": self.override,
        }

    def problems(self) -> tuple[tuple[str, dict[str, object]], ...]:
        if not self.stages:
            return (("setting.missing", {"name": "stages"}),)
        found: list[tuple[str, dict[str, object]]] = []
        keys = {one.key for one in self.stages}
        ends = {one.key for one in self.outcomes}
        found.extend(("stage.unknown", {"name": one}) for one in sorted(ends - {*OUTCOMES}))
        found.extend(("stage.twice", {"name": one}) for one in sorted(keys & {*ends, *OUTCOMES}))
        named = {key for key, _ in self.moves.skip}
        found.extend(("stage.unknown", {"name": one}) for one in sorted(named - keys))
        after = set(self.moves.reopen.after) if self.moves.reopen else set[str]()
        found.extend(("stage.unknown", {"name": one}) for one in sorted(after - ends))
        every = (*self.stages, *self.outcomes)
        wrong = [one.key for one in every if one.probability and not _share(one.probability)]
        found.extend(("stage.probability", {"name": one}) for one in wrong)
        return tuple(found)


def _share(text: str) -> bool:
    try:
        return 0 <= Decimal(text) <= 1
    except ArithmeticError:
        return False


def _ended(one: Outcome) -> Option:
    return Option(one.key, one.label, one.color or _OUTCOME_COLORS.get(one.key, "gray"))


@dataclass(frozen=True, slots=True)
class StageState(Formula):
    """open, or how it ended: follows from the stage, and is read like a choice."""

    states: tuple[Option, ...] = ()

    def options_of(self) -> tuple[tuple[str, Label], ...]:
        return tuple((one.key, one.label) for one in self.states)

    def speaks_as(self) -> Kind | None:
        return Choice(options=self.states)

    def settings(self, language: str) -> dict[str, object]:
        made = Formula.settings(self, language)
        return {**made, "options": option.settings(self.states, language)}


def states_of(kind: Stage) -> tuple[Option, ...]:
    """What `<key>_state` may say."""
    return (OPEN, *(_ended(one) for one in kind.outcomes))
