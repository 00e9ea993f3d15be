"""What a rule is: when something happened and a condition holds, then steps. Frozen, without a database."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from tombolo.base import codec
from tombolo.flow.chart import Rule as People
from tombolo.records.asked import Stand
from tombolo.schema.condition import Condition
from tombolo.schema.label import Label

On = Literal["created", "updated", "deleted", "restored", "became", "button"]
ONS: tuple[On, ...] = get_args(On)
Timing = Literal["together", "after"]
TIMINGS: tuple[Timing, ...] = get_args(Timing)
As = Literal["causer", "owner", "system"]
MOST = 1000  # records that one run may find, and write


@dataclass(frozen=True, slots=True)
class Trigger:
    """`watch`: of an updated record one of these moved; none: anything a person may write or see.

    `when` is the rule's `if`; of `became` it held not before and holds now.
    """

    form: str
    on: On
    watch: tuple[str, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Rows:
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
    lines: Mapping[str, Rows] = field(default_factory=dict[str, Rows])
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


Step = Create | Update | Upsert | Delete | Each | Branch | Set | Stop | Notify
VERBS: Mapping[type[Step], str] = {
    Create: "create", Update: "update", Upsert: "upsert", Delete: "delete", Each: "each",
    Branch: "branch", Set: "set", Stop: "stop", Notify: "notify",
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


def digest_of(data: Mapping[str, object]) -> str:
    """What tells versions of a rule apart."""
    return hashlib.sha256(codec.text(data).encode()).hexdigest()[:16]
