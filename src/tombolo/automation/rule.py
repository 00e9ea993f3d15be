"""What a rule is: when something happened and a condition holds, then steps. Frozen, without a database."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from tombolo.automation.notices.robots import Kind
from tombolo.automation.taken import Take, given_of
from tombolo.automation.trigger import Trigger
from tombolo.base import codec
from tombolo.flow.chart import Rule as People
from tombolo.records.asked import Stand
from tombolo.schema.condition import Condition
from tombolo.schema.label import Label

Timing = Literal["together", "after"]
TIMINGS: tuple[Timing, ...] = get_args(Timing)
As = Literal["causer", "owner", "system"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
METHODS: tuple[Method, ...] = get_args(Method)
MOST = 1000  # records that one run may find, and write


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a new record, made from lines (or records that link here): one from each."""

    of: str
    stand: Stand
    set: Mapping[str, Condition]


@dataclass(frozen=True, slots=True)
class Create:
    """A new record from each row. `source` is the link in it that points back at the record which
    set the rule off: where one is that points there already, no second one is made.
    """

    form: str
    set: Mapping[str, Condition]
    lines: Mapping[str, Lines] = field(default_factory=dict[str, Lines])
    source: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """The records that meet `where` as seen from each row, `most` of them for one record."""

    form: str
    where: Condition | None
    set: Mapping[str, Condition]
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Upsert:
    """The record that has the same in the fields `by` is changed, or made where there is none."""

    form: str
    by: tuple[str, ...]
    set: Mapping[str, Condition]
    many: Literal["fail", "all"] = "fail"


@dataclass(frozen=True, slots=True)
class Delete:
    """To the recycle bin, the records that meet `where`."""

    form: str
    where: Condition | None
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Each:
    """The steps for every line (or record that links here)."""

    of: str
    inside: Stand
    do: "tuple[Step, ...]"


@dataclass(frozen=True, slots=True)
class Branch:
    """The steps of the first arm whose condition holds; the last may have none."""

    arms: "tuple[tuple[Condition | None, tuple[Step, ...]], ...]"


@dataclass(frozen=True, slots=True)
class Set:
    """Fields of the record itself."""

    set: Mapping[str, Condition]


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing more; together with the save: nothing at all, and the words are said."""

    say: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Notify:
    """People are told. `title` and `text` are templates by language, made with the eyes of who is
    told; `to` are rules of people, whose expressions stand in `asked`.
    """

    to: tuple[People, ...]
    asked: tuple[Condition, ...]
    title: Mapping[str, Condition]
    text: Mapping[str, Condition]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Secret:
    """What is kept sealed under a name, with a text before it."""

    name: str
    before: str = ""


Said = Fixed | Secret


@dataclass(frozen=True, slots=True)
class Call:
    """A call over HTTP. `asked` are its expressions, named by their numbers in path, query and body;
    later steps know what `takes` took from the answer under `name`.
    """

    method: Method
    url: Said
    path: tuple[int, ...]
    query: Mapping[str, int]
    headers: Mapping[str, Said]
    body: object
    asked: tuple[Condition, ...]
    name: str
    takes: tuple[Take, ...]
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Robot:
    """A message into a group chat."""

    kind: Kind
    address: Secret
    sign: Secret | None
    title: Mapping[str, Condition]
    text: Mapping[str, Condition]
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing until a moment, or for some time; the run sleeps in its table."""

    until: Condition | None
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Which:
    """Records of a form as seen from each row: those that meet `where`; without it the row's own."""

    form: str
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """The records go into a flow; one that is in it already stays where it is."""

    which: Which
    flow: str


@dataclass(frozen=True, slots=True)
class Advance:
    """The stage `field` of the records moves `to` another, by the road every move takes; `set` brings
    what that asks for. One that stands there already stays as it is.
    """

    which: Which
    field: str
    to: str
    set: Mapping[str, Condition]


@dataclass(frozen=True, slots=True)
class Run:
    """Another rule, `called`, for the records, with values for what it takes. It runs in this very
    transaction, or later where it says so of itself.
    """

    rule: str
    which: Which
    give: Mapping[str, Condition]


Step = (
    Create | Update | Upsert | Delete | Each | Branch | Set | Stop | Notify
    | Call | Robot | Wait | Start | Advance | Run
)  # fmt: skip
Outside = Call | Robot
# Steps that take a while: each between two transactions, so at the top of a rule that comes after.
APART = (Call, Robot, Wait)
VERBS: Mapping[type[Step], str] = {
    Create: "create", Update: "update", Upsert: "upsert", Delete: "delete", Each: "each",
    Branch: "branch", Set: "set", Stop: "stop", Notify: "notify",
    Call: "call", Robot: "robot", Wait: "wait", Start: "start", Advance: "advance", Run: "run",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One file. `digest` tells its versions apart: a run stays with the one it began with.

    `again`: how often it may run for one record in one chain of rules that wake each other.
    """

    app: str
    key: str
    label: Label
    trigger: Trigger
    timing: Timing
    runs_as: As
    login: str
    do: tuple[Step, ...]
    digest: str
    body: Mapping[str, object] = field(repr=False, compare=False)
    again: int = 1

    @property
    def name(self) -> str:
        return f"{self.app}.{self.key}"

    @property
    def stand(self) -> Stand:
        """Where its steps stand, with all that is ever answered to it."""
        answers = tuple(given_of(one.name, one.takes) for one in self.do if isinstance(one, Call))
        start = self.trigger.stand
        return replace(start, given=(*start.given, *answers))


def digest_of(data: Mapping[str, object]) -> str:
    """What tells versions of a rule apart."""
    return hashlib.sha256(codec.text(data).encode()).hexdigest()[:16]
