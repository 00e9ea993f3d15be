"""What a stage field says: stages in their order, how it ends, what a move needs and leaves to do."""

from collections.abc import Iterator
from dataclasses import dataclass

from tombolo.schema.label import NO_LABEL, Label

OUTCOMES = ("won", "lost", "invalid")


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


NO_MOVES = Moves()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The whole of it. `probability` is the field that follows the stage unless the switch `override`
    holds; `stalled` the expression that says so, instead of half as long again as the stage's `days`.
    """

    stages: tuple[Step, ...]
    outcomes: tuple[Outcome, ...] = ()
    moves: Moves = NO_MOVES
    probability: str = ""
    override: str = ""
    stalled: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every value there is: stages, then outcomes."""
        return tuple(one.key for one in (*self.stages, *self.outcomes))

    def step(self, key: object) -> Step | None:
        return next((one for one in self.stages if one.key == key), None)

    def outcome(self, key: object) -> Outcome | None:
        return next((one for one in self.outcomes if one.key == key), None)

    def label(self, key: object) -> Label:
        """What a stage or an outcome is called; one that is gone is shown as it is."""
        found = self.step(key) or self.outcome(key)
        return found.label if found else Label(str(key or ""))

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
