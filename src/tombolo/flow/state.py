"""What is stored of a running approval: one instance with its synchronous children, frozen.

A *node run* is one activation of a node. It holds *slots*, the signatures it needs; a slot holds
*tasks*, the people who fill it: the owner, those added before and after, the one it was given to.
Rows are never removed; ids grow, so that sorting by id is the order in which rows were made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from uuid import UUID

Id: TypeAlias = UUID
Person: TypeAlias = UUID

Status = Literal[
    "running", "returned", "incident", "suspended",
    "approved", "rejected", "withdrawn", "terminated",
]  # fmt: skip
CLOSED: frozenset[Status] = frozenset({"approved", "rejected", "withdrawn", "terminated"})
NodeState = Literal[
    "active", "frozen", "passed", "rejected", "returned", "cancelled", "voided", "skipped", "incident",
]  # fmt: skip
NodeKind = Literal["approve", "handle", "start", "sub", "auto", "exclusive", "inclusive"]
RunState = Literal["active", "frozen", "ended", "rejected", "cancelled", "voided"]
SlotState = Literal["open", "approved", "rejected", "removed"]
TaskKind = Literal["main", "before", "after", "with", "advice"]
TaskState = Literal[
    "waiting", "pending", "suspended", "approved", "rejected", "returned", "transferred", "auto", "closed",
]  # fmt: skip
LIVE: frozenset[TaskState] = frozenset({"waiting", "pending", "suspended"})


@dataclass(frozen=True, slots=True)
class Instance:
    """One run of a flow for one record."""

    id: Id
    flow: str
    version: int
    form: str
    record: Id
    initiator: Person
    department: Id | None  # the one chosen at submit; chains of heads start here
    code: str = ""
    title: str = ""
    row: str = ""  # of a child made for one row of a sub-table
    status: Status = "running"
    round: int = 1
    rev: int = 0  # of the root: acts so far
    seq: int = 0  # of the root: number of the last event of the whole tree
    parent: Id | None = None
    parent_run: Id | None = None
    depth: int = 0
    chosen: Mapping[str, tuple[Person, ...]] = field(default_factory=dict[str, tuple[Person, ...]])
    submitted_at: datetime | None = None
    finished_at: datetime | None = None
    reminded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BranchRun:
    """A sequence being walked; `cursor` is the position in it. The root has no block."""

    id: Id
    instance: Id
    block: Id | None
    idx: int = 0
    state: RunState = "active"
    cursor: int = 0
    cause: int = 0


@dataclass(frozen=True, slots=True)
class BlockRun:
    """A block that was entered; `chosen` never changes."""

    id: Id
    instance: Id
    branch: Id
    key: str
    kind: Literal["parallel", "exclusive", "inclusive"]
    chosen: tuple[int, ...]
    state: RunState = "active"
    cause: int = 0


@dataclass(frozen=True, slots=True)
class Resume:
    """What was stopped by a return with jump back; it belongs to the target's node run."""

    scope: Id  # the branch whose cursor was set back
    cursor: int  # where it stood
    returner: Id | None = None  # the task that returned, pending again after the thaw
    nodes: tuple[Id, ...] = ()
    blocks: tuple[Id, ...] = ()
    branches: tuple[Id, ...] = ()
    children: tuple[Id, ...] = ()
    reopened: tuple[tuple[Id, int], ...] = ()  # ended branches behind a join, with their cursor


@dataclass(frozen=True, slots=True)
class NodeRun:
    """One activation of a node. `cause` is the number of the act that activated it."""

    id: Id
    instance: Id
    branch: Id
    key: str
    kind: NodeKind
    round: int
    mode: str = ""
    th_num: int = 0
    th_den: int = 0
    state: NodeState = "active"
    cause: int = 0
    resume: Resume | None = None
    activated_at: datetime | None = None
    due_at: datetime | None = None
    remaining: timedelta | None = None  # of a clock that stands still
    closed_at: datetime | None = None
    because: str = ""  # why it is skipped or an incident


@dataclass(frozen=True, slots=True)
class Slot:
    """One required signature."""

    id: Id
    node_run: Id
    ord: int
    weight: int = 1
    opened: bool = True
    state: SlotState = "open"


@dataclass(frozen=True, slots=True)
class Task:
    """One step of a slot, with one person. `beside` is the task it comes before or after."""

    id: Id
    slot: Id
    node_run: Id
    instance: Id
    step_no: int
    kind: TaskKind
    assignee: Person
    on_behalf_of: Person | None = None
    state: TaskState = "pending"
    beside: Id | None = None
    added_by: Person | None = None
    decided_by: Person | None = None
    decided_at: datetime | None = None
    act: int = 0  # the number of the act that gave it its last state
    opinion: str = ""
    signature: Id | None = None
    record_version: int | None = None
    hops: int = 0
    draft: str = ""  # 暂存: seen by its person only
    rests_on: Id | None = None  # of an automatic approval: the decision it repeats


@dataclass(frozen=True, slots=True)
class Timer:
    """A deadline of a node run, or its n-th reminder."""

    id: Id
    instance: Id
    node_run: Id
    kind: str
    n: int
    due_at: datetime
    state: Literal["armed", "held", "fired", "cancelled"] = "armed"
    fired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CopySent:
    """Somebody was told; once for each person and instance."""

    id: Id
    instance: Id
    person: Person
    node_key: str
    at: datetime
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What happened; `seq` counts through the whole tree of the root without a gap.

    An event whose type begins with `act.` opens a group: its data hold the act and everything that
    was asked from outside while it was carried out, so that the act can be played again.
    """

    instance: Id
    seq: int
    rev: int
    type: str
    at: datetime
    actor: Person | None = None
    on_behalf_of: Person | None = None
    node_run: Id | None = None
    task: Id | None = None
    data: Mapping[str, object] = field(default_factory=dict[str, object])
    idem_key: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A row for the outbox."""

    topic: str
    instance: Id
    people: tuple[Person, ...] = ()
    data: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Write:
    """What the flow writes into the record: its state, and the fields of an effect."""

    instance: Id
    effect: str  # start, approved, rejected, returned, withdrawn, terminated
    status: Status


@dataclass(frozen=True, slots=True)
class State:
    """All of one root instance."""

    root: Id
    instances: Mapping[Id, Instance]
    branches: Mapping[Id, BranchRun]
    blocks: Mapping[Id, BlockRun]
    nodes: Mapping[Id, NodeRun]
    slots: Mapping[Id, Slot]
    tasks: Mapping[Id, Task]
    timers: Mapping[Id, Timer]
    copies: Mapping[Id, CopySent]

    @property
    def instance(self) -> Instance:
        return self.instances[self.root]
