"""One act being carried out: the rows as they become, what happened, and what is still to be done.

Everything that changes during a step changes here. Stories do not call one another round in
circles: what must happen next is put on the agenda, and machine.py takes it from there.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tombolo.flow.chart import Chart, Human, Node, Sequence, Way
from tombolo.flow.faults import refuse
from tombolo.flow.heard import Asking
from tombolo.flow.state import (
    LIVE,
    BlockRun,
    BranchRun,
    CopySent,
    Event,
    Id,
    Instance,
    NodeRun,
    Notice,
    Person,
    Resume,
    Slot,
    State,
    Status,
    Task,
    Timer,
    Write,
)

Row: TypeAlias = Instance | BranchRun | BlockRun | NodeRun | Slot | Task | Timer | CopySent

# ---- what can be on the agenda ----


@dataclass(frozen=True, slots=True)
class Go:
    """Take up what stands at the branch's cursor; `resume` belongs to the node entered there."""

    branch: Id
    resume: Resume | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What stands at the branch's cursor is done."""

    branch: Id


@dataclass(frozen=True, slots=True)
class Judge:
    """Something changed among the slots of a node run."""

    run: Id


@dataclass(frozen=True, slots=True)
class Refused:
    """A node run was rejected; its reject rule says what follows."""

    run: Id


@dataclass(frozen=True, slots=True)
class Thaw:
    """The target of a return with jump back is done."""

    run: Id


@dataclass(frozen=True, slots=True)
class Joined:
    """A branch of the block has ended."""

    block: Id


@dataclass(frozen=True, slots=True)
class Finish:
    """The instance ends so."""

    instance: Id
    status: Status


Intent: TypeAlias = Go | Past | Judge | Refused | Thaw | Joined | Finish


