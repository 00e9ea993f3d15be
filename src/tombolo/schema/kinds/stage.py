"""stage 阶段: where a record stands in a pipeline, and the way through it.

The value is the key of a stage or of an outcome. What moves, what a move asks for and what it leaves
behind is said here; records/write/stages.py binds it for every writer.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from tombolo.schema.kinds import option
from tombolo.schema.kinds.choice import Choice
from tombolo.schema.kinds.formula import Formula
from tombolo.schema.kinds.option import Option
from tombolo.schema.kinds.shape import CHOSEN, Kind, OperatorName, Plain, blank
from tombolo.schema.label import Label
from tombolo.schema.pipeline import NO_MOVES, OUTCOMES, Moves, Outcome, Pipeline, Step

OPEN = Option("open", Label("进行中", "Open"), "blue")


@dataclass(frozen=True, slots=True)
class Stage(Kind):
    """A pipeline: `stages` in their order, `outcomes`, and the `moves` beside the one forward.

    `probability` is the field that follows the stage unless the switch `override` holds; `stalled`
    the expression that says so, instead of half as long again as the stage's `days`.
    """

    stages: tuple[Step, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    moves: Moves = NO_MOVES
    probability: str = ""
    override: str = ""
    stalled: str = ""

    name: ClassVar[str] = "stage"
    words: ClassVar[Label] = Label("阶段", "Stage")
    operators: ClassVar[tuple[OperatorName, ...]] = CHOSEN

    @property
    def options(self) -> tuple[Option, ...]:
        """Stages and outcomes as a choice knows them."""
        every = (*self.stages, *self.outcomes)
        return tuple(Option(one.key, one.label, one.color) for one in every)

    def parse(self, raw: object) -> Plain:
        return None if blank(raw) else option.find(self.options, raw)

    def show(self, value: Plain, language: str) -> str:
        return "" if value is None else option.label(self.options, value, language)

    def options_of(self) -> tuple[tuple[str, Label], ...]:
        return tuple((one.key, one.label) for one in self.options)

    def pipeline(self) -> Pipeline:
        return Pipeline(
            self.stages, self.outcomes, self.moves, self.probability, self.override, self.stalled
        )

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


def states_of(line: Pipeline) -> tuple[Option, ...]:
    """What `<key>_state` may say."""
    return (OPEN, *(Option(one.key, one.label, one.color) for one in line.outcomes))
