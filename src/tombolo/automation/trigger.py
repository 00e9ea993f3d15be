"""What may set a rule off: a save, a press, the clock, an approval, a stage, a call from outside. Frozen."""

from dataclasses import dataclass
from datetime import time
from typing import Literal, get_args

from tombolo.automation.taken import Take
from tombolo.automation.timetable import Timetable
from tombolo.records.asked import Stand
from tombolo.records.given import Given
from tombolo.schema.condition import NUMBER, TEXT, Condition
from tombolo.schema.ways import Rows

On = Literal[
    "created", "updated", "deleted", "restored", "became", "stage",
    "button", "schedule", "due", "flow", "hook", "imported", "called",
]  # fmt: skip
ONS: tuple[On, ...] = get_args(On)
SAVED: frozenset[On] = frozenset({"created", "updated", "deleted", "restored", "became", "stage"})
# What nobody did: the rule says itself in whose name it acts, and comes after.
ALONE: frozenset[On] = frozenset({"schedule", "due", "hook"})
# What is over by the time: such rules come after, too.
LATER: frozenset[On] = frozenset({*ALONE, "imported"})
# What one word says; the others are written as a mapping.
WORDS: tuple[On, ...] = (
    "created", "updated", "deleted", "restored", "became", "button", "imported",
)  # fmt: skip
Missed = Literal["once", "skip", "all"]
MISSED: tuple[Missed, ...] = get_args(Missed)
FlowEvent = Literal[
    "submitted", "resubmitted", "entered", "decided", "returned", "passed", "overdue", "incident",
    "approved", "rejected", "withdrawn", "terminated",
]  # fmt: skip
FLOW_EVENTS: tuple[FlowEvent, ...] = get_args(FlowEvent)
# Those that happen at a node.
AT_NODES: frozenset[FlowEvent] = frozenset(
    {"entered", "decided", "returned", "passed", "overdue", "incident"}
)
Seal = Literal["token", "signed"]
SEALS: tuple[Seal, ...] = get_args(Seal)
# What is known beside the record of a step of an approval, and of the end of an import.
OF_FLOW = Given("event", (("name", TEXT), ("node", TEXT), ("opinion", TEXT), ("code", TEXT)))
OF_IMPORT = Given(
    "sheet",
    (("file", TEXT), ("total", NUMBER), ("added", NUMBER), ("updated", NUMBER), ("bad", NUMBER)),
)
BODY, INPUT = "body", "input"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a rule runs by the clock, and what becomes of times at which nobody was there to run it."""

    times: Timetable
    missed: Missed = "once"


@dataclass(frozen=True, slots=True)
class DueOn:
    """Some time before or after a date of the record. `at`: at this time of that day; of a date
    without one, when the day begins. `past`: days back that count when the rule is new.
    """

    field: Condition
    days: int = 0
    hours: int = 0
    at: time | None = None
    past: int = 0


@dataclass(frozen=True, slots=True)
class FlowOn:
    """Steps of an approval of the form: one of these `events`, where they happen at a node at one of
    `nodes`, if any are named.
    """

    flow: str
    events: tuple[FlowEvent, ...]
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StageOn:
    """A move of the stage `field`: into one of `enters`, out of one of `leaves`; none named: any."""

    field: str
    enters: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()

    def fits(self, was: object, now: object) -> bool:
        """Whether a move from one stage ("": a new record) to another is meant."""
        out = not self.leaves or was in self.leaves
        return was != now and out and (not self.enters or now in self.enters)


@dataclass(frozen=True, slots=True)
class Hook:
    """A call from outside. `signed`: it carries a signature beside the secret address; `once`: the
    field of what it brings that tells a repeated call from a new one.
    """

    seal: Seal
    once: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """`watch`: of an updated record one of these moved; none: anything a person may write or see.

    `when` is the rule's `if`; of `became` it held not before and holds now, of a schedule it chooses
    the records. Without a `form` no record sets the rule off; `imported` is the form whose import
    does. `takes` are what a call from outside, or of another rule, brings along.
    """

    form: str
    on: On
    watch: tuple[str, ...] = ()
    when: Condition | None = None
    schedule: Schedule | None = None
    due: DueOn | None = None
    flow: FlowOn | None = None
    stage: StageOn | None = None
    hook: Hook | None = None
    imported: str = ""
    takes: tuple[Take, ...] = ()
    given: tuple[Given, ...] = ()

    @property
    def stand(self) -> Stand:
        """Where its steps begin."""
        return Stand(Rows(self.form), self.form, given=self.given)