@dataclass(slots=True)
class Move:
    """The rows of a state, opened for one act."""

    asking: Asking
    ids: Callable[[], Id]
    root: Id | None = None
    instances: dict[Id, Instance] = field(default_factory=dict[Id, Instance])
    branches: dict[Id, BranchRun] = field(default_factory=dict[Id, BranchRun])
    blocks: dict[Id, BlockRun] = field(default_factory=dict[Id, BlockRun])
    nodes: dict[Id, NodeRun] = field(default_factory=dict[Id, NodeRun])
    slots: dict[Id, Slot] = field(default_factory=dict[Id, Slot])
    tasks: dict[Id, Task] = field(default_factory=dict[Id, Task])
    timers: dict[Id, Timer] = field(default_factory=dict[Id, Timer])
    copies: dict[Id, CopySent] = field(default_factory=dict[Id, CopySent])
    events: list[Event] = field(default_factory=list[Event])
    notices: list[Notice] = field(default_factory=list[Notice])
    writes: list[Write] = field(default_factory=list[Write])
    agenda: deque[Intent] = field(default_factory=deque[Intent])
    rev: int = 1
    seq: int = 0
    entered: int = 0

    # ---- rows ----

    def put(self, row: Row) -> None:
        """The row as it is from now on."""
        match row:
            case Task():
                self.tasks[row.id] = row
            case NodeRun():
                self.nodes[row.id] = row
            case Slot():
                self.slots[row.id] = row
            case BranchRun():
                self.branches[row.id] = row
            case BlockRun():
                self.blocks[row.id] = row
            case Timer():
                self.timers[row.id] = row
            case Instance():
                self.instances[row.id] = row
            case CopySent():
                self.copies[row.id] = row

    def next(self, intent: Intent) -> None:
        """To be done after what is on the agenda already."""
        self.agenda.append(intent)

    def tell(
        self,
        kind: str,
        instance: Id,
        *,
        run: NodeRun | None = None,
        task: Task | None = None,
        **data: object,
    ) -> None:
        """Something happened."""
        self.seq += 1
        said: dict[str, object] = {"node": run.key, **data} if run else data
        self.events.append(
            Event(
                instance=instance,
                seq=self.seq,
                rev=self.rev,
                type=kind,
                at=self.asking.now,
                actor=task.decided_by if task else None,
                on_behalf_of=task.on_behalf_of if task else None,
                node_run=run.id if run else None,
                task=task.id if task else None,
                data=said,
            )
        )

    def notify(self, topic: str, instance: Id, *people: Person, **data: object) -> None:
        """A row for the outbox."""
        self.notices.append(Notice(topic, instance, people, data))

    # ---- looking ----

    def chart(self, instance: Id) -> Chart:
        return self.asking.chart(self.instances[instance])

    def human(self, run: NodeRun) -> Human | None:
        """The definition of a run that waits for people."""
        return self.chart(run.instance).human(run.key)

    def way(self, branch: BranchRun) -> Way:
        """The blocks and branches that lead here, as the chart names them."""
        steps: list[tuple[str, int]] = []
        while branch.block is not None:
            block = self.blocks[branch.block]
            steps.append((block.key, branch.idx))
            branch = self.branches[block.branch]
        return tuple(reversed(steps))

    def sequence(self, branch: BranchRun) -> Sequence:
        return self.chart(branch.instance).sequences[self.way(branch)]

    def standing(self, branch: BranchRun) -> Node | None:
        """The node at the cursor."""
        nodes = self.sequence(branch)
        return nodes[branch.cursor] if 0 <= branch.cursor < len(nodes) else None

    def index(self, row: NodeRun | BlockRun) -> int:
        """The position of a run in its sequence; the start stands before all."""
        place = self.chart(row.instance).places.get(row.key)
        return place.index if place else -1

    def trunk(self, instance: Id) -> BranchRun:
        """The root branch of the present round."""
        roots = [b for b in self.branches.values() if b.instance == instance and b.block is None]
        return max(roots, key=lambda b: b.id)

    def parent(self, branch: BranchRun) -> BranchRun | None:
        """The branch that holds the block of this one."""
        return None if branch.block is None else self.branches[self.blocks[branch.block].branch]

    def upward(self, branch: BranchRun) -> Iterator[BranchRun]:
        """The branch and those that hold it, the root last."""
        here: BranchRun | None = branch
        while here is not None:
            yield here
            here = self.parent(here)

    def runs_in(self, branch: Id) -> list[NodeRun]:
        return [run for run in self.nodes.values() if run.branch == branch]

    def blocks_in(self, branch: Id) -> list[BlockRun]:
        return [block for block in self.blocks.values() if block.branch == branch]

    def branches_of(self, block: Id) -> list[BranchRun]:
        return [branch for branch in self.branches.values() if branch.block == block]

    def slots_of(self, run: Id) -> list[Slot]:
        """Those that count, in their order."""
        found = [s for s in self.slots.values() if s.node_run == run and s.state != "removed"]
        return sorted(found, key=lambda s: s.ord)

    def tasks_of(self, run: Id) -> list[Task]:
        return [task for task in self.tasks.values() if task.node_run == run]

    def live_tasks(self, run: Id) -> list[Task]:
        """Those still to be done: pending, suspended or waiting."""
        return [task for task in self.tasks_of(run) if task.state in LIVE]

    def steps(self, slot: Id) -> list[Task]:
        return [task for task in self.tasks.values() if task.slot == slot]

    def children(self, run: Id) -> list[Instance]:
        return [one for one in self.instances.values() if one.parent_run == run]

    def timers_of(self, run: Id) -> list[Timer]:
        return [timer for timer in self.timers.values() if timer.node_run == run]

    # ---- small changes that every story makes ----

    def status(self, instance: Id, status: Status) -> None:
        self.put(replace(self.instances[instance], status=status))

    def demand(self, instance: Id, *allowed: Status) -> Instance:
        """The instance, if it is in one of these states."""
        found = self.instances.get(instance)
        if found is None:
            raise refuse("not_found")
        if found.status not in allowed:
            raise refuse("state", status=found.status)
        return found

    def close_tasks(self, run: Id) -> None:
        """Nobody need do anything here any more."""
        for task in self.live_tasks(run):
            self.put(replace(task, state="closed", act=self.rev))

    def frozen_state(self, root: Id) -> State:
        """The state after the act."""
        self.put(replace(self.instances[root], rev=self.rev, seq=self.seq))
        return State(
            root, self.instances, self.branches, self.blocks, self.nodes, self.slots,
            self.tasks, self.timers, self.copies,
        )  # fmt: skip
