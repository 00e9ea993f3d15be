"""What a person, an administrator, the clock or an automation can do to an instance: frozen acts.

`by` is who acts; None is the system. `key` is the idempotency key; `digest` tells whether a second
act with the same key is the same act.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

import msgspec

from tombolo.base import codec
from tombolo.flow.state import Id, Person

NO_CHOICE: Mapping[str, tuple[Person, ...]] = {}


@dataclass(frozen=True, kw_only=True)
class Submit:
    """Starts a flow; with the state of a withdrawn instance, its next round on the newest version."""

    by: Person | None
    flow: str
    form: str
    record: Id
    department: Id | None = None
    code: str = ""
    title: str = ""
    chosen: Mapping[str, tuple[Person, ...]] = field(default_factory=dict[str, tuple[Person, ...]])
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What every act on one's own task carries. `fields` are those that it changed in the record."""

    by: Person | None
    task: Id
    opinion: str = ""
    signature: Id | None = None
    seen: int | None = None  # the version of the record that the person saw
    fields: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Approve(Decision):
    """Yes; of a handle node: done."""

    chosen: Mapping[str, tuple[Person, ...]] = field(default_factory=dict[str, tuple[Person, ...]])


@dataclass(frozen=True, kw_only=True)
class Reject(Decision):
    """A vote against; the node's rule says what it means."""


@dataclass(frozen=True, kw_only=True)
class Return(Decision):
    """退回: one person sends it back, at once. `mode` None takes what the flow says."""

    to: str = "start"  # start | prev | a node
    mode: Literal["rerun", "jump"] | None = None


@dataclass(frozen=True, kw_only=True)
class Transfer(Decision):
    """Somebody else decides in my place."""

    to: Person


@dataclass(frozen=True, kw_only=True)
class Ask(Decision):
    """Somebody advises, then it is mine again."""

    of: Person


@dataclass(frozen=True, kw_only=True)
class AddSign(Decision):
    """More people sign: before me, after me, or beside me."""

    people: tuple[Person, ...]
    place: Literal["before", "after", "with"]


@dataclass(frozen=True, kw_only=True)
class Save(Decision):
    """暂存: the opinion is kept, nothing is decided."""


@dataclass(frozen=True, kw_only=True)
class Cut:
    """An added person, of the task `task`, who has not decided is taken out."""

    by: Person | None
    task: Id
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class TakeBack:
    """One's approval is taken back while nothing that it caused was touched."""

    by: Person | None
    task: Id
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class OnInstance:
    """What every act on an instance carries."""

    by: Person | None
    instance: Id
    opinion: str = ""
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Withdraw(OnInstance):
    """撤回 by the initiator."""


@dataclass(frozen=True, kw_only=True)
class Resubmit(OnInstance):
    """A returned instance goes on."""

    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Remind(OnInstance):
    """催办."""


@dataclass(frozen=True, kw_only=True)
class Terminate(OnInstance):
    """终止."""


@dataclass(frozen=True, kw_only=True)
class Jump(OnInstance):
    """An administrator sets the flow to a node, forward or back."""

    to: str


@dataclass(frozen=True, kw_only=True)
class Suspend(OnInstance):
    """挂起."""


@dataclass(frozen=True, kw_only=True)
class Unsuspend(OnInstance):
    """A suspended instance goes on."""


@dataclass(frozen=True, kw_only=True)
class Revive(OnInstance):
    """A rejected instance goes on from a node."""

    to: str


@dataclass(frozen=True, kw_only=True)
class Edit(OnInstance):
    """The record was changed outside a decision: checks the lock, moves deadlines of date fields."""

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Leave(OnInstance):
    """A person leaves; open and frozen tasks go to the successor."""

    person: Person
    successor: Person | None = None


@dataclass(frozen=True, kw_only=True)
class Tick(OnInstance):
    """Deadlines that are over are carried out."""


@dataclass(frozen=True, kw_only=True)
class AutoDone(OnInstance):
    """An automatic node was carried out."""

    run: Id


@dataclass(frozen=True, kw_only=True)
class AutoFailed(OnInstance):
    """An automatic node failed for good."""

    run: Id
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Resolve(OnInstance):
    """An administrator ends an incident: again, past it, by a way, or with these people."""

    run: Id
    how: Literal["retry", "skip", "choose", "assign"]
    branch: int = 0
    people: tuple[Person, ...] = ()


Act: TypeAlias = (
    Submit | Approve | Reject | Return | Transfer | Ask | AddSign | Save | Cut | TakeBack | Withdraw
    | Resubmit | Remind | Terminate | Jump | Suspend | Unsuspend | Revive | Edit | Leave | Tick
    | AutoDone | AutoFailed | Resolve
)  # fmt: skip

KINDS: tuple[type[Any], ...] = (
    Submit, Approve, Reject, Return, Transfer, Ask, AddSign, Save, Cut, TakeBack, Withdraw,
    Resubmit, Remind, Terminate, Jump, Suspend, Unsuspend, Revive, Edit, Leave, Tick,
    AutoDone, AutoFailed, Resolve,
)  # fmt: skip
BY_NAME: Mapping[str, type[Any]] = {kind.__name__: kind for kind in KINDS}


def plain(act: Act) -> dict[str, object]:
    """The act as JSON data."""
    return {**msgspec.to_builtins(act), "act": type(act).__name__}


def act_of(data: Mapping[str, object]) -> Act:
    """The act that `plain` wrote down."""
    rest = {name: value for name, value in data.items() if name != "act"}
    return msgspec.convert(rest, BY_NAME[str(data["act"])])


def digest(act: Act) -> str:
    """The same for two acts that ask for the same; the key itself does not count."""
    return hashlib.sha256(codec.encode(plain(replace(act, key="")))).hexdigest()
